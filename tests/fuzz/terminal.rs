//! What comes from a terminal, and what goes to it.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use dayboard::domain::base::clean;
use dayboard::text::{fit, pad_left, width, wrap};
use dayboard::tui::term::{Ear, Input};
use dayboard::tui::{Context, Key, Keymap};

use crate::change;
use crate::run::Target;

/// The events that bytes stand for: what a terminal's reader makes of them, and what it never would.
fn events(bytes: &[u8]) -> Vec<Event> {
    let text = String::from_utf8_lossy(bytes);
    let mut events = Vec::new();
    let mut held = KeyModifiers::NONE;
    for letter in text.chars() {
        let number = u32::from(letter);
        let small = u16::try_from(number % 500).unwrap_or(0);
        let event = match letter {
            '\u{1b}' if held.is_empty() => {
                held = KeyModifiers::ALT;
                continue;
            }
            '\u{1b}' => Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)),
            '\u{1}'..='\u{1a}' => {
                let letter = char::from_u32(number + 96).unwrap_or('a');
                Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL | held))
            }
            '\u{80}'..='\u{9f}' => Event::Paste(text.chars().take(usize::from(small)).collect()),
            '\u{1c}' => Event::Resize(small, u16::MAX - small),
            '\u{1d}' | '\u{1e}' => Event::Mouse(MouseEvent {
                kind: if letter == '\u{1d}' {
                    MouseEventKind::Down(MouseButton::Left)
                } else {
                    MouseEventKind::ScrollUp
                },
                column: u16::MAX,
                row: small,
                modifiers: held,
            }),
            '\u{fffd}' => {
                let key = KeyEvent::new(KeyCode::Char(letter), held);
                Event::Key(KeyEvent { kind: KeyEventKind::Release, ..key })
            }
            letter => Event::Key(KeyEvent::new(KeyCode::Char(letter), held)),
        };
        events.push(event);
        held = KeyModifiers::NONE;
    }
    events
}

const ANSWERS: [&str; 12] = [
    "\u{1b}]11;rgb:",
    "1e1e/1e1e/2e2e",
    "\u{1b}\\",
    "\u{7}",
    "rgba:",
    "/",
    ":",
    "ffffffffffffffff",
    "\u{1b}[200~",
    "\u{1b}[<0;1;1M",
    "\u{1b}P",
    "\u{1b}[?62;4c",
];

#[test]
fn a_terminal_may_send_anything_and_no_key_is_lost_or_doubled() {
    let seeds = [
        "jq\u{1b}]11;rgb:1e1e/1e1e/2e2e\u{1b}\\2",
        "\u{1b}]11;rgba:FD/F6/E3/ff\u{7}",
        "g d[]?\u{1b}[A张伟",
        "\u{1b}]1",
    ];
    let seeds = seeds.map(|text| text.as_bytes().to_vec()).to_vec();
    let keymap = Keymap::shipped().expect("sound");
    let target = Target { name: "terminal", short: 5_000, part: 50, seeds };
    target.run(
        |chance, input, others| change::bytes(chance, input, &ANSWERS, others),
        |input| {
            let events = events(input);
            for awaits in [false, true] {
                let mut ear = Ear::new(awaits);
                let (mut heard, mut chord) = (Vec::new(), Vec::new());
                for event in events.clone() {
                    heard.extend(ear.hear(event));
                }
                heard.extend(ear.give_up());
                assert!(!ear.holds());
                let answered = heard.iter().any(|input| matches!(input, Input::Ground(_)));
                let keys = events.iter().filter(|event| matches!(event, Event::Key(_))).count();
                let came = heard.iter().filter(|input| matches!(input, Input::Key(_))).count();
                assert!(came <= keys && (answered || awaits || came == keys), "{came} of {keys} keys");
                for input in heard {
                    if let Input::Key(event) = input {
                        chord.push(Key::from(event));
                        let _ = (keymap.meaning(Context::Global, &chord), Key::from(event).to_string());
                        chord.truncate(4);
                    }
                }
            }
        },
    );
}

#[test]
fn what_is_shown_never_commands_the_terminal_and_keeps_to_its_cells() {
    let seeds = [
        "\u{1b}[2Jred\u{7}",
        "张伟 the \u{202e}first\u{2066}",
        "👨\u{200d}👩\u{200d}👧 e\u{301}",
        "a\tb\r\nc\u{9b}31m",
    ];
    let seeds = seeds.map(|text| text.as_bytes().to_vec()).to_vec();
    let target = Target { name: "shown", short: 3_000, part: 50, seeds };
    target.run(
        |chance, input, others| change::bytes(chance, input, &[], others),
        |input| {
            let text = String::from_utf8_lossy(&input[..input.len().min(2_000)]);
            let shown = clean(&text);
            assert!(!shown.chars().any(|letter| letter.is_control() || "\u{202e}\u{2066}\u{200e}".contains(letter)));
            assert_eq!(clean(&shown), shown, "once is enough");
            for cells in [0, 1, 2, 7, 40] {
                assert!(width(&fit(&shown, cells)) <= cells, "{shown:?} in {cells}");
                assert!(width(&pad_left(&shown, cells)) >= cells.min(width(&shown)));
                let _ = wrap(&shown, cells);
            }
        },
    );
}
