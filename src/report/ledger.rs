//! What has come into the database and what was done in it: its imports, its journal.

use std::collections::BTreeSet;

use super::cell::{column, row, strong, table, term, words};
use super::told::{named, told};
use super::{Got, Needs, Question, Report, Sentence, Setting, Table, Trust, Value};
use crate::domain::base::DayRange;
use crate::domain::model::{Batch, BatchState, Dimension, JournalEntry, JournalQuery, Unit};

/// Lines of the journal that are shown.
const LINES: usize = 500;

pub(super) fn imports_needs() -> Needs {
    Needs { batches: true, ..Needs::default() }
}

pub(super) fn log_needs(question: &Question) -> Needs {
    let journal = JournalQuery { most: LINES, changes: question.lens.changes.clone(), figures: None };
    Needs { journal, batches: true, ..Needs::default() }
}

/// A report without a period.
pub(super) fn without_a_period(
    question: &Question,
    setting: Setting<'_>,
    headline: Sentence,
    tables: Vec<Table>,
) -> Report {
    let organisation = setting.organisation;
    Report {
        kind: question.kind.clone(),
        lens: question.lens.clone(),
        period: None,
        counted: None,
        worked: None,
        compared: None,
        revision: setting.revision,
        currency: organisation.settings.currency.clone(),
        timezone: organisation.settings.timezone.clone(),
        fiscal: organisation.settings.fiscal_start,
        state: None,
        headline: vec![headline],
        trust: Trust {
            sources: organisation.sources.clone(),
            data_until: organisation.data.map(DayRange::last),
            ..Trust::default()
        },
        tables,
        read: Vec::new(),
        kinds: Vec::new(),
    }
}

pub(super) fn count(number: u64) -> Value {
    Value::Number(number.into(), Unit::Count)
}

/// The imports, the newest first.
pub(super) fn imports(question: &Question, setting: Setting<'_>, got: &Got) -> Report {
    let line = |batch: &Batch| {
        let state = match batch.state {
            BatchState::Open => "state.open",
            BatchState::Published => "state.published",
            BatchState::Reverted => "state.reverted",
            BatchState::Abandoned => "state.abandoned",
        };
        let list = |numbers: &[u64]| numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        row(
            batch.id.to_string(),
            Value::Text(batch.id.to_string()),
            vec![
                Value::Source(batch.source.clone()),
                Value::Text(batch.files.join(", ")),
                batch.days.map_or(Value::Null, Value::Days),
                count(batch.rows),
                words(state),
                if batch.replaces.is_empty() { Value::Null } else { Value::Text(list(&batch.replaces)) },
                Value::Time(batch.at),
                Value::Text(batch.user.clone()),
            ],
        )
    };
    let mut batches: Vec<&Batch> = got.batches.iter().filter(|batch| batch.source != "entry").collect();
    batches.sort_by_key(|batch| std::cmp::Reverse(batch.id));
    let columns = vec![
        strong("source", words("column.source")),
        column("files", words("column.files")),
        column("days", words("column.days")),
        column("rows", words("column.rows")),
        column("state", words("column.state")),
        column("replaces", words("column.replaces")),
        column("at", words("column.at")),
        column("user", words("column.user")),
    ];
    let standing = batches.iter().filter(|batch| batch.state == BatchState::Published).count();
    let number = |n: usize| Value::Number(i128::try_from(n).unwrap_or(0), Unit::Count);
    let headline = Sentence::new(if batches.is_empty() { "imports.none" } else { "imports.count" })
        .with("n", number(standing))
        .with("m", number(batches.len()));
    let rows = batches.into_iter().map(line).collect();
    let tables = table("imports", words("table.imports"), words("column.batch"), columns, rows);
    without_a_period(question, setting, headline, tables.into_iter().collect())
}

/// The newest lines of the journal; an import's beginning is told by the line that ended it.
pub(super) fn log(question: &Question, setting: Setting<'_>, got: &Got) -> Report {
    let line = |entry: &&JournalEntry| {
        let number = entry.revision.0.to_string();
        row(
            number.clone(),
            Value::Text(number),
            vec![
                Value::Time(entry.at),
                Value::Text(entry.user.clone()),
                kind(entry),
                Value::Words(done(setting, &got.batches, entry)),
                entry.reason.clone().map_or(Value::Null, Value::Text),
            ],
        )
    };
    let columns = vec![
        column("at", words("column.at")),
        column("user", words("column.user")),
        column("kind", words("column.kind")),
        strong("what", words("column.what")),
        column("reason", words("column.reason")),
    ];
    // Of what has been taken back since, the line that ended it need not be among those that are wanted.
    let ended = got.batches.iter().filter(|batch| batch.state != BatchState::Open).map(|batch| batch.id);
    let ends = |entry: &JournalEntry| matches!(entry.kind.as_str(), "publish" | "abandon");
    let ending = got.journal.iter().filter(|entry| ends(entry)).filter_map(|entry| entry.batch);
    let ended: BTreeSet<u64> = ended.chain(ending).collect();
    let told = |entry: &&JournalEntry| entry.kind != "begin" || entry.batch.is_none_or(|batch| !ended.contains(&batch));
    let is_all = question.lens.changes.is_all();
    let entries: Vec<&JournalEntry> = got.journal.iter().filter(told).collect();
    let shown = u64::try_from(entries.len()).unwrap_or(u64::MAX);
    let headline = Sentence::new(match (entries.is_empty(), is_all) {
        (true, true) => "log.none",
        (true, false) => "log.none-of-these",
        (false, true) => "log.count",
        (false, false) => "log.count-of-these",
    })
    .with("n", count(shown))
    .with("m", count(setting.revision.0));
    let rows = entries.iter().map(line).collect();
    let tables = table("log", words("table.log"), words("column.revision"), columns, rows);
    without_a_period(question, setting, headline, tables.into_iter().collect())
}

/// What kind of change a line is, in a word; of several kinds of documents each.
fn kind(entry: &JournalEntry) -> Value {
    let word = |kind: &str| Sentence { id: format!("log.kind.{kind}").into(), args: Vec::new() };
    let both = |one, other| Sentence::new("log.of").with("one", Value::Words(one)).with("others", Value::Words(other));
    entry.kinds().into_iter().map(word).reduce(both).map_or(Value::Null, Value::Words)
}

/// What a name is called: a channel by its own name in either language, whatever else as it was recorded.
fn called(setting: Setting<'_>, (dimension, name): &(Dimension, String)) -> Value {
    let mut channels = setting.organisation.channels.iter();
    let known = channels.find(|channel| *dimension == Dimension::Channel && channel.id == *name);
    known.map_or_else(|| Value::Text(name.clone()), |channel| Value::Term(channel.term.clone()))
}

/// All names of a cell.
fn of_whom(setting: Setting<'_>, names: &[(Dimension, String)]) -> Value {
    let (channel, others): (Vec<_>, Vec<_>) = names.iter().partition(|(dimension, _)| *dimension == Dimension::Channel);
    let others: Vec<&str> = others.into_iter().map(|(_, name)| name.as_str()).collect();
    let rest = Value::Text(others.join(", "));
    match channel.first() {
        None => rest,
        Some(channel) if others.is_empty() => called(setting, channel),
        Some(channel) => {
            Value::Words(Sentence::new("log.of").with("one", called(setting, channel)).with("others", rest))
        }
    }
}

/// So many documents of one change are told field by field; of more only the names.
const TOLD: usize = 3;

/// Names that a sentence about documents tells; how many more there are stands for the others.
const NAMED: usize = 3;

/// What a line of the journal did, in words. Beside what the words need, the sentence holds all there is to know of the
/// change.
pub(super) fn done(setting: Setting<'_>, batches: &[Batch], entry: &JournalEntry) -> Sentence {
    let batch = entry.batch.map_or(Value::Null, |batch| Value::Text(batch.to_string()));
    let known = batches.iter().find(|batch| Some(batch.id) == entry.batch);
    let files = known.map_or(&entry.about, |batch| &batch.files);
    let source = known.map_or("", |batch| batch.source.as_str());
    let brought = if files.is_empty() { source.to_owned() } else { files.join(", ") };
    let about = Value::Text(if brought.is_empty() { entry.about.join(", ") } else { brought });
    let of = |id: &'static str| {
        let said = Sentence::new(id).with("batch", batch.clone()).with("about", about.clone());
        let Some(known) = known else { return said };
        said.with("source", Value::Source(known.source.clone()))
            .with("rows", count(known.rows))
            .with("days", known.days.map_or(Value::Null, Value::Days))
    };
    let said = match entry.kind.as_str() {
        "begin" => of("log.begin"),
        "publish" => of("log.publish"),
        "abandon" => of("log.abandon"),
        "revert" => of("log.revert"),
        "reinstate" => of("log.reinstate"),
        "set" => set(setting, entry),
        "documents" if !entry.documents.is_empty() && entry.documents.len() <= TOLD => {
            let each = entry.documents.iter();
            let each = each.filter_map(|(old, new)| told(setting.catalogue, old.as_ref(), new.as_ref()));
            let both = |one, other| {
                Sentence::new("told.then").with("one", Value::Words(one)).with("other", Value::Words(other))
            };
            each.reduce(both).unwrap_or_else(|| of("log.documents"))
        }
        "documents" => {
            let both = |one, other| Value::Words(Sentence::new("log.of").with("one", one).with("others", other));
            let documents = entry.documents.iter().filter_map(|(old, new)| new.as_ref().or(old.as_ref()));
            let names: Vec<Value> = if entry.documents.is_empty() {
                entry.about.iter().cloned().map(Value::Text).collect()
            } else {
                documents.map(|document| named(setting.catalogue, document)).collect()
            };
            let more = names.len().saturating_sub(NAMED) as u64;
            let first = names.into_iter().take(NAMED).reduce(both).unwrap_or(Value::Null);
            Sentence::new(if more == 0 { "log.documents" } else { "log.documents-more" })
                .with("first", first)
                .with("more", count(more))
                .with("about", Value::Text(entry.about.join(", ")))
        }
        kind @ ("propose" | "approve" | "refuse") => {
            let (number, what) =
                entry.about.split_first().map_or(("", String::new()), |(first, rest)| (first, rest.join(", ")));
            Sentence { id: format!("log.{kind}").into(), args: Vec::new() }
                .with("number", Value::Text(number.to_owned()))
                .with("what", Value::Text(what))
        }
        "erase" => of("log.erase").with("n", count(entry.new.and_then(|n| u64::try_from(n).ok()).unwrap_or(0))),
        "refused" => refused(entry),
        other => Sentence::new("log.other").with("kind", Value::Text(other.to_owned())).with("about", about),
    };
    match entry.undoes {
        Some(undone) => Sentence::new("log.undoes").with("what", Value::Words(said)).with("revision", count(undone.0)),
        None => said,
    }
}

/// What somebody wanted who may not have it, and how often where several refusals are one line.
fn refused(entry: &JournalEntry) -> Sentence {
    let id = entry.about.first().map_or("right-door", String::as_str);
    let what = Value::Words(Sentence { id: format!("deed.{id}").into(), args: Vec::new() });
    match entry.new.and_then(|times| u64::try_from(times).ok()) {
        Some(times) if times > 1 => Sentence::new("log.refused-more").with("what", what).with("times", count(times)),
        _ => Sentence::new("log.refused").with("what", what),
    }
}

/// `inquiries on 2026-09-08 of 张伟: 52 to 55`.
fn set(setting: Setting<'_>, entry: &JournalEntry) -> Sentence {
    let id = entry.measure.as_deref().unwrap_or_default();
    let metric = setting.catalogue.metric(id);
    let unit = metric.map_or(Unit::Count, |metric| metric.unit);
    let number = |value: Option<i64>| value.map_or(Value::Null, |value| Value::Number(value.into(), unit));
    let said = Sentence::new("log.set")
        .with("measure", metric.map_or_else(|| Value::Text(id.to_owned()), term))
        .with("day", entry.day.map_or(Value::Null, Value::Day))
        .with("of", of_whom(setting, &entry.dimensions))
        .with("old", number(entry.old))
        .with("new", number(entry.new));
    entry.dimensions.iter().fold(said, |said, name| said.with(name.0.id(), called(setting, name)))
}

#[cfg(test)]
mod tests {
    use crate::domain::model::{Batch, BatchState, Dimension, Document, JournalEntry, Person, Revision, Team};
    use crate::report::Kind;
    use crate::report::trial::Trial;

    #[test]
    fn imports_are_listed_the_newest_first_without_entries() {
        let mut trial = Trial::new(&[], "");
        let batch =
            |id, source: &str, state| Batch { id, source: source.to_owned(), state, rows: 3, ..Batch::default() };
        trial.batches = vec![
            batch(3, "crm", BatchState::Reverted),
            batch(4, "entry", BatchState::Published),
            batch(9, "crm", BatchState::Published),
        ];
        let report = trial.ask(Kind::Imports, "", "2026-09-09");
        assert_eq!(report.column("imports", "state"), "9=state.published 3=state.reverted");
        assert_eq!(report.said(), ["imports.count n=1 m=2"]);
    }

    #[test]
    fn the_journal_reads_as_sentences() {
        let mut trial = Trial::new(&[], "");
        let set = JournalEntry {
            revision: Revision(7),
            kind: "set".to_owned(),
            day: "2026-09-08".parse().ok(),
            measure: Some("inquiries".to_owned()),
            dimensions: vec![(Dimension::Channel, "seo".to_owned()), (Dimension::Member, "张伟".to_owned())],
            old: None,
            new: Some(55),
            ..JournalEntry::default()
        };
        let undo =
            JournalEntry { revision: Revision(8), undoes: Some(Revision(7)), old: Some(55), new: None, ..set.clone() };
        trial.journal = vec![undo, set];
        let report = trial.ask(Kind::Log, "", "2026-09-09");
        assert_eq!(
            report.cell("log", "7", "what"),
            "log.set measure=inquiries day=2026-09-08 of=log.of one=search, unpaid others=张伟 old=. new=55 channel=search, unpaid member=张伟",
            "a channel by its name and not by its id"
        );
        assert_eq!(report.cell("log", "7", "kind"), "log.kind.set", "a word in the reader's language");
        assert!(report.cell("log", "8", "what").starts_with("log.undoes what=log.set"));
    }

    #[test]
    fn the_kind_of_a_change_is_that_of_each_document_that_it_wrote() {
        let mut trial = Trial::new(&[], "");
        let line = |revision, documents: Vec<Document>| JournalEntry {
            revision: Revision(revision),
            kind: "documents".to_owned(),
            user: if revision == 3 { "chen" } else { "li" }.to_owned(),
            documents: documents.into_iter().map(|document| (None, Some(document))).collect(),
            ..JournalEntry::default()
        };
        let team = || Document::Team(Team { name: "East".to_owned(), ..Team::default() });
        let person = || Document::Person(Person { name: "张伟".to_owned(), ..Person::default() });
        trial.journal = vec![line(3, vec![team(), person(), team()]), line(2, vec![person()]), line(1, vec![team()])];
        let report = trial.ask(Kind::Log, "", "2026-09-09");
        let kinds = "3=log.of one=log.kind.team others=log.kind.person 2=log.kind.person 1=log.kind.team";
        assert_eq!(report.column("log", "kind"), kinds);
        // What is asked for of the journal are the lines that wrote any such document, and how many that is.
        let report = trial.ask(Kind::Log, "kind=team", "2026-09-09");
        assert_eq!(report.said(), ["log.count-of-these n=2 m=1"]);
        let report = trial.ask(Kind::Log, "kind=team,note user=li", "2026-09-09");
        assert_eq!(report.column("log", "kind"), "1=log.kind.team");
        assert_eq!(trial.ask(Kind::Log, "kind=note", "2026-09-09").said(), ["log.none-of-these n=0 m=1"]);
    }

    #[test]
    fn an_import_is_one_line_of_the_journal_and_tells_its_file() {
        let mut trial = Trial::new(&[], "");
        let line = |revision, kind: &str, batch| JournalEntry {
            revision: Revision(revision),
            kind: kind.to_owned(),
            batch: Some(batch),
            ..JournalEntry::default()
        };
        let file = |id, name: &str| Batch { id, files: vec![name.to_owned()], rows: 3, ..Batch::default() };
        trial.batches = vec![file(1, "a.csv"), file(4, "b.csv")];
        trial.journal = vec![line(4, "begin", 4), line(3, "revert", 1), line(2, "publish", 1), line(1, "begin", 1)];
        let report = trial.ask(Kind::Log, "", "2026-09-09");
        assert_eq!(report.said(), ["log.count n=3 m=1"]);
        let what = |row| report.cell("log", row, "what");
        assert!(what("4").starts_with("log.begin batch=4 about=b.csv"), "nothing has ended it yet");
        assert!(what("3").starts_with("log.revert batch=1 about=a.csv"));
        assert!(what("2").starts_with("log.publish batch=1 about=a.csv source= rows=3"));
    }

    #[test]
    fn a_long_list_of_documents_is_told_in_short_and_held_whole() {
        let mut trial = Trial::new(&[], "");
        let about = ["East", "South", "North", "Care"].map(str::to_owned).to_vec();
        let kind = "documents".to_owned();
        trial.journal = vec![JournalEntry { revision: Revision(1), kind, about, ..JournalEntry::default() }];
        let report = trial.ask(Kind::Log, "", "2026-09-09");
        let said = "log.documents-more first=log.of one=log.of one=East others=South others=North more=1 about=East, South, North, Care";
        assert_eq!(report.cell("log", "1", "what"), said);
    }
}
