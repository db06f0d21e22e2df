//! What stands around every view: tabs, the lens line with its trust, the headline or what went wrong.
//!
//! ```text
//!  1 Day  2 Week  3 Month  0 Metrics                                     ? Help    tabs
//!  Tue 8 Sep 2026   vs Tue 1 Sep   whole company     reported 11/12 *   08:57      lens and trust
//!
//!  A  Amount 78,000, −4.0 % on Tue 1 Sep; lost orders moved most (+3).            state and headline
//!     …                                                                            the view
//! ```

use ratatui::layout::Rect;

use super::cells;
use crate::domain::model::Dimension;
use crate::render::{LensLine, Voice, capital, lens_line};
use crate::report::{Audience, Kind, Report, State, Value};
use crate::text::{clock, fit, phrase, said, say, width, wrap};
use crate::tui::app::{Action, App, Spot, View};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Columns that the key of the help takes right of the tabs.
const LEAST_HELP: usize = 3;
/// A name above the tabs takes no more columns.
const LONGEST: usize = 12;
/// Columns from which there are two regions side by side.
pub(super) const WIDE: usize = crate::tui::app::WIDE;

/// Draws the frame; the area that is left for the view, where there is a report to show in it.
pub(super) fn draw(pen: &mut Pen<'_>, app: &App) -> Option<Rect> {
    tabs(pen, app);
    let Some(report) = app.reading.report() else {
        waiting(pen, app);
        return None;
    };
    let voice = Voice::of(report, app.start.lang);
    lens(pen, app, &lens_line(report, &voice), voice.timezone);
    let mut y = if pen.rows() < 20 { 2 } else { 3 };
    y += headline(pen, app, report, &voice, y);
    y += usize::from(pen.columns() >= WIDE);
    let bottom = pen.rows().saturating_sub(1);
    Some(Rect {
        x: pen.area.x,
        y: pen.area.y.saturating_add(cells(y)),
        width: pen.area.width,
        height: cells(bottom.saturating_sub(y)),
    })
}

fn tabs(pen: &mut Pen<'_>, app: &App) {
    let (lang, keymap) = (app.start.lang, &app.start.keymap);
    let mut x = 0;
    let named = |action: Action| format!(" {} {} ", keymap.first(action), capital(&action.verb(lang)));
    let bare = |action: Action| format!(" {} ", keymap.first(action));
    let (view, grain) = (app.reading.view(), app.reading.asked().grain);
    let is_here = |action: Action| view.is_tab(action, grain);
    let tabs = view.tabs(grain);
    // Where not all names have room, keys alone lead to the other views; for who is here, and for a tab that stands there
    // for a while, the last names give way.
    let wide = |tabs: &[Action]| tabs.iter().map(|action| width(&named(*action))).sum::<usize>() + LEAST_HELP;
    let room = sign(app).map_or(0, |(text, ..)| width(&text) + 1);
    let mut spared = if wide(&View::TABS) > pen.columns() { 0 } else { tabs.len() };
    let mut over = wide(&tabs) + room;
    while spared > 0 && over > pen.columns() {
        spared -= 1;
        let last = tabs.get(spared).copied().filter(|action| !is_here(*action));
        over -= last.map_or(0, |action| width(&named(action)) - width(&bare(action)));
    }
    for (at, action) in tabs.into_iter().enumerate() {
        let here = is_here(action);
        let tab = if at < spared || here { named(action) } else { bare(action) };
        let role = if here { Role::Tab } else { Role::Muted };
        let end = pen.put(x, 0, &tab, role);
        pen.clickable(x, end, 0, Spot::Does(action));
        x = end;
    }
    let key = keymap.first(Action::Help);
    let help = format!("{key} {}", phrase("hint.help", lang));
    let end = pen.columns().saturating_sub(1);
    let help = if x + 1 + room + width(&help) <= end { help } else { key };
    let left = pen.put_left_of(end, 0, &help, Role::Muted);
    pen.clickable(left, end, 0, Spot::Does(Action::Help));
    let mut left = left;
    if app.start.audience == Audience::Shared {
        let sign = format!(" {} ", phrase("shared.sign", lang));
        let end = left.saturating_sub(1);
        // Where the tabs leave no room the sign goes over the last of them: it must not be missed.
        left = pen.put_left_of(end, 0, &sign, Role::ChipWarn);
        pen.clickable(left, end, 0, Spot::Does(Action::Shared));
    }
    company(pen, app, x, left.saturating_sub(1));
}

/// What this screen has to do with others: what is said, how, and what a click on it does.
fn sign(app: &App) -> Option<(String, Role, Action)> {
    let (lang, together) = (app.start.lang, &app.together);
    let others = together.others().len();
    let key = app.start.keymap.first(Action::Follow);
    Some(if together.presents() {
        (format!(" {} ", phrase("present.sign", lang)), Role::ChipGood, Action::Present)
    } else if let Some(who) = together.follows() {
        let waits = phrase("follow.waits", lang).to_owned();
        let said = if who.is_empty() { waits } else { say("follow.sign", &[("who", &fit(who, LONGEST))], lang) };
        (format!(" {said} "), Role::ChipGood, Action::Follow)
    } else if let Some(who) = together.presenter() {
        let said = say("present.hint", &[("who", &fit(who, LONGEST)), ("key", &key)], lang);
        (said, Role::Accent, Action::Follow)
    } else if others > 0 {
        (say("here.sign", &[("n", &(others + 1).to_string())], lang), Role::Muted, Action::Others)
    } else {
        return None;
    })
}

/// The sign left of `end`: that it presents or follows is never missed, that others are here is said where the tabs,
/// which end at `tabs`, leave room.
fn company(pen: &mut Pen<'_>, app: &App, tabs: usize, end: usize) {
    let Some((text, role, action)) = sign(app) else { return };
    if role == Role::ChipGood || tabs + 1 + width(&text) <= end {
        let left = pen.put_left_of(end, 0, &text, role);
        pen.clickable(left, end, 0, Spot::Does(action));
    }
}

fn lens(pen: &mut Pen<'_>, app: &App, line: &LensLine, timezone: &str) {
    let mut end = pen.columns().saturating_sub(1);
    if let Some(at) = app.lost {
        let chip = say("lens.lost", &[("clock", &clock(at, timezone))], app.start.lang);
        end = pen.put_left_of(end, 1, &chip, Role::ChipWarn).saturating_sub(2);
    }
    // What is not the present state is never taken for it.
    if let Some(state) = &line.as_of {
        let key = app.start.keymap.first(Action::Latest);
        let way = if app.reading.view() == View::Minutes {
            String::new()
        } else {
            say("lens.now", &[("key", &key)], app.start.lang)
        };
        let left = pen.put_left_of(end, 1, &format!(" {state}{way} "), Role::ChipWarn);
        pen.clickable(left, end, 1, Spot::Does(Action::Latest));
        end = left.saturating_sub(2);
    }
    // Who has closed a day has reported: where there is no room for both, the close says it.
    let closed = app.reading.report().and_then(|report| report.trust.closed);
    let both = pen.columns() >= WIDE;
    let closed = line.closed.as_ref().filter(|_| both || closed.is_some_and(|closed| closed.on.is_none()));
    let reported = line.coverage.as_ref().filter(|_| both || closed.is_none());
    let coverage: Vec<&String> = closed.into_iter().chain(reported).filter(|_| app.lost.is_none()).collect();
    // A way in needs the room that the date would take, and so does what the figures are held against: the sources below
    // say the date, too.
    let plain = app.reading.path().is_empty() && line.filters.is_empty();
    let held = line.parts.iter().take(line.held).map(|part| 3 + width(part)).sum::<usize>() + width(&line.period);
    let beside = coverage.iter().copied().chain(&line.until).map(|text| width(text) + 2).sum::<usize>();
    let room = if plain { pen.columns() >= 80 && held + beside + 1 < pen.columns() } else { pen.columns() >= WIDE };
    let until = line.until.as_deref().filter(|_| room && app.lost.is_none());
    let until = if app.slow && app.lost.is_none() { Some("...") } else { until };
    if let Some(until) = until {
        end = pen.put_left_of(end, 1, until, Role::Muted).saturating_sub(2);
    }
    for coverage in coverage {
        end = pen.put_left_of(end, 1, coverage, Role::Strong).saturating_sub(2);
    }
    if !app.reading.path().is_empty() {
        path(pen, app, line, end);
        return;
    }
    let x = pen.put(1, 1, &line.period, Role::Strong);
    let mut x = if line.period.is_empty() { x } else { x + 3 };
    if app.moved() > 0 {
        let key = app.start.keymap.first(Action::Changed);
        let moved = say("lens.moved", &[("n", &app.moved().to_string()), ("key", &key)], app.start.lang);
        if x + width(&moved) <= end {
            x = pen.put(x, 1, &moved, Role::Accent) + 3;
        }
    }
    // That not everybody is shown is said before anything else, and by which key that is changed.
    if !line.filters.is_empty() {
        let key = app.start.keymap.first(Action::Filter);
        let whole = line.filters.join("  ");
        let with = |id: &str, filter: &str| say(id, &[("filter", filter), ("key", &key)], app.start.lang);
        // Who is shown matters more than the key.
        let id = if x + width(&with("lens.only", &whole)) <= end { "lens.only" } else { "lens.only_short" };
        let said = |filter: &str| with(id, filter);
        let around = width(&said(""));
        x = pen.put(x, 1, &said(&fit(&whole, end.saturating_sub(x + around))), Role::Accent) + 3;
    }
    for part in line.parts.iter().filter(|part| !line.filters.contains(part) && line.as_of.as_ref() != Some(part)) {
        if x + width(part) > end {
            break;
        }
        x = pen.put(x, 1, part, Role::Text) + 3;
    }
}

/// The way into what is shown, `Day › Tue 8 Sep › lost orders › Online`, the present level bold; cut from the left.
fn path(pen: &mut Pen<'_>, app: &App, line: &LensLine, end: usize) {
    let Some(report) = app.reading.report() else { return };
    let voice = Voice::of(report, app.start.lang);
    let grain = phrase(&format!("path.{}", report.lens.grain), app.start.lang).to_owned();
    let period = report.period.map_or_else(|| line.period.clone(), |period| voice.title(&Value::Period(period)));
    let mut levels: Vec<String> = [grain, period].into_iter().collect();
    levels.extend(app.reading.path().into_iter().map(|label| voice.value(label).trim_start().to_owned()));
    // A region may be called as a team is.
    let of_both = |(by, _): &&(Dimension, Vec<String>)| matches!(by, Dimension::Region | Dimension::Team);
    for (filter, said) in report.lens.filters.iter().zip(&line.filters).filter(|(filter, _)| of_both(filter)) {
        if let Some(level) = levels.last_mut().filter(|level| filter.1.contains(level)) {
            level.clone_from(said);
        }
    }
    let between = if pen.glyphs.ascii { " > " } else { " › " };
    let wide = |levels: &[String]| levels.iter().map(|level| width(level) + 3).sum::<usize>();
    while levels.len() > 2 && wide(&levels) > end {
        levels.remove(0);
        if let Some(first) = levels.first_mut() {
            "~".clone_into(first);
        }
    }
    let last = levels.len().saturating_sub(1);
    let mut x = 1;
    for (at, level) in levels.iter().enumerate() {
        x = pen.put(x, 1, level, if at == last { Role::Strong } else { Role::Accent });
        if at < last {
            x = pen.put(x, 1, between, Role::Muted);
        }
    }
}

/// The headline, or what went wrong; how many rows it took.
fn headline(pen: &mut Pen<'_>, app: &App, report: &Report, voice: &Voice<'_>, y: usize) -> usize {
    let lang = app.start.lang;
    let room = pen.columns().saturating_sub(2);
    if let Some(error) = app.reading.error() {
        let said = said(error, lang);
        pen.put(1, y, " E ", Role::ChipBad);
        let mut taken = 0;
        for (text, role) in [(said.sentence, Role::Strong), (said.hint.unwrap_or_default(), Role::Text)] {
            for line in wrap(&text, room.saturating_sub(4)).iter().take(2) {
                pen.put(5, y + taken, line, role);
                taken += 1;
            }
        }
        return taken;
    }
    // What a metric is, is said to its end.
    let told = if matches!(report.kind, Kind::Metric | Kind::Explain) { 2 } else { 0 };
    let most = told
        + match pen.rows() {
            ..20 => 2,
            20..40 => 3,
            _ => 4,
        };
    let left = report.state.map_or(1, |state| {
        pen.put(1, y, &format!(" {} ", state.letter()), chip(state));
        5
    });
    let room = (room + 1).saturating_sub(left);
    let mut lines: Vec<(String, Role)> = Vec::new();
    for (at, sentence) in report.headline.iter().enumerate() {
        let role = if at == 0 { Role::Strong } else { Role::Text };
        let said = voice.sentence(sentence);
        // What follows stands behind the sentence before it where both fit into one line.
        match lines.last_mut().filter(|(line, role)| *role == Role::Text && width(line) + 1 + width(&said) <= room) {
            Some((line, _)) => line.extend([" ", &said]),
            None => lines.extend(wrap(&said, room).into_iter().map(|line| (line, role))),
        }
    }
    for (at, (line, role)) in lines.iter().take(most).enumerate() {
        // What has no room is not left out unseen.
        let is_cut = at + 1 == most && lines.len() > most;
        let more = format!("{} ~", line.trim_end());
        let line = if is_cut { fit(&more, room) } else { line.into() };
        pen.put(left, y + at, &line, *role);
    }
    lines.len().min(most)
}

/// Before the first answer.
fn waiting(pen: &mut Pen<'_>, app: &App) {
    if let Some(error) = app.refused().or(app.reading.error()) {
        let said = said(error, app.start.lang);
        pen.put(1, 3, " E ", Role::ChipBad);
        let room = pen.columns().saturating_sub(6);
        let lines = wrap(&said.sentence, room).into_iter().chain(wrap(&said.hint.unwrap_or_default(), room));
        for (at, line) in lines.enumerate() {
            pen.put(5, 3 + at, &line, Role::Text);
        }
    } else if app.slow {
        let said = if app.is_open() { "..." } else { phrase("opening", app.start.lang) };
        pen.put(1, 1, &fit(said, pen.columns().saturating_sub(2)), Role::Muted);
    }
}

fn chip(state: State) -> Role {
    match state {
        State::Red => Role::ChipBad,
        State::Amber => Role::ChipWarn,
        State::Green => Role::ChipGood,
    }
}
