//! The command line: the real program on a database of its own, and what it prints.

#![expect(clippy::expect_used, reason = "a test that cannot go on must fail")]

mod fixture;
mod cli {
    mod commands;
    mod formats;
    mod pty;
    mod terminal;
}
