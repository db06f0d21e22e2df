//! Who is here, and what somebody presents: kept by the holder while it lasts, stored nowhere.
//!
//! A slide says how to ask for what is shown, never what it says: whoever follows asks by rights of his own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::guest::Post;
use crate::domain::base::Error;

/// Nothing that a slide says is longer than so many bytes.
const LONGEST: usize = 4 << 10;

/// What somebody shows to whoever follows.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Slide {
    /// The view.
    pub view: String,
    /// The question, as text.
    pub lens: String,
    /// The row under the cursor: the ids of its table and its own.
    pub row: Option<(String, String)>,
    /// Of a stand-up: when it began, and since when its slide would have been shown without a break, in milliseconds UTC.
    pub clock: Option<(i64, i64)>,
}

impl Slide {
    fn fits(&self) -> bool {
        let row = self.row.iter().flat_map(|(table, row)| [table, row]);
        [&self.view, &self.lens].into_iter().chain(row).all(|text| text.len() <= LONGEST)
    }
}

/// Somebody who presents.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Presented {
    /// The number of the screen that presents.
    pub screen: u64,
    /// Who.
    pub user: String,
    /// What.
    pub slide: Slide,
}

/// Everybody who has a screen open.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Here {
    /// The number of the screen that is told this.
    pub own: u64,
    /// The number of each screen and who is at it, in the order in which they came.
    pub screens: Vec<(u64, String)>,
    /// Who presents, whoever began last at the end.
    pub presented: Vec<Presented>,
}

impl Here {
    /// Who is here beside the screen that is told this, each once, in the order in which they came.
    #[must_use]
    pub fn others(&self) -> Vec<&str> {
        let own = self.screens.iter().find(|(screen, _)| *screen == self.own).map(|(_, user)| user.as_str());
        let mut others: Vec<&str> = Vec::new();
        for (_, user) in &self.screens {
            if Some(user.as_str()) != own && !others.contains(&user.as_str()) {
                others.push(user);
            }
        }
        others
    }

    /// What somebody else presents: `user`, or whoever began last.
    #[must_use]
    pub fn presented_by(&self, user: Option<&str>) -> Option<&Presented> {
        let others = self.presented.iter().rev().filter(|presented| presented.screen != self.own);
        others.into_iter().find(|presented| user.is_none_or(|user| user == presented.user))
    }
}

/// A screen that is told who is here.
struct Screen {
    number: u64,
    user: String,
    post: Arc<Post>,
}

#[derive(Default)]
struct Room {
    screens: Vec<Screen>,
    presented: Vec<Presented>,
    last: u64,
}

impl Room {
    fn tell(&self) {
        let screens: Vec<_> = self.screens.iter().map(|screen| (screen.number, screen.user.clone())).collect();
        for screen in &self.screens {
            let (screens, presented) = (screens.clone(), self.presented.clone());
            screen.post.put_here(Here { own: screen.number, screens, presented });
        }
    }
}

/// The holder's list of screens.
#[derive(Default)]
pub(super) struct Presence(Mutex<Room>);

impl Presence {
    fn room(&self) -> MutexGuard<'_, Room> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A screen of `user` is there; its number.
    pub(super) fn enter(&self, user: &str, post: Arc<Post>) -> u64 {
        let mut room = self.room();
        room.last += 1;
        let number = room.last;
        room.screens.push(Screen { number, user: user.to_owned(), post });
        room.tell();
        number
    }

    /// The screen of that number is gone, and with it what it presents.
    pub(super) fn leave(&self, number: u64) {
        let mut room = self.room();
        room.screens.retain(|screen| screen.number != number);
        room.presented.retain(|presented| presented.screen != number);
        room.tell();
    }

    /// The screen of that number presents `slide`, or no more.
    ///
    /// # Errors
    /// `slide-too-large`.
    pub(super) fn present(&self, number: u64, slide: Option<Slide>) -> Result<(), Error> {
        if slide.as_ref().is_some_and(|slide| !slide.fits()) {
            return Err(Error::asked("slide-too-large"));
        }
        let mut room = self.room();
        let at = room.presented.iter().position(|presented| presented.screen == number);
        match (slide, at.and_then(|at| room.presented.get_mut(at))) {
            (Some(slide), Some(presented)) => presented.slide = slide,
            (Some(slide), None) => {
                let user = room.screens.iter().find(|screen| screen.number == number).map(|screen| screen.user.clone());
                room.presented.extend(user.map(|user| Presented { screen: number, user, slide }));
            }
            (None, _) => room.presented.retain(|presented| presented.screen != number),
        }
        room.tell();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> Here {
        let screens = [(1, "ann"), (2, "bob"), (3, "ann"), (4, "eve")].map(|(at, user)| (at, user.to_owned())).to_vec();
        let presented = |screen, user: &str| Presented { screen, user: user.to_owned(), slide: Slide::default() };
        Here { own: 3, screens, presented: vec![presented(2, "bob"), presented(4, "eve"), presented(3, "ann")] }
    }

    #[test]
    fn others_are_people_not_screens() {
        assert_eq!(here().others(), ["bob", "eve"]);
    }

    #[test]
    fn whoever_began_last_is_followed_unless_somebody_is_named_and_never_oneself() {
        assert_eq!(here().presented_by(None).map(|presented| presented.screen), Some(4));
        assert_eq!(here().presented_by(Some("bob")).map(|presented| presented.screen), Some(2));
        assert_eq!(here().presented_by(Some("zoe")), None);
    }

    #[test]
    fn a_slide_that_is_too_long_is_refused() {
        let slide = Slide { lens: "x".repeat(LONGEST + 1), ..Slide::default() };
        let presence = Presence::default();
        let number = presence.enter("ann", Arc::default());
        assert!(presence.present(number, Some(slide)).is_err());
        assert!(presence.present(number, Some(Slide::default())).is_ok());
    }
}
