//! The stand-up on the screen: which slide is shown, how long each has taken, what was passed.
//!
//! The slide shown is the table under the cursor, so that whoever follows sees it by the row that is presented. What is
//! decided is written into the meeting's document at once: nothing typed is lost.

use std::collections::BTreeMap;

use super::promises::{Turning, meeting_of};
use super::{Action, App, DecisionForm, Effect, FormKind, Given, View};
use crate::domain::base::Grain;
use crate::domain::model::{Lens, Meeting, Revision, Ritual, SlideRun};
use crate::domain::rules::agenda::{Slide, planned};
use crate::report::{Audience, Kind, Row, Table, Value};
use crate::text::{phrase, say};

/// A stand-up that goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standup {
    /// When it began, in milliseconds UTC; 0 until the clock is known.
    began: i64,
    now: i64,
    /// Seconds used, and figures passed, by slide.
    used: BTreeMap<String, (u32, u32)>,
    /// Slides in the order in which they were first shown.
    shown: Vec<String>,
    /// Who looked at the screen before.
    before: Audience,
}

impl Standup {
    /// Seconds since it began.
    #[must_use]
    pub fn seconds(&self) -> u32 {
        u32::try_from(self.now.saturating_sub(self.began) / 1_000).unwrap_or(0)
    }

    /// How long the slide of that id has taken.
    #[must_use]
    pub fn run(&self, slide: &str) -> SlideRun {
        let planned = planned(slide);
        let (used, passed) = self.used.get(slide).copied().unwrap_or_default();
        SlideRun { slide: slide.to_owned(), planned, used, passed }
    }

    /// Whether the slide was shown.
    #[must_use]
    pub fn was_shown(&self, slide: &str) -> bool {
        self.shown.iter().any(|shown| shown == slide)
    }

    /// Figures passed.
    #[must_use]
    pub fn passed(&self) -> u32 {
        self.used.values().map(|(_, passed)| *passed).sum()
    }
}

/// How long a stand-up has taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StandupClock {
    /// Seconds since it began.
    pub seconds: u32,
    /// The slide at hand.
    pub slide: SlideRun,
}

impl App {
    /// Whether the clock has to be told, once a second.
    #[must_use]
    pub fn ticks(&self) -> bool {
        self.standup.is_some() || self.together.runs()
    }

    /// How long the stand-up takes, and its slide `id`: one's own, or that which is followed.
    #[must_use]
    pub fn clock(&self, id: &str) -> Option<StandupClock> {
        match &self.standup {
            Some(standup) => Some(StandupClock { seconds: standup.seconds(), slide: standup.run(id) }),
            None => self.together.clock(id),
        }
    }

    /// When the stand-up began, and when its slide would have, had it been shown at once and without a break: what does not
    /// change while the slide is shown.
    pub(super) fn running(&self) -> Option<(i64, i64)> {
        let (standup, slide) = (self.standup.as_ref().filter(|standup| standup.began > 0)?, self.slide()?);
        Some((standup.began, standup.now - i64::from(standup.run(&slide.id).used) * 1_000))
    }

    /// Who looks at the screen while no stand-up goes on.
    pub(super) fn audience_of_its_own(&self) -> Audience {
        self.standup.as_ref().map_or(self.start.audience, |standup| standup.before)
    }

    /// Begins a stand-up on the last working day: the screen is shared, and presents.
    pub(super) fn begin_standup(&mut self) -> Vec<Effect> {
        if !self.is_open() || self.standup.is_some() {
            return Vec::new();
        }
        let before = self.start.audience;
        self.standup = Some(Standup { began: 0, now: 0, used: BTreeMap::new(), shown: Vec::new(), before });
        self.start.audience = Audience::Shared;
        if !self.together.presents() {
            self.turn_presenting();
            self.toast = None;
        }
        self.go(View::Standup, Lens::new(Grain::Day))
    }

    /// A second has gone by.
    pub(super) fn tick(&mut self, now: i64) {
        let slide = self.slide().map(|table| table.id.to_string());
        self.dirty |= self.together.tick(now);
        let Some(standup) = &mut self.standup else { return };
        if standup.began == 0 {
            (standup.began, standup.now) = (now, now);
        }
        let gone = u32::try_from(now.saturating_sub(standup.now) / 1_000).unwrap_or(0);
        standup.now += i64::from(gone) * 1_000;
        if let Some(slide) = slide {
            standup.used.entry(slide).or_default().0 += gone;
        }
        self.note_shown();
        self.dirty = true;
    }

    /// The slide that is shown: the table under the cursor.
    #[must_use]
    pub fn slide(&self) -> Option<&Table> {
        self.reading.report().filter(|report| report.kind == Kind::Standup)?;
        let id = self.reading.selected().map(|(table, _)| table.to_owned())?;
        self.reading.tables().find(|table| table.id == id)
    }

    /// A key of the stand-up.
    pub(super) fn on_slide(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::SlideNext => self.turn_slide(true),
            Action::SlideBack => self.turn_slide(false),
            Action::SlidePass => self.pass(),
            Action::SlideUp | Action::SlideDown => {
                self.step_on_slide(action == Action::SlideDown);
                Vec::new()
            }
            Action::SlideAction => self.promise_here(),
            Action::SlideDecision => self.decide(),
            Action::SlideFinish => self.finish(),
            Action::SlideLeave => self.leave_standup(),
            action => self.on_action(action),
        }
    }

    /// The form of a decision.
    fn decide(&mut self) -> Vec<Effect> {
        let Some(day) = self.today else { return Vec::new() };
        self.open_form(FormKind::Decision(DecisionForm { day }))
    }

    /// To the next slide or the one before; after the last one it is over. An exception that nobody owns is not left.
    fn turn_slide(&mut self, forth: bool) -> Vec<Effect> {
        // Also one that is left before the clock has told a second.
        self.note_shown();
        let ids: Vec<String> = self.reading.tables().map(|table| table.id.to_string()).collect();
        let at = self.slide().and_then(|slide| ids.iter().position(|id| *id == slide.id));
        let Some(at) = at else { return Vec::new() };
        if forth && self.standup.is_some() && self.is_held() {
            let key = self.start.keymap.first(Action::SlideAction);
            self.tell(false, &say("standup.held", &[("key", &key)], self.start.lang));
            return Vec::new();
        }
        let to = if forth { at + 1 } else { at.saturating_sub(1) };
        if to >= ids.len() {
            return self.finish();
        }
        let above: usize = self.reading.tables().take(to).map(|table| table.rows.len()).sum();
        self.dirty |= self.reading.place(above);
        self.note_shown();
        Vec::new()
    }

    /// Notes that the slide at hand was shown.
    fn note_shown(&mut self) {
        let slide = self.slide().map(|table| table.id.to_string());
        if let (Some(standup), Some(slide)) = (&mut self.standup, slide)
            && !standup.was_shown(&slide)
        {
            standup.shown.push(slide);
        }
    }

    /// Whether the slide shows a red figure that nobody owns with a date.
    fn is_held(&self) -> bool {
        let waits = |value: &Value| matches!(value, Value::Words(words) if matches!(words.id.as_ref(), "red.nobody" | "red.overdue"));
        let waits = |row: &Row| row.cells.iter().any(|cell| waits(&cell.value));
        self.slide().is_some_and(|slide| slide.id == Slide::Exceptions.word() && slide.rows.iter().any(waits))
    }

    /// Nothing to see here: the figure under the cursor is passed; after the last one, the slide.
    fn pass(&mut self) -> Vec<Effect> {
        let Some(slide) = self.slide() else { return Vec::new() };
        let (id, last) = (slide.id.to_string(), slide.rows.last().map(|row| row.id.clone()));
        let is_last = self.reading.selected().map(|(_, row)| row.id.clone()) == last;
        if !(is_last && self.is_held())
            && let Some(standup) = &mut self.standup
        {
            standup.used.entry(id).or_default().1 += 1;
        }
        self.dirty = true;
        if is_last {
            return self.turn_slide(true);
        }
        self.step_on_slide(true);
        Vec::new()
    }

    /// A row up or down, within the slide.
    pub(super) fn step_on_slide(&mut self, down: bool) {
        let (before, slide) = (self.reading.cursor(), self.slide().map(|table| table.id.to_string()));
        self.reading.step(if down { 1 } else { -1 });
        if self.slide().map(|table| table.id.to_string()) != slide {
            self.reading.place(before);
        }
        self.dirty = true;
    }

    /// Ends the stand-up: its record is written upon what was decided. It goes on until the desk has taken the record.
    fn finish(&mut self) -> Vec<Effect> {
        self.note_shown();
        let (Some(day), Some(standup)) = (self.today, self.standup.clone()) else { return self.leave_standup() };
        if self.given.iter().any(|given| matches!(given, Given::Meeting(_))) {
            return Vec::new();
        }
        let about = self.reading.report().map(|report| report.lens.text(report.fiscal)).unwrap_or_default();
        let meeting = Meeting {
            ritual: Ritual::Daily,
            day,
            about,
            attendees: self.together.people(),
            slides: standup.shown.iter().map(|slide| standup.run(slide)).collect(),
            decisions: Vec::new(),
            actions: Vec::new(),
            promises: Vec::new(),
            shown: Revision(0),
            head: String::new(),
            by: String::new(),
            began: standup.began,
            ended: Some(standup.now.max(1)),
        };
        let query = meeting_of(format!("{day}/{}", Ritual::Daily.word()));
        self.turning = Some(Turning::Finish(Box::new(meeting)));
        vec![Effect::Fetch(Box::new(query))]
    }

    /// Leaves it without a record.
    fn leave_standup(&mut self) -> Vec<Effect> {
        let (was_held, effects) = (self.standup.is_some(), self.end_standup());
        if was_held {
            self.tell(true, phrase("standup.ended", self.start.lang));
        }
        effects
    }

    pub(super) fn end_standup(&mut self) -> Vec<Effect> {
        if let Some(standup) = self.standup.take() {
            self.start.audience = standup.before;
            if self.together.presents() {
                self.turn_presenting();
                self.toast = None;
            }
        }
        self.dirty = true;
        self.go(View::Meeting, Lens::new(Grain::Day))
    }
}
