//! Files in, through the library as the command line and the screen call it.

#![expect(clippy::expect_used, clippy::panic, reason = "what a test cannot do must fail it")]

#[path = "exchange/memory.rs"]
mod memory;

#[path = "exchange/maps.rs"]
mod maps;

#[path = "exchange/retail.rs"]
mod retail;

#[path = "exchange/canonical.rs"]
mod canonical;

#[path = "exchange/hostile.rs"]
mod hostile;

#[path = "exchange/sheets.rs"]
mod sheets;

#[path = "exchange/proposals.rs"]
mod proposals;

#[path = "exchange/papers.rs"]
mod papers;

#[path = "exchange/limits.rs"]
mod limits;
