//! A person's name and accounts, taken out of text and documents: an alias stands in their place, the same everywhere.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::change::Change;
use super::journal::Line;
use crate::domain::base::Error;

/// Fields that hold an account.
const ACCOUNTS: [&str; 2] = ["account", "user"];
/// The field that holds who wrote it: an account, or the person whose it is.
const WRITER: &str = "by";
/// Fields that hold a word of the program's own, or what is the customer's.
const OTHERS: [&str; 8] = ["kind", "office", "employment", "digest", "sha256", "hash", "customer", "document"];
/// The number of no account: nobody comes in under it.
const NOBODY: u32 = 65_534;

/// Who is taken out, and what stands in the place.
#[derive(Clone, Debug)]
pub(super) struct Redaction {
    pub(super) name: String,
    /// The person's accounts on this machine.
    pub(super) accounts: Vec<String>,
    /// Longer names of others in which the name is.
    pub(super) longer: Vec<String>,
    pub(super) alias: String,
}

/// What stands in the place of the name of member `number`.
pub(super) fn alias(number: u32) -> String {
    format!("erased {number}")
}

/// Whether a name is one that stands in another's place.
pub(super) fn is_alias(name: &str) -> bool {
    name.strip_prefix("erased ").is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Whether a letter belongs to a word that goes on, as in scripts that part their words.
fn goes_on(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter.is_alphanumeric() && u32::from(letter) < 0x2E80)
}

impl Redaction {
    /// The text without the name. Where it is part of a longer word or name of another, it stays.
    pub(super) fn text(&self, text: &str) -> String {
        let mut told = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let longer = self.longer.iter().find(|longer| rest.starts_with(longer.as_str()));
            let after = rest.strip_prefix(self.name.as_str());
            let apart = |after: &str| {
                let (first, last) = (self.name.chars().next(), self.name.chars().next_back());
                !(goes_on(told.chars().next_back()) && goes_on(first) || goes_on(last) && goes_on(after.chars().next()))
            };
            rest = match (longer, after) {
                (Some(longer), _) => {
                    told.push_str(longer);
                    rest.get(longer.len()..).unwrap_or_default()
                }
                (None, Some(after)) if apart(after) => {
                    told.push_str(&self.alias);
                    after
                }
                _ => {
                    told.push(letter);
                    rest.get(letter.len_utf8()..).unwrap_or_default()
                }
            };
        }
        told
    }

    /// The account, or the alias where it is the person's.
    pub(super) fn account(&self, account: &str) -> String {
        if self.accounts.iter().any(|own| own == account) { self.alias.clone() } else { account.to_owned() }
    }

    /// The account or person, or the alias where either is the person's.
    fn writer(&self, writer: &str) -> String {
        if writer == self.name { self.alias.clone() } else { self.account(writer) }
    }

    /// A value that can be written as JSON, without the name and the accounts; `None` where they are not in it.
    pub(super) fn value<T: Serialize + DeserializeOwned>(&self, value: &T) -> Result<Option<T>, Error> {
        let wrong = |_| Error::found("erase-value");
        let old = serde_json::to_value(value).map_err(wrong)?;
        let mut new = old.clone();
        self.walk("", &mut new);
        if new == old { Ok(None) } else { serde_json::from_value(new).map(Some).map_err(wrong) }
    }

    fn walk(&self, field: &str, value: &mut Value) {
        match value {
            Value::String(text) if ACCOUNTS.contains(&field) => *text = self.account(text),
            Value::String(text) if field == WRITER => *text = self.writer(text),
            Value::String(text) if !OTHERS.contains(&field) => *text = self.text(text),
            Value::Array(all) => all.iter_mut().for_each(|one| self.walk(field, one)),
            Value::Object(fields) => {
                for (field, value) in fields.iter_mut() {
                    self.walk(field, value);
                }
                if fields.get("account").and_then(Value::as_str) == Some(&self.alias) {
                    fields.insert("uid".to_owned(), NOBODY.into());
                }
            }
            _ => {}
        }
    }

    /// The line without the name and the accounts; `None` where they are not in it.
    pub(super) fn line(&self, line: &Line) -> Result<Option<Line>, Error> {
        let user = self.account(&line.user);
        let change: Option<Change> = self.value(&line.change)?;
        if user == line.user && change.is_none() {
            return Ok(None);
        }
        let change = change.unwrap_or_else(|| line.change.clone());
        Ok(Some(Line { user, change, sealed: true, ..line.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_out_of_text_but_not_out_of_longer_names() {
        let person = |name: &str| Redaction {
            name: name.to_owned(),
            accounts: vec!["li".to_owned()],
            longer: vec!["张伟强".to_owned()],
            alias: alias(7),
        };
        assert_eq!(person("张伟").text("张伟和张伟强、张伟组"), "erased 7和张伟强、erased 7组");
        assert_eq!(person("Ann").text("Ann, Annual, Joann; ann"), "erased 7, Annual, Joann; ann");
        assert_eq!(person("Li Na").text("by Li Na/2026 and Li Nat"), "by erased 7/2026 and Li Nat");
        assert_eq!(
            (person("Ann").account("li"), person("Ann").account("lin")),
            ("erased 7".to_owned(), "lin".to_owned())
        );
        let writers = ["li", "Ann", "Anna", "Ann B"].map(|writer| person("Ann").writer(writer));
        assert_eq!(writers, ["erased 7", "erased 7", "Anna", "Ann B"], "an account or a person, as a whole");
        assert!(is_alias("erased 7") && !is_alias("erased") && !is_alias("erased x"));
    }
}
