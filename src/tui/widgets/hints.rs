//! The last row: what the most useful keys do here, from the live keymap.

use super::Pen;
use crate::domain::base::Grain;
use crate::text::{phrase, width};
use crate::tui::app::{Action, App, Context, Import, Overlay, Step, View};
use crate::tui::theme::Role;

/// The actions whose keys are shown, and the words beside them.
type Hint = (&'static [Action], &'static str);

/// Hints of a context, the most useful first.
const HINTS: &[(Context, &[Hint])] = &[
    (Context::Funnel, &[(&[Action::Basis], "hint.basis")]),
    (Context::Board, &[(&[Action::NextBoard, Action::PreviousBoard], "hint.board")]),
    (
        Context::Meeting,
        &[
            (&[Action::Standup], "hint.standup"),
            (&[Action::PromiseDone], "hint.done"),
            (&[Action::PromiseCarry], "hint.carry"),
            (&[Action::Promise], "hint.action"),
        ],
    ),
    (
        Context::Standup,
        &[
            // Where it ends, before whatever else can be done there.
            (&[Action::SlideFinish], "hint.finish-now"),
            (&[Action::SlideNext], "hint.next"),
            (&[Action::SlideBack], "hint.back"),
            (&[Action::SlideDone], "hint.done"),
            (&[Action::SlideLate], "hint.late"),
            (&[Action::SlideCarry], "hint.carry"),
            (&[Action::SlidePass], "hint.pass"),
            (&[Action::SlideAction], "hint.action"),
            (&[Action::SlideDecision], "hint.decision"),
            (&[Action::SlideFinish], "hint.finish"),
            (&[Action::SlideLeave], "hint.leave"),
            (&[Action::Help], "hint.help"),
        ],
    ),
    (Context::Report, &[(&[Action::NextPanel], "hint.panel"), (&[Action::Sort], "hint.sort")]),
    (
        Context::Reading,
        &[
            (&[Action::Previous, Action::Next], "hint.period"),
            (&[Action::Latest], "hint.latest"),
            (&[Action::Enter], "hint.enter"),
            (&[Action::ByWeek], "hint.by-week"),
            (&[Action::ByMonth], "hint.by-month"),
            (&[Action::ByQuarter], "hint.by-quarter"),
            (&[Action::ByYear], "hint.by-year"),
            (&[Action::CopyChat], "hint.copy-chat"),
            (&[Action::Open], "hint.open"),
            (&[Action::Undo], "hint.take-back"),
            (&[Action::Back], "hint.back"),
            (&[Action::Compare], "hint.compare"),
            (&[Action::Breakdown], "hint.breakdown"),
            (&[Action::Filter], "hint.filter"),
            (&[Action::Palette], "hint.palette"),
            (&[Action::Find], "hint.find"),
            (&[Action::Export], "hint.export"),
            (&[Action::Language], "hint.language"),
            (&[Action::Help], "hint.help"),
            (&[Action::Quit], "hint.quit"),
        ],
    ),
    (
        Context::Global,
        &[(&[Action::Language], "hint.language"), (&[Action::Help], "hint.help"), (&[Action::Quit], "hint.quit")],
    ),
    (
        Context::Help,
        &[
            (&[Action::Close], "hint.close"),
            (&[Action::ScrollUp, Action::ScrollDown], "hint.scroll"),
            (&[Action::ScrollPageUp, Action::ScrollPageDown], "hint.page"),
        ],
    ),
    (
        Context::Typing,
        &[
            (&[Action::Accept], "hint.accept"),
            (&[Action::Cancel], "hint.cancel"),
            (&[Action::ChooseUp, Action::ChooseDown], "hint.choose"),
            (&[Action::KeysHere], "hint.keys"),
        ],
    ),
    (Context::Palette, &[(&[Action::Complete], "hint.complete")]),
    (
        Context::Filter,
        &[
            (&[Action::Mark], "hint.mark"),
            (&[Action::NextList], "hint.next-list"),
            (&[Action::Unfilter], "hint.unfilter"),
        ],
    ),
    (Context::Lenses, &[(&[Action::SaveLens], "hint.save-lens"), (&[Action::ForgetLens], "hint.forget-lens")]),
    (Context::Export, &[(&[Action::NextFormat], "hint.next-format"), (&[Action::TableAlone], "hint.table-alone")]),
    (
        Context::Import,
        &[
            (&[Action::ImportNext], "hint.on"),
            (&[Action::ImportBack], "hint.step-back"),
            (&[Action::TakeBack], "hint.take-back"),
            (&[Action::Replace], "hint.replace"),
            (&[Action::AddBeside], "hint.add"),
            (&[Action::SkipBad], "hint.skip"),
            (&[Action::ColumnLeft, Action::ColumnRight], "hint.column"),
            (&[Action::OtherReading], "hint.reading"),
            (&[Action::Becomes], "hint.becomes"),
            (&[Action::CountRows], "hint.count-rows"),
            (&[Action::OtherMap], "hint.map"),
            (&[Action::OtherSheet], "hint.sheet"),
            (&[Action::Help], "hint.help"),
        ],
    ),
    (
        Context::Record,
        &[
            (&[Action::UndoShown], "hint.take-back"),
            (&[Action::ShowChanged], "hint.show-changed"),
            (&[Action::Close], "hint.close"),
            (&[Action::ScrollUp, Action::ScrollDown], "hint.scroll"),
            (&[Action::Language], "hint.language"),
            (&[Action::Help], "hint.help"),
        ],
    ),
    (
        Context::Form,
        &[
            (&[Action::Accept], "hint.form-next"),
            (&[Action::NextField], "hint.next-field"),
            (&[Action::Submit], "hint.submit"),
            (&[Action::EditLong], "hint.edit-long"),
            (&[Action::TakeTheirs], "hint.theirs"),
            (&[Action::Cancel], "hint.leave-form"),
            (&[Action::StartOver], "hint.start-over"),
            (&[Action::ChooseUp, Action::ChooseDown], "hint.choose"),
            (&[Action::KeysHere], "hint.keys"),
        ],
    ),
    (
        Context::Grid,
        &[
            (&[Action::NextFigure], "hint.next-figure"),
            (&[Action::NextPerson], "hint.next-person"),
            (&[Action::CloseDay], "hint.close-day"),
            (&[Action::UndoEntry, Action::RedoEntry], "hint.undo-redo"),
            (&[Action::DayBefore, Action::DayAfter], "hint.days"),
            (&[Action::LeaveGrid], "hint.leave-grid"),
            (&[Action::Help], "hint.help"),
            (&[Action::CellLast], "hint.cell-last"),
        ],
    ),
    (Context::Sure, &[(&[Action::Yes], "hint.yes"), (&[Action::No], "hint.no")]),
    (
        Context::Empty,
        &[
            (&[Action::ImportFile], "hint.import"),
            (&[Action::Demo], "hint.demo"),
            (&[Action::Language], "hint.language"),
            (&[Action::Help], "hint.help"),
            (&[Action::Quit], "hint.quit"),
        ],
    ),
];

/// Draws the hints into the last row of the pen's area, as many as fit beside `note`; never wrapped.
pub(in crate::tui) fn hints(pen: &mut Pen<'_>, app: &App, note: &str) {
    let context = app.context();
    let Some(y) = pen.rows().checked_sub(1) else { return };
    if !app.pending.is_empty() {
        pending(pen, y, app);
        return;
    }
    let end = pen.put_left_of(pen.columns().saturating_sub(1), y, note, Role::Muted);
    let own = |wanted: Context| HINTS.iter().filter(move |(of, _)| *of == wanted).flat_map(|(_, hints)| hints.iter());
    // A form has hints of its own in the place of those of a line.
    let general =
        |heard: &Context| *heard == Context::Reading || (*heard == Context::Typing && context != Context::Form);
    let heard = context.heard().iter().filter(|heard| context == **heard || general(heard));
    let hints = heard.flat_map(|heard| own(*heard));
    let mut x = 1;
    for (actions, word) in hints.filter(|(actions, word)| is_useful(actions, word, app)) {
        let keys: Vec<String> = actions.iter().map(|action| app.start.keymap.first(*action)).collect();
        let (keys, word) = (keys.join(" "), hint_word(word, app));
        if keys.is_empty() || x + width(&keys) + 1 + width(word) >= end {
            continue;
        }
        x = pen.put(x, y, &keys, Role::Strong) + 1;
        x = pen.put(x, y, word, Role::Muted) + 2;
    }
}

/// The language hint is written in the other language, for whoever cannot read this one; of goals nothing is entered.
fn hint_word(id: &'static str, app: &App) -> &'static str {
    let lang = app.start.lang;
    match id {
        "hint.language" => phrase(id, lang.other()),
        "hint.enter" if matches!(app.reading.view(), View::Goals | View::Roster) => phrase("hint.edit", lang),
        "hint.enter" if app.minutes_here().is_some() => phrase("hint.minutes", lang),
        "hint.enter" if app.reading.view() == View::Records => phrase("hint.new-record", lang),
        _ => phrase(id, lang),
    }
}

/// Only what does something here.
fn is_useful(actions: &[Action], word: &str, app: &App) -> bool {
    if let (Some(Overlay::Import(import)), [action, ..]) = (app.top(), actions) {
        return serves(*action, import);
    }
    if let (Some(Overlay::Form(form)), [action, ..]) = (app.top(), actions) {
        return form.serves(*action);
    }
    if let (Some(Overlay::Record(record)), [Action::ShowChanged]) = (app.top(), actions) {
        return record.leads_to(app.fiscal()).is_some();
    }
    match actions {
        [Action::ChooseUp, ..] => !matches!(app.top(), Some(Overlay::Export(_))),
        [Action::Back] => app.reading.depth() > 0,
        [Action::Breakdown] => {
            let listed = matches!(app.reading.view(), View::Imports | View::Journal | View::Meeting | View::Minutes);
            let about_people = matches!(app.reading.view(), View::Goals | View::Roster | View::Records);
            !listed && !about_people && !matches!(app.reading.view(), View::Person | View::Behind)
        }
        [Action::ByWeek | Action::ByMonth | Action::ByQuarter | Action::ByYear] => is_next_grain(actions, app),
        [Action::CopyChat] => app.reading.view() == View::Minutes,
        // Whoever follows turns no slide and decides nothing.
        // The last slide leads to no other one; what ends it all is then told first, and once.
        [Action::SlideNext] => app.standup.is_some() && !on_last_slide(app),
        [Action::SlideFinish] => app.standup.is_some() && on_last_slide(app) == (word == "hint.finish-now"),
        [Action::SlideBack | Action::SlideDecision] => app.standup.is_some(),
        [Action::SlidePass | Action::SlideAction] => app.standup.is_some() && !on_promises(app),
        [Action::SlideDone | Action::SlideLate | Action::SlideCarry] => app.standup.is_some() && on_promises(app),
        [Action::NextPanel] => app.reading.has_panels(app.size.0),
        [Action::Sort] => app.reading.is_broken_down(),
        [Action::Open] => app.reading.rows() > 0,
        [Action::Undo] => matches!(app.reading.view(), View::Imports | View::Journal) && app.reading.rows() > 0,
        [Action::Enter] => {
            let view = app.reading.view();
            let own = matches!(view, View::Report | View::Person | View::Goals | View::Records);
            own || (view == View::Roster && app.reading.rows() > 0) || app.minutes_here().is_some()
        }
        [Action::PromiseDone | Action::PromiseCarry] => {
            app.reading.selected().is_some_and(|(table, _)| matches!(table, "promises" | "actions"))
        }
        [Action::NextPerson | Action::CellLast] => app.reading.rows() > 1,
        _ => true,
    }
}

/// Whether one of these keys of a grain leads where whoever is new here is likely to go next: from a month to its quarter,
/// from there to the year; of goals from the month to the week and back.
fn is_next_grain(actions: &[Action], app: &App) -> bool {
    let next: &[Action] = match (app.reading.view(), app.reading.report().map(|report| report.lens.grain)) {
        (View::Goals, Some(Grain::Month)) => &[Action::ByWeek, Action::ByQuarter],
        (View::Goals, Some(Grain::Week)) => &[Action::ByMonth],
        (View::Report | View::Goals, Some(Grain::Quarter)) => &[Action::ByYear],
        (View::Report, Some(Grain::Month)) => &[Action::ByQuarter],
        _ => &[],
    };
    actions.iter().all(|action| next.contains(action))
}

/// Whether no slide comes after the one that is shown.
fn on_last_slide(app: &App) -> bool {
    app.slide().map(|slide| &slide.id) == app.reading.tables().last().map(|last| &last.id)
}

/// Whether the slide is one of promises.
fn on_promises(app: &App) -> bool {
    app.slide().is_some_and(|slide| matches!(slide.id.as_ref(), "promises" | "today"))
}

/// Whether an action does something where the import stands.
fn serves(action: Action, import: &Import) -> bool {
    let open = import.preview.as_deref().is_some_and(crate::exchange::Preview::is_open);
    match action {
        Action::Becomes | Action::CountRows => import.step == Step::Columns && open,
        Action::ColumnLeft | Action::OtherMap => import.step == Step::Columns,
        Action::OtherSheet => {
            let several = import.preview.as_deref().is_some_and(|file| file.sheets.len() > 1);
            import.step == Step::Columns && several
        }
        Action::OtherReading => import.step == Step::Columns && import.two_readings().is_some(),
        Action::Replace | Action::AddBeside => import.step == Step::Check && import.overlaps(),
        Action::SkipBad => import.step == Step::Check && import.outcome.as_deref().is_some_and(|one| one.bad > 0),
        Action::TakeBack => import.step == Step::Done,
        Action::ImportNext | Action::ImportBack => import.step != Step::Under,
        _ => true,
    }
}

/// After the first key of a chord: what the second may be.
fn pending(pen: &mut Pen<'_>, y: usize, app: &App) {
    let begun: Vec<String> = app.pending.iter().map(ToString::to_string).collect();
    let begun = begun.join(" ");
    let mut x = pen.put(1, y, &begun, Role::Tab) + 2;
    for action in Action::ALL.iter().filter(|action| app.context().heard().contains(&action.context())) {
        let keys = app.start.keymap.shown(*action);
        let Some(rest) = keys.iter().find_map(|keys| keys.strip_prefix(&begun)?.strip_prefix(' ')) else { continue };
        let verb = action.verb(app.start.lang);
        if x + width(rest) + 1 + width(&verb) >= pen.columns() {
            break;
        }
        x = pen.put(x, y, rest, Role::Strong) + 1;
        x = pen.put(x, y, &verb, Role::Muted) + 2;
    }
}
