//! The stand-up: a table a slide, its sentence in the table's note (C.4). A slide without a row is left out, as every
//! table is.

use super::actions::Promises;
use super::ask::Ask;
use super::cell::{changed, column, count, row, strong, table, term, value, words};
use super::ledger::without_a_period;
use super::pace::Stretch;
use super::parts::{needed, said};
use super::red::{Red, cell, reds};
use super::scope::Scope;
use super::told::{figure, owner};
use super::{Cell, Got, Kind, Marks, Needs, Question, Report, Row, Sentence, Setting, State, Table, Value};
use crate::domain::base::{Day, Error, Grain, Period};
use crate::domain::model::{
    Action, ActionState, Dimension, Document, DocumentKind, DocumentQuery, Lens, RecordKind, Unit,
};
use crate::domain::rules::agenda::Slide;
use crate::domain::rules::phase::Phase;

/// Metrics of the customers' slide, in its order.
const CUSTOMER: [&str; 6] = ["complaints", "complaint_rate", "first_response_met", "resolved_72h", "csat", "nps"];
/// Those of the funnel's inputs.
const INPUTS: [&str; 4] = ["effective_visits", "inquiries", "valid_inquiries", "lost_orders"];
/// So many exceptions are spoken of, and so many leaders named.
const FEW: usize = 3;

/// The day that is looked back on, and the day of the meeting.
pub(super) fn days(question: &Question, setting: Setting<'_>) -> (Day, Day) {
    let calendar = &setting.organisation.calendar;
    let day = question.lens.anchor.map_or_else(|| calendar.working_day_before(question.today), Period::last);
    (day, question.today)
}

/// The reports that slides are made of: the day, the board of its month, the month, and its week where it is shown.
fn questions(question: &Question, setting: Setting<'_>) -> Vec<Question> {
    let (day, today) = days(question, setting);
    let fiscal = setting.organisation.settings.fiscal_start;
    let of = |kind: Kind, grain| {
        let anchor = Some(Period::of(grain, day, fiscal));
        let lens = Lens { anchor, as_of: question.lens.as_of, ..Lens::new(grain) };
        Question { kind, lens, ..question.clone() }
    };
    let mut board = of(Kind::Board, Grain::Month);
    board.lens.by = Some(Dimension::Member);
    let mut all = vec![of(Kind::Review, Grain::Day), board, of(Kind::Review, Grain::Month)];
    if Slide::Weeks.is_on(today, &setting.organisation.calendar) {
        all.push(of(Kind::Review, Grain::Week));
    }
    all
}

/// What is wanted of the periods that its slides are about.
pub(super) fn aims(question: &Question, setting: Setting<'_>) -> Result<Vec<DocumentQuery>, Error> {
    let mut all: Vec<DocumentQuery> = Vec::new();
    for part in questions(question, setting) {
        for query in super::aims::aims(&part, setting)? {
            if !all.contains(&query) {
                all.push(query);
            }
        }
    }
    Ok(all)
}

fn customer_ask(day: &Scope<'_>) -> Ask {
    day.ask(day.runs().list, &day.metrics(&CUSTOMER), None)
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let questions = questions(question, setting);
    let mut all = needed(&questions, setting)?;
    if let Some(day) = questions.first() {
        all.cells.extend(customer_ask(&Scope::of(day, setting)?).queries(setting));
    }
    all.documents.extend([DocumentKind::Action, DocumentKind::Record].map(Into::into));
    Ok(all)
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let questions = questions(question, setting);
    let (reports, rest) = said(&questions, setting, got)?;
    let [Some(day), Some(board), Some(month)] = [0, 1, 2].map(|at| reports.get(at)) else {
        return Err(Error::asked("nothing-to-do"));
    };
    let scope = Scope::of(questions.first().unwrap_or(question), setting)?;
    let (_, today) = days(question, setting);
    let documents = |at: usize| rest.documents.get(at).map(Vec::as_slice).unwrap_or_default();
    let promises = Promises::of(question, setting, documents(0));
    let red = reds(setting, day, promises.all(), today);
    let customer = customer_ask(&scope);
    let sums = customer.fold(setting, &mut rest.cells.iter());
    let cases = documents(1).iter().filter_map(|found| match &found.document {
        Document::Record(record) if record.kind == RecordKind::Case => Some(record),
        _ => None,
    });
    let case = cases.max_by_key(|record| (record.day, record.number));
    let slide = |slide: Slide| match slide {
        Slide::Trust => trust(setting, day),
        Slide::Promises => promises.slide(),
        Slide::Customer => customers(&scope, &sums),
        Slide::Weeks => reports.get(3).and_then(weeks),
        Slide::Inputs => inputs(day),
        Slide::Money => money(setting, questions.get(2), month),
        Slide::Phase => phases(setting, today, month),
        Slide::Exceptions => exceptions(setting, day, &red, today),
        Slide::Scoreboard => scoreboard(setting, board, case),
        Slide::Today => ahead(setting, promises.all(), today),
    };
    let calendar = &setting.organisation.calendar;
    let shown = Slide::ALL.into_iter().filter(|slide| slide.is_on(today, calendar));
    let tables = shown.filter_map(slide).collect();
    let headline = Sentence::new("standup.headline").with("day", Value::Day(scope.days.last()));
    let report = without_a_period(question, setting, headline, tables);
    let state = if red.iter().any(|red| red.waits(today)) { State::Red } else { day.state.unwrap_or(State::Green) };
    let lens = Lens { anchor: day.period, ..question.lens.clone() };
    Ok(Report { state: Some(state), lens, trust: day.trust.clone(), ..report })
}

/// A slide: its table, titled and with its sentence.
fn slide(slide: Slide, sentence: Sentence, columns: Vec<super::Column>, rows: Vec<Row>) -> Option<Table> {
    let title = Value::Words(Sentence { id: format!("slide.{}", slide.word()).into(), args: Vec::new() });
    let found = table(slide.word(), title, words("column.of-slide"), columns, rows)?;
    Some(Table { note: Some(sentence), ..found })
}

/// How complete the day's figures are, and who is missing.
fn trust(setting: Setting<'_>, day: &Report) -> Option<Table> {
    let trust = &day.trust;
    let mut rows = Vec::new();
    let low = trust.coverage.filter(|(reported, due)| reported.saturating_mul(10) < due.saturating_mul(9));
    if let Some((reported, due)) = trust.coverage {
        let mut one = row("reported", words("standup.reported"), vec![Value::Of(reported, due)]);
        one.cells.iter_mut().for_each(|cell| cell.marks.alarm = low.is_some());
        rows.push(one);
    }
    let mut missing: Vec<(&str, Vec<Value>)> = Vec::new();
    for (person, measure) in &trust.missing {
        let metric = setting.catalogue.metric(measure).map_or_else(|| Value::Text(measure.clone()), term);
        match missing.iter_mut().find(|(name, _)| name == person) {
            Some((_, measures)) => measures.push(metric),
            None => missing.push((person, vec![metric])),
        }
    }
    let and = |one, other| Value::Words(Sentence::new("told.and").with("one", one).with("other", other));
    let people = missing.len();
    rows.extend(missing.into_iter().map(|(person, measures)| {
        row(person, Value::Text(person.to_owned()), vec![measures.into_iter().reduce(and).unwrap_or(Value::Null)])
    }));
    if let Some(closed) = trust.closed {
        let mut one = row("closed", words("standup.closed"), vec![Value::Of(closed.closed, closed.due)]);
        one.cells.iter_mut().for_each(|cell| cell.marks.alarm = closed.closed < closed.due);
        rows.insert(usize::from(trust.coverage.is_some()), one);
    }
    if trust.corrected {
        rows.push(row("corrected", words("standup.corrected"), vec![words("answer.yes")]));
    }
    let sentence = match trust.coverage {
        Some((reported, due)) if low.is_some() => {
            Sentence::new("standup.trust-low").with("reported", Value::Of(reported, due))
        }
        Some((reported, due)) if people > 0 => Sentence::new("standup.trust-missing")
            .with("reported", Value::Of(reported, due))
            .with("people", count(people)),
        _ => Sentence::new("standup.trust"),
    };
    slide(Slide::Trust, sentence, vec![strong("value", words("column.standing"))], rows)
}

/// What customers say, against what it is compared with.
fn customers(scope: &Scope<'_>, sums: &super::sums::Sums) -> Option<Table> {
    let before = scope.runs().before;
    let line = |metric: &&crate::domain::model::Metric| {
        let now = scope.figure(metric, sums, 0, &[0]);
        now.rate()?;
        let then = before.map(|run| scope.figure(metric, sums, run, &[0]));
        let change = then.map_or(Value::Undefined, |then| changed(metric, now, then));
        Some(row(metric.id.clone(), term(metric), vec![value(metric, now), change]))
    };
    let rows: Vec<Row> = scope.metrics(&CUSTOMER).iter().filter_map(line).collect();
    let complaints = rows.iter().find(|row| row.id == "complaints").and_then(|row| row.cells.first());
    let sentence = match complaints.map(|cell| cell.value.clone()) {
        Some(value) => Sentence::new("standup.complaints").with("n", value),
        None => Sentence::new("standup.customer"),
    };
    let columns = vec![strong("value", words("column.figure")), column("change", words("column.change"))];
    slide(Slide::Customer, sentence, columns, rows)
}

/// Six weeks side by side.
fn weeks(week: &Report) -> Option<Table> {
    let weeks = week.tables.iter().find(|table| table.id == "weeks")?;
    let sentence = week.headline.first().cloned().unwrap_or_else(|| Sentence::new("slide.weeks"));
    slide(Slide::Weeks, sentence, weeks.columns.clone(), weeks.rows.clone())
}

/// Traffic, inquiries, valid inquiries, lost orders: only what is outside of its limits stops.
fn inputs(day: &Report) -> Option<Table> {
    let measures = day.tables.iter().find(|table| table.id == "measures")?;
    let line = |id: &&str| {
        let own = measures.rows.iter().find(|row| row.id == **id)?;
        let of = |column: &str| cell(measures, own, column).cloned();
        let range = of("range").unwrap_or(Value::Null);
        let outside = matches!(&range, Value::Strip { low, high, at: Some(at), .. } if at < low || at > high);
        let marks = Marks { alarm: outside, ..Marks::default() };
        let mut line = row(own.id.clone(), own.label.clone(), Vec::new());
        line.cells =
            vec![Cell { value: of("value")?, marks }, of("change").unwrap_or(Value::Undefined).into(), range.into()];
        Some((outside, line))
    };
    let found: Vec<(bool, Row)> = INPUTS.iter().filter_map(line).collect();
    let outside = found.iter().filter(|(outside, _)| *outside).count();
    let id = if outside == 0 { "standup.inputs" } else { "standup.inputs-outside" };
    let sentence = Sentence::new(id).with("n", count(outside)).with("m", count(found.len()));
    let columns = vec![
        strong("value", words("column.figure")),
        column("change", words("column.change")),
        column("range", words("column.range")),
    ];
    slide(Slide::Inputs, sentence, columns, found.into_iter().map(|(_, row)| row).collect())
}

/// The month's pace, where there are targets: the goal in front, then that of each team, then the others; with how far the time is.
fn money(setting: Setting<'_>, question: Option<&Question>, month: &Report) -> Option<Table> {
    let pace = month.tables.iter().find(|table| table.id == "pace")?;
    let sentence = month.headline.first().cloned()?;
    let scope = question.and_then(|question| Scope::of(question, setting).ok());
    let time = scope.and_then(|scope| Stretch::of(&scope).elapsed.progress());
    let time = time.map_or(Value::Null, |rate| Value::Rate(rate, Unit::Percent));
    let parts = month.tables.iter().find(|table| table.id == "pace_parts");
    let teams = parts.iter().flat_map(|table| table.rows.iter().map(move |row| (*table, row)));
    let line = |(table, own): (&Table, &Row)| {
        let of = |column: &super::Column| {
            let at = table.columns.iter().position(|known| known.id == column.id);
            at.and_then(|at| own.cells.get(at)).cloned().unwrap_or_else(|| Value::Null.into())
        };
        let cells = pace.columns.iter().map(of).chain([time.clone().into()]).collect();
        Row { cells, ..own.clone() }
    };
    let mut goals = pace.rows.iter().map(|row| (pace, row));
    let first = goals.next();
    let rows = first.into_iter().chain(teams.filter(|(_, row)| !row.total)).chain(goals).map(line).collect();
    let columns = pace.columns.iter().cloned().chain([column("time", words("column.time"))]).collect();
    slide(Slide::Money, sentence, columns, rows)
}

/// Kickoff, tracking or sprint: what is left of the month.
fn phases(setting: Setting<'_>, today: Day, month: &Report) -> Option<Table> {
    month.tables.iter().find(|table| table.id == "pace")?;
    let calendar = &setting.organisation.calendar;
    let period = Period::of(Grain::Month, today, setting.organisation.settings.fiscal_start);
    let left = crate::domain::base::DayRange::new(today, period.last()).map_or(0, |days| calendar.working_days(days));
    let id = match Phase::of(today) {
        Phase::Kickoff => "standup.kickoff",
        Phase::Tracking => "standup.tracking",
        Phase::Sprint => "standup.sprint",
    };
    let sentence = Sentence::new(id).with("left", count(left)).with("month", Value::Period(period));
    let rows = vec![row("left", words("standup.left"), vec![count(left)])];
    slide(Slide::Phase, sentence, vec![strong("value", words("column.standing"))], rows)
}

/// At most three: what is red, then what moved most.
fn exceptions(setting: Setting<'_>, day: &Report, reds: &[Red<'_>], today: Day) -> Option<Table> {
    let red = super::red::table_of(setting, reds, today);
    let mut rows: Vec<Row> = red.as_ref().map_or_else(Vec::new, |table| table.rows.iter().take(FEW).cloned().collect());
    let moved = day.tables.iter().find(|table| table.id == "exceptions");
    let measures = day.tables.iter().find(|table| table.id == "measures");
    for one in moved.iter().flat_map(|table| table.rows.iter().map(move |row| (*table, row))) {
        let (moved, one) = one;
        if rows.len() >= FEW || rows.iter().any(|row| row.id == one.id) {
            continue;
        }
        let of = |table: Option<&Table>, row: Option<&Row>, column: &str| {
            table.zip(row).and_then(|(table, row)| cell(table, row, column)).cloned().unwrap_or(Value::Undefined)
        };
        let own = measures.and_then(|table| table.rows.iter().find(|row| row.id == one.id));
        rows.push(row(
            one.id.clone(),
            one.label.clone(),
            vec![
                of(measures, own, "value"),
                of(Some(moved), Some(one), "change"),
                Value::Words(Sentence::new("red.normal")),
                Value::Undefined,
                of(measures, own, "range"),
                of(Some(moved), Some(one), "owner"),
            ],
        ));
    }
    let waits = reds.iter().take(FEW).filter(|red| red.waits(today)).count();
    let id = match (reds.len(), waits) {
        (0, _) => "standup.no-red",
        (_, 0) => "standup.red-owned",
        _ => "standup.red-waits",
    };
    slide(Slide::Exceptions, Sentence::new(id).with("n", count(waits)), super::red::columns(), rows)
}

/// Leaders, most improved, one best practice. Nobody of the lowest fifth is named (R14).
fn scoreboard(setting: Setting<'_>, board: &Report, case: Option<&crate::domain::model::Record>) -> Option<Table> {
    let ranked = board.tables.iter().find(|table| table.id == "board");
    let people = ranked.map_or(0, |table| table.rows.iter().filter(|row| !row.total && !row.id.is_empty()).count());
    let high = people.saturating_mul(4) / 5;
    let named = |row: &&Row| !row.total && !row.id.is_empty();
    let leaders = ranked
        .into_iter()
        .flat_map(|table| table.rows.iter().filter(named).take(FEW.min(high.max(1))).map(move |row| (table, row)));
    let mut rows: Vec<Row> = leaders
        .map(|(table, own)| {
            let of = |column: &str| cell(table, own, column).cloned().unwrap_or(Value::Undefined);
            row(own.id.clone(), own.label.clone(), vec![of("value"), of("change"), of("rank")])
        })
        .collect();
    let low = |name: &str| {
        let mut all = ranked.into_iter().flat_map(|table| table.rows.iter()).filter(named);
        all.position(|row| row.id == name).is_none_or(|at| at >= high.max(1))
    };
    let growth = board.tables.iter().find(|table| table.id == "growth");
    let improved = growth.and_then(|table| Some((table, table.rows.iter().find(|row| !low(&row.id))?)));
    if let Some((table, own)) = improved {
        let of = |column: &str| cell(table, own, column).cloned().unwrap_or(Value::Undefined);
        let label = Value::Words(Sentence::new("standup.improved").with("name", own.label.clone()));
        rows.push(row("improved", label, vec![Value::Undefined, of("value"), Value::Undefined]));
    }
    if let Some(case) = case {
        let label = Value::Words(
            Sentence::new("standup.case")
                .with("subject", Value::Text(case.subject.clone()))
                .with("name", Value::Text(case.person.clone())),
        );
        let figures = case.metric.as_deref().zip(case.figures);
        let after = figures.map_or(Value::Undefined, |(id, (_, after))| figure(setting.catalogue, id, after));
        let before = figures.map_or(Value::Undefined, |(id, (before, _))| {
            Value::Words(Sentence::new("standup.from").with("before", figure(setting.catalogue, id, before)))
        });
        rows.push(row("case", label, vec![after, before, Value::Undefined]));
    }
    let sentence = match rows.first().filter(|row| row.id != "improved" && row.id != "case") {
        Some(first) => Sentence::new("standup.leads")
            .with("name", first.label.clone())
            .with("value", first.cells.first().map_or(Value::Null, |cell| cell.value.clone())),
        None => Sentence::new("slide.scoreboard"),
    };
    let columns = vec![
        strong("value", words("column.figure")),
        column("change", words("column.change")),
        column("rank", words("column.rank")),
    ];
    slide(Slide::Scoreboard, sentence, columns, rows)
}

/// What is promised for today and the next working day, read back.
fn ahead(setting: Setting<'_>, actions: &[&Action], today: Day) -> Option<Table> {
    let next = setting.organisation.calendar.working_day_from(today.plus(1));
    let open = actions.iter().filter(|action| action.state == ActionState::Open);
    let near: Vec<_> = open.filter(|action| action.due >= today && action.due <= next).collect();
    let line = |action: &&&Action| {
        let cells = vec![owner(&action.owner), Value::Day(action.due)];
        row(action.number.to_string(), Value::Text(action.title().to_owned()), cells)
    };
    let rows: Vec<Row> = near.iter().map(line).collect();
    let sentence = Sentence::new("standup.today").with("n", count(rows.len()));
    let columns = vec![strong("owner", words("column.whose")), column("due", words("column.due"))];
    slide(Slide::Today, sentence, columns, rows)
}
