//! What has changed since a state of the past: which figures of the lens moved, and the imports and corrections since.
//!
//! The lens's as-of is the state that was last looked at; it is held against now.

use super::ask::Ask;
use super::cell::{changed, column, row, strong, table, term, value, words};
use super::review::{dimension, label, shown};
use super::scope::Scope;
use super::sums::Sums;
use super::{Got, Needs, Question, Report, Row, Sentence, Setting, Table, Trust, Value, ledger};
use crate::domain::base::{DayRange, Error};
use crate::domain::model::{JournalEntry, JournalQuery, Metric, Revision, Unit};
use crate::domain::rules::figure::Figure;

/// Lines of the journal that are looked at, at most.
const LINES: usize = 2_000;
/// Changes that are listed, at most.
const LISTED: usize = 100;

/// The state that now is held against.
fn since(scope: &Scope<'_>) -> Result<Revision, Error> {
    scope.as_of.ok_or_else(|| Error::asked("since-when"))
}

/// What is asked of each of the two states: now, and then.
fn asks(scope: &Scope<'_>, then: Revision) -> Vec<Ask> {
    let metrics = shown(scope);
    let bys = std::iter::once(None).chain(scope.question.lens.by.map(Some));
    bys.flat_map(|by| {
        let ask = scope.ask(vec![scope.days], &metrics, by);
        [Ask { as_of: None, ..ask.clone() }, Ask { as_of: Some(then), ..ask }]
    })
    .collect()
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let scope = Scope::of(question, setting)?;
    let then = since(&scope)?;
    let cells = asks(&scope, then).iter().flat_map(|ask| ask.queries(setting)).collect();
    let lines = usize::try_from(setting.revision.0.saturating_sub(then.0)).unwrap_or(LINES).min(LINES);
    Ok(Needs {
        cells,
        batches: true,
        journal: JournalQuery { most: lines, ..JournalQuery::default() },
        ..Needs::default()
    })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let scope = Scope::of(question, setting)?;
    let then = since(&scope)?;
    let mut answers = got.cells.iter();
    let mut sums = asks(&scope, then).into_iter().map(|ask| ask.fold(setting, &mut answers));
    let (now, before) = (sums.next().unwrap_or_default(), sums.next().unwrap_or_default());
    let moved: Vec<(&Metric, Row)> =
        shown(&scope).into_iter().filter_map(|metric| Some((metric, moved(&scope, metric, &now, &before)?))).collect();
    let parts = sums.next().zip(sums.next()).and_then(|(now, before)| parts(&scope, &now, &before));
    let changes = changes(setting, then, got);
    let headline = headline(&scope, then, &moved, changes.as_ref(), &now, &before);
    let rows = moved.into_iter().map(|(_, row)| row).collect();
    let figures =
        table("figures", words("table.moved"), words("column.measure"), columns(words("column.difference")), rows);
    let organisation = setting.organisation;
    let trust = Trust {
        sources: organisation.sources.clone(),
        data_until: organisation.data.map(DayRange::last),
        ..Trust::default()
    };
    let tables = figures.into_iter().chain(parts).chain(changes).collect();
    Ok(Report { headline, compared: None, ..scope.report(question.kind.clone(), trust, tables) })
}

fn columns(last: Value) -> Vec<super::Column> {
    vec![column("then", words("column.then")), strong("now", words("column.now")), column("difference", last)]
}

/// The row of `metric`, where its figure is another than it was.
fn moved(scope: &Scope<'_>, metric: &Metric, now: &Sums, then: &Sums) -> Option<Row> {
    let all = [0];
    let figures = [now, then].map(|sums| scope.figure(metric, sums, 0, &all));
    line(metric.id.clone(), term(metric), metric, figures)
}

fn line(id: String, label: Value, metric: &Metric, [now, then]: [Figure; 2]) -> Option<Row> {
    (now != then).then(|| row(id, label, vec![value(metric, then), value(metric, now), difference(metric, now, then)]))
}

/// What lies between the two: a sum of its own where both are sums, else as for any change.
fn difference(metric: &Metric, now: Figure, then: Figure) -> Value {
    match (now, then) {
        (Figure::Number(now), Figure::Number(then)) => Value::Plus(now.saturating_sub(then), metric.unit),
        _ => changed(metric, now, then),
    }
}

/// The names of the breakdown for which the metric in the foreground moved.
fn parts(scope: &Scope<'_>, now: &Sums, then: &Sums) -> Option<Table> {
    let (by, metric) = (scope.question.lens.by?, scope.foreground()?);
    let mut names: Vec<&String> = now.names.iter().chain(&then.names).collect();
    names.sort();
    names.dedup();
    let figure = |sums: &Sums, name: &str| {
        sums.name(name).map_or(Figure::Null, |number| scope.figure(metric, sums, 0, &[number]))
    };
    let rows = names
        .into_iter()
        .filter_map(|name| line(name.clone(), label(scope, by, name), metric, [figure(now, name), figure(then, name)]));
    table("parts", term(metric), dimension(by), columns(words("column.difference")), rows.collect())
}

/// The imports and corrections since, the newest first.
fn changes(setting: Setting<'_>, then: Revision, got: &Got) -> Option<Table> {
    let touches = |kind: &str| matches!(kind, "publish" | "revert" | "reinstate" | "set" | "documents" | "approve");
    // An approval that was taken back reads as a proposal again.
    let touches = |entry: &&JournalEntry| touches(&entry.kind) || (entry.kind == "propose" && entry.undoes.is_some());
    let newer = got.journal.iter().filter(|entry| entry.revision > then).filter(touches);
    let line = |entry: &JournalEntry| {
        let batch = entry.batch.filter(|_| entry.kind != "set");
        let batch = batch.and_then(|id| got.batches.iter().find(|batch| batch.id == id));
        let source = batch.map_or(Value::Null, |batch| {
            let files = batch.files.join(", ");
            if files.is_empty() {
                return Value::Source(batch.source.clone());
            }
            Value::Words(
                Sentence::new("changed.source-files")
                    .with("source", Value::Source(batch.source.clone()))
                    .with("files", Value::Text(files)),
            )
        });
        row(
            entry.revision.0.to_string(),
            Value::Text(entry.revision.0.to_string()),
            vec![
                Value::Time(entry.at),
                Value::Text(entry.user.clone()),
                Value::Words(ledger::done(setting, &got.batches, entry)),
                source,
                batch.and_then(|batch| batch.days).map_or(Value::Null, Value::Days),
                entry.reason.clone().map_or(Value::Null, Value::Text),
            ],
        )
    };
    let columns = vec![
        column("at", words("column.at")),
        column("user", words("column.user")),
        strong("what", words("column.what")),
        column("source", words("column.source")),
        column("days", words("column.days")),
        column("reason", words("column.reason")),
    ];
    let rows = newer.take(LISTED).map(line).collect();
    table("changes", words("table.changes"), words("column.revision"), columns, rows)
}

/// How many figures moved, the one in the foreground or else the first from what to what, and what came.
fn headline(
    scope: &Scope<'_>,
    then: Revision,
    moved: &[(&Metric, Row)],
    changes: Option<&Table>,
    now: &Sums,
    before: &Sums,
) -> Vec<Sentence> {
    let count = |n: usize| Value::Number(i128::try_from(n).unwrap_or(i128::MAX), Unit::Count);
    let since = Value::Text(then.0.to_string());
    let first = scope.foreground().filter(|own| moved.iter().any(|(metric, _)| metric.id == own.id));
    let first = first.or_else(|| moved.first().map(|(metric, _)| *metric));
    let told = match first {
        Some(metric) => {
            let figure = |sums: &Sums| value(metric, scope.figure(metric, sums, 0, &[0]));
            Sentence::new("changed.moved")
                .with("n", count(moved.len()))
                .with("since", since)
                .with("metric", term(metric))
                .with("then", figure(before))
                .with("now", figure(now))
        }
        None => Sentence::new("changed.none").with("since", since),
    };
    let came = changes.and_then(|table| {
        let newest = table.rows.first()?;
        let cell = |at: usize| newest.cells.get(at).map_or(Value::Null, |cell| cell.value.clone());
        Some(
            Sentence::new("changed.came")
                .with("n", count(table.rows.len()))
                .with("at", cell(0))
                .with("user", cell(1))
                .with("what", cell(2)),
        )
    });
    std::iter::once(told).chain(came).collect()
}

#[cfg(test)]
mod tests {
    use crate::domain::model::reference::facts;
    use crate::domain::model::{JournalEntry, Revision};
    use crate::report::Kind;
    use crate::report::trial::Trial;

    #[test]
    fn a_figure_that_a_late_row_moved_stands_beside_what_it_was() {
        let mut trial = Trial::new(
            &[],
            "2026-09-07 deals=2 revenue=200000 by A channel seo
             2026-09-07 deals=1 revenue=100000 by B channel fairs
             2026-09-07 inquiries=9 by A",
        );
        let earlier = "2026-09-07 deals=1 revenue=100000 by B channel fairs\n2026-09-07 inquiries=9 by A";
        trial.earlier = Some(facts(earlier));
        let set = JournalEntry {
            revision: Revision(2),
            kind: "publish".to_owned(),
            batch: Some(2),
            ..JournalEntry::default()
        };
        let old = JournalEntry { revision: Revision(1), kind: "publish".to_owned(), ..JournalEntry::default() };
        trial.journal = vec![set, old];
        trial.revision = Revision(2);
        let report = trial.ask(Kind::Changed, "day 2026-09-07 by channel as-of=1", "2026-09-08");
        assert_eq!(report.column("figures", "then"), "deals=1 revenue=100000");
        assert_eq!(report.column("figures", "difference"), "deals=+2 revenue=+200000");
        assert_eq!(report.column("parts", "now"), "seo=200000", "fairs did not move");
        assert_eq!(report.column("changes", "what"), "2=log.publish batch=2 about=");
        assert!(report.said()[0].starts_with("changed.moved n=2 since=1"), "{:?}", report.said());
    }

    #[test]
    fn where_nothing_moved_it_says_so() {
        let trial = Trial::new(&[], "2026-09-07 deals=2");
        let report = trial.ask(Kind::Changed, "day as-of=1", "2026-09-08");
        assert_eq!(report.said(), ["changed.none since=1"]);
        assert!(report.tables.is_empty());
    }
}
