//! Targets with what has come of them: attainment, time, index, where it ends, what is required per day (S-040).

use super::ask::Ask;
use super::cell::{changed, column, strong, term, value, words};
use super::review::NINE;
use super::scope::Scope;
use super::sums::Sums;
use super::{Cell, Column, Marks, Row, Sentence, State, Table, Value};
use crate::domain::base::{Day, DayRange, Grain, Period, Rate, div_half_up};
use crate::domain::model::{Additive, Better, Catalogue, Metric, Owner, Target, Unit};
use crate::domain::rules::comparison::counted;
use crate::domain::rules::elapsed::Elapsed;
use crate::domain::rules::figure::Figure;
use crate::domain::rules::pace::{self, Pace, Status, Thresholds};
use crate::domain::rules::phase::Phase;
use crate::domain::rules::projection::{HISTORY, Profile, projection};

/// From which pace index on a target is on pace, and behind (S-040), as the organisation has it.
pub(super) fn thresholds(scope: &Scope<'_>) -> Thresholds {
    let (on_pace, behind) = scope.setting.organisation.settings.pace;
    Thresholds::hundredths(on_pace.into(), behind.into())
}

/// A period in which targets lie, as far as it has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) period: Period,
    /// Its days that count; `None` before it has begun.
    pub(super) days: Option<DayRange>,
    pub(super) elapsed: Elapsed,
    /// The asker's day, its last one where that is over: it says which phase a month is in.
    today: Day,
}

impl Stretch {
    /// The period that the scope shows; of a day and a week the month of its last day, up to that day.
    pub(super) fn of(scope: &Scope<'_>) -> Self {
        let organisation = scope.setting.organisation;
        let last = scope.days.last();
        let period = match scope.period.grain() {
            Grain::Day | Grain::Week => Period::of(Grain::Month, last, organisation.settings.fiscal_start),
            _ => scope.period,
        };
        Self::up_to(scope, period)
    }

    /// `period` up to the last day that counts.
    pub(super) fn up_to(scope: &Scope<'_>, period: Period) -> Self {
        let organisation = scope.setting.organisation;
        let calendar = &organisation.calendar;
        let today = scope.question.today.min(scope.days.last().plus(1));
        let days = counted(period, today, organisation.data.map(DayRange::last), calendar);
        let until = days.map_or(today, |days| today.min(days.last().plus(1)));
        let elapsed = Elapsed::of(period.days(), until, false, calendar);
        Self { period, days, elapsed, today: scope.question.today.min(period.last()) }
    }

    /// The days that count, and each of the days of which the profile of a week is made.
    pub(super) fn runs(self) -> Vec<DayRange> {
        let Some(days) = self.days else { return Vec::new() };
        let history = (0..HISTORY).map(|back| DayRange::one(days.last().plus(-back)));
        std::iter::once(days).chain(history).collect()
    }

    /// Whether it is over.
    pub(super) fn is_over(self) -> bool {
        self.elapsed.left() == 0 && self.elapsed.total() > 0
    }

    /// What the runs of [`Stretch::runs`] sum up to for each of `metrics`.
    pub(super) fn ask(self, scope: &Scope<'_>, metrics: &[&Metric]) -> Ask {
        scope.ask(self.runs(), metrics, None)
    }

    /// Phase and working days of a month: `tracking, days 11 to 20; 8 of 22 working days gone`.
    pub(super) fn note(self) -> Sentence {
        let number = |days: usize| Value::Number(i128::try_from(days).unwrap_or(0), Unit::Count);
        let gone = Sentence::new("note.days_gone")
            .with("n", number(self.elapsed.gone()))
            .with("m", number(self.elapsed.total()));
        if self.today < self.period.first() || self.is_over() || self.period.grain() != Grain::Month {
            return gone;
        }
        let id = match Phase::of(self.today) {
            Phase::Kickoff => "note.kickoff",
            Phase::Tracking => "note.tracking",
            Phase::Sprint => "note.sprint",
        };
        super::cell::both(Sentence::new(id), gone)
    }
}

/// Whether days of `metric` add up to the period's figure, so that time counts.
pub(super) fn adds_up(metric: &Metric, catalogue: &Catalogue) -> bool {
    let sum = |id: &str| catalogue.measure(id).is_some_and(|measure| measure.additive == Additive::Sum);
    !metric.is_ratio() && metric.measures().all(sum)
}

/// An amount that was computed, not counted, in whole stored units; money from a thousand on in whole units of the
/// currency, for nobody pays parts of it.
pub(super) fn rounded(rate: Rate, unit: Unit) -> i128 {
    const WHOLE: i128 = 10_000;
    let exact = rate.scaled(1);
    if unit == Unit::Money && exact.saturating_abs() >= 1_000 * WHOLE {
        div_half_up(exact, WHOLE) * WHOLE
    } else {
        exact
    }
}

/// The amount of a target as a figure of its metric.
pub(super) fn figure_of(metric: &Metric, amount: i64) -> Figure {
    if !metric.is_ratio() {
        return Figure::Number(amount.into());
    }
    // A rate is never stored; its target is in 1/10,000, that of a mean in the scale of its unit.
    let den = if metric.unit.is_stored() { 1 } else { 10_000 };
    Rate::new(amount.into(), den).map_or(Figure::Null, Figure::Rate)
}

/// A target with what has come of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing<'a> {
    pub(super) metric: &'a Metric,
    pub(super) target: &'a Target,
    pub(super) actual: Figure,
    pub(super) pace: Pace,
    /// Where the period will end, in the scale of the unit.
    pub(super) projection: Option<Rate>,
    adds_up: bool,
}

impl<'a> Standing<'a> {
    /// Of the figures of the runs of `stretch`.
    pub(super) fn of(
        scope: &Scope<'a>,
        stretch: Stretch,
        target: &'a Target,
        figure: impl Fn(&'a Metric, usize) -> Figure,
    ) -> Option<Self> {
        let metric = scope.metric(&target.metric).filter(|metric| metric.function().is_empty())?;
        let adds_up = adds_up(metric, scope.setting.catalogue);
        let actual = if stretch.days.is_some() { figure(metric, 0) } else { Figure::Null };
        if !adds_up {
            let goal = figure_of(metric, target.base).rate()?;
            let pace = pace::standing(actual.rate(), goal, metric.better, thresholds(scope));
            return Some(Self { metric, target, actual, pace, projection: None, adds_up });
        }
        let pace = pace::pace(actual.number(), target.base.into(), stretch.elapsed, metric.better, thresholds(scope));
        let days = stretch.runs();
        let points =
            days.iter().enumerate().skip(1).filter_map(|(run, day)| Some((day.first(), figure(metric, run).number()?)));
        let until = stretch.days.map_or(stretch.period.first(), DayRange::last);
        let profile = Profile::of(points, until, &scope.setting.organisation.calendar);
        let projection = actual.number().and_then(|actual| projection(actual, stretch.elapsed, profile.as_ref()));
        Some(Self { metric, target, actual, pace, projection, adds_up })
    }

    /// The target as a value.
    pub(super) fn goal(&self) -> Value {
        value(self.metric, figure_of(self.metric, self.target.base))
    }

    /// The projection as a share of the target.
    pub(super) fn projected(&self) -> Option<Rate> {
        let base = i128::from(self.target.base);
        let rate = self.projection?;
        Rate::new(rate.num(), rate.den().checked_mul(base)?).filter(|_| base > 0)
    }

    /// How much of the way from the base line to the stretch is gone (S-054).
    fn stretched(&self) -> Option<Rate> {
        let stretch = self.target.stretch?;
        let (base, actual) = (self.target.base.into(), self.actual.number()?);
        pace::stretch(actual, base, stretch.into()).filter(|_| self.adds_up)
    }

    fn amount(&self, rate: Option<Rate>) -> Value {
        rate.map_or(Value::Null, |rate| Value::Number(rounded(rate, self.metric.unit), self.metric.unit))
    }

    /// What it is ahead of where it should be, behind below 0.
    pub(super) fn ahead(&self) -> Value {
        match (self.pace.ahead, self.adds_up) {
            (None, _) => Value::Null,
            (Some(ahead), true) => Value::Plus(rounded(ahead, self.metric.unit), self.metric.unit),
            (Some(ahead), false) if self.metric.unit == Unit::Percent => Value::Points(ahead),
            (Some(_), false) => changed(self.metric, self.actual, figure_of(self.metric, self.target.base)),
        }
    }

    /// What is required per working day; nothing where nothing more is.
    pub(super) fn required(&self) -> Value {
        match self.pace.required.filter(|_| self.adds_up) {
            None => Value::Null,
            // Parts of a thing a day say more than whole things.
            Some(rate) if self.metric.unit == Unit::Count && rate.scaled(1) < 20 => Value::Rate(rate, Unit::Ratio),
            Some(rate) => Value::Number(rounded(rate, self.metric.unit), self.metric.unit),
        }
    }

    pub(super) fn state(&self) -> Option<State> {
        self.pace.status.map(state)
    }

    /// The cells of [`columns`].
    fn cells(&self, stretched: bool) -> Vec<Cell> {
        let percent = |rate: Option<Rate>| rate.map_or(Value::Null, |rate| Value::Rate(rate, Unit::Percent));
        let index = Value::from_index(self.pace.index);
        let alarm = Marks { alarm: self.pace.status == Some(Status::AtRisk), ..Marks::default() };
        let mut cells: Vec<Cell> = vec![
            self.goal().into(),
            value(self.metric, self.actual).into(),
            percent(self.pace.attainment).into(),
            Cell { value: index, marks: alarm },
            status(self.pace.status).into(),
            self.ahead().into(),
            self.amount(self.projection).into(),
            percent(self.projected()).into(),
            self.required().into(),
        ];
        if stretched {
            let stretch = self.target.stretch.map(|stretch| value(self.metric, figure_of(self.metric, stretch)));
            cells.extend([stretch.unwrap_or(Value::Null).into(), percent(self.stretched()).into()]);
        }
        cells
    }

    /// A row about it.
    pub(super) fn row(&self, id: impl Into<String>, label: Value, stretched: bool) -> Row {
        Row { id: id.into(), label, cells: self.cells(stretched), total: false }
    }

    /// Its row in a table of metrics.
    pub(super) fn own_row(&self, stretched: bool) -> Row {
        self.row(self.metric.id.clone(), term(self.metric), stretched)
    }
}

impl Value {
    /// A pace index, with two decimals.
    fn from_index(index: Option<Rate>) -> Self {
        index.map_or(Self::Null, |index| Self::Rate(index, Unit::Ratio))
    }
}

/// The word of a status.
pub(super) fn status(status: Option<Status>) -> Value {
    status.map_or(Value::Null, |status| {
        words(match status {
            Status::Reached => "status.reached",
            Status::OnPace => "status.on_pace",
            Status::Behind => "status.behind",
            Status::AtRisk => "status.at_risk",
        })
    })
}

/// The letter of a status.
pub(super) fn state(status: Status) -> State {
    match status {
        Status::Reached | Status::OnPace => State::Green,
        Status::Behind => State::Amber,
        Status::AtRisk => State::Red,
    }
}

/// The columns of a table of targets; `stretched` where any has a challenge above its base line.
pub(super) fn columns(stretched: bool) -> Vec<Column> {
    let mut columns = vec![
        column("target", words("column.target")),
        strong("value", words("column.to_date")),
        column("attainment", words("column.attainment")),
        column("index", words("column.index")),
        column("status", Value::Text(String::new())),
        column("ahead", words("column.ahead")),
        column("projection", words("column.projection")),
        column("projected", words("column.projected")),
        column("required", words("column.required")),
    ];
    if stretched {
        columns.extend([column("stretch", words("column.stretch")), column("stretched", words("column.stretched"))]);
    }
    columns
}

/// The targets of `owner` in the stretch of which sums tell something, the one in the foreground first.
pub(super) fn of_owner<'a>(scope: &Scope<'a>, stretch: Stretch, owner: &Owner) -> Vec<(&'a Metric, &'a Target)> {
    let known = |target: &'a Target| {
        let metric = scope.metric(&target.metric).filter(|metric| metric.function().is_empty())?;
        Some((metric, target))
    };
    let mut found: Vec<_> = scope.setting.aims.targets_of(owner, stretch.period).filter_map(known).collect();
    let own = scope.foreground().map(|metric| metric.id.as_str());
    let place = |id: &str| NINE.iter().position(|known| *known == id).unwrap_or(NINE.len());
    found.sort_by_key(|(metric, _)| (Some(metric.id.as_str()) != own, place(&metric.id)));
    found
}

/// The numbers of the names in `sums` that are an owner's own: a team with the teams below it, a branch with its channels; of
/// the company the one of the whole.
pub(super) fn names_of(scope: &Scope<'_>, sums: &Sums, owner: &Owner) -> Vec<usize> {
    let organisation = scope.setting.organisation;
    let below = match owner {
        Owner::Company => return vec![0],
        Owner::Team(team) => organisation.team_and_below(team),
        Owner::Channel(channel) => organisation.channel_and_below(channel),
        Owner::Member(name) | Owner::Region(name) => vec![name.as_str()],
    };
    below.iter().filter_map(|name| sums.name(name)).collect()
}

/// What the runs of a stretch sum up to in `sums`, over the names of these numbers.
pub(super) fn figures<'a>(scope: &Scope<'a>, sums: &Sums, names: Vec<usize>) -> impl Fn(&'a Metric, usize) -> Figure {
    move |metric, run| scope.figure(metric, sums, run, &names)
}

/// The table of what `standings` say, in their order.
pub(super) fn table(title: Value, standings: &[Standing<'_>], stretch: Stretch) -> Option<Table> {
    let stretched = standings.iter().any(|standing| standing.target.stretch.is_some());
    let rows = standings.iter().map(|standing| standing.own_row(stretched)).collect();
    let said = super::cell::table("pace", title, words("column.measure"), columns(stretched), rows)?;
    Some(Table { note: Some(stretch.note()), ..said })
}

/// What a target and what has come of it come to, in a sentence.
pub(super) fn say(standing: &Standing<'_>, stretch: Stretch) -> Option<Sentence> {
    let Pace { attainment, time, ahead, status, .. } = standing.pace;
    let percent = |rate: Rate| Value::Rate(rate, Unit::Percent);
    let base = |id| {
        Sentence::new(id)
            .with("period", Value::Period(stretch.period))
            .with("metric", term(standing.metric))
            .with("target", standing.goal())
    };
    if !standing.adds_up || standing.metric.better == Better::Lower {
        return None;
    }
    if stretch.elapsed.gone() == 0 && status != Some(Status::Reached) {
        let days = Value::Number(i128::try_from(stretch.elapsed.total()).unwrap_or(0), Unit::Count);
        return Some(base("headline.target_begins").with("n", days));
    }
    let attainment = attainment?;
    let attained = |id| base(id).with("attainment", percent(attainment));
    let missing = Rate::new(standing.target.base.into(), 1)?.minus(Rate::new(standing.actual.number()?, 1)?);
    let gap = |rate: Rate| Value::Number(rate.scaled(1).saturating_abs(), standing.metric.unit);
    if stretch.is_over() {
        let id = if missing.num() > 0 { "headline.target_missed" } else { "headline.target_met" };
        return Some(attained(id).with("gap", gap(missing)));
    }
    let time = percent(time?);
    if status == Some(Status::Reached) {
        return Some(attained("headline.target_reached").with("time", time).with("gap", gap(missing)));
    }
    let ahead = ahead?;
    let id = if ahead.num() < 0 { "headline.behind" } else { "headline.ahead_of" };
    Some(attained(id).with("time", time).with("gap", gap(ahead)))
}

/// What the phase of a running month asks: where it heads at the beginning and in the middle, what is missing at the end
/// (S-007, S-008, S-009). `worst` is who is furthest behind.
pub(super) fn phase(
    standing: &Standing<'_>,
    stretch: Stretch,
    worst: Option<(Value, &Standing<'_>)>,
) -> Option<Sentence> {
    let running = stretch.period.grain() == Grain::Month && stretch.elapsed.gone() > 0 && !stretch.is_over();
    let adds = standing.adds_up && standing.metric.better != Better::Lower;
    let open = running && adds && standing.pace.status != Some(Status::Reached);
    if !open {
        return None;
    }
    let number = |days: usize| Value::Number(i128::try_from(days).unwrap_or(0), Unit::Count);
    let unit = standing.metric.unit;
    let required = Value::Number(rounded(standing.pace.required?, unit), unit);
    let heads = |id| {
        let projected = Value::Rate(standing.projected()?, Unit::Percent);
        let said = Sentence::new(id).with("projection", standing.amount(standing.projection));
        Some(said.with("projected", projected).with("required", required.clone()))
    };
    match Phase::of(stretch.today) {
        Phase::Kickoff => {
            let (n, m) = (number(stretch.elapsed.gone()), number(stretch.elapsed.total()));
            Some(heads("headline.kickoff")?.with("n", n).with("m", m))
        }
        Phase::Tracking => Some(match worst {
            None => heads("headline.tracking")?,
            Some((name, worst)) => {
                let gap = Value::Number(rounded(worst.pace.ahead?, unit).saturating_abs(), unit);
                heads("headline.tracking_who")?.with("name", name).with("gap", gap)
            }
        }),
        Phase::Sprint => {
            let missing = Rate::new(standing.target.base.into(), 1)?.minus(Rate::new(standing.actual.number()?, 1)?);
            let said = heads("headline.sprint_heads")
                .unwrap_or_else(|| Sentence::new("headline.sprint").with("required", required.clone()));
            Some(said.with("gap", standing.amount(Some(missing))).with("n", number(stretch.elapsed.left())))
        }
    }
}
