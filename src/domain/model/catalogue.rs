//! The metric catalogue: data, read from `data/metrics.toml` (and the database folder's own `conf/metrics.toml`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Names of one thing in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Term {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

/// The unit of a value, which also fixes its scale: the stored integer is the value times `10^decimals`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Whole things; 0 decimals.
    Count,
    /// Money; 4 decimals.
    Money,
    /// Minutes; 2 decimals.
    Minutes,
    /// Hours; 2 decimals.
    Hours,
    /// Seconds; 2 decimals.
    Seconds,
    /// A rate, shown as a percentage. Never stored.
    Percent,
    /// Points on a scale (NPS). Never stored.
    Points,
    /// A bare ratio (ROAS 6.0). Never stored.
    Ratio,
}

impl Unit {
    /// Decimals of the stored integer.
    #[must_use]
    pub fn decimals(self) -> u32 {
        match self {
            Self::Money => 4,
            Self::Minutes | Self::Hours | Self::Seconds => 2,
            Self::Count | Self::Percent | Self::Points | Self::Ratio => 0,
        }
    }
}

/// How values of several days and people become one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Additive {
    /// They are added.
    #[default]
    Sum,
    /// The last reported value of the period, then added over people and channels.
    Last,
}

/// Which direction is good.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More is better.
    #[default]
    Higher,
    /// Less is better.
    Lower,
    /// Neither.
    None,
}

/// The KPI family (S-055).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// 业绩.
    #[default]
    Performance,
    /// 客户体验.
    Customer,
    /// 团队协作.
    Teamwork,
    /// 个人成长.
    Growth,
}

/// A base measure: what facts carry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Measure {
    /// Its id, the word in files, lenses and formulas.
    pub id: String,
    /// Its names.
    #[serde(flatten)]
    pub term: Term,
    /// Its unit and scale.
    #[serde(default = "count")]
    pub unit: Unit,
    /// How it adds up.
    #[serde(default)]
    pub additive: Additive,
    /// Which direction is good.
    #[serde(default)]
    pub better: Better,
    /// KPI family (S-055).
    #[serde(default)]
    pub family: Family,
    /// Role that owns it (S-028).
    #[serde(default)]
    pub owner: String,
    /// Where it usually comes from (S-165).
    #[serde(default)]
    pub source: String,
    /// Roles that must report it every working day; empty where none must (the six marked * in C.2).
    #[serde(default)]
    pub required: Vec<String>,
    /// Other headers under which files carry it, in either language.
    #[serde(default)]
    pub aliases: Vec<String>,
}

fn count() -> Unit {
    Unit::Count
}

/// How a metric is made of measures.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MetricForm {
    /// `times * sum(num) / sum(den)`, each a linear combination of measures; no `den` means a plain sum.
    Linear {
        /// Weights of the numerator by measure id.
        num: BTreeMap<String, i64>,
        /// Weights of the denominator by measure id; empty for a sum.
        #[serde(default)]
        den: BTreeMap<String, i64>,
        /// Factor of the ratio (1000 for cost per mille).
        #[serde(default = "one")]
        times: i64,
    },
    /// A named function of `rules/` (medians, distinct customers, growth …).
    Named {
        /// The function.
        function: String,
        /// What it is computed from, in words and ids, for the metric's card.
        formula: String,
    },
}

fn one() -> i64 {
    1
}

/// A metric: what is shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Metric {
    /// Its id.
    pub id: String,
    /// Its names.
    #[serde(flatten)]
    pub term: Term,
    /// Its unit.
    pub unit: Unit,
    /// How it is made.
    #[serde(flatten)]
    pub form: MetricForm,
    /// Which direction is good.
    #[serde(default)]
    pub better: Better,
    /// KPI family (S-055).
    #[serde(default)]
    pub family: Family,
    /// Role that owns it (S-028).
    #[serde(default)]
    pub owner: String,
    /// Where it usually comes from (S-165).
    #[serde(default)]
    pub source: String,
    /// What it is held against, in hundredths of a percent where it is a rate.
    #[serde(default)]
    pub benchmark: Option<i64>,
}

/// All measures and metrics; every measure is also a metric of the same id.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Catalogue {
    /// The base measures, in the order of the file.
    #[serde(default, rename = "measure")]
    pub measures: Vec<Measure>,
    /// The metrics beyond the measures themselves, in the order of the file.
    #[serde(default, rename = "metric")]
    pub metrics: Vec<Metric>,
}

impl Catalogue {
    /// The measure `id`.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }
}
