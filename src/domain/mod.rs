//! What the business means, with no clock, file, terminal or language in it.
//!
//! `base` holds the quantities everything is made of (day, period, money, rate), `model` what is
//! counted and kept (measures, facts, the lens, the organisation), `rules` one file per family of
//! numbered rules. Arrows point `base` ← `model` ← `rules`; nothing here knows a module outside.

pub mod base;
pub mod model;
pub mod rules;
