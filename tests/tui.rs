//! The screen, driven by typed keys over a desk that always answers the same; see `tests/tui/`.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on must fail")]

mod fixture;
mod tui {
    mod board;
    mod care;
    pub(crate) mod company;
    mod copy;
    pub(crate) mod driver;
    mod entry;
    mod filter;
    mod find;
    mod form;
    mod funnel;
    mod golden;
    mod import;
    mod ledger;
    mod lenses;
    mod live;
    mod meeting;
    mod modes;
    mod mouse;
    mod office;
    mod opening;
    mod pace;
    mod palette;
    mod planning;
    mod review;
    mod screens;
    mod session;
    mod sizes;
    mod stories;
    mod together;
}
