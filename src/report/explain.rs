//! What stands behind a figure: the metric's card, its sums, the batches and the rows (S-077, S-165).

use std::collections::BTreeMap;

use super::ask::Ask;
use super::cell::{column, row, strong, table, term, value, words};
use super::scope::Scope;
use super::sums::Sums;
use super::{Column, Got, Kind, Needs, Question, Report, Sentence, Setting, Table, Value, card, ledger, trust};
use crate::domain::base::{Error, Rate};
use crate::domain::model::{
    Batch, Dimension, Facts, Filter, JournalEntry, JournalQuery, Metric, MetricForm, RowQuery, Rows, Unit,
};
use crate::domain::rules::coverage::Coverage;
use crate::domain::rules::figure::measures_of;

/// Rows that are shown.
const SHOWN: usize = 20;
/// Corrections that are looked for, at most.
const CORRECTIONS: usize = 200;
/// Rows that are looked through for the batches they come from.
const LOOKED_THROUGH: usize = 50_000;

/// The metric in question: the lens's own, whatever it is, else revenue.
fn subject<'a>(scope: &Scope<'a>) -> Option<&'a Metric> {
    scope.metric(scope.question.lens.metric.as_deref().unwrap_or("revenue"))
}

fn ask(scope: &Scope<'_>, metric: &Metric) -> Ask {
    scope.ask(vec![scope.days], &[metric], None)
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let scope = Scope::of(question, setting)?;
    let Some(metric) = subject(&scope) else { return Ok(Needs::default()) };
    let measures = measures_of([metric], setting.catalogue);
    let query = RowQuery {
        days: scope.days,
        measures: measures.clone(),
        filters: scope.row_filters(),
        as_of: scope.as_of,
        limit: Some(LOOKED_THROUGH),
    };
    let rows = if measures.is_empty() { Vec::new() } else { vec![query] };
    let cells = trust::query(&scope).into_iter().chain(ask(&scope, metric).queries(setting)).collect();
    let journal = if measures.is_empty() {
        JournalQuery::default()
    } else {
        JournalQuery { most: CORRECTIONS, figures: Some((scope.days, measures)), ..JournalQuery::default() }
    };
    Ok(Needs { cells, rows, batches: true, journal, ..Needs::default() })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let scope = Scope::of(question, setting)?;
    let metric = subject(&scope).ok_or_else(|| Error::asked("metric-unknown").with("metric", "revenue"))?;
    let mut answers = got.cells.iter();
    let coverage = trust::reported(&scope, &mut answers);
    let sums = ask(&scope, metric).fold(setting, &mut answers);
    let measures = measures_of([metric], setting.catalogue);
    let mut tables: Vec<Table> = card(&scope, metric, &coverage).into_iter().collect();
    tables.extend(sums_behind(&scope, metric, &sums, &measures));
    let none = Rows::default();
    let rows = got.rows.first().unwrap_or(&none);
    tables.extend(corrections(&scope, got));
    tables.extend(batches(rows, &got.batches, &measures, metric));
    tables.extend(first_rows(&scope, rows, &got.batches, &measures));
    let trust = trust::trust(&scope, &coverage, sums.corrected.first().copied().unwrap_or(false));
    let headline = std::iter::once(headline(&scope, metric, &sums, rows)).chain(about(metric)).collect();
    Ok(Report { headline, ..scope.report(Kind::Explain, trust, tables) })
}

fn headline(scope: &Scope<'_>, metric: &Metric, sums: &Sums, rows: &Rows) -> Sentence {
    let formula = Value::Text(metric.formula());
    if !metric.function().is_empty() {
        return Sentence::new("explain.named").with("metric", term(metric)).with("formula", formula);
    }
    let value = value(metric, scope.figure(metric, sums, 0, &[0]));
    if value == Value::Null {
        return Sentence::new("explain.nothing")
            .with("metric", term(metric))
            .with("period", Value::Period(scope.period))
            .with("formula", formula);
    }
    let count = i128::try_from(rows.total).unwrap_or(i128::MAX);
    Sentence::new("explain.figure")
        .with("metric", term(metric))
        .with("period", Value::Period(scope.period))
        .with("value", value)
        .with("formula", formula)
        .with("rows", Value::Number(count, Unit::Count))
}

/// The metric's card (S-165): what it is, where it comes from, who owns it, how complete it is.
pub(super) fn card(scope: &Scope<'_>, metric: &Metric, coverage: &Coverage<'_>) -> Option<Table> {
    let line = |id: &'static str, label: &'static str, cell: Value| row(id, words(label), vec![cell]);
    let mut rows = vec![
        line("formula", "card.formula", Value::Text(metric.formula())),
        line("unit", "card.unit", card::unit(metric.unit)),
        line("better", "card.better", card::better(metric.better)),
        line("family", "card.family", card::family(metric.family)),
        line("owner", "card.owner", card::role(scope.setting, &metric.owner)),
        line("source", "card.source", Value::Source(metric.source.clone())),
        line("coverage", "card.coverage", card::coverage(scope.setting, metric, coverage)),
    ];
    if let Some(rate) = metric.benchmark.and_then(|share| Rate::new(share.into(), 10_000)) {
        rows.push(line("benchmark", "card.benchmark", Value::Rate(rate, Unit::Percent)));
    }
    table("card", term(metric), words("column.field"), vec![strong("value", words("column.value"))], rows)
}

/// What `metric` says, in a sentence; nothing where the catalogue has none.
pub(super) fn about(metric: &Metric) -> Option<Sentence> {
    let told = !metric.about.en.is_empty() && !metric.about.zh.is_empty();
    told.then(|| Sentence::new("metric.about").with("about", Value::Term(metric.about.clone())))
}

/// The sums that the formula takes, with their weights: above the line, and below it.
fn sums_behind(scope: &Scope<'_>, metric: &Metric, sums: &Sums, measures: &[String]) -> Option<Table> {
    let MetricForm::Linear { num, den, .. } = &metric.form else { return None };
    let line = |id: &String| {
        let own = scope.metric(id)?;
        let weight = |weights: &BTreeMap<String, i64>| {
            weights.get(id).map_or(Value::Null, |weight| Value::Number((*weight).into(), Unit::Count))
        };
        let mut cells = vec![value(own, scope.figure(own, sums, 0, &[0])), weight(num)];
        if !den.is_empty() {
            cells.push(weight(den));
        }
        Some(row(id.clone(), term(own), cells))
    };
    let mut columns = vec![strong("value", words("column.value")), column("weight", words("column.weight"))];
    if !den.is_empty() {
        columns.push(column("divisor", words("column.divisor")));
    }
    let rows = measures.iter().filter_map(line).collect();
    table("sums", words("table.sums"), words("column.measure"), columns, rows)
}

/// Who corrected what of it, from what to what and why (S-001): what stands behind a `~`.
fn corrections(scope: &Scope<'_>, got: &Got) -> Option<Table> {
    let filters = scope.row_filters();
    let is_shown = |entry: &&JournalEntry| {
        let of = |filter: &Filter| {
            let mut own = entry.dimensions.iter().filter(|(dimension, _)| *dimension == filter.dimension);
            own.any(|(_, name)| filter.names.contains(name))
        };
        filters.iter().all(of) && scope.as_of.is_none_or(|state| entry.revision <= state)
    };
    let line = |entry: &JournalEntry| {
        let number = entry.revision.0.to_string();
        let what = Value::Words(ledger::done(scope.setting, &got.batches, entry));
        let reason = entry.reason.clone().map_or(Value::Null, Value::Text);
        row(
            number.clone(),
            Value::Text(number),
            vec![Value::Time(entry.at), Value::Text(entry.user.clone()), what, reason],
        )
    };
    let columns = vec![
        column("at", words("column.at")),
        column("user", words("column.user")),
        strong("what", words("column.what")),
        column("reason", words("column.reason")),
    ];
    let rows = got.journal.iter().filter(is_shown).map(line).collect();
    table("corrections", words("table.corrections"), words("column.revision"), columns, rows)
}

/// The batches that the rows come from, and what each brought to the first measure.
fn batches(rows: &Rows, batches: &[Batch], measures: &[String], metric: &Metric) -> Option<Table> {
    let column_of = |id: &String| rows.facts.measures.iter().find(|column| column.measure == *id);
    let first = measures.iter().find_map(column_of);
    let mut brought: BTreeMap<u64, (i128, i128)> = BTreeMap::new();
    for (at, batch) in rows.batches.iter().enumerate() {
        let sum = brought.entry(*batch).or_default();
        let amount = first.and_then(|column| column.get(at)).unwrap_or(0);
        *sum = (sum.0 + 1, sum.1 + i128::from(rows.facts.weight(at)) * i128::from(amount));
    }
    let line = |(id, (count, amount)): (&u64, &(i128, i128))| {
        let batch = batches.iter().find(|batch| batch.id == *id);
        let text = |of: fn(&Batch) -> String| batch.map_or(Value::Null, |batch| Value::Text(of(batch)));
        let cells = vec![
            batch.map_or(Value::Null, |batch| Value::Source(batch.source.clone())),
            text(|batch| batch.files.join(", ")),
            batch.map_or(Value::Null, |batch| Value::Time(batch.at)),
            text(|batch| batch.user.clone()),
            Value::Number(*count, Unit::Count),
            Value::Number(*amount, if metric.unit.is_stored() { metric.unit } else { Unit::Count }),
        ];
        row(id.to_string(), Value::Text(id.to_string()), cells)
    };
    let columns = vec![
        column("source", words("column.source")),
        column("files", words("column.files")),
        column("at", words("column.at")),
        column("user", words("column.user")),
        column("rows", words("column.rows")),
        strong("value", words("column.value")),
    ];
    table("batches", words("table.batches"), words("column.batch"), columns, brought.iter().map(line).collect())
}

/// The first rows as they were brought: the deal with its inquiry, channel and source, where the row carries them.
fn first_rows(scope: &Scope<'_>, rows: &Rows, batches: &[Batch], measures: &[String]) -> Option<Table> {
    let facts = &rows.facts;
    let shown = rows.batches.len().min(SHOWN);
    let mut columns = vec![column("day", words("column.day"))];
    let mut cells: Vec<Box<dyn Fn(usize) -> Value + '_>> =
        vec![Box::new(|at| facts.days.get(at).map_or(Value::Null, |day| Value::Day(*day)))];
    for metric in measures.iter().filter_map(|id| scope.metric(id)) {
        let Some(held) = facts.measures.iter().find(|held| held.measure == metric.id) else { continue };
        columns.push(Column { strong: true, ..column(metric.id.clone(), term(metric)) });
        let of = |at| held.get(at).map(|amount| facts.weight(at) * amount);
        cells.push(Box::new(move |at| of(at).map_or(Value::Null, |amount| Value::Number(amount.into(), metric.unit))));
    }
    for (id, title, of) in names(facts) {
        if (0..shown).any(|at| of(at).is_some()) {
            columns.push(column(id, title));
            cells.push(Box::new(move |at| of(at).map_or(Value::Null, |name| Value::Text(name.to_owned()))));
        }
    }
    if (0..shown).any(|at| facts.entered.get(at).copied().flatten().is_some()) {
        columns.push(column("entered", words("column.entered")));
        cells.push(Box::new(|at| facts.entered.get(at).copied().flatten().map_or(Value::Null, Value::Day)));
    }
    columns.extend([column("batch", words("column.batch")), column("source", words("column.source"))]);
    let batch = |at: usize| rows.batches.get(at).copied().unwrap_or_default();
    cells.push(Box::new(move |at| Value::Text(batch(at).to_string())));
    let source = move |at| batches.iter().find(|known| known.id == batch(at)).map(|known| known.source.clone());
    cells.push(Box::new(move |at| source(at).map_or(Value::Null, Value::Source)));
    let line = |at: usize| {
        let number = Value::Number(i128::try_from(at + 1).unwrap_or(0), Unit::Count);
        row((at + 1).to_string(), number, cells.iter().map(|cell| cell(at)).collect())
    };
    let count = |n: usize| Value::Number(i128::try_from(n).unwrap_or(i128::MAX), Unit::Count);
    let note = Sentence::new("note.first_rows").with("n", count(shown)).with("m", count(rows.total));
    let said = table("rows", words("table.rows"), words("column.row"), columns, (0..shown).map(line).collect())?;
    Some(Table { note: Some(note), ..said })
}

type Named<'a> = (&'static str, Value, Box<dyn Fn(usize) -> Option<&'a str> + 'a>);

/// The names that a row may carry: dimensions, document, customer.
fn names(facts: &Facts) -> Vec<Named<'_>> {
    let own = Dimension::ALL.map(|by| -> Named<'_> {
        (by.id(), super::review::dimension(by), Box::new(move |at| facts.dimension(by).get(at)))
    });
    let keys: [Named<'_>; 2] = [
        ("document", words("column.document"), Box::new(|at| facts.documents.get(at))),
        ("customer", words("column.customer"), Box::new(|at| facts.customers.get(at))),
    ];
    own.into_iter().chain(keys).collect()
}

#[cfg(test)]
mod tests {
    use crate::domain::model::Batch;
    use crate::report::Kind;
    use crate::report::trial::Trial;

    #[test]
    fn s_077_a_figure_leads_to_its_deals_and_their_batch() {
        let deal = |number: u32| {
            format!(
                "2026-08-{:02} deals=1 revenue=1000 by A channel seo document D-{number} customer C-{number} entered 2026-07-{:02}",
                number % 28 + 1,
                number % 28 + 1
            )
        };
        let mut trial = Trial::new(&[], &(0..42).map(deal).collect::<Vec<_>>().join("\n"));
        trial.batches = vec![
            Batch { id: 17, source: "crm".to_owned(), files: vec!["august.csv".to_owned()], ..Batch::default() },
            Batch { id: 18, source: "web".to_owned(), ..Batch::default() },
        ];
        let report = trial.ask(Kind::Explain, "month 2026-08 metric=revenue", "2026-08-29");
        assert_eq!(
            report.said()[..1],
            ["explain.figure metric=amount period=2026-08 value=42000 formula=revenue rows=42"]
        );
        let empty = trial.ask(Kind::Explain, "month 2026-07 metric=revenue", "2026-08-29");
        assert_eq!(empty.said()[..1], ["explain.nothing metric=amount period=2026-07 formula=revenue"]);
        assert_eq!(report.column("batches", "value"), "17=42000");
        assert_eq!(
            (report.cell("batches", "17", "source"), report.cell("batches", "17", "rows")),
            ("crm".into(), "42".into())
        );
        assert_eq!(report.cell("rows", "1", "channel"), "seo", "the deal leads back to its channel");
        assert_eq!(report.cell("rows", "1", "entered"), "2026-07-01", "and to its inquiry");
        assert_eq!(
            (report.cell("rows", "1", "document"), report.cell("rows", "1", "source")),
            ("D-0".into(), "crm".into())
        );
        assert_eq!(report.cell("rows", "21", "day"), "no cell");
        assert_eq!(report.cell("rows", "1", "region"), "no cell", "nobody recorded one");
    }

    #[test]
    fn s_165_the_card_of_a_metric_has_formula_source_owner_and_coverage() {
        let trial = Trial::new(
            &["A sales East 2026-01-01", "B sales East 2026-01-01"],
            "2026-09-08 deals=2 valid_inquiries=10 by A",
        );
        let report = trial.ask(Kind::Explain, "day 2026-09-08 metric=close_rate", "2026-09-09");
        assert_eq!(report.cell("card", "formula", "value"), "deals / valid_inquiries");
        assert_eq!(report.cell("card", "source", "value"), "crm");
        assert_eq!(report.cell("card", "owner", "value"), "follow-up sales");
        assert_eq!(
            report.cell("card", "coverage", "value"),
            "2/4",
            "two people, two required measures, one has reported"
        );
        assert_eq!(report.column("sums", "value"), "deals=2 valid_inquiries=10");
        let target = trial.ask(Kind::Explain, "day 2026-09-08 metric=attainment", "2026-09-09");
        assert_eq!(target.cell("card", "formula", "value"), "value / target");
        assert_eq!(target.table_ids(), ["card"]);
    }
}
