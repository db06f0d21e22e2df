//! Tables `winners` and `calendar` of a month that begins (S-007): who was ahead in the month before, and on which days
//! of this one there is work.

use super::Figures;
use crate::domain::base::{Day, DayKind, DayRange, Grain, Period};
use crate::domain::model::{Dimension, DocumentQuery, Owner, Unit};
use crate::domain::rules::figure::Figure;
use crate::domain::rules::pace::{Thresholds, pace};
use crate::domain::rules::phase::Phase;
use crate::domain::rules::ranking::places;
use crate::report::aims::of_dimension;
use crate::report::ask::Ask;
use crate::report::cell::{both, column, count, row, strong, table, term, total, value, words};
use crate::report::pace::Stretch;
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Row, Sentence, Table, Value};

/// Ranks that win.
const WINNERS: usize = 3;
/// The columns of a week.
const WEEKDAYS: [(&str, &str); 7] = [
    ("mon", "weekday.mon"),
    ("tue", "weekday.tue"),
    ("wed", "weekday.wed"),
    ("thu", "weekday.thu"),
    ("fri", "weekday.fri"),
    ("sat", "weekday.sat"),
    ("sun", "weekday.sun"),
];

/// Whether the asker stands in the kickoff of the month shown, or before the month begins.
fn is_on(scope: &Scope<'_>) -> bool {
    let (month, today) = (scope.period, scope.question.today);
    let begins = today < month.first() || (month.days().contains(today) && Phase::of(today) == Phase::Kickoff);
    month.grain() == Grain::Month && begins
}

fn before(scope: &Scope<'_>) -> Period {
    scope.period.shift(-1)
}

/// The targets that the winners of the month before had.
pub(super) fn aims(scope: &Scope<'_>) -> Option<DocumentQuery> {
    is_on(scope).then(|| of_dimension(Dimension::Member, before(scope)))
}

/// What everybody brought in the month before.
pub(super) fn ask(scope: &Scope<'_>) -> Option<Ask> {
    let metric = scope.foreground().filter(|_| is_on(scope))?;
    Some(Ask {
        filters: team_filters(scope),
        ..scope.ask(vec![before(scope).days()], &[metric], Some(Dimension::Member))
    })
}

/// A tree of a team has the winners of that team; any other those of the whole company.
fn team_filters(scope: &Scope<'_>) -> Vec<(Dimension, Vec<String>)> {
    let filters = scope.question.lens.filters.iter();
    filters.filter(|(dimension, _)| *dimension == Dimension::Team).cloned().collect()
}

/// The first three of the month before, with what they had reached of their targets.
pub(super) fn winners(scope: &Scope<'_>, sums: &Sums) -> Option<Table> {
    let metric = scope.foreground()?;
    let named: Vec<usize> =
        (0..sums.names.len()).filter(|at| sums.names.get(*at).is_some_and(|name| !name.is_empty())).collect();
    let figures: Vec<Figure> = named.iter().map(|name| scope.figure(metric, sums, 0, &[*name])).collect();
    let rates: Vec<_> = figures.iter().map(|figure| figure.rate()).collect();
    let ranks = places(&rates, metric.better);
    let mut first: Vec<(usize, &str, Figure)> = Vec::new();
    for ((name, figure), rank) in named.iter().zip(figures).zip(ranks) {
        if let (Some(rank), Some(name)) = (rank.filter(|rank| *rank <= WINNERS), sums.names.get(*name)) {
            first.push((rank, name, figure));
        }
    }
    first.sort_by_key(|(rank, ..)| *rank);
    let reached = |name: &str, figure: Figure| {
        let owner = Owner::Member(name.to_owned());
        let target = scope.setting.aims.target(&owner, before(scope), &metric.id)?;
        let whole = Stretch::up_to(scope, before(scope)).elapsed;
        pace(figure.number(), target.base.into(), whole, metric.better, Thresholds::default()).attainment
    };
    let any = first.iter().any(|(_, name, figure)| reached(name, *figure).is_some());
    let line = |(rank, name, figure): &(usize, &str, Figure)| {
        let mut cells = vec![count(*rank), value(metric, *figure)];
        let share = reached(name, *figure).map_or(Value::Null, |rate| Value::Rate(rate, Unit::Percent));
        cells.extend(any.then_some(share));
        row(*name, Value::Text((*name).to_owned()), cells)
    };
    let mut columns = vec![column("rank", words("column.place")), strong("value", term(metric))];
    columns.extend(any.then(|| column("attainment", words("column.attainment"))));
    let title = Value::Words(Sentence::new("table.winners").with("period", Value::Period(before(scope))));
    table("winners", title, words("dimension.member"), columns, first.iter().map(line).collect())
}

/// The weeks of the month, its working days among them.
pub(super) fn calendar(scope: &Scope<'_>, figures: &Figures<'_>) -> Option<Table> {
    if !is_on(scope) {
        return None;
    }
    let calendar = &scope.setting.organisation.calendar;
    let month = scope.period.days();
    let monday = month.first().plus(-month.first().weekday().cast_signed());
    let cell = |day: Day| match calendar.kind(day) {
        _ if !month.contains(day) => Value::Text(String::new()),
        DayKind::Rest => Value::Null,
        DayKind::Work => Value::Number(day.day_of_month().into(), Unit::Count),
        DayKind::Makeup => Value::Plus(day.day_of_month().into(), Unit::Count),
    };
    let fiscal = scope.setting.organisation.settings.fiscal_start;
    let week = |first: Day| -> Row {
        let days = (0..7).map(|at| first.plus(at));
        let own = DayRange::new(first.max(month.first()), first.plus(6).min(month.last()));
        let work = own.map_or(0, |own| calendar.working_days(own));
        let period = Period::of(Grain::Week, first, fiscal);
        row(period.name(fiscal), Value::Period(period), days.map(cell).chain([count(work)]).collect())
    };
    let firsts = (0..6).map(|at| monday.plus(at * 7)).filter(|first| *first <= month.last());
    let mut rows: Vec<Row> = firsts.map(week).collect();
    let none = std::iter::repeat_n(Value::Text(String::new()), 7);
    rows.push(total(none.chain([count(calendar.working_days(month))]).collect()));
    let days = WEEKDAYS.iter().map(|(id, title)| column(*id, words(title)));
    let columns = days.chain([strong("working", words("column.working_days"))]).collect();
    let said = table("calendar", words("table.calendar"), words("column.week_row"), columns, rows)?;
    Some(Table { note: Some(both(figures.stretch.note(), Sentence::new("note.calendar"))), ..said })
}

/// That the month begins, and who won the one before.
pub(super) fn sentences(scope: &Scope<'_>, figures: &Figures<'_>, winners: Option<&Table>) -> Vec<Sentence> {
    let elapsed = figures.stretch.elapsed;
    // Once days have gone, the pace of the targets says how many.
    if !is_on(scope) || elapsed.gone() > 0 {
        return Vec::new();
    }
    let time = elapsed.progress().map_or(Value::Null, |rate| Value::Rate(rate, Unit::Percent));
    let begins = Sentence::new("kickoff.begins")
        .with("period", Value::Period(scope.period))
        .with("n", count(elapsed.gone()))
        .with("m", count(elapsed.total()))
        .with("time", time);
    let won = winners.and_then(|table| {
        let first = table.rows.first()?;
        let said = Sentence::new("kickoff.winner").with("name", first.label.clone());
        Some(said.with("period", Value::Period(before(scope))).with("value", first.cells.get(1)?.value.clone()))
    });
    std::iter::once(begins).chain(won).collect()
}
