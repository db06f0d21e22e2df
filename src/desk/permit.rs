//! What a command or a question has to be allowed: the table of rights held against what exactly it is about.

use super::rights::{Deed, Field, Reach, Rights};
use super::{Command, LocalDesk, Query};
use crate::domain::base::Error;
use crate::domain::model::{Dimension, Family, Organisation, RowQuery};
use crate::report::{Kind, Question, keeps_to_its_filters};
use crate::store::Reading;

impl LocalDesk {
    /// Refuses a command that `rights` do not reach.
    pub(super) fn permit(&self, rights: &Rights, reading: &Reading<'_>, command: &Command) -> Result<(), Error> {
        for deed in Deed::of_command(command) {
            match command {
                Command::Set { cell, .. } => {
                    self.permit_measure(rights, &cell.measure)?;
                    if !rights.all(deed) {
                        let source = self.catalogue().measure(&cell.measure).map(|measure| measure.source.as_str());
                        let organisation = self.organisation(reading)?;
                        rights.allow_if(deed, |reach| match reach {
                            Reach::Source(own) => source == Some(own),
                            reach => rights.covers_cell(reach, &organisation, cell),
                        })?;
                    }
                }
                Command::Revert { batch } if !rights.all(deed) => {
                    let batches = reading.batches()?;
                    let own = batches.iter().any(|known| known.id == *batch && known.user == rights.user);
                    rights.allow_if(deed, |_| own)?;
                }
                Command::ImportRows { facts, .. } => {
                    rights.allow(deed)?;
                    for column in &facts.measures {
                        self.permit_measure(rights, &column.measure)?;
                    }
                }
                _ => rights.allow(deed)?,
            }
        }
        Ok(())
    }

    /// Refuses a metric of a closed field.
    fn permit_measure(&self, rights: &Rights, id: &str) -> Result<(), Error> {
        self.permit_among(rights, &rights.closed(), id)
    }

    /// The families that are closed in the answer to `question`. What is one's own, or one's team's, is shown in reports
    /// that say nothing of anybody else.
    pub(super) fn closed_in(&self, rights: &Rights, organisation: &Organisation, question: &Question) -> Vec<Family> {
        let today = self.today(&organisation.settings);
        rights.closed_where(|reach| {
            keeps_to_its_filters(&question.kind) && rights.covers_question(reach, organisation, today, question)
        })
    }

    /// As [`LocalDesk::closed_in`], of rows.
    pub(super) fn closed_among(&self, rights: &Rights, organisation: &Organisation, rows: &RowQuery) -> Vec<Family> {
        let today = self.today(&organisation.settings);
        let filters = || rows.filters.iter().map(|filter| (filter.dimension, filter.names.as_slice()));
        rights.closed_where(|reach| rights.covers(reach, organisation, today, filters()))
    }

    /// Refuses a metric of one of the families that are `closed`.
    fn permit_among(&self, rights: &Rights, closed: &[Family], id: &str) -> Result<(), Error> {
        let hidden = |metric| !closed.is_empty() && self.open_to(closed).metric(metric).is_none();
        let Some(metric) = self.catalogue().metric(id).filter(|metric| hidden(&metric.id)) else { return Ok(()) };
        let field = Field::of(metric.family).unwrap_or(Field::Pay);
        Err(rights.refuse("right-field", field.row()))
    }

    /// Refuses a question that `rights` do not reach.
    pub(super) fn permit_query(&self, rights: &Rights, reading: &Reading<'_>, query: &Query) -> Result<(), Error> {
        let deed = Deed::of_query(query);
        match query {
            Query::Report(question) => {
                rights.allow(deed)?;
                if let Some(metric) = &question.lens.metric {
                    let organisation = self.organisation(reading)?;
                    self.permit_among(rights, &self.closed_in(rights, &organisation, question), metric)?;
                }
                let one = |(dimension, _): &(_, _)| *dimension == Dimension::Member;
                // Whatever shows one person's figures is that person's page.
                let personal = question.kind == Kind::Person || question.lens.filters.iter().any(one);
                if personal && !rights.all(Deed::Person) {
                    let organisation = self.organisation(reading)?;
                    let today = self.today(&organisation.settings);
                    let covers = |reach| rights.covers_question(reach, &organisation, today, question);
                    rights.allow_if(Deed::Person, covers)?;
                }
                Ok(())
            }
            Query::Rows(rows) => {
                let organisation = self.organisation(reading)?;
                let closed = self.closed_among(rights, &organisation, rows);
                for measure in &rows.measures {
                    self.permit_among(rights, &closed, measure)?;
                }
                if rights.all(deed) {
                    return Ok(());
                }
                rights.allow_if(deed, |reach| {
                    let filters = rows.filters.iter().map(|filter| (filter.dimension, filter.names.as_slice()));
                    rights.covers(reach, &organisation, self.today(&organisation.settings), filters)
                })
            }
            Query::Premises
            | Query::Documents(_)
            | Query::Names(_)
            | Query::Batches
            | Query::Sums(_)
            | Query::SumsOn { .. }
            | Query::Overlap { .. }
            | Query::Authors
            | Query::Audit(_) => rights.allow(deed),
        }
    }
}
