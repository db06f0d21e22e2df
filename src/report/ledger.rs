//! What became of the database: its state, its imports, its journal.

use super::cell::{column, row, strong, table, term, words};
use super::{Got, Needs, Question, Report, Sentence, Setting, Table, Trust, Value};
use crate::domain::base::DayRange;
use crate::domain::model::{Batch, BatchState, Figures, JournalEntry, Source, Unit};

/// Lines of the journal that are shown.
const LINES: usize = 200;

pub(super) fn status_needs() -> Needs {
    Needs { figures: true, ..Needs::default() }
}

pub(super) fn imports_needs() -> Needs {
    Needs { batches: true, ..Needs::default() }
}

pub(super) fn log_needs() -> Needs {
    Needs { journal: LINES, ..Needs::default() }
}

/// A report without a period.
fn report(question: &Question, setting: Setting<'_>, headline: Sentence, tables: Vec<Table>) -> Report {
    let organisation = setting.organisation;
    Report {
        kind: question.kind.clone(),
        lens: question.lens.clone(),
        period: None,
        counted: None,
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
    }
}

fn count(number: u64) -> Value {
    Value::Number(number.into(), Unit::Count)
}

/// How the database does, and how fresh each source is.
pub(super) fn status(question: &Question, setting: Setting<'_>, got: &Got) -> Report {
    let figures = got.figures.clone().unwrap_or_default();
    let organisation = setting.organisation;
    let days = organisation.data.map_or(Value::Null, Value::Days);
    let headline = Sentence::new(if organisation.data.is_some() { "status.holds" } else { "status.empty" })
        .with("revision", count(setting.revision.0))
        .with("rows", count(figures.rows))
        .with("days", days.clone());
    let tables = database(&figures, days).into_iter().chain(sources(question, setting));
    report(question, setting, headline, tables.collect())
}

fn database(figures: &Figures, days: Value) -> Option<Table> {
    let line = |id: &'static str, label: &'static str, cell: Value| row(id, words(label), vec![cell]);
    let mut rows = vec![
        line("revision", "status.revision", count(figures.revision.0)),
        line("head", "status.head", Value::Text(figures.head.clone())),
        line("at", "status.at", figures.at.map_or(Value::Null, Value::Time)),
        line("days", "status.days", days),
        line("rows", "status.rows", count(figures.rows)),
        line("batches", "status.batches", count(figures.batches)),
        line("documents", "status.documents", count(figures.documents)),
        line("dirty_days", "status.dirty_days", count(figures.dirty_days)),
        line("database_bytes", "status.database_bytes", count(figures.database_bytes)),
        line("journal_bytes", "status.journal_bytes", count(figures.journal_bytes)),
    ];
    for id in &figures.opening {
        let said = Value::Words(Sentence { id: id.clone().into(), args: Vec::new() });
        rows.push(row("opening", words("status.opening"), vec![said]));
    }
    table(
        "database",
        words("table.database"),
        words("column.field"),
        vec![strong("value", words("column.value"))],
        rows,
    )
}

/// Until when each source has delivered, and how many working days it is behind.
fn sources(question: &Question, setting: Setting<'_>) -> Option<Table> {
    let calendar = &setting.organisation.calendar;
    let line = |source: &Source| {
        let silent = DayRange::new(source.until.plus(1), question.today.plus(-1));
        let behind = silent.map_or(0, |days| calendar.working_days(days));
        let behind = Value::Number(i128::try_from(behind).unwrap_or(0), Unit::Count);
        row(
            source.name.clone(),
            Value::Text(source.name.clone()),
            vec![Value::Day(source.until), Value::Time(source.at), behind],
        )
    };
    let columns = vec![
        strong("until", words("column.until")),
        column("at", words("column.at")),
        column("behind", words("column.behind")),
    ];
    let rows = setting.organisation.sources.iter().map(line).collect();
    table("sources", words("table.sources"), words("column.source"), columns, rows)
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
                Value::Text(batch.source.clone()),
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
    report(question, setting, headline, tables.into_iter().collect())
}

/// The newest lines of the journal.
pub(super) fn log(question: &Question, setting: Setting<'_>, got: &Got) -> Report {
    let line = |entry: &JournalEntry| {
        let number = entry.revision.0.to_string();
        row(
            number.clone(),
            Value::Text(number),
            vec![
                Value::Time(entry.at),
                Value::Text(entry.user.clone()),
                Value::Text(entry.kind.clone()),
                Value::Words(done(setting, entry)),
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
    let shown = u64::try_from(got.journal.len()).unwrap_or(u64::MAX);
    let headline = Sentence::new(if got.journal.is_empty() { "log.none" } else { "log.count" })
        .with("n", count(shown))
        .with("m", count(setting.revision.0));
    let rows = got.journal.iter().map(line).collect();
    let tables = table("log", words("table.log"), words("column.revision"), columns, rows);
    report(question, setting, headline, tables.into_iter().collect())
}

/// What a line of the journal did, in words.
pub(super) fn done(setting: Setting<'_>, entry: &JournalEntry) -> Sentence {
    let batch = entry.batch.map_or(Value::Null, |batch| Value::Text(batch.to_string()));
    let about = Value::Text(entry.about.join(", "));
    let said = match entry.kind.as_str() {
        "begin" => Sentence::new("log.begin").with("batch", batch).with("about", about),
        "publish" => Sentence::new("log.publish").with("batch", batch),
        "abandon" => Sentence::new("log.abandon").with("batch", batch),
        "revert" => Sentence::new("log.revert").with("batch", batch),
        "reinstate" => Sentence::new("log.reinstate").with("batch", batch),
        "set" => set(setting, entry),
        "documents" => Sentence::new("log.documents").with("about", about),
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
    let names: Vec<&str> = entry.dimensions.iter().map(|(_, name)| name.as_str()).collect();
    Sentence::new("log.set")
        .with("measure", metric.map_or_else(|| Value::Text(id.to_owned()), term))
        .with("day", entry.day.map_or(Value::Null, Value::Day))
        .with("of", Value::Text(names.join(", ")))
        .with("old", number(entry.old))
        .with("new", number(entry.new))
}

#[cfg(test)]
mod tests {
    use crate::domain::model::{Batch, BatchState, Dimension, Figures, JournalEntry, Revision, Source};
    use crate::report::Kind;
    use crate::report::trial::Trial;

    #[test]
    fn status_tells_the_state_and_how_far_each_source_is_behind() {
        let mut trial = Trial::new(&[], "2026-09-01 deals=1\n2026-09-04 deals=1");
        trial.organisation.sources =
            vec![Source { name: "crm".to_owned(), until: "2026-09-04".parse().expect("a day"), at: 0 }];
        trial.figures = Figures { rows: 2, head: "ab12".to_owned(), ..Figures::default() };
        let report = trial.ask(Kind::Status, "", "2026-09-09");
        assert_eq!(report.said(), ["status.holds revision=1 rows=2 days=2026-09-01..2026-09-04"]);
        assert_eq!(report.cell("database", "head", "value"), "ab12");
        assert_eq!(report.cell("sources", "crm", "behind"), "2", "Monday and Tuesday");
    }

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
            dimensions: vec![(Dimension::Member, "张伟".to_owned())],
            old: None,
            new: Some(55),
            ..JournalEntry::default()
        };
        let undo =
            JournalEntry { revision: Revision(8), undoes: Some(Revision(7)), old: Some(55), new: None, ..set.clone() };
        trial.journal = vec![undo, set];
        let report = trial.ask(Kind::Log, "", "2026-09-09");
        assert_eq!(report.cell("log", "7", "what"), "log.set measure=inquiries day=2026-09-08 of=张伟 old=. new=55");
        assert!(report.cell("log", "8", "what").starts_with("log.undoes what=log.set"));
    }
}
