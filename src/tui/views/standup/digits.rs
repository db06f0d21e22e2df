//! Big figures: signs drawn with grounds, to be read from the back of the room.

use crate::text::width;
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// How large.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Size {
    /// A digit is 3 pixels wide and 5 high.
    Small,
    /// A digit is 5 pixels wide and 7 high.
    Large,
}

/// Columns of a pixel.
const PIXEL: usize = 2;

impl Size {
    /// Rows that it takes.
    pub(super) fn rows(self) -> usize {
        match self {
            Self::Small => 5,
            Self::Large => 7,
        }
    }

    /// The pixels of a sign, a row each, and how many it is wide; `None` where it has none.
    fn sign(self, sign: char) -> Option<(&'static [u8], usize)> {
        let pixels = match self {
            Self::Small => small(sign),
            Self::Large => large(sign),
        }?;
        let all = pixels.iter().fold(0, |all, bits| all | bits);
        let narrow = usize::try_from(u8::BITS - all.leading_zeros()).unwrap_or(0);
        let digit = if self == Self::Small { 3 } else { 5 };
        Some((pixels, if narrow <= 2 { narrow } else { digit }))
    }
}

/// A figure parted into what is drawn large and what stands small behind it: `95.0` and `k`; `None` where nothing can be drawn
/// large.
pub(super) fn parted(text: &str) -> Option<(String, String)> {
    let text = text.trim_start_matches(['¥', '$', '€', '£']);
    let end = text.find(|sign: char| sign != ' ' && Size::Small.sign(sign).is_none()).unwrap_or(text.len());
    let (large, rest) = text.split_at(end);
    let large: String = large.chars().filter(|sign| *sign != ' ').collect();
    large.chars().any(|sign| sign.is_ascii_digit()).then(|| (large, rest.trim().to_owned()))
}

/// Columns that `text` takes, with `unit` behind it.
pub(super) fn columns(text: &str, unit: &str, size: Size) -> usize {
    let signs = text.chars().filter_map(|sign| size.sign(sign));
    let pixels: usize = signs.map(|(_, wide)| wide + 1).sum();
    pixels.saturating_sub(1) * PIXEL + if unit.is_empty() { 0 } else { 1 + width(unit) }
}

/// Draws `text` with its upper left corner at `x` and `y`, and `unit` small behind its last row.
pub(super) fn draw(pen: &mut Pen<'_>, (x, y): (usize, usize), (text, unit): (&str, &str), size: Size, role: Role) {
    let mut from = x;
    for (pixels, wide) in text.chars().filter_map(|sign| size.sign(sign)) {
        for (line, bits) in pixels.iter().enumerate() {
            for column in (0..wide).filter(|column| bits >> (wide - 1 - column) & 1 == 1) {
                let left = (from + column * PIXEL) * 2;
                pen.block(y + line, left, left + PIXEL * 2, role);
            }
        }
        from += (wide + 1) * PIXEL;
    }
    pen.put(from.saturating_sub(1), y + size.rows() - 1, unit, Role::Strong);
}

fn small(sign: char) -> Option<&'static [u8]> {
    Some(match sign {
        '0' => &[7, 5, 5, 5, 7],
        '1' => &[2, 6, 2, 2, 7],
        '2' => &[7, 1, 7, 4, 7],
        '3' => &[7, 1, 7, 1, 7],
        '4' => &[5, 5, 7, 1, 1],
        '5' => &[7, 4, 7, 1, 7],
        '6' => &[7, 4, 7, 5, 7],
        '7' => &[7, 1, 1, 2, 2],
        '8' => &[7, 5, 7, 5, 7],
        '9' => &[7, 5, 7, 1, 7],
        '.' => &[0, 0, 0, 0, 1],
        ',' => &[0, 0, 0, 1, 1],
        ':' => &[0, 1, 0, 1, 0],
        '/' => &[1, 1, 2, 4, 4],
        '%' => &[5, 1, 2, 4, 5],
        '−' | '-' => &[0, 0, 7, 0, 0],
        '+' => &[0, 2, 7, 2, 0],
        '*' => &[0, 5, 2, 5, 0],
        _ => return None,
    })
}

fn large(sign: char) -> Option<&'static [u8]> {
    Some(match sign {
        '0' => &[14, 27, 27, 27, 27, 27, 14],
        '1' => &[6, 14, 6, 6, 6, 6, 15],
        '2' => &[30, 3, 3, 14, 24, 24, 31],
        '3' => &[30, 3, 3, 14, 3, 3, 30],
        '4' => &[27, 27, 27, 31, 3, 3, 3],
        '5' => &[31, 24, 30, 3, 3, 3, 30],
        '6' => &[14, 24, 24, 30, 27, 27, 14],
        '7' => &[31, 3, 3, 6, 12, 12, 12],
        '8' => &[14, 27, 27, 14, 27, 27, 14],
        '9' => &[14, 27, 27, 15, 3, 3, 14],
        '.' => &[0, 0, 0, 0, 0, 3, 3],
        ',' => &[0, 0, 0, 0, 3, 3, 2],
        ':' => &[0, 3, 3, 0, 3, 3, 0],
        '/' => &[3, 3, 6, 4, 12, 24, 24],
        '%' => &[25, 25, 2, 4, 8, 19, 19],
        '−' | '-' => &[0, 0, 0, 31, 0, 0, 0],
        '+' => &[0, 4, 4, 31, 4, 4, 0],
        '*' => &[0, 21, 14, 31, 14, 21, 0],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_parted_from_its_unit() {
        let parts = |text| parted(text).map(|(large, unit)| format!("{large}|{unit}"));
        assert_eq!(parts("24.0 %").as_deref(), Some("24.0%|"));
        assert_eq!(parts("95.0 k").as_deref(), Some("95.0|k"));
        assert_eq!(parts("¥9.5 万").as_deref(), Some("9.5|万"));
        assert_eq!(parts("71/72").as_deref(), Some("71/72|"));
        assert_eq!((parts("on pace"), parts("."), parts("-")), (None, None, None));
    }

    #[test]
    fn every_sign_of_one_size_has_the_other_too() {
        for sign in "0123456789.,:/%−-+*".chars() {
            let (small, large) = (Size::Small.sign(sign), Size::Large.sign(sign));
            assert!(small.is_some_and(|(rows, wide)| rows.len() == 5 && wide <= 3), "{sign}");
            assert!(large.is_some_and(|(rows, wide)| rows.len() == 7 && wide <= 5), "{sign}");
        }
        assert_eq!((columns("1.5", "k", Size::Small), columns("", "", Size::Large)), (20, 0));
    }
}
