//! The views that read: each is a report drawn in its own way, and all of them share one lens.

use super::{Action, Context};
use crate::domain::base::Grain;
use crate::report::Kind;

/// A view.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum View {
    /// Day, week, month, quarter or year; the lens's grain says which.
    Report,
    /// The steps from traffic to amount.
    Funnel,
    /// Who leads and who moved.
    Board,
    /// The targets of a period, the plans of a week.
    Goals,
    /// Everything about one person; reached from the board.
    Person,
    /// Every metric with its card.
    Metrics,
    /// One metric: its card, and how it went.
    Metric,
    /// What has changed since the last look.
    Changed,
    /// The rows behind a figure of the report.
    Behind,
    /// The files that came in, and which took another's place.
    Imports,
    /// Who changed what, newest first.
    Journal,
    /// The organisation: posts, people, teams.
    Roster,
    /// Records of the daily work with people.
    Records,
    /// A day as it is entered.
    Entry,
    /// What was promised, what is red, which meetings were held.
    Meeting,
    /// The slides of a stand-up.
    Standup,
    /// The minutes of a meeting.
    Minutes,
}

impl View {
    /// All views.
    pub const ALL: [Self; 14] = [
        Self::Report,
        Self::Funnel,
        Self::Board,
        Self::Goals,
        Self::Person,
        Self::Metrics,
        Self::Metric,
        Self::Changed,
        Self::Imports,
        Self::Journal,
        Self::Roster,
        Self::Records,
        Self::Meeting,
        Self::Standup,
    ];

    /// The view of that name.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.id() == id)
    }

    /// The report that it shows.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Report => Kind::Review,
            Self::Funnel => Kind::Funnel,
            Self::Board => Kind::Board,
            Self::Goals => Kind::Goals,
            Self::Person => Kind::Person,
            Self::Metrics => Kind::Metrics,
            Self::Metric => Kind::Metric,
            Self::Changed => Kind::Changed,
            Self::Behind => Kind::Explain,
            Self::Imports => Kind::Imports,
            Self::Journal => Kind::Log,
            Self::Roster => Kind::Roster,
            Self::Records => Kind::Records,
            Self::Entry => Kind::Entry,
            Self::Meeting => Kind::Actions,
            Self::Standup => Kind::Standup,
            Self::Minutes => Kind::Minutes,
        }
    }

    /// Its name where it is kept, and in the name of an exported file.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Funnel => "funnel",
            Self::Board => "board",
            Self::Goals => "goals",
            Self::Person => "person",
            Self::Metrics => "metrics",
            Self::Metric => "metric",
            Self::Changed => "changed",
            Self::Behind => "behind",
            Self::Imports => "imports",
            Self::Journal => "journal",
            Self::Roster => "roster",
            Self::Records => "records",
            Self::Entry => "entry",
            Self::Meeting => "meeting",
            Self::Standup => "standup",
            Self::Minutes => "minutes",
        }
    }

    /// Whether a metric stands in its foreground: a list of what was promised, changed or brought in has none.
    #[must_use]
    pub fn has_foreground(self) -> bool {
        !matches!(
            self,
            Self::Meeting
                | Self::Minutes
                | Self::Standup
                | Self::Imports
                | Self::Journal
                | Self::Roster
                | Self::Records
                | Self::Entry
        )
    }

    /// The keys that are heard in it, beside those of every view and those heard everywhere.
    #[must_use]
    pub fn context(self) -> Context {
        match self {
            Self::Report | Self::Behind => Context::Report,
            Self::Funnel => Context::Funnel,
            Self::Board | Self::Person => Context::Board,
            Self::Metrics | Self::Metric => Context::Metrics,
            Self::Entry => Context::Grid,
            Self::Meeting => Context::Meeting,
            Self::Standup => Context::Standup,
            Self::Goals
            | Self::Changed
            | Self::Imports
            | Self::Journal
            | Self::Roster
            | Self::Records
            | Self::Minutes => Context::Reading,
        }
    }

    /// The tabs, in their order: the action behind each.
    pub const TABS: [Action; 8] = [
        Action::Day,
        Action::Week,
        Action::Month,
        Action::Funnel,
        Action::Board,
        Action::Goals,
        Action::Meeting,
        Action::Metrics,
    ];

    /// The tabs as they stand over this view: what has no tab of its own stands after the month while it is shown.
    #[must_use]
    pub fn tabs(self, grain: Grain) -> Vec<Action> {
        let own = [Action::ByQuarter, Action::ByYear].into_iter().find(|action| self.is_tab(*action, grain));
        let with = |action: Action| std::iter::once(action).chain(own.filter(|_| action == Action::Month));
        Self::TABS.into_iter().flat_map(with).collect()
    }

    /// Whether the tab of `action` stands for this view at `grain`.
    #[must_use]
    pub fn is_tab(self, action: Action, grain: Grain) -> bool {
        let report = matches!(self, Self::Report | Self::Behind | Self::Entry);
        match action {
            Action::Day => report && grain == Grain::Day,
            Action::Week => report && grain == Grain::Week,
            Action::Month => report && grain == Grain::Month,
            Action::ByQuarter => report && grain == Grain::Quarter,
            Action::ByYear => report && grain == Grain::Year,
            Action::Funnel => self == Self::Funnel,
            Action::Board => matches!(self, Self::Board | Self::Person),
            Action::Goals => self == Self::Goals,
            Action::Meeting => matches!(self, Self::Meeting | Self::Minutes),
            Action::Metrics => matches!(self, Self::Metrics | Self::Metric),
            _ => false,
        }
    }
}
