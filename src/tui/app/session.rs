//! Going on where one has left: the first question after a start, what has moved since, and what is kept at the end.

use std::path::PathBuf;

use super::{App, Effect, Opened, Reading, Start, View};
use crate::desk::Query;
use crate::domain::base::{Error, FiscalStart, Grain};
use crate::domain::model::{AsOf, Lens, Revision};
use crate::report::{Audience, GROWTH_BOARDS, Kind, Question, Report};
use crate::text::phrase;
use crate::tui::keep::Session;
use crate::tui::theme::Theme;

impl Start {
    /// Takes up the language and the theme of the last time, as far as nothing else was asked for.
    pub fn resume(&mut self, kept: &Session, lang: bool, theme: bool) {
        if let Some(kept) = kept.lang.parse().ok().filter(|_| lang) {
            self.lang = kept;
        }
        // Where there is no choice of grounds, the environment has chosen.
        let name = Theme::names().into_iter().find(|name| *name == kept.theme);
        if let Some(name) = name.filter(|_| theme && self.grounds.is_some())
            && let Ok(theme) = Theme::shipped(name)
        {
            (self.theme, self.grounds, self.chosen) = (theme, None, name);
        }
    }
}

impl Opened {
    /// Takes up what was seen the last time, and, where `whole`, view, question and cursor. The period stays on the
    /// same day alone: a new day begins at its last working day.
    pub fn resume(&mut self, kept: &Session, whole: bool, fiscal: FiscalStart) {
        self.seen = (kept.seen > 0).then_some(Revision(kept.seen));
        self.imports_from = PathBuf::from(&kept.imports_from);
        let (Some(view), Ok(mut lens)) = (View::named(&kept.view), Lens::parse(&kept.lens, fiscal)) else { return };
        if !whole {
            return;
        }
        if kept.day != self.today.to_string() {
            lens.anchor = None;
        }
        // A new look is at the present state.
        lens.as_of = None;
        // What has changed is news of one look, and a stand-up that was left is over, and so are minutes that were read.
        let view = match view {
            View::Changed => View::Report,
            View::Standup | View::Minutes => View::Meeting,
            view => view,
        };
        (self.view, self.lens, self.cursor) = (view, lens, kept.cursor);
    }
}

impl App {
    /// The first question, and what was typed before it could be asked. What cannot be opened is said and stays.
    pub(super) fn opened(&mut self, opened: Result<Opened, Error>) -> Vec<Effect> {
        self.dirty = true;
        match opened {
            Ok(Opened { today, lens, view, cursor, seen, imports_from }) => {
                self.imports_from = imports_from;
                self.today = Some(today);
                self.seen = seen;
                self.guessed = (view, &lens) != (View::Report, &Lens::new(Grain::Day));
                self.reading = Reading::new(view, lens);
                self.reading.begin_at(cursor);
                let first = self.ask();
                let ahead = std::mem::take(&mut self.ahead);
                first.into_iter().chain(ahead.into_iter().flat_map(|action| self.act(action))).collect()
            }
            Err(error) => {
                (self.waiting, self.slow) = (false, false);
                self.refused = Some(error);
                Vec::new()
            }
        }
    }

    /// After the first answer: what has moved since the last look is asked beside it, and the other views are asked ahead.
    /// A question that was guessed from
    /// the last time and cannot be answered any more gives way to the plain one.
    pub(super) fn first_answered(&mut self) -> Vec<Effect> {
        let guessed = std::mem::take(&mut self.guessed);
        let (Some(report), Some(today)) = (self.reading.report(), self.today) else {
            if guessed {
                self.reading = Reading::new(View::Report, Lens::new(Grain::Day));
                return self.ask();
            }
            return Vec::new();
        };
        if std::mem::take(&mut self.stands_up) {
            return self.begin_standup();
        }
        let ahead = self.other_views();
        if self.seen.is_none_or(|seen| seen >= report.revision) || self.reading.view() == View::Changed {
            return vec![ahead];
        }
        let question = Question { kind: Kind::Changed, lens: self.since_seen(), today, audience: self.start.audience };
        vec![Effect::Fetch(Box::new(Query::Report(question))), ahead]
    }

    /// What the keys of the tabs lead to from here, one after the other; what one step leads to is asked first.
    fn other_views(&self) -> Effect {
        let (grains, views) = View::TABS.split_at(3);
        let mut ahead: Vec<Question> = Vec::new();
        for grain in std::iter::once(None).chain(grains.iter().map(Some)) {
            for view in std::iter::once(None).chain(views.iter().map(Some)) {
                let mut reading = self.reading.clone();
                let turns = [grain, view].into_iter().flatten().filter(|action| reading.turn(**action)).count();
                ahead.extend(self.question(&reading).filter(|question| turns > 0 && !ahead.contains(question)));
            }
        }
        ahead.reverse();
        Effect::Ahead(ahead)
    }

    /// The question of the view, against the state that was seen last.
    pub(super) fn since_seen(&self) -> Lens {
        let as_of = self.seen.map(AsOf::Revision);
        let asked = self.reading.asked().clone();
        // Growth is ranked by boards alone.
        let metric = asked.metric.filter(|metric| !GROWTH_BOARDS.contains(&metric.as_str()));
        Lens { as_of: asked.as_of.or(as_of), metric, ..asked }
    }

    /// Turns to a shared screen, or back to the asker's own (R14); what is shown is asked anew.
    pub(super) fn turn_audience(&mut self) -> Vec<Effect> {
        let shared = self.start.audience == Audience::Own;
        self.start.audience = if shared { Audience::Shared } else { Audience::Own };
        if shared {
            // What is on the screen already has the names.
            self.reading.forget();
        }
        self.tell(true, phrase(if shared { "shared.on" } else { "shared.off" }, self.start.lang));
        self.ask()
    }

    /// What has moved since the last look.
    pub(super) fn has_moved(&mut self, report: &Report) {
        let figures = report.tables.iter().find(|table| table.id == "figures");
        self.moved = figures.map_or(0, |table| table.rows.len());
    }

    /// How many figures have moved since the last look, until they were looked at.
    #[must_use]
    pub fn moved(&self) -> usize {
        self.moved
    }

    /// What has changed since the last look.
    pub(super) fn show_changed(&mut self) -> Vec<Effect> {
        if let Some(why) = self.unavailable(super::Action::Changed) {
            self.tell(false, phrase(why, self.start.lang));
            return Vec::new();
        }
        self.moved = 0;
        self.go(View::Changed, self.reading.asked().clone())
    }

    /// Where the screen stands, to go on from at the next start; `None` where nothing was seen.
    #[must_use]
    pub fn session(&self) -> Option<Session> {
        let report = self.reading.report()?;
        // What was told and not looked at is told again.
        let seen = match self.seen {
            Some(seen) if self.moved > 0 => seen,
            seen => seen.map_or(report.revision, |seen| seen.max(report.revision)),
        };
        Some(Session {
            view: self.reading.view().id().to_owned(),
            lens: self.reading.asked().text(report.fiscal),
            cursor: self.reading.cursor(),
            lang: self.start.lang.id().to_owned(),
            theme: self.start.chosen.to_owned(),
            day: self.today.map(|day| day.to_string()).unwrap_or_default(),
            seen: seen.0,
            shared: self.audience_of_its_own() == Audience::Shared,
            imports_from: self.imports_from.to_str().unwrap_or_default().to_owned(),
        })
    }
}
