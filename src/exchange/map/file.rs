//! A map as it stands in TOML.
//!
//! Wherever an expression is asked for, the exact name of a column is that column.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A map.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::exchange) struct MapFile {
    /// The source under which its batches stand.
    pub(in crate::exchange) source: String,
    /// A file of exactly this header is read with this map without being asked.
    pub(in crate::exchange) header: Option<Vec<String>>,
    /// The encoding, where it is not detected.
    pub(in crate::exchange) encoding: Option<String>,
    /// What separates the fields, where it is not detected.
    pub(in crate::exchange) delimiter: Option<char>,
    /// Rows for which it does not hold are passed over.
    pub(in crate::exchange) when: Option<String>,
    /// Shorter names of columns, for expressions.
    #[serde(default)]
    pub(in crate::exchange) columns: BTreeMap<String, String>,
    /// How numbers are written.
    #[serde(default)]
    pub(in crate::exchange) numbers: Numbers,
    /// How the dates of a column are written, where it is not detected.
    #[serde(default)]
    pub(in crate::exchange) dates: BTreeMap<String, String>,
    /// Other names of names, by dimension.
    #[serde(default)]
    pub(in crate::exchange) aliases: BTreeMap<String, BTreeMap<String, String>>,
    /// Other files whose columns a row may use.
    #[serde(default, rename = "join")]
    pub(in crate::exchange) joins: Vec<JoinFile>,
    /// The facts.
    #[serde(rename = "fact")]
    pub(in crate::exchange) facts: Vec<FactFile>,
}

/// How numbers are written, where it is not -1234.56.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(in crate::exchange) struct Numbers {
    /// `,` or `.`.
    pub(in crate::exchange) decimal: Option<char>,
    /// What parts groups of three digits.
    pub(in crate::exchange) thousands: Option<char>,
    /// Units that stand beside a number and what they are worth; "" for a number without one.
    #[serde(default)]
    pub(in crate::exchange) units: BTreeMap<String, Factor>,
}

/// What a unit is worth.
#[derive(Deserialize)]
#[serde(untagged)]
pub(in crate::exchange) enum Factor {
    /// A whole number.
    Whole(i64),
    /// A decimal, as text.
    Text(String),
}

/// A joined file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::exchange) struct JoinFile {
    /// Its name; it stands beside the file that is imported.
    pub(in crate::exchange) file: String,
    /// The column of the imported file in which the key stands.
    pub(in crate::exchange) key: String,
    /// The column of the joined file in which it is found.
    pub(in crate::exchange) column: String,
    /// Names of its columns, for expressions.
    pub(in crate::exchange) columns: BTreeMap<String, String>,
}

/// A fact.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::exchange) struct FactFile {
    /// Only rows for which it holds.
    pub(in crate::exchange) when: Option<String>,
    /// The columns of the key, where there is one fact per key.
    #[serde(default)]
    pub(in crate::exchange) per: Vec<String>,
    /// What is summed over the rows of a key, by name.
    #[serde(default)]
    pub(in crate::exchange) sums: BTreeMap<String, String>,
    /// Only keys for which it holds.
    pub(in crate::exchange) having: Option<String>,
    /// The column with the day on which it counts.
    pub(in crate::exchange) date: String,
    /// The column with the day of the first step.
    pub(in crate::exchange) entered: Option<String>,
    pub(in crate::exchange) channel: Option<String>,
    pub(in crate::exchange) region: Option<String>,
    pub(in crate::exchange) product: Option<String>,
    pub(in crate::exchange) member: Option<String>,
    pub(in crate::exchange) team: Option<String>,
    pub(in crate::exchange) reason: Option<String>,
    pub(in crate::exchange) customer: Option<String>,
    pub(in crate::exchange) document: Option<String>,
    /// What each measure is worth.
    pub(in crate::exchange) measures: BTreeMap<String, String>,
}
