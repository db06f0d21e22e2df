//! What is wrong with the content (S-167): holes, measures gone stale, metrics that nothing feeds.
//!
//! Rows in `holes` or `stale` are findings; what is unused is told and no fault.

use super::ask::Ask;
use super::cell::{column, row, strong, table, term, words};
use super::scope::Scope;
use super::sums::Sums;
use super::{Got, Kind, Needs, Question, Report, Sentence, Setting, Table, Trust, Value};
use crate::domain::base::{Day, DayRange, Error};
use crate::domain::model::{Metric, MetricForm, Unit};
use crate::domain::rules::holes::Reporting;

/// Working days that are looked through, backwards from yesterday: about a year.
const DAYS: usize = 250;

/// The working days from the first with data, at most a year of them, up to yesterday.
fn days(scope: &Scope<'_>) -> Vec<Day> {
    let organisation = scope.setting.organisation;
    let Some(data) = organisation.data else { return Vec::new() };
    let Some(run) = DayRange::new(data.first(), scope.question.today.plus(-1)) else { return Vec::new() };
    let working = run.days().rev().filter(|day| organisation.calendar.is_working(*day));
    let mut days: Vec<Day> = working.take(DAYS).collect();
    days.reverse();
    days
}

fn ask(scope: &Scope<'_>) -> Ask {
    let measures = scope.setting.catalogue.measures.iter().map(|measure| measure.id.clone()).collect();
    let ranges = days(scope).into_iter().map(DayRange::one).collect();
    Ask { ranges, measures, by: None, filters: Vec::new(), as_of: scope.as_of }
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let scope = Scope::of(question, setting)?;
    Ok(Needs { cells: ask(&scope).queries(setting), ..Needs::default() })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let scope = Scope::of(question, setting)?;
    let sums = ask(&scope).fold(setting, &mut got.cells.iter());
    let days = days(&scope);
    let came = |id: &str| -> Vec<bool> { (0..days.len()).map(|run| sums.of(run, 0, id).is_some()).collect() };
    let measures: Vec<(&Metric, Vec<bool>)> = setting
        .catalogue
        .measures
        .iter()
        .filter_map(|measure| Some((scope.metric(&measure.id)?, came(&measure.id))))
        .collect();
    let holes = holes(&days, &measures);
    let stale = stale(&days, &measures);
    let count =
        |table: &Option<Table>| Value::Number(table.as_ref().map_or(0, |table| table.rows.len() as i128), Unit::Count);
    let id = match (days.is_empty(), holes.is_some() || stale.is_some()) {
        (true, _) => "headline.no_data",
        (_, true) => "content.found",
        (_, false) => "content.clean",
    };
    let looked = Value::Number(i128::try_from(days.len()).unwrap_or(0), Unit::Count);
    let headline = Sentence::new(id).with("holes", count(&holes)).with("stale", count(&stale)).with("days", looked);
    let tables = [holes, stale, unused(&scope, &sums, days.len())].into_iter().flatten().collect();
    let trust = Trust {
        sources: setting.organisation.sources.clone(),
        data_until: setting.organisation.data.map(DayRange::last),
        ..Trust::default()
    };
    Ok(Report { headline: vec![headline], ..scope.report(Kind::Content, trust, tables) })
}

/// Days on which something is missing that comes on all others.
fn holes(days: &[Day], measures: &[(&Metric, Vec<bool>)]) -> Option<Table> {
    let found: Vec<(&Metric, Vec<usize>)> =
        measures.iter().map(|(metric, came)| (*metric, Reporting(came).holes())).collect();
    let line = |(at, day): (usize, &Day)| {
        let missing = found.iter().filter(|(_, holes)| holes.contains(&at));
        let ids: Vec<&str> = missing.map(|(metric, _)| metric.id.as_str()).collect();
        (!ids.is_empty()).then(|| row(day.to_string(), Value::Day(*day), vec![Value::Text(ids.join(", "))]))
    };
    let rows = days.iter().enumerate().filter_map(line).collect();
    let columns = vec![strong("measures", words("column.measures"))];
    table("holes", words("table.holes"), words("column.day"), columns, rows)
}

/// Measures that have gone silent for longer than usual.
fn stale(days: &[Day], measures: &[(&Metric, Vec<bool>)]) -> Option<Table> {
    let line = |(metric, came): &(&Metric, Vec<bool>)| {
        let silent = Reporting(came).silent_for()?;
        let last = days.get(days.len().checked_sub(silent + 1)?)?;
        let silent = Value::Number(i128::try_from(silent).unwrap_or(0), Unit::Count);
        Some(row(metric.id.clone(), term(metric), vec![Value::Day(*last), silent]))
    };
    let columns = vec![strong("until", words("column.until")), column("days", words("column.working_days"))];
    let rows = measures.iter().filter_map(line).collect();
    table("stale", words("table.stale"), words("column.measure"), columns, rows)
}

/// Metrics of which not one figure can be told, because a measure of theirs never came.
fn unused(scope: &Scope<'_>, sums: &Sums, days: usize) -> Option<Table> {
    let told = |metric: &Metric| {
        let formula = scope.formula(metric, sums);
        (0..days).any(|run| formula.figure(|place| sums.at(run, 0, place)).rate().is_some())
    };
    let linear = |metric: &&Metric| matches!(metric.form, MetricForm::Linear { .. });
    let line = |metric: &Metric| row(metric.id.clone(), term(metric), vec![Value::Text(metric.formula())]);
    let all = scope.setting.catalogue.metrics.iter().filter(linear).filter(|metric| !told(metric));
    let rows = if days == 0 { Vec::new() } else { all.map(line).collect() };
    table(
        "unused",
        words("table.unused"),
        words("column.measure"),
        vec![column("formula", words("card.formula"))],
        rows,
    )
}

#[cfg(test)]
mod tests {
    use crate::report::Kind;
    use crate::report::trial::Trial;

    #[test]
    fn s_167_a_planted_hole_is_found() {
        let august = |day: u32| {
            let spend = if day == 12 { "" } else { " spend=100" };
            let articles = if day < 14 { " articles=1" } else { "" };
            format!("2026-08-{day:02} visits=10{spend}{articles}")
        };
        let trial = Trial::new(&[], &(1..=31).map(august).collect::<Vec<_>>().join("\n"));
        let report = trial.ask(Kind::Content, "", "2026-09-01");
        assert_eq!(report.column("holes", "measures"), "2026-08-12=spend");
        assert_eq!(report.column("stale", "until"), "articles=2026-08-13");
        assert_eq!(report.cell("stale", "articles", "days"), "12");
        assert_eq!(report.cell("unused", "nps", "formula"), "100 * (nps_promoters - nps_detractors) / nps_n");
        assert_eq!(report.cell("unused", "effective_visits", "formula"), "no cell");
        assert_eq!(report.said(), ["content.found holes=1 stale=1 days=21"]);
    }

    #[test]
    fn s_167_whole_content_is_clean() {
        let days = (1..=31).map(|day| format!("2026-08-{day:02} visits=10")).collect::<Vec<_>>().join("\n");
        let report = Trial::new(&[], &days).ask(Kind::Content, "", "2026-09-01");
        assert_eq!(report.said(), ["content.clean holes=0 stale=0 days=21"]);
        assert_eq!(report.table_ids(), ["unused"]);
        assert_eq!(Trial::new(&[], "").ask(Kind::Content, "", "2026-09-01").table_ids(), Vec::<&str>::new());
    }
}
