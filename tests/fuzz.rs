//! Hostile input to everything that is decoded: files, messages, stored values, settings, keys.
//!
//! Each target has seeds (valid values, and what `tests/data/fuzz/` keeps of earlier findings) that are changed by rules
//! which know the format, and may neither panic, nor hang, nor set more than 64 mebibytes aside. `cargo test` runs a few
//! thousand executions, always the same; `FUZZ=5000000 cargo test --release --test fuzz` so many over all targets.
//! `FUZZ_SEED` begins elsewhere. What fails is named by target, seed and number and runs alone with
//! `FUZZ_SEED=… FUZZ_AT=…`; its input is kept beside the build, to be put into `tests/data/fuzz/`.

#![expect(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "what a test cannot do must fail it")]

#[expect(dead_code, reason = "the tests of imports use more of it")]
#[path = "exchange/memory.rs"]
mod memory;

#[path = "fixture/chance.rs"]
mod chance;

#[path = "fuzz/change.rs"]
mod change;

#[path = "fuzz/run.rs"]
mod run;

#[path = "fuzz/files.rs"]
mod files;

#[path = "fuzz/messages.rs"]
mod messages;

#[path = "fuzz/stored.rs"]
mod stored;

#[path = "fuzz/settings.rs"]
mod settings;

#[path = "fuzz/terminal.rs"]
mod terminal;
