//! Whose a target, a plan, a promise or a closed day is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Dimension;

/// Who answers for something; in text `company`, `team=East`, `member=张伟`, `channel=seo`, `region=East`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// The whole company.
    #[default]
    Company,
    /// A team, by name.
    Team(String),
    /// A person of the roster, by name.
    Member(String),
    /// A channel or a branch of channels, by id.
    Channel(String),
    /// A region, by name.
    Region(String),
}

impl Owner {
    /// Which rows of facts are the owner's: all of them where it is the company.
    #[must_use]
    pub fn filter(&self) -> Option<(Dimension, &str)> {
        match self {
            Self::Company => None,
            Self::Team(name) => Some((Dimension::Team, name)),
            Self::Member(name) => Some((Dimension::Member, name)),
            Self::Channel(name) => Some((Dimension::Channel, name)),
            Self::Region(name) => Some((Dimension::Region, name)),
        }
    }

    /// The owner of the rows that a dimension's name has; `None` where that can own nothing.
    #[must_use]
    pub fn of(dimension: Dimension, name: &str) -> Option<Self> {
        let name = name.to_owned();
        match dimension {
            Dimension::Team => Some(Self::Team(name)),
            Dimension::Member => Some(Self::Member(name)),
            Dimension::Channel => Some(Self::Channel(name)),
            Dimension::Region => Some(Self::Region(name)),
            Dimension::Product | Dimension::Reason => None,
        }
    }

    /// Its name; empty for the company.
    #[must_use]
    pub fn name(&self) -> &str {
        self.filter().map_or("", |(_, name)| name)
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.filter() {
            None => f.write_str("company"),
            Some((dimension, name)) => write!(f, "{dimension}={name}"),
        }
    }
}

impl FromStr for Owner {
    type Err = ();

    /// Reads what [`fmt::Display`] writes.
    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "company" {
            return Ok(Self::Company);
        }
        let (dimension, name) = text.split_once('=').filter(|(_, name)| !name.is_empty()).ok_or(())?;
        Self::of(dimension.parse()?, name).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_reads_as_it_is_written() {
        for text in ["company", "team=East", "member=张伟", "channel=seo", "region=North West"] {
            assert_eq!(text.parse::<Owner>().map(|owner| owner.to_string()), Ok(text.to_owned()));
        }
        for wrong in ["", "team=", "team", "product=Pro", "colour=red", "Company"] {
            assert_eq!(wrong.parse::<Owner>(), Err(()), "{wrong}");
        }
    }
}
