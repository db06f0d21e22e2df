//! What comes from the terminal: keys, pastes, clicks, sizes, and its answers, which nobody has typed.
//!
//! A terminal that is asked for its ground answers `ESC ] 11 ; rgb:1e1e/1e1e/2e2e ESC \`, at once or, through a slow
//! network, a second later. It arrives where keys arrive, so it is taken out here, whenever that is.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};

use crate::tui::theme::Ground;

/// Asks the terminal for the colour of its ground.
pub const ASK_GROUND: &str = "\x1b]11;?\x1b\\";
/// An answer is never longer.
const LONGEST: usize = 40;
/// How an answer begins after its `ESC ]`.
const BEGINS: &str = "11;rgb";

/// Something that came from the terminal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size: columns, rows.
    Resize(u16, u16),
    /// The left button was pressed: column, row.
    Click(u16, u16),
    /// The wheel was turned by so many notches, down where positive.
    Wheel(isize),
    /// The terminal says what colour its ground is.
    Ground(Ground),
}

/// Tells keys from answers.
#[derive(Debug, Default)]
pub struct Ear {
    /// Whether an answer is still to come.
    awaits: bool,
    /// What may be the beginning of an answer.
    held: Vec<KeyEvent>,
}

impl Ear {
    /// An ear; `awaits` says that the terminal was asked.
    #[must_use]
    pub fn new(awaits: bool) -> Self {
        Self { awaits, held: Vec::new() }
    }

    /// Whether keys are held back that may be the beginning of an answer; when nothing follows them for a moment, they
    /// were typed: [`Ear::give_up`].
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.held.is_empty()
    }

    /// The keys that were held back.
    pub fn give_up(&mut self) -> Vec<Input> {
        self.held.drain(..).map(Input::Key).collect()
    }

    /// What `event` means, with what was held back before it.
    pub fn hear(&mut self, event: Event) -> Vec<Input> {
        if let Event::Key(key) = event
            && self.awaits
            && key.kind == KeyEventKind::Press
        {
            return self.key(key);
        }
        let mut heard = self.give_up();
        heard.extend(match event {
            Event::Key(key) => Some(Input::Key(key)),
            Event::Paste(text) => Some(Input::Paste(text)),
            Event::Resize(columns, rows) => Some(Input::Resize(columns, rows)),
            Event::Mouse(mouse) => match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Some(Input::Click(mouse.column, mouse.row)),
                MouseEventKind::ScrollUp => Some(Input::Wheel(-1)),
                MouseEventKind::ScrollDown => Some(Input::Wheel(1)),
                _ => None,
            },
            Event::FocusGained | Event::FocusLost => None,
        });
        heard
    }

    /// A key while an answer is awaited.
    fn key(&mut self, key: KeyEvent) -> Vec<Input> {
        self.held.push(key);
        match answer(&self.held) {
            Answer::Begins => Vec::new(),
            Answer::Is(ground) => {
                self.held.clear();
                self.awaits = false;
                ground.map(Input::Ground).into_iter().collect()
            }
            Answer::No => self.give_up(),
        }
    }
}

/// What keys are, read as an answer.
enum Answer {
    Begins,
    Is(Option<Ground>),
    No,
}

fn answer(held: &[KeyEvent]) -> Answer {
    let mut text = String::new();
    // ESC at the end of what could be read at once is heard as a key of its own.
    for key in held {
        match (key.code, key.modifiers - KeyModifiers::SHIFT) {
            (KeyCode::Esc, _) => text.push('\x1b'),
            (KeyCode::Char(letter), KeyModifiers::ALT) => text.extend(['\x1b', letter]),
            (KeyCode::Char('g'), KeyModifiers::CONTROL) => text.push('\x07'),
            (KeyCode::Char(letter), KeyModifiers::NONE) => text.push(letter),
            _ => return Answer::No,
        }
    }
    let Some(said) = text.strip_prefix("\x1b]") else {
        return if text == "\x1b" { Answer::Begins } else { Answer::No };
    };
    if let Some(colour) = said.strip_suffix("\x1b\\").or_else(|| said.strip_suffix('\x07')) {
        return if colour.starts_with(BEGINS) { Answer::Is(ground(colour)) } else { Answer::No };
    }
    let said = said.strip_suffix('\x1b').unwrap_or(said);
    let rest = said.strip_prefix(BEGINS);
    let is_colour = rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '/')));
    if said.len() <= LONGEST && (is_colour || BEGINS.starts_with(said)) { Answer::Begins } else { Answer::No }
}

/// The ground of `11;rgb:1e1e/1e1e/2e2e`: light where it is nearer to white than to black.
fn ground(answer: &str) -> Option<Ground> {
    let mut parts = answer.split_once(':')?.1.split('/').map(|part| {
        let most = 16_u32.checked_pow(u32::try_from(part.len()).ok()?)?.checked_sub(1).filter(|most| *most > 0)?;
        Some(u64::from(u32::from_str_radix(part, 16).ok()?) * 10_000 / u64::from(most))
    });
    let [red, green, blue] = [parts.next()??, parts.next()??, parts.next()??];
    let light = red * 2126 + green * 7152 + blue * 722;
    Some(if light > 50_000_000 { Ground::Light } else { Ground::Dark })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events that crossterm makes of `bytes`.
    fn events(bytes: &str) -> Vec<Event> {
        let mut events = Vec::new();
        let mut alt = KeyModifiers::NONE;
        for c in bytes.chars() {
            let (code, held) = match c {
                '\x1b' if alt == KeyModifiers::NONE => {
                    alt = KeyModifiers::ALT;
                    continue;
                }
                '\x1b' => (KeyCode::Esc, KeyModifiers::NONE),
                '\x07' => (KeyCode::Char('g'), KeyModifiers::CONTROL),
                c if c.is_uppercase() => (KeyCode::Char(c), KeyModifiers::SHIFT | alt),
                c => (KeyCode::Char(c), alt),
            };
            events.push(Event::Key(KeyEvent::new(code, held)));
            alt = KeyModifiers::NONE;
        }
        events
    }

    fn heard(ear: &mut Ear, events: Vec<Event>) -> Vec<Input> {
        events.into_iter().flat_map(|event| ear.hear(event)).collect()
    }

    fn typed(text: &str) -> Vec<Input> {
        text.chars().map(|c| Input::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))).collect()
    }

    #[test]
    fn an_answer_is_no_key_however_late_it_comes() {
        for (answer, ground) in [
            ("\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", Ground::Dark),
            ("\x1b]11;rgb:ffff/ffff/ffff\x07", Ground::Light),
            ("\x1b]11;rgb:FD/F6/E3\x1b\\", Ground::Light),
            ("\x1b]11;rgba:0000/0000/0000/ffff\x07", Ground::Dark),
        ] {
            let mut ear = Ear::new(true);
            assert_eq!(heard(&mut ear, events(&format!("jq{answer}2"))), {
                let mut all = typed("jq");
                all.push(Input::Ground(ground));
                all.extend(typed("2"));
                all
            });
        }
    }

    #[test]
    fn an_answer_that_is_cut_after_its_first_byte_is_no_key_either() {
        let mut ear = Ear::new(true);
        let esc = Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
        assert!(ear.hear(esc.clone()).is_empty() && ear.holds());
        assert!(heard(&mut ear, events("]11;rgb:0/0/0")).is_empty());
        assert!(ear.hear(esc).is_empty());
        assert_eq!(heard(&mut ear, events("\\")), [Input::Ground(Ground::Dark)]);
    }

    #[test]
    fn what_only_begins_like_an_answer_was_typed() {
        let mut ear = Ear::new(true);
        let begun = events("\x1b]11;x");
        let keys: Vec<Input> = begun.iter().filter_map(Event::as_key_event).map(Input::Key).collect();
        assert_eq!(heard(&mut ear, begun), keys);
        assert!(heard(&mut ear, events("\x1b]1")).is_empty() && ear.holds());
        assert_eq!(ear.give_up().len(), 2);
        assert!(!ear.holds());
    }

    #[test]
    fn nothing_is_held_back_where_nothing_was_asked() {
        let mut ear = Ear::default();
        assert_eq!(heard(&mut ear, events("\x1b]11;rgb:0/0/0\x07")).len(), 14);
    }
}
