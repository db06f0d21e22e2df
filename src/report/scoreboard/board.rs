//! Table `board`: everybody in the order of the figure, how the rank has moved, how far it is to the next, and how sure a
//! rate and its rank are.

use super::noise::{Noise, span};
use super::standing::{HISTORY, Ranked, Standing};
use super::{Told, markets};
use crate::domain::base::{Grain, Rate};
use crate::domain::model::{Dimension, Unit};
use crate::domain::rules::cause::is_stagnant;
use crate::domain::rules::concentration::concentration;
use crate::domain::rules::figure::Figure;
use crate::domain::rules::ranking::Move;
use crate::report::cell::{both, changed, column, count, marked, moved, share, strong, table, term, value, words};
use crate::report::review::{dimension, is_new, named};
use crate::report::{Cell, Column, Row, Sentence, Table, Value};

impl Standing<'_> {
    /// The table.
    pub(super) fn board(&self, told: &Told<'_>) -> Option<Table> {
        let histories = self.histories();
        let history = |name: usize| -> Vec<Option<u32>> {
            histories.iter().map(|run| run.get(name).copied().flatten()).collect()
        };
        let reached = told.reached(self.by);
        let noise = Noise::of(self);
        let is_tied = |noise: &Noise| (0..self.ranked.len()).any(|place| noise.is_tied(place));
        let shape = Shape {
            sure: noise.is_some(),
            tied: noise.as_ref().is_some_and(is_tied),
            compared: self.before().is_some(),
            team: self.has_teams(),
            share: !self.metric.is_ratio(),
            attainment: reached.map(|reached| reached.wanted.column()),
            next: self.ranked.len() > 1,
            market: told.markets.iter().any(|(by, _)| *by == self.by),
            history: self.ranked.iter().any(|one| history(one.name).iter().any(Option::is_some)),
        };
        let whole = |run| self.scope.figure(self.metric, &told.whole, run, &[0]);
        let line = |(at, one): (usize, &Ranked)| {
            let id = self.name(one.name);
            let parts = Parts {
                rank: count(one.rank),
                moved: moved(one.moved),
                team: self.team(id),
                tied: noise.as_ref().map_or(Value::Null, |noise| noise.word(self, at)),
                next: self.above_row(at).map_or(Value::Null, |gap| self.gap(gap)),
                attainment: reached.map_or(Value::Null, |reached| reached.cell(self, one.name)),
                market: markets::word(self, told, one.name).unwrap_or(Value::Null),
                history: Value::Ranks(history(one.name)),
                spark: self.spark(one.name),
                bar: self.bar(one.figure),
            };
            let cells = self.cells(
                &shape,
                parts,
                |run| self.figure(run, one.name),
                whole(0),
                (self.incomplete(told, id), self.sums.corrects(self.metric, 0, &[one.name])),
            );
            Row { id: id.to_owned(), label: self.label(one.name), cells, total: false }
        };
        let lacks = self.metric.measures().any(|measure| told.coverage.lacks(measure));
        let blank = |id: &str, label: Value, figure: &dyn Fn(usize) -> Figure, total: bool| {
            let attainment = reached.filter(|_| total).map_or(Value::Null, |reached| reached.total(whole(0)));
            let parts = Parts { team: self.team(id), attainment, ..Parts::default() };
            let cells = self.cells(
                &shape,
                parts,
                figure,
                whole(0),
                (total && lacks, total && told.whole.corrects(self.metric, 0, &[0])),
            );
            Row { id: id.to_owned(), label, cells, total }
        };
        let mut rows: Vec<Row> = self.ranked.iter().enumerate().map(line).collect();
        if rows.is_empty() {
            return None;
        }
        let rest = |run| self.rest(told, run);
        if rest(0) != Figure::Null {
            rows.push(blank("", words("row.not_recorded"), &rest, false));
        }
        if self.ranked.len() > 1 || rest(0) != Figure::Null {
            rows.push(blank("total", words("row.total"), &whole, true));
        }
        let said = table("board", term(self.metric), dimension(self.by), self.columns(&shape), rows)?;
        let tied = shape.tied.then(|| Sentence::new("note.tied"));
        let marked = markets::note(&said);
        let notes = tied.into_iter().chain(marked).chain(self.held_against()).chain(self.note());
        Some(Table { note: notes.reduce(both), ..said })
    }

    /// What ranks have moved against, where no sentence about a climber says so.
    fn held_against(&self) -> Option<Sentence> {
        let moved = |way: fn(&i64) -> bool| {
            self.ranked.iter().any(|one| matches!(one.moved, Some(Move::By(ranks)) if way(&ranks)))
        };
        let said = moved(|ranks| *ranks != 0) && !moved(|ranks| *ranks > 0);
        let days = self.scope.before.filter(|_| said)?;
        Some(Sentence::new("note.move").with("comparison", named(self.scope, days)))
    }

    /// What is missing to the row above, nothing where it is equal (S-091).
    fn above_row(&self, at: usize) -> Option<Rate> {
        let (own, above) = (self.ranked.get(at)?, self.ranked.get(at.checked_sub(1)?)?);
        Some(self.distance(above.figure, own.figure))
    }

    /// What the whole has beyond the names: rows that do not carry the dimension.
    fn rest(&self, told: &Told<'_>, run: usize) -> Figure {
        if self.by != Dimension::Team {
            return self.sums.name("").map_or(Figure::Null, |name| self.figure(run, name));
        }
        let all = self.sums.all();
        self.formula.figure(|place| {
            let whole = told.whole.of(run, 0, self.sums.measures().get(place)?)?;
            let named = self.sums.over(run, &all, place).unwrap_or(0);
            (whole != named).then(|| whole - named)
        })
    }

    fn columns(&self, shape: &Shape) -> Vec<Column> {
        let ago = match self.scope.period.grain() {
            Grain::Day => "column.history.day",
            Grain::Week => "column.history.week",
            Grain::Month => "column.history.month",
            Grain::Quarter => "column.history.quarter",
            Grain::Year => "column.history.year",
        };
        let all = [
            (true, column("rank", words("column.place"))),
            (shape.compared, column("move", words("column.move"))),
            (shape.team, column("team", words("dimension.team"))),
            (true, strong("value", term(self.metric))),
            (shape.sure, column("interval", words("column.interval"))),
            (shape.tied, column("tied", words("column.tied"))),
            (shape.share, column("share", words("column.share"))),
            (shape.compared, column("change", words("column.change"))),
            (shape.attainment.is_some(), shape.attainment.clone().unwrap_or_else(|| column("attainment", Value::Null))),
            (shape.next, column("to_next", words("column.to_next"))),
            (shape.market, column("market", words("column.market"))),
            (shape.history, column("history", words(ago))),
            (true, column("spark", words("column.lately"))),
            (true, column("bar", term(self.metric))),
        ];
        all.into_iter().filter(|(wanted, _)| *wanted).map(|(_, column)| column).collect()
    }

    fn cells(
        &self,
        shape: &Shape,
        parts: Parts,
        figure: impl Fn(usize) -> Figure,
        whole: Figure,
        (incomplete, corrected): (bool, bool),
    ) -> Vec<Cell> {
        let now = figure(0);
        let change = self.before().map(|run| changed(self.metric, now, figure(run)));
        let all = [
            (true, parts.rank.into()),
            (shape.compared, parts.moved.into()),
            (shape.team, parts.team.into()),
            (true, marked(value(self.metric, now), incomplete, corrected)),
            (shape.sure, span(now).into()),
            (shape.tied, parts.tied.into()),
            (shape.share, share(now.number(), whole.number()).into()),
            (shape.compared, change.unwrap_or(Value::Null).into()),
            (shape.attainment.is_some(), parts.attainment.into()),
            (shape.next, parts.next.into()),
            (shape.market, parts.market.into()),
            (shape.history, parts.history.into()),
            (true, parts.spark.into()),
            (true, parts.bar.into()),
        ];
        all.into_iter().filter(|(wanted, _)| *wanted).map(|(_, cell)| cell).collect()
    }

    /// How much the best hold, who is new, who has no rows.
    fn note(&self) -> Option<Sentence> {
        let amounts: Vec<i128> = self.ranked.iter().filter_map(|one| self.figure(0, one.name).number()).collect();
        let held = concentration(&amounts).filter(|_| amounts.len() >= HISTORY).map(|(best, share)| {
            Sentence::new("note.concentration")
                .with("n", count(best))
                .with("share", Value::Rate(share, Unit::Percent))
                .with("metric", term(self.metric))
        });
        let listed = |id: &'static str, names: Vec<String>| {
            (!names.is_empty()).then(|| Sentence::new(id).with("people", Value::Text(names.join(", "))))
        };
        let newcomers = self.ranked.iter().map(|one| self.name(one.name));
        let newcomers = newcomers.filter(|name| self.by == Dimension::Member && is_new(self.scope, name));
        let newcomers = listed("note.newcomers", newcomers.map(str::to_owned).collect());
        let silent = listed("note.silent", self.silent());
        let stagnant = listed("note.stagnant", self.stagnant());
        [held, newcomers, stagnant, silent].into_iter().flatten().reduce(both)
    }
}

impl Standing<'_> {
    /// Whose rank among people has stood still for three months (S-086). A month that is still running has no rank yet.
    fn stagnant(&self) -> Vec<String> {
        if self.by != Dimension::Member || self.scope.period.grain() != Grain::Month {
            return Vec::new();
        }
        let over = self.scope.days.last() >= self.scope.period.last();
        let histories = self.histories();
        let stands_still = |one: &&Ranked| {
            let past = histories.iter().map(|run| run.get(one.name).copied().flatten().map(|rank| rank as usize));
            is_stagnant(&past.chain(over.then_some(Some(one.rank))).collect::<Vec<_>>())
        };
        self.ranked.iter().filter(stands_still).map(|one| self.name(one.name).to_owned()).collect()
    }
}

/// Which columns there are.
#[expect(clippy::struct_excessive_bools, reason = "each says of one column or two whether there is anything to hold")]
struct Shape {
    sure: bool,
    tied: bool,
    compared: bool,
    team: bool,
    share: bool,
    attainment: Option<Column>,
    next: bool,
    market: bool,
    history: bool,
}

/// What a row says beside its figures.
struct Parts {
    rank: Value,
    moved: Value,
    team: Value,
    tied: Value,
    next: Value,
    attainment: Value,
    market: Value,
    history: Value,
    spark: Value,
    bar: Value,
}

impl Default for Parts {
    fn default() -> Self {
        let [rank, moved, team, tied, next, attainment, market, history, spark, bar] = [const { Value::Null }; 10];
        Self { rank, moved, team, tied, next, attainment, market, history, spark, bar }
    }
}
