//! The command line: the real program on a database of its own, and what it prints.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on must fail")]

mod fixture;
mod cli {
    use std::fs::OpenOptions;
    use std::path::Path;

    /// Waits until no process has a database of this home open any more: none outlives its test.
    pub(crate) fn closed(home: &Path) {
        for folder in ["db", ".local/share/dayboard", ".local/share/dayboard-demo"] {
            let lock = home.join(folder).join("lock");
            if let Ok(lock) = OpenOptions::new().read(true).write(true).open(lock) {
                lock.lock().expect("it is given back");
            }
        }
    }

    mod commands;
    mod formats;
    mod import;
    mod month;
    mod pty;
    mod ritual;
    mod targets;
    mod terminal;
    mod trying;
}
