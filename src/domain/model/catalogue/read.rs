//! Reading a catalogue, with every mistake in it at once.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Additive, Better, Catalogue, Family, Input, Lists, Measure, Metric, MetricForm, Term, Unit};
use crate::domain::base::{Error, Place};

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    measure: Vec<MeasureEntry>,
    #[serde(default)]
    metric: Vec<MetricEntry>,
    #[serde(default)]
    input: Vec<InputEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureEntry {
    id: String,
    en: String,
    zh: String,
    #[serde(default = "count")]
    unit: Unit,
    #[serde(default)]
    additive: Additive,
    #[serde(default)]
    better: Better,
    #[serde(default)]
    family: Family,
    owner: String,
    source: String,
    #[serde(default)]
    about: Term,
    #[serde(default)]
    required: Vec<String>,
    instead: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MetricEntry {
    id: String,
    en: String,
    zh: String,
    unit: Unit,
    num: Option<BTreeMap<String, i64>>,
    #[serde(default)]
    den: BTreeMap<String, i64>,
    #[serde(default = "one")]
    times: i64,
    #[serde(default)]
    optional: Vec<String>,
    function: Option<String>,
    formula: Option<String>,
    #[serde(default)]
    better: Better,
    #[serde(default)]
    family: Family,
    owner: String,
    source: String,
    #[serde(default)]
    about: Term,
    benchmark: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InputEntry {
    id: String,
    en: String,
    zh: String,
}

fn count() -> Unit {
    Unit::Count
}

fn one() -> i64 {
    1
}

impl Catalogue {
    /// The catalogue that dayboard brings along.
    #[must_use]
    pub fn built_in() -> Self {
        Self::parse(include_str!("../../../../data/metrics.toml")).unwrap_or_default()
    }

    /// Reads a catalogue and checks it.
    ///
    /// # Errors
    /// Every mistake at once: text that is no TOML, an id twice, a formula's word that is no id, a name left empty.
    pub fn parse(text: &str) -> Result<Self, Vec<Error>> {
        let file: File = toml::from_str(text).map_err(|error| vec![syntax(text, "metrics.toml", &error)])?;
        let mut errors = Vec::new();
        let measures: Vec<Measure> = file.measure.into_iter().map(MeasureEntry::measure).collect();
        let mut metrics: Vec<Metric> = measures.iter().map(measure_as_metric).collect();
        for entry in file.metric {
            match entry.metric() {
                Ok(metric) => metrics.push(metric),
                Err(error) => errors.push(error),
            }
        }
        let term = |en, zh| Term { en, zh };
        let inputs = file.input.into_iter().map(|entry| Input { id: entry.id, term: term(entry.en, entry.zh) });
        let catalogue = Self::from(Lists { measures, metrics, inputs: inputs.collect() });
        errors.extend(catalogue.mistakes());
        if errors.is_empty() { Ok(catalogue) } else { Err(errors) }
    }

    /// What is wrong with the catalogue; empty when nothing is.
    #[must_use]
    pub fn mistakes(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        let mut seen = BTreeSet::new();
        let inputs = self.inputs.iter().map(|input| (&input.id, &input.term));
        let all: Vec<_> = self.metrics.iter().map(|metric| (&metric.id, &metric.term)).chain(inputs).collect();
        for (id, term) in &all {
            if !seen.insert(id.as_str()) {
                errors.push(Error::asked("catalogue-twice").with("id", id));
            }
            if !is_id(id) {
                errors.push(Error::asked("catalogue-id").with("id", id));
            }
            if term.en.trim().is_empty() || term.zh.trim().is_empty() {
                errors.push(Error::asked("catalogue-nameless").with("id", id));
            }
        }
        for measure in &self.measures {
            if !measure.unit.is_stored() {
                errors.push(Error::asked("catalogue-unit").with("id", &measure.id));
            }
            if let Some(word) = measure.instead.as_deref().filter(|word| self.measure(word).is_none()) {
                errors.push(unknown(&measure.id, word));
            }
        }
        for metric in &self.metrics {
            errors.extend(self.unknown_words(metric).map(|word| unknown(&metric.id, &word)));
            if let MetricForm::Linear { num, den, times, .. } = &metric.form
                && (num.values().chain(den.values()).any(|weight| *weight == 0) || *times == 0 || num.is_empty())
            {
                errors.push(Error::asked("catalogue-zero").with("id", &metric.id));
            }
        }
        errors
    }

    /// The words of a metric's formula that nothing is named by.
    fn unknown_words<'a>(&'a self, metric: &'a Metric) -> impl Iterator<Item = String> + 'a {
        let optional = match &metric.form {
            MetricForm::Linear { optional, .. } => optional.as_slice(),
            MetricForm::Named { .. } => &[],
        };
        let linear = metric.measures().chain(optional.iter().map(String::as_str));
        let linear = linear.filter(|word| self.measure(word).is_none()).map(str::to_owned);
        let named = match &metric.form {
            MetricForm::Named { formula, .. } => words(formula),
            MetricForm::Linear { .. } => Vec::new(),
        };
        let known = |word: &str| {
            word == metric.function() || word == "days" || self.metric(word).is_some() || self.input(word).is_some()
        };
        linear.chain(named.into_iter().filter(move |word| !known(word)))
    }

    fn input(&self, id: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.id == id)
    }
}

impl Metric {
    /// The named function that computes it; empty where it is a combination of measures.
    #[must_use]
    pub fn function(&self) -> &str {
        match &self.form {
            MetricForm::Named { function, .. } => function,
            MetricForm::Linear { .. } => "",
        }
    }
}

/// The words of a formula: what is neither number, sign nor bracket.
fn words(formula: &str) -> Vec<String> {
    let parts = formula.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    parts.filter(|part| part.starts_with(char::is_alphabetic)).map(str::to_owned).collect()
}

fn is_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn unknown(id: &str, word: &str) -> Error {
    Error::asked("catalogue-word").with("id", id).with("word", word)
}

/// The error of a file that is not the TOML it should be, with the line.
pub(in crate::domain::model) fn syntax(text: &str, file: &str, error: &toml::de::Error) -> Error {
    let line = error.span().and_then(|span| text.get(..span.start)).map(|before| before.lines().count().max(1) as u64);
    let place = Place { file: Some(file.to_owned()), line, ..Place::default() };
    Error::asked("data-file").with("file", file).with("reason", error.message()).at(place)
}

impl MeasureEntry {
    fn measure(self) -> Measure {
        Measure {
            id: self.id,
            term: Term { en: self.en, zh: self.zh },
            unit: self.unit,
            additive: self.additive,
            better: self.better,
            family: self.family,
            owner: self.owner,
            source: self.source,
            about: self.about,
            required: self.required,
            instead: self.instead,
            aliases: self.aliases,
        }
    }
}

impl MetricEntry {
    fn metric(self) -> Result<Metric, Error> {
        let form = match (self.num, self.function, self.formula) {
            (Some(num), None, None) => {
                MetricForm::Linear { num, den: self.den, times: self.times, optional: self.optional }
            }
            (None, Some(function), Some(formula)) => MetricForm::Named { function, formula },
            _ => return Err(Error::asked("catalogue-form").with("id", self.id)),
        };
        Ok(Metric {
            id: self.id,
            term: Term { en: self.en, zh: self.zh },
            unit: self.unit,
            form,
            better: self.better,
            family: self.family,
            owner: self.owner,
            source: self.source,
            about: self.about,
            benchmark: self.benchmark,
        })
    }
}

fn measure_as_metric(measure: &Measure) -> Metric {
    let num = BTreeMap::from([(measure.id.clone(), 1)]);
    Metric {
        id: measure.id.clone(),
        term: measure.term.clone(),
        unit: measure.unit,
        form: MetricForm::Linear { num, den: BTreeMap::new(), times: 1, optional: Vec::new() },
        better: measure.better,
        family: measure.family,
        owner: measure.owner.clone(),
        source: measure.source.clone(),
        about: measure.about.clone(),
        benchmark: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_165_every_metric_of_the_shipped_catalogue_has_formula_source_and_owner() {
        let catalogue = Catalogue::parse(include_str!("../../../../data/metrics.toml")).expect("no mistake");
        assert!(catalogue.metrics.len() > 100);
        for metric in &catalogue.metrics {
            assert!(!metric.formula().is_empty(), "{} has no formula", metric.id);
            assert!(!metric.source.is_empty() && !metric.owner.is_empty(), "{}", metric.id);
            let Term { en, zh } = &metric.about;
            assert!(en.ends_with('.') && zh.ends_with('。'), "{} has no sentence: {en} {zh}", metric.id);
        }
        let formula = |id| catalogue.metric(id).map(Metric::formula).unwrap_or_default();
        assert_eq!(formula("effective_visits"), "visits - invalid_visits");
        assert_eq!(formula("inquiry_rate"), "inquiries / (visits - invalid_visits)");
        assert_eq!(formula("cpm"), "1000 * spend / impressions");
        assert_eq!(formula("nps"), "100 * (nps_promoters - nps_detractors) / nps_n");
    }

    #[test]
    fn c2_six_measures_are_required_every_working_day() {
        let catalogue = Catalogue::built_in();
        let required = catalogue.measures.iter().filter(|measure| !measure.required.is_empty());
        let ids: Vec<_> = required.map(|measure| measure.id.as_str()).collect();
        assert_eq!(ids, ["visits", "inquiries", "valid_inquiries", "lost_orders", "deals", "revenue"]);
    }

    #[test]
    fn headers_are_found_in_both_languages() {
        let catalogue = Catalogue::built_in();
        let id = |header| catalogue.measure_named(header).map(|measure| measure.id.as_str());
        assert_eq!(id("成交金额"), Some("revenue"));
        assert_eq!(id("Valid Inquiries"), Some("valid_inquiries"));
        assert_eq!(id("on-site amount"), Some("on_site_revenue"));
        assert_eq!(id("shoe size"), None);
    }

    #[test]
    fn no_header_names_two_measures() {
        let catalogue = Catalogue::built_in();
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for measure in &catalogue.measures {
            let own = [&measure.id, &measure.term.en, &measure.term.zh];
            for name in own.into_iter().chain(&measure.aliases) {
                let other = seen.insert(super::super::plain(name), &measure.id);
                assert!(other.is_none_or(|other| other == measure.id), "'{name}': {other:?} and {}", measure.id);
            }
        }
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let text = r#"
            [[measure]]
            id = "visits"
            en = "visits"
            zh = ""
            owner = "promotion"
            source = "web"
            [[measure]]
            id = "visits"
            en = "visits"
            zh = "访问量"
            unit = "percent"
            owner = "promotion"
            source = "web"
            [[metric]]
            id = "Rate"
            en = "rate"
            zh = "率"
            unit = "percent"
            num = { inquiries = 1 }
            den = { visits = 0 }
            owner = "promotion"
            source = "web"
            [[metric]]
            id = "both"
            en = "both"
            zh = "两者"
            unit = "percent"
            num = { visits = 1 }
            function = "median"
            owner = "promotion"
            source = "web"
        "#;
        let errors = Catalogue::parse(text).expect_err("nothing of it is right");
        let ids: BTreeSet<_> = errors.iter().map(|error| error.id.as_ref()).collect();
        let wanted = ["form", "id", "nameless", "twice", "unit", "word", "zero"].map(|id| format!("catalogue-{id}"));
        assert_eq!(ids, wanted.iter().map(String::as_str).collect());
        let slip = Catalogue::parse("[[measure]]\nid = \"visits\"\nnames = 3\n").expect_err("no field of that name");
        assert_eq!(slip.first().map(|error| error.id.as_ref()), Some("data-file"));
    }
}
