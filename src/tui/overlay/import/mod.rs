//! An import, over the whole screen: the steps in the bar, below it the one at hand.
//!
//! ```text
//!  1 file   2 columns   3 check   4 done                     Esc back      the steps
//!
//!  sales.csv   12 KiB   UTF-8   parted by ,   header in row 1              what was detected
//!  …                                                                        the step
//! ```

mod checked;
mod columns;
mod files;

use super::panel::{first_shown, line};
use crate::domain::base::Error;
use crate::render::Voice;
use crate::text::{Lang, fit, phrase, said, say, width, wrap};
use crate::tui::app::{App, Import, Spot, Step};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// The steps as the bar names them.
const STEPS: [(&str, &[Step]); 4] = [
    ("importing.step.file", &[Step::Files]),
    ("importing.step.columns", &[Step::Columns, Step::Becomes, Step::Counts, Step::Maps, Step::Sheets]),
    ("importing.step.check", &[Step::Check, Step::Under]),
    ("importing.step.done", &[Step::Done]),
];

pub(super) fn draw(pen: &mut Pen<'_>, app: &App, import: &Import) {
    let (columns, rows) = (pen.columns(), pen.rows());
    pen.clear(0, 0, columns, rows);
    bar(pen, app, import);
    let area = ratatui::layout::Rect {
        x: pen.area.x.saturating_add(1),
        y: pen.area.y.saturating_add(if rows < 20 { 1 } else { 2 }),
        width: pen.area.width.saturating_sub(2),
        height: pen.area.height.saturating_sub(if rows < 20 { 2 } else { 3 }),
    };
    let mut pen = pen.within(area);
    match import.step {
        Step::Files => files::draw(&mut pen, app, import),
        Step::Columns => columns::draw(&mut pen, app, import),
        Step::Becomes | Step::Counts | Step::Maps | Step::Sheets => choices(&mut pen, app, import),
        Step::Check => checked::draw(&mut pen, app, import),
        Step::Under => under(&mut pen, app, import),
        Step::Done => checked::done(&mut pen, app, import),
    }
}

fn bar(pen: &mut Pen<'_>, app: &App, import: &Import) {
    let (lang, columns) = (app.start.lang, pen.columns());
    pen.tint(0, columns, 0, Role::Rule);
    let mut x = 1;
    for (number, (id, steps)) in STEPS.iter().enumerate() {
        let word = format!(" {} {} ", number + 1, phrase(id, lang));
        x = pen.put(x, 0, &word, if steps.contains(&import.step) { Role::Tab } else { Role::Rule }) + 1;
    }
    let note = match import.step {
        Step::Under => "importing.no-way-back",
        Step::Files | Step::Done => "overlay.closes",
        _ => "importing.way-back",
    };
    let note = if import.waits { "..." } else { phrase(note, lang) };
    if x + width(note) + 2 <= columns {
        pen.put_left_of(columns.saturating_sub(1), 0, note, Role::Rule);
    }
}

/// What stands against going on; how many rows it took.
fn errors(pen: &mut Pen<'_>, y: usize, errors: &[Error], lang: Lang) -> usize {
    let mut taken = 0;
    for error in errors {
        let words = said(error, lang);
        let x = pen.put(0, y + taken, " E ", Role::ChipBad) + 1;
        let room = pen.columns().saturating_sub(x);
        let lines = wrap(&words.sentence, room).into_iter().map(|line| (line, Role::Strong));
        let hint = wrap(&words.hint.unwrap_or_default(), room).into_iter().map(|line| (line, Role::Text));
        for (line, role) in lines.chain(hint).filter(|(line, _)| !line.is_empty()) {
            pen.put(x, y + taken, line.trim_end(), role);
            taken += 1;
        }
    }
    taken
}

/// A list to choose from.
fn choices(pen: &mut Pen<'_>, app: &App, import: &Import) {
    let lang = app.start.lang;
    let column = import.preview.as_deref().and_then(|file| file.header.get(import.column));
    let title = match import.step {
        Step::Counts => phrase("importing.counts", lang).to_owned(),
        Step::Maps => phrase("importing.maps", lang).to_owned(),
        Step::Sheets => phrase("importing.sheets", lang).to_owned(),
        _ => say("importing.becomes", &[("column", column.map_or("", String::as_str))], lang),
    };
    pen.put(0, 0, &title, Role::Strong);
    line(pen, 1, "/", &import.field, &say("filter.count", &[("n", &import.count().to_string())], lang));
    list(pen, import, 3, lang);
}

/// Columns that a mark beside a file takes from its name.
const MARK: usize = 6;

/// The choices from row `y` on, one of them under the cursor.
fn list(pen: &mut Pen<'_>, import: &Import, y: usize, lang: Lang) {
    let (columns, room) = (pen.columns(), pen.rows().saturating_sub(y + 1));
    let top = first_shown(import.chosen, import.count(), room);
    let notes = import.shown().map(|(_, _, note)| width(note)).max().unwrap_or(0).min(columns / 2 + MARK);
    for (at, (_, name, note)) in import.shown().enumerate().skip(top).take(room) {
        let y = y + at - top;
        pen.clickable(0, columns, y, Spot::Choice(at));
        let chosen = at == import.chosen;
        if chosen {
            pen.tint(0, columns, y, Role::Selected);
        }
        let role = if chosen { Role::Selected } else { Role::Text };
        pen.put(0, y, &fit(name, columns.saturating_sub(notes + 2)), role);
        let at = columns.saturating_sub(notes);
        pen.put(at, y, &fit(note, notes), if chosen { Role::Selected } else { Role::Muted });
    }
    let below = import.count().saturating_sub(top + room);
    if below > 0 {
        pen.put(0, y + room, &say("rows.more", &[("n", &below.to_string())], lang), Role::Muted);
    }
}

/// While it is under way.
fn under(pen: &mut Pen<'_>, app: &App, import: &Import) {
    let (lang, progress) = (app.start.lang, import.progress);
    let file = import.preview.as_deref().map_or("", |file| file.file.as_str());
    pen.put(0, 0, &say("importing.under", &[("file", file)], lang), Role::Strong);
    let rows = crate::text::grouped(progress.rows.into());
    pen.put(0, 2, &say("importing.rows", &[("rows", &rows)], lang), Role::Text);
    let wide = pen.columns().min(60);
    let share = usize::try_from(progress.read.saturating_mul(wide as u64).checked_div(progress.size).unwrap_or(0));
    let share = share.unwrap_or(0).min(wide);
    pen.put(0, 4, &pen.glyphs.bar.repeat(share), Role::Accent);
    pen.put(share, 4, &".".repeat(wide.saturating_sub(share)), Role::Muted);
}

/// Who says figures on this screen.
fn voice(app: &App) -> Option<Voice<'_>> {
    app.reading.report().map(|report| Voice::of(report, app.start.lang))
}
