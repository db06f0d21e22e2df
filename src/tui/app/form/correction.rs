//! A figure that is changed for a reason: its day is closed, or a file has brought it.

use super::kind::Filling;
use super::{FormField, REASON, Values, With};
use crate::desk::{Command, EntryCell};
use crate::domain::base::Day;
use crate::domain::model::{Dimension, Document, DocumentKey, Unit, Versioned};
use crate::text::{clean, day, typed};

/// Whose figure of what on which day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CorrectionForm {
    /// The day.
    pub day: Day,
    /// Whose.
    pub person: String,
    /// Id of the measure.
    pub measure: String,
    /// Its unit.
    pub unit: Unit,
    /// What it is now.
    pub old: Option<i64>,
    /// What it shall be, as it was typed.
    pub new: String,
    /// What other rows of the person give, which say more: a channel, a region.
    pub finer: i64,
}

impl Filling for CorrectionForm {
    fn word(&self) -> &'static str {
        "correction"
    }

    fn document(&self) -> Option<DocumentKey> {
        None
    }

    fn about(&self) -> String {
        format!("{} {} {}", self.day, self.person, self.measure)
    }

    fn told(&self, with: With<'_>, _now: Option<&Document>) -> String {
        let measure = with.catalogue.measure(&self.measure).map(|measure| with.lang.term(&measure.term));
        let measure = clean(measure.unwrap_or(&self.measure)).into_owned();
        let parts = [day(self.day, with.lang), clean(&self.person).into_owned(), measure];
        super::planning::listed(&parts, with.lang)
    }

    fn fields(&self, _with: With<'_>, _now: Option<&Document>) -> Vec<FormField> {
        let show = |value: i64| typed(value.into(), self.unit.decimals());
        let old = self.old.map_or_else(|| ".".to_owned(), show);
        let mut value =
            FormField::number("value", self.unit).with_number(self.old).hint("hint.was", vec![("value", old)]);
        value.put(&self.new);
        vec![value, FormField::text(REASON).needed().hint("hint.correction", Vec::new())]
    }

    /// What it is to be was typed in the grid already; why is what is still asked.
    fn begins(&self) -> &'static str {
        super::REASON
    }

    fn command(&self, values: &mut Values<'_>, _with: With<'_>, _now: Option<&Versioned>) -> Option<Command> {
        let cell = EntryCell {
            day: self.day,
            measure: self.measure.clone(),
            dimensions: vec![(Dimension::Member, self.person.clone())],
        };
        // What other rows give stays where it is.
        let value = values.number("value").map(|value| value.saturating_sub(self.finer));
        Some(Command::Set { cell, value, correct: Some(values.text(REASON)) })
    }
}
