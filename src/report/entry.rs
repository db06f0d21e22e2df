//! The day as it is entered: who has which figures in, what is usual, what is missing, and whose day is closed (S-001,
//! S-164).

use std::collections::BTreeSet;

use super::cell::{column, marked, table, words};
use super::scope::Scope;
use super::{Cell, Got, Kind, Needs, Question, Report, Row, Sentence, Setting, State, Table, Trust, Value, trust};
use crate::domain::base::{Day, DayRange, Error};
use crate::domain::model::{
    CellQuery, CellTable, CloseState, DayClose, Dimension, Document, DocumentKind, DocumentQuery, Filter, Measure,
    RowQuery, Rows, Unit, Versioned,
};
use crate::domain::rules::close::owed;
use crate::domain::rules::slip::usual;

/// What is entered: the six that are due of somebody, and three more.
const ENTERED: [&str; 9] = [
    "visits",
    "inquiries",
    "valid_inquiries",
    "lost_orders",
    "deals",
    "revenue",
    "new_customers",
    "follow_ups",
    "spend",
];
/// Days that are looked back at for what is usual.
const BACK: i32 = 42;
/// What was typed in, as batches are called that hold it.
const TYPED: &str = "entry";

/// Whose figures on which day.
struct Sheet<'a> {
    scope: Scope<'a>,
    day: Day,
    measures: Vec<&'a Measure>,
    people: Vec<&'a str>,
}

impl<'a> Sheet<'a> {
    fn of(question: &'a Question, setting: Setting<'a>) -> Result<Self, Error> {
        let scope = Scope::of(question, setting)?;
        let day = scope.period.days().first();
        let measures = ENTERED.iter().filter_map(|id| setting.catalogue.measure(id)).collect();
        let people = people(question, setting, day);
        Ok(Self { scope, day, measures, people })
    }

    fn ids(&self) -> Vec<String> {
        self.measures.iter().map(|measure| measure.id.clone()).collect()
    }

    /// The days of each run of the sums: the day, the working day before, the days that say what is usual.
    fn days(&self) -> Vec<Day> {
        let before = self.scope.setting.organisation.calendar.working_day_before(self.day);
        let back = (1..=BACK).map(|back| self.day.plus(-back)).filter(|day| *day != before);
        [self.day, before].into_iter().chain(back).collect()
    }
}

/// Those who belong to the lens, of those on the roster on `day`: first those of whom a figure is due, then the others; of
/// each team by team, in each by name.
fn people<'a>(question: &Question, setting: Setting<'a>, day: Day) -> Vec<&'a str> {
    let organisation = setting.organisation;
    let named = |dimension| {
        let filter = question.lens.filters.iter().find(|(other, _)| *other == dimension);
        filter.map(|(_, names)| names.as_slice())
    };
    let teams: Option<BTreeSet<&str>> =
        named(Dimension::Team).map(|teams| teams.iter().flat_map(|team| organisation.team_and_below(team)).collect());
    let members = named(Dimension::Member);
    let team = |person: &str| organisation.team_of(person, day);
    let mut people: Vec<&str> = organisation.people.keys().map(String::as_str).collect();
    people.retain(|person| {
        let asked = members.map(|names| names.iter().any(|name| name == person));
        let own = team(person);
        let within = teams.as_ref().is_none_or(|teams| own.is_some_and(|team| teams.contains(team)));
        // Whoever is asked for by name is shown even without a post.
        within && asked.unwrap_or(own.is_some())
    });
    let owes = |person: &str| owed(setting.catalogue, organisation, person, day).next().is_some();
    people.sort_by_cached_key(|person| (!owes(person), team(person), *person));
    people
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let sheet = Sheet::of(question, setting)?;
    let ranges: Vec<DayRange> = sheet.days().into_iter().map(DayRange::one).collect();
    let as_of = sheet.scope.as_of;
    let sums = CellQuery { ranges, measures: sheet.ids(), by: Some(Dimension::Member), filters: Vec::new(), as_of };
    let names = sheet.people.iter().map(|name| (*name).to_owned()).collect();
    let rows = RowQuery {
        days: DayRange::one(sheet.day),
        measures: sheet.ids(),
        filters: vec![Filter { dimension: Dimension::Member, names }],
        as_of,
        limit: None,
    };
    Ok(Needs {
        cells: std::iter::once(sums).chain(trust::query(&sheet.scope)).collect(),
        rows: vec![rows],
        batches: true,
        documents: vec![
            DocumentQuery::on(DocumentKind::DayClose, DayRange::one(sheet.day)),
            DocumentKind::Action.into(),
        ],
        ..Needs::default()
    })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let sheet = Sheet::of(question, setting)?;
    let mut answers = got.cells.iter();
    let none = CellTable::default();
    let sums = answers.next().unwrap_or(&none);
    let coverage = trust::reported(&sheet.scope, &mut answers);
    let days = sheet.days();
    let lines: Vec<Line<'_>> = sheet.people.iter().map(|person| Line::of(&sheet, sums, got, person)).collect();
    let given = |finer| got.rows.first().map(|rows| given(&sheet, rows, got, finer)).unwrap_or_default();
    let (others, finer) = (given(false), given(true));
    let sum = |found: &[(&str, usize, i128)], line: &Line<'_>, at: usize| {
        found.iter().find(|(person, measure, _)| *person == line.person && *measure == at).map(|found| found.2)
    };
    let value = |line: &Line<'_>, run: usize, at: usize| line.place.and_then(|place| sums.get(run, place, at));
    let grid = |id: &'static str, title: &'static str, cell: &dyn Fn(&Line<'_>, usize) -> Option<i128>| {
        let row = |line: &Line<'_>| {
            let cell = |(at, measure): (usize, &&Measure)| shown(cell(line, at), measure.unit).into();
            let cells = sheet.measures.iter().enumerate().map(cell).collect();
            Row { id: line.person.to_owned(), label: Value::Text(line.person.to_owned()), cells, total: false }
        };
        sheet.table(id, title, lines.iter().map(row).collect(), false)
    };
    let usual_of = |line: &Line<'_>, at: usize| {
        let past = days.iter().enumerate().skip(1).filter_map(|(run, day)| Some((*day, value(line, run, at)?)));
        // What is usual is shown in whole steps of its scale; half of one tells nothing here.
        usual(past, sheet.day).map(|rate| rate.scaled(1))
    };
    let tables = [
        sheet.table("entry", "table.entry", sheet.rows(&lines, sums), true),
        grid("yesterday", "table.entry-before", &|line, at| value(line, 1, at).map(i128::from)),
        grid("usual", "table.entry-usual", &usual_of),
        grid("given", "table.entry-given", &|line, at| sum(&others, line, at)).filter(|_| !others.is_empty()),
        grid("finer", "table.entry-finer", &|line, at| sum(&finer, line, at)).filter(|_| !finer.is_empty()),
        closes(&lines),
    ];
    let corrected = sums.corrected.first().copied().unwrap_or(false);
    let closed = trust::closed(&sheet.scope, got);
    let trust = Trust { closed, ..trust::trust(&sheet.scope, &coverage, corrected) };
    let mut report = sheet.scope.report(Kind::Entry, trust, tables.into_iter().flatten().collect());
    (report.state, report.headline) = headline(&sheet, &lines);
    Ok(report)
}

/// A person's day.
struct Line<'a> {
    person: &'a str,
    /// The place of the person among the names of the sums.
    place: Option<usize>,
    /// What is owed and not there.
    lacks: Vec<&'a Measure>,
    /// What is owed at all.
    owed: Vec<&'a str>,
    /// How many figures are there.
    there: usize,
    /// Promises that are due and open.
    tasks: usize,
    close: Option<(CloseState, u64)>,
}

impl<'a> Line<'a> {
    fn of(sheet: &Sheet<'a>, sums: &CellTable, got: &Got, person: &'a str) -> Self {
        let setting = sheet.scope.setting;
        let place = sums.names.binary_search_by(|name| name.as_str().cmp(person)).ok();
        let owed: Vec<&Measure> = owed(setting.catalogue, setting.organisation, person, sheet.day).collect();
        let came = |measure: &Measure| {
            let at = sheet.measures.iter().position(|known| known.id == measure.id);
            at.zip(place).is_none_or(|(at, place)| sums.get(0, place, at).is_some())
                && (place.is_some() || at.is_none())
        };
        let lacks = owed.iter().copied().filter(|measure| !came(measure)).collect();
        let documents = |number: usize| got.documents.get(number).map(Vec::as_slice).unwrap_or_default();
        let there = (0..sheet.measures.len()).filter_map(|at| place.and_then(|place| sums.get(0, place, at))).count();
        let tasks = documents(1).iter().filter(|found| is_due(found, person, sheet.day)).count();
        let own = |found: &Versioned| match &found.document {
            Document::DayClose(DayClose { person: whose, state, .. }) if whose == person => {
                Some((*state, found.revision.0))
            }
            _ => None,
        };
        let close = documents(0).iter().find_map(own);
        let owed = owed.iter().map(|measure| measure.id.as_str()).collect();
        Self { person, place, lacks, owed, there, tasks, close }
    }

    fn is_closed(&self) -> bool {
        matches!(self.close, Some((CloseState::Closed, _)))
    }

    /// How the day stands, in words.
    fn state(&self) -> Sentence {
        let missing = self.lacks.len();
        match self.close {
            Some((CloseState::Closed, _)) => Sentence::new("entry.closed"),
            _ if missing > 0 => Sentence::new("entry.missing").with("n", super::cell::count(missing)),
            // Whoever owes nothing may have something in all the same.
            None if self.owed.is_empty() && self.there > 0 => {
                Sentence::new("entry.there").with("n", super::cell::count(self.there))
            }
            None if self.owed.is_empty() => Sentence::new("entry.free"),
            _ if self.tasks > 0 => Sentence::new("entry.tasks-open").with("n", super::cell::count(self.tasks)),
            Some((CloseState::Submitted, _)) => Sentence::new("entry.submitted"),
            None => Sentence::new("entry.ready"),
        }
    }
}

/// Whether a promise of `person` is due by `day` and still open (S-001).
#[must_use]
pub fn is_due(found: &Versioned, person: &str, day: Day) -> bool {
    match &found.document {
        Document::Action(action) => {
            action.state == crate::domain::model::ActionState::Open
                && action.due <= day
                && matches!(&action.owner, crate::domain::model::Owner::Member(owner) if owner == person)
        }
        _ => false,
    }
}

fn shown(value: Option<i128>, unit: Unit) -> Value {
    value.map_or(Value::Null, |value| Value::Number(value, unit))
}

impl Sheet<'_> {
    fn table(&self, id: &'static str, title: &'static str, rows: Vec<Row>, state: bool) -> Option<Table> {
        let measure = |measure: &&Measure| column(measure.id.clone(), Value::Term(measure.term.clone()));
        let state = state.then(|| column("state", words("column.entry-state")));
        let columns = self.measures.iter().map(measure).chain(state).collect();
        table(id, words(title), words("dimension.member"), columns, rows)
    }

    /// The figures of the day, and their total.
    fn rows(&self, lines: &[Line<'_>], sums: &CellTable) -> Vec<Row> {
        let value = |line: &Line<'_>, at: usize| line.place.and_then(|place| sums.get(0, place, at));
        let mut rows: Vec<Row> = lines
            .iter()
            .map(|line| {
                let cell = |(at, measure): (usize, &&Measure)| {
                    let touched = line.place.is_some_and(|place| sums.touched.contains(&(0, place, at)));
                    let mut cell = marked(shown(value(line, at).map(i128::from), measure.unit), false, touched);
                    cell.marks.incomplete = line.lacks.iter().any(|lacking| lacking.id == measure.id);
                    cell
                };
                let cells = self.measures.iter().enumerate().map(cell).chain([Cell::from(Value::Words(line.state()))]);
                Row {
                    id: line.person.to_owned(),
                    label: Value::Text(line.person.to_owned()),
                    cells: cells.collect(),
                    total: false,
                }
            })
            .collect();
        if lines.len() > 1 {
            let total = |(at, measure): (usize, &&Measure)| {
                let there = lines.iter().filter_map(|line| value(line, at)).map(i128::from);
                let missing = lines.iter().any(|line| line.lacks.iter().any(|lacking| lacking.id == measure.id));
                marked(shown(there.reduce(|sum, value| sum + value), measure.unit), missing, false)
            };
            let due = lines.iter().filter(|line| !line.owed.is_empty());
            let closed = due.clone().filter(|line| line.is_closed()).count() as u64;
            let closed = Cell::from(Value::Of(closed, due.count() as u64));
            let cells = self.measures.iter().enumerate().map(total).chain([closed]).collect();
            rows.push(Row { id: "total".to_owned(), label: words("row.total"), cells, total: true });
        }
        rows
    }
}

/// What comes from elsewhere than what is typed in for the person alone: person, number of the measure, sum. Where `finer`,
/// only of rows that say more than the person: a channel, a region.
fn given<'a>(sheet: &Sheet<'a>, rows: &Rows, got: &Got, finer: bool) -> Vec<(&'a str, usize, i128)> {
    let typed: BTreeSet<u64> = got.batches.iter().filter(|batch| batch.source == TYPED).map(|batch| batch.id).collect();
    let facts = &rows.facts;
    let member = facts.dimension(Dimension::Member);
    let mut found: Vec<(&str, usize, i128, i64)> = Vec::new();
    for row in 0..facts.len() {
        let others = Dimension::ALL.into_iter().filter(|dimension| *dimension != Dimension::Member);
        let alone = others.into_iter().all(|dimension| facts.dimension(dimension).get(row).is_none_or(str::is_empty));
        if alone && (finer || rows.batches.get(row).is_some_and(|batch| typed.contains(batch))) {
            continue;
        }
        let name = member.get(row).unwrap_or_default();
        let Some(person) = sheet.people.iter().copied().find(|person| *person == name) else { continue };
        for (at, measure) in sheet.measures.iter().enumerate() {
            let column = facts.measures.iter().find(|column| column.measure == measure.id);
            let Some(value) = column.and_then(|column| column.get(row)) else { continue };
            let weight = facts.weight(row);
            let sum = i128::from(value) * i128::from(weight);
            match found.iter_mut().find(|known| (known.0, known.1) == (person, at)) {
                Some(known) => {
                    known.2 += sum;
                    known.3 += weight;
                }
                None => found.push((person, at, sum, weight)),
            }
        }
    }
    // Rows that were taken out again give nothing.
    found.into_iter().filter(|(.., rows)| *rows > 0).map(|(person, at, sum, _)| (person, at, sum)).collect()
}

/// Whose day stands where, and the change that says so.
fn closes(lines: &[Line<'_>]) -> Option<Table> {
    let closed = lines.iter().filter_map(|line| Some((line, line.close?)));
    let rows = closed.map(|(line, (state, revision))| {
        let cells = vec![Value::Text(state.word().to_owned()), Value::Number(i128::from(revision), Unit::Count)];
        super::cell::row(line.person, Value::Text(line.person.to_owned()), cells)
    });
    let columns = vec![column("state", words("column.entry-state")), column("revision", words("status.revision"))];
    table("closes", words("table.closes"), words("dimension.member"), columns, rows.collect())
}

/// What the day still lacks, and what comes next.
fn headline(sheet: &Sheet<'_>, lines: &[Line<'_>]) -> (Option<State>, Vec<Sentence>) {
    let count = super::cell::count;
    let due: Vec<&Line<'_>> = lines.iter().filter(|line| !line.owed.is_empty()).collect();
    if lines.is_empty() {
        return (None, vec![Sentence::new("entry.nobody"), Sentence::new("entry.nobody-next")]);
    }
    if due.is_empty() {
        let works = sheet.scope.setting.organisation.calendar.is_working(sheet.day);
        let id = if works { "entry.nothing-due" } else { "entry.rest-day" };
        return (None, vec![Sentence::new(id).with("day", Value::Day(sheet.day))]);
    }
    let missing: usize = due.iter().map(|line| line.lacks.len()).sum();
    let first = due.iter().find_map(|line| Some((line.person, line.lacks.first()?)));
    if let Some((person, measure)) = first {
        let said = Sentence::new(if missing == 1 { "entry.lacks-one" } else { "entry.lacks" })
            .with("n", count(missing))
            .with("who", Value::Text(person.to_owned()))
            .with("what", Value::Term(measure.term.clone()));
        return (Some(State::Amber), vec![said, Sentence::new("entry.then-close")]);
    }
    let tasks: usize = due.iter().filter(|line| !line.is_closed()).map(|line| line.tasks).sum();
    if tasks > 0 {
        let who = due.iter().find(|line| !line.is_closed() && line.tasks > 0).map_or("", |line| line.person);
        let said = Sentence::new("entry.tasks").with("n", count(tasks)).with("who", Value::Text(who.to_owned()));
        return (Some(State::Amber), vec![said]);
    }
    let open: Vec<&&Line<'_>> = due.iter().filter(|line| !line.is_closed()).collect();
    match open.first() {
        None => (Some(State::Green), vec![Sentence::new("entry.all-closed").with("n", count(due.len()))]),
        Some(line) => {
            let said = Sentence::new("entry.to-close").with("n", count(open.len()));
            (Some(State::Amber), vec![said.with("who", Value::Text(line.person.to_owned()))])
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::model::{CloseState, DayClose, Document};
    use crate::report::Kind;
    use crate::report::trial::Trial;

    const ROSTER: [&str; 2] = ["李娜 sales East 2026-01-01", "王伟 sales East 2026-01-01"];

    fn close(person: &str) -> Document {
        let day = "2026-09-08".parse().expect("a day");
        Document::DayClose(DayClose {
            day,
            person: person.to_owned(),
            state: CloseState::Closed,
            by: "li".to_owned(),
            at: 1,
        })
    }

    #[test]
    fn s_164_each_figure_stands_beside_yesterdays_and_the_usual_one() {
        let facts = "2026-09-07 inquiries=5 valid_inquiries=3 by 王伟\n2026-09-04 inquiries=7 by 王伟\n2026-09-03 inquiries=9 by 王伟";
        let report = Trial::new(&ROSTER, facts).ask(Kind::Entry, "day 2026-09-08 member=王伟", "2026-09-09");
        assert_eq!(report.cell("yesterday", "王伟", "inquiries"), "5");
        assert_eq!(report.cell("usual", "王伟", "inquiries"), "7");
        assert_eq!(report.cell("usual", "王伟", "deals"), ".");
        assert_eq!(report.column("entry", "state"), "王伟=entry.missing n=5");
    }

    #[test]
    fn s_001_a_promise_that_is_due_is_no_missing_figure() {
        use crate::domain::model::{Action, ActionState, Owner};
        let whole = "inquiries=6 valid_inquiries=4 lost_orders=1 deals=1 revenue=14200";
        let due = "2026-09-08".parse().expect("a day");
        let action = Action {
            number: 1,
            text: "call".to_owned(),
            owner: Owner::Member("王伟".to_owned()),
            due,
            metric: None,
            about: String::new(),
            week: None,
            meeting: None,
            made: due,
            state: ActionState::Open,
            carried: Vec::new(),
        };
        let mut trial = Trial::new(&ROSTER, &format!("2026-09-08 {whole} by 王伟"));
        trial.documents = vec![Document::Action(action)];
        let report = trial.ask(Kind::Entry, "day 2026-09-08 member=王伟", "2026-09-09");
        assert_eq!(report.column("entry", "state"), "王伟=entry.tasks-open n=1");
        let sunday = trial.ask(Kind::Entry, "day 2026-09-06 member=王伟", "2026-09-09");
        assert_eq!(sunday.said(), ["entry.rest-day day=2026-09-06"]);
    }

    #[test]
    fn s_001_those_of_whom_something_is_due_come_first_and_not_due_is_said_of_nothing_alone() {
        let roster = [
            "Ann sales East 2026-01-01",
            "Abe lead East 2026-01-01",
            "Bo lead East 2026-01-01",
            "Al sales West 2026-01-01",
        ];
        let trial = Trial::new(&roster, "2026-09-08 inquiries=5 deals=1 by Bo");
        let report = trial.ask(Kind::Entry, "day 2026-09-08", "2026-09-09");
        let state = report.column("entry", "state");
        let who: Vec<&str> = state.split(' ').filter_map(|cell| Some(cell.split_once("=entry")?.0)).collect();
        assert_eq!(who, ["Ann", "Al", "Abe", "Bo"], "{state}");
        assert!(state.contains("Abe=entry.free Bo=entry.there n=2"), "{state}");
    }

    #[test]
    fn s_001_the_headline_names_the_one_figure_that_is_missing() {
        let whole = "inquiries=6 valid_inquiries=4 lost_orders=1 deals=1 revenue=14200";
        let facts =
            format!("2026-09-08 {whole} by 李娜\n2026-09-08 inquiries=5 lost_orders=1 deals=1 revenue=12800 by 王伟");
        let mut trial = Trial::new(&ROSTER, &facts);
        trial.documents = vec![close("李娜")];
        let report = trial.ask(Kind::Entry, "day 2026-09-08", "2026-09-09");
        assert_eq!(report.said(), ["entry.lacks-one n=1 who=王伟 what=valid inquiries", "entry.then-close"]);
        assert_eq!(report.column("entry", "state"), "李娜=entry.closed 王伟=entry.missing n=1 total=1/2");
        assert_eq!(report.cell("entry", "total", "valid_inquiries"), "4*");
        assert_eq!(report.cell("closes", "李娜", "revision"), "1");
    }
}
