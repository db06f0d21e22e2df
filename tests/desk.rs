//! The desk in both its forms, and the holder between them: killed, idle, spoken to in bad faith.

#![expect(
    clippy::expect_used,
    clippy::panic,
    unreachable_pub,
    clippy::indexing_slicing,
    reason = "a test that finds things otherwise must fail"
)]

#[path = "desk/adopt.rs"]
mod adopt;
#[path = "desk/approval.rs"]
mod approval;
#[path = "fixture/chance.rs"]
mod chance;
#[path = "desk/contract.rs"]
mod contract;
#[path = "desk/erase.rs"]
mod erase;
#[path = "desk/faults.rs"]
mod faults;
#[path = "fixture/forged.rs"]
mod forged;
#[path = "desk/forged.rs"]
mod forged_frames;
#[path = "desk/holder.rs"]
mod holder;
#[path = "desk/hostile.rs"]
mod hostile;
#[path = "desk/kill.rs"]
mod kill;
#[path = "desk/kit.rs"]
mod kit;
#[path = "desk/presence.rs"]
mod presence;
#[path = "desk/rights.rs"]
mod rights;
#[path = "desk/ritual.rs"]
mod ritual;
#[path = "desk/service.rs"]
mod service;
#[path = "desk/silence.rs"]
mod silence;
#[path = "desk/undo.rs"]
mod undo;
