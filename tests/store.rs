//! The store and the desk in this process: every way to a figure gives the figure that the rows add up to.

#![expect(
    clippy::expect_used,
    clippy::panic,
    unreachable_pub,
    clippy::indexing_slicing,
    reason = "a test that finds things otherwise must fail"
)]

#[path = "store/backups.rs"]
mod backups;
#[path = "fixture/chance.rs"]
mod chance;
#[path = "store/crash.rs"]
mod crash;
#[path = "store/damage.rs"]
mod damage;
#[path = "store/erase.rs"]
mod erase;
#[path = "store/facts.rs"]
mod facts;
#[path = "store/journal.rs"]
mod journal;
#[path = "store/keep.rs"]
mod keep;
#[path = "store/kit.rs"]
mod kit;
#[path = "store/properties.rs"]
mod properties;
#[path = "store/torn.rs"]
mod torn;
#[path = "store/upgrade.rs"]
mod upgrade;
#[path = "store/work.rs"]
mod work;
