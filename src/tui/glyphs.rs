//! The signs that are no words. Every set says the same; which one is used depends on the terminal.

use std::str::FromStr;

/// A set of signs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Glyphs {
    /// Whether nothing but ASCII may be drawn where dayboard chooses.
    pub ascii: bool,
    /// Before the row under the cursor.
    pub cursor: &'static str,
    /// Columns of a small chart, lowest first.
    pub spark: [&'static str; 6],
    /// Whether charts are drawn with braille dots.
    pub braille: bool,
    /// Track, mean and marker of a range strip.
    pub strip: [&'static str; 3],
    /// The point of a period that is not over.
    pub part: &'static str,
    /// A whole cell of a bar; low, so that the bars of two rows do not touch.
    pub bar: &'static str,
    /// Its half at the end; empty where there is none.
    pub half_bar: &'static str,
}

/// For a terminal whose block elements are one cell wide.
pub const UNICODE: Glyphs = Glyphs {
    ascii: false,
    cursor: "▸",
    spark: ["▁", "▂", "▃", "▄", "▅", "▆"],
    braille: true,
    strip: ["╌", "╎", "▮"],
    part: "▫",
    bar: "▄",
    half_bar: "▖",
};

/// For a terminal that draws signs of ambiguous width two cells wide: none of them is used.
pub const SAFE: Glyphs = Glyphs {
    ascii: false,
    cursor: "▸",
    spark: ["⣀", "⣀", "⣤", "⣤", "⣶", "⣿"],
    braille: true,
    strip: ["╌", "╎", "▮"],
    part: "▫",
    bar: "⣤",
    half_bar: "⡄",
};

/// For a terminal without Unicode.
pub const ASCII: Glyphs = Glyphs {
    ascii: true,
    cursor: ">",
    spark: ["_", ".", "-", "=", "+", "#"],
    braille: false,
    strip: ["-", "|", "o"],
    part: "x",
    bar: "=",
    half_bar: "",
};

impl FromStr for Glyphs {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "unicode" => Ok(UNICODE),
            "safe" => Ok(SAFE),
            "ascii" => Ok(ASCII),
            _ => Err(()),
        }
    }
}

impl Glyphs {
    /// The names that `--glyphs` takes beside `auto`.
    pub const NAMES: [&'static str; 3] = ["unicode", "safe", "ascii"];
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn the_safe_set_has_no_sign_of_ambiguous_width() {
        for sign in SAFE.spark.into_iter().chain(SAFE.strip).chain([SAFE.bar, SAFE.half_bar, SAFE.cursor]) {
            assert_eq!((sign.width(), sign.width_cjk()), (1, 1), "{sign}");
        }
        for name in Glyphs::NAMES {
            assert!(name.parse::<Glyphs>().is_ok());
        }
    }
}
