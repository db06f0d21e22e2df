//! The slide of money and pace: how much of the target is reached and what is needed a day, a bar of it against the time,
//! and a card for each team and each other goal.
//!
//! ```text
//!  of the target reached                     needed a day
//!  ██ ██ …                                   ██ ██ …
//!  480,000                       heading for 1,760,000, 88.0 %
//!  ██████████┃╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
//!     time 27.3 %                              target 2,000,000
//!  Online       R    South       A    North      G
//!  ██ ██ …           ██ ██ …          ██ ██ …
//!  35 k behind
//! ```

use super::digits::{self, Size};
use crate::domain::base::Rate;
use crate::domain::model::Unit;
use crate::render::Voice;
use crate::report::{Row, Sentence, Table, Value};
use crate::text::{phrase, say, width};
use crate::tui::app::Spot;
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// The least columns and rows of it; smaller screens have the table.
const LEAST: (usize, usize) = (80, 26);
/// Rows of a card, and columns between two.
const CARD: (usize, usize) = (10, 4);
/// Columns between the two large figures.
const GAP: usize = 6;
/// Rows of the bar.
const BAR: usize = 3;

/// Draws the slide below row `y` where it has the room; whether it did. The first row is the goal that it is about; `first` is
/// the number of that row among all.
pub(super) fn draw(
    pen: &mut Pen<'_>,
    slide: &Table,
    voice: &Voice<'_>,
    (y, bottom): (usize, usize),
    (cursor, first): (Option<usize>, usize),
) -> bool {
    let Some((whole, others)) = slide.rows.split_first() else { return false };
    let of = |row: &Row, id: &str| cell_of(slide, row, id);
    let Value::Rate(attained, _) = of(whole, "attainment") else { return false };
    if pen.columns() < LEAST.0 || bottom.saturating_sub(y) < LEAST.1 {
        return false;
    }
    let [reached, required] = ["attainment", "required"].map(|id| short(voice, &of(whole, id)));
    let wide = |text: &str, size| {
        digits::parted(text).map_or(width(text), |(large, unit)| digits::columns(&large, &unit, size))
    };
    let fits = |size| wide(&reached, size) + GAP + wide(&required, size) + 2 <= pen.columns();
    let size = if fits(Size::Large) { Size::Large } else { Size::Small };
    let right = pen.columns().saturating_sub(wide(&required, size) + 1);
    let middle = (pen.columns() / 2 + 3).min(right).max(1 + wide(&reached, size) + GAP);
    let name = (phrase("standup.attained", voice.lang), cursor == Some(0));
    hero(pen, (1, y), name, &reached, (size, role_of(whole, slide)));
    hero(pen, (middle, y), (phrase("standup.required", voice.lang), false), &required, (size, Role::Selected));
    pen.clickable(0, pen.columns(), y, Spot::Row(first));
    let mut line = y + 3 + size.rows();
    let end = pen.columns().saturating_sub(1);
    pen.put(1, line, &short(voice, &of(whole, "value")), Role::Strong);
    let heading = [of(whole, "projection"), of(whole, "projected")];
    if heading.iter().all(|value| *value != Value::Null) {
        let [projection, projected] = heading.map(|value| voice.value(&value));
        let said = say("standup.heading", &[("projection", &projection), ("projected", &projected)], voice.lang);
        pen.put_left_of(end, line, &said, Role::Muted);
    }
    line += 1;
    let time = if let Value::Rate(time, _) = of(whole, "time") { Some(time) } else { None };
    bar(pen, line, attained, time);
    line += BAR;
    let target = say("standup.target", &[("target", &voice.value(&of(whole, "target")))], voice.lang);
    let left = pen.put_left_of(end, line, &target, Role::Muted);
    if let Some(time) = time {
        let said = say("standup.time", &[("time", &voice.value(&Value::Rate(time, Unit::Percent)))], voice.lang);
        let last = left.saturating_sub(width(&said) + 2);
        let at = place(pen, time).saturating_sub(width(&said) / 2).clamp(1, last.max(1));
        pen.put(at, line, &said, Role::Strong);
    }
    cards(pen, slide, others, voice, (line + 2, bottom), (cursor, first));
    true
}

/// What a row says in the column of that id.
fn cell_of(slide: &Table, row: &Row, id: &str) -> Value {
    let at = slide.columns.iter().position(|column| column.id == id);
    at.and_then(|at| row.cells.get(at)).map_or(Value::Null, |cell| cell.value.clone())
}

/// Short, for a figure to be read from far away: `95.0 k`.
fn short(voice: &Voice<'_>, value: &Value) -> String {
    voice.sentence(&Sentence::new("standup.short").with("value", value.clone()))
}

/// A large figure with what it is above it; its name is marked where the cursor is.
fn hero(
    pen: &mut Pen<'_>,
    (x, y): (usize, usize),
    (name, marked): (&str, bool),
    text: &str,
    (size, role): (Size, Role),
) {
    pen.put(x, y, name, if marked { Role::Selected } else { Role::Text });
    if let Some((large, unit)) = digits::parted(text) {
        digits::draw(pen, (x, y + 2), (&large, &unit), size, role);
    } else {
        pen.put(x, y + 2, text, Role::Strong);
    }
}

/// The ground of a goal's figure: red where it is at risk.
fn role_of(row: &Row, slide: &Table) -> Role {
    match state(row, slide) {
        Some('R') => Role::ChipBad,
        _ => Role::Tab,
    }
}

/// The letter of a goal's status.
fn state(row: &Row, slide: &Table) -> Option<char> {
    match &cell_of(slide, row, "status") {
        Value::Words(words) => match words.id.as_ref() {
            "status.reached" | "status.on_pace" => Some('G'),
            "status.behind" => Some('A'),
            "status.at_risk" => Some('R'),
            _ => None,
        },
        _ => None,
    }
}

/// The column at which a share of the whole width lies.
fn place(pen: &Pen<'_>, share: Rate) -> usize {
    let wide = pen.columns().saturating_sub(2);
    let scaled = share.scaled(i64::try_from(wide).unwrap_or(0)).clamp(0, i128::try_from(wide).unwrap_or(0));
    1 + usize::try_from(scaled).unwrap_or(0)
}

/// How much is reached, against the time.
fn bar(pen: &mut Pen<'_>, y: usize, attained: Rate, time: Option<Rate>) {
    let (reached, wide) = (place(pen, attained), pen.columns().saturating_sub(1));
    let track = pen.glyphs.strip[0].repeat(wide.saturating_sub(reached));
    pen.put(reached, y + BAR / 2, &track, Role::Muted);
    for line in 0..BAR {
        pen.block(y + line, 2, reached * 2, Role::Tab);
    }
    if let Some(at) = time.map(|time| place(pen, time).min(wide.saturating_sub(1))) {
        for line in 0..BAR {
            pen.put(at, y + line, pen.glyphs.strip[1], Role::Strong);
        }
    }
}

/// A card for each row, as many as there is room for; those around the cursor where not all have.
fn cards(
    pen: &mut Pen<'_>,
    slide: &Table,
    rows: &[Row],
    voice: &Voice<'_>,
    (y, bottom): (usize, usize),
    (cursor, first): (Option<usize>, usize),
) {
    let index = |row: &Row| voice.value(&cell_of(slide, row, "index"));
    let wide =
        |row: &Row| digits::parted(&index(row)).map_or(0, |(large, unit)| digits::columns(&large, &unit, Size::Small));
    let widest = rows.iter().map(wide).max().unwrap_or(0);
    let room_of = |count: usize| pen.columns().saturating_sub(2 + CARD.1 * (count - 1)) / count;
    let count = [4, 3, 2].into_iter().find(|count| room_of(*count) >= widest).unwrap_or(4);
    let (room, deep) = (room_of(count), bottom.saturating_sub(y) / CARD.0);
    let selected = cursor.and_then(|at| at.checked_sub(1));
    let skip = selected.map_or(0, |at| (at + 1).saturating_sub(count * deep).div_ceil(count) * count);
    let of = |row: &Row, id: &str| cell_of(slide, row, id);
    for (number, row) in rows.iter().enumerate().skip(skip).take(count * deep) {
        let place = number - skip;
        let (x, top) = (1 + place % count * (room + CARD.1), y + place / count * CARD.0);
        pen.tint(x, x + room, top, Role::Rule);
        let name = if selected == Some(number) { Role::Selected } else { Role::RuleStrong };
        pen.put(x, top, &crate::text::fit(&voice.value(&row.label), room.saturating_sub(4)), name);
        pen.clickable(x, x + room, top, Spot::Row(first + 1 + number));
        let letter = state(row, slide);
        let role = match letter {
            Some('R') => Role::ChipBad,
            Some('A') => Role::ChipWarn,
            Some('G') => Role::ChipGood,
            _ => Role::Selected,
        };
        if let Some(letter) = letter {
            pen.put_left_of(x + room, top, &format!(" {letter} "), role);
        }
        let title = slide.columns.iter().find(|column| column.id == "index").map(|column| voice.value(&column.title));
        pen.put(x, top + 1, &crate::text::fit(&title.unwrap_or_default(), room), Role::Muted);
        let index = index(row);
        if let Some((large, unit)) =
            digits::parted(&index).filter(|(large, unit)| digits::columns(large, unit, Size::Small) <= room)
        {
            digits::draw(pen, (x, top + 2), (&large, &unit), Size::Small, role);
        } else {
            pen.put(x, top + 2, &index, Role::Strong);
        }
        let ahead = of(row, "ahead");
        let said = |id: &'static str, value: Value| voice.sentence(&Sentence::new(id).with("value", value));
        let behind = match ahead {
            Value::Null | Value::Undefined => String::new(),
            ahead if is_negative(&ahead) => said("standup.behind-by", ahead),
            ahead => said("standup.ahead-by", ahead),
        };
        pen.put(x, top + 2 + Size::Small.rows(), &crate::text::fit(&behind, room), Role::Strong);
        let required = of(row, "required");
        if required != Value::Null {
            let needs = said("standup.needs", required);
            pen.put(x, top + 3 + Size::Small.rows(), &crate::text::fit(&needs, room), Role::Muted);
        }
    }
}

fn is_negative(value: &Value) -> bool {
    match value {
        Value::Plus(number, _) => *number < 0,
        Value::Points(rate) | Value::Change(rate) => rate.num() < 0,
        _ => false,
    }
}
