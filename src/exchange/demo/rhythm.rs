//! What the demo company writes beside its figures: plans of weeks, promises, notes, closed days; with its goals, all of it
//! in the order of its days.

use std::collections::{BTreeMap, BTreeSet};

use super::company::Company;
use super::goals::Goals;
use super::rows::Row;
use super::script::Promise;
use crate::domain::base::{Day, DayRange, FiscalStart, Grain, Money, Period};
use crate::domain::model::{
    Action, ActionState, Carry, CloseState, DayClose, Dimension, Document, DocumentKey, Note, Owner, WeekPlan,
};

/// A document as somebody wrote it on a day; a later one of the same document takes its place. Promises and notes have no
/// number yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The day on which it was written.
    pub on: Day,
    /// How it was from then on.
    pub document: Document,
}

/// What tells a document from others: its key; of promises and notes, whose number nobody knows yet, day and text.
pub(super) fn name(document: &Document) -> DocumentKey {
    let id = match document {
        Document::Action(action) => format!("{}/{}", action.made, action.text),
        Document::Note(note) => format!("{}/{}", note.day, note.text),
        other => return other.key(),
    };
    DocumentKey { kind: document.kind(), id }
}

/// Six in the evening of `day`, in milliseconds UTC.
pub(super) fn evening(day: Day) -> i64 {
    const HOUR: i64 = 3_600_000;
    i64::from(day.number()) * 24 * HOUR + 10 * HOUR
}

/// Everything that was written up to `until`, by day.
pub(super) fn written(company: &Company<'_>, rows: &[Row<'_>], until: Day) -> Vec<Written> {
    let goals = Goals::new(company, rows);
    let mut out = Vec::new();
    goals.written(until, &mut out);
    weeks(company, &goals, rows, until, &mut out);
    notes(company, &mut out);
    closes(company, until, &mut out);
    out.retain(|one| one.on <= until);
    out.sort_by_key(|one| one.on);
    out
}

/// Plans and promises of the weeks since the one before the demo was first filled.
fn weeks(company: &Company<'_>, goals: &Goals<'_>, rows: &[Row<'_>], until: Day, out: &mut Vec<Written>) {
    let mut week = Period::of(Grain::Week, company.founded.plus(-7), FiscalStart::default());
    // The plan of a week is made on the last working day before it.
    while company.calendar.working_day_before(week.first()) <= until {
        let made = company.calendar.working_day_before(week.first());
        for owner in std::iter::once(Owner::Company).chain(goals.selling().map(|team| Owner::Team(team.to_owned()))) {
            plan(company, goals, rows, (week, made), &owner, out);
        }
        for promise in of_week(company, week) {
            promised(promise, week, made, out);
        }
        week = week.shift(1);
    }
}

/// The promises of a week: one of the four sets, in turn.
fn of_week<'a>(company: &'a Company<'_>, week: Period) -> &'a [Promise] {
    let promises = &company.script.promises;
    let set = promises.len().div_ceil(4).max(1);
    let turn = usize::try_from(week.first().number().div_euclid(7)).unwrap_or(0) % 4;
    promises.chunks(set).nth(turn).unwrap_or_default()
}

/// A plan, settled when its week begins, and what came of it.
fn plan(
    company: &Company<'_>,
    goals: &Goals<'_>,
    rows: &[Row<'_>],
    (week, made): (Period, Day),
    owner: &Owner,
    out: &mut Vec<Written>,
) {
    const PLANNED: [&str; 3] = ["revenue", "valid_inquiries", "deals"];
    let month = week.first().plus(1 - week.first().day_of_month().cast_signed());
    let calendar = company.calendar;
    let working = |days: DayRange| i64::try_from(calendar.working_days(days)).unwrap_or(0);
    let all = DayRange::new(month, month.plus_months(1).plus(-1)).map_or(1, working).max(1);
    let value = |measure: &'static str| {
        let wanted = match owner {
            Owner::Team(team) => goals.of_team(measure, month, team),
            _ => goals.of_company(measure, month),
        };
        let step = if measure == "revenue" { 1_000 * Money::PARTS } else { 1 };
        let part = wanted / all * working(week.days());
        (measure.to_owned(), (part + step / 2) / step * step)
    };
    let values: Vec<(String, i64)> = PLANNED.into_iter().map(value).filter(|(_, value)| *value > 0).collect();
    let Some((_, wanted)) = values.first().cloned() else { return };
    let plan = WeekPlan { owner: owner.clone(), week, values, locked: false, summary: String::new() };
    out.push(Written { on: made, document: Document::WeekPlan(plan.clone()) });
    let settled = WeekPlan { locked: true, ..plan };
    out.push(Written { on: calendar.working_day_from(week.first()), document: Document::WeekPlan(settled.clone()) });
    let covers = |row: &&Row<'_>| match owner {
        Owner::Team(name) => {
            let team = company.script.teams.iter().find(|team| team.name == *name);
            team.is_some_and(|team| team.regions.iter().any(|one| Some(one.as_str()) == row.name(Dimension::Region)))
        }
        _ => true,
    };
    let own = rows.iter().filter(|row| week.days().contains(row.day)).filter(covers);
    let came: i64 = own.filter_map(|row| row.value("revenue")).sum();
    let share = came / (wanted / 100).max(1);
    // The company speaks two languages: what came, of what was planned.
    let thousands = |amount: i64| amount / (1_000 * Money::PARTS);
    let summary = format!("¥{} k / ¥{} k = {share} %", thousands(came), thousands(wanted));
    out.push(Written { on: week.last(), document: Document::WeekPlan(WeekPlan { summary, ..settled }) });
}

/// A promise from its making to its end.
fn promised(promise: &Promise, week: Period, made: Day, out: &mut Vec<Written>) {
    let due = week.first().plus(promise.due);
    let action = Action {
        number: 0,
        text: promise.text.clone(),
        owner: promise.owner.clone(),
        due,
        metric: Some(promise.metric.clone()),
        about: String::new(),
        week: Some(week),
        meeting: None,
        made,
        state: ActionState::Open,
        carried: Vec::new(),
    };
    let mut write = |on, action: &Action| out.push(Written { on, document: Document::Action(action.clone()) });
    write(made, &action);
    let mut now = action;
    if let Some(days) = promise.carry {
        now.carried.push(Carry { on: due, from: due, reason: promise.reason.clone() });
        now.due = due.plus(days);
        write(due, &now);
    }
    let (done, dropped) = (promise.done.map(|days| now.due.plus(days)), promise.dropped.as_ref());
    let state = dropped.map(|reason| ActionState::Dropped(due.plus(-1), reason.clone()));
    if let Some(state) = state.or(done.map(ActionState::Done)) {
        let on = match &state {
            ActionState::Done(day) | ActionState::Dropped(day, _) => *day,
            ActionState::Open => due,
        };
        write(on, &Action { state, ..now });
    }
}

fn notes(company: &Company<'_>, out: &mut Vec<Written>) {
    for remark in &company.script.notes {
        let on = remark.when.day(company.founded);
        let note = Note {
            number: 0,
            day: on,
            metric: remark.metric.clone(),
            owner: remark.owner.clone(),
            text: remark.text.clone(),
            cause: remark.cause,
            by: remark.by.clone(),
        };
        out.push(Written { on, document: Document::Note(note) });
    }
}

/// Everybody who owes figures closes the day in the evening; who hands in late, on the next working day; one only says that
/// the figures are in, and the lead closes.
fn closes(company: &Company<'_>, until: Day, out: &mut Vec<Written>) {
    const OWE: [&str; 3] = ["sales", "promotion", "seo"];
    let mut day = company.founded;
    while day <= until {
        if company.calendar.is_working(day) {
            let owing = company.posts(day).filter(|post| OWE.contains(&post.role.as_str()));
            let people: BTreeSet<&str> = owing.map(|post| post.person.as_str()).collect();
            let next = company.working_day_after(day);
            for person in people {
                let close = |state, by: &str, on: Day| {
                    let close = DayClose { day, person: person.to_owned(), state, by: by.to_owned(), at: evening(on) };
                    Written { on, document: Document::DayClose(close) }
                };
                let submits = company.script.goals.submits == person;
                if submits {
                    out.push(close(CloseState::Submitted, person, day));
                }
                let (by, on) = match company.late(day) {
                    Some(late) if late == person => (person, next),
                    _ if submits => (company.lead_of(person, day), next),
                    _ => (person, day),
                };
                out.push(close(CloseState::Closed, by, on));
            }
        }
        day = day.plus(1);
    }
}

/// Each document that was written from `since` on: what it was before, and what it has become.
pub(super) fn since(written: &[Written], since: Day) -> Vec<(Option<&Document>, &Document)> {
    let mut found: BTreeMap<DocumentKey, (Option<&Document>, Option<&Document>)> = BTreeMap::new();
    for one in written {
        let (before, after) = found.entry(name(&one.document)).or_default();
        if one.on < since {
            *before = Some(&one.document);
        } else {
            *after = Some(&one.document);
        }
    }
    found.into_values().filter_map(|(before, after)| Some((before, after?))).collect()
}
