//! The bytes that take the terminal and give it back, read by a terminal.

use std::num::NonZero;

use dayboard::tui::term::{enter, leave};

#[test]
fn leaving_is_entering_in_reverse() {
    let cells = |count| NonZero::new(count).expect("it is not 0");
    let mut terminal = vt100::Parser::new(cells(24), cells(80), 0);
    terminal.process(b"before");
    let before = terminal.screen().contents();
    let mut bytes = Vec::new();
    enter(&mut bytes).expect("memory takes bytes");
    terminal.process(&bytes);
    assert!(terminal.screen().alternate_screen() && terminal.screen().hide_cursor());
    terminal.process(b"\x1b[31mon the board");
    let mut bytes = Vec::new();
    leave(&mut bytes).expect("memory takes bytes");
    terminal.process(&bytes);
    assert!(!terminal.screen().alternate_screen() && !terminal.screen().hide_cursor());
    assert_eq!(terminal.screen().contents(), before);
    assert_eq!(terminal.screen().fgcolor(), vt100::Color::Default);
}
