//! Everything a key can do. This one table yields the keymap's ids, the help, the hints and the README's table.

use crate::text::{Lang, phrase};

/// Where keys are heard.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Context {
    /// Everywhere.
    Global,
    /// The report view.
    Report,
    /// The help.
    Help,
    /// An empty database.
    Empty,
}

impl Context {
    /// All contexts.
    pub const ALL: [Self; 4] = [Self::Global, Self::Report, Self::Help, Self::Empty];

    /// Its name in the keymap.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Report => "report",
            Self::Help => "help",
            Self::Empty => "empty",
        }
    }
}

macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $name:ident $id:literal $context:ident,)+) => {
        /// Something a key does.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Action { $($(#[doc = $doc])+ $name,)+ }

        impl Action {
            /// All actions, in the order in which the help names them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its name in the keymap.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// Where it is heard.
            #[must_use]
            pub fn context(self) -> Context {
                match self { $(Self::$name => Context::$context,)+ }
            }
        }
    };
}

actions! {
    /// To the period before.
    Previous "previous" Report,
    /// To the period after.
    Next "next" Report,
    /// To the last working day.
    Latest "latest" Report,
    /// To the last day with figures.
    LastData "last-data" Report,
    /// By day.
    Day "day" Report,
    /// By week.
    Week "week" Report,
    /// By month.
    Month "month" Report,
    /// By quarter.
    Quarter "quarter" Report,
    /// By year.
    Year "year" Report,
    /// The next comparison.
    Compare "compare" Report,
    /// The next breakdown.
    Breakdown "breakdown" Report,
    /// Into the row under the cursor.
    Open "open" Report,
    /// Out again.
    Back "back" Report,
    /// A row up.
    Up "up" Report,
    /// A row down.
    Down "down" Report,
    /// A page up.
    PageUp "page-up" Report,
    /// A page down.
    PageDown "page-down" Report,
    /// To the first row.
    First "first" Report,
    /// To the last row.
    Last "last" Report,
    /// See the demo company.
    Demo "demo" Empty,
    /// Close the help.
    Close "close" Help,
    /// The help a line up.
    ScrollUp "scroll-up" Help,
    /// The help a line down.
    ScrollDown "scroll-down" Help,
    /// The other language.
    Language "language" Global,
    /// This help.
    Help "help" Global,
    /// Draw everything again.
    Redraw "redraw" Global,
    /// To the shell for a while.
    Suspend "suspend" Global,
    /// End.
    Quit "quit" Global,
}

impl Action {
    /// The action of that name.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.id() == id)
    }

    /// Its verb, for a hint: `compare`.
    #[must_use]
    pub fn verb(self, lang: Lang) -> String {
        phrase(&format!("action.{}", self.id()), lang).to_owned()
    }

    /// What it does, for the help.
    #[must_use]
    pub fn help(self, lang: Lang) -> String {
        phrase(&format!("action.{}.help", self.id()), lang).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::has;

    #[test]
    fn every_action_has_a_verb_and_a_help() {
        for action in Action::ALL {
            assert!(has(&format!("action.{}", action.id())), "{action:?}");
            assert!(has(&format!("action.{}.help", action.id())), "{action:?}");
            assert_eq!(Action::named(action.id()), Some(*action));
        }
    }
}
