//! What an auditor takes away (S-078): the journal of a year, as a table and as lines of JSON, and the catalogue.

use super::Exported;
use super::export::{decimal, harmless, written};
use crate::desk::{Answer, Desk, Query};
use crate::domain::base::Error;
use crate::domain::model::{AuditLine, Catalogue, Revision};

const HEADER: [&str; 16] = [
    "revision", "time", "user", "command", "kind", "undoes", "batch", "day", "measure", "whose", "old", "new",
    "reason", "about", "times", "hash",
];

/// The journal of `year` (by UTC) and the catalogue that its figures are made by.
///
/// # Errors
/// `journal-broken` where the chain does not hold, and what the desk answers.
pub fn audit(desk: &dyn Desk, year: i32) -> Result<Vec<Exported>, Error> {
    let other = || Error::could("import-answer");
    let Answer::Premises(premises) = desk.query(&Query::Premises)? else { return Err(other()) };
    let (_, catalogue) = *premises;
    let mut lines: Vec<AuditLine> = Vec::new();
    let mut after = Revision(0);
    loop {
        let Answer::Audit(found) = desk.query(&Query::Audit(after))? else { return Err(other()) };
        let Some(last) = found.last() else { break };
        after = last.entry.revision;
        let prefix = format!("{year:04}-");
        lines.extend(found.into_iter().filter(|line| time(line).starts_with(&prefix)));
    }
    let header = HEADER.map(str::to_owned).to_vec();
    let table = written("journal", header, lines.iter().map(|line| record(line, &catalogue)))?;
    let could = |name: &str, why: serde_json::Error| Error::could("export-table").with("name", name).with("why", why);
    let mut text = Vec::new();
    for line in &lines {
        serde_json::to_writer(&mut text, line).map_err(|why| could("journal", why))?;
        text.push(b'\n');
    }
    let json = Exported { name: "journal.jsonl".to_owned(), content: text, rows: lines.len() };
    let content = serde_json::to_vec_pretty(&catalogue).map_err(|why| could("catalogue", why))?;
    let rules = Exported { name: "catalogue.json".to_owned(), content, rows: catalogue.metrics.len() };
    Ok(vec![table, json, rules])
}

/// When, in UTC: `2026-09-08T01:02:03.004Z`.
fn time(line: &AuditLine) -> String {
    let at = chrono::DateTime::from_timestamp_millis(line.entry.at).unwrap_or_default();
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn record(line: &AuditLine, catalogue: &Catalogue) -> Vec<String> {
    let entry = &line.entry;
    let refused = entry.kind == "refused";
    let decimals = entry.measure.as_ref().and_then(|id| catalogue.measure(id)).map_or(0, |one| one.unit.decimals());
    let value = |value: Option<i64>| value.map(|value| decimal(value, decimals)).unwrap_or_default();
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    let named: Vec<&str> = entry.dimensions.iter().map(|(_, name)| name.as_str()).collect();
    let (old, new) = match line.before.is_empty() && line.after.is_empty() {
        true if refused => (String::new(), String::new()),
        true => (value(entry.old), value(entry.new)),
        false => (line.before.join(" "), line.after.join(" ")),
    };
    vec![
        entry.revision.0.to_string(),
        time(line),
        harmless(Some(&entry.user)),
        harmless(Some(&line.command)),
        entry.kind.clone(),
        number(entry.undoes.map(|undone| undone.0)),
        number(entry.batch),
        entry.day.map(|day| day.to_string()).unwrap_or_default(),
        entry.measure.clone().unwrap_or_default(),
        harmless(Some(&named.join(", "))),
        old,
        new,
        harmless(entry.reason.as_deref()),
        harmless(Some(&entry.about.join(", "))),
        if refused { entry.new.map(|times| times.to_string()).unwrap_or_default() } else { String::new() },
        line.hash.clone(),
    ]
}
