//! What is chosen in a form: what can be, what of it meets what is typed, and the names of a list.

use super::super::matching::{Folded, Rank, meets};
use super::{Field, FormField, Input};
use crate::text::clean;

/// Something that can be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pick {
    /// What it stands for: an id, a name.
    pub id: String,
    /// As it is shown and typed.
    pub label: String,
    /// What is shown beside it, and found by after the labels: the team of a person, what a cause is.
    pub beside: String,
}

impl Pick {
    /// What is shown as it is called.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::of(name, name)
    }

    /// What is called `label` and stands for `id`.
    #[must_use]
    pub fn of(id: &str, label: &str) -> Self {
        Self { id: id.to_owned(), label: clean(label).into_owned(), beside: String::new() }
    }

    /// The same with something beside it.
    #[must_use]
    pub fn beside(self, beside: &str) -> Self {
        Self { beside: clean(beside).into_owned(), ..self }
    }

    /// What is called `label` and may be typed as `id`, which stands beside it where it is another word.
    #[must_use]
    pub fn typed(id: &str, label: &str) -> Self {
        Self::of(id, label).beside(if id == label { "" } else { id })
    }
}

impl FormField {
    /// The choices that meet what is typed: all of them, or those alone that have it in their name, the best first, and
    /// then those that have it beside it. What they stand for is no name.
    #[must_use]
    pub fn offered(&self) -> Vec<&Pick> {
        let whole = self.line.text();
        let (picks, text, named) = match &self.input {
            Input::Choice { picks, .. } => (picks, whole, Vec::new()),
            Input::Several { picks } => {
                let mut named = parts(&whole);
                let last = named.pop().unwrap_or_default().to_owned();
                (picks, last, named.into_iter().map(str::to_owned).collect())
            }
            _ => return Vec::new(),
        };
        // Whoever is named already is not offered again.
        let picks: Vec<&Pick> = picks.iter().filter(|pick| !named.contains(&pick.label)).collect();
        if picks.iter().any(|pick| pick.label == text) {
            return picks;
        }
        let wanted = Folded::of(&text);
        let rank = |pick: &Pick| {
            let of = |name: &str| meets(&Folded::of(name), &wanted).map(|(rank, _)| rank);
            let of = |name: &str| of(name).filter(|rank| *rank < Rank::Scattered);
            of(&pick.label).map(|rank| (false, rank)).or_else(|| of(&pick.beside).map(|rank| (true, rank)))
        };
        let mut met: Vec<((bool, Rank), &Pick)> =
            picks.into_iter().filter_map(|pick| Some((rank(pick)?, pick))).collect();
        if !text.trim().is_empty() {
            met.sort_by_key(|(rank, _)| *rank);
        }
        met.into_iter().map(|(_, pick)| pick).collect()
    }

    /// Whether what is typed is one of the choices already.
    pub(super) fn is_chosen(&self) -> bool {
        let text = self.line.text();
        match &self.input {
            Input::Choice { picks, .. } => picks.iter().any(|pick| pick.label == text),
            Input::Several { picks } => picks.iter().any(|pick| Some(&pick.label.as_str()) == parts(&text).last()),
            _ => false,
        }
    }

    /// Whether nothing is typed yet of what could be chosen next.
    #[must_use]
    pub fn awaits_choice(&self) -> bool {
        let text = self.line.text();
        match &self.input {
            Input::Several { .. } => parts(&text).last().is_none_or(|last| last.is_empty()),
            _ => text.is_empty(),
        }
    }

    /// Writes a choice: in the place of what was typed, or of the last of several.
    pub(super) fn take(&mut self, label: &str) {
        let text = self.line.text();
        let before = match &self.input {
            Input::Several { .. } => parts(&text).split_last().map(|(_, before)| before.join(", ")).unwrap_or_default(),
            _ => String::new(),
        };
        self.line = Field::new(&if before.is_empty() { label.to_owned() } else { format!("{before}, {label}") });
    }
}

/// What stands between the names of a list.
pub(super) const SEPARATORS: [char; 3] = [',', '，', '、'];

/// The names of a list as it is typed; the last is empty where another one is to follow.
pub(super) fn parts(text: &str) -> Vec<&str> {
    text.split(SEPARATORS).map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_names_are_completed_one_after_the_other() {
        let picks = ["李娜", "王伟", "Emma Clarke"].map(Pick::named).to_vec();
        let mut field = FormField::several("attendees", picks).with("李娜");
        let offered = |field: &FormField| field.offered().iter().map(|pick| pick.label.clone()).collect::<Vec<_>>();
        assert!(field.is_chosen() && !field.awaits_choice());
        field.line.insert("、");
        assert!(field.awaits_choice());
        assert_eq!(offered(&field), ["王伟", "Emma Clarke"], "nobody is offered twice");
        field.line.insert("emm");
        assert_eq!(offered(&field), ["Emma Clarke"]);
        field.take("Emma Clarke");
        assert_eq!(field.written(), "李娜, Emma Clarke");
    }

    #[test]
    fn an_owner_is_found_by_the_name_and_then_by_the_team_and_not_by_what_it_stands_for() {
        let of = |name: &str, team: &str| Pick::of(&format!("member={name}"), name).beside(team);
        let picks = vec![of("Alan Emery", "West"), of("李娜", "Emerging"), of("Emma Clarke", "East"), of("Bo", "West")];
        let mut field = FormField::choice("owner", picks);
        let offered = |field: &FormField| field.offered().iter().map(|pick| pick.label.clone()).collect::<Vec<_>>();
        field.line.insert("Em");
        assert_eq!(offered(&field), ["Emma Clarke", "Alan Emery", "李娜"]);
        field.line.insert("m");
        assert_eq!(offered(&field), ["Emma Clarke"]);
    }
}
