//! The bytes that take the terminal, show frames on it and give it back, read by a terminal.

use std::num::NonZero;

use dayboard::tui::term::{Canvas, enter, leave, mouse};
use dayboard::tui::{Msg, Role, Theme};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use super::driver::{Driver, Look, tuesday};

fn terminal(columns: u16, rows: u16) -> vt100::Parser {
    let cells = |count| NonZero::new(count).expect("it is not 0");
    vt100::Parser::new(cells(rows), cells(columns), 0)
}

/// What `write` writes.
fn bytes(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes);
    bytes
}

#[test]
fn leaving_is_entering_in_reverse() {
    let mut terminal = terminal(80, 24);
    terminal.process(b"before");
    let before = terminal.screen().state_formatted();
    terminal.process(&bytes(|out| enter(out).and_then(|()| mouse(out, true)).expect("memory takes bytes")));
    let screen = terminal.screen();
    assert!(screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::PressRelease);
    terminal.process(b"\x1b[31;1mon the board");
    terminal.process(&bytes(|out| mouse(out, false).and_then(|()| leave(out)).expect("memory takes bytes")));
    let screen = terminal.screen();
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    assert_eq!(screen.state_formatted(), before);
}

/// Draws what `driver` shows; how many bytes that took.
fn show(driver: &Driver, canvas: &mut Canvas<Vec<u8>>, terminal: &mut vt100::Parser) -> usize {
    let frame = driver.buffer();
    let bytes = draw(&frame, canvas);
    terminal.process(&bytes);
    same(&frame, terminal.screen());
    bytes.len()
}

/// The bytes that bring `frame` onto the terminal behind `canvas`.
fn draw(frame: &Buffer, canvas: &mut Canvas<Vec<u8>>) -> Vec<u8> {
    let size = (frame.area.width, frame.area.height);
    canvas.draw(size, |_, buffer| buffer.clone_from(frame)).expect("memory takes bytes");
    std::mem::take(canvas.out())
}

/// The terminal shows each cell of the frame as it is.
fn same(frame: &Buffer, screen: &vt100::Screen) {
    for y in 0..frame.area.height {
        let mut x = 0;
        while x < frame.area.width {
            let (cell, seen) = (&frame[(x, y)], screen.cell(y, x).expect("it is inside"));
            let text = if seen.has_contents() { seen.contents() } else { " " };
            let look = |text, letters, ground, marks: Modifier| {
                // Of a blank one sees the ground, and the lines that run through it.
                let blank = text == " " && !marks.intersects(Modifier::UNDERLINED | Modifier::REVERSED);
                if blank { (text, Color::Reset, ground, Modifier::empty()) } else { (text, letters, ground, marks) }
            };
            let shown = look(text, colour(seen.fgcolor()), colour(seen.bgcolor()), attributes(seen));
            assert_eq!(shown, look(cell.symbol(), cell.fg, cell.bg, cell.modifier), "column {x}, row {y}");
            x += u16::try_from(dayboard::text::width(cell.symbol()).max(1)).expect("a cell is narrow");
        }
    }
}

fn colour(colour: vt100::Color) -> Color {
    match colour {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(number) => SIXTEEN[usize::from(number)],
        vt100::Color::Rgb(red, green, blue) => panic!("{red} {green} {blue} is none of the sixteen"),
    }
}

const SIXTEEN: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

fn attributes(cell: &vt100::Cell) -> Modifier {
    let given = [
        (cell.bold(), Modifier::BOLD),
        (cell.dim(), Modifier::DIM),
        (cell.underline(), Modifier::UNDERLINED),
        (cell.inverse(), Modifier::REVERSED),
    ];
    given.into_iter().filter(|(is, _)| *is).fold(Modifier::empty(), |all, (_, one)| all | one)
}

#[test]
fn a_terminal_shows_what_was_drawn_and_is_told_little() {
    let mut driver = Driver::new(&Look { size: (120, 36), ..Look::default() }, tuesday);
    let (mut canvas, mut terminal) = (Canvas::new(Vec::new()), terminal(120, 36));
    show(&driver, &mut canvas, &mut terminal);
    assert_eq!(show(&driver, &mut canvas, &mut terminal), 0, "nothing has changed");
    for key in ["j", "j", "k", "G", "g"] {
        let told = show(driver.press(key), &mut canvas, &mut terminal);
        assert!(told <= 2 << 10, "{key}: {told} bytes");
    }
    for key in ["<esc>", "?", "<esc>", "0", "1", "[", "L"] {
        let told = show(driver.press(key), &mut canvas, &mut terminal);
        assert!(told <= 12 << 10, "{key}: {told} bytes");
    }
}

#[test]
fn another_size_and_a_forgotten_screen_are_drawn_whole() {
    let mut driver = Driver::new(&Look { size: (80, 24), ..Look::default() }, tuesday);
    let mut canvas = Canvas::new(Vec::new());
    show(&driver, &mut canvas, &mut terminal(80, 24));
    driver.app.update(Msg::Resize(100, 30));
    let mut larger = terminal(100, 30);
    larger.process("█\x1b[31m rubbish".repeat(200).as_bytes());
    show(&driver, &mut canvas, &mut larger);
    canvas.forget();
    larger.process("\x1b[7;8H\x1b[1;41m rubbish".repeat(3).as_bytes());
    show(&driver, &mut canvas, &mut larger);
}

#[test]
fn only_the_sixteen_colours_are_used() {
    for theme in Theme::names() {
        let driver = Driver::new(&Look { theme, size: (120, 36), ..Look::default() }, tuesday);
        let bytes = draw(&driver.buffer(), &mut Canvas::new(Vec::new()));
        let text = String::from_utf8(bytes).expect("it is text");
        assert!(!text.contains("38;") && !text.contains("48;"), "{theme}");
    }
}

#[test]
fn after_a_sign_of_ambiguous_width_the_column_is_named() {
    let mut frame = Buffer::empty(Rect::new(0, 0, 8, 1));
    frame.set_string(0, 0, "█▁a中bé", ratatui::style::Style::reset());
    let text = String::from_utf8(draw(&frame, &mut Canvas::new(Vec::new()))).expect("it is text");
    assert!(text.contains("\x1b[1;1H█\x1b[2G▁\x1b[3Ga中bé"), "{text:?}");
    let mut narrow = Canvas::new(Vec::new());
    narrow.is_narrow();
    let text = String::from_utf8(draw(&frame, &mut narrow)).expect("it is text");
    assert!(text.contains("\x1b[1;1H█▁a中bé"), "{text:?}");
}

proptest! {
    #[test]
    fn any_frame_after_any_other_is_shown(frames in proptest::collection::vec(frame(), 1..6), narrow: bool) {
        let (mut canvas, mut terminal) = (Canvas::new(Vec::new()), terminal(12, 3));
        if narrow {
            canvas.is_narrow();
        }
        for frame in frames {
            terminal.process(&draw(&frame, &mut canvas));
            same(&frame, terminal.screen());
        }
    }
}

/// A frame of signs of every width in every look.
fn frame() -> impl Strategy<Value = Buffer> {
    let theme = Theme::shipped("dark").expect("it is shipped");
    let piece =
        (0..11_u16, 0..3_u16, prop::sample::select(vec!["a", " ", "中", "█", "é", "⣿", "日b"]), 0..Role::ALL.len());
    proptest::collection::vec(piece, 0..20).prop_map(move |pieces| {
        let mut frame = Buffer::empty(Rect::new(0, 0, 12, 3));
        for (x, y, sign, role) in pieces {
            // A sign put over the half of a wide one leaves the other half, which no view does.
            if x == 0 || dayboard::text::width(frame[(x - 1, y)].symbol()) == 1 {
                frame.set_string(x, y, sign, theme.style(Role::ALL[role]));
            }
        }
        frame
    })
}
