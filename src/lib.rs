//! dayboard, the daily operations review in a terminal.
//!
//! One screen, and where its parts come from:
//!
//! ```text
//!  1 Day  2 Week  3 Month  0 Metrics                                  ? help   tabs    tui::app::View, data/keymap.toml
//!  Tue 8 Sep 2026   vs Tue 1 Sep   whole company   reported 71/72 *           lens    domain::model::Lens, render::lens_line
//!
//!  Amount 78 k, −4.0 % on Tue 1 Sep; lost orders moved most (+50.0 %).        headline  report::Sentence, data/text/report.toml
//!     measure        Tue 8 Sep   Tue 1 Sep    change    lately                table   report::Table, render::Grid
//!  ▸  traffic            1,204       1,114    +8.1 %    ▅▄▄▃▃▅▄▅▅▅▆           row     report::Value, domain::rules
//!     valid inquiries       31*         33    −6.1 %    ▆▄▄▂▅▅▃▄▄▂▃           mark    report::Marks: a figure is missing
//!
//!  * 王伟 has not reported valid inquiries.                                    trust   report::Trust
//!  [ ] period  t latest  Enter open  c compare  b break down                  hints   tui::widgets, the live keymap
//! ```
//!
//! The life of a key press (`[`):
//!
//! 1. A thread of [`tui::run()`] reads it from the terminal and sends it as [`tui::Msg::Key`].
//! 2. [`tui::App::update`] looks it up in the [`tui::Keymap`]: in a report `[` means [`tui::Action::Previous`].
//! 3. The view moves its [`domain::model::Lens`] one period back and answers [`tui::Effect::Ask`]; the last answer stays.
//! 4. The loop hands the [`report::Question`] to the thread of the desk, which never makes a key wait.
//! 5. [`desk::LocalDesk`] asks [`report::needs`] what has to be read, and reads it from the `store` under one lock,
//! 6. where a day's or month's sums are small stored cells, and only the rest is added up from blocks of rows.
//! 7. [`report::say`] makes a [`report::Report`] of the sums: plain data, exact, in no language.
//! 8. It comes back as [`tui::Msg::Answer`]; an answer to an older question is dropped. The state is dirty now.
//! 9. [`tui::draw`] puts the report into cells by the words of [`text`] and the looks of a [`tui::Theme`].
//! 10. What has changed since the last frame is written in one synchronized update. Then nothing happens until a key.
//!
//! The life of an imported row:
//!
//! 1. `cli::import` turns the command line into an [`exchange::ImportRequest`] and opens the desk.
//! 2. [`exchange::import()`] looks at the whole file once: its identity, its encoding, what parts its fields.
//! 3. The header becomes a plan: every column known by the catalogue's names, or read as a map says.
//! 4. The desk is asked for what is there already ([`desk::Query::Overlap`]): the same content changes nothing.
//! 5. The row is read into columns of a [`domain::model::Facts`]: names to codes, decimals to whole numbers, blanks to null.
//! 6. A bad value stops the whole import with file, line, column, value and reason; nothing has been applied then.
//! 7. Chunks of rows go in as [`desk::Command::ImportRows`]: blocks by day, first to a synced file of the journal.
//! 8. [`desk::Command::ImportPublish`] appends one line to the journal: from then on the batch counts, as a whole.
//! 9. Its days are marked, so that answers add them up from rows until their stored sums are made anew.
//! 10. `dayboard imports revert` takes the batch back with another line; the first one stays, and so does `--as-of`.

pub mod cli;
pub mod codec;
pub mod desk;
pub mod domain;
pub mod exchange;
pub mod render;
pub mod report;
pub mod store;
pub mod text;
pub mod tui;
