//! One message in, effects out.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::{Action, App, Context, Effect, Leave, Msg, Overlay, Spot, Toast, View};
use crate::desk::{Answer, News, Query};
use crate::domain::base::Error;
use crate::domain::model::DocumentKind;
use crate::render::{Voice, capital};
use crate::report::Report;
use crate::text::{clean, fit, phrase, said, say};
use crate::tui::keys::{Key, Meaning};

/// Rows that a page moves by where the screen's height says nothing better.
const PAGE: u16 = 10;
/// Columns of the names in a line that says something else.
const NAMES: usize = 24;
/// Rows that a notch of the wheel moves by.
const NOTCH: isize = 3;

impl App {
    /// Takes one message and says what has to be done outside.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let own = matches!(msg, Msg::Key(_) | Msg::Click(_) | Msg::Wheel(_));
        let stand = self.stand().filter(|_| own);
        let mut effects = self.take(msg);
        self.moved_from(stand.as_ref());
        effects.extend(self.shows());
        effects
    }

    pub(super) fn take(&mut self, msg: Msg) -> Vec<Effect> {
        let Some(msg) = self.too_early(msg) else { return Vec::new() };
        match msg {
            Msg::Key(event) => self.key(event),
            Msg::Paste(text) => {
                self.paste(&text);
                Vec::new()
            }
            Msg::Fetched(query, answer) => self.fetched(&query, answer),
            Msg::Click(spot) => self.click(spot),
            Msg::Wheel(notches) => {
                self.wheel(notches);
                Vec::new()
            }
            Msg::Resize(columns, rows) => {
                self.dirty |= self.size != (columns, rows);
                self.size = (columns, rows);
                Vec::new()
            }
            Msg::Ground(ground) => {
                if let Some(grounds) = &self.start.grounds {
                    let theme = grounds.of(ground);
                    self.dirty |= self.start.theme != *theme;
                    self.start.theme = theme.clone();
                }
                Vec::new()
            }
            Msg::Written(name, written) => {
                self.written(&name, written);
                Vec::new()
            }
            Msg::Listed(listing) => self.listed(listing),
            Msg::Looked(ticket, preview) => {
                self.looked(ticket, preview);
                Vec::new()
            }
            Msg::Importing(ticket, progress) => {
                self.importing(ticket, progress);
                Vec::new()
            }
            Msg::Imported(ticket, imported) => self.imported(ticket, imported),
            Msg::Applied(applied) => self.applied(applied),
            Msg::Presented(presented) => {
                self.presented(presented);
                Vec::new()
            }
            Msg::Failed(error) => {
                self.tell(false, &said(&error, self.start.lang).sentence);
                Vec::new()
            }
            Msg::Edited(edited) => {
                self.edited(edited);
                Vec::new()
            }
            Msg::Opened(opened) => self.opened(opened),
            Msg::Answer(ticket, answer) => self.answer(ticket, answer),
            Msg::News(news) => self.news(news),
            Msg::Tick(now) => {
                self.tick(now);
                Vec::new()
            }
            Msg::Slow => {
                self.dirty |= self.waiting && !self.slow;
                self.slow = self.waiting;
                Vec::new()
            }
            Msg::Resumed => {
                self.dirty = true;
                vec![Effect::Redraw]
            }
        }
    }

    /// An answer to anything but the newest question comes too late to be shown.
    fn answer(&mut self, ticket: u64, answer: Result<Answer, Error>) -> Vec<Effect> {
        if ticket != self.ticket {
            return Vec::new();
        }
        let first = self.reading.report().is_none();
        self.waiting = false;
        self.slow = false;
        self.dirty = true;
        self.reading.answered(answer.and_then(report), self.start.lang);
        self.point_along();
        self.resume_grid();
        let mut effects = if first { self.first_answered() } else { Vec::new() };
        effects.extend(self.missed.take().map_or_else(Vec::new, |missed| self.news(News::Changed(missed))));
        effects
    }

    /// What is shown is asked anew where the news is about it; an answer that is still to come is waited for first, so
    /// that no number of changes keeps the screen from showing one.
    fn news(&mut self, news: News) -> Vec<Effect> {
        match news {
            News::Lost(at) => {
                self.lost = Some(at);
                self.dirty = true;
                Vec::new()
            }
            News::Back => {
                self.dirty |= self.lost.take().is_some();
                if self.is_waiting() { Vec::new() } else { self.ask().into_iter().collect() }
            }
            News::Changed(notice) if self.is_waiting() => {
                match &mut self.missed {
                    Some(missed) => missed.join(notice),
                    empty => *empty = Some(notice),
                }
                Vec::new()
            }
            News::Changed(notice) if self.reading.is_about(&notice) => self.ask().into_iter().collect(),
            News::Changed(_) => Vec::new(),
            News::Here(here) => self.here(here),
        }
    }

    /// Takes what was asked beside the question; the overlay that waits for it shows it at once.
    fn fetched(&mut self, query: &Query, answer: Result<Answer, Error>) -> Vec<Effect> {
        let mut effects = Vec::new();
        match (query, answer) {
            (_, Ok(Answer::Premises(premises))) => self.premises = Some(premises),
            (Query::Names(dimension), Ok(Answer::Names(names))) => drop(self.names.insert(*dimension, names)),
            (Query::Authors, Ok(Answer::Names(authors))) => self.authors = Some(authors),
            (Query::Report(_), Ok(Answer::Report(report))) => self.has_moved(&report),
            (Query::Sums(batch), Ok(Answer::Sums(found))) => self.summed(*batch, &found),
            (Query::Documents(asked), Ok(Answer::Documents(found))) => {
                self.form_fetched(asked, &found);
                effects = self.turned(asked, &found);
                if asked.kind == DocumentKind::Grant {
                    return self.offices_came(&found);
                }
            }
            // It was asked beside, and nobody waits for it.
            (Query::Report(_), Err(_)) | (_, Ok(_)) => return effects,
            (_, Err(error)) => self.tell(false, &said(&error, self.start.lang).sentence),
        }
        self.refresh();
        self.dirty = true;
        effects.extend(self.hear_early());
        effects
    }

    fn key(&mut self, event: KeyEvent) -> Vec<Effect> {
        if event.kind == KeyEventKind::Release {
            return Vec::new();
        }
        let told = self.toast.take().is_some();
        self.dirty |= told;
        let key = Key::from(event);
        self.pending.push(key);
        let context = self.context();
        // What is being typed is a figure: `12k` is twelve thousand, and not twelve in the cell above.
        if let Some(letter) = key.letter().filter(|letter| context == Context::Grid && self.goes_on_typing(*letter)) {
            self.pending.clear();
            self.type_in_grid(letter);
            return Vec::new();
        }
        match self.start.keymap.meaning(context, &self.pending) {
            Meaning::Begins => {
                self.dirty = true;
                Vec::new()
            }
            Meaning::Does(action) => {
                self.dirty |= self.pending.len() > 1;
                self.pending.clear();
                // What is said is closed first, before anything is stepped out of.
                let closes = told && action == Action::Back && event.code == KeyCode::Esc;
                if closes { Vec::new() } else { self.act(action) }
            }
            Meaning::Nothing => {
                self.dirty |= self.pending.len() > 1;
                self.pending.clear();
                match key.letter() {
                    Some(letter) if context == Context::Grid => self.type_in_grid(letter),
                    Some(letter) if context.types() => self.insert(letter.encode_utf8(&mut [0; 4])),
                    _ => {}
                }
                Vec::new()
            }
        }
    }

    /// A click does what its spot stands for; on a row it moves the cursor there, and on the cursor's row goes into it.
    fn click(&mut self, spot: Spot) -> Vec<Effect> {
        self.dirty |= self.toast.take().is_some();
        self.pending.clear();
        match spot {
            Spot::Choice(at) => self.click_choice(at),
            _ if self.top().is_some() => Vec::new(),
            Spot::Does(action) => self.act(action),
            Spot::Row(row) if row == self.reading.cursor() => self.act(Action::Open),
            Spot::Row(row) => {
                self.dirty |= self.reading.place(row);
                Vec::new()
            }
        }
    }

    fn wheel(&mut self, notches: isize) {
        let up = notches < 0;
        match self.top() {
            Some(Overlay::Help(_) | Overlay::Record(_)) => {
                self.scroll(if up { Action::ScrollUp } else { Action::ScrollDown });
            }
            Some(_) => self.choose(if up { Action::ChooseUp } else { Action::ChooseDown }),
            None => self.dirty |= self.reading.step(notches.saturating_mul(NOTCH)),
        }
    }

    /// Does what `action` stands for.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        if matches!(
            action.context(),
            Context::Typing | Context::Palette | Context::Filter | Context::Lenses | Context::Export | Context::Form
        ) {
            return self.typing(action);
        }
        match action {
            Action::Quit => vec![Effect::Leave(Leave::Quit)],
            Action::Demo => vec![Effect::Leave(Leave::Demo)],
            Action::Suspend => vec![Effect::Suspend],
            Action::Redraw => {
                self.dirty = true;
                vec![Effect::Redraw]
            }
            Action::Mouse => {
                self.start.mouse = !self.start.mouse;
                self.tell(true, phrase(if self.start.mouse { "mouse.on" } else { "mouse.off" }, self.start.lang));
                vec![Effect::Mouse(self.start.mouse)]
            }
            Action::Language => {
                self.start.lang = self.start.lang.other();
                self.reading.speak(self.start.lang);
                self.dirty = true;
                Vec::new()
            }
            Action::Help => {
                self.toggle_help();
                Vec::new()
            }
            Action::ImportFile => self.open_import(),
            _ if action.context() == Context::Import => self.import_key(action),
            _ if action.context() == Context::Help => {
                self.scroll(action);
                Vec::new()
            }
            Action::Undo if !self.reading.is_ledger() => self.undo(false),
            Action::Redo => self.undo(true),
            Action::Enter if self.reading.view() == View::Goals => self.edit_goal(),
            Action::Enter if self.reading.view() == View::Roster => self.edit_roster(),
            Action::Enter if self.reading.view() == View::Records => {
                self.open_form(super::FormKind::Record(super::RecordForm))
            }
            Action::Enter if self.minutes_here().is_some() => self.edit_minutes(),
            Action::Enter | Action::EnterFirst | Action::CloseShown => self.open_grid(),
            _ if action.context() == Context::Grid => self.grid_key(action),
            Action::Undo | Action::UndoShown => self.ask_undo(),
            Action::ShowChanged => self.show_what_changed(),
            Action::Yes | Action::No => self.sure(action),
            Action::Palette => self.open_palette(""),
            Action::Sort => {
                self.sort();
                Vec::new()
            }
            Action::Changed => self.show_changed(),
            Action::Shared => self.turn_audience(),
            Action::Present => self.turn_presenting(),
            Action::Follow => self.turn_following(),
            Action::Others => {
                self.name_others();
                Vec::new()
            }
            Action::Roster if self.is_open() => self.go(View::Roster, self.reading.asked().clone()),
            Action::Records if self.is_open() => self.go(View::Records, self.reading.asked().clone()),
            Action::Imports if self.is_open() => self.go(View::Imports, self.reading.asked().clone()),
            Action::Promise if self.is_open() => self.promise_here(),
            Action::Note if self.is_open() => self.note_here(),
            Action::Standup => self.begin_standup(),
            _ if action.context() == Context::Standup => self.on_slide(action),
            Action::PromiseDone | Action::PromiseCarry | Action::PromiseDrop => self.on_action(action),
            Action::Journal if self.is_open() => self.go(View::Journal, self.reading.asked().clone()),
            Action::Filter => self.open_filter(),
            Action::Find => {
                self.open_find();
                Vec::new()
            }
            Action::Lenses => {
                self.open_lenses();
                Vec::new()
            }
            Action::Export => {
                self.open_export();
                Vec::new()
            }
            Action::CopyRow
            | Action::CopyFigure
            | Action::CopyTable
            | Action::CopyMarkdown
            | Action::CopyChat
            | Action::CopyLens => self.copy(action),
            Action::EditLens => self.open_palette(&self.reading.asked().text(self.fiscal())),
            action => self.on_view(action),
        }
    }

    /// The breakdown in another order, and says in which.
    fn sort(&mut self) {
        let lang = self.start.lang;
        let said = self.reading.sort(lang).zip(self.reading.report());
        let said = said.map(|(said, report)| Voice::of(report, lang).sentence(&said));
        match said {
            Some(said) => self.tell(true, &capital(&said)),
            None => self.tell(false, phrase("sort.nothing", lang)),
        }
    }

    /// Says that a board ranks everybody, where one has been looking at some people alone.
    fn say_everybody(&mut self, action: Action, alone: &[String]) {
        if action == Action::Board && !alone.is_empty() && self.reading.alone().is_empty() {
            let (names, key) = (clean(&alone.join(", ")).into_owned(), self.start.keymap.first(Action::Back));
            let said = say("board.everybody", &[("names", &fit(&names, NAMES)), ("key", &key)], self.start.lang);
            self.tell(true, &said);
        }
    }

    /// Says `text` until the next key; `good` where something was done.
    pub(super) fn tell(&mut self, good: bool, text: &str) {
        self.toast = Some(Toast { good, text: text.to_owned() });
        self.dirty = true;
    }

    pub(super) fn on_view(&mut self, action: Action) -> Vec<Effect> {
        if self.today.is_none() {
            if self.refused.is_none() {
                self.ahead.push(action);
            }
            return Vec::new();
        }
        let page = isize::try_from(self.size.1.saturating_sub(PAGE).max(1)).unwrap_or(1);
        let moved = match action {
            Action::Up => Some(self.reading.step(-1)),
            Action::Down => Some(self.reading.step(1)),
            Action::PageUp => Some(self.reading.step(-page)),
            Action::PageDown => Some(self.reading.step(page)),
            Action::First => Some(self.reading.step(isize::MIN)),
            Action::Last => Some(self.reading.step(isize::MAX)),
            Action::NextPanel => Some(self.reading.turn_panel(self.size.0, true)),
            Action::PreviousPanel => Some(self.reading.turn_panel(self.size.0, false)),
            _ => None,
        };
        if let Some(moved) = moved {
            self.dirty |= moved;
            return Vec::new();
        }
        if action == Action::Open
            && let Some(effects) = self.open_record()
        {
            return effects;
        }
        if action == Action::Open
            && let Some(effects) = self.open_minutes()
        {
            return effects;
        }
        let alone = self.reading.alone().to_vec();
        if self.reading.turn(action) {
            self.say_everybody(action, &alone);
            return self.ask();
        }
        match action {
            Action::Open if self.reading.rows() > 0 => self.tell(false, phrase("open.nothing", self.start.lang)),
            Action::Breakdown => self.tell(false, phrase("breakdown.nothing", self.start.lang)),
            _ => {}
        }
        Vec::new()
    }
}

fn report(answer: Answer) -> Result<Arc<Report>, Error> {
    match answer {
        Answer::Report(report) => Ok(report),
        _ => Err(Error::could("answer-other")),
    }
}
