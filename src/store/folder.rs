//! The database folder: what lies where in it, who has it open, and where it may not lie.

use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io::{self as std_io, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::base::Error;

/// Address space that opening a database may take, in bytes, beside what the process has mapped already: buffers of the
/// engine, stacks of threads and what the allocator sets aside for each of them.
const LEAST_ROOM: u64 = 320 << 20;

/// Turns an operating system's error about `path` into one that a person can act on.
pub(super) fn io(path: &Path) -> impl Fn(std_io::Error) -> Error {
    move |error| Error::could("file-failed").with("path", path.display()).with("cause", error)
}

/// Makes the entries of `folder` durable.
pub(super) fn sync_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io(folder))
}

/// Makes `folder`, its owner's alone, and its entry durable.
///
/// # Errors
/// Whatever the disk refuses.
pub fn make_folder(folder: &Path) -> Result<(), Error> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io(folder))?;
    folder.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or(Ok(()), sync_folder)
}

/// Told of a file just before (false) and just after (true) it is made durable.
pub type Witness = Arc<dyn Fn(&Path, bool) + Send + Sync>;

/// Makes files durable.
#[derive(Clone, Default)]
pub(super) struct Disk {
    witness: Option<Witness>,
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Disk").finish_non_exhaustive()
    }
}

impl Disk {
    /// A disk that `witness` watches.
    pub(super) fn watched_by(witness: Option<Witness>) -> Self {
        Self { witness }
    }

    /// Makes the content and the length of `file` durable.
    pub(super) fn sync(&self, file: &File, path: &Path) -> std_io::Result<()> {
        self.tell(path, false);
        file.sync_data()?;
        self.tell(path, true);
        Ok(())
    }

    fn tell(&self, path: &Path, done: bool) {
        if let Some(witness) = &self.witness {
            witness(path, done);
        }
    }
}

/// Where things lie.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    /// The database folder.
    pub(super) root: PathBuf,
    /// What makes them durable.
    pub(super) disk: Disk,
}

impl Paths {
    /// Of the database in `root`.
    pub(super) fn of(root: &Path) -> Self {
        Self { root: root.to_path_buf(), disk: Disk::default() }
    }
}

impl Paths {
    pub(super) fn sled(&self) -> PathBuf {
        self.root.join("sled")
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.root.join("journal")
    }

    pub(super) fn mark(&self) -> PathBuf {
        self.root.join("mark")
    }

    pub(super) fn names(&self) -> PathBuf {
        self.journal().join("names.jsonl")
    }

    /// Where a tree comes about before it takes its place.
    pub(super) fn building(&self) -> PathBuf {
        self.root.join("sled.building")
    }

    /// Where `compact` puts the tree whose place is taken.
    pub(super) fn old(&self) -> PathBuf {
        self.root.join("sled.old")
    }

    pub(super) fn backup(&self) -> PathBuf {
        self.root.join("backup")
    }

    /// Where the backups lie that are made by themselves.
    pub(super) fn backups(&self) -> PathBuf {
        self.root.join("backups")
    }

    /// What is remembered of the last backup.
    pub(super) fn last_backup(&self) -> PathBuf {
        self.backup().join("last.json")
    }

    pub(super) fn conf(&self) -> PathBuf {
        self.root.join("conf")
    }

    /// The encoded rows of an import.
    pub(super) fn blocks(&self, batch: u64) -> PathBuf {
        self.journal().join(format!("import-{batch}.blocks"))
    }
}

/// The lock on a database folder; given back when dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock, and writes into it who has it and where that process is spoken to.
    ///
    /// # Errors
    /// `locked` with the process and person that have it; `memory-little`; `database-moved`.
    pub(super) fn take(root: &Path, socket: Option<&Path>) -> Result<Self, Error> {
        refuse_little_memory()?;
        super::moved::refuse(root)?;
        let path = root.join("lock");
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.map_err(io(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(locked(root, &mut file)),
            Err(TryLockError::Error(error)) => return Err(io(&path)(error)),
        }
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        let mut text = format!("pid {}\nuser {}\nboot {}\n", std::process::id(), user(), boot.trim());
        if let Some(socket) = socket {
            let _ = writeln!(text, "socket {}", socket.display());
        }
        file.set_len(0).and_then(|()| file.write_all(text.as_bytes())).map_err(io(&path))?;
        super::erase::finish(root)?;
        Ok(Self { file, path })
    }

    /// Whether the folder still carries this lock: not, when the folder was taken away or another lies in its place.
    pub(super) fn is_at_home(&self) -> bool {
        let number = |found: std_io::Result<Metadata>| found.map(|found| (found.dev(), found.ino())).ok();
        let own = number(self.file.metadata());
        own.is_some() && own == number(fs::metadata(&self.path))
    }
}

impl Drop for Lock {
    /// Gives it back at once: a process that is just being started still has a copy of the open file, until it becomes
    /// another program.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

fn locked(root: &Path, file: &mut File) -> Error {
    let mut text = String::new();
    let _ = file.read_to_string(&mut text);
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("?");
        line.trim().to_owned()
    };
    Error::could("locked").with("folder", root.display()).with("pid", field("pid ")).with("user", field("user "))
}

/// The socket that the last process with the folder's lock was spoken to at; whether it still has it, only connecting
/// can tell.
#[must_use]
pub fn announced(root: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(root.join("lock")).ok()?;
    text.lines().find_map(|line| line.strip_prefix("socket ")).map(PathBuf::from)
}

/// The number of the last process with the folder's lock; whether it still lives, only the system can tell.
#[must_use]
pub fn process(root: &Path) -> Option<i32> {
    let text = fs::read_to_string(root.join("lock")).ok()?;
    text.lines().find_map(|line| line.strip_prefix("pid ")).and_then(|pid| pid.parse().ok())
}

/// Whether the last process with the folder's lock is one that nobody speaks to: the lock names it, but no socket.
#[must_use]
pub fn is_silent(root: &Path) -> bool {
    fs::read_to_string(root.join("lock")).is_ok_and(|text| text.starts_with("pid ") && !text.contains("\nsocket "))
}

/// The name of the user whom this process belongs to; the number where the system knows no name.
#[must_use]
pub fn user() -> String {
    user_named(rustix::process::getuid().as_raw())
}

/// The name of the user of that number; the number where the system knows no name.
#[must_use]
pub fn user_named(id: u32) -> String {
    let id = id.to_string();
    let table = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = table.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == id).then(|| name.to_owned())
    });
    named.unwrap_or(id)
}

/// The number of the user of that name; `None` where the machine's own table has none.
#[must_use]
pub fn user_number(name: &str) -> Option<u32> {
    let table = fs::read_to_string("/etc/passwd").ok()?;
    let line = table.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split(':').nth(1)?.parse().ok()
}

/// The group of the user of that number; that of the same number where the machine's own table has none.
#[must_use]
pub fn user_group(id: u32) -> u32 {
    let table = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let fields = table.lines().map(|line| line.split(':').skip(2));
    let group = fields.filter_map(|mut fields| Some((fields.next()?, fields.next()?)));
    let own = group.into_iter().find(|(user, _)| user.parse() == Ok(id));
    own.and_then(|(_, group)| group.parse().ok()).unwrap_or(id)
}

/// What of the database others may read or write. The folder itself holds nothing that is secret, and others may have to
/// pass through it to the socket, but nobody else may put anything in it.
pub(super) fn open_to_others(paths: &Paths) -> Vec<PathBuf> {
    let open = |path: &PathBuf, bits: u32| fs::metadata(path).is_ok_and(|found| found.mode() & bits != 0);
    let inner =
        [paths.sled(), paths.journal(), paths.backup(), paths.backups()].into_iter().filter(|path| open(path, 0o077));
    let root = [paths.root.clone()].into_iter().filter(|path| open(path, 0o022));
    root.chain(inner).collect()
}

/// Lets others pass through `root` to the socket in it, and see nothing.
pub(super) fn let_through(root: &Path) -> Result<(), Error> {
    let mode = fs::metadata(root).map_err(io(root))?.mode() & 0o7777;
    if mode & 0o011 == 0o011 {
        return Ok(());
    }
    fs::set_permissions(root, Permissions::from_mode(mode | 0o011)).map_err(io(root))
}

/// Refuses to begin with less memory than opening may need: without it the engine hangs, or takes sound data for damaged.
fn refuse_little_memory() -> Result<(), Error> {
    let have = rustix::process::getrlimit(rustix::process::Resource::As).current.unwrap_or(u64::MAX);
    let need = mapped().saturating_add(LEAST_ROOM);
    if have >= need {
        return Ok(());
    }
    Err(Error::could("memory-little").with("have", have >> 20).with("need", need.div_ceil(1 << 20)))
}

/// How much address space this process has taken; 0 where the system does not say.
fn mapped() -> u64 {
    let said = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let size = said.lines().find_map(|line| line.strip_prefix("VmSize:"));
    let kibibytes = size.and_then(|size| size.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kibibytes.unwrap_or(0).saturating_mul(1 << 10)
}

/// Refuses a folder on a network file system: locks and syncs do not hold there.
pub(super) fn refuse_network(root: &Path) -> Result<(), Error> {
    const NETWORK: [(u64, &str); 7] = [
        (0x6969, "NFS"),
        (0x517B, "SMB"),
        (0xFF53_4D42, "CIFS"),
        (0xFE53_4D42, "SMB2"),
        (0x5346_414F, "AFS"),
        (0x7375_7245, "Coda"),
        (0x0BD0_0BD0, "Lustre"),
    ];
    let Ok(found) = rustix::fs::statfs(root) else { return Ok(()) };
    #[expect(clippy::allow_attributes, reason = "the type differs between systems")]
    #[allow(clippy::useless_conversion, clippy::cast_sign_loss, clippy::cast_possible_truncation)]
    let magic = (found.f_type as u64) & 0xFFFF_FFFF;
    match NETWORK.iter().find(|(number, _)| *number == magic) {
        Some((_, name)) => Err(Error::could("network-folder").with("folder", root.display()).with("system", name)),
        None => Ok(()),
    }
}

/// Bytes of all files below `folder`.
pub(super) fn bytes_below(folder: &Path) -> Result<u64, Error> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(io(folder))? {
        let entry = entry.map_err(io(folder))?;
        let known = entry.metadata().map_err(io(&entry.path()))?;
        bytes += if known.is_dir() { bytes_below(&entry.path())? } else { known.len() };
    }
    Ok(bytes)
}
