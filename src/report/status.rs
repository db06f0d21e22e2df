//! How the database does: its state, its backups, and how fresh each source is.

use super::cell::{column, row, strong, table, words};
use super::ledger::{count, without_a_period};
use super::{Got, Needs, Question, Report, Sentence, Setting, Table, Value};
use crate::domain::base::DayRange;
use crate::domain::model::{Figures, KeptBackup, Source, Unit};

pub(super) fn needs() -> Needs {
    Needs { figures: true, ..Needs::default() }
}

/// How the database does, and how fresh each source is.
pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Report {
    let figures = got.figures.clone().unwrap_or_default();
    let organisation = setting.organisation;
    let days = organisation.data.map_or(Value::Null, Value::Days);
    let headline = Sentence::new(if organisation.data.is_some() { "status.holds" } else { "status.empty" })
        .with("revision", count(setting.revision.0))
        .with("rows", count(figures.rows))
        .with("days", days.clone());
    let tables = database(&figures, days).into_iter().chain(sources(question, setting)).chain(backups(&figures));
    without_a_period(question, setting, headline, tables.collect())
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
    rows.push(line(
        "backup",
        "status.backup",
        figures.backups.first().map_or(Value::Null, |last| Value::Time(last.at)),
    ));
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

/// The backups that were made by themselves, the newest first.
fn backups(figures: &Figures) -> Option<Table> {
    let line = |backup: &KeptBackup| {
        let cells = vec![Value::Time(backup.at), count(backup.revision), count(backup.bytes)];
        row(backup.day.to_string(), Value::Text(backup.day.to_string()), cells)
    };
    let columns = vec![
        column("at", words("column.at")),
        strong("revision", words("status.revision")),
        column("bytes", words("column.bytes")),
    ];
    let rows = figures.backups.iter().map(line).collect();
    table("backups", words("table.backups"), words("column.backup"), columns, rows)
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
            Value::Source(source.name.clone()),
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

#[cfg(test)]
mod tests {
    use crate::domain::model::{Figures, Source};
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
}
