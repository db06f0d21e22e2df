//! From outside: the built program, an empty home, real exports; what a director relies on.

#![expect(clippy::expect_used, reason = "a test that cannot run the program must fail")]

#[path = "trust/board.rs"]
mod board;
#[path = "trust/erase.rs"]
mod erase;
#[path = "trust/keep.rs"]
mod keep;
#[path = "trust/readme.rs"]
mod readme;
#[path = "trust/retail.rs"]
mod retail;
