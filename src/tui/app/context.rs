//! Where a key is heard: the same key may do one thing in a view and another where text is typed.

/// Where keys are heard.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Context {
    /// Everywhere.
    Global,
    /// In every view that reads.
    Reading,
    /// The report view.
    Report,
    /// The funnel.
    Funnel,
    /// The board and the page of a person.
    Board,
    /// The metric explorer.
    Metrics,
    /// Promises and meetings.
    Meeting,
    /// A stand-up that is shown.
    Standup,
    /// The help.
    Help,
    /// An empty database.
    Empty,
    /// Wherever text is typed: every other key is a letter there.
    Typing,
    /// The palette.
    Palette,
    /// The filter.
    Filter,
    /// The saved questions.
    Lenses,
    /// Where an export goes.
    Export,
    /// An import, where nothing is typed.
    Import,
    /// A row of the journal or of the imports, whole.
    Record,
    /// A question before something is taken back.
    Sure,
    /// A form that is filled in.
    Form,
    /// The grid in which a day is entered.
    Grid,
}

impl Context {
    /// All contexts.
    pub const ALL: [Self; 20] = [
        Self::Global,
        Self::Reading,
        Self::Report,
        Self::Funnel,
        Self::Board,
        Self::Metrics,
        Self::Meeting,
        Self::Standup,
        Self::Help,
        Self::Empty,
        Self::Typing,
        Self::Palette,
        Self::Filter,
        Self::Lenses,
        Self::Export,
        Self::Import,
        Self::Record,
        Self::Sure,
        Self::Form,
        Self::Grid,
    ];

    /// Its name in the keymap.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Reading => "reading",
            Self::Report => "report",
            Self::Funnel => "funnel",
            Self::Board => "board",
            Self::Metrics => "metrics",
            Self::Meeting => "meeting",
            Self::Standup => "standup",
            Self::Help => "help",
            Self::Empty => "empty",
            Self::Typing => "typing",
            Self::Palette => "palette",
            Self::Filter => "filter",
            Self::Lenses => "lenses",
            Self::Export => "export",
            Self::Import => "import",
            Self::Record => "record",
            Self::Sure => "sure",
            Self::Form => "form",
            Self::Grid => "grid",
        }
    }

    /// The contexts whose keys are heard in this one, itself among them.
    #[must_use]
    pub fn heard(self) -> &'static [Self] {
        match self {
            Self::Global => &[Self::Global],
            Self::Reading => &[Self::Reading, Self::Global],
            Self::Report => &[Self::Report, Self::Reading, Self::Global],
            Self::Funnel => &[Self::Funnel, Self::Reading, Self::Global],
            Self::Board => &[Self::Board, Self::Reading, Self::Global],
            Self::Metrics => &[Self::Metrics, Self::Reading, Self::Global],
            Self::Meeting => &[Self::Meeting, Self::Reading, Self::Global],
            Self::Standup => &[Self::Standup, Self::Global],
            Self::Help => &[Self::Help, Self::Global],
            Self::Empty => &[Self::Empty, Self::Global],
            Self::Typing => &[Self::Typing],
            Self::Palette => &[Self::Palette, Self::Typing],
            Self::Filter => &[Self::Filter, Self::Typing],
            Self::Lenses => &[Self::Lenses, Self::Typing],
            Self::Export => &[Self::Export, Self::Typing],
            Self::Import => &[Self::Import, Self::Global],
            Self::Record => &[Self::Record, Self::Help, Self::Global],
            Self::Sure => &[Self::Sure],
            Self::Form => &[Self::Form, Self::Typing],
            Self::Grid => &[Self::Grid, Self::Global],
        }
    }

    /// Whether a key that means nothing here is typed.
    #[must_use]
    pub fn types(self) -> bool {
        self.heard().contains(&Self::Typing)
    }

    /// Whether there is a context in which the keys of both are heard.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        Self::ALL.iter().any(|context| context.heard().contains(&self) && context.heard().contains(&other))
    }
}
