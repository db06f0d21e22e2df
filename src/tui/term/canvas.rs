//! Frames on a terminal: only the cells that have changed, as one synchronized update.
//!
//! Colours are written as the codes of the terminal's own sixteen (`94`, never `38;5;12`), so that a terminal with no
//! more than those shows them. After a sign that some terminals draw two cells wide, the cursor is placed anew, so that
//! nothing to the right of it shifts, unless this one is known to be none of those.

use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
const CLEAR: &[u8] = b"\x1b[m\x1b[2J";
const PLAIN: &[u8] = b"\x1b[m";

/// The attributes that a theme may give, and their codes.
const ATTRIBUTES: [(Modifier, u8); 4] =
    [(Modifier::BOLD, 1), (Modifier::DIM, 2), (Modifier::UNDERLINED, 4), (Modifier::REVERSED, 7)];

/// Those of them that are seen on a blank.
const SHOWN_ON_BLANKS: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED);

/// What a cell looks like.
type Look = (Color, Color, Modifier);

const DEFAULT: Look = (Color::Reset, Color::Reset, Modifier::empty());

/// Puts frames on the terminal behind `out`.
#[derive(Debug)]
pub struct Canvas<W> {
    out: W,
    /// What the terminal shows, as far as it is known.
    shown: Option<Buffer>,
    /// The memory of the frame before the last, to draw the next one in.
    spare: Buffer,
    bytes: Vec<u8>,
    /// Whether signs of ambiguous width are known to take one cell.
    narrow: bool,
}

impl<W: Write> Canvas<W> {
    /// A canvas on a terminal of which nobody knows what it shows.
    pub fn new(out: W) -> Self {
        Self { out, shown: None, spare: Buffer::default(), bytes: Vec::new(), narrow: false }
    }

    /// The terminal has shown that it draws signs of ambiguous width one cell wide.
    pub fn is_narrow(&mut self) {
        self.narrow = true;
    }

    /// From now on nobody knows what the terminal shows: the next frame is drawn whole.
    pub fn forget(&mut self) {
        self.shown = None;
    }

    /// Lets `paint` draw a frame of `size` (columns, rows) and writes what is not on the terminal yet; nothing at all
    /// where all of it is. What `paint` answers is answered.
    ///
    /// # Errors
    /// Where the terminal cannot be written to.
    pub fn draw<T>(&mut self, size: (u16, u16), paint: impl FnOnce(Rect, &mut Buffer) -> T) -> io::Result<T> {
        let area = Rect::new(0, 0, size.0, size.1);
        let mut frame = std::mem::take(&mut self.spare);
        frame.resize(area);
        frame.reset();
        let answer = paint(area, &mut frame);
        let shown = self.shown.take().filter(|shown| shown.area == area);
        self.bytes.clear();
        self.bytes.extend_from_slice(BEGIN);
        let whole = shown.is_none();
        if whole {
            self.bytes.extend_from_slice(CLEAR);
        }
        let shown = shown.unwrap_or_else(|| Buffer::empty(area));
        let anything = write_changes(&mut self.bytes, &shown, &frame, self.narrow);
        self.bytes.extend_from_slice(END);
        self.spare = shown;
        if anything || whole {
            self.out.write_all(&self.bytes)?;
            self.out.flush()?;
        }
        self.shown = Some(frame);
        Ok(answer)
    }

    /// Where it writes to.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Writes `sequence` as it is.
    ///
    /// # Errors
    /// Where the terminal cannot be written to.
    pub fn send(&mut self, sequence: &str) -> io::Result<()> {
        self.out.write_all(sequence.as_bytes())?;
        self.out.flush()
    }
}

/// Writes the cells of `frame` that `shown` (of the same size) does not show; whether there were any. The look after
/// them is plain.
fn write_changes(bytes: &mut Vec<u8>, shown: &Buffer, frame: &Buffer, narrow: bool) -> bool {
    let mut writer = Writer { bytes, narrow, at: None, look: DEFAULT };
    let columns = frame.area.width;
    for y in 0..frame.area.height {
        // Writing over half of a wide sign takes its other half too: up to here nothing stands as it was.
        let (mut x, mut stale) = (0, 0);
        while x < columns {
            let (Some(cell), Some(before)) = (frame.cell((x, y)), shown.cell((x, y))) else { break };
            let end = x.saturating_add(cells(cell));
            if (cell.symbol(), look(cell)) != (before.symbol(), look(before)) || x < stale {
                writer.put(x, y, cell);
                let hidden = (x..end).filter_map(|x| Some(x.saturating_add(cells(shown.cell((x, y))?))));
                stale = hidden.fold(stale.max(end), u16::max);
            }
            x = end;
        }
    }
    if writer.look != DEFAULT {
        writer.bytes.extend_from_slice(PLAIN);
    }
    writer.at.is_some()
}

/// How many cells the sign in `cell` takes.
fn cells(cell: &Cell) -> u16 {
    if cell.symbol().len() == 1 { 1 } else { u16::try_from(cell.symbol().width()).unwrap_or(1).max(1) }
}

/// What `cell` looks like: a blank shows nothing but its ground, unless a line or the colours turned show it.
fn look(cell: &Cell) -> Look {
    match cell.symbol() {
        " " if !cell.modifier.intersects(SHOWN_ON_BLANKS) => (Color::Reset, cell.bg, Modifier::empty()),
        _ => (cell.fg, cell.bg, cell.modifier),
    }
}

/// Writes cells in the order of rows and columns.
struct Writer<'a> {
    bytes: &'a mut Vec<u8>,
    narrow: bool,
    /// Where the terminal's cursor is: column (one that is no column where that is not sure), row.
    at: Option<(u16, u16)>,
    look: Look,
}

impl Writer<'_> {
    fn put(&mut self, x: u16, y: u16, cell: &Cell) {
        match self.at {
            Some((column, row)) if row == y && column == x => {}
            Some((_, row)) if row == y => code(self.bytes, &[x.saturating_add(1)], b'G'),
            _ => code(self.bytes, &[y.saturating_add(1), x.saturating_add(1)], b'H'),
        }
        let wanted = look(cell);
        // The letters before a blank and after it mostly look the same: it is written as one of them.
        let as_before = cell.symbol() == " "
            && (wanted.1, wanted.2) == (self.look.1, Modifier::empty())
            && !self.look.2.intersects(SHOWN_ON_BLANKS);
        if wanted != self.look && !as_before {
            restyle(self.bytes, self.look, wanted);
            self.look = wanted;
        }
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        self.at = Some((after(x, cell.symbol(), self.narrow), y));
    }
}

/// The column after `symbol` at column `x`; one that is no column where terminals differ about it and this one is not
/// known to be `narrow`.
fn after(x: u16, symbol: &str, narrow: bool) -> u16 {
    if symbol.is_ascii() {
        return x.saturating_add(1);
    }
    let mut letters = symbol.chars();
    let single = letters.next().is_some() && letters.next().is_none();
    let sure = single && (narrow || symbol.width() == symbol.width_cjk());
    let width = u16::try_from(symbol.width()).unwrap_or(1);
    if sure { x.saturating_add(width) } else { u16::MAX }
}

/// Writes the change of look: what is added, or, where something goes, everything.
fn restyle(bytes: &mut Vec<u8>, from: Look, to: Look) {
    let gone = |before: Color, after: Color| after == Color::Reset && before != Color::Reset;
    let whole = gone(from.0, to.0) || gone(from.1, to.1) || !to.2.contains(from.2);
    let from = if whole { DEFAULT } else { from };
    let mut codes = Vec::with_capacity(8);
    if whole {
        codes.push(0);
    }
    codes
        .extend(ATTRIBUTES.iter().filter(|(attribute, _)| (to.2 - from.2).contains(*attribute)).map(|(_, code)| *code));
    if to.0 != from.0 {
        codes.extend(number(to.0).map(|number| number + 30));
    }
    if to.1 != from.1 {
        codes.extend(number(to.1).map(|number| number + 40));
    }
    match codes[..] {
        [0] => bytes.extend_from_slice(PLAIN),
        _ => code(bytes, &codes.into_iter().map(u16::from).collect::<Vec<_>>(), b'm'),
    }
}

/// `CSI a ; b … end`.
fn code(bytes: &mut Vec<u8>, numbers: &[u16], end: u8) {
    bytes.extend_from_slice(b"\x1b[");
    for (at, number) in numbers.iter().enumerate() {
        let _ = write!(bytes, "{}{number}", if at == 0 { "" } else { ";" });
    }
    bytes.push(end);
}

/// The number of one of the sixteen colours: 0 to 7, the bright ones from 60; a theme has no other.
fn number(colour: Color) -> Option<u8> {
    const COLOURS: [(Color, u8); 16] = [
        (Color::Black, 0),
        (Color::Red, 1),
        (Color::Green, 2),
        (Color::Yellow, 3),
        (Color::Blue, 4),
        (Color::Magenta, 5),
        (Color::Cyan, 6),
        (Color::Gray, 7),
        (Color::DarkGray, 60),
        (Color::LightRed, 61),
        (Color::LightGreen, 62),
        (Color::LightYellow, 63),
        (Color::LightBlue, 64),
        (Color::LightMagenta, 65),
        (Color::LightCyan, 66),
        (Color::White, 67),
    ];
    COLOURS.iter().find(|(known, _)| *known == colour).map(|(_, number)| *number)
}
