//! What lies over a view: everything behind is muted, a bar is the top edge, an underline the bottom.

mod export;
mod filter;
mod find;
mod form;
mod help;
mod import;
mod lenses;
mod palette;
mod panel;
mod record;

pub(super) use panel::room;

use super::app::{App, Overlay};
use super::theme::Role;
use super::widgets::Pen;

/// Draws the overlay on top, where there is one, over what is drawn already.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App) {
    let Some(top) = app.top() else { return };
    if let Overlay::Find(find) = top {
        find::draw(pen, app, find);
        return;
    }
    for y in 0..pen.rows() {
        pen.tint(0, pen.columns(), y, Role::Muted);
    }
    match top {
        Overlay::Help(top) => help::draw(pen, app, *top),
        Overlay::Palette(palette) => palette::draw(pen, app, palette),
        Overlay::Filter(filter) => filter::draw(pen, app, filter),
        Overlay::Lenses(lenses) => lenses::draw(pen, app, lenses),
        Overlay::Export(export) => export::draw(pen, app, export),
        Overlay::Import(import) => import::draw(pen, app, import),
        Overlay::Record(record) => record::draw(pen, app, record),
        Overlay::Form(form) => form::draw(pen, app, form),
        Overlay::Find(_) => {}
    }
}
