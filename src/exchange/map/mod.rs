//! Maps: what the columns of somebody else's export mean, in TOML.

mod file;
mod read;

pub(super) use file::MapFile;
pub(super) use read::{Target, compile};

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::domain::base::{Error, Place, clean};

/// Largest map in bytes.
const MOST: u64 = 64 << 10;

/// The maps that dayboard brings along.
const SHIPPED: [(&str, &str); 2] = [
    ("uci-online-retail", include_str!("../../../data/maps/uci-online-retail.toml")),
    ("hubspot-deals", include_str!("../../../data/maps/hubspot-deals.toml")),
];

/// A map as it was read.
pub(super) struct Map {
    /// Its file, or the name of one that dayboard brings along.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
    /// What it says.
    pub(super) file: MapFile,
}

impl Map {
    /// The map in a file, or the one of that name that dayboard brings along.
    ///
    /// # Errors
    /// Where there is none, it is too large, or no TOML of a map.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        let mut text = String::new();
        match File::open(path) {
            Ok(file) => {
                file.take(MOST + 1)
                    .read_to_string(&mut text)
                    .map_err(|error| Error::could("import-open").with("file", &name).with("why", error))?;
            }
            Err(error) => {
                let shipped = SHIPPED.iter().find(|(known, _)| Some(*known) == path.to_str());
                let (_, own) =
                    shipped.ok_or_else(|| Error::could("import-open").with("file", &name).with("why", error))?;
                text.push_str(own);
            }
        }
        if text.len() as u64 > MOST {
            return Err(Error::asked("map-large").with("file", &name).with("most", MOST >> 10));
        }
        Self::parse(name, text)
    }

    fn parse(name: String, text: String) -> Result<Self, Error> {
        let file = toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() as u64 + 1;
            let why: String = clean(error.message().lines().next().unwrap_or_default()).chars().take(200).collect();
            let place = Place { file: Some(name.clone()), line: Some(line), ..Place::default() };
            Error::asked("map-toml").with("why", why).at(place)
        })?;
        Ok(Self { name, text, file })
    }

    /// The map that dayboard brings along for exactly this header.
    pub(super) fn recognised(header: &[String]) -> Option<Self> {
        let maps = SHIPPED.iter().filter_map(|(name, text)| Self::parse((*name).to_owned(), (*text).to_owned()).ok());
        maps.into_iter().find(|map| map.file.header.as_deref().is_some_and(|known| known == header))
    }
}
