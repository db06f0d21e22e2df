//! A record of the daily work with people (S-016, S-017, S-031, S-125, S-143).

use super::kind::Filling;
use super::{FormField, Pick, Values, With, one_document};
use crate::desk::Command;
use crate::domain::model::{Document, DocumentKey, Metric, Record, RecordKind, Versioned, amount};
use crate::text::phrase;

/// A new record.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RecordForm;

/// A figure of the record: of its metric, or a number of pieces where it has none.
fn read(values: &mut Values<'_>, metric: Option<&Metric>, id: &'static str) -> Option<i64> {
    let text = values.some(id)?;
    let read = match metric {
        Some(metric) => amount(metric, &text),
        None => text.parse::<u32>().map(i64::from).map_err(|_| crate::domain::base::Error::asked("pieces-read")),
    };
    match read {
        Ok(number) => Some(number),
        Err(error) => {
            values.refuse(id, error);
            None
        }
    }
}

impl Filling for RecordForm {
    fn word(&self) -> &'static str {
        "record"
    }

    fn document(&self) -> Option<DocumentKey> {
        None
    }

    fn fields(&self, with: With<'_>, _now: Option<&Document>) -> Vec<FormField> {
        let label = |kind: &RecordKind| phrase(&format!("record-kind.{}", kind.word()), with.lang).to_owned();
        let kind = |kind: &RecordKind| Pick::of(kind.word(), &label(kind));
        let people = with.organisation.people.values().filter(|one| one.left.is_none_or(|left| with.today < left));
        vec![
            FormField::choice("record-kind", RecordKind::ALL.iter().map(kind).collect()).needed(),
            FormField::choice("person", people.map(|person| Pick::named(&person.name)).collect()).needed(),
            FormField::text("subject").hint("hint.record-subject", Vec::new()),
            FormField::long("text"),
            FormField::day("on").needed().with(&with.today.to_string()).hint("hint.day", Vec::new()),
            FormField::choice("metric", super::action::metrics(with)),
            FormField::text("before").hint("hint.record-before", Vec::new()),
            FormField::text("after").hint("hint.record-after", Vec::new()),
            FormField::text("minutes"),
        ]
    }

    fn command(&self, values: &mut Values<'_>, with: With<'_>, now: Option<&Versioned>) -> Option<Command> {
        let kind: RecordKind = values.some("record-kind")?.parse().ok()?;
        let metric = values.some("metric").and_then(|id| with.catalogue.metric(&id));
        let before = read(values, metric, "before");
        let after = read(values, metric, "after");
        let minutes = read(values, None, "minutes").and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or(0);
        let figures = match kind {
            RecordKind::Work => {
                (before.is_some() || after.is_some()).then(|| (before.unwrap_or(0), after.unwrap_or(0)))
            }
            _ => before.zip(after),
        };
        let record = Record {
            number: 0,
            kind,
            day: values.day("on")?,
            person: values.some("person")?,
            by: String::new(),
            subject: values.text("subject"),
            text: values.text("text"),
            metric: metric.map(|metric| metric.id.clone()),
            figures,
            minutes,
            tags: Vec::new(),
            settled: false,
        };
        Some(one_document(Document::Record(record), now))
    }
}
