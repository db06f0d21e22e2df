//! The socket that a holder listens at: its file, and whether it still lies where everybody looks for it.
//!
//! A file can be taken away while its holder lives: by a cleaner of temporary files, with the runtime folder of somebody
//! who logs out, with the whole database. The holder hears of it at once, so that nobody waits for one that cannot be
//! found.

use std::fs::{self, Permissions};
use std::io::{Error, ErrorKind, Result};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use rustix::event::{PollFd, PollFlags};
use rustix::fs::inotify::{self, CreateFlags, WatchFlags};

/// So many guests may wait to be let in.
const BACKLOG: i32 = 1024;

/// A socket that is listened at.
pub(super) struct Socket {
    listener: UnixListener,
    path: PathBuf,
    /// Device and number of its file.
    file: (u64, u64),
    /// Whether the file is whoever's who gave us the socket, and stays.
    given: bool,
    /// Can be read when something has happened to the file; `None` where the system watches none.
    watch: Option<OwnedFd>,
}

impl Socket {
    /// Listens at `path`, whatever lies there. Only whoever has the database's lock may call this.
    ///
    /// # Errors
    /// Where the folder refuses.
    pub(super) fn bind(path: &Path) -> Result<Self> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        Self::bind_free(path)
    }

    /// As [`Socket::bind`], where nothing lies at `path`.
    ///
    /// The file comes about beside its place, so that what is known of it is known of this one, whoever puts another in
    /// its place as soon as it is there.
    ///
    /// # Errors
    /// `AlreadyExists` where something does, and where the folder refuses.
    pub(super) fn bind_free(path: &Path) -> Result<Self> {
        let mut beside = path.to_path_buf().into_os_string();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        let _ = fs::remove_file(&beside);
        let bound = Self::bound(&beside).and_then(|own| fs::hard_link(&beside, path).map(|()| own));
        let _ = fs::remove_file(&beside);
        Ok(Self { path: path.to_path_buf(), ..bound? })
    }

    fn bound(path: &Path) -> Result<Self> {
        let listener = UnixListener::bind(path)?;
        // Everybody may knock; who is let in is decided by who it is, and a stranger is told so.
        fs::set_permissions(path, Permissions::from_mode(0o666))?;
        rustix::net::listen(&listener, BACKLOG)?;
        Self::of(listener, path, false)
    }

    /// Listens where somebody else, a service manager, has listened for us and goes on doing so after us.
    ///
    /// # Errors
    /// Where the socket has no file.
    pub(super) fn given(listener: UnixListener) -> Result<Self> {
        let path = listener.local_addr()?.as_pathname().map(Path::to_path_buf);
        Self::of(listener, &path.ok_or_else(|| Error::from(ErrorKind::NotFound))?, true)
    }

    fn of(listener: UnixListener, path: &Path, given: bool) -> Result<Self> {
        listener.set_nonblocking(true)?;
        let file = number(path).ok_or_else(|| Error::from(ErrorKind::NotFound))?;
        Ok(Self { listener, path: path.to_path_buf(), file, given, watch: watch(path).ok() })
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What says that somebody has come, or that something has happened to the file.
    pub(super) fn events(&self) -> impl Iterator<Item = PollFd<'_>> {
        let watch = self.watch.iter().map(|watch| PollFd::new(watch, PollFlags::IN));
        [PollFd::new(&self.listener, PollFlags::IN)].into_iter().chain(watch)
    }

    /// Takes whoever waits.
    ///
    /// # Errors
    /// `WouldBlock` where nobody does.
    pub(super) fn accept(&self) -> Result<UnixStream> {
        self.listener.accept().map(|(stream, _)| stream)
    }

    /// Whether its file still lies where it was.
    pub(super) fn is_there(&self) -> bool {
        if let Some(watch) = &self.watch {
            let mut events = [MaybeUninit::<u8>::uninit(); 512];
            while rustix::io::read(watch, &mut events).is_ok_and(|(read, _)| !read.is_empty()) {}
        }
        number(&self.path) == Some(self.file)
    }

    /// Listens no more; the file goes, unless another one lies in its place.
    pub(super) fn close(self) {
        if !self.given && number(&self.path) == Some(self.file) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Device and number of the file at `path`.
fn number(path: &Path) -> Option<(u64, u64)> {
    fs::symlink_metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

fn watch(path: &Path) -> Result<OwnedFd> {
    let watch = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
    // A file that is listened at is not gone when its name is: what changes is how many names it has.
    inotify::add_watch(&watch, path, WatchFlags::ATTRIB | WatchFlags::MOVE_SELF | WatchFlags::DELETE_SELF)?;
    Ok(watch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_somebody_else_listens_nothing_is_taken_and_nothing_left_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("socket");
        let own = Socket::bind_free(&path).expect("it is free");
        assert!(own.is_there());
        fs::remove_file(&path).expect("taken away");
        let other = UnixListener::bind(&path).expect("it is free");
        assert!(!own.is_there(), "another one lies there");
        let refused = Socket::bind_free(&path).map(|socket| socket.file).expect_err("it is not free");
        assert_eq!(refused.kind(), ErrorKind::AlreadyExists);
        own.close();
        UnixStream::connect(&path).expect("the other one is spoken to");
        drop(other);
        let names: Vec<_> =
            fs::read_dir(folder.path()).expect("listed").flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(names, ["socket"]);
        let own = Socket::bind(&path).expect("it takes the place of a dead one");
        UnixStream::connect(&path).expect("it is spoken to");
        own.close();
        assert!(!path.exists());
    }
}
