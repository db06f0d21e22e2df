//! One metric over time, each period beside the one before and the same of last year (S-130).

use super::ask::Ask;
use super::cell::{changed, column, row, strong, table, term, value, words};
use super::review::label;
use super::scope::Scope;
use super::sums::Sums;
use super::{Column, Got, Kind, Needs, Question, Report, Sentence, Setting, Table, Trust, Value};
use crate::domain::base::{DayRange, Error, Grain, Period};
use crate::domain::model::{CellTable, Metric, Versus};
use crate::domain::rules::comparison::compared;

/// A period of the series and the days of it that count.
struct Step {
    period: Period,
    days: DayRange,
    before: Option<DayRange>,
    year: Option<DayRange>,
}

/// The periods, oldest first, the one looked at last: 30 days, 26 weeks, 24 months, 12 quarters or 5 years.
fn steps(scope: &Scope<'_>) -> Vec<Step> {
    let count = match scope.period.grain() {
        Grain::Day => 30,
        Grain::Week => 26,
        Grain::Month => 24,
        Grain::Quarter => 12,
        Grain::Year => 5,
    };
    let calendar = &scope.setting.organisation.calendar;
    let step = |back: i32| {
        let period = scope.period.shift(-back);
        let days = if back == 0 { scope.days } else { period.days() };
        let against = |versus| compared(period, days, versus, calendar);
        let year = (period.grain() > Grain::Day).then(|| against(Versus::Year)).flatten();
        Step { period, days, before: against(Versus::Usual), year }
    };
    (0..count).rev().map(step).collect()
}

/// Values, comparisons and last year, in three stretches of runs; then the parts, where it is broken down.
pub(super) fn asks(scope: &Scope<'_>, metric: &Metric) -> Vec<Ask> {
    let steps = steps(scope);
    let own = steps.iter().map(|step| step.days);
    let before = steps.iter().map(|step| step.before.unwrap_or(step.days));
    let year = steps.iter().map(|step| step.year.unwrap_or(step.days));
    let mut asks = vec![scope.ask(own.clone().chain(before).chain(year).collect(), &[metric], None)];
    if scope.question.lens.by.is_some() {
        asks.push(scope.ask(own.collect(), &[metric], scope.question.lens.by));
    }
    asks
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let scope = Scope::of(question, setting)?;
    let asks = asks(&scope, scope.subject()?);
    Ok(Needs { cells: asks.iter().flat_map(|ask| ask.queries(setting)).collect(), ..Needs::default() })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let scope = Scope::of(question, setting)?;
    let metric = scope.subject()?;
    let told = told(&scope, metric, &mut got.cells.iter());
    let trust = Trust {
        sources: setting.organisation.sources.clone(),
        data_until: setting.organisation.data.map(DayRange::last),
        corrected: told.corrected,
        ..Trust::default()
    };
    let headline = told.headline.into_iter().collect();
    Ok(Report { headline, ..scope.report(Kind::Series, trust, told.tables) })
}

/// What a series tells.
pub(super) struct Told {
    /// The series, and its parts where it is broken down.
    pub(super) tables: Vec<Table>,
    /// When it was highest and lowest; `None` where there is no figure.
    pub(super) headline: Option<Sentence>,
    /// Whether a correction touches it.
    pub(super) corrected: bool,
}

/// The series of `metric`; `answers` are those to its [`asks`].
pub(super) fn told<'t>(scope: &Scope<'_>, metric: &Metric, answers: &mut impl Iterator<Item = &'t CellTable>) -> Told {
    let sums: Vec<Sums> = asks(scope, metric).iter().map(|ask| ask.fold(scope.setting, answers)).collect();
    let steps = steps(scope);
    let whole = sums.first();
    let own = whole.and_then(|whole| series(scope, metric, whole, &steps));
    let parts = sums.get(1).and_then(|sums| parts(scope, metric, sums, &steps));
    Told {
        tables: own.into_iter().chain(parts).collect(),
        headline: whole.and_then(|whole| extremes(scope, metric, whole, &steps)),
        corrected: sums.iter().any(|sums| sums.corrected.contains(&true)),
    }
}

fn series(scope: &Scope<'_>, metric: &Metric, sums: &Sums, steps: &[Step]) -> Option<Table> {
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    let yearly = scope.period.grain() > Grain::Day;
    let mut columns = vec![strong("value", term(metric)), column("before", words("column.before"))];
    columns.push(column("change", words("column.change")));
    if yearly {
        columns.push(column("year", words("column.year")));
        columns.push(column("year_change", words("column.year_change")));
    }
    let line = |(at, step): (usize, &Step)| {
        let figure = |stretch: usize| scope.figure(metric, sums, stretch * steps.len() + at, &[0]);
        let now = figure(0);
        let mut cells = vec![value(metric, now)];
        for (stretch, days) in [(1, step.before), (2, step.year)].into_iter().take(1 + usize::from(yearly)) {
            let then = days.map(|_| figure(stretch));
            cells.push(then.map_or(Value::Null, |then| value(metric, then)));
            cells.push(then.map_or(Value::Null, |then| changed(metric, now, then)));
        }
        row(step.period.name(fiscal), Value::Period(step.period), cells)
    };
    let rows = steps.iter().enumerate().map(line).collect();
    let table = table("series", term(metric), words("column.period"), columns, rows)?;
    Some(Table { note: like_for_like(steps), ..table })
}

/// With which days a period that still runs is compared.
fn like_for_like(steps: &[Step]) -> Option<Sentence> {
    let step = steps.last().filter(|step| step.days.last() < step.period.last())?;
    let said = Sentence::new("note.like_for_like").with("now", Value::Days(step.days));
    Some(said.with("then", Value::Days(step.before?)))
}

/// The same over time for each name, the largest of the last period first.
fn parts(scope: &Scope<'_>, metric: &Metric, sums: &Sums, steps: &[Step]) -> Option<Table> {
    let by = scope.question.lens.by?;
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    let figure = |at: usize, name: usize| scope.figure(metric, sums, at, &[name]);
    let mut names = sums.all();
    names.sort_by_cached_key(|name| std::cmp::Reverse(figure(steps.len() - 1, *name).rate()));
    let head = |name: &usize| {
        let id = sums.names.get(*name).map_or("", String::as_str);
        Column { strong: false, ..column(id.to_owned(), label(scope, by, id)) }
    };
    let line = |(at, step): (usize, &Step)| {
        let cells = names.iter().map(|name| value(metric, figure(at, *name))).collect();
        row(step.period.name(fiscal), Value::Period(step.period), cells)
    };
    let rows = if names.is_empty() { Vec::new() } else { steps.iter().enumerate().map(line).collect() };
    table("parts", term(metric), words("column.period"), names.iter().map(head).collect(), rows)
}

/// When it was highest and lowest.
fn extremes(scope: &Scope<'_>, metric: &Metric, sums: &Sums, steps: &[Step]) -> Option<Sentence> {
    let figures = steps.iter().enumerate().map(|(at, step)| (step.period, scope.figure(metric, sums, at, &[0])));
    let known: Vec<_> = figures.filter_map(|(period, figure)| Some((figure.rate()?, period, figure))).collect();
    let (high, low) = (known.iter().max_by_key(|known| known.0)?, known.iter().rev().min_by_key(|known| known.0)?);
    let said = Sentence::new(if known.len() > 1 { "headline.series" } else { "headline.series_one" })
        .with("metric", term(metric))
        .with("high", value(metric, high.2))
        .with("high_period", Value::Period(high.1));
    if known.len() == 1 {
        return Some(said);
    }
    let said = said.with("low", value(metric, low.2)).with("low_period", Value::Period(low.1));
    Some(said)
}

#[cfg(test)]
mod tests {
    use crate::report::Kind;
    use crate::report::trial::Trial;

    /// 2026 with `deals=1` on every day and as many again on the first of a month.
    fn trial() -> Trial {
        let day = |month: u32, day: u32| {
            format!(
                "2026-{month:02}-{day:02} deals={} channel {}",
                if day == 1 { 2 } else { 1 },
                if month.is_multiple_of(2) { "seo" } else { "email" }
            )
        };
        let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let lines = days.iter().zip(1..).flat_map(|(last, month)| (1..=*last).map(move |date| day(month, date)));
        Trial::new(&[], &lines.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn s_130_the_sums_of_every_grain_are_equal() {
        let trial = trial();
        let total = |lens: &str, of: &str| {
            let report = trial.ask(Kind::Series, &format!("{lens} metric=deals"), "2027-06-01");
            let rows = report.tables.first().map(|table| table.rows.clone()).unwrap_or_default();
            let inside = rows.iter().filter(|row| row.id.starts_with(of));
            inside.map(|row| report.cell("series", &row.id, "value").parse::<u64>().unwrap_or(0)).sum::<u64>()
        };
        assert_eq!(total("year 2026", "2026"), 377);
        assert_eq!(total("quarter 2026-Q4", "2026"), 377);
        assert_eq!(total("month 2026-12", "2026"), 377);
        assert_eq!((total("month 2026-09", "2026-09"), total("day 2026-09-30", "2026-09")), (31, 31));
        let weeks =
            total("week 2026-W26", "2026") + total("week 2026-W52", "2026") + total("week 2026-W53", "2026-W53");
        assert_eq!(weeks, 377, "26 weeks and 26 more, and week 53, which runs into January");
    }

    #[test]
    fn a_period_that_still_runs_says_with_which_days_it_is_compared() {
        let trial = trial();
        let note = |today: &str| {
            let report = trial.ask(Kind::Series, "month 2026-11 metric=deals", today);
            report.tables.first().and_then(|table| table.note.clone())
        };
        let running = note("2026-11-17").expect("the month is half over");
        assert_eq!(running.id, "note.like_for_like");
        assert_eq!(note("2027-06-01"), None, "a whole month stands beside a whole month");
    }

    #[test]
    fn s_130_each_period_stands_beside_the_one_before_and_last_year() {
        let report = trial().ask(Kind::Series, "month 2026-03 metric=deals by channel", "2027-06-01");
        assert_eq!(report.cell("series", "2026-03", "value"), "32");
        assert_eq!(report.cell("series", "2026-03", "before"), "29");
        assert_eq!(report.cell("series", "2026-03", "change"), "+10.3%");
        assert_eq!(report.cell("series", "2026-03", "year"), ".");
        assert_eq!(report.cell("parts", "2026-03", "email"), "32");
        assert_eq!(report.cell("parts", "2026-03", "seo"), ".");
        assert_eq!(
            report.said(),
            ["headline.series metric=deals high=32 high_period=2026-03 low=29 low_period=2026-02"]
        );
    }

    #[test]
    fn s_130_a_running_month_is_held_against_the_like_part() {
        let report = trial().ask(Kind::Series, "month metric=deals", "2026-09-09");
        assert_eq!(report.cell("series", "2026-09", "value"), "9");
        assert_eq!(report.cell("series", "2026-09", "before"), "11", "1 to 10 August");
    }
}
