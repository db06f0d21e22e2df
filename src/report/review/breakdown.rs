//! Tables `breakdown`, `matrix`, `branches` and `paid`: the period by channel, region, product, person, team or reason.

use super::Beside;
use super::measures::{columns, compared, shown, told};
use crate::domain::base::Rate;
use crate::domain::model::{Better, Dimension, Metric};
use crate::domain::rules::carrier::contribution;
use crate::domain::rules::figure::{Figure, Formula};
use crate::domain::rules::order_size::{Band, band};
use crate::domain::rules::ownership::channel_owner;
use crate::domain::rules::ranking::places;
use crate::domain::rules::tenure::is_newcomer;
use crate::report::ask::Ask;
use crate::report::cell::{both, column, count, row, share, table, term, total, value, words};
use crate::report::funnel::in_short;
use crate::report::scope::{Runs, Scope};
use crate::report::sums::Sums;
use crate::report::{Column, Row, Sentence, Table, Value};

pub(super) fn ask(scope: &Scope<'_>) -> Ask {
    scope.ask(scope.runs().list, &shown(scope), scope.question.lens.by)
}

pub(super) fn tables(scope: &Scope<'_>, sums: &Sums, beside: &Beside<'_>) -> Vec<Table> {
    let (Some(by), Some(metric)) = (scope.question.lens.by, scope.foreground()) else { return Vec::new() };
    let mut lines = Lines::of(scope, sums, &beside.whole, metric);
    lines.by_change();
    let mut tables: Vec<Table> = lines.names("breakdown", term(metric), by).into_iter().collect();
    if !tables.is_empty() {
        tables.extend(matrix(scope, sums, beside, by, &lines.order));
    }
    if by == Dimension::Channel {
        tables.extend(lines.table("branches", &branches(scope, sums)));
        tables.extend(lines.table("paid", &paid_and_free(scope, sums)));
    }
    tables
}

/// What all lines of a breakdown are made of.
pub(super) struct Lines<'a> {
    scope: &'a Scope<'a>,
    sums: &'a Sums,
    whole: &'a Sums,
    runs: Runs,
    metric: &'a Metric,
    formula: Formula,
    /// The whole's figure in the first run, of which shares are.
    all: Option<i128>,
    /// The numbers of the names that the metric says anything about and their figure, the largest first, names in their
    /// order on a tie, what is not recorded last.
    order: Vec<(usize, Option<Rate>)>,
    /// What says by what they are sorted, where it is not by size.
    sorted: Option<&'static str>,
}

impl<'a> Lines<'a> {
    /// Of `sums`, whose first runs are those of the scope, and of the `whole` that they are parts of.
    pub(super) fn of(scope: &'a Scope<'a>, sums: &'a Sums, whole: &'a Sums, metric: &'a Metric) -> Self {
        let formula = scope.formula(metric, sums);
        let runs = scope.runs();
        let figure = |run: usize, name: usize| formula.figure(|place| sums.at(run, name, place));
        let says = |name: &usize| (0..runs.list.len()).any(|run| figure(run, *name) != Figure::Null);
        let said = (0..sums.names.len()).filter(says);
        let mut order: Vec<_> = said.map(|name| (name, figure(0, name).rate())).collect();
        let unnamed = |name: usize| sums.names.get(name).is_some_and(String::is_empty);
        order.sort_by(|a, b| unnamed(a.0).cmp(&unnamed(b.0)).then_with(|| b.1.cmp(&a.1)));
        let all = scope.figure(metric, whole, 0, &[0]).number();
        Self { scope, sums, whole, runs, metric, formula, all, order, sorted: None }
    }

    /// Puts the names in the order of what they add to the change of the whole, where there is one: whoever makes it
    /// worse most stands first. What is not recorded stays last.
    fn by_change(&mut self) {
        let Some(before) = self.runs.before else { return };
        let whole = [0, before].map(|run| self.scope.figure(self.metric, self.whole, run, &[0]));
        let adds = |name: usize| {
            let [now, then] = [0, before].map(|run| self.formula.figure(|place| self.sums.at(run, name, place)));
            contribution((whole[0], whole[1]), (now, then))
        };
        let added: Option<Vec<Rate>> = self.order.iter().map(|(name, _)| adds(*name)).collect();
        let Some(added) = added else { return };
        let less_is_better = self.metric.better == Better::Lower;
        let mut order: Vec<_> = std::mem::take(&mut self.order).into_iter().zip(added).collect();
        let unnamed = |name: usize| self.sums.names.get(name).is_some_and(String::is_empty);
        order.sort_by(|((a, _), own), ((b, _), other)| {
            let worse = if less_is_better { other.cmp(own) } else { own.cmp(other) };
            unnamed(*a).cmp(&unnamed(*b)).then(worse)
        });
        self.order = order.into_iter().map(|(one, _)| one).collect();
        self.sorted = Some(if less_is_better { "note.most_risen_first" } else { "note.most_lost_first" });
    }

    /// The table of all names in their order, and of the whole.
    pub(super) fn names(&self, id: &'static str, title: Value, by: Dimension) -> Option<Table> {
        let (ranked, banded) = (by == Dimension::Member, by == Dimension::Member && self.metric.id == "aov");
        let ranks = if ranked { self.ranks() } else { Vec::new() };
        let named = self.order.iter().map(|(name, _)| self.sums.names.get(*name).map_or("", String::as_str));
        let owners: Vec<Value> = named.map(|name| owner(self.scope, by, name)).collect();
        let owned = owners.iter().any(|owner| *owner != Value::Null);
        let nobody = Value::Text(String::new());
        // Before what is left out first on a narrow screen.
        let mut columns = own_columns(self.scope);
        let place = columns.iter().position(|column| column.id == "year").unwrap_or(columns.len());
        if owned {
            columns.insert(place, column("owner", words("column.owner")));
        }
        let owned_by = |mut row: Row, owner: Option<&Value>| {
            if let Some(owner) = owner.filter(|_| owned) {
                row.cells.insert(place.min(row.cells.len()), owner.clone().into());
            }
            row
        };
        let line = |(at, (name, rate)): (usize, &(usize, Option<Rate>))| {
            let id = self.sums.names.get(*name).map_or("", String::as_str);
            let figure = |run| self.formula.figure(|place| self.sums.at(run, *name, place));
            let rank = ranked.then(|| ranks.get(at).copied().flatten().map_or(Value::Null, count));
            let band = banded.then(|| rate.map_or(Value::Null, |rate| self.band(rate)));
            let row = self.line(id, label(self.scope, by, id), rank, band, figure);
            owned_by(self.corrected(row, self.sums, &[*name], ranked), owners.get(at))
        };
        let mut rows: Vec<Row> = self.order.iter().enumerate().map(line).collect();
        rows.extend(self.rest(by).map(|row| owned_by(row, Some(&nobody))));
        let blank = |wanted: bool| wanted.then_some(Value::Null);
        if !rows.is_empty() {
            let whole = |run| self.scope.figure(self.metric, self.whole, run, &[0]);
            let row = total(self.cells(blank(ranked), blank(banded), whole));
            rows.push(owned_by(self.corrected(row, self.whole, &[0], ranked), Some(&nobody)));
        }
        if ranked {
            columns.insert(0, column("rank", words("column.rank")));
        }
        if banded {
            columns.push(column("band", words("column.band")));
        }
        let said = table(id, title, dimension(by), columns, rows)?;
        let newcomers = ranked.then(|| newcomers(self.scope, self.sums)).flatten();
        let notes = self.sorted.map(Sentence::new).into_iter().chain(newcomers);
        Some(Table { note: notes.reduce(both), ..said })
    }

    /// The rank of each name of the order; who has no figure has none, and nor has what names nobody (R3).
    fn ranks(&self) -> Vec<Option<usize>> {
        let named = |name: usize| self.sums.names.get(name).is_some_and(|name| !name.is_empty());
        let figures: Vec<Option<Rate>> = self.order.iter().map(|(name, rate)| rate.filter(|_| named(*name))).collect();
        places(&figures, self.metric.better)
    }

    /// What an average order says about who took it (S-108).
    fn band(&self, average: Rate) -> Value {
        words(match band(average, self.scope.setting.organisation.settings.order_bands) {
            Band::Low => "band.low",
            Band::Middle => "band.middle",
            Band::High => "band.high",
        })
    }

    fn line(
        &self,
        id: &str,
        label: Value,
        rank: Option<Value>,
        band: Option<Value>,
        figure: impl Fn(usize) -> Figure,
    ) -> Row {
        row(id, label, self.cells(rank, band, figure))
    }

    fn cells(&self, rank: Option<Value>, band: Option<Value>, figure: impl Fn(usize) -> Figure) -> Vec<Value> {
        let mut cells = Vec::with_capacity(8);
        cells.extend(rank);
        let first = cells.len();
        compared(&self.runs, self.metric, &figure, &mut cells);
        cells.insert(first + 1, share(figure(0).number(), self.all));
        if let Some(before) = self.runs.before.filter(|_| differs(Some(self.metric))) {
            let [now, then] = [0, before].map(|run| figure(run).number());
            let differs = now.or(then).map(|_| now.unwrap_or(0).saturating_sub(then.unwrap_or(0)));
            cells.insert(first + 4, differs.map_or(Value::Null, |by| Value::Plus(by, self.metric.unit)));
        }
        cells.extend(band);
        cells
    }

    /// The row with the mark of a correction at each figure that one is among: the value, and those it is compared with.
    fn corrected(&self, mut row: Row, sums: &Sums, names: &[usize], ranked: bool) -> Row {
        let first = usize::from(ranked);
        let differing = self.runs.before.is_some() && differs(Some(self.metric));
        for (at, cell) in row.cells.iter_mut().enumerate().skip(first) {
            // The share stands behind the value.
            let place = match at - first {
                0 => 0,
                1 => continue,
                4 if differing => continue,
                at if differing && at > 4 => at - 2,
                at => at - 1,
            };
            let corrected = self.runs.at(place).is_some_and(|run| sums.corrects(self.metric, run, names));
            cell.marks.corrected = corrected && cell.value != Value::Null;
        }
        row
    }

    /// What the whole has beyond the names: rows with neither team nor person in a breakdown by team.
    fn rest(&self, by: Dimension) -> Option<Row> {
        let all = self.sums.all();
        let beyond = |run: usize, place: usize| {
            let whole = self.whole.of(run, 0, self.sums.measures().get(place)?)?;
            let named = self.sums.over(run, &all, place).unwrap_or(0);
            (whole != named).then(|| whole - named)
        };
        let figure = |run| self.formula.figure(|place| beyond(run, place));
        let row = || self.line("", words("row.not_recorded"), None, None, figure);
        (by == Dimension::Team && figure(0) != Figure::Null).then(row)
    }

    /// A table of groups of names: id, label, members.
    fn table(&self, id: &'static str, groups: &[(&str, Value, Vec<usize>)]) -> Option<Table> {
        let line = |(id, label, names): &(&str, Value, Vec<usize>)| {
            let figure = |run| self.formula.figure(|place| self.sums.over(run, names, place));
            let row = self.line(id, label.clone(), None, None, figure);
            self.corrected(row, self.sums, names, false)
        };
        let title = words(if id == "paid" { "table.paid" } else { "table.branches" });
        table(id, title, dimension(Dimension::Channel), own_columns(self.scope), groups.iter().map(line).collect())
    }
}

/// Whether it is said by how much a metric's parts differ: of what adds up.
fn differs(metric: Option<&Metric>) -> bool {
    metric.is_some_and(|metric| metric.unit.is_stored())
}

/// The columns of the comparison, with the share of the whole after the value and by how much it differs after the
/// change.
fn own_columns(scope: &Scope<'_>) -> Vec<Column> {
    let mut columns = columns(scope);
    columns.insert(1, column("share", words("column.share")));
    if let Some(at) =
        differs(scope.foreground()).then(|| columns.iter().position(|column| column.id == "change")).flatten()
    {
        columns.insert(at + 1, column("difference", words("column.difference")));
    }
    columns
}

/// Names of which every measure is shown; a longer list is asked for measure by measure.
const WIDE: usize = 60;

/// Every measure of every name, the names in the order of the breakdown.
fn matrix(
    scope: &Scope<'_>,
    sums: &Sums,
    beside: &Beside<'_>,
    by: Dimension,
    order: &[(usize, Option<Rate>)],
) -> Option<Table> {
    if order.len() > WIDE {
        return None;
    }
    let metrics = told(scope, beside);
    let formulas: Vec<Formula> = metrics.iter().map(|metric| scope.formula(metric, sums)).collect();
    let line = |(name, _): &(usize, Option<Rate>)| {
        let id = sums.names.get(*name).map_or("", String::as_str);
        let figure = |formula: &Formula| formula.figure(|place| sums.at(0, *name, place));
        let cells = metrics.iter().zip(&formulas).map(|(metric, formula)| value(metric, figure(formula)));
        row(id, label(scope, by, id), cells.collect())
    };
    let whole = metrics.iter().map(|metric| value(metric, scope.figure(metric, &beside.whole, 0, &[0])));
    let rows = order.iter().map(line).chain([total(whole.collect())]).collect();
    let foreground = scope.foreground().map(|metric| metric.id.as_str());
    let head = |metric: &&Metric| {
        let own = Some(metric.id.as_str()) == foreground;
        Column { strong: own, ..column(metric.id.clone(), term(metric)) }
    };
    table("matrix", words("table.matrix"), dimension(by), metrics.iter().map(head).collect(), rows)
}

/// Who of the people shown is a newcomer on the last day that counts: ranked, but flagged (R11).
fn newcomers(scope: &Scope<'_>, sums: &Sums) -> Option<Sentence> {
    let names: Vec<&str> = sums.names.iter().map(String::as_str).filter(|name| is_new(scope, name)).collect();
    (!names.is_empty()).then(|| Sentence::new("note.newcomers").with("people", Value::Text(names.join(", "))))
}

/// Whether a person is a newcomer on the last day that counts (R11).
pub(in crate::report) fn is_new(scope: &Scope<'_>, name: &str) -> bool {
    let hired = scope.setting.organisation.people.get(name).and_then(|person| person.hired);
    hired.is_some_and(|hired| is_newcomer(hired, scope.days.last()))
}

/// The branches of the channel tree that have any figure, with the names below each (S-030).
fn branches<'a>(scope: &Scope<'a>, sums: &Sums) -> Vec<(&'a str, Value, Vec<usize>)> {
    let organisation = scope.setting.organisation;
    let is_branch = |id: &str| organisation.channels.iter().any(|channel| channel.parent.as_deref() == Some(id));
    let branches = organisation.channels.iter().filter(|channel| is_branch(&channel.id));
    let group = branches.map(|channel| {
        let below = organisation.channel_and_below(&channel.id);
        let names = below.iter().filter_map(|name| sums.name(name)).collect();
        (channel.id.as_str(), Value::Term(channel.term.clone()), names)
    });
    group.filter(|(_, _, names): &(_, _, Vec<usize>)| !names.is_empty()).collect()
}

/// Paid and free traffic; channels that the tree does not have are neither.
fn paid_and_free(scope: &Scope<'_>, sums: &Sums) -> Vec<(&'static str, Value, Vec<usize>)> {
    let of = |paid: bool| {
        let channels = scope.setting.organisation.channels.iter().filter(move |channel| channel.paid == paid);
        channels.filter_map(|channel| sums.name(&channel.id)).collect::<Vec<_>>()
    };
    let groups = [("paid", words("row.paid"), of(true)), ("free", words("row.free"), of(false))];
    groups.into_iter().filter(|(_, _, names)| !names.is_empty()).collect()
}

/// Who answers for a channel, or leads a team; null where nobody does.
fn owner(scope: &Scope<'_>, by: Dimension, name: &str) -> Value {
    let organisation = scope.setting.organisation;
    match by {
        Dimension::Channel => {
            channel_owner(organisation, name, scope.days.last()).as_ref().map_or(Value::Null, in_short)
        }
        Dimension::Team => {
            let lead = organisation.teams.get(name).and_then(|team| team.lead.clone());
            lead.map_or(Value::Null, Value::Text)
        }
        _ => Value::Null,
    }
}

/// What a name of a dimension is called.
pub(in crate::report) fn label(scope: &Scope<'_>, by: Dimension, name: &str) -> Value {
    let channels = || scope.setting.organisation.channels.iter().find(|channel| channel.id == name);
    match (by == Dimension::Channel).then(channels).flatten() {
        Some(channel) => Value::Term(channel.term.clone()),
        None if name.is_empty() => words("row.not_recorded"),
        None if by == Dimension::Reason => reason(name),
        None => Value::Text(name.to_owned()),
    }
}

/// Reasons that dayboard has words for (S-021, S-123); any other is said as it was recorded.
const REASONS: [(&str, &str); 11] = [
    ("price", "reason.price"),
    ("competitor", "reason.competitor"),
    ("no budget", "reason.no-budget"),
    ("no reply", "reason.no-reply"),
    ("product gap", "reason.product-gap"),
    ("delivery", "reason.delivery"),
    ("other", "reason.other"),
    ("logistics", "reason.logistics"),
    ("quality", "reason.quality"),
    ("billing", "reason.billing"),
    ("installation", "reason.installation"),
];

fn reason(name: &str) -> Value {
    let plain = name.replace(['-', '_'], " ");
    let known = REASONS.iter().find(|(known, _)| *known == plain);
    known.map_or_else(|| Value::Text(name.to_owned()), |(_, id)| words(id))
}

/// The word for a dimension.
pub(in crate::report) fn dimension(by: Dimension) -> Value {
    words(match by {
        Dimension::Channel => "dimension.channel",
        Dimension::Region => "dimension.region",
        Dimension::Product => "dimension.product",
        Dimension::Member => "dimension.member",
        Dimension::Team => "dimension.team",
        Dimension::Reason => "dimension.reason",
    })
}
