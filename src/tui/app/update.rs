//! One message in, effects out.

use crossterm::event::{KeyEvent, KeyEventKind};

use super::{Action, App, Effect, Leave, Msg, Overlay, View};
use crate::desk::Answer;
use crate::domain::base::{Error, Grain};
use crate::report::Report;
use crate::tui::keys::{Key, Meaning};

/// Rows that a page moves by where the screen's height says nothing better.
const PAGE: u16 = 10;

impl App {
    /// Takes one message and says what has to be done outside.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Key(event) => self.key(event),
            Msg::Resize(columns, rows) => {
                self.dirty |= self.size != (columns, rows);
                self.size = (columns, rows);
                Vec::new()
            }
            Msg::Answer(ticket, answer) => {
                self.answer(ticket, answer);
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
    fn answer(&mut self, ticket: u64, answer: Result<Answer, Error>) {
        if ticket != self.ticket {
            return;
        }
        self.waiting = false;
        self.slow = false;
        self.dirty = true;
        self.reading.answered(answer.and_then(report));
    }

    fn key(&mut self, event: KeyEvent) -> Vec<Effect> {
        if event.kind == KeyEventKind::Release {
            return Vec::new();
        }
        self.pending.push(Key::from(event));
        match self.start.keymap.meaning(self.context(), &self.pending) {
            Meaning::Begins => {
                self.dirty = true;
                Vec::new()
            }
            Meaning::Does(action) => {
                self.dirty |= self.pending.len() > 1;
                self.pending.clear();
                self.act(action)
            }
            Meaning::Nothing => {
                self.dirty |= self.pending.len() > 1;
                self.pending.clear();
                Vec::new()
            }
        }
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Quit => vec![Effect::Leave(Leave::Quit)],
            Action::Demo => vec![Effect::Leave(Leave::Demo)],
            Action::Suspend => vec![Effect::Suspend],
            Action::Redraw => {
                self.dirty = true;
                vec![Effect::Redraw]
            }
            Action::Language => {
                self.start.lang = self.start.lang.other();
                self.dirty = true;
                Vec::new()
            }
            Action::Help | Action::Close | Action::ScrollUp | Action::ScrollDown => {
                self.help(action);
                Vec::new()
            }
            action => self.on_view(action),
        }
    }

    fn help(&mut self, action: Action) {
        self.overlay = match (self.overlay, action) {
            (None, Action::Help) => Some(Overlay::Help(0)),
            (Some(Overlay::Help(top)), Action::ScrollUp) => Some(Overlay::Help(top.saturating_sub(1))),
            (Some(Overlay::Help(top)), Action::ScrollDown) => Some(Overlay::Help((top + 1).min(Action::ALL.len()))),
            _ => None,
        };
        self.dirty = true;
    }

    fn on_view(&mut self, action: Action) -> Vec<Effect> {
        let page = isize::try_from(self.size.1.saturating_sub(PAGE).max(1)).unwrap_or(1);
        let moved = match action {
            Action::Up => Some(self.reading.step(-1)),
            Action::Down => Some(self.reading.step(1)),
            Action::PageUp => Some(self.reading.step(-page)),
            Action::PageDown => Some(self.reading.step(page)),
            Action::First => Some(self.reading.step(isize::MIN)),
            Action::Last => Some(self.reading.step(isize::MAX)),
            _ => None,
        };
        if let Some(moved) = moved {
            self.dirty |= moved;
            return Vec::new();
        }
        if self.lens_changes(action) { vec![self.ask()] } else { Vec::new() }
    }

    fn lens_changes(&mut self, action: Action) -> bool {
        let reading = &mut self.reading;
        match action {
            Action::Previous => reading.shift(-1),
            Action::Next => reading.shift(1),
            Action::Latest => reading.jump(false),
            Action::LastData => reading.jump(true),
            Action::Day => reading.show(View::Report) | reading.grain(Grain::Day),
            Action::Week => reading.show(View::Report) | reading.grain(Grain::Week),
            Action::Month => reading.show(View::Report) | reading.grain(Grain::Month),
            Action::Metrics => reading.show(View::Metrics),
            Action::ByDay => reading.grain(Grain::Day),
            Action::ByWeek => reading.grain(Grain::Week),
            Action::ByMonth => reading.grain(Grain::Month),
            Action::ByQuarter => reading.grain(Grain::Quarter),
            Action::ByYear => reading.grain(Grain::Year),
            Action::Open => reading.open(),
            Action::Back => reading.back(),
            Action::Compare => {
                reading.compare();
                true
            }
            Action::Breakdown => {
                reading.breakdown();
                true
            }
            _ => false,
        }
    }
}

fn report(answer: Answer) -> Result<Report, Error> {
    match answer {
        Answer::Report(report) => Ok(*report),
        _ => Err(Error::could("answer-other")),
    }
}
