//! Backups that are made by themselves: one a day on which something has changed, in the database's `backups/`, of
//! which the newest seven stay, and before them the last of each of four weeks.
//!
//! One is made beside its place and moved there when it has been read back, so that what bears a day is whole.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike};
use serde::{Deserialize, Serialize};

use super::Store;
use super::folder::{Paths, io, make_folder, sync_folder};
use super::journal::Position;
use super::keep::{Backup, Copied};
use crate::domain::base::{Day, Error, FiscalStart, Grain, Period};
use crate::domain::model::KeptBackup;

/// So many of the newest stay.
const DAYS: usize = 7;
/// Of so many weeks before them the last one stays.
const WEEKS: usize = 4;
/// What a backup says about itself.
const ABOUT: &str = "about.json";
/// Where one comes about.
const MAKING: &str = "making";

/// What a backup says about itself.
#[derive(Serialize, Deserialize)]
struct About {
    revision: u64,
    head: String,
    at: i64,
    bytes: u64,
}

/// The backups of the database in `root` that were made by themselves, the newest first. What is none is left out.
#[must_use]
pub fn kept(root: &Path) -> Vec<KeptBackup> {
    let folder = Paths::of(root).backups();
    let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
    let mut found: Vec<KeptBackup> = entries
        .filter_map(|entry| {
            let day = entry.file_name().to_str()?.parse().ok()?;
            let about: About = serde_json::from_slice(&fs::read(entry.path().join(ABOUT)).ok()?).ok()?;
            Some(KeptBackup { day, revision: about.revision, at: about.at, bytes: about.bytes, head: about.head })
        })
        .collect();
    found.sort_unstable_by_key(|backup| std::cmp::Reverse(backup.day));
    found
}

/// A copy of the database as it was before its layout was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LayoutCopy {
    /// Its folder's name: `layout-1-1788915420000`.
    pub name: String,
    /// The layout that it has.
    pub layout: u16,
    /// The day on which it was made, in UTC.
    pub day: Day,
    /// Bytes of all its files.
    pub bytes: u64,
}

/// What the name of a copy's folder says: the layout, and when it was made.
fn read_layout(name: &str) -> Option<(u16, i64)> {
    let (layout, at) = name.strip_prefix("layout-")?.split_once('-')?;
    Some((layout.parse().ok()?, at.parse().ok()?))
}

/// The copies in `root` that were made before a change of the layout, the newest first.
#[must_use]
pub fn layout_copies(root: &Path) -> Vec<LayoutCopy> {
    let copy = |entry: fs::DirEntry| {
        let name = entry.file_name().to_str()?.to_owned();
        let (layout, at) = read_layout(&name)?;
        let date = DateTime::from_timestamp_millis(at)?;
        let day = Day::from_ymd(date.year(), date.month(), date.day())?;
        Some((at, LayoutCopy { name, layout, day, bytes: super::folder::bytes_below(&entry.path()).ok()? }))
    };
    let mut found: Vec<_> = fs::read_dir(root).into_iter().flatten().flatten().filter_map(copy).collect();
    found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    found.into_iter().map(|(_, copy)| copy).collect()
}

/// The folder of the backup that `from` names: one of `root`'s own by its day, or `newest`, or a copy made before a
/// change of the layout by its name; else `from` itself.
#[must_use]
pub fn named(root: &Path, from: &Path) -> PathBuf {
    let word = from.to_str().unwrap_or_default();
    if read_layout(word).is_some() && root.join(word).is_dir() && !from.is_dir() {
        return root.join(word);
    }
    let newest = || kept(root).first().map(|backup| backup.day);
    let day = word.parse::<Day>().ok().or_else(|| newest().filter(|_| word == "newest"));
    let own = day.map(|day| Paths::of(root).backups().join(day.to_string()));
    own.filter(|own| own.is_dir() && !from.is_dir()).unwrap_or_else(|| from.to_path_buf())
}

/// Which of the days, the newest first, go.
fn outlived(days: &[Day]) -> Vec<Day> {
    let week = |day: Day| Period::of(Grain::Week, day, FiscalStart::default()).days().first();
    let mut weeks = BTreeSet::new();
    let older = days.iter().copied().skip(DAYS);
    older.filter(|day| weeks.len() >= WEEKS || !weeks.insert(week(*day))).collect()
}

/// Has the backup in `folder` say about itself what it is.
pub(super) fn describe(folder: &Path, position: &Position, at: i64, bytes: u64) -> Result<(), Error> {
    let about = About { revision: position.seq, head: position.hash.clone(), at, bytes };
    let path = folder.join(ABOUT);
    let text = serde_json::to_vec(&about).unwrap_or_default();
    File::create(&path).and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all())).map_err(io(&path))?;
    sync_folder(folder)
}

impl Store {
    /// Makes the backup of `today`, where there is none and something has changed since the newest one, and takes away
    /// those that have been outlived. Nobody waits for it.
    ///
    /// # Errors
    /// As [`Store::backup`]; what there was stays.
    pub fn backup_of(&self, today: Day) -> Result<Option<Backup>, Error> {
        let paths = &self.inner.paths;
        let there = kept(&paths.root);
        let head = self.read()?.state.applied.position.hash.clone();
        let known =
            there.iter().any(|backup| backup.day == today) || there.first().is_some_and(|last| last.head == head);
        if head.is_empty() || known {
            return Ok(None);
        }
        make_folder(&paths.backups())?;
        let making = paths.backups().join(MAKING);
        if making.exists() {
            fs::remove_dir_all(&making).map_err(io(&making))?;
        }
        let made = self.make(&making, today);
        if made.is_err() {
            let _ = fs::remove_dir_all(&making);
        }
        let backup = made?;
        let mut days: Vec<Day> = there.iter().map(|backup| backup.day).chain([today]).collect();
        days.sort_unstable_by_key(|day| std::cmp::Reverse(*day));
        for day in outlived(&days).into_iter().filter(|day| *day != today) {
            let old = paths.backups().join(day.to_string());
            fs::remove_dir_all(&old).map_err(io(&old))?;
        }
        Ok(Some(backup))
    }

    /// Copies the database to the empty folder `to`, as a backup that says about itself what it is.
    pub(super) fn described(&self, to: &Path) -> Result<Copied, Error> {
        let copied = self.copy_to(to)?;
        let bytes = super::folder::bytes_below(to)?;
        describe(to, &copied.position, (self.inner.clock)(), bytes)?;
        Ok(copied)
    }

    fn make(&self, making: &Path, today: Day) -> Result<Backup, Error> {
        let paths = &self.inner.paths;
        let mut copied = self.described(making)?;
        let place = paths.backups().join(today.to_string());
        fs::rename(making, &place).map_err(io(&place))?;
        sync_folder(&paths.backups())?;
        copied.folder = place.canonicalize().map_err(io(&place))?;
        self.rely_on(&copied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Vec<Day> {
        text.split(' ').map(|day| format!("2026-{day}").parse().expect("a day")).collect()
    }

    #[test]
    fn seven_days_stay_and_the_last_of_each_of_four_weeks_before() {
        let first: Day = "2026-09-01".parse().expect("a day");
        let mut there: Vec<Day> = Vec::new();
        for number in 0..86 {
            there.insert(0, first.plus(number));
            let gone = outlived(&there);
            there.retain(|day| !gone.contains(day));
        }
        let wanted = "11-25 11-24 11-23 11-22 11-21 11-20 11-19 11-18 11-15 11-08 11-01";
        assert_eq!(there, days(wanted));
        assert_eq!(outlived(&there[..7]), []);
    }
}
