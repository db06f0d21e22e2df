//! A table: one underlined header row, one bold column, units muted in a column of their own, charts at the right.
//!
//! ```text
//!    measure            day    vs Tue   12 days        header, underlined over the whole width
//!  ▸ inquiries           52   −14.8 %   ▅▄▄▃▃▅▄▃▃▂▃▂   cursor, label, figure, unit, mark, small chart
//! ```

use ratatui::style::Modifier;

use super::Pen;
use crate::render::{Grid, GridCell, GridColumn, Voice, bar_cells, rank_words, spark_levels};
use crate::report::{Cell, Table, Value};
use crate::text::{fit, width};
use crate::tui::app::Spot;
use crate::tui::theme::Role;

/// Cells before the label: the cursor, the flag, a space; and where the flag stands.
const MARGIN: usize = 3;
const FLAG: usize = 1;
/// The fewest cells between columns, and the most.
const GAP: (usize, usize) = (2, 5);
/// The fewest cells of a label that is cut, and of a small chart.
const LEAST: (usize, usize) = (10, 8);
/// The fewest cells of a column of words that is cut, and of the one that the table is about.
const PHRASE: (usize, usize) = (20, 28);
/// Columns of a funnel's names that are missed less than a rate, the first one first.
const FUNNEL: [&str; 7] =
    ["close_points", "effective_visits", "inquiries", "open", "valid_points", "inquiry_points", "change"];
/// Cells that a bar wants beyond the fewest where it stands beside another chart.
const BESIDE: usize = 6;
/// The most cells of a bar.
const BAR: usize = 24;
/// Cells at the header's end that say that so many columns have no room, and the space before them.
fn told(hidden: usize) -> usize {
    if hidden > 0 { width(&hidden_sign(hidden)) + 1 } else { 0 }
}

/// What says that so many columns have no room.
fn hidden_sign(hidden: usize) -> String {
    format!("+{hidden}~")
}

/// Whether the columns of a table are periods side by side.
fn in_periods(table: &Table) -> bool {
    matches!(table.id.as_ref(), "weeks" | "months" | "segments")
}

/// Which columns of a table stand where in the room there is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Shape {
    /// Columns in front of the label: number, and the cells it gets.
    lead: Vec<(usize, usize)>,
    label: usize,
    gap: usize,
    /// Number of the column, and the cells it gets.
    columns: Vec<(usize, usize)>,
    /// How many columns, small charts aside, have no room.
    hidden: usize,
}

impl Shape {
    /// The shape of `grid` in `room` cells. When they do not suffice, long words are cut, then the small chart goes first, then what is neither
    /// the main column nor a change nor a range strip (of periods side by side the oldest), then changes but the first, then the end of
    /// the labels; the header's end says how many columns went.
    pub(in crate::tui) fn of(grid: &Grid, table: &Table, head: &str, room: usize) -> Self {
        let ranks = table.columns.iter().take_while(|column| matches!(column.id.as_ref(), "rank" | "move")).count();
        let lead: Vec<(usize, usize)> =
            grid.columns.iter().take(ranks).enumerate().map(|(at, column)| (at, column.width())).collect();
        let in_front: usize = lead.iter().map(|(_, cells)| cells + GAP.0).sum();
        let mut columns: Vec<usize> = (ranks..grid.columns.len()).collect();
        let mut label = grid.label_width.max(width(head));
        let full =
            |at: usize| grid.columns.get(at).map_or(0, |column| if column.chart { LEAST.1 } else { column.width() });
        let mut cells: Vec<usize> = (0..grid.columns.len()).map(full).collect();
        let figures = |columns: &[usize]| {
            columns.iter().filter(|at| grid.columns.get(**at).is_some_and(|column| !column.chart)).count()
        };
        let all = figures(&columns);
        let told = |columns: &[usize]| told(all.saturating_sub(figures(columns)));
        let need = |columns: &[usize], label: usize, cells: &[usize]| {
            let told = told(columns);
            let charts = columns.len() - figures(columns);
            MARGIN
                + in_front
                + label
                + charts.saturating_sub(1) * BESIDE
                + columns.iter().map(|at| GAP.0 + cells.get(*at).copied().unwrap_or(0)).sum::<usize>()
                + told
        };
        let mut gone = Vec::new();
        loop {
            let over = need(&columns, label, &cells).saturating_sub(room);
            if over == 0 {
                break;
            }
            let above = |at: &usize| {
                let column = grid.columns.get(*at).filter(|column| column.words)?;
                // What the table is about keeps twice the room.
                let (floor, share) = if column.strong { (PHRASE.1, 1) } else { (PHRASE.0, 2) };
                cells.get(*at).filter(|cells| **cells > floor).map(|cells| (cells * share, *at))
            };
            if let Some((_, at)) = columns.iter().filter_map(above).max() {
                if let Some(cells) = cells.get_mut(at) {
                    *cells -= 1;
                }
                continue;
            }
            match (expendable(&columns, grid, table, label <= LEAST.0), label > LEAST.0) {
                (Some(at), _) => gone.push(columns.remove(at)),
                (None, true) => label = label.saturating_sub(over).max(LEAST.0),
                (None, false) => break,
            }
        }
        // What went last may have made room for what went before it; of periods side by side none is left out between two.
        for at in gone.into_iter().rev().skip(1).filter(|_| !in_periods(table)) {
            let mut with = columns.clone();
            with.insert(columns.partition_point(|one| *one < at), at);
            if need(&with, label, &cells) <= room {
                columns = with;
            }
        }
        // What went made room for words again.
        for at in &columns {
            let spare = room.saturating_sub(need(&columns, label, &cells));
            if let Some(cells) = cells.get_mut(*at) {
                *cells = full(*at).min(*cells + spare);
            }
        }
        let least = |at: &usize| cells.get(*at).copied().unwrap_or(0);
        let hidden = all - figures(&columns);
        let spare = room.saturating_sub(need(&columns, label, &cells));
        let gap = (GAP.0 + spare / (columns.len() * 2).max(1)).min(GAP.1);
        let mut left = room.saturating_sub(MARGIN + in_front + label + told(&columns));
        let columns = columns
            .into_iter()
            .map(|at| {
                left = left.saturating_sub(gap);
                let chart = grid.columns.get(at).is_some_and(|column| column.chart);
                let title = grid.columns.get(at).map_or(0, |column| width(&column.title));
                let cells = if chart { left.min(points(table, at).max(title)).max(1) } else { least(&at) };
                left = left.saturating_sub(cells);
                (at, cells)
            })
            .collect();
        Self { lead, label, gap, columns, hidden }
    }

    /// Where the label stands.
    fn label_at(&self) -> usize {
        MARGIN + self.lead.iter().map(|(_, cells)| cells + GAP.0).sum::<usize>()
    }

    /// Where each column stands: number, first cell, cells.
    fn places(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let mut x = MARGIN;
        let lead = self.lead.iter().map(move |(at, cells)| {
            x += cells + GAP.0;
            (*at, x - cells - GAP.0, *cells)
        });
        let mut x = self.label_at() + self.label;
        let rest = self.columns.iter().map(move |(at, cells)| {
            x += self.gap + cells;
            (*at, x - cells, *cells)
        });
        lead.chain(rest)
    }
}

/// Columns of the screen that `table` needs to show all it has, but for its small charts.
pub(in crate::tui) fn needed(table: &Table, voice: &Voice<'_>) -> usize {
    let grid = Grid::of(table, voice);
    let columns = grid.columns.iter().filter(|column| !column.chart).map(|column| GAP.0 + column.width());
    MARGIN + grid.label_width + columns.sum::<usize>()
}

/// Columns of boards and of a person's page, those that are missed least first.
const SPARED: [&str; 11] =
    ["spark", "history", "before", "share", "mean", "bar", "team", "now", "attainment", "move", "change"];

/// Columns of tables of targets, those that are missed least first.
const PACED: [&str; 7] = ["stretched", "stretch", "projected", "projection", "attainment", "required", "ahead"];
/// Columns of measures beside their plan, those that are missed least first: what one day came to says less than its plan.
const PLANNED: [&str; 3] = ["before", "year", "plan"];
/// Columns of six weeks beside their plan, those that are missed least first; then the oldest weeks.
const WEEKLY: [&str; 2] = ["last_year", "plan"];
/// Columns of what moved most, those that are missed least first: a part says nothing without who carries it.
const MOVED: [&str; 3] = ["dimension", "owner", "part"];
/// Columns of a breakdown whose parts somebody answers for, those that are missed least first.
const OWNED: [&str; 6] = ["year", "before", "share", "year_change", "difference", "owner"];

/// Columns of records of the work with people, those that are missed least first.
const RECORDED: [&str; 6] = ["tags", "before", "after", "by", "minutes", "metric"];
/// Columns of promises, those that are missed least first.
const PROMISED: [&str; 5] = ["metric", "tier", "left", "late", "age"];
/// Columns that a promise says nothing without: its words are cut before they go.
const PROMISE: [&str; 3] = ["owner", "due", "state"];

/// The place among `columns` of the one that is missed least; `None` where all have to stay. `cut`: whether the labels have
/// been cut as far as they can be.
fn expendable(columns: &[usize], grid: &Grid, table: &Table, cut: bool) -> Option<usize> {
    let of = |at: usize| grid.columns.get(at);
    let has = |id: &str| table.columns.iter().any(|column| column.id == id);
    let place = |id: &str| columns.iter().position(|at| table.columns.get(*at).is_some_and(|one| one.id == id));
    let spared: &[&str] = match table.id.as_ref() {
        _ if table.id == "board" || has("on_mean") => &SPARED,
        "pace" | "pace_parts" => &PACED,
        "exceptions" => &MOVED,
        "measures" if has("plan") => &PLANNED,
        "weeks" if has("plan") => &WEEKLY,
        "breakdown" if has("owner") => &OWNED,
        "records" => &RECORDED,
        _ if is_promises(table) => &PROMISED,
        _ => &[],
    };
    if let Some(place) = spared.iter().find_map(|id| place(id)) {
        return Some(place);
    }
    if is_promises(table) && !cut {
        return None;
    }
    let last = |wanted: &dyn Fn(usize) -> bool| columns.iter().rposition(|at| wanted(*at));
    let first = |wanted: &dyn Fn(usize) -> bool| columns.iter().position(|at| wanted(*at));
    let changes = columns.iter().filter(|at| is_change(table, **at)).count();
    let is_strip = |at: usize| {
        table.rows.iter().filter_map(|row| row.cells.get(at)).any(|cell| matches!(cell.value, Value::Strip { .. }))
    };
    let spare = |at: usize| of(at).is_some_and(|column| !column.strong) && !is_change(table, at) && !is_strip(at);
    let named = |wanted: &str| first(&|at| table.columns.get(at).is_some_and(|column| column.id == wanted));
    if let Some(at) = FUNNEL.iter().filter(|_| named("close_rate").is_some()).find_map(|wanted| named(wanted)) {
        return Some(at);
    }
    last(&|at| of(at).is_some_and(|column| column.chart))
        .or_else(|| if in_periods(table) { first(&spare) } else { last(&spare) })
        .or_else(|| last(&is_strip))
        .or_else(|| (changes > 1).then(|| last(&|at| is_change(table, at))).flatten())
}

/// Whether a table is a list of promises.
fn is_promises(table: &Table) -> bool {
    PROMISE.iter().all(|wanted| table.columns.iter().any(|column| column.id == *wanted))
}

fn is_change(table: &Table, at: usize) -> bool {
    let is = |cell: &Cell| matches!(cell.value, Value::Change(_) | Value::Points(_) | Value::Plus(..) | Value::New);
    table.rows.iter().filter_map(|row| row.cells.get(at)).any(is)
}

fn points(table: &Table, at: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
    let wanted = |cell: &Cell| match &cell.value {
        Value::Spark(points) => points.len(),
        Value::Bar(..) => BAR,
        _ => 0,
    };
    cells.map(wanted).max().unwrap_or(0)
}

/// A table to be drawn.
pub(in crate::tui) struct TableView<'a> {
    /// What it says.
    pub(in crate::tui) table: &'a Table,
    /// Who says it.
    pub(in crate::tui) voice: &'a Voice<'a>,
    /// What stands over the labels: the header of the first table, the title of any other.
    pub(in crate::tui) head: String,
    /// The row under the cursor, where it is in this table.
    pub(in crate::tui) cursor: Option<usize>,
    /// The number of its first row among those that the cursor goes through; `None` where it goes through none of them.
    pub(in crate::tui) first: Option<usize>,
}

impl TableView<'_> {
    /// Draws the header and the rows from number `top` on into the pen's area; how many rows were drawn.
    pub(in crate::tui) fn draw(&self, pen: &mut Pen<'_>, top: usize) -> usize {
        let grid = Grid::of(self.table, self.voice);
        let shape = Shape::of(&grid, self.table, &self.head, pen.columns());
        self.header(pen, &grid, &shape);
        let room = pen.rows().saturating_sub(1);
        let shown = self.table.rows.len().saturating_sub(top).min(room);
        for (y, number) in (top..top + shown).enumerate() {
            self.row(pen, y + 1, number, &grid, &shape);
            if let Some(first) = self.first {
                pen.clickable(0, pen.columns(), y + 1, Spot::Row(first + number));
            }
        }
        shown
    }

    fn header(&self, pen: &mut Pen<'_>, grid: &Grid, shape: &Shape) {
        pen.tint(0, pen.columns(), 0, Role::Rule);
        let role = if self.head == grid.label { Role::Rule } else { Role::RuleStrong };
        pen.put(shape.label_at(), 0, &fit(&self.head, shape.label), role);
        for (at, x, cells) in shape.places() {
            let Some(column) = grid.columns.get(at) else { continue };
            let role = if column.strong { Role::RuleStrong } else { Role::Rule };
            if column.words {
                pen.put(x, 0, &fit(&column.title, cells), role);
            } else {
                pen.put_left_of(x + column.title_end().min(cells), 0, &fit(&column.title, cells), role);
            }
        }
        if shape.hidden > 0 {
            pen.put_left_of(pen.columns(), 0, &hidden_sign(shape.hidden), Role::Rule);
        }
    }

    fn row(&self, pen: &mut Pen<'_>, y: usize, number: usize, grid: &Grid, shape: &Shape) {
        let (Some(row), Some(words)) = (self.table.rows.get(number), grid.rows.get(number)) else { return };
        let selected = self.cursor == Some(number);
        let under = if selected { Modifier::REVERSED } else { Modifier::empty() };
        if selected {
            pen.put(0, y, pen.glyphs.cursor, Role::Accent);
        }
        let alarm = row.cells.iter().any(|cell| cell.marks.alarm);
        if alarm {
            pen.put(FLAG, y, "!", Role::Bad);
        }
        let role = if row.total || selected || alarm { Role::Strong } else { Role::Text };
        let from = shape.label_at();
        let end = pen.put_over(from, y, &fit(&words.label, shape.label), role, under);
        if !words.unit.is_empty() && end < from + shape.label {
            pen.put(end + 1, y, &words.unit, Role::Muted);
        }
        for (at, x, cells) in shape.places() {
            let (Some(column), Some(cell), Some(said)) = (grid.columns.get(at), row.cells.get(at), words.cells.get(at))
            else {
                continue;
            };
            match &cell.value {
                Value::Spark(points) => spark(pen, x, y, points, cells),
                Value::Bar(part, whole) => bar(pen, (x, y, cells), (*part, *whole), cell.marks.alarm),
                Value::Strip { .. } => strip(pen, x, y, &said.number, cell.marks.alarm),
                Value::Ranks(ranks) => history(pen, x + cells, y, ranks),
                // Of a board nothing is missing where there is nothing to rank.
                Value::Null if self.table.id == "board" && !column.strong => {}
                value => {
                    let role = state(value).unwrap_or_else(|| weight(cell, column, row.total));
                    figure(pen, (x, y, cells), column, said, role);
                }
            }
        }
    }
}

/// The figure at the right of its own column, its unit and its mark after it; words at the left.
pub(in crate::tui) fn figure(
    pen: &mut Pen<'_>,
    (x, y, cells): (usize, usize, usize),
    column: &GridColumn,
    said: &GridCell,
    role: Role,
) {
    let role = if matches!(said.number.as_str(), "." | "-") { Role::Muted } else { role };
    if column.words {
        pen.put(x, y, &fit(&said.number, cells), role);
        return;
    }
    let end = x + cells - column.unit - column.mark;
    pen.put_left_of(end, y, &said.number, role);
    let end = pen.put(end, y, &said.unit, Role::Muted);
    // The flag at the row's left says the alarm.
    pen.put(end, y, said.mark.trim_end_matches('!'), Role::Strong);
}

/// A bar, exact to half a cell where the signs allow it.
fn bar(pen: &mut Pen<'_>, (x, y, cells): (usize, usize, usize), (part, whole): (u64, u64), alarm: bool) {
    let halves = bar_cells(part, whole, cells * 2);
    let (full, half) = match (halves % 2, pen.glyphs.half_bar) {
        (1, "") => (halves / 2 + 1, ""),
        (1, half) => (halves / 2, half),
        _ => (halves / 2, ""),
    };
    let bar = pen.glyphs.bar.repeat(full) + half;
    pen.put(x, y, &bar, if alarm { Role::Bad } else { Role::Accent });
}

/// Ranks of earlier periods, the newest strong.
fn history(pen: &mut Pen<'_>, end: usize, y: usize, ranks: &[Option<u32>]) {
    let words = rank_words(ranks);
    let mut x = end.saturating_sub(width(&words.join(" ")));
    for (at, word) in words.iter().enumerate() {
        x = pen.put(x, y, word, if at + 1 == words.len() { Role::Text } else { Role::Muted }) + 1;
    }
}

/// Ranks from which a climb is worth a colour.
const CLIMB: i64 = 3;

/// The look of a state's letter; `None` of anything else.
fn state(value: &Value) -> Option<Role> {
    let Value::Words(words) = value else { return None };
    match words.id.as_ref() {
        "status.at_risk" => Some(Role::Bad),
        "status.behind" => Some(Role::Warn),
        "status.reached" | "status.on_pace" => Some(Role::Good),
        _ => None,
    }
}

/// How much a figure weighs in its row.
pub(in crate::tui) fn weight(cell: &Cell, column: &GridColumn, total: bool) -> Role {
    match cell.value {
        Value::Climb(0) => return Role::Muted,
        Value::Climb(CLIMB..) => return Role::Good,
        _ => {}
    }
    match (cell.marks.alarm, column.strong || total) {
        (true, _) => Role::Bad,
        (false, true) => Role::Strong,
        (false, false) => Role::Text,
    }
}

/// A range strip: the track muted, where today is strong, red where it alarms.
fn strip(pen: &mut Pen<'_>, x: usize, y: usize, said: &str, alarm: bool) {
    let [track, mean, here] = pen.glyphs.strip;
    for (at, sign) in said.chars().enumerate() {
        let (sign, role) = match sign {
            '-' => (track, Role::Muted),
            '|' => (mean, Role::Muted),
            'o' => (here, if alarm { Role::Bad } else { Role::Strong }),
            '[' => ("[", Role::Muted),
            ']' => ("]", Role::Muted),
            _ => continue,
        };
        pen.put(x + at, y, sign, role);
    }
}

/// The newest points as columns, the last one bold.
fn spark(pen: &mut Pen<'_>, x: usize, y: usize, points: &[Option<i64>], cells: usize) {
    let shown = points.get(points.len().saturating_sub(cells)..).unwrap_or_default();
    let levels = spark_levels(shown, 6);
    let last = levels.len().saturating_sub(1);
    for (at, level) in levels.into_iter().enumerate() {
        let glyph = level.map_or(".", |level| pen.glyphs.spark.get(level).copied().unwrap_or("."));
        pen.put(x + at, y, glyph, if at == last { Role::Strong } else { Role::Muted });
    }
}
