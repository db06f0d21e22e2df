//! Who else is here, and going along with somebody who presents.
//!
//! A slide says what is asked, not what is answered: whoever follows asks himself, fits it to his own screen, and sees
//! what his own rights show.

use super::{Action, App, Effect, StandupClock, View};
use crate::desk::{Here, Presented, Slide};
use crate::domain::base::{Error, Grain};
use crate::domain::model::{Lens, SlideRun};
use crate::domain::rules::agenda::planned;
use crate::text::{phrase, said, say};

/// How a start goes along with others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Along {
    /// It presents.
    Presents,
    /// It presents a stand-up, from the first answer on.
    StandsUp,
    /// It follows this person, or whoever presents.
    Follows(Option<String>),
}

/// Who else is here, and what this screen has to do with them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Together {
    here: Here,
    along: Option<Along>,
    /// What was shown last to whoever follows.
    shown: Option<Slide>,
    /// The second that it is, while a stand-up is followed, in milliseconds UTC.
    now: i64,
}

/// Where a screen stands: what a movement changes.
type Stand = (View, Lens, Option<(String, String)>);

impl Together {
    /// At a start.
    #[must_use]
    pub fn new(along: Option<Along>) -> Self {
        Self { along, ..Self::default() }
    }

    /// The others who have a screen open.
    #[must_use]
    pub fn others(&self) -> Vec<&str> {
        self.here.others()
    }

    /// Everybody who has a screen open, oneself among them, each once.
    #[must_use]
    pub fn people(&self) -> Vec<String> {
        let mut people: Vec<String> = self.here.screens.iter().map(|(_, user)| user.clone()).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// Whether this screen presents.
    #[must_use]
    pub fn presents(&self) -> bool {
        self.along == Some(Along::Presents)
    }

    /// Whom this screen follows, an empty name for whoever will present; `None` where it goes its own way.
    #[must_use]
    pub fn follows(&self) -> Option<&str> {
        match &self.along {
            Some(Along::Follows(user)) => Some(user.as_deref().unwrap_or_default()),
            _ => None,
        }
    }

    /// Who presents and could be followed.
    #[must_use]
    pub fn presenter(&self) -> Option<&str> {
        self.here.presented_by(None).map(|presented| presented.user.as_str())
    }

    /// Whether the clock of somebody else's stand-up runs here.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.followed().is_some_and(|presented| presented.slide.clock.is_some())
    }

    /// A second has gone by; whether that changes the screen.
    pub(super) fn tick(&mut self, now: i64) -> bool {
        self.now = now;
        self.runs()
    }

    /// How long the stand-up that is followed takes, and its slide `id`.
    pub(super) fn clock(&self, id: &str) -> Option<StandupClock> {
        let (began, since) = self.followed()?.slide.clock?;
        let seconds = |since: i64| u32::try_from(self.now.max(since).saturating_sub(since) / 1_000).unwrap_or(0);
        let slide = SlideRun { slide: id.to_owned(), planned: planned(id), used: seconds(since), passed: 0 };
        Some(StandupClock { seconds: seconds(began), slide })
    }

    fn followed(&self) -> Option<&Presented> {
        let Some(Along::Follows(user)) = &self.along else { return None };
        self.here.presented_by(user.as_deref())
    }
}

impl App {
    /// Takes in who is here; a screen that follows goes where it is led.
    pub(super) fn here(&mut self, here: Here) -> Vec<Effect> {
        let told = |together: &Together| {
            (together.others().join(" "), together.presenter().map(str::to_owned), together.followed().is_some())
        };
        let before = told(&self.together);
        self.together.here = here;
        self.dirty |= told(&self.together) != before;
        if let Some(Along::Follows(user @ None)) = &mut self.together.along {
            *user = self.together.here.presented_by(None).map(|presented| presented.user.clone());
        }
        // A stand-up that is over leaves nobody on its last slide.
        let over = self.together.follows().is_some() && self.together.followed().is_none();
        if over && self.standup.is_none() && self.reading.view() == View::Standup {
            return self.go(View::Meeting, Lens::new(Grain::Day));
        }
        self.go_along()
    }

    /// Begins or ends presenting.
    pub(super) fn turn_presenting(&mut self) -> Vec<Effect> {
        let begins = !self.together.presents();
        self.together.along = begins.then_some(Along::Presents);
        self.tell(true, phrase(if begins { "present.on" } else { "present.off" }, self.start.lang));
        Vec::new()
    }

    /// Follows whoever presents, or goes its own way again.
    pub(super) fn turn_following(&mut self) -> Vec<Effect> {
        if self.together.follows().is_some() {
            self.stop_following();
            return Vec::new();
        }
        let Some(user) = self.together.presenter().map(str::to_owned) else {
            self.tell(false, phrase("follow.nobody", self.start.lang));
            return Vec::new();
        };
        self.tell(true, &say("follow.on", &[("who", &user)], self.start.lang));
        self.together.along = Some(Along::Follows(Some(user)));
        self.go_along()
    }

    fn stop_following(&mut self) {
        let key = self.start.keymap.first(Action::Follow);
        self.together.along = None;
        self.tell(true, &say("follow.off", &[("key", &key)], self.start.lang));
    }

    /// Names everybody who is here.
    pub(super) fn name_others(&mut self) {
        let lang = self.start.lang;
        let others = self.together.others().join(phrase("here.comma", lang));
        if others.is_empty() {
            self.tell(true, phrase("here.nobody", lang));
        } else {
            self.tell(true, &say("here.others", &[("names", &others)], lang));
        }
    }

    /// To what is presented, where this screen follows it.
    fn go_along(&mut self) -> Vec<Effect> {
        let Some(Presented { slide, .. }) = self.together.followed() else { return Vec::new() };
        let (Some(view), Ok(lens)) = (View::named(&slide.view), Lens::parse(&slide.lens, self.fiscal())) else {
            return Vec::new();
        };
        if (self.reading.view(), self.reading.asked()) == (view, &lens) || self.today.is_none() {
            self.point_along();
            return Vec::new();
        }
        self.reading.restart(view, lens);
        self.dirty = true;
        self.ask()
    }

    /// The cursor to the row that is presented, where this screen follows and has it.
    pub(super) fn point_along(&mut self) {
        let row = self.together.followed().and_then(|presented| presented.slide.row.clone());
        if let Some((table, row)) = row {
            self.dirty |= self.reading.point(&table, &row);
            // A row that his rights do not show does not keep him from the slide.
            if self.reading.view() == View::Standup {
                self.dirty |= self.reading.point_into(&table);
            }
        }
    }

    /// Where the screen stands, where that matters: it follows somebody.
    pub(super) fn stand(&self) -> Option<Stand> {
        self.together.follows()?;
        Some((self.reading.view(), self.reading.asked().clone(), self.row()))
    }

    /// After a key of the user's own: whoever moves by himself does not follow any more.
    pub(super) fn moved_from(&mut self, stand: Option<&Stand>) {
        if stand.is_some() && self.stand().is_some_and(|now| Some(&now) != stand) {
            self.stop_following();
        }
    }

    /// What has to be shown to whoever follows: the slide, where it is another than before.
    pub(super) fn shows(&mut self) -> Option<Effect> {
        let slide = (self.together.presents() && self.today.is_some()).then(|| Slide {
            view: self.reading.view().id().to_owned(),
            lens: self.reading.asked().text(self.fiscal()),
            row: self.row(),
            clock: self.running(),
        });
        if self.together.shown == slide {
            return None;
        }
        self.together.shown.clone_from(&slide);
        Some(Effect::Present(slide))
    }

    /// What the desk answers to a slide: where nobody can be shown anything, nothing is.
    pub(super) fn presented(&mut self, presented: Result<(), Error>) {
        if let Err(error) = presented {
            (self.together.along, self.together.shown) = (None, None);
            self.tell(false, &said(&error, self.start.lang).sentence);
        }
    }

    fn row(&self) -> Option<(String, String)> {
        self.reading.selected().map(|(table, row)| (table.to_owned(), row.id.clone()))
    }
}
