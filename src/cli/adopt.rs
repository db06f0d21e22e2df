//! `dayboard serve --adopt DIR`: a database that began as one person's becomes the service's.
//!
//! The owner's own process copies it (nobody else may read it, or ask its holder to end), and the service's own process
//! takes the copy over, so that every file is the service's. Only root can be both; where both are one account, nobody
//! else is needed.

use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf, absolute};
use std::process::Command;

use clap::{Args, ValueEnum};

use super::session::Session;
use super::{Ended, Failed, print, role};
use crate::desk::{self, Account, copy_in, make_folder};
use crate::domain::base::Error;
use crate::text::say;

/// What is adopted, and for whom.
#[derive(Args, Debug)]
pub(super) struct Adopting {
    #[arg(long, value_name = "DIR")]
    adopt: Option<PathBuf>,
    #[arg(long, value_name = "ACCOUNT", requires = "adopt")]
    account: Option<String>,
    /// The part that this process does of it, which another has started.
    #[arg(long, hide = true, requires = "adopt")]
    part: Option<Part>,
}

/// What has to be done by an account of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Part {
    /// To copy the database and say in its folder that it has moved.
    Give,
    /// To make the copy the service's database.
    Take,
}

/// Everybody who has a part in it.
struct Move<'a> {
    session: &'a Session,
    source: PathBuf,
    target: PathBuf,
    director: &'a Account,
}

/// Does it, where it was asked for; `None` where it was not.
pub(super) fn run(session: &Session, asked: &Adopting, director: Option<&str>) -> Result<Option<Ended>, Failed> {
    let Some(source) = &asked.adopt else { return Ok(None) };
    let source = source.canonicalize().map_err(failed(source))?;
    let target = session.folder()?;
    let target = target.canonicalize().or_else(|_| absolute(&target)).map_err(failed(&target))?;
    if !source.join("journal").is_dir() {
        return Err(Error::asked("adopt-none").with("folder", source.display()).into());
    }
    if source.starts_with(&target) || target.starts_with(&source) {
        return Err(Error::asked("adopt-within").with("folder", target.display()).into());
    }
    let owner = fs::metadata(&source).map_err(failed(&source))?;
    let director = director.map_or_else(|| Ok(Account::of(owner.uid())), role::account)?;
    let way = Move { session, source, target, director: &director };
    if let Some(part) = asked.part {
        return Ok(Some(way.part(part)?));
    }
    let own = Account::own();
    let account = match (&asked.account, fs::metadata(&way.target)) {
        (Some(word), _) => role::account(word)?,
        (None, Ok(found)) => Account::of(found.uid()),
        (None, Err(_)) => own.clone(),
    };
    if own.uid != 0 && (owner.uid() != own.uid || account.uid != own.uid) {
        let error = Error::could("adopt-root").with("owner", Account::of(owner.uid()).user);
        return Err(error.with("account", account.user).into());
    }
    way.done((owner.uid(), owner.gid()), &account)?;
    Ok(Some(Ended::Done))
}

impl Move<'_> {
    /// Copies, gives the copy to the service's account, and has it taken over.
    fn done(&self, owner: (u32, u32), account: &Account) -> Result<(), Failed> {
        let Self { source, target, .. } = self;
        // A socket that the service manager has put there already is no database.
        let used = fs::read_dir(target).into_iter().flatten().flatten().any(|entry| entry.file_name() != "socket");
        if used {
            return Err(Error::asked("folder-not-empty").with("folder", target.display()).into());
        }
        make_folder(target)?;
        let group = account.group();
        give(target, account.uid, group)?;
        // The owner has to reach the copy through it.
        fs::set_permissions(target, Permissions::from_mode(0o711)).map_err(failed(target))?;
        let copy = copy_in(target);
        DirBuilder::new().mode(0o700).create(&copy).map_err(failed(&copy))?;
        give(&copy, owner.0, owner.1)?;
        let moved = self.by(owner, Part::Give).and_then(|()| {
            give_all(&copy, account.uid, group)?;
            self.by((account.uid, group), Part::Take)
        });
        if moved.is_err() {
            // As it was: the old database is used on.
            desk::stay(source, target)?;
            for part in fs::read_dir(target).into_iter().flatten().flatten().map(|entry| entry.path()) {
                let _ = match part.ends_with("socket") {
                    true => Ok(()),
                    false if part.is_dir() => fs::remove_dir_all(&part),
                    false => fs::remove_file(&part),
                };
            }
        }
        moved
    }

    /// Has `part` done by an account; where it is not this one, by a process of its own, which says itself what is wrong.
    fn by(&self, account: (u32, u32), part: Part) -> Result<(), Failed> {
        if account.0 == Account::own().uid {
            return self.part(part).map(drop);
        }
        let program = std::env::current_exe().map_err(failed(Path::new("dayboard")))?;
        let word = if part == Part::Give { "give" } else { "take" };
        let status = Command::new(&program)
            .args(["--lang", if self.session.lang == crate::text::Lang::Zh { "zh" } else { "en" }])
            .arg("--db")
            .arg(&self.target)
            .args(["serve", "--director", &self.director.uid.to_string(), "--part", word, "--adopt"])
            .arg(&self.source)
            .current_dir("/")
            .uid(account.0)
            .gid(account.1)
            .status()
            .map_err(failed(&program))?;
        if status.success() { Ok(()) } else { Err(Failed(Vec::new())) }
    }

    fn part(&self, part: Part) -> Result<Ended, Failed> {
        let Self { session, source, target, director } = self;
        if part == Part::Give {
            desk::move_to(source, target)?;
            return Ok(Ended::Done);
        }
        let (revision, directors) = desk::take_over(target, director)?;
        let (folder, old, account) = (target.display().to_string(), source.display().to_string(), Account::own().user);
        let words = [
            ("folder", folder.as_str()),
            ("old", &old),
            ("revision", &revision.to_string()),
            ("director", &directors.join(", ")),
            ("account", &account),
        ];
        print::lines(["adopt.done", "adopt.next"].map(|id| say(id, &words, session.lang)))?;
        Ok(Ended::Done)
    }
}

fn give(path: &Path, user: u32, group: u32) -> Result<(), Error> {
    if Account::own().uid == user {
        return Ok(());
    }
    chown(path, Some(user), Some(group)).map_err(failed(path))
}

/// Gives a folder away with all that is in it, itself first, so that nobody changes what is still to come. No link is
/// followed.
fn give_all(path: &Path, user: u32, group: u32) -> Result<(), Error> {
    if Account::own().uid == user {
        return Ok(());
    }
    lchown(path, Some(user), Some(group)).map_err(failed(path))?;
    if fs::symlink_metadata(path).map_err(failed(path))?.is_dir() {
        for entry in fs::read_dir(path).map_err(failed(path))? {
            give_all(&entry.map_err(failed(path))?.path(), user, group)?;
        }
    }
    Ok(())
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |cause| Error::could("file-failed").with("path", path.display()).with("cause", cause)
}
