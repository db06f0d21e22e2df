//! Maps: what the columns of somebody else's export mean, in TOML.

mod file;
mod read;

pub(super) use file::MapFile;
pub(super) use read::{Target, compile};

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::outcome::ImportRequest;
use crate::domain::base::{Error, Place, clean};

/// Largest map in bytes.
const MOST: u64 = 64 << 10;

/// Most maps of a database's own that are looked at.
const OWN: usize = 200;

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
    /// The map that a request asks for.
    ///
    /// # Errors
    /// As [`Map::open`].
    pub(super) fn asked(request: &ImportRequest) -> Result<Option<Self>, Error> {
        match (&request.map_text, &request.map) {
            (Some(text), _) => Self::parse("map".to_owned(), text.clone()).map(Some),
            (None, Some(path)) => Self::open(path).map(Some),
            (None, None) => Ok(None),
        }
    }

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

    /// The map for exactly this header: one of the database's own in `folder`, else one that dayboard brings along.
    pub(super) fn recognised(header: &[String], folder: Option<&Path>) -> Option<Self> {
        let own = own(folder).into_iter().filter_map(|path| Self::open(&path).ok());
        let shipped =
            SHIPPED.iter().filter_map(|(name, text)| Self::parse((*name).to_owned(), (*text).to_owned()).ok());
        own.chain(shipped).find(|map| map.file.header.as_deref().is_some_and(|known| known == header))
    }

    /// The names by which maps can be asked for: the database's own in `folder`, then those brought along.
    pub(super) fn names(folder: Option<&Path>) -> Vec<String> {
        let own = own(folder).into_iter().map(|path| path.display().to_string());
        own.chain(SHIPPED.iter().map(|(name, _)| (*name).to_owned())).collect()
    }
}

/// The files of the maps in `folder`, sorted.
fn own(folder: Option<&Path>) -> Vec<PathBuf> {
    let entries = folder.and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .take(OWN)
        .collect();
    files.sort();
    files
}

/// Keeps a map among the database's own in `folder`, under the name of its source; one of the same header makes room.
/// Gives back its file.
///
/// # Errors
/// Where the text is no map, or the disk refuses.
pub fn save_map(folder: &Path, text: &str) -> Result<PathBuf, Error> {
    let map = Map::parse("map".to_owned(), text.to_owned())?;
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    let name: String = map.file.source.chars().take(40).map(plain).collect();
    let same = |path: &PathBuf| Map::open(path).is_ok_and(|there| there.file.header == map.file.header);
    let names = (1..).map(|n| if n == 1 { format!("{name}.toml") } else { format!("{name}-{n}.toml") });
    let mut free = names.take(OWN).map(|name| folder.join(name)).filter(|path| !path.exists() || same(path));
    let path = free.next().unwrap_or_else(|| folder.join(format!("{name}.toml")));
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text));
    written.map_err(|why| Error::could("import-propose").with("file", path.display()).with("why", why))?;
    Ok(path)
}
