//! Rows of the demo before they become columns.

use crate::domain::base::Day;
use crate::domain::model::{Dimension, Facts, KeyColumn};

/// The system that a row comes from; its name is the batch's source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Feed {
    Site,
    Ads,
    Service,
    Crm,
    /// The last of a day, so that its newest day tells up to when the demo is filled.
    Oa,
}

impl Feed {
    pub(super) const ALL: [Self; 5] = [Self::Site, Self::Ads, Self::Service, Self::Crm, Self::Oa];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Ads => "ads",
            Self::Service => "service",
            Self::Crm => "crm",
            Self::Oa => "oa",
        }
    }
}

/// Lead or order: its day, and its number on that day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Paper {
    pub(super) kind: char,
    pub(super) day: Day,
    pub(super) number: usize,
}

/// One row, on its way.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    pub(super) feed: Feed,
    pub(super) day: Day,
    /// The day whose export carries the row; later than `day` where somebody was late.
    pub(super) seen: Day,
    pub(super) dimensions: Vec<(Dimension, &'a str)>,
    pub(super) customer: Option<u32>,
    pub(super) document: Option<Paper>,
    pub(super) entered: Option<Day>,
    pub(super) since: Option<Day>,
    pub(super) values: Vec<(&'static str, i64)>,
}

impl<'a> Row<'a> {
    pub(super) fn new(
        feed: Feed,
        day: Day,
        dimensions: &[(Dimension, &'a str)],
        values: &[(&'static str, i64)],
    ) -> Self {
        Self {
            feed,
            day,
            seen: day,
            dimensions: dimensions.to_vec(),
            customer: None,
            document: None,
            entered: None,
            since: None,
            values: values.to_vec(),
        }
    }

    /// The row with one more dimension.
    pub(super) fn and(mut self, dimension: Dimension, name: &'a str) -> Self {
        self.dimensions.push((dimension, name));
        self
    }

    /// What the row says of `dimension`.
    pub(super) fn name(&self, dimension: Dimension) -> Option<&'a str> {
        self.dimensions.iter().find(|(one, _)| *one == dimension).map(|(_, name)| *name)
    }

    /// The row's value of `measure`.
    pub(super) fn value(&self, measure: &str) -> Option<i64> {
        self.values.iter().find(|(one, _)| *one == measure).map(|(_, value)| *value)
    }
}

/// The rows as columns, in their order.
pub(super) fn facts<'a>(rows: impl IntoIterator<Item = &'a Row<'a>>) -> Facts {
    let mut facts = Facts::default();
    for row in rows {
        let at = facts.len();
        facts.push(row.day, &row.dimensions, &row.values);
        if let Some(number) = row.customer {
            put(&mut facts.customers, at, &format!("C-{number:05}"));
        }
        if let Some(Paper { kind, day, number }) = row.document {
            let day = day.to_string().replace('-', "");
            put(&mut facts.documents, at, &format!("{kind}-{day}-{number:03}"));
        }
        if row.entered.is_some() {
            facts.entered.resize(at, None);
            facts.entered.push(row.entered);
        }
        if let Some(since) = row.since {
            facts.waited.resize(at, None);
            facts.waited.push(u16::try_from(row.day.since(since)).ok());
        }
    }
    facts.square();
    facts
}

fn put(column: &mut KeyColumn, row: usize, name: &str) {
    let code = column.names.intern(name);
    column.codes.resize(row, 0);
    column.codes.push(code);
}
