//! Colour is a role; a theme says what each role looks like.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use serde::{Deserialize, Serialize};

use crate::domain::base::Error;

/// What a piece of the screen is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Values and what they are compared with.
    Text,
    /// What one came for.
    Strong,
    /// Words, units, keys; never a figure that decides.
    Muted,
    /// This year's line, bars, the cursor.
    Accent,
    /// A signal, something late.
    Bad,
    /// State letter A.
    Warn,
    /// State letter G, a tick.
    Good,
    /// The tab of the view, the bar of an overlay.
    Tab,
    /// A chip that alarms.
    ChipBad,
    /// A chip that warns.
    ChipWarn,
    /// A chip of good news.
    ChipGood,
    /// Under the cursor.
    Selected,
    /// A header row.
    Rule,
    /// What is bold in a header row.
    RuleStrong,
}

impl Role {
    /// All roles, in the order of a theme file.
    pub const ALL: [Self; 14] = [
        Self::Text,
        Self::Strong,
        Self::Muted,
        Self::Accent,
        Self::Bad,
        Self::Warn,
        Self::Good,
        Self::Tab,
        Self::ChipBad,
        Self::ChipWarn,
        Self::ChipGood,
        Self::Selected,
        Self::Rule,
        Self::RuleStrong,
    ];

    /// Its word in a theme file.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Strong => "strong",
            Self::Muted => "muted",
            Self::Accent => "accent",
            Self::Bad => "bad",
            Self::Warn => "warn",
            Self::Good => "good",
            Self::Tab => "tab",
            Self::ChipBad => "chip-bad",
            Self::ChipWarn => "chip-warn",
            Self::ChipGood => "chip-good",
            Self::Selected => "selected",
            Self::Rule => "rule",
            Self::RuleStrong => "rule-strong",
        }
    }
}

/// The themes that come with dayboard.
const SHIPPED: [(&str, &str); 4] = [
    ("dark", include_str!("../../data/themes/dark.toml")),
    ("light", include_str!("../../data/themes/light.toml")),
    ("mono", include_str!("../../data/themes/mono.toml")),
    ("contrast", include_str!("../../data/themes/contrast.toml")),
];

/// The colour that a terminal shows where nothing is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ground {
    /// Nearer to black.
    Dark,
    /// Nearer to white.
    Light,
}

impl Ground {
    /// The theme made for it.
    #[must_use]
    pub fn theme(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// The ground that `COLORFGBG` (`15;0`, `0;default;15`) names by its last number.
    #[must_use]
    pub fn of_variable(value: &str) -> Option<Self> {
        match value.rsplit(';').next()?.parse().ok()? {
            7 | 9..=15 => Some(Self::Light),
            0..=6 | 8 => Some(Self::Dark),
            _ => None,
        }
    }
}

/// What each role looks like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Theme {
    styles: Vec<Style>,
}

impl Theme {
    /// The names that `--theme` takes beside `auto`.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        SHIPPED.iter().map(|(name, _)| *name).collect()
    }

    /// The theme that comes with dayboard under `name`.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn shipped(name: &str) -> Result<Self, Error> {
        Self::with_own(name, "")
    }

    /// The shipped theme `name` with the user's file upon it, which replaces the looks of the roles it names: a line a
    /// role, SGR codes as its value.
    ///
    /// # Errors
    /// Where there is no theme of that name; else names every role that is unknown or has a code that is none, all at
    /// once.
    pub fn with_own(name: &str, own: &str) -> Result<Self, Error> {
        let found = SHIPPED.iter().find(|(shipped, _)| *shipped == name);
        let (_, shipped) = found
            .ok_or_else(|| Error::asked("theme-name").with("name", name).with("there", Self::names().join(" ")))?;
        Self::read(shipped, own)
    }

    fn read(shipped: &str, own: &str) -> Result<Self, Error> {
        let wrong = |problems: String| Error::asked("theme").with("problems", problems);
        let parse =
            |text| toml::from_str::<BTreeMap<String, String>>(text).map_err(|error| wrong(error.message().to_owned()));
        let mut codes = parse(shipped)?;
        codes.extend(parse(own)?);
        let mut problems = Vec::new();
        let mut styles = Vec::new();
        for role in Role::ALL {
            match codes.remove(role.id()).map(|codes| sgr(&codes).ok_or(codes)) {
                Some(Ok(style)) => styles.push(style),
                Some(Err(codes)) => problems.push(format!("{} = \"{codes}\"", role.id())),
                None => problems.push(role.id().to_owned()),
            }
        }
        problems.extend(codes.into_keys());
        if problems.is_empty() { Ok(Self { styles }) } else { Err(wrong(problems.join(", "))) }
    }

    /// What `role` looks like.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }
}

/// The style of SGR codes such as `1;97;44`; `None` for a code that is no colour or attribute.
fn sgr(codes: &str) -> Option<Style> {
    codes.split(';').filter(|code| !code.is_empty()).try_fold(Style::new(), |style, code| {
        let code: u8 = code.parse().ok()?;
        Some(match code {
            1 => style.add_modifier(Modifier::BOLD),
            2 => style.add_modifier(Modifier::DIM),
            4 => style.add_modifier(Modifier::UNDERLINED),
            7 => style.add_modifier(Modifier::REVERSED),
            30..=37 => style.fg(colour(code - 30, false)),
            90..=97 => style.fg(colour(code - 90, true)),
            40..=47 => style.bg(colour(code - 40, false)),
            100..=107 => style.bg(colour(code - 100, true)),
            _ => return None,
        })
    })
}

fn colour(number: u8, bright: bool) -> Color {
    const COLOURS: [[Color; 2]; 8] = [
        [Color::Black, Color::DarkGray],
        [Color::Red, Color::LightRed],
        [Color::Green, Color::LightGreen],
        [Color::Yellow, Color::LightYellow],
        [Color::Blue, Color::LightBlue],
        [Color::Magenta, Color::LightMagenta],
        [Color::Cyan, Color::LightCyan],
        [Color::Gray, Color::White],
    ];
    let [plain, lit] = COLOURS.get(usize::from(number)).copied().unwrap_or([Color::Reset; 2]);
    if bright { lit } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_theme_knows_every_role() {
        for name in Theme::names() {
            Theme::shipped(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        assert_eq!(Theme::shipped("neon").unwrap_err().arg("there"), "dark light mono contrast");
    }

    #[test]
    fn mono_has_no_colour() {
        let mono = Theme::shipped("mono").expect("it is shipped");
        for role in Role::ALL {
            let style = mono.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_named_at_once() {
        let error = Theme::with_own("dark", "text = \"1000\"\nshiny = \"1\"").unwrap_err();
        let problems = error.arg("problems");
        assert!(problems.contains("text = \"1000\"") && problems.contains("shiny"), "{problems}");
        assert!(Theme::with_own("dark", "no theme").is_err());
        assert_eq!(
            Theme::read("text = \"\"", "").unwrap_err().arg("problems").split(", ").count(),
            Role::ALL.len() - 1
        );
    }

    #[test]
    fn a_file_of_ones_own_replaces_the_looks_it_names() {
        let theme = Theme::with_own("dark", "muted = \"2\"").expect("it is well formed");
        assert_eq!(theme.style(Role::Muted), Style::new().add_modifier(Modifier::DIM));
        assert_eq!(theme.style(Role::Accent), Theme::shipped("dark").expect("it is shipped").style(Role::Accent));
    }

    #[test]
    fn the_ground_is_the_last_number_of_the_variable() {
        let ground = Ground::of_variable;
        assert_eq!((ground("15;0"), ground("0;default;15")), (Some(Ground::Dark), Some(Ground::Light)));
        assert_eq!((ground("0;7"), ground("7;8")), (Some(Ground::Light), Some(Ground::Dark)));
        assert_eq!((ground(""), ground("15;default"), ground("0;16")), (None, None, None));
    }
}
