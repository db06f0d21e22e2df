//! The board through a real `OpenSSH` server, three accounts of three offices. It makes accounts and a server of its own
//! on this machine, so that it runs only where it was asked for, as root: `SSH_ACCOUNTS=yes cargo test --test ssh`.

#![expect(clippy::expect_used, clippy::print_stderr, reason = "a test that cannot go on must fail, or say why")]

#[path = "fixture/forged.rs"]
#[expect(unreachable_pub, reason = "as the tests of the desk have it")]
mod forged;
#[path = "cli/pty.rs"]
#[expect(dead_code, reason = "the tests of the command line use the rest")]
mod pty;

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use dayboard::desk::{Account, Greeting};
use dayboard::domain::model::{Office, Revision};
use forged::{Company, Sent, Speaker, everything, harmless};
use pty::{Session, Setup};
use rustix::process::Signal;
use tempfile::TempDir;

/// The accounts, and what each is: director by the service's word, member, and nothing, which is a viewer.
const ANN: &str = "dayboard-ann";
const BOB: &str = "dayboard-bob";
const EVE: &str = "dayboard-eve";
/// Where Debian and most others put it.
const SSHD: &str = "/usr/sbin/sshd";
const TODAY: &str = "2026-09-09";

/// A server with accounts of its own, and a database that a holder serves to them.
struct Kiosk {
    folder: Arc<TempDir>,
    port: u16,
    sshd: Child,
    holder: Child,
}

fn ran(program: &str, words: &[&str]) -> Output {
    Command::new(program).args(words).stdin(Stdio::null()).output().expect("it runs")
}

fn done(program: &str, words: &[&str]) {
    let output = ran(program, words);
    assert!(output.status.success(), "{program} {words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn text(path: &Path) -> String {
    path.to_str().expect("plain").to_owned()
}

impl Kiosk {
    /// `None` where it was not asked for, or cannot be.
    fn new() -> Option<Self> {
        let asked = std::env::var("SSH_ACCOUNTS").is_ok_and(|value| value == "yes");
        if !asked || !rustix::process::geteuid().is_root() || !Path::new(SSHD).exists() {
            eprintln!("skipped: it needs SSH_ACCOUNTS=yes, root and {SSHD}");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("open to all");
        fs::copy(env!("CARGO_BIN_EXE_dayboard"), at("dayboard")).expect("copied");
        for account in [ANN, BOB, EVE] {
            ran("userdel", &[account]);
            done(
                "useradd",
                &["--create-home", "--home-dir", &text(&at(account)), "--shell", "/bin/sh", "--password", "*", account],
            );
        }
        for key in ["host", "own"] {
            done("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", &text(&at(key))]);
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nPidFile none\nAuthorizedKeysFile {own}.pub\n\
             StrictModes no\nUsePAM no\nPasswordAuthentication no\nAcceptEnv LANG LC_* NO_COLOR\n\
             ForceCommand {board} --db {db} --holder never --today {TODAY}\n",
            host = text(&at("host")),
            own = text(&at("own")),
            board = text(&at("dayboard")),
            db = text(&at("home/.local/share/dayboard-demo")),
        );
        fs::write(at("sshd_config"), config).expect("written");
        fs::set_permissions(at("own.pub"), fs::Permissions::from_mode(0o644)).expect("open to all");
        fs::create_dir_all("/run/sshd").expect("where sshd locks itself in");
        let fill = ["--demo", "--today", TODAY, "--holder", "here", "status"];
        let filled = Command::new(at("dayboard")).env("HOME", at("home")).args(fill).output();
        assert!(filled.expect("it runs").status.success(), "the demo is filled");
        let holder = Command::new(at("dayboard"))
            .env("HOME", at("home"))
            .args(["--db", &text(&at("home/.local/share/dayboard-demo")), "serve", "--director", ANN])
            .stdout(Stdio::null())
            .spawn()
            .expect("it serves");
        // The socket is reached through folders that others may pass, and not read.
        for passed in ["home", "home/.local", "home/.local/share", "home/.local/share/dayboard-demo"] {
            fs::set_permissions(at(passed), fs::Permissions::from_mode(0o711)).expect("to be passed");
        }
        let sshd = Command::new(SSHD).args(["-D", "-e", "-f", &text(&at("sshd_config"))]).stderr(Stdio::null()).spawn();
        let sshd = sshd.expect("it listens");
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        let socket = at("home/.local/share/dayboard-demo/socket");
        while !socket.exists() {
            std::thread::yield_now();
        }
        Some(Self { folder: Arc::new(folder), port, sshd, holder })
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A session of `account` through SSH.
    fn login(&self, account: &str, term: &str, variables: &[(&str, &str)]) -> Session {
        let (port, key) = (self.port.to_string(), text(&self.at("own")));
        let to = format!("{account}@127.0.0.1");
        let options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"];
        let mut words = vec!["-tt", "-F", "none", "-p", &port, "-i", &key];
        words.extend(options.iter().flat_map(|option| ["-o", option]));
        words.extend(
            variables
                .iter()
                .flat_map(|(name, _)| ["-o", if *name == "LANG" { "SendEnv=LANG" } else { "SendEnv=NO_COLOR" }]),
        );
        words.push(&to);
        let setup = Setup {
            program: Some("/usr/bin/ssh".into()),
            arguments: &words,
            variables,
            term: Some(term),
            home: Some(Arc::clone(&self.folder)),
            ..Setup::default()
        };
        Session::with(&setup)
    }

    /// A command of `account`, and what it says.
    fn command(&self, account: &str, words: &[&str]) -> (i32, String) {
        let (board, db) = (text(&self.at("dayboard")), text(&self.at("home/.local/share/dayboard-demo")));
        let first = ["-u", account, "--", &board, "--db", &db, "--holder", "never", "--today", TODAY];
        let output = ran("runuser", &[&first, words].concat());
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.code().unwrap_or(-1), said)
    }
}

impl Kiosk {
    /// Has `account` speak the protocol itself and send everything that `office` may not; how much was refused.
    fn forge(&self, account: &str, office: Office) -> u64 {
        let test = self.at("test");
        fs::copy(std::env::current_exe().expect("this"), &test).expect("copied");
        fs::set_permissions(&test, fs::Permissions::from_mode(0o755)).expect("open to all");
        let socket = format!("FORGED_SOCKET={}", text(&self.at("home/.local/share/dayboard-demo/socket")));
        let office = format!("FORGED_OFFICE={office}");
        let words = ["-u", account, "--", "env", &socket, &office, &text(&test), "--exact", "speaks_for_itself"];
        let output = ran("runuser", &[&words[..], &["--nocapture"]].concat());
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{account}: {said}");
        let refused = said.lines().find_map(|line| line.strip_prefix("refused "));
        refused.and_then(|count| count.parse().ok()).unwrap_or_default()
    }
}

impl Drop for Kiosk {
    fn drop(&mut self) {
        for child in [&mut self.sshd, &mut self.holder] {
            let _ = child.kill();
            let _ = child.wait();
        }
        for account in [ANN, BOB, EVE] {
            ran("pkill", &["-KILL", "-u", account]);
            ran("userdel", &[account]);
        }
    }
}

/// What the others of these tests wait for at their end: here the holder stays until the kiosk is closed.
fn closed(_: &Path) {}

/// Waits until `account` has no process of the board any more.
fn until_gone(account: &str) {
    while ran("pgrep", &["-u", account, "dayboard"]).status.success() {
        std::thread::yield_now();
    }
}

#[test]
fn three_accounts_of_three_offices_see_and_do_what_theirs_allows() {
    let Some(kiosk) = Kiosk::new() else { return };

    // By command, before and after a role is granted.
    let (code, said) = kiosk.command(BOB, &["set", "follow_ups=8", "member=陈宇"]);
    assert_eq!(code, 3, "whoever holds no role is a viewer: {said}");
    let (code, said) = kiosk.command(ANN, &["role", "grant", BOB, "member", "--person", "陈宇"]);
    assert_eq!(code, 0, "{said}");
    for account in [ANN, BOB, EVE] {
        assert_eq!(kiosk.command(account, &["report", "day"]).0, 0, "{account} sees the company's figures");
    }
    for (account, words, allowed) in [
        (ANN, &["set", "follow_ups=7", "member=陈宇"][..], true),
        (BOB, &["set", "follow_ups=8", "member=陈宇"], true),
        (BOB, &["set", "follow_ups=8", "member=林晓"], false),
        (EVE, &["set", "follow_ups=8", "member=陈宇"], false),
        (EVE, &["log"], false),
        (BOB, &["role", "grant", EVE, "director"], false),
        (EVE, &["export", "--audit", "2026", "/tmp/never"], false),
    ] {
        let (code, said) = kiosk.command(account, words);
        assert_eq!(code == 0, allowed, "{account} {words:?}: {said}");
        assert!(allowed || said.contains("director") || said.contains(ANN), "it says who can grant it: {said}");
    }

    // On the screen, in the language and the colours of each.
    let mut ann = kiosk.login(ANN, "xterm-256color", &[("LANG", "zh_CN.UTF-8")]);
    ann.until_text("数据至");
    ann.press("J");
    ann.until_text("陈宇");
    let mut eve = kiosk.login(EVE, "linux", &[("NO_COLOR", "1")]);
    eve.until_text("figures to");
    eve.press("J");
    eve.until_text("director");
    assert!(!eve.output().contains("\x1b[38;"), "no colour where none is wanted");
    eve.press("\x1a");
    eve.press("2");
    eve.until_text("Week 37");
    eve.resize(60, 16);
    eve.until("the narrow screen", |screen| {
        screen.contents().contains("more rows") || screen.contents().contains("Tab")
    });

    // One writes, the other shows it.
    eve.press("1");
    let bob = kiosk.login(BOB, "screen-256color", &[]);
    bob.until_text("figures to");
    let before = ann.contents();
    assert_eq!(kiosk.command(BOB, &["set", "follow_ups=9", "member=陈宇"]).0, 0);
    ann.until("the new line of the journal", |screen| screen.contents() != before);

    // Whoever is cut off leaves nothing behind; the others go on.
    bob.signal(Signal::KILL);
    until_gone(BOB);
    ann.press("1");
    ann.until_text("2026-09-08");
    for session in [&mut ann, &mut eve] {
        session.press("q");
    }
    until_gone(ANN);
    until_gone(EVE);

    // By the protocol itself, with whatever content: the kernel says who it is.
    let (_, before) = kiosk.command(ANN, &["report", "day"]);
    for (account, office) in [(BOB, Office::Member), (EVE, Office::Viewer)] {
        assert!(kiosk.forge(account, office) > 60, "{account}");
    }
    let (_, log) = kiosk.command(ANN, &["log"]);
    for account in [BOB, EVE] {
        let line = |line: &str| line.contains(account) && line.contains("refused");
        assert!(log.lines().any(line), "{account} stands in the journal: {log}");
    }
    assert_eq!(kiosk.command(ANN, &["report", "day"]).1, before, "nothing has changed");
}

/// The part of another account in the test above; by itself it is none.
#[test]
fn speaks_for_itself() {
    let (Some(socket), Ok(office)) = (std::env::var_os("FORGED_SOCKET"), std::env::var("FORGED_OFFICE")) else {
        return;
    };
    let office = Office::ALL.into_iter().find(|known| known.word() == office).expect("an office");
    let company =
        Company {
            own: "陈宇", mate: None, other: "林晓", own_team: "", team: "", pay: None, batch: 1, more: vec![]
        };
    let own = Account::own();
    let (mut speaker, welcome) = Speaker::at(Path::new(&socket), &Greeting::own(0));
    assert_eq!(welcome.expect("let in").user, own.user);
    let mut refused = 0;
    for Sent { ask, may } in everything(&company, &own.user, own.uid) {
        let open = Sent { ask: ask.clone(), may }.is_open_to(office);
        let Some(sent) = (if open { harmless(&ask) } else { Some(ask) }) else { continue };
        let said = format!("{sent:?}");
        let result = speaker.send(sent, Revision(0));
        let is_refused = result.as_ref().is_err_and(|error| error.id.starts_with("right-"));
        assert_eq!(is_refused, !open, "{office} sends {said}: {result:?}");
        refused += u64::from(is_refused);
    }
    println!("refused {refused}");
}
