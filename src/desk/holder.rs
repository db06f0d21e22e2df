//! Finding the holder of a database, starting one, asking it to end.
//!
//! The socket lies in the database folder, where its path is short enough for one; else in the owner's runtime folder,
//! named by a hash. The lock file names it, so that everybody finds the same.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::net::sockopt::socket_peercred;
use sha2::{Digest, Sha256};

use super::knock::{Call, Knocked, Waits, knock, silent};
use super::wire::{Ask, FromHolder, GREETING, Greeting, PROTOCOL, Request, Welcome};
use crate::codec::frame;
use crate::domain::base::Error;
use crate::domain::model::Revision;
use crate::store::{announced, is_silent, make_folder, user_named};

/// A socket's path has to fit 108 bytes.
const LONGEST: usize = 100;
/// So long a holder may take to greet, where nobody says otherwise.
const PATIENCE: Duration = Duration::from_secs(10);
/// So long the lock of a holder that is ending is waited for; that of a process that serves nobody, which keeps it for
/// as long as it likes; and so often either is looked at.
const HANDOVER: (Duration, Duration, Duration) =
    (Duration::from_secs(5), Duration::from_millis(250), Duration::from_millis(5));
/// The log is begun anew when it is larger.
const LOG: u64 = 1 << 20;

/// What the shell does to start a holder: a file that whoever starts it has open for us (a lock of a script's, a pipe)
/// must not stay open for as long as the holder lives.
const ALONE: &str = r#"exec "$0" "$@" 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-"#;

/// A database that is spoken to through its holder.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its folder.
    pub folder: PathBuf,
    /// The program that is started where there is no holder; `None`: none is started.
    pub program: Option<PathBuf>,
    /// A holder that is started ends so long after its last guest.
    pub idle_exit: Duration,
    /// So long a holder may take to greet, and so long a message to it, before it is said not to answer.
    pub patience: Duration,
}

/// A connection to a holder that has welcomed us.
pub(super) struct Dialled {
    pub(super) stream: UnixStream,
    pub(super) input: BufReader<UnixStream>,
    pub(super) welcome: Welcome,
}

/// A connection to a holder that has greeted, for as long as it is waited at.
struct Greeted<'a> {
    stream: UnixStream,
    input: BufReader<UnixStream>,
    own: Greeting,
    theirs: Greeting,
    waits: Waits<'a>,
}

/// What starting a holder came to.
pub(super) enum Started {
    /// It serves, or another one does.
    Serving,
    /// It ended before it had said a word: killed, or short of something.
    Ended(Error),
    /// None may be started.
    Never,
}

impl Place {
    /// A database in `folder`, whose holder is started where there is none and the folder is this person's own.
    #[must_use]
    pub fn own(folder: &Path) -> Self {
        let owned = fs::metadata(folder).map_or(true, |found| found.uid() == rustix::process::geteuid().as_raw());
        let program = owned.then(program).flatten();
        Self { folder: folder.to_path_buf(), program, idle_exit: Duration::from_secs(60), patience: PATIENCE }
    }

    /// Makes the folder where there is none and a holder may be started in it.
    pub(super) fn make(&self) -> Result<(), Error> {
        self.program.as_ref().map_or(Ok(()), |_| make_folder(&self.folder))
    }

    /// Connects to the holder; `None` where there is none, or it is just ending, or `call` is called off.
    ///
    /// # Errors
    /// `holder-silent` and `holder-unheard` where one listens and does not answer, `holder-strange`, `holder-newer`,
    /// `holder-older`, and a refusal of the holder.
    pub(super) fn dial(&self, call: &Call) -> Result<Option<Dialled>, Error> {
        let dialled = self.dialled(call);
        if call.is_off() { Ok(None) } else { dialled }
    }

    /// Whether the holder still greets: one that has much to do does.
    pub(super) fn is_awake(&self, call: &Call) -> bool {
        !matches!(self.greeted(call), Err(error) if is_silence(&error))
    }

    /// Waits for the holder's greeting; `None` where there is no holder, or it ends.
    fn greeted<'a>(&self, call: &'a Call) -> Result<Option<Greeted<'a>>, Error> {
        let begun = Instant::now();
        let Some(socket) = found(&self.folder)? else { return Ok(None) };
        let stream = match call.knock(&socket, self.patience) {
            Ok(Some(stream)) => stream,
            Ok(None) => return Ok(None),
            Err(error) if error.kind() == ErrorKind::TimedOut => return Err(silent(&self.folder, None)),
            Err(error) => return Err(failed(&socket)(error)),
        };
        self.trust(&stream)?;
        let waits = call.waits_at(&stream).map_err(lost)?;
        stream.set_read_timeout(Some(self.patience)).map_err(lost)?;
        stream.set_write_timeout(Some(self.patience)).map_err(lost)?;
        let mut input = BufReader::with_capacity(1 << 16, stream.try_clone().map_err(lost)?);
        // Who turns us away may have hung up before he has heard us; what he said is still there to be read.
        let own = Greeting::own(usize::from(self.is_current()));
        let _ = frame::send(&mut &stream, &own);
        match frame::receive::<Greeting>(&mut (&mut input).take(GREETING)) {
            Ok(Some(theirs)) => Ok(Some(Greeted { stream, input, own, theirs, waits })),
            Err(_) if begun.elapsed() >= self.patience => Err(silent(&self.folder, Some(&stream))),
            _ => Ok(None),
        }
    }

    fn dialled(&self, call: &Call) -> Result<Option<Dialled>, Error> {
        let Some(Greeted { stream, mut input, own, theirs, waits: _waits }) = self.greeted(call)? else {
            return Ok(None);
        };
        if theirs.yields_to(&own) {
            // It steps down; the end of the stream says that it has.
            let _ = input.read_to_end(&mut Vec::new());
            return Ok(None);
        }
        if !theirs.speaks_like(&own) {
            let newer = theirs.protocol > PROTOCOL || theirs.protocol == PROTOCOL && own.busy == 0;
            let error = if newer { Error::could("holder-newer") } else { Error::could("holder-older") };
            return Err(error.with("theirs", theirs.version).with("ours", own.version).with("n", theirs.busy));
        }
        let begun = Instant::now();
        let welcome = match frame::receive::<Result<Welcome, Error>>(&mut input) {
            Ok(Some(welcome)) => welcome?,
            Err(_) if begun.elapsed() >= self.patience => return Err(silent(&self.folder, Some(&stream))),
            _ => return Ok(None),
        };
        stream.set_read_timeout(None).map_err(lost)?;
        Ok(Some(Dialled { stream, input, welcome }))
    }

    /// Whether this program is the one that would be started as a holder, and has not been replaced since it started.
    fn is_current(&self) -> bool {
        let own = std::env::current_exe().ok().filter(|own| own.exists());
        own.is_some_and(|own| self.program.as_ref().is_none_or(|program| *program == own))
    }

    /// Only whoever owns the folder is taken for its holder: a socket in a shared folder could be anybody's.
    fn trust(&self, stream: &UnixStream) -> Result<(), Error> {
        let owner = fs::metadata(&self.folder).map_err(failed(&self.folder))?.uid();
        let peer = socket_peercred(stream).map_err(|cause| lost(cause.into()))?.uid.as_raw();
        if peer == owner {
            return Ok(());
        }
        Err(Error::could("holder-strange").with("user", user_named(peer)).with("owner", user_named(owner)))
    }

    /// Starts a holder and waits until it can be spoken to.
    pub(super) fn start(&self) -> Result<Started, Error> {
        let Some(program) = &self.program else { return Ok(Started::Never) };
        let folder = self.folder.canonicalize().map_err(failed(&self.folder))?;
        // Of all who miss a holder one starts the next, and the others find it.
        let turn = File::create(folder.join("starting")).and_then(|file| file.lock().map(|()| file));
        let _turn = turn.map_err(failed(&folder))?;
        if is_served(&folder) {
            return Ok(Started::Serving);
        }
        let log = folder.join("holder.log");
        let mut child = Command::new("/bin/sh")
            .args(["-c", ALONE])
            .arg(program)
            .arg("--db")
            .arg(&folder)
            .args(["serve", "--detached", "--idle-exit", &self.idle_exit.as_secs().to_string()])
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log_file(&log).map_err(failed(&log))?)
            .spawn()
            .map_err(failed(program))?;
        let answer = child.stdout.take().map(|mut out| frame::receive::<Result<(), Error>>(&mut out));
        // Whoever started a process hears of its end, so that nothing is left of it.
        let _ = thread::Builder::new().name("holder".to_owned()).spawn(move || child.wait());
        match answer {
            Some(Ok(Some(started))) => started.map(|()| Started::Serving),
            _ => Ok(Started::Ended(Error::could("holder-start").with("log", log.display()))),
        }
    }
}

/// Answers, through `out`, the process that has started this one as a holder: whether it serves.
///
/// # Errors
/// Where the starter is gone.
pub fn answer_starter(out: &mut impl Write, opened: &Result<(), Error>) -> Result<(), Error> {
    frame::send(out, opened)
}

/// This program; the one that has taken its place, where it has been replaced.
fn program() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let replaced = program.to_str().and_then(|path| path.strip_suffix(" (deleted)")).map(PathBuf::from);
    Some(replaced.filter(|path| path.exists()).unwrap_or(program))
}

fn log_file(path: &Path) -> std::io::Result<File> {
    let large = fs::metadata(path).is_ok_and(|found| found.len() > LOG);
    if large {
        fs::rename(path, path.with_extension("log.old"))?;
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

/// Asks the holder of the database in `folder` to end, and waits until it has closed everything; at once where there
/// is none.
///
/// # Errors
/// `holder-busy` where others are at it, and whatever the connection comes to.
pub fn stop(folder: &Path) -> Result<(), Error> {
    let place = Place { folder: folder.to_path_buf(), program: None, idle_exit: Duration::ZERO, patience: PATIENCE };
    let Some(Dialled { stream, mut input, .. }) = place.dial(&Call::default())? else { return Ok(()) };
    let request = Request { number: 1, seen: Revision::default(), ask: Ask::Stop };
    frame::send(&mut &stream, &request)?;
    if let Some(FromHolder::Reply(reply)) = frame::receive(&mut input)? {
        reply.result?;
    }
    let _ = input.read_to_end(&mut Vec::new());
    Ok(())
}

/// Opens what needs the folder's lock, and waits for it where a holder is just ending, or beginning to serve.
///
/// # Errors
/// `locked` where a process keeps the lock, served or not, and whatever `open` comes to.
pub(super) fn handed_over<T>(folder: &Path, open: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
    handed_over_unless(folder, || is_served(folder), open)
}

/// As [`handed_over`], but not waiting where `stays` says that whoever has the lock goes on serving.
pub(super) fn handed_over_unless<T>(
    folder: &Path,
    stays: impl Fn() -> bool,
    mut open: impl FnMut() -> Result<T, Error>,
) -> Result<T, Error> {
    let begun = Instant::now();
    loop {
        match open() {
            Err(error) if error.id == "locked" && !stays() => {
                let (serving, other, pause) = HANDOVER;
                if begun.elapsed() >= if is_silent(folder) { other } else { serving } {
                    return Err(error);
                }
                thread::sleep(pause);
            }
            opened => return opened,
        }
    }
}

/// Whether somebody listens at the socket of the database in `folder`.
pub(super) fn is_served(folder: &Path) -> bool {
    let knocked = found(folder).ok().flatten().map(|socket| knock(&socket));
    matches!(knocked, Some(Ok(Knocked::Open(_) | Knocked::Full)))
}

/// Where the holder of the database in `folder` is looked for; `None` where there is no such folder.
fn found(folder: &Path) -> Result<Option<PathBuf>, Error> {
    if !folder.exists() {
        return Ok(None);
    }
    announced(folder).map_or_else(|| socket_of(folder), Ok).map(Some)
}

/// Whether an error says that a holder does not answer.
pub(super) fn is_silence(error: &Error) -> bool {
    ["holder-silent", "holder-unheard"].contains(&error.id.as_ref())
}

/// Where the holder of the database in `folder` listens; the folder of a socket that lies elsewhere is made, and is its
/// owner's alone.
pub(super) fn socket_of(folder: &Path) -> Result<PathBuf, Error> {
    let folder = folder.canonicalize().map_err(failed(folder))?;
    let socket = folder.join("socket");
    if socket.as_os_str().len() <= LONGEST {
        return Ok(socket);
    }
    let owner = fs::metadata(&folder).map_err(failed(&folder))?.uid();
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").filter(|dir| !dir.is_empty() && dir.len() < LONGEST / 2);
    let apart = runtime.map_or_else(|| format!("/tmp/dayboard-{owner}").into(), |dir| Path::new(&dir).join("dayboard"));
    match DirBuilder::new().mode(0o700).create(&apart) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(failed(&apart)(error)),
        _ => {}
    }
    let found = fs::symlink_metadata(&apart).map_err(failed(&apart))?;
    if !found.is_dir() || found.uid() != owner || found.mode() & 0o077 != 0 {
        return Err(Error::could("socket-folder").with("folder", apart.display()));
    }
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let first = digest.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    Ok(apart.join(format!("{first:016x}.socket")))
}

fn lost(cause: std::io::Error) -> Error {
    Error::could("connection-lost").with("cause", cause)
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |cause| Error::could("file-failed").with("path", path.display()).with("cause", cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_has_grown_large_is_put_aside_once_and_a_small_one_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("holder.log");
        let add = |text: &[u8]| log_file(&path).and_then(|mut file| file.write_all(text)).expect("written");
        let size = |path: &Path| fs::metadata(path).map(|found| found.len()).ok();
        add(b"first\n");
        add(b"second\n");
        assert_eq!((size(&path), size(&folder.path().join("holder.log.old"))), (Some(13), None));
        add(&vec![b'.'; 1 << 20]);
        add(b"anew\n");
        let old = (1 << 20) + 13;
        assert_eq!((size(&path), size(&folder.path().join("holder.log.old"))), (Some(5), Some(old)));
        assert_eq!(fs::metadata(&path).expect("there").mode() & 0o077, 0, "it is its owner's alone");
        add(&vec![b','; (1 << 20) + 1]);
        add(b"again\n");
        assert_eq!(size(&folder.path().join("holder.log.old")), Some((1 << 20) + 6), "one old log is kept");
    }
}
