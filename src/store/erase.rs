//! Taking a person out of the database for good: every figure and the journal's chain stay, the name does not.
//!
//! An alias takes the name's place in the name list, in documents and batches, and in the lines of the journal. A line
//! that carried the name is *sealed*: it keeps its number and its hash, which is what the next line follows; that its
//! new text is the one that was put there is what the change [`Change::Erase`] vouches for, a line of the chain itself.
//!
//! All of it comes about in a folder beside, which gets its final name in one step; from then on it counts, and whoever
//! opens the database next puts its parts where they belong. So a kill leaves the state before or the state after.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::change::Change;
use super::draft::Draft;
use super::dump::{self, LastBackup};
use super::folder::{Lock, Paths, bytes_below, io, make_folder, sync_folder};
use super::journal::{self, Journal, Line, Position};
use super::names::{NameList, Of};
use super::redact::{Redaction, alias, is_alias};
use super::state::{Applied, BatchRecord, State};
use super::tree::{Overlay, Tree};
use super::{Author, Clock, Store, backups, keep, keys, ladder, rebuild};
use crate::codec::{self, Kind};
use crate::domain::base::Error;
use crate::domain::model::{Document, DocumentKind, Grant, Office, Source, Versioned};

/// Where the state without the name comes about, and what it is called when it is whole.
const MAKING: &str = "erasing";
const MADE: &str = "erased";
/// So many bytes are written at once.
const CHUNK: usize = 4 << 20;

/// What taking a person out comes to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Erased {
    /// What stands in the place of the name.
    pub alias: String,
    /// The last change after it; before it, where nothing was done.
    pub revision: u64,
    /// Documents that carried the name.
    pub documents: u64,
    /// Lines of the journal that carried it, or an account of the person's.
    pub lines: u64,
    /// Older copies of the database that may still hold it.
    pub copies: Vec<PathBuf>,
}

/// Puts a state without a name, that is whole, in its place; takes away one that is not. The folder's lock is held.
pub(super) fn finish(root: &Path) -> Result<(), Error> {
    finish_stepwise(root, &|| Ok(()))
}

/// Told after each step that a kill can come after; an error ends everything there.
type Step<'a> = &'a dyn Fn() -> Result<(), Error>;

fn finish_stepwise(root: &Path, step: Step<'_>) -> Result<(), Error> {
    let (making, made) = (root.join(MAKING), root.join(MADE));
    if making.exists() {
        fs::remove_dir_all(&making).map_err(io(&making))?;
    }
    if !made.exists() {
        return Ok(());
    }
    let backups = fs::read_dir(made.join("backups")).into_iter().flatten().flatten();
    let backups: Vec<PathBuf> = backups.map(|entry| Path::new("backups").join(entry.file_name())).collect();
    for part in ["sled", "journal", "mark", "backup"].map(PathBuf::from).into_iter().chain(backups) {
        let (new, place) = (made.join(&part), root.join(&part));
        if !new.exists() {
            continue;
        }
        place.parent().map_or(Ok(()), make_folder)?;
        if place.is_dir() {
            fs::remove_dir_all(&place).map_err(io(&place))?;
        }
        step()?;
        fs::rename(&new, &place).map_err(io(&place))?;
        place.parent().map_or(Ok(()), sync_folder)?;
        step()?;
    }
    fs::remove_dir_all(&made).map_err(io(&made))?;
    sync_folder(root)
}

/// Takes the person out. The database is nobody else's meanwhile. With `copies`, the older copies go, too.
///
/// # Errors
/// `erase-unknown`, `erase-self`, `last-director`, `locked`, damage of any kind, and whatever the disk refuses; then
/// everything is as it was.
pub fn erase(folder: &Path, author: &Author, name: &str, copies: bool, clock: &Clock) -> Result<Erased, Error> {
    erase_stepwise(folder, author, name, copies, clock, &|| Ok(()))
}

fn erase_stepwise(
    folder: &Path,
    author: &Author,
    name: &str,
    copies: bool,
    clock: &Clock,
    step: Step<'_>,
) -> Result<Erased, Error> {
    let paths = Paths::of(folder);
    let _lock = Lock::take(&paths.root, None)?;
    let names = NameList::open(paths.names(), &paths.disk)?;
    let ladder::Opened { tree, end, .. } = ladder::climb(&paths, names.bytes(), clock())?;
    let redaction = redaction(&tree, &names, name)?;
    if redaction.accounts.contains(&author.user) {
        return Err(Error::asked("erase-self").with("user", &author.user));
    }
    let mut erased = counted(&paths, &tree, &redaction, &end)?;
    let making = Paths { root: paths.root.join(MAKING), ..paths.clone() };
    make_folder(&making.root)?;
    step()?;
    let old = older(&paths);
    let today = journal::time_text(clock());
    let backup = Path::new("backups").join(today.get(..10).unwrap_or("newest"));
    let line = Line {
        seq: end.seq + 1,
        time: journal::time_text(clock().max(end.at)),
        user: author.user.clone(),
        command: author.command.clone(),
        undoes: None,
        change: Change::Erase { alias: redaction.alias.clone(), sealed: Vec::new() },
        sealed: false,
    };
    let (line, position) = write_journal(&paths, &making, &redaction, &end, line)?;
    step()?;
    let listed = write_names(&names, &making, &redaction)?;
    step()?;
    let fresh = Tree::open(&making.sled(), &paths.disk)?;
    write_tree(&tree, &fresh, &redaction)?;
    step()?;
    let mut draft = Draft::new(&fresh, &making, State::load(&fresh)?);
    rebuild::take(&mut draft, &line, &position, listed)?;
    fresh.apply(&draft.writes)?;
    fresh.settle()?;
    drop(draft);
    keep::mark(&making, &Applied { position: position.clone(), names: listed })?;
    step()?;
    // What the database is built from again must not hold the name either.
    write_backup(&paths, &making, &fresh, &position, &backup, clock())?;
    drop((fresh, tree));
    sync_folder(&making.root)?;
    step()?;
    let made = paths.root.join(MADE);
    fs::rename(&making.root, &made).map_err(io(&made))?;
    sync_folder(&paths.root)?;
    step()?;
    finish_stepwise(&paths.root, step)?;
    erased.revision = position.seq;
    erased.copies = old.into_iter().filter(|copy| *copy != paths.root.join(&backup)).collect();
    if copies {
        let gone = |copy: &PathBuf| !copy.starts_with(&paths.root) || fs::remove_dir_all(copy).is_err();
        erased.copies.retain(gone);
    }
    Ok(erased)
}

impl Store {
    /// What [`erase`] would come to.
    ///
    /// # Errors
    /// As [`erase`].
    pub fn erasure(&self, author: &Author, name: &str) -> Result<Erased, Error> {
        let reading = self.read()?;
        let redaction = redaction(&self.inner.tree, &self.inner.names(), name)?;
        if redaction.accounts.contains(&author.user) {
            return Err(Error::asked("erase-self").with("user", &author.user));
        }
        counted(&self.inner.paths, &self.inner.tree, &redaction, &reading.state.applied.position)
    }
}

/// Copies of the database in and beside its folder that are older than now.
fn older(paths: &Paths) -> Vec<PathBuf> {
    let below = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = below(&paths.backups()).collect();
    let aside = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        ["quarantine-", "aside-", "layout-"].iter().any(|kind| name.starts_with(kind))
    };
    found.extend(below(&paths.root).filter(aside));
    found.extend(dump::last_backup(paths).ok().flatten().filter(|last| !last.starts_with(paths.backups())));
    found.sort();
    found.dedup();
    found
}

/// Who is meant by `name`, and what takes its place.
fn redaction(tree: &Tree, names: &NameList, name: &str) -> Result<Redaction, Error> {
    let (mut accounts, mut directors, mut people) = (Vec::new(), Vec::new(), Vec::new());
    each_document(tree, |found| match found.document {
        Document::Person(person) => people.push(person.name),
        Document::Membership(membership) => people.push(membership.person),
        Document::Grant(Grant { account, office, person, .. }) => {
            directors.extend((office == Office::Director).then(|| account.clone()));
            accounts.extend(person.filter(|person| person == name).map(|_| account));
        }
        _ => {}
    })?;
    let number = names.find(Of::Member, name);
    if is_alias(name) {
        return Err(Error::asked("erase-already").with("name", name));
    }
    if name.is_empty() || (number.is_none() && !people.iter().any(|person| person == name)) {
        return Err(Error::asked("erase-unknown").with("name", name));
    }
    if !directors.is_empty() && directors.iter().all(|director| accounts.contains(director)) {
        return Err(Error::asked("last-director"));
    }
    let number = number.unwrap_or_else(|| u32::try_from(names.len(Of::Member) + 1).unwrap_or(u32::MAX));
    let longer = people.into_iter().chain(names.all(Of::Member).map(str::to_owned));
    let mut longer: Vec<String> = longer.filter(|other| other != name && other.contains(name)).collect();
    longer.sort_by_key(|other| std::cmp::Reverse(other.len()));
    accounts.sort();
    accounts.dedup();
    Ok(Redaction { name: name.to_owned(), accounts, longer, alias: alias(number) })
}

fn each_document(tree: &Tree, mut each: impl FnMut(Versioned)) -> Result<(), Error> {
    for found in tree.range(&[keys::DOCUMENTS], &[keys::DOCUMENTS + 1]) {
        each(codec::decode(Kind::Document, &found?.1)?);
    }
    Ok(())
}

fn counted(paths: &Paths, tree: &Tree, redaction: &Redaction, end: &Position) -> Result<Erased, Error> {
    let mut documents = Vec::new();
    each_document(tree, |found| documents.push(found.document))?;
    let mut carrying = 0;
    for document in documents {
        carrying += u64::from(redaction.value(&document)?.is_some());
    }
    let lines = sealed_lines(paths, redaction, end)?.len() as u64;
    let (alias, revision) = (redaction.alias.clone(), end.seq);
    Ok(Erased { alias, revision, documents: carrying, lines, copies: older(paths) })
}

/// The lines that carry the name, without it. The chain is followed from its beginning: what is broken is not sealed.
fn sealed_lines(paths: &Paths, redaction: &Redaction, end: &Position) -> Result<BTreeMap<u64, Line>, Error> {
    let mut sealed = BTreeMap::new();
    let (reached, _) = journal::read(&paths.journal(), &Position::default(), |line, _| {
        if line.seq <= end.seq {
            sealed.extend(redaction.line(&line)?.map(|line| (line.seq, line)));
        }
        Ok(())
    })?;
    if reached.seq < end.seq || reached.seq == end.seq && reached.hash != end.hash {
        return Err(Error::found("journal-broken").with("line", reached.seq + 1));
    }
    Ok(sealed)
}

/// The journal without the name, with the change that says so; gives that back, and where it ends.
fn write_journal(
    paths: &Paths,
    making: &Paths,
    redaction: &Redaction,
    end: &Position,
    line: Line,
) -> Result<(Line, Position), Error> {
    let (from, to) = (paths.journal(), making.journal());
    make_folder(&to)?;
    let lines = sealed_lines(paths, redaction, end)?;
    let (mut sealed, mut offset) = (Vec::with_capacity(lines.len()), 0);
    for month in journal::months(&from)?.into_iter().filter(|month| *month <= end.month) {
        let path = journal::file_of(&from, month);
        let mut bytes = fs::read(&path).map_err(io(&path))?;
        if month == end.month {
            bytes.truncate(usize::try_from(end.offset).unwrap_or(usize::MAX));
        }
        let mut fresh = Vec::with_capacity(bytes.len());
        for text in bytes.split_inclusive(|byte| *byte == b'\n') {
            match journal::number_of(text).and_then(|seq| lines.get(&seq)) {
                Some(line) => {
                    let (body, whole) = journal::sealed(line, text)?;
                    sealed.push((line.seq, journal::hex(&Sha256::digest(body.as_bytes()))));
                    fresh.extend_from_slice(whole.as_bytes());
                }
                None => fresh.extend_from_slice(text),
            }
        }
        offset = fresh.len() as u64;
        written(&journal::file_of(&to, month), &fresh)?;
    }
    for entry in fs::read_dir(&from).map_err(io(&from))? {
        let path = entry.map_err(io(&from))?.path();
        if path.extension().is_some_and(|end| end == "blocks") {
            let place = to.join(path.file_name().unwrap_or_default());
            fs::hard_link(&path, &place).or_else(|_| fs::copy(&path, &place).map(drop)).map_err(io(&place))?;
        }
    }
    let line = Line { change: Change::Erase { alias: redaction.alias.clone(), sealed }, ..line };
    let mut journal = Journal::open(to.clone(), paths.disk.clone(), Position { offset, ..end.clone() });
    journal.push(&line, line.at())?;
    journal.sync()?;
    sync_folder(&to)?;
    Ok((line, journal.ahead().clone()))
}

fn written(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let file = OpenOptions::new().mode(0o600).create(true).write(true).truncate(true).open(path);
    file.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all())).map_err(io(path))
}

/// The name list without the name; gives back its length.
fn write_names(names: &NameList, making: &Paths, redaction: &Redaction) -> Result<u64, Error> {
    let bytes = names.with(|of, name| match of {
        Of::Member if name == redaction.name => redaction.alias.clone(),
        Of::Member | Of::Measure => name.to_owned(),
        _ => redaction.text(name),
    });
    let (_, good) = NameList::read(&bytes);
    if good != bytes.len() as u64 {
        return Err(Error::found("erase-value"));
    }
    written(&making.names(), &bytes)?;
    Ok(good)
}

/// Copies the tree without the name.
fn write_tree(tree: &Tree, fresh: &Tree, redaction: &Redaction) -> Result<(), Error> {
    let (mut writes, mut bytes) = (Overlay::new(), 0);
    for found in tree.range(&[], &[u8::MAX]) {
        let (key, value) = found?;
        let (key, value) = without(redaction, &key, &value)?;
        bytes += value.len();
        writes.insert(key, Some(value));
        if bytes >= CHUNK {
            bytes = 0;
            fresh.apply(&std::mem::take(&mut writes))?;
            fresh.settle()?;
        }
    }
    fresh.apply(&writes)?;
    fresh.settle()
}

/// A stored value, and where it stands, without the name.
fn without(redaction: &Redaction, key: &[u8], value: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let same = || (key.to_vec(), value.to_vec());
    Ok(match key.first().copied().unwrap_or_default() {
        keys::DOCUMENTS => {
            let found: Versioned = codec::decode(Kind::Document, value)?;
            match redaction.value(&found.document)? {
                Some(document) => {
                    let found = Versioned { document, ..found };
                    (keys::document(&found.document.key()), codec::encode(Kind::Document, &found)?)
                }
                None => same(),
            }
        }
        keys::BATCHES => {
            let found: BatchRecord = codec::decode(Kind::Batch, value)?;
            let files = found.files.iter().map(|file| redaction.text(file)).collect();
            let (user, source) = (redaction.account(&found.user), redaction.text(&found.source));
            (key.to_vec(), codec::encode(Kind::Batch, &BatchRecord { source, files, user, ..found })?)
        }
        keys::UNDO => match keys::read_undo(key) {
            Some((prefix, change)) => {
                let own = redaction.accounts.iter().any(|account| keys::undo_of(account) == prefix);
                let key = if own { keys::undo(&redaction.alias, change) } else { key.to_vec() };
                (key, value.to_vec())
            }
            None => same(),
        },
        _ if key == keys::SOURCES => {
            let found: Vec<Source> = codec::decode(Kind::Note, value)?;
            let renamed = found.into_iter().map(|source| Source { name: redaction.text(&source.name), ..source });
            (key.to_vec(), codec::encode(Kind::Note, &renamed.collect::<Vec<_>>())?)
        }
        _ => same(),
    })
}

/// The backup that the database is built from again from now on.
fn write_backup(
    paths: &Paths,
    making: &Paths,
    fresh: &Tree,
    position: &Position,
    backup: &Path,
    at: i64,
) -> Result<(), Error> {
    let folder = making.root.join(backup);
    make_folder(&folder)?;
    let pairs = fresh.range(&[], &[u8::MAX]).map(|found| found.map(|(key, value)| (key.to_vec(), value.to_vec())));
    let sha256 = dump::write(pairs, &folder.join(dump::FILE))?;
    keep::copy_journal(&making.journal(), &folder.join("journal"), position)?;
    keep::copy_conf(&paths.conf(), &folder.join("conf"))?;
    let bytes = bytes_below(&folder)?;
    backups::describe(&folder, position, at, bytes)?;
    let path = paths.root.canonicalize().map_err(io(&paths.root))?.join(backup);
    dump::remember(making, &LastBackup { path, seq: position.seq, sha256 })?;
    File::open(&folder).and_then(|folder| folder.sync_all()).map_err(io(&folder))
}

/// What the change does to documents: an office of nobody's is no office.
pub(super) fn forget(draft: &mut Draft<'_>, alias: &str) -> Result<(), Error> {
    for found in draft.documents(DocumentKind::Grant)? {
        if matches!(&found.document, Document::Grant(grant) if grant.account == alias) {
            draft.remove(keys::document(&found.document.key()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
