//! The words of a metric's card (S-165), and the cards of all metrics.

use super::ask::Ask;
use super::cell::{column, row, strong, table, term, words};
use super::scope::Scope;
use super::{Got, Kind, Needs, Question, Report, Sentence, Setting, Value, trust};
use crate::domain::base::{DayRange, Error, Grain, Period};
use crate::domain::model::{Additive, Better, Family, Metric, Unit};
use crate::domain::rules::coverage::Coverage;
use crate::domain::rules::figure::measures_of;

pub(super) fn unit(unit: Unit) -> Value {
    words(match unit {
        Unit::Count => "unit.count",
        Unit::Money => "unit.money",
        Unit::Minutes => "unit.minutes",
        Unit::Hours => "unit.hours",
        Unit::Seconds => "unit.seconds",
        Unit::Percent => "unit.percent",
        Unit::Points => "unit.points",
        Unit::Ratio => "unit.ratio",
    })
}

pub(super) fn better(better: Better) -> Value {
    words(match better {
        Better::Higher => "better.higher",
        Better::Lower => "better.lower",
        Better::None => "better.none",
    })
}

pub(super) fn family(family: Family) -> Value {
    words(match family {
        Family::Performance => "family.performance",
        Family::Customer => "family.customer",
        Family::Teamwork => "family.teamwork",
        Family::Growth => "family.growth",
        Family::Pay => "family.pay",
        Family::Appraisal => "family.appraisal",
        Family::Values => "family.values",
        Family::Appeals => "family.appeals",
    })
}

/// What a role is called; by its id where the organisation does not know it.
pub(super) fn role(setting: Setting<'_>, id: &str) -> Value {
    let role = setting.organisation.roles.iter().find(|role| role.id == id);
    match role {
        Some(role) => Value::Term(role.term.clone()),
        // Whoever leads a team holds no step of the funnel, so no catalogue of roles has to name it.
        None if id == "lead" => words("role.lead"),
        None => Value::Text(id.to_owned()),
    }
}

/// Required figures of the metric's measures: reported, of due. Where nobody must report, that is said.
pub(super) fn coverage(setting: Setting<'_>, metric: &Metric, coverage: &Coverage<'_>) -> Value {
    let measures = measures_of([metric], setting.catalogue);
    let (reported, due) = coverage.of(|measure| measures.iter().any(|own| own == measure));
    if due > 0 { Value::Of(reported, due) } else { words("card.not_required") }
}

/// Months, and days, that are looked through for the last figure of a measure.
const MONTHS: i32 = 24;
const DAYS: i32 = 45;

/// What is looked through for the last figure, the latest first: days, and then months. A stock has no sum over a
/// month, and its rows would have to be read for each: it is looked for by days alone.
fn asks(scope: &Scope<'_>) -> [Ask; 2] {
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    let today = scope.question.today;
    let month = Period::of(Grain::Month, today, fiscal);
    let days = (0..DAYS).map(|back| DayRange::one(today.plus(-back))).collect();
    let months = (0..MONTHS).map(|back| month.shift(-back).days()).collect();
    let all = &scope.setting.catalogue.measures;
    let flows = all.iter().filter(|measure| measure.additive != Additive::Last);
    let ask = |ranges, measures| Ask { ranges, measures, by: None, filters: Vec::new(), as_of: scope.as_of };
    [
        ask(days, all.iter().map(|measure| measure.id.clone()).collect()),
        ask(months, flows.map(|measure| measure.id.clone()).collect()),
    ]
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let scope = Scope::of(question, setting)?;
    let asked = asks(&scope).into_iter().flat_map(|ask| ask.queries(setting));
    let cells = trust::query(&scope).into_iter().chain(asked).collect();
    Ok(Needs { cells, ..Needs::default() })
}

/// Every metric with its card; it was reported last on the day, or in the month, that `until` says.
pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let scope = Scope::of(question, setting)?;
    let mut answers = got.cells.iter();
    let known = trust::reported(&scope, &mut answers);
    let [days, months] = asks(&scope);
    let found = [&days, &months].map(|ask| (&ask.ranges, ask.fold(setting, &mut answers)));
    let fiscal = setting.organisation.settings.fiscal_start;
    let until = |metric: &Metric| {
        let run = found.iter().find_map(|(ranges, sums)| {
            let formula = scope.formula(metric, sums);
            let says = |run: &usize| formula.figure(|place| sums.at(*run, 0, place)).rate().is_some();
            (0..ranges.len()).find(says).and_then(|run| ranges.get(run))
        });
        match run {
            Some(run) if run.len() == 1 => Value::Day(run.first()),
            Some(run) => Value::Period(Period::of(Grain::Month, run.first(), fiscal)),
            None => Value::Null,
        }
    };
    let line = |metric: &Metric| {
        let cells = vec![
            Value::Text(metric.formula()),
            unit(metric.unit),
            better(metric.better),
            family(metric.family),
            role(setting, &metric.owner),
            Value::Source(metric.source.clone()),
            until(metric),
            coverage(setting, metric, &known),
            Value::Term(metric.about.clone()),
        ];
        row(metric.id.clone(), term(metric), cells)
    };
    let columns = vec![
        strong("formula", words("card.formula")),
        column("unit", words("card.unit")),
        column("better", words("card.better")),
        column("family", words("card.family")),
        column("owner", words("card.owner")),
        column("source", words("card.source")),
        column("until", words("column.until")),
        column("coverage", words("card.coverage")),
        column("about", words("card.about")),
    ];
    let rows = setting.catalogue.metrics.iter().map(line).collect();
    let tables = table("metrics", words("table.metrics"), words("column.measure"), columns, rows);
    let count = |n: usize| Value::Number(i128::try_from(n).unwrap_or(0), Unit::Count);
    let headline = Sentence::new("metrics.count")
        .with("measures", count(setting.catalogue.measures.len()))
        .with("metrics", count(setting.catalogue.metrics.len()));
    let trust = trust::trust(&scope, &known, false);
    Ok(Report { headline: vec![headline], ..scope.report(Kind::Metrics, trust, tables.into_iter().collect()) })
}

#[cfg(test)]
mod tests {
    use crate::report::Kind;
    use crate::report::trial::Trial;

    #[test]
    fn s_165_every_metric_has_formula_source_owner_and_coverage() {
        let trial = Trial::new(
            &["A sales East 2026-01-01"],
            "2026-03-10 spend=100 clicks=5\n2026-09-08 deals=2 valid_inquiries=10 by A",
        );
        let report = trial.ask(Kind::Metrics, "day 2026-09-08", "2026-09-09");
        let table = report.tables.first().expect("the cards");
        assert!(table.rows.len() > 100);
        for row in &table.rows {
            for column in ["formula", "source", "owner", "coverage", "about"] {
                assert!(!report.cell("metrics", &row.id, column).is_empty(), "{} has no {column}", row.id);
            }
        }
        assert_eq!(report.cell("metrics", "close_rate", "coverage"), "2/2");
        assert_eq!(report.cell("metrics", "spend", "coverage"), "card.not_required");
        assert_eq!(report.cell("metrics", "close_rate", "until"), "2026-09-08");
        assert_eq!(report.cell("metrics", "cpc", "until"), "2026-03");
        assert_eq!(report.cell("metrics", "nps", "until"), ".");
    }
}
