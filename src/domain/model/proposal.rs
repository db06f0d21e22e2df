//! Changes to what people are measured by, until a second person has said yes (S-075).

use serde::{Deserialize, Serialize};

use super::{Document, DocumentKey, Revision, SettingName};

/// Changes of documents that take no effect yet.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Proposal {
    /// The number of the change that proposed it.
    pub number: u64,
    /// The account that proposed it, which cannot approve it.
    pub by: String,
    /// When, in milliseconds UTC.
    pub at: i64,
    /// Why.
    pub reason: String,
    /// What it would change, all of it or nothing.
    pub documents: Vec<Proposed>,
}

/// A document as it would become.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proposed {
    /// Which one.
    pub key: DocumentKey,
    /// The change that the proposer has seen it after; `None`: it was not there.
    pub against: Option<Revision>,
    /// As it was then, as JSON: so no document holds another, however deep.
    pub old: Option<String>,
    /// As it would be, as JSON; `None`: it would be taken away.
    pub new: Option<String>,
}

impl Proposed {
    /// What it would change.
    #[must_use]
    pub fn differences(&self) -> Vec<Difference> {
        let read = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str(text).ok());
        differences(read(&self.old).as_ref(), read(&self.new).as_ref())
    }
}

/// One field of a document before and after, as plain text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Its name.
    pub field: String,
    /// Before; `None`: there was no document, or it had no such field.
    pub old: Option<String>,
    /// After.
    pub new: Option<String>,
}

impl std::fmt::Display for Difference {
    /// `customer_months 36 → 24`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        write!(f, "{} {} → {}", self.field, text(&self.old), text(&self.new))
    }
}

/// The fields in which two documents of a kind differ. Settings that nobody has written are those that come with the
/// program.
#[must_use]
pub fn differences(old: Option<&Document>, new: Option<&Document>) -> Vec<Difference> {
    let settings = Document::Settings(super::Settings::default());
    let is_settings = |document: Option<&Document>| matches!(document, Some(Document::Settings(_)));
    let given = is_settings(old) || is_settings(new);
    let fields = |document: Option<&Document>| document.or(given.then_some(&settings)).map(fields).unwrap_or_default();
    let (old, new) = (fields(old), fields(new));
    let value = |fields: &[(String, String)], name: &str| {
        fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone())
    };
    let gone = old.iter().filter(|(name, _)| value(&new, name).is_none());
    let mut found: Vec<Difference> = new
        .iter()
        .chain(gone)
        .map(|(field, _)| Difference { field: field.clone(), old: value(&old, field), new: value(&new, field) })
        .collect();
    found.retain(|difference| difference.old != difference.new);
    found
}

/// The fields of a document by name, each as plain text: settings as one sets them, everything else as in JSON.
fn fields(document: &Document) -> Vec<(String, String)> {
    if let Document::Settings(settings) = document {
        return SettingName::ALL.map(|name| (name.id().to_owned(), name.of(settings))).into();
    }
    let plain = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // A document is an object with one field: its kind.
    let Ok(serde_json::Value::Object(whole)) = serde_json::to_value(document) else { return Vec::new() };
    let Some(serde_json::Value::Object(content)) = whole.into_iter().next().map(|(_, content)| content) else {
        return Vec::new();
    };
    content.iter().map(|(field, value)| (field.clone(), plain(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::*;
    use crate::domain::base::Money;

    #[test]
    fn s_075_a_proposal_says_field_by_field_what_it_would_change() {
        let old = Settings::default();
        let bands = (Money::from_parts(10_000_000), old.order_bands.1);
        let new = Settings { customer_months: 24, order_bands: bands, ..old.clone() };
        let told = |old: Option<Settings>, new: Option<Settings>| {
            let document = |settings: Option<Settings>| settings.map(Document::Settings);
            let found = differences(document(old).as_ref(), document(new).as_ref());
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let both = ["customer_months 36 → 24", "order_low 1800.00 → 1000.00"];
        assert_eq!(told(Some(old.clone()), Some(new.clone())), both);
        assert_eq!(told(None, Some(new.clone())), both, "what nobody has written is what comes with the program");
        assert_eq!(told(Some(old.clone()), Some(old)), [""; 0]);
        assert_eq!(told(Some(new), None), ["customer_months 24 → 36", "order_low 1000.00 → 1800.00"]);
    }
}
