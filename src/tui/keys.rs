//! Keys are data: `data/keymap.toml`, and the user's own file of the same form.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::app::{Action, Context};
use crate::domain::base::Error;

/// One key with what is held beside it. Shift is in the character itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    code: KeyCode,
    ctrl: bool,
    alt: bool,
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let held = |modifier| event.modifiers.contains(modifier);
        Self { code: event.code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT) }
    }
}

const NAMED: [(&str, KeyCode); 15] = [
    ("enter", KeyCode::Enter),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("esc", KeyCode::Esc),
    ("space", KeyCode::Char(' ')),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
];

impl Key {
    /// The letter that it types, where it types one.
    #[must_use]
    pub fn letter(self) -> Option<char> {
        match self.code {
            KeyCode::Char(letter) if !self.ctrl && !self.alt => Some(letter),
            _ => None,
        }
    }
}

impl FromStr for Key {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (mut rest, mut ctrl, mut alt) = (text, false, false);
        loop {
            match (rest.strip_prefix("ctrl-"), rest.strip_prefix("alt-")) {
                (Some(after), _) if !after.is_empty() => (rest, ctrl) = (after, true),
                (_, Some(after)) if !after.is_empty() => (rest, alt) = (after, true),
                _ => break,
            }
        }
        let function = || rest.strip_prefix('f')?.parse().ok().filter(|n| (1..=12).contains(n)).map(KeyCode::F);
        let named = NAMED.iter().find(|(name, _)| *name == rest).map(|(_, code)| *code);
        let mut letters = rest.chars();
        let single = || match (letters.next(), letters.next()) {
            (Some(letter), None) if !letter.is_control() && letter != ' ' => Some(KeyCode::Char(letter)),
            _ => None,
        };
        let code = named.or_else(function).or_else(single).ok_or(())?;
        Ok(Self { code, ctrl, alt })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = [(self.ctrl, "Ctrl-"), (self.alt, "Alt-")];
        held.into_iter().filter(|(is, _)| *is).try_for_each(|(_, word)| f.write_str(word))?;
        match self.code {
            KeyCode::F(number) => write!(f, "F{number}"),
            code => match (NAMED.iter().find(|(_, named)| *named == code), code) {
                (Some((name, _)), _) => f.write_str(capital(name)),
                (None, KeyCode::Char(letter)) => write!(f, "{letter}"),
                (None, _) => f.write_str("?"),
            },
        }
    }
}

/// The name of a key as keyboards print it.
fn capital(name: &str) -> &str {
    match name {
        "enter" => "Enter",
        "backspace" => "Backspace",
        "delete" => "Del",
        "tab" => "Tab",
        "backtab" => "Shift-Tab",
        "esc" => "Esc",
        "space" => "Space",
        "up" => "Up",
        "down" => "Down",
        "left" => "Left",
        "right" => "Right",
        "home" => "Home",
        "end" => "End",
        "pageup" => "PgUp",
        "pagedown" => "PgDn",
        name => name,
    }
}

/// Keys pressed one after the other.
type Chord = Vec<Key>;

/// What a chord means so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// It does this.
    Does(Action),
    /// It is the beginning of something.
    Begins,
    /// Nothing.
    Nothing,
}

/// Which keys do what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Keymap {
    chords: Vec<(Context, Chord, Action)>,
}

type File = BTreeMap<String, BTreeMap<String, Vec<String>>>;

impl Keymap {
    /// The keymap that comes with dayboard.
    ///
    /// # Errors
    /// Never, as a test proves; the keymap is data like any other.
    pub fn shipped() -> Result<Self, Error> {
        Self::read(include_str!("../../data/keymap.toml"), None)
    }

    /// The shipped keymap with the user's file upon it, which replaces the keys of the actions it names.
    ///
    /// # Errors
    /// Names everything that is wrong with it at once: an unknown context, action or key, and a key that means two
    /// things in one context.
    pub fn with_own(own: &str) -> Result<Self, Error> {
        Self::read(include_str!("../../data/keymap.toml"), Some(own))
    }

    fn read(shipped: &str, own: Option<&str>) -> Result<Self, Error> {
        let wrong = |problems: String| Error::asked("keymap").with("problems", problems);
        let parse = |text| toml::from_str::<File>(text).map_err(|error| wrong(error.message().to_owned()));
        let mut file = parse(shipped)?;
        for (context, actions) in own.map(parse).transpose()?.unwrap_or_default() {
            file.entry(context).or_default().extend(actions);
        }
        let mut problems = Vec::new();
        let chords = chords(&file, &mut problems);
        clashes(&chords, &mut problems);
        if problems.is_empty() { Ok(Self { chords }) } else { Err(wrong(problems.join("; "))) }
    }

    /// What `keys` mean in `context`.
    #[must_use]
    pub fn meaning(&self, context: Context, keys: &[Key]) -> Meaning {
        let heard = self.chords.iter().filter(|(place, ..)| context.heard().contains(place));
        let mut begins = false;
        for (_, chord, action) in heard {
            if chord == keys {
                return Meaning::Does(*action);
            }
            begins |= chord.starts_with(keys);
        }
        if begins { Meaning::Begins } else { Meaning::Nothing }
    }

    /// All keys of `action` as they are shown: `[`, `g d`.
    #[must_use]
    pub fn shown(&self, action: Action) -> Vec<String> {
        let of_action = self.chords.iter().filter(|(_, _, other)| *other == action);
        of_action.map(|(_, chord, _)| label(chord)).collect()
    }

    /// The first key of `action` as it is shown; empty where it has none.
    #[must_use]
    pub fn first(&self, action: Action) -> String {
        self.shown(action).into_iter().next().unwrap_or_default()
    }
}

fn label(chord: &[Key]) -> String {
    chord.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

fn chords(file: &File, problems: &mut Vec<String>) -> Vec<(Context, Chord, Action)> {
    let mut found = Vec::new();
    for (name, actions) in file {
        let Some(context) = Context::ALL.into_iter().find(|context| context.id() == name) else {
            problems.push(format!("[{name}]"));
            continue;
        };
        for (id, keys) in actions {
            let action = Action::named(id).filter(|action| action.context() == context);
            for text in keys {
                let chord: Result<Chord, ()> = text.split(' ').map(str::parse).collect();
                match (action, chord) {
                    (Some(action), Ok(chord)) => found.push((context, chord, action)),
                    _ => problems.push(format!("[{name}] {id} = \"{text}\"")),
                }
            }
        }
    }
    found
}

/// Two chords clash where both are heard and one is, or begins, the other.
fn clashes(chords: &[(Context, Chord, Action)], problems: &mut Vec<String>) {
    for (at, (place, chord, action)) in chords.iter().enumerate() {
        for (other_place, other, other_action) in chords.iter().skip(at + 1) {
            if place.meets(*other_place) && (chord.starts_with(other) || other.starts_with(chord)) {
                let (first, second) = (action.id(), other_action.id());
                problems.push(format!(
                    "{}: {first}, {second}",
                    label(if chord.len() < other.len() { chord } else { other })
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        text.split(' ').map(|key| key.parse().expect("a key")).collect()
    }

    #[test]
    fn every_action_has_a_key() {
        let keymap = Keymap::shipped().unwrap_or_else(|error| panic!("{error}"));
        for action in Action::ALL {
            assert!(!keymap.first(*action).is_empty(), "{action:?}");
        }
    }

    #[test]
    fn a_chord_begins_and_then_does() {
        let keymap = Keymap::shipped().expect("it is well formed");
        assert_eq!(keymap.meaning(Context::Report, &keys("g")), Meaning::Begins);
        assert_eq!(keymap.meaning(Context::Report, &keys("g q")), Meaning::Does(Action::ByQuarter));
        assert_eq!(keymap.meaning(Context::Report, &keys("q")), Meaning::Does(Action::Quit));
        assert_eq!(keymap.meaning(Context::Empty, &keys("t")), Meaning::Nothing);
    }

    #[test]
    fn a_file_of_ones_own_replaces_the_keys_it_names() {
        let keymap = Keymap::with_own("[reading]\nlatest = [\"f2\"]").expect("it is well formed");
        assert_eq!(keymap.shown(Action::Latest), ["F2"]);
        assert_eq!(keymap.meaning(Context::Report, &keys("t")), Meaning::Nothing);
    }

    #[test]
    fn all_that_is_wrong_is_named_at_once() {
        let own = "[reading]\nlatest = [\"q\"]\nnext = [\"g\"]\nfly = [\"f\"]\nday = [\"hyper-x\"]\n[cockpit]\n";
        let problems = Keymap::with_own(own).unwrap_err().arg("problems").to_owned();
        for part in ["q: quit, latest", "g: ", "fly = \"f\"", "day = \"hyper-x\"", "[cockpit]"] {
            assert!(problems.contains(part), "{part} in {problems}");
        }
    }

    #[test]
    fn keys_print_as_keyboards_print_them() {
        let shown = |text: &str| text.parse::<Key>().expect("a key").to_string();
        assert_eq!(
            ["ctrl-l", "enter", "pagedown", "G", "f1", "["].map(shown),
            ["Ctrl-l", "Enter", "PgDn", "G", "F1", "["]
        );
    }
}
