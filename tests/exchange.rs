//! Files in, through the library as the command line and the screen call it.

#[path = "exchange/memory.rs"]
mod memory;

#[path = "exchange/canonical.rs"]
mod canonical;
