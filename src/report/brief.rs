//! Five lines for the first minute after login: the day, what moved, the month and its target, who is missing, how fresh it
//! is; where days are closed, a sixth: who has closed.

use super::aims::{of_owner, owner};
use super::ask::Ask;
use super::cell::{term, value};
use super::pace::{self, Standing, Stretch, figures};
use super::review::{NINE, moved_most, named};
use super::scope::Scope;
use super::sums::Sums;
use super::{Got, Kind, Needs, Question, Report, Sentence, Setting, Trust, Value, trust};
use crate::domain::base::{DayRange, Error, Grain, Period};
use crate::domain::model::{DocumentKind, DocumentQuery, Lens, Target, Unit};
use crate::report::cell::changed;

/// The question about the day, and that about the month of its last working day.
fn questions(question: &Question, setting: Setting<'_>) -> (Question, Question) {
    let organisation = setting.organisation;
    let day = question.lens.anchor.map_or(organisation.calendar.working_day_before(question.today), Period::last);
    let of = |grain| Question {
        lens: Lens {
            grain,
            anchor: Some(Period::of(grain, day, organisation.settings.fiscal_start)),
            metric: None,
            by: None,
            ..question.lens.clone()
        },
        ..question.clone()
    };
    (of(Grain::Day), of(Grain::Month))
}

fn asks(day: &Scope<'_>, month: &Scope<'_>) -> [Ask; 3] {
    let revenue = month.metrics(&["revenue"]);
    let pace = if target(month).is_some() { Stretch::of(month).ask(month, &revenue) } else { Ask::default() };
    [day.ask(day.runs().list, &day.metrics(&NINE), None), month.ask(month.runs().list, &revenue, None), pace]
}

/// The month's target of the amount.
fn target<'a>(month: &Scope<'a>) -> Option<&'a Target> {
    month.setting.aims.target(&owner(month)?, month.period, "revenue")
}

/// The targets of the month.
pub(super) fn aims(question: &Question, setting: Setting<'_>) -> Result<Vec<DocumentQuery>, Error> {
    let (_, month) = questions(question, setting);
    let month = Scope::of(&month, setting)?;
    Ok(owner(&month).map(|owner| of_owner(&owner, month.period)).into_iter().collect())
}

/// How far the month is on its way to its target.
fn on_the_way(month: &Scope<'_>, sums: &Sums) -> Option<Sentence> {
    let stretch = Stretch::of(month);
    let standing = Standing::of(month, stretch, target(month)?, figures(month, sums, vec![0]))?;
    pace::say(&standing, stretch)
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let (day, month) = questions(question, setting);
    let (day, month) = (Scope::of(&day, setting)?, Scope::of(&month, setting)?);
    let sums = asks(&day, &month).into_iter().flat_map(|ask| ask.queries(setting)).collect::<Vec<_>>();
    let cells = trust::query(&day).into_iter().chain(sums).collect();
    let documents = vec![DocumentQuery::on(DocumentKind::DayClose, day.days)];
    Ok(Needs { cells, documents, ..Needs::default() })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let (of_day, of_month) = questions(question, setting);
    let (day, month) = (Scope::of(&of_day, setting)?, Scope::of(&of_month, setting)?);
    let mut answers = got.cells.iter();
    let coverage = trust::reported(&day, &mut answers);
    let [own, running, way] = asks(&day, &month).map(|ask| ask.fold(setting, &mut answers));
    let corrected = own.corrected.first().copied().unwrap_or(false);
    let trust = Trust { closed: trust::closed(&day, got), ..trust::trust(&day, &coverage, corrected) };
    let mut headline = vec![
        amount(&day, &own, "brief.day"),
        mover(&day, &own),
        on_the_way(&month, &way).unwrap_or_else(|| amount(&month, &running, "brief.month")),
        missing(&trust),
        fresh(&day, &trust),
    ];
    headline.extend(closed(&day, got));
    Ok(Report { headline, ..day.report(Kind::Brief, trust, Vec::new()) })
}

/// The amount of the period and its change.
fn amount(scope: &Scope<'_>, sums: &Sums, id: &'static str) -> Sentence {
    let period = Value::Period(scope.period);
    let Some(metric) = scope.metric("revenue") else { return Sentence::new("brief.empty").with("period", period) };
    let now = scope.figure(metric, sums, 0, &[0]);
    if now.rate().is_none() {
        return Sentence::new("brief.empty").with("period", period);
    }
    let then = scope.runs().before.map(|run| scope.figure(metric, sums, run, &[0]));
    let then = then.zip(scope.before).filter(|(then, _)| then.rate().is_some());
    let Some((then, days)) = then else {
        return Sentence::new("brief.alone").with("period", period).with("value", value(metric, now));
    };
    Sentence::new(id)
        .with("period", period)
        .with("value", value(metric, now))
        .with("change", changed(metric, now, then))
        .with("comparison", named(scope, days))
}

/// What moved most beside the amount.
fn mover(scope: &Scope<'_>, sums: &Sums) -> Sentence {
    let runs = scope.runs();
    let Some((before, metric)) = runs.before.and_then(|run| Some((run, moved_most(scope, sums, run, "revenue")?.0)))
    else {
        return Sentence::new("brief.no_mover");
    };
    let (now, then) = (scope.figure(metric, sums, 0, &[0]), scope.figure(metric, sums, before, &[0]));
    Sentence::new("brief.mover")
        .with("metric", term(metric))
        .with("before", value(metric, then))
        .with("value", value(metric, now))
        .with("change", changed(metric, now, then))
}

/// Who has not reported.
fn missing(trust: &Trust) -> Sentence {
    const NAMED: usize = 3;
    let count = |n: usize| Value::Number(i128::try_from(n).unwrap_or(0), Unit::Count);
    let Some((reported, due)) = trust.coverage else { return Sentence::new("brief.nothing_due") };
    let mut people: Vec<&str> = trust.missing.iter().map(|(person, _)| person.as_str()).collect();
    people.dedup();
    let said = |id| Sentence::new(id).with("reported", Value::Of(reported, due));
    let first = people.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match people.len() {
        0 => said("brief.complete"),
        n if n <= NAMED => said("brief.missing").with("people", Value::Text(first)),
        n => said("brief.missing_more").with("people", Value::Text(first)).with("n", count(n - NAMED)),
    }
}

/// How many have closed the day (S-001), and who has not; nothing where nobody has, for then nobody does.
fn closed(scope: &Scope<'_>, got: &Got) -> Option<Sentence> {
    const NAMED: usize = 3;
    let found = trust::closes_of(scope, scope.days, got);
    if found.closed == 0 {
        return None;
    }
    let said = |id| Sentence::new(id).with("closed", Value::Of(found.closed, found.required));
    let names: Vec<&str> = found.open.iter().map(|(_, person)| *person).collect();
    let first = Value::Text(names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", "));
    let more = Value::Number(i128::try_from(names.len().saturating_sub(NAMED)).unwrap_or(0), Unit::Count);
    Some(match names.len() {
        0 => said("brief.closed"),
        n if n <= NAMED => said("brief.closed_but").with("people", first),
        _ => said("brief.closed_but_more").with("people", first).with("n", more),
    })
}

/// Until when the sources have delivered.
fn fresh(scope: &Scope<'_>, trust: &Trust) -> Sentence {
    let Some(until) = trust.data_until else { return Sentence::new("headline.no_data") };
    let wanted = scope.setting.organisation.calendar.working_day_before(scope.question.today);
    let late = trust.sources.iter().filter(|source| source.until < wanted).min_by_key(|source| source.until);
    match late {
        Some(source) => Sentence::new("brief.late")
            .with("source", Value::Source(source.name.clone()))
            .with("until", Value::Day(source.until)),
        None if DayRange::new(until.plus(1), wanted).is_some() => {
            Sentence::new("headline.ended").with("day", Value::Day(until))
        }
        None => Sentence::new("brief.fresh").with("until", Value::Day(until)),
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::model::{CloseState, DayClose, Document, Source};
    use crate::report::Kind;
    use crate::report::trial::Trial;

    #[test]
    fn the_brief_has_five_lines() {
        let mut trial = Trial::new(
            &["A sales East 2026-01-01", "B sales East 2026-01-01"],
            "2026-08-04 revenue=150
             2026-09-01 revenue=100 inquiries=50 by A
             2026-09-08 revenue=120 inquiries=20 valid_inquiries=1 lost_orders=0 deals=0 by A
             2026-09-08 revenue=0 inquiries=20 valid_inquiries=1 lost_orders=0 by B",
        );
        let source =
            |name: &str, until: &str| Source { name: name.to_owned(), until: until.parse().expect("a day"), at: 0 };
        trial.organisation.sources = vec![source("crm", "2026-09-08"), source("web", "2026-09-04")];
        let report = trial.ask(Kind::Brief, "", "2026-09-09");
        assert_eq!(
            report.said(),
            [
                "brief.day period=2026-09-08 value=120 change=+20.0% comparison=2026-09-01",
                "brief.mover metric=inquiries before=50 value=40 change=-20.0%",
                "brief.month period=2026-09 value=220 change=+46.7% comparison=2026-08-01..2026-08-10",
                "brief.missing reported=9/10 people=B",
                "brief.late source=web until=2026-09-04",
            ]
        );
        assert!(report.tables.is_empty());
        let close = |person: &str| {
            let (day, person) = ("2026-09-08".parse().expect("a day"), person.to_owned());
            Document::DayClose(DayClose { day, person, state: CloseState::Closed, by: "a".to_owned(), at: 1 })
        };
        trial.documents.push(close("A"));
        let report = trial.ask(Kind::Brief, "", "2026-09-09");
        assert_eq!(report.said().last().map(String::as_str), Some("brief.closed_but closed=1/2 people=B"));
        let empty = Trial::new(&[], "").ask(Kind::Brief, "", "2026-09-09");
        assert_eq!(empty.headline.len(), 5);
    }
}
