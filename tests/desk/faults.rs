//! What a shared machine does to the real program: it goes on, or stops with a sentence; nothing that had a receipt is
//! lost.

use std::path::Path;
use std::process::{Command as Process, Output, Stdio};
use std::time::Duration;

use dayboard::desk::{Desk, RemoteDesk, Terms, kept_backups};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use rustix::process::{Signal, kill_process};
use tempfile::TempDir;

use crate::kit::{Held, here, process, program, set, started, visits};

/// A script in a place of its own, in which `$BOARD` runs the program on the database in `folder`; `None` where the
/// system grants no such place.
fn apart(folder: &Path, script: &str) -> Option<Output> {
    let mut shell = shell(folder, script, &["unshare", "-Urm", "sh", "-euc"]);
    let probe = Process::new("unshare").args(["-Urm", "mount", "-t", "tmpfs", "none", "/mnt"]).output();
    probe.is_ok_and(|probe| probe.status.success()).then(|| shell.output().expect("it runs"))
}

fn shell(folder: &Path, script: &str, words: &[&str]) -> Process {
    let mut shell = Process::new(words[0]);
    shell.args(&words[1..]).arg(script).env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("LANG", "C.UTF-8");
    shell.env("DB", folder).env("DAYBOARD_IDLE_EXIT", "0").env("HOME", folder).stdin(Stdio::null());
    shell.env("BOARD", format!("{} --db {}/db --holder here", program().display(), folder.display()));
    shell
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Sets figures until one is refused, says which was the last that was not, and ends with what the refusal said.
const UNTIL_REFUSED: &str = r#"
last=7 code=0
for value in $(seq 1 400); do
  $BOARD set 2026-09-08 visits=$value member=li >"$DB/said" 2>&1 || { code=$?; break; }
  last=$value
done
echo "code $code"; cat "$DB/said"
"#;

/// The figure that a script has given a receipt for last, and whether it is there.
const STANDS: &str = r#"
$BOARD check
$BOARD series visits day 2026-09-08 --format csv | grep -q "$last" && echo "stands $last"
"#;

#[test]
fn a_full_disk_is_named_and_everything_with_a_receipt_is_there_when_there_is_room_again() {
    let folder = TempDir::new().expect("a folder");
    let script = format!(
        "mkdir $DB/db; mount -t tmpfs -o size=12m,mode=755 none $DB/db
         $BOARD set 2026-09-08 visits=7 member=li
         dd if=/dev/zero of=$DB/db/filler bs=4k 2>/dev/null || true
         {UNTIL_REFUSED}
         rm $DB/db/filler
         {STANDS}
         $BOARD set 2026-09-09 visits=5 member=li
         dd if=/dev/zero of=$DB/db/filler bs=4k 2>/dev/null || true
         $BOARD backup $DB/db/copy 2>&1 || echo \"backup $?\"
         rm $DB/db/filler; $BOARD check || $BOARD check; ls $DB/db"
    );
    let Some(output) = apart(folder.path(), &script) else { return };
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("quarantine"), "sound data was set aside: {said}");
    for part in ["code 3", "No space left on device", "space on the disk", "stands ", "backup 3"] {
        assert!(said.contains(part), "{part:?} in {said}");
    }
}

#[test]
fn a_disk_that_fills_up_under_a_holder_is_named_and_it_goes_on_when_there_is_room_again() {
    let folder = TempDir::new().expect("a folder");
    let script = format!(
        "mkdir $DB/db; mount -t tmpfs -o size=12m,mode=755 none $DB/db
         export BOARD=\"${{BOARD%here}}never\"
         ${{BOARD%% *}} --db $DB/db serve >$DB/serving & holder=$!
         until grep -q . $DB/serving; do :; done
         $BOARD set 2026-09-08 visits=7 member=li
         dd if=/dev/zero of=$DB/db/filler bs=4k 2>/dev/null || true
         {UNTIL_REFUSED}
         rm $DB/db/filler
         # A holder that could not write may have ended, so that the next one opens the database anew.
         kill $holder 2>/dev/null || true
         wait $holder || true
         BOARD=\"${{BOARD%never}}here\"
         {STANDS}
         $BOARD set 2026-09-09 visits=5 member=li; ls $DB/db"
    );
    let Some(output) = apart(folder.path(), &script) else { return };
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("quarantine"), "sound data was set aside: {said}");
    for part in ["code 3", "No space left on device", "space on the disk", "stands "] {
        assert!(said.contains(part), "{part:?} in {said}");
    }
}

#[test]
fn a_read_only_file_system_is_named() {
    let folder = TempDir::new().expect("a folder");
    let script = "$BOARD set 2026-09-08 visits=7 member=li
         mount --bind $DB/db $DB/db; mount -o remount,bind,ro $DB/db
         $BOARD status || echo \"code $?\"
         umount $DB/db; $BOARD check";
    let Some(output) = apart(folder.path(), script) else { return };
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    for part in ["code 3", "Read-only file system", "permissions"] {
        assert!(said.contains(part), "{part:?} in {said}");
    }
}

#[test]
fn with_few_files_it_works_or_says_so() {
    let folder = TempDir::new().expect("a folder");
    let script = r#"
        $BOARD set 2026-09-08 visits=7 member=li
        for most in $(seq 4 20); do
          code=0; (ulimit -n $most; exec $BOARD set 2026-09-08 visits=$most member=li) >$DB/said 2>&1 || code=$?
          case $code in 0) last=$most;; 3) grep -q "Too many open files" $DB/said || cat $DB/said;; *) echo "with $most: $code"; cat $DB/said;; esac
        done"#;
    let said = shell(folder.path(), &(script.to_owned() + STANDS), &["sh", "-euc"]).output().expect("it runs");
    let words = text(&said);
    assert!(said.status.success() && words.contains("stands 20"), "{words}");
    assert!(!words.contains("repaired") && !words.contains("with ") && !words.contains("panicked"), "{words}");
}

#[test]
fn with_little_memory_it_works_or_says_so() {
    let folder = TempDir::new().expect("a folder");
    let script = r#"
        $BOARD set 2026-09-08 visits=7 member=li
        for most in 64 96 128 192 256 264 272 288 320 352 384 416 640; do
          code=0; (ulimit -v $((most * 1024)); exec $BOARD set 2026-09-08 visits=$most member=li) >$DB/said 2>&1 || code=$?
          echo "$most: $code"; cat $DB/said; if [ $code = 0 ]; then last=$most; fi
        done"#;
    let said = shell(folder.path(), &(script.to_owned() + STANDS), &["sh", "-euc"]).output().expect("it runs");
    let words = text(&said);
    assert!(said.status.success() && words.contains("stands 640"), "{words}");
    for part in ["64: 3", "256: 3", "640: 0", "may use 64 mebibytes", "ulimit -v"] {
        assert!(words.contains(part), "{part:?} in {words}");
    }
    let refused = words.matches(": 3\n").count();
    assert_eq!(words.matches("mebibytes of memory").count(), refused, "whoever is refused is told why: {words}");
    assert_eq!(words.matches(": 0\n").count() + refused, 13, "nothing else happens at any limit: {words}");
    assert!(!words.contains("panicked") && !words.contains("repaired"), "{words}");
}

#[test]
fn a_storm_of_signals_turns_nobody_away_and_the_end_is_a_clean_one() {
    let folder = TempDir::new().expect("a folder");
    let desk = RemoteDesk::connect(started(folder.path())).expect("it is let in");
    desk.apply(set("2026-09-08", "张伟", 1)).expect("done");
    let holder = process(folder.path()).expect("there is one");
    for value in 2..40 {
        for signal in [Signal::WINCH, Signal::CONT, Signal::CHILD, Signal::URG, Signal::PIPE].repeat(20) {
            kill_process(holder, signal).expect("signalled");
        }
        desk.apply(set("2026-09-08", "张伟", value)).expect("done");
    }
    assert_eq!(process(folder.path()), Some(holder), "still the same");
    for _ in 0..3 {
        let _ = kill_process(holder, Signal::HUP);
    }
    // Whoever asks now is answered by it or by the next.
    assert_eq!(visits(&desk, "2026-09-08"), 39);
    drop(desk);
    assert_eq!(visits(&here(folder.path()), "2026-09-08"), 39);
}

#[test]
fn a_terminal_that_stops_reading_holds_nobody_up_and_ends_when_it_is_closed() {
    let folder = TempDir::new().expect("a folder");
    let desk = RemoteDesk::connect(started(folder.path())).expect("it is let in");
    desk.apply(set("2026-09-08", "张伟", 1)).expect("done");
    let pty = native_pty_system().openpty(PtySize { rows: 50, cols: 200, ..PtySize::default() }).expect("a terminal");
    let mut command = CommandBuilder::new(program());
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("HOME", folder.path());
    command.args(["--db", folder.path().to_str().expect("a name")]);
    let mut screen = pty.slave.spawn_command(command).expect("it starts");
    drop(pty.slave);
    let mut keys = pty.master.take_writer().expect("a keyboard");
    // Each of these draws another screen, of which nobody takes a byte; the terminal takes some and then no more.
    for _ in 0..60 {
        let _ = std::io::Write::write_all(&mut keys, b"123456");
    }
    for value in 2..20 {
        desk.apply(set("2026-09-08", "张伟", value)).expect("done");
        assert_eq!(visits(&desk, "2026-09-08"), value);
    }
    drop((keys, pty.master));
    let _ended = screen.wait().expect("it ends with its terminal");
    assert_eq!(visits(&desk, "2026-09-08"), 19);
}

#[test]
fn a_holder_makes_the_days_backup_while_it_is_used() {
    let folder = TempDir::new().expect("a folder");
    dayboard::desk::open(folder.path()).expect("it opens").apply(set("2026-09-08", "张伟", 1)).expect("done");
    let held = Held::again(folder, Terms { backup_after: Duration::ZERO, ..Terms::default() });
    let (desk, folder) = (held.guest(), held.path().to_path_buf());
    let mut value = 1;
    while kept_backups(&folder).is_empty() {
        value += 1;
        desk.apply(set("2026-09-08", "张伟", value)).expect("done");
    }
    let made = kept_backups(&folder);
    assert_eq!(made.len(), 1);
    drop(desk);
    let folder = held.end();
    let own = dayboard::desk::named_backup(folder.path(), "newest".as_ref());
    dayboard::desk::restore(&own, folder.path()).expect("restored");
    let there = u64::try_from(visits(&here(folder.path()), "2026-09-08")).expect("a number");
    assert!((1..=made[0].revision).contains(&there), "{there} of {}", made[0].revision);
}
