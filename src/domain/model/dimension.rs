//! The dimensions by which facts can be filtered and broken down.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A dictionary-coded dimension of a fact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dimension {
    /// Where the traffic comes from; a leaf of the channel tree (S-030).
    Channel,
    /// Sales region.
    Region,
    /// Product or product line.
    Product,
    /// The person whose figure it is.
    Member,
    /// The team, only where there is no member.
    Team,
    /// Lost reason, complaint category or close mode: the measure names its vocabulary.
    Reason,
}

impl Dimension {
    /// All dimensions, in the order of the stored columns.
    pub const ALL: [Self; 6] = [Self::Channel, Self::Region, Self::Product, Self::Member, Self::Team, Self::Reason];

    /// The word in a lens, a canonical header and a file: `channel`, `region`, …
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Region => "region",
            Self::Product => "product",
            Self::Member => "member",
            Self::Team => "team",
            Self::Reason => "reason",
        }
    }

    /// Place in [`Dimension::ALL`], 0 to 5.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Dimension {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|dimension| dimension.id() == text).ok_or(())
    }
}
