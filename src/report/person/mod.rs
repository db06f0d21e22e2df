//! One person: every measure beside the team's mean and the rank it gives, the own funnel beside the team's, what the
//! amount comes from, and the posts held.

mod targets;

use super::ask::Ask;
use super::card::role;
use super::cell::{bar, changed, column, count, moved, point, row, share, strong, table, term, value, words};
use super::review::{NINE, dimension, ended, label, lately, low_trust, named, nothing};
use super::scope::Scope;
use super::sums::Sums;
use super::{Got, Kind, Needs, Question, Report, Row, Sentence, Setting, Table, Trust, Value, trust};
use crate::domain::base::{Error, Grain, Period, Rate};
use crate::domain::model::{Dimension, Family, Metric, Unit};
use crate::domain::rules::figure::Figure;
use crate::domain::rules::ranking::{moves, places};
use crate::domain::rules::tenure::months;

/// What is told beside the nine measures.
const MORE: [&str; 2] = ["aov", "new_customers"];
/// What the amount comes from: table, title, dimension.
const MIX: [(&str, &str, Dimension); 3] = [
    ("channels", "table.channels", Dimension::Channel),
    ("regions", "table.regions", Dimension::Region),
    ("products", "table.products", Dimension::Product),
];
/// Rows of such a table.
const SHORT: usize = 6;
/// Periods of a small chart.
const SPARK: usize = 12;

/// The steps of the funnel, each with the rate from the step before it.
const STEPS: [(&str, Option<&str>); 4] = [
    ("effective_visits", None),
    ("inquiries", Some("inquiry_rate")),
    ("valid_inquiries", Some("valid_rate")),
    ("deals", Some("close_rate")),
];

/// Whom the lens names.
///
/// # Errors
/// Where it does not name exactly one person.
fn person(question: &Question) -> Result<&str, Error> {
    let named = question.lens.filters.iter().find(|(dimension, _)| *dimension == Dimension::Member);
    match named.map(|(_, names)| names.as_slice()) {
        Some([name]) if !name.is_empty() => Ok(name),
        _ => Err(Error::asked("person-one")),
    }
}

/// The metrics shown: the nine, more of people, the one in the foreground where it is none of them, and what of closed
/// fields is open to the asker.
fn shown<'a>(scope: &Scope<'a>) -> Vec<&'a Metric> {
    let mut metrics = scope.metrics(&NINE);
    metrics.extend(scope.metrics(&MORE));
    let closed = scope.setting.catalogue.metrics.iter().filter(|metric| is_closed(scope, metric) && is_sum(metric));
    for own in scope.foreground().into_iter().chain(closed) {
        if metrics.iter().all(|metric| metric.id != own.id) {
            metrics.push(own);
        }
    }
    metrics
}

/// Whether it is of a field that is not shown to everybody (R14): of such a one nothing is said of anybody else, neither
/// a mean nor a rank.
fn is_closed(scope: &Scope<'_>, metric: &Metric) -> bool {
    let of_closed = |id: &str| scope.metric(id).is_some_and(|measure| Family::CLOSED.contains(&measure.family));
    Family::CLOSED.contains(&metric.family) || metric.measures().any(of_closed)
}

fn is_sum(metric: &Metric) -> bool {
    metric.function().is_empty()
}

/// What the mixes are of: the foreground where it is a sum, else the amount.
fn whole_of<'a>(scope: &Scope<'a>) -> Option<&'a Metric> {
    scope.foreground().filter(|metric| !metric.is_ratio()).or_else(|| scope.metric("revenue"))
}

/// Everybody's figures, so that there are ranks and means; then what this person's come from.
fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let runs = scope.runs().list.into_iter().chain(lately(scope)).collect();
    let mut all = scope.ask(runs, &shown(scope), Some(Dimension::Member));
    all.filters.retain(|(dimension, _)| !matches!(dimension, Dimension::Member | Dimension::Team));
    let metric: Vec<&Metric> = whole_of(scope).into_iter().collect();
    let mix = MIX.iter().map(|(.., dimension)| {
        let mut ask = scope.ask(vec![scope.days], &metric, Some(*dimension));
        ask.filters.retain(|(dimension, _)| *dimension != Dimension::Team);
        ask
    });
    std::iter::once(all).chain(mix).collect()
}

pub(super) use targets::aims;

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let name = person(question)?;
    let scope = Scope::of(question, setting)?;
    let asks: Vec<Ask> = asks(&scope).into_iter().chain(targets::ask(&scope, name)).collect();
    let cells = trust::query(&scope).into_iter().chain(asks.iter().flat_map(|ask| ask.queries(setting))).collect();
    Ok(Needs { cells, ..Needs::default() })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let name = person(question)?;
    let scope = Scope::of(question, setting)?;
    let mut answers = got.cells.iter();
    let coverage = trust::reported(&scope, &mut answers);
    let sums: Vec<Sums> = asks(&scope).iter().map(|ask| ask.fold(setting, &mut answers)).collect();
    let reached = targets::ask(&scope, name).map(|ask| ask.fold(setting, &mut answers));
    let trust = trust::trust(&scope, &coverage, false);
    let Some((all, mixes)) = sums.split_first() else {
        return Ok(scope.report(Kind::Person, trust, Vec::new()));
    };
    let one = One::of(&scope, all, name);
    let mut tables: Vec<Table> = one.measures(&coverage.missing).into_iter().collect();
    tables.extend(reached.as_ref().and_then(|sums| targets::held(&scope, name, sums)));
    tables.extend(one.funnel());
    for ((id, title, dimension), sums) in MIX.iter().zip(mixes) {
        tables.extend(mix(&scope, sums, id, title, *dimension));
    }
    tables.extend(posts(&scope, name));
    let headline = one.headline(&trust);
    Ok(Report { headline, ..scope.report(Kind::Person, trust, tables) })
}

/// A person among all.
struct One<'a> {
    scope: &'a Scope<'a>,
    sums: &'a Sums,
    name: &'a str,
    /// The number of the own name; `None` for whom no row speaks.
    own: Option<usize>,
    /// The numbers of everybody's names, and those of the own team.
    people: Vec<usize>,
    team: Vec<usize>,
}

impl<'a> One<'a> {
    fn of(scope: &'a Scope<'a>, sums: &'a Sums, name: &'a str) -> Self {
        let organisation = scope.setting.organisation;
        let last = scope.days.last();
        let people: Vec<usize> =
            (0..sums.names.len()).filter(|at| sums.names.get(*at).is_some_and(|name| !name.is_empty())).collect();
        let team = organisation.team_of(name, last);
        let mate = |at: &usize| {
            let other = sums.names.get(*at).map_or("", String::as_str);
            team.is_none() || organisation.team_of(other, last) == team
        };
        let mates = people.iter().copied().filter(mate).collect();
        Self { scope, sums, name, own: sums.name(name), people, team: mates }
    }

    fn figure(&self, metric: &Metric, run: usize, names: &[usize]) -> Figure {
        if names.is_empty() { Figure::Null } else { self.scope.figure(metric, self.sums, run, names) }
    }

    fn own(&self, metric: &Metric, run: usize) -> Figure {
        self.own.map_or(Figure::Null, |own| self.figure(metric, run, &[own]))
    }

    /// What one of the team has: of a sum its part a head that has any, of a ratio that of the team's sums (R8).
    fn mean(&self, metric: &Metric) -> Figure {
        if is_closed(self.scope, metric) {
            return Figure::Null;
        }
        let whole = self.figure(metric, 0, &self.team);
        let heads = self.team.iter().filter(|mate| self.figure(metric, 0, &[**mate]).number().is_some()).count();
        match whole {
            Figure::Number(sum) => {
                let heads = i128::try_from(heads).unwrap_or(1);
                Rate::new(sum, heads).map_or(Figure::Null, Figure::Rate)
            }
            other => other,
        }
    }

    /// The rank among everybody, of how many, and how it has moved.
    fn rank(&self, metric: &Metric) -> Option<(usize, usize, Value)> {
        if is_closed(self.scope, metric) {
            return None;
        }
        let figures =
            |run| self.people.iter().map(|name| self.figure(metric, run, &[*name]).rate()).collect::<Vec<_>>();
        let at = self.people.iter().position(|name| Some(*name) == self.own)?;
        let now = figures(0);
        let rank = places(&now, metric.better).get(at).copied().flatten()?;
        let before = self.scope.runs().before.map(figures);
        let step = before.and_then(|before| moves(&now, &before, metric.better).get(at).copied().flatten());
        Some((rank, now.iter().flatten().count(), moved(step)))
    }

    /// Every measure that the person or the team has anything of.
    fn measures(&self, missing: &[(&str, &str)]) -> Option<Table> {
        let scope = self.scope;
        let runs = scope.runs();
        let past = runs.list.len()..runs.list.len() + lately(scope).len();
        let past: Vec<usize> = past.clone().skip(past.len().saturating_sub(SPARK)).collect();
        let line = |metric: &&Metric| {
            let (now, mean) = (self.own(metric, 0), self.mean(metric));
            if now == Figure::Null && self.own(metric, runs.before.unwrap_or(0)) == Figure::Null {
                return None;
            }
            let rank = self.rank(metric);
            let of = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
            let mut cells = vec![
                value(metric, now),
                value(metric, mean),
                changed(metric, now, mean),
                rank.as_ref().map_or(Value::Null, |(rank, all, _)| Value::Of(of(*rank), of(*all))),
            ];
            if let Some(run) = runs.before {
                let then = self.own(metric, run);
                cells.push(rank.map_or(Value::Null, |(.., step)| step));
                cells.push(value(metric, then));
                cells.push(changed(metric, now, then));
            }
            cells.push(Value::Spark(past.iter().map(|run| point(self.own(metric, *run))).collect()));
            let mut row = row(metric.id.clone(), term(metric), cells);
            let lacks = metric.measures().any(|measure| missing.contains(&(self.name, measure)));
            if let Some(first) = row.cells.first_mut() {
                first.marks.incomplete = lacks && now != Figure::Null;
            }
            Some(row)
        };
        let mut columns = vec![
            strong("value", Value::Period(scope.period)),
            column("mean", words("column.team_mean")),
            column("on_mean", words("column.on_mean")),
            column("rank", words("column.rank")),
        ];
        if let Some(before) = scope.before {
            columns.push(column("move", words("column.move")));
            columns.push(column("before", named(scope, before)));
            columns.push(column("change", words("column.change")));
        }
        columns.push(column("spark", words("column.lately")));
        let rows: Vec<Row> = shown(scope).iter().filter_map(line).collect();
        table("measures", Value::Period(scope.period), words("column.measure"), columns, rows)
    }

    /// The own funnel beside the rates of the team's.
    fn funnel(&self) -> Option<Table> {
        let scope = self.scope;
        let line = |(id, step): &(&str, Option<&str>)| {
            let metric = scope.metric(id)?;
            let own = self.own(metric, 0);
            let step = step.and_then(|step| scope.metric(step));
            let rates = step.map(|step| (step, self.own(step, 0), self.figure(step, 0, &self.team)));
            let mut cells = vec![value(metric, own)];
            match rates {
                Some((step, own, team)) => {
                    cells.extend([value(step, own), value(step, team), changed(step, own, team)]);
                }
                None => cells.extend([Value::Null, Value::Null, Value::Null]),
            }
            (own != Figure::Null).then(|| row(metric.id.clone(), term(metric), cells))
        };
        let columns = vec![
            strong("count", words("column.count")),
            column("step", words("column.step")),
            column("team_step", words("column.team_step")),
            column("step_change", words("column.on_team")),
        ];
        let rows = STEPS.iter().filter_map(line).collect();
        table("funnel", words("table.funnel"), words("column.step_name"), columns, rows)
    }

    /// The rank and the figure; then who it is.
    fn headline(&self, trust: &Trust) -> Vec<Sentence> {
        let scope = self.scope;
        if !scope.begun {
            return vec![Sentence::new("headline.ahead").with("period", Value::Period(scope.period))];
        }
        let mut said: Vec<Sentence> = low_trust(trust).into_iter().collect();
        let fact = scope.foreground().and_then(|metric| {
            let (rank, all, _) = self.rank(metric)?;
            let now = self.own(metric, 0);
            let change = scope.runs().before.map(|run| changed(metric, now, self.own(metric, run)));
            // Where nothing is known of the days before there is no change to tell.
            let change = change.filter(|change| !matches!(change, Value::Null | Value::Undefined | Value::New));
            let said = Sentence::new(if change.is_some() { "headline.person" } else { "headline.person_now" })
                .with("name", Value::Text(self.name.to_owned()))
                .with("rank", count(rank))
                .with("all", count(all))
                .with("metric", term(metric))
                .with("value", value(metric, now));
            Some(match change.zip(scope.before) {
                Some((change, days)) => said.with("change", change).with("comparison", named(scope, days)),
                None => said,
            })
        });
        said.push(fact.unwrap_or_else(|| nothing(scope)));
        said.extend(self.tenure());
        said.extend(ended(scope, trust));
        said
    }

    /// Team, role, and for how long.
    fn tenure(&self) -> Option<Sentence> {
        let organisation = self.scope.setting.organisation;
        let last = self.scope.days.last();
        let post = organisation.memberships.iter().filter(|post| post.person == self.name && post.holds(last));
        let post = post.min_by_key(|post| (post.employment as u8, post.from))?;
        let place = |id| {
            Sentence::new(id)
                .with("team", Value::Text(post.team.clone()))
                .with("role", role(self.scope.setting, &post.role))
        };
        let since = organisation.people.get(self.name).and_then(|person| person.hired).unwrap_or(post.from);
        let Some(months) = months(since, last) else { return Some(place("headline.place")) };
        let fiscal = organisation.settings.fiscal_start;
        let number = |n: u32| Value::Number(n.into(), Unit::Count);
        let id = match (months / 12, months % 12) {
            (0, _) => "headline.since_months",
            (_, 0) => "headline.since_years",
            _ => "headline.since",
        };
        Some(
            place(id)
                .with("since", Value::Period(Period::of(Grain::Month, since, fiscal)))
                .with("years", number(months / 12))
                .with("months", number(months % 12)),
        )
    }
}

/// What the amount comes from, the largest first.
fn mix(scope: &Scope<'_>, sums: &Sums, id: &'static str, title: &'static str, by: Dimension) -> Option<Table> {
    let metric = whole_of(scope)?;
    let amount = |name: usize| scope.figure(metric, sums, 0, &[name]).number().filter(|amount| *amount != 0);
    let mut names: Vec<(usize, i128)> = (0..sums.names.len()).filter_map(|name| Some((name, amount(name)?))).collect();
    names.sort_by_key(|(_, amount)| std::cmp::Reverse(*amount));
    let named = |(name, _): &(usize, i128)| sums.names.get(*name).is_some_and(|name| !name.is_empty());
    names.iter().find(|one| named(one))?;
    let whole: i128 = names.iter().map(|(_, amount)| *amount).sum();
    let rate = |amount: i128| Rate::new(amount, 1);
    let largest = names.first().and_then(|(_, amount)| rate(*amount));
    let line = |(name, amount): &(usize, i128)| {
        let id = sums.names.get(*name).map_or("", String::as_str);
        let cells = vec![
            Value::Number(*amount, metric.unit),
            share(Some(*amount), Some(whole)),
            rate(*amount).zip(largest).map_or(Value::Null, |(amount, largest)| bar(amount, largest)),
        ];
        row(id, label(scope, by, id), cells)
    };
    let all = names.len();
    let rows = names.iter().take(SHORT).map(line).collect();
    let columns = vec![
        strong("value", term(metric)),
        column("share", words("column.share")),
        column("bar", Value::Text(String::new())),
    ];
    let said = table(id, words(title), dimension(by), columns, rows)?;
    let more = Sentence::new("note.first_rows").with("n", count(SHORT)).with("m", count(all));
    Some(Table { note: (all > SHORT).then_some(more), ..said })
}

/// Where the person was, the newest first (R11).
fn posts(scope: &Scope<'_>, name: &str) -> Option<Table> {
    let organisation = scope.setting.organisation;
    let mut posts: Vec<_> = organisation.memberships.iter().filter(|post| post.person == name).collect();
    posts.sort_by_key(|post| std::cmp::Reverse(post.from));
    let line = |(at, post): (usize, &&crate::domain::model::Membership)| {
        let until = post.to.map_or_else(|| words("value.today"), |to| Value::Day(to.plus(-1)));
        row(
            (at + 1).to_string(),
            Value::Text(post.team.clone()),
            vec![role(scope.setting, &post.role), Value::Day(post.from), until],
        )
    };
    let columns = vec![
        strong("role", words("column.role")),
        column("from", words("column.from")),
        column("to", words("column.to")),
    ];
    table(
        "posts",
        words("table.history"),
        words("dimension.team"),
        columns,
        posts.iter().enumerate().map(line).collect(),
    )
}

#[cfg(test)]
mod tests;
