//! A report of fixture facts, answered by the reference meaning of a query: what the tests of every report use.

use super::{Aims, Got, Kind, Question, Report, Sentence, Setting, Value, aims, needs, say};
use crate::domain::base::{Day, DayRange, FiscalStart, Rate};
use crate::domain::model::reference::cells;
use crate::domain::model::{
    Additive, Batch, Catalogue, Defaults, Document, DocumentQuery, Employment, Facts, Figures, JournalEntry, Lens,
    Membership, Organisation, Revision, RowQuery, Rows, Versioned,
};

/// A small company with its facts.
pub(super) struct Trial {
    pub(super) facts: Facts,
    pub(super) organisation: Organisation,
    pub(super) batches: Vec<Batch>,
    pub(super) journal: Vec<JournalEntry>,
    pub(super) figures: Figures,
    /// Documents beside the roster: targets, actions, …
    pub(super) documents: Vec<Document>,
    /// The state that is answered from, and the facts as they stood in any before.
    pub(super) revision: Revision,
    pub(super) earlier: Option<Facts>,
    catalogue: Catalogue,
}

impl Trial {
    /// The company of `roster` (`张伟 sales East 2026-01-01`, a line a membership) with `facts`, a line a row.
    pub(super) fn new(roster: &[&str], facts: &str) -> Self {
        let membership = |line: &&str| {
            let words: Vec<_> = line.split(' ').collect();
            let word = |at: usize| words.get(at).copied().unwrap_or_default().to_owned();
            let day = |at: usize| words.get(at).map(|text| text.parse::<Day>().expect("a day"));
            Document::Membership(Membership {
                person: word(0),
                role: word(1),
                team: word(2),
                from: day(3).expect("a first day"),
                to: day(4),
                employment: Employment::Full,
            })
        };
        let documents: Vec<_> = roster.iter().map(membership).collect();
        let facts = crate::domain::model::reference::facts(facts);
        let data = facts.days.iter().min().zip(facts.days.iter().max());
        let data = data.and_then(|(first, last)| DayRange::new(*first, *last));
        let organisation = Organisation::assemble(&documents, &Defaults::built_in(), Vec::new(), data);
        Self {
            facts,
            organisation,
            batches: Vec::new(),
            journal: Vec::new(),
            figures: Figures::default(),
            documents: Vec::new(),
            revision: Revision(1),
            earlier: None,
            catalogue: Catalogue::built_in(),
        }
    }

    /// The report of `kind` that answers `lens` on `today`.
    pub(super) fn ask(&self, kind: Kind, lens: &str, today: &str) -> Report {
        let lens = Lens::parse(lens, FiscalStart::default()).expect("a lens");
        let question =
            Question { kind, lens, today: today.parse().expect("a day"), audience: crate::report::Audience::Own };
        let before = Setting {
            catalogue: &self.catalogue,
            organisation: &self.organisation,
            revision: self.revision,
            aims: Aims::NONE,
        };
        let wanted = aims(&question, before).expect("it can be asked");
        let wanted: Aims =
            wanted.iter().flat_map(|query| self.documents_in(query)).map(|found| found.document).collect();
        let wanted = wanted.as_of(&question, &self.organisation);
        let setting = Setting { aims: &wanted, ..before };
        let needs = needs(&question, setting).expect("it can be asked");
        let levels = self.catalogue.measures.iter().filter(|measure| measure.additive == Additive::Last);
        let levels: Vec<_> = levels.map(|measure| measure.id.as_str()).collect();
        let got = Got {
            cells: needs.cells.iter().map(|query| cells(self.facts_of(query.as_of), query, &levels)).collect(),
            rows: needs.rows.iter().map(|query| self.rows(query)).collect(),
            batches: if needs.batches { self.batches.clone() } else { Vec::new() },
            journal: self
                .journal
                .iter()
                .filter(|entry| needs.journal.holds(entry))
                .take(needs.journal.most)
                .cloned()
                .collect(),
            figures: needs.figures.then(|| self.figures.clone()),
            documents: needs.documents.iter().map(|query| self.documents_in(query)).collect(),
        };
        say(&question, setting, &got).expect("it can be said")
    }

    /// A review.
    pub(super) fn review(&self, lens: &str, today: &str) -> Report {
        self.ask(Kind::Review, lens, today)
    }

    fn documents_in(&self, query: &DocumentQuery) -> Vec<Versioned> {
        let wanted = |document: &&Document| {
            let key = document.key();
            key.kind == query.kind && query.holds(&key.id)
        };
        let mut found: Vec<&Document> = self.documents.iter().filter(wanted).collect();
        found.sort_by_key(|document| document.key());
        found.into_iter().map(|document| Versioned { revision: self.revision, document: document.clone() }).collect()
    }

    fn facts_of(&self, as_of: Option<Revision>) -> &Facts {
        as_of.and(self.earlier.as_ref()).unwrap_or(&self.facts)
    }

    fn rows(&self, query: &RowQuery) -> Rows {
        let facts = &self.facts;
        let carries = |row: &usize, id: &String| {
            facts.measures.iter().any(|column| column.measure == *id && column.get(*row).is_some())
        };
        let wanted = |row: &usize| {
            facts.days.get(*row).is_some_and(|day| query.days.contains(*day))
                && (query.measures.is_empty() || query.measures.iter().any(|id| carries(row, id)))
                && query.filters.iter().all(|filter| {
                    let name = facts.dimension(filter.dimension).get(*row).unwrap_or_default();
                    filter.names.iter().any(|wanted| wanted == name)
                })
        };
        let mut rows: Vec<usize> = (0..facts.len()).filter(wanted).collect();
        rows.sort_by_key(|row| facts.days.get(*row).copied());
        let total = rows.len();
        rows.truncate(query.limit.unwrap_or(usize::MAX));
        let batches = vec![17; rows.len()];
        Rows { facts: pick(facts, &rows), batches, total }
    }
}

fn keep<T: Clone>(column: &mut Vec<T>, rows: &[usize]) {
    *column = rows.iter().filter_map(|row| column.get(*row).cloned()).collect();
}

/// The rows of those numbers.
fn pick(facts: &Facts, rows: &[usize]) -> Facts {
    let mut picked = facts.clone();
    keep(&mut picked.days, rows);
    keep(&mut picked.weights, rows);
    keep(&mut picked.entered, rows);
    keep(&mut picked.waited, rows);
    for column in picked.dimensions.iter_mut().chain([&mut picked.customers, &mut picked.documents]) {
        keep(&mut column.codes, rows);
    }
    for column in &mut picked.measures {
        keep(&mut column.values, rows);
    }
    picked
}

impl Report {
    /// The cell of a table in short: `1204`, `5.00%`, `+20.0%`, `-0.7pp`, `+3`; a mark stands behind it.
    pub(super) fn cell(&self, table: &str, row: &str, column: &str) -> String {
        let table = self.tables.iter().find(|known| known.id == table);
        let Some(table) = table else { return "no table".to_owned() };
        let at = table.columns.iter().position(|known| known.id == column);
        let row = table.rows.iter().find(|known| known.id == row);
        let Some(cell) = row.zip(at).and_then(|(row, at)| row.cells.get(at)) else { return "no cell".to_owned() };
        let sign = |there: bool, sign: &'static str| if there { sign } else { "" };
        format!("{}{}{}", short(&cell.value), sign(cell.marks.incomplete, "*"), sign(cell.marks.corrected, "~"))
    }

    /// One column of a table, a word a row: `seo=40 ads=2`.
    pub(super) fn column(&self, table: &str, column: &str) -> String {
        let rows = self.tables.iter().find(|known| known.id == table).map(|table| table.rows.as_slice());
        let line = |row: &super::Row| format!("{}={}", row.id, self.cell(table, &row.id, column));
        rows.unwrap_or_default().iter().map(line).collect::<Vec<_>>().join(" ")
    }

    /// The ids of its tables.
    pub(super) fn table_ids(&self) -> Vec<&str> {
        self.tables.iter().map(|table| table.id.as_ref()).collect()
    }

    /// Its headline in short: ids and arguments.
    pub(super) fn said(&self) -> Vec<String> {
        self.headline.iter().map(sentence).collect()
    }
}

fn sentence(sentence: &Sentence) -> String {
    let args: Vec<_> = sentence.args.iter().map(|(name, value)| format!("{name}={}", short(value))).collect();
    format!("{} {}", sentence.id, args.join(" ")).trim_end().to_owned()
}

fn short(value: &Value) -> String {
    let tenths = |rate: &Rate, sign: &str| {
        let tenths = rate.scaled(1_000);
        let sign = if tenths < 0 { "-" } else { sign };
        format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
    };
    match value {
        Value::Null => ".".to_owned(),
        Value::Undefined => "-".to_owned(),
        Value::New => "new".to_owned(),
        Value::Number(number, _) => number.to_string(),
        Value::Rate(rate, crate::domain::model::Unit::Percent) => format!("{}%", tenths(rate, "")),
        Value::Rate(rate, _) => format!("{}", rate.scaled(100)),
        Value::Change(rate) => format!("{}%", tenths(rate, "+")),
        Value::Points(rate) => format!("{}pp", tenths(rate, "+")),
        Value::Plus(number, _) => format!("{number:+}"),
        Value::Text(text) | Value::Source(text) => text.clone(),
        Value::Term(term) => term.en.clone(),
        Value::Words(words) => sentence(words),
        Value::Day(day) => day.to_string(),
        Value::Days(days) => format!("{}..{}", days.first(), days.last()),
        Value::Period(period) => period.name(FiscalStart::default()),
        Value::Of(n, m) => format!("{n}/{m}"),
        Value::Spark(points) => {
            let point = |point: &Option<i64>| point.map_or_else(|| ".".to_owned(), |point| point.to_string());
            points.iter().map(point).collect::<Vec<_>>().join(" ")
        }
        Value::Strip { low, mean, high, at } => {
            format!("{low} {mean} {high} at {}", at.map_or_else(|| ".".to_owned(), |at| at.to_string()))
        }
        other => format!("{other:?}"),
    }
}
