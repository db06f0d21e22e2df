//! The metric catalogue: data, read from `data/metrics.toml` (and the database folder's own `conf/metrics.toml`).

mod read;

pub(in crate::domain::model) use read::syntax;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::amount::short_form;

/// Names of one thing in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
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

    /// Decimals of a value that is typed and kept: those of the stored integer; of what is never stored, in 1/10,000, a
    /// percentage being 100 times what it is written as.
    #[must_use]
    pub fn typed_decimals(self) -> u32 {
        match self {
            Self::Percent => 2,
            Self::Points | Self::Ratio => 4,
            unit => unit.decimals(),
        }
    }

    /// A plain decimal number in units of `10^-decimals`: an ASCII minus, digits, a point; `None` of anything else, and of
    /// more decimals.
    #[must_use]
    pub fn read_plain(text: &str, decimals: u32) -> Option<i64> {
        let decimals = usize::try_from(decimals).unwrap_or(0);
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > decimals || digits.ends_with('.') {
            return None;
        }
        let number: i64 = format!("{whole}{part:0<decimals$}").parse().ok()?;
        Some(if text.starts_with('-') { -number } else { number })
    }

    /// A number as people type it in this unit: separators and a sign of per cent are left out, and a short form is read
    /// where the unit is stored (`12k`, `1.2万`); in its typed scale.
    #[must_use]
    pub fn read_typed(self, text: &str) -> Option<i64> {
        let text = text.trim();
        let text = if self == Self::Percent { text.trim_end_matches(['%', '％']).trim_end() } else { text };
        let text = text.replace('\u{2212}', "-");
        let (text, zeros) = if self.is_stored() { short_form(&text) } else { (text.as_str(), 0) };
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, _) = digits.split_once('.').unwrap_or((digits, ""));
        let mut groups = whole.split([',', '，']);
        let first = groups.next().unwrap_or_default();
        if whole.len() > first.len() && (first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3)) {
            return None;
        }
        Self::read_plain(&text.replace([',', '，'], ""), self.typed_decimals().saturating_add(zeros))
    }

    /// A plain number of a stored unit, or one in short form (`1.35m`), in the unit's scale.
    #[must_use]
    pub fn read_figure(self, text: &str) -> Option<i64> {
        let (digits, zeros) = short_form(text);
        Self::read_plain(digits, self.decimals().saturating_add(zeros))
    }

    /// Whether facts may carry it; a percentage, points and a ratio are always computed.
    #[must_use]
    pub fn is_stored(self) -> bool {
        !matches!(self, Self::Percent | Self::Points | Self::Ratio)
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
    /// Pay and bonus (薪酬); closed to those who may not see it (R14), as are all below.
    Pay,
    /// Appraisal (考核).
    Appraisal,
    /// Values (价值观).
    Values,
    /// Appeals (申诉).
    Appeals,
}

impl Family {
    /// Those that are closed to everybody whose office does not show them (R14).
    pub const CLOSED: [Self; 4] = [Self::Pay, Self::Appraisal, Self::Values, Self::Appeals];
}

/// A base measure: what facts carry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Measure {
    /// Its id, the word in files, lenses and formulas.
    pub id: String,
    /// Its names.
    pub term: Term,
    /// Its unit and scale.
    pub unit: Unit,
    /// How it adds up.
    pub additive: Additive,
    /// Which direction is good.
    pub better: Better,
    /// KPI family (S-055).
    pub family: Family,
    /// Role that owns it (S-028).
    pub owner: String,
    /// Where it usually comes from (S-165).
    pub source: String,
    /// What is counted, in a sentence; empty where nobody has said it.
    pub about: Term,
    /// Roles that must report it every working day; empty where none must (the six marked * in C.2).
    pub required: Vec<String>,
    /// The measure that stands in where nobody reports this one: `deals` for `orders`.
    pub instead: Option<String>,
    /// Other headers under which files carry it, in either language.
    pub aliases: Vec<String>,
}

/// How a metric is made of measures.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricForm {
    /// `times * sum(num) / sum(den)`, each a linear combination of measures; no `den` means a plain sum.
    Linear {
        /// Weights of the numerator by measure id.
        num: BTreeMap<String, i64>,
        /// Weights of the denominator by measure id; empty for a sum.
        den: BTreeMap<String, i64>,
        /// Factor of the ratio (1000 for cost per mille).
        times: i64,
        /// Measures that count as nothing where nobody reports them (S-018: invalid visits).
        optional: Vec<String>,
    },
    /// A named function of `rules/` (medians, distinct customers, growth …).
    Named {
        /// The function.
        function: String,
        /// What it is computed from, in ids, for the metric's card.
        formula: String,
    },
}

/// A metric: what is shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Metric {
    /// Its id.
    pub id: String,
    /// Its names.
    pub term: Term,
    /// Its unit.
    pub unit: Unit,
    /// How it is made.
    pub form: MetricForm,
    /// Which direction is good.
    pub better: Better,
    /// KPI family (S-055).
    pub family: Family,
    /// Role that owns it (S-028).
    pub owner: String,
    /// Where it usually comes from (S-165).
    pub source: String,
    /// What it says, in a sentence; empty where nobody has said it.
    pub about: Term,
    /// What it is held against, in hundredths of a percent.
    pub benchmark: Option<i64>,
}

impl Metric {
    /// The ids of the measures that it is computed from; none for a named function.
    pub fn measures(&self) -> impl Iterator<Item = &str> {
        let (num, den) = match &self.form {
            MetricForm::Linear { num, den, .. } => (Some(num), Some(den)),
            MetricForm::Named { .. } => (None, None),
        };
        num.into_iter().chain(den).flat_map(BTreeMap::keys).map(String::as_str)
    }

    /// Whether it is a ratio, whose changes are shown in points where it is a percentage (R13).
    #[must_use]
    pub fn is_ratio(&self) -> bool {
        matches!(&self.form, MetricForm::Linear { den, .. } if !den.is_empty())
    }

    /// The formula in ids, as its card shows it (S-165): `visits - invalid_visits`, `1000 * spend / impressions`.
    #[must_use]
    pub fn formula(&self) -> String {
        match &self.form {
            MetricForm::Named { formula, .. } => formula.clone(),
            MetricForm::Linear { num, den, times, .. } => {
                let (factor, ratio) =
                    (if *times == 1 { String::new() } else { format!("{times} * ") }, !den.is_empty());
                let top = combination(num, ratio || *times != 1);
                let bottom = if ratio { format!(" / {}", combination(den, true)) } else { String::new() };
                format!("{factor}{top}{bottom}")
            }
        }
    }
}

/// `a - b + 2 * c`, what is added first; in brackets where it stands in a larger formula.
fn combination(weights: &BTreeMap<String, i64>, within: bool) -> String {
    let mut text = String::new();
    let (added, taken): (Vec<_>, Vec<_>) = weights.iter().partition(|(_, weight)| **weight >= 0);
    for (id, weight) in added.into_iter().chain(taken) {
        match (text.is_empty(), *weight < 0) {
            (true, true) => text.push('-'),
            (true, false) => {}
            (false, true) => text.push_str(" - "),
            (false, false) => text.push_str(" + "),
        }
        if weight.unsigned_abs() != 1 {
            text += &weight.unsigned_abs().to_string();
            text += " * ";
        }
        text += id;
    }
    if within && weights.len() > 1 { format!("({text})") } else { text }
}

/// Something that a formula may name beside measures and metrics: a target, the working days left.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Input {
    /// The word.
    pub id: String,
    /// Its names.
    pub term: Term,
}

/// All measures and metrics; every measure is also a metric of the same id.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Lists")]
pub struct Catalogue {
    /// The base measures, in the order of the file.
    pub measures: Vec<Measure>,
    /// Every metric: first the measures themselves, then what is made of them, in the order of the file.
    pub metrics: Vec<Metric>,
    /// What formulas may name beside these.
    pub inputs: Vec<Input>,
    /// Where each metric stands, once the catalogue is read: a report looks up hundreds.
    #[serde(skip)]
    places: FxHashMap<String, usize>,
}

/// A catalogue as it is written down: where each metric stands is found out again.
#[derive(Deserialize)]
struct Lists {
    measures: Vec<Measure>,
    metrics: Vec<Metric>,
    inputs: Vec<Input>,
}

impl From<Lists> for Catalogue {
    fn from(Lists { measures, metrics, inputs }: Lists) -> Self {
        let places = metrics.iter().map(|metric| metric.id.clone()).zip(0..).collect();
        Self { measures, metrics, inputs, places }
    }
}

impl Catalogue {
    /// The measure `id`.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        // Measures are the first metrics, so both stand at the same place.
        if self.places.is_empty() {
            return self.measures.iter().find(|measure| measure.id == id);
        }
        self.measures.get(*self.places.get(id)?)
    }

    /// The metric `id`; every measure is one.
    #[must_use]
    pub fn metric(&self, id: &str) -> Option<&Metric> {
        if self.places.is_empty() {
            return self.metrics.iter().find(|metric| metric.id == id);
        }
        self.metrics.get(*self.places.get(id)?)
    }

    /// The catalogue without the metrics of these families, and without what is computed from one of them.
    #[must_use]
    pub fn without(&self, closed: &[Family]) -> Self {
        let mut gone: Vec<&str> = Vec::new();
        let words = |formula: &str, gone: &[&str]| {
            formula.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| gone.contains(&word))
        };
        // What is made of a metric that goes may stand before it.
        loop {
            let goes = |metric: &&Metric| {
                !gone.contains(&metric.id.as_str())
                    && (closed.contains(&metric.family) || words(&metric.formula(), &gone))
            };
            let Some(next) = self.metrics.iter().find(goes) else { break };
            gone.push(&next.id);
        }
        let stays = |id: &str| !gone.contains(&id);
        let measures = self.measures.iter().filter(|measure| stays(&measure.id)).cloned().collect();
        let metrics = self.metrics.iter().filter(|metric| stays(&metric.id)).cloned().collect();
        Lists { measures, metrics, inputs: self.inputs.clone() }.into()
    }

    /// The measure that a header names: its id, a name in either language or an alias, whatever the case and whether
    /// words are parted by blanks, hyphens or underscores.
    #[must_use]
    pub fn measure_named(&self, header: &str) -> Option<&Measure> {
        let wanted = plain(header);
        let names = |measure: &Measure| {
            let own = [&measure.id, &measure.term.en, &measure.term.zh].map(|name| plain(name));
            own.contains(&wanted) || measure.aliases.iter().any(|alias| plain(alias) == wanted)
        };
        self.measures.iter().find(|measure| names(measure))
    }
}

/// A header without case, blanks, hyphens and underscores.
fn plain(header: &str) -> String {
    let kept = header.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'));
    kept.flat_map(char::to_lowercase).collect()
}
