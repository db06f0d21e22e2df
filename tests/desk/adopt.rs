//! A database that began as one person's becomes the service's.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use dayboard::desk::{self, Desk, RemoteDesk};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::kit::{free, here, only_there, program, set, started, visits};

const ANN: u32 = 54_321;
const SERVICE: u32 = 54_322;

/// The files below a folder and what is in them, but for those that tell who has it open.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !["lock", "starting", "holder.log", "socket", "moved"].iter().any(|name| path.ends_with(name)) {
            let content = fs::read(&path).unwrap_or_default();
            found.insert(path, content);
        }
    }
    found
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

/// The program as `user` runs it.
fn run(program: &Path, user: u32, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("LANG", "en_US.UTF-8").env("HOME", "/nonexistent").current_dir("/");
    command.args(words).uid(user).gid(user);
    command
}

#[test]
fn what_began_as_one_persons_becomes_the_services_and_the_old_folder_says_where_it_is() {
    if !rustix::process::geteuid().is_root() {
        println!("only root can give files away: this test needs root");
        return;
    }
    let home = TempDir::new().expect("a folder");
    let open = |path: &Path| fs::set_permissions(path, Permissions::from_mode(0o755)).expect("open to all");
    open(home.path());
    let program = {
        let copy = home.path().join("dayboard");
        fs::copy(program(), &copy).expect("copied");
        open(&copy);
        copy
    };
    let (old, new) = (home.path().join("ann"), home.path().join("service"));
    let (from, to) = (old.to_str().expect("text"), new.to_str().expect("text"));
    fs::create_dir_all(&old).expect("made");
    chown(&old, Some(ANN), Some(ANN)).expect("hers");
    let ann = |words: &[&str]| {
        let output = run(&program, ANN, words).env("DAYBOARD_IDLE_EXIT", "600").output().expect("it runs");
        (output.status.code(), said(&output))
    };
    // She works, and her holder stays.
    let (code, text) = ann(&["--db", from, "set", "2026-09-08", "visits=5", "member=张伟"]);
    assert_eq!(code, Some(0), "{text}");
    let maps = old.join("conf/maps");
    fs::create_dir_all(&maps).expect("made");
    fs::write(maps.join("own.toml"), "source = \"own\"\n").expect("written");
    for path in [old.join("conf"), maps.clone(), maps.join("own.toml")] {
        chown(path, Some(ANN), Some(ANN)).expect("hers");
    }
    let account = SERVICE.to_string();
    let adopt = ["--db", to, "serve", "--adopt", from, "--account", &account];
    let output = run(&program, 0, &adopt).output().expect("it runs");
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains(&format!("It is {SERVICE}'s; director is {ANN}")), "{}", said(&output));
    free(&old);

    let mut paths: Vec<PathBuf> = files(&new).into_keys().collect();
    assert!(paths.iter().any(|path| path.ends_with("conf/maps/own.toml")), "{paths:?}");
    paths.extend(["", "sled", "journal", "backups", "conf"].map(|part| new.join(part)));
    for path in paths {
        let found = fs::metadata(&path).expect("there");
        assert_eq!((found.uid(), found.gid()), (SERVICE, SERVICE), "{}", path.display());
        let closed = if path == new.join("") { 0o066 } else { 0o077 };
        let file = found.is_file() && path.parent() != Some(&new);
        assert!(file || found.mode() & closed == 0, "{} {:o}", path.display(), found.mode());
    }
    assert!(!new.join("adopting").exists() && desk::kept_backups(&new).len() == 1, "the copy is the first backup");
    let checked = run(&program, SERVICE, &["--db", to, "--holder", "here", "check"]).output().expect("it runs");
    assert!(!said(&checked).contains("open"), "{}", said(&checked));

    // The old one says where it is, and is as it was.
    let before = files(&old);
    for words in [&["status"][..], &["--holder", "here", "status"], &["set", "2026-09-08", "visits=6", "member=张伟"]]
    {
        let (code, text) = ann(&[&["--db", from], words].concat());
        assert!(code == Some(3) && text.contains(&format!("has moved to {to}")), "{text}");
        assert!(text.contains(&format!("DAYBOARD_DB={to}")), "{text}");
    }
    assert_eq!(files(&old), before);
    fs::remove_file(old.join("moved")).expect("the note is taken away");
    let (code, text) = ann(&["--db", from, "--holder", "here", "status"]);
    assert_eq!(code, Some(0), "as it was: {text}");

    // She reaches the new one through the service, where she is director.
    let serving = ["--db", to, "serve"];
    let mut service = run(&program, SERVICE, &serving).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut ready = String::new();
    BufReader::new(service.stdout.take().expect("its words")).read_line(&mut ready).expect("it says so");
    let (code, text) = ann(&["--db", to, "--holder", "never", "role"]);
    assert!(code == Some(0) && text.contains(&format!("{ANN} ({ANN}): director")), "{ready}{text}");
    let (code, text) = ann(&["--db", to, "--holder", "never", "set", "2026-09-08", "visits=7", "member=张伟"]);
    assert!(code == Some(0) && text.contains("5 → 7"), "{text}");
    kill_process(Pid::from_child(&service), Signal::TERM).expect("signalled");
    assert!(service.wait().expect("it ends").success());
}

/// A database of this account's with one figure in it.
fn own() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    here(folder.path()).apply(set("2026-09-08", "张伟", 5)).expect("set");
    folder
}

fn adopt(from: &Path, to: &Path) -> (Option<i32>, String) {
    let mut command = Command::new(program());
    command.env_clear().env("LANG", "en_US.UTF-8").arg("--db").arg(to).args(["serve", "--adopt"]).arg(from);
    let output = command.output().expect("it runs");
    (output.status.code(), said(&output))
}

#[test]
fn a_database_that_somebody_is_at_or_whose_new_folder_is_in_use_stays_where_it_is() {
    let (old, home) = (own(), TempDir::new().expect("a folder"));
    let new = home.path().join("service");
    let guest = RemoteDesk::connect(started(old.path())).expect("a holder is started");
    let (code, text) = adopt(old.path(), &new);
    assert!(code == Some(3) && text.contains("ask them to leave"), "{text}");
    assert!(!old.path().join("moved").exists());
    guest.apply(set("2026-09-08", "张伟", 6)).expect("she works on");
    drop(guest);
    free(old.path());
    fs::write(home.path().join("service/else"), "").expect("written");
    let (code, text) = adopt(old.path(), &new);
    assert!(code == Some(2) && text.contains("is not empty"), "{text}");
    let (code, text) = adopt(home.path(), &new);
    assert!(code == Some(2) && text.contains("no database"), "{text}");
    fs::remove_file(home.path().join("service/else")).expect("removed");
    let (code, text) = adopt(old.path(), &new);
    assert_eq!(code, Some(0), "{text}");
    let desk = here(&new);
    assert_eq!(visits(&desk, "2026-09-08"), 6);
    assert_eq!(dayboard::desk::LocalDesk::check(&desk, None).expect("checked"), []);
    let gone = RemoteDesk::connect(only_there(old.path())).expect_err("nobody serves it");
    assert_eq!(gone.id, "holder-none");
    assert_eq!(desk::open(old.path()).expect_err("moved").id, "database-moved");
}
