//! Table `exceptions`: what moved most against the usual, who carries most of it, and whose it is (S-002, S-006, S-028).

use super::headline::moved;
use super::measures::shown;
use crate::domain::base::Rate;
use crate::domain::model::{Dimension, Metric, Unit};
use crate::domain::rules::carrier::contribution;
use crate::domain::rules::figure::Figure;
use crate::report::ask::Ask;
use crate::report::card::role;
use crate::report::cell::{changed, column, row, strong, table, term, words};
use crate::report::review::breakdown::{dimension, label};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Sentence, Table, Value};

/// So many are named.
const NAMED: usize = 3;
/// Where the carrier of a move is looked for.
const WHERE: [Dimension; 3] = [Dimension::Channel, Dimension::Region, Dimension::Member];

/// The days and what they are compared with, by channel, region and person: all of it stored sums. Nothing where a
/// filter stands, which would need rows.
pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let Some(before) = scope.before.filter(|_| scope.begun && scope.question.lens.filters.is_empty()) else {
        return Vec::new();
    };
    WHERE.map(|by| scope.ask(vec![scope.days, before], &shown(scope), Some(by))).into()
}

/// Who carries most of a move.
pub(super) struct Carrier {
    by: Dimension,
    name: String,
    /// What it adds to the change, in the unit of the figure; rates in parts of 1.
    part: Rate,
    /// What the whole has changed by.
    whole: Rate,
}

impl Carrier {
    /// Of `metric`, from the answers to [`asks`]: the name that adds most in the direction in which the whole moved; one
    /// that moved against it where it did so more than twice as much, as the whole is then what it left over.
    /// Who is the only one there carries nothing in particular, and what is not recorded is nobody.
    pub(super) fn of(scope: &Scope<'_>, metric: &Metric, whole: &Sums, each: &[Sums]) -> Option<Self> {
        let before = scope.runs().before?;
        let all = (scope.figure(metric, whole, 0, &[0]), scope.figure(metric, whole, before, &[0]));
        let moved = all.0.rate()?.minus(all.1.rate()?);
        let [mut most, mut against]: [Option<Self>; 2] = [None, None];
        for (by, sums) in WHERE.into_iter().zip(each) {
            let formula = scope.formula(metric, sums);
            let figure = |run, at| formula.figure(|place| sums.at(run, at, place));
            let says = |at: usize| figure(0, at) != Figure::Null || figure(1, at) != Figure::Null;
            let named = || sums.names.iter().enumerate().filter(|(at, name)| !name.is_empty() && says(*at));
            if named().nth(1).is_none() {
                continue;
            }
            for (at, name) in named() {
                let Some(part) = contribution(all, (figure(0, at), figure(1, at))) else { continue };
                let with = part.num().signum() == moved.num().signum();
                let most = if with { &mut most } else { &mut against };
                if part.num() != 0 && most.as_ref().is_none_or(|most| size(part) > size(most.part)) {
                    *most = Some(Self { by, name: name.clone(), part, whole: moved });
                }
            }
        }
        let twice = |own: Rate, other: Rate| size(own).minus(size(other)) > size(other);
        let outweighs = |own: &Self| most.as_ref().is_none_or(|most| twice(own.part, most.part));
        against.filter(outweighs).or(most)
    }

    /// What the name is called.
    pub(super) fn label(&self, scope: &Scope<'_>) -> Value {
        label(scope, self.by, &self.name)
    }

    /// As [`Carrier::label`], in a sentence: a region may be called as a team is.
    pub(super) fn named(&self, scope: &Scope<'_>) -> Value {
        let label = self.label(scope);
        if self.by == Dimension::Region {
            Value::Words(Sentence::new("headline.region").with("name", label))
        } else {
            label
        }
    }

    /// What it adds to the change, and what all others do.
    pub(super) fn parts(&self, metric: &Metric) -> (Value, Value) {
        (amount(metric, self.part), amount(metric, self.whole.minus(self.part)))
    }
}

fn size(part: Rate) -> Rate {
    Rate::new(part.num().saturating_abs(), part.den()).unwrap_or(part)
}

/// A part of a change: points of a rate, else units.
fn amount(metric: &Metric, part: Rate) -> Value {
    match metric.unit {
        Unit::Percent => Value::Points(part),
        Unit::Ratio => Value::Null,
        unit => Value::Plus(part.scaled(1), unit),
    }
}

pub(super) fn table_of(scope: &Scope<'_>, whole: &Sums, each: &[Sums]) -> Option<Table> {
    let before = scope.runs().before.filter(|_| scope.begun)?;
    let line = |(metric, _): (&Metric, Rate)| {
        let figure = |run| scope.figure(metric, whole, run, &[0]);
        let (now, then): (Figure, Figure) = (figure(0), figure(before));
        let mut cells = vec![changed(metric, now, then)];
        if !each.is_empty() {
            let carrier = Carrier::of(scope, metric, whole, each);
            let of = |say: fn(&Carrier, &Scope<'_>, &Metric) -> Value| {
                carrier.as_ref().map_or(Value::Null, |carrier| say(carrier, scope, metric))
            };
            cells.push(of(|carrier, scope, _| carrier.label(scope)));
            cells.push(of(|carrier, _, metric| carrier.parts(metric).0));
        }
        cells.push(role(scope.setting, &metric.owner));
        if !each.is_empty() {
            let by = Carrier::of(scope, metric, whole, each).map(|carrier| dimension(carrier.by));
            cells.push(by.unwrap_or(Value::Null));
        }
        row(metric.id.clone(), term(metric), cells)
    };
    let rows = moved(scope, whole, before).into_iter().take(NAMED).map(line).collect();
    let mut columns = vec![strong("change", words("column.change"))];
    if !each.is_empty() {
        columns.push(column("carrier", words("column.carrier")));
        columns.push(column("part", words("column.part")));
    }
    columns.push(column("owner", words("column.owner")));
    if !each.is_empty() {
        columns.push(column("dimension", words("column.by")));
    }
    table("exceptions", words("table.exceptions"), words("column.measure"), columns, rows)
}
