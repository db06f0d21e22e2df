//! What was promised, and what now: promises that are due, those ahead, and how many are kept (S-004).

mod meetings;

use super::cell::{column, row, strong, table, words};
use super::ledger::{count, without_a_period};
use super::parts::{needed, said};
use super::red::{self, reds};
use super::told::{owner, state};
use super::{Cell, Got, Kind, Marks, Needs, Question, Report, Row, Sentence, Setting, State, Table, Value};
use crate::domain::base::{Day, DayRange, Error, FiscalStart, Grain, Period, Rate, WorkingCalendar};
use crate::domain::model::{
    Action, ActionState, Dimension, Document, DocumentKind, DocumentQuery, Lens, Organisation, Owner, Unit, Versioned,
};
use crate::domain::rules::commitment::{Commitment, Escalation, Outcome, Tier, is_told, kept};

/// Meetings of so many days are listed.
const LISTED: i32 = 92;

/// The day that is looked at for what is red.
fn day(question: &Question, setting: Setting<'_>) -> Question {
    let organisation = setting.organisation;
    let day = organisation.calendar.working_day_before(question.today);
    let anchor = Some(Period::of(Grain::Day, day, organisation.settings.fiscal_start));
    Question { kind: Kind::Review, lens: Lens { anchor, ..Lens::new(Grain::Day) }, ..question.clone() }
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let mut all = needed(&[day(question, setting)], setting)?;
    let from = question.today.plus(-LISTED).to_string();
    all.documents.push(DocumentKind::Action.into());
    all.documents.push(DocumentQuery { from, ..DocumentKind::Meeting.into() });
    Ok(all)
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let (reports, rest) = said(&[day(question, setting)], setting, got)?;
    let documents = |at: usize| rest.documents.get(at).map(Vec::as_slice).unwrap_or_default();
    let promises = Promises::of(question, setting, documents(0));
    let red = reports.first().map_or_else(Vec::new, |day| reds(setting, day, promises.all(), question.today));
    let meetings = meetings::of(documents(1));
    let tables = [
        red::table_of(setting, &red, question.today),
        promises.due(),
        promises.ahead(),
        promises.kept(),
        meetings::agenda(question, setting),
        meetings::list(&meetings),
        meetings::attended(question, setting, &meetings),
    ];
    let mut report = without_a_period(question, setting, promises.headline(), tables.into_iter().flatten().collect());
    let waits = red.iter().filter(|red| red.waits(question.today)).count();
    if waits > 0 {
        report.headline.push(Sentence::new("actions.red").with("n", super::cell::count(waits)));
    }
    let state = if waits > 0 { Some(State::Red) } else { promises.state() };
    let trust = reports.first().map(|day| day.trust.clone()).unwrap_or_default();
    Ok(Report { state, trust, ..report })
}

/// The promises of those whom the lens asks for.
pub(super) struct Promises<'a> {
    actions: Vec<&'a Action>,
    today: Day,
    calendar: &'a WorkingCalendar,
    fiscal: FiscalStart,
    setting: Setting<'a>,
}

impl<'a> Promises<'a> {
    /// Of the actions `found`.
    pub(super) fn of(question: &Question, setting: Setting<'a>, found: &'a [Versioned]) -> Self {
        let actions = found.iter().filter_map(|found| match &found.document {
            Document::Action(action) => Some(action),
            _ => None,
        });
        Self::standing(question, setting, actions.collect())
    }

    /// Of these actions, as they stand.
    pub(super) fn standing(question: &Question, setting: Setting<'a>, mut actions: Vec<&'a Action>) -> Self {
        let organisation = setting.organisation;
        actions.retain(|action| is_of(&action.owner, organisation, &question.lens.filters, question.today));
        actions.sort_by_key(|action| (action.due, action.number));
        let (calendar, fiscal) = (&organisation.calendar, organisation.settings.fiscal_start);
        Self { actions, today: question.today, calendar, fiscal, setting }
    }

    /// All of them.
    pub(super) fn all(&self) -> &[&'a Action] {
        &self.actions
    }

    /// The slide of the promises: what is due, and how many of yesterday's were kept.
    pub(super) fn slide(&self) -> Option<Table> {
        let (kept, due) = self.kept_of_told();
        let id = if due == 0 { "standup.promises-none" } else { "standup.promises" };
        let sentence =
            Sentence::new(id).with("kept", count(kept)).with("due", count(due)).with("rate", rate(kept, due));
        Some(Table { note: Some(sentence), title: words("slide.promises"), ..self.due()? })
    }

    /// Promises kept of those that are told and were due before today or are settled.
    pub(super) fn kept_of_told(&self) -> (u64, u64) {
        let since = self.calendar.working_day_before(self.today);
        let told = self.actions.iter().filter(|action| is_told(action, since, self.today));
        let settled = told.filter(|action| action.state != ActionState::Open || action.due < self.today);
        settled.fold((0, 0), |(kept, due), action| {
            let was_kept = matches!(action.state, ActionState::Done(day) if day <= action.due);
            (kept + u64::from(was_kept), due + 1)
        })
    }

    fn open(&self) -> impl Iterator<Item = &'a Action> + '_ {
        self.actions.iter().copied().filter(|action| action.state == ActionState::Open)
    }

    /// Open promises whose day has passed, the oldest first.
    pub(super) fn late(&self) -> impl Iterator<Item = &'a Action> + '_ {
        self.open().filter(|action| action.due < self.today)
    }

    /// How many working days a promise is late.
    fn age(&self, action: &Action) -> usize {
        self.calendar.working_days_since(action.due, self.today)
    }

    fn headline(&self) -> Sentence {
        let (kept, due) = self.kept_in(self.week(0));
        let late = self.late().count();
        let oldest = self.late().map(|action| self.age(action)).max().unwrap_or(0);
        let said = Sentence::new(match (due, late) {
            (0, 0) if self.actions.is_empty() => "actions.none",
            (0, 0) => "actions.nothing-due",
            (0, _) => "actions.late",
            (_, 0) => "actions.kept",
            (_, _) => "actions.kept-late",
        });
        said.with("kept", count(kept))
            .with("due", count(due))
            .with("rate", rate(kept, due))
            .with("open", super::cell::count(self.open().count()))
            .with("late", super::cell::count(late))
            .with("oldest", super::cell::count(oldest))
    }

    /// Red while the director hears of something, amber while anything is late.
    fn state(&self) -> Option<State> {
        let worst = self.late().map(|action| Escalation::default().tier(self.age(action))).max();
        (!self.actions.is_empty()).then_some(match worst {
            Some(Tier::Director) => State::Red,
            Some(_) => State::Amber,
            None => State::Green,
        })
    }

    /// What is late, what is due today, and what has become of what was due since the last working day.
    pub(super) fn due(&self) -> Option<Table> {
        let since = self.calendar.working_day_before(self.today);
        let told = |action: &&&Action| is_told(action, since, self.today);
        let mut rows: Vec<&Action> = self.actions.iter().filter(told).copied().collect();
        rows.sort_by_key(|action| action.state != ActionState::Open);
        let columns = vec![
            column("due", words("column.due")),
            column("age", words("column.age")),
            column("tier", words("column.tier")),
            column("owner", words("column.whose")),
            column("state", words("column.state")),
            column("metric", words("column.metric")),
        ];
        let rows = rows.into_iter().map(|action| self.line(action)).collect();
        table("promises", words("table.promises"), words("column.promise"), columns, rows)
    }

    fn line(&self, action: &Action) -> Row {
        let late = action.state == ActionState::Open && action.due < self.today;
        let age = self.age(action);
        let cell = |value: Value| Cell::from(value);
        let mut row = row(action.number.to_string(), Value::Text(action.title().to_owned()), Vec::new());
        row.cells = vec![
            cell(Value::Day(action.due)),
            Cell {
                value: if late { super::cell::count(age) } else { Value::Undefined },
                marks: Marks { alarm: late, ..Marks::default() },
            },
            cell(if late { tier(Escalation::default().tier(age)) } else { Value::Undefined }),
            cell(owner(&action.owner)),
            cell(self.stands(action)),
            cell(self.metric(action)),
        ];
        row
    }

    /// Where a promise stands, and whether it was carried to where it is.
    fn stands(&self, action: &Action) -> Value {
        match (&action.state, action.carried.len()) {
            (ActionState::Open, 0) if action.due < self.today => words("action-state.late"),
            (ActionState::Open, times @ 1..) => {
                Value::Words(Sentence::new("action-state.carried").with("times", super::cell::count(times)))
            }
            (ActionState::Done(day), _) if *day > action.due => {
                Value::Words(Sentence::new("action-state.done-late").with("day", Value::Day(*day)))
            }
            (ActionState::Done(day), _) => {
                Value::Words(Sentence::new("action-state.done-on").with("day", Value::Day(*day)))
            }
            (known, _) => state(known),
        }
    }

    fn metric(&self, action: &Action) -> Value {
        let metric = action.metric.as_deref().and_then(|id| self.setting.catalogue.metric(id));
        metric.map_or(Value::Undefined, |metric| Value::Term(metric.term.clone()))
    }

    /// Open promises whose day has not come, by their day.
    fn ahead(&self) -> Option<Table> {
        let left = |due: Day| match DayRange::new(self.today.plus(1), due) {
            Some(days) => super::cell::count(self.calendar.working_days(days)),
            None => Value::Undefined,
        };
        let line = |action: &Action| {
            row(
                action.number.to_string(),
                Value::Text(action.title().to_owned()),
                vec![
                    Value::Day(action.due),
                    left(action.due),
                    owner(&action.owner),
                    self.stands(action),
                    self.metric(action),
                ],
            )
        };
        let columns = vec![
            strong("due", words("column.due")),
            column("left", words("column.left")),
            column("owner", words("column.whose")),
            column("state", words("column.state")),
            column("metric", words("column.metric")),
        ];
        let rows = self.open().filter(|action| action.due > self.today).map(line).collect();
        table("actions", words("table.actions"), words("column.promise"), columns, rows)
    }

    fn week(&self, back: i32) -> Period {
        Period::of(Grain::Week, self.today, self.fiscal).shift(-back)
    }

    /// Promises kept of those due in a week so far: what is due later is not due yet.
    fn kept_in(&self, week: Period) -> (u64, u64) {
        let until = week.last().min(self.today);
        let Some(days) = DayRange::new(week.first(), until) else { return (0, 0) };
        let all = self.actions.iter().flat_map(|action| Commitment::of(action));
        // What is due today can still be done.
        let waits = |one: &Commitment| one.due == self.today && one.outcome == Outcome::Open;
        kept(all.filter(|one| !waits(one)), days)
    }

    /// How many were kept, this week and in the weeks before.
    fn kept(&self) -> Option<Table> {
        const WEEKS: i32 = 6;
        let line = |week: Period| {
            let (kept, due) = self.kept_in(week);
            let cells = vec![count(due), count(kept), rate(kept, due)];
            (due > 0).then(|| row(week.name(self.fiscal), Value::Period(week), cells))
        };
        let columns = vec![
            column("promised", words("column.promised")),
            column("kept", words("column.kept")),
            strong("rate", words("column.kept-rate")),
        ];
        let rows = (0..WEEKS).map(|back| self.week(back)).filter_map(line).collect();
        table("kept", words("table.kept"), words("column.of-week"), columns, rows)
    }
}

fn rate(kept: u64, due: u64) -> Value {
    Rate::new(kept.into(), due.into()).map_or(Value::Undefined, |rate| Value::Rate(rate, Unit::Percent))
}

/// Who hears of it.
pub(super) fn tier(tier: Tier) -> Value {
    words(match tier {
        Tier::Owner => "tier.owner",
        Tier::Team => "tier.team",
        Tier::Director => "tier.director",
    })
}

/// Whether something of `owner` is asked for: a person's own, a team's own and its people's.
fn is_of(owner: &Owner, organisation: &Organisation, filters: &[(Dimension, Vec<String>)], day: Day) -> bool {
    filters.iter().all(|(dimension, names)| match (dimension, owner) {
        (Dimension::Team, Owner::Member(person)) => {
            let teams: Vec<String> =
                names.iter().flat_map(|team| organisation.team_and_below(team)).map(str::to_owned).collect();
            organisation.people_of(&teams, day).contains(person)
        }
        (wanted, owner) => {
            owner.filter().is_some_and(|(own, name)| own == *wanted && names.iter().any(|one| one == name))
        }
    })
}

#[cfg(test)]
mod tests;
