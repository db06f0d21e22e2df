//! One metric: its card, and how it went in the grain looked at (S-130, S-165).

use super::scope::Scope;
use super::{Got, Kind, Needs, Question, Report, Sentence, Setting, Value, explain, series, trust};
use crate::domain::base::Error;
use crate::domain::model::Metric;

/// The metric in question: the lens's own, whatever it is, else revenue.
///
/// # Errors
/// Where the catalogue has none of that name.
fn subject<'a>(scope: &Scope<'a>) -> Result<&'a Metric, Error> {
    let id = scope.question.lens.metric.as_deref().unwrap_or("revenue");
    scope.metric(id).ok_or_else(|| Error::asked("metric-unknown").with("metric", id).with("near", ""))
}

/// Whether sums say it, so that it has a series.
fn has_series(metric: &Metric) -> bool {
    metric.function().is_empty()
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let scope = Scope::of(question, setting)?;
    let metric = subject(&scope)?;
    let asks = if has_series(metric) { series::asks(&scope, metric) } else { Vec::new() };
    let series = asks.iter().flat_map(|ask| ask.queries(setting));
    Ok(Needs { cells: trust::query(&scope).into_iter().chain(series).collect(), ..Needs::default() })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let scope = Scope::of(question, setting)?;
    let metric = subject(&scope)?;
    let mut answers = got.cells.iter();
    let coverage = trust::reported(&scope, &mut answers);
    let mut tables: Vec<_> = explain::card(&scope, metric, &coverage).into_iter().collect();
    let mut headline = Vec::new();
    let mut corrected = false;
    if has_series(metric) {
        let told = series::told(&scope, metric, &mut answers);
        // Of a metric that nothing is known of there is nothing to list.
        tables.extend(told.tables.into_iter().filter(|_| told.headline.is_some()));
        headline.extend(told.headline);
        corrected = told.corrected;
    }
    if headline.is_empty() {
        let formula = Value::Text(metric.formula());
        let id = if has_series(metric) { "metric.silent" } else { "explain.named" };
        headline.push(Sentence::new(id).with("metric", Value::Term(metric.term.clone())).with("formula", formula));
    }
    headline.extend(explain::about(metric));
    let trust = trust::trust(&scope, &coverage, corrected);
    Ok(Report { headline, ..scope.report(Kind::Metric, trust, tables) })
}

#[cfg(test)]
mod tests {
    use crate::report::Kind;
    use crate::report::trial::Trial;

    #[test]
    fn s_165_a_metric_has_its_card_beside_what_it_did() {
        let trial = Trial::new(
            &["A sales East 2026-01-01"],
            "2026-08-10 deals=3 valid_inquiries=10\n2026-09-08 deals=2 valid_inquiries=10 by A",
        );
        let report = trial.ask(Kind::Metric, "month 2026-09 metric=close_rate", "2026-09-09");
        assert_eq!(report.table_ids(), ["card", "series"]);
        assert_eq!(report.cell("card", "formula", "value"), "deals / valid_inquiries");
        assert_eq!(report.cell("series", "2026-09", "value"), "20.0%");
        assert_eq!(report.cell("series", "2026-08", "value"), "30.0%");
        assert_eq!(
            report.said(),
            [
                "headline.series metric=close rate high=30.0% high_period=2026-08 low=20.0% low_period=2026-09",
                "metric.about about=Of 100 valid inquiries, how many became a deal; each counts on its own day, so a \
                 short period can have more than 100 %, and the cohort basis follows the same inquiries.",
            ]
        );
    }

    #[test]
    fn s_165_what_sums_do_not_say_has_its_card_alone() {
        let trial = Trial::new(&[], "2026-09-08 deals=2");
        let report = trial.ask(Kind::Metric, "month 2026-09 metric=attainment", "2026-09-09");
        assert_eq!(report.table_ids(), ["card"]);
        let report = trial.ask(Kind::Metric, "month 2026-09 metric=nps", "2026-09-09");
        assert_eq!(
            report.said(),
            [
                "metric.silent metric=net promoter score formula=100 * (nps_promoters - nps_detractors) / nps_n",
                "metric.about about=Customers who would recommend the company less those who would not, of 100 who \
                 answered.",
            ]
        );
    }
}
