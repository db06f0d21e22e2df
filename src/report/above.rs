//! Rates of steps that are above the whole: each event counts on its own day, so that a day may have more deals than
//! inquiries that became valid on it (S-026 follows the same inquiries instead).

use super::{Report, Table, Value};
use crate::domain::model::{Basis, Unit};

/// Tables that are seen first; the others, by days and parts of the period, say it themselves.
const SEEN: [&str; 6] = ["measures", "weeks", "breakdown", "matrix", "funnel", "board"];
/// Rates between two steps, which nobody expects above the whole.
const STEPS: [&str; 3] = ["inquiry_rate", "valid_rate", "close_rate"];

impl Report {
    /// Whether one of the tables that are seen first shows the rate of a step above 100 %. Of a cohort none ever is.
    #[must_use]
    pub fn is_above_whole(&self) -> bool {
        let metric = self.lens.metric.as_deref();
        let mut tables = self.tables.iter().filter(|table| SEEN.contains(&table.id.as_ref()));
        self.lens.basis == Basis::Period && tables.any(|table| table.is_above_whole(metric))
    }
}

impl Table {
    /// Whether it shows the rate of a step above 100 %; `metric` is what its values are of, where no row or column says it.
    #[must_use]
    pub fn is_above_whole(&self, metric: Option<&str>) -> bool {
        let is_step = |id: &str| STEPS.contains(&id);
        self.rows.iter().any(|row| {
            self.columns.iter().zip(&row.cells).any(|(column, cell)| match &cell.value {
                Value::Rate(rate, Unit::Percent) if rate.num() > rate.den() => {
                    is_step(&row.id)
                        || is_step(&column.id)
                        || column.id == "step"
                        || column.id == "value" && metric.is_some_and(is_step)
                }
                _ => false,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::report::Kind;
    use crate::report::trial::Trial;

    #[test]
    fn s_026_a_rate_above_the_whole_is_explained_where_it_stands() {
        let trial = Trial::new(
            &["A sales East 2026-01-01"],
            "2026-09-07 inquiries=5 valid_inquiries=6 deals=1 by A\n2026-09-08 inquiries=9 valid_inquiries=6 deals=2 by A",
        );
        let above = |kind, lens| trial.ask(kind, lens, "2026-09-09").is_above_whole();
        assert!(above(Kind::Review, "day 2026-09-07"));
        assert!(above(Kind::Funnel, "day 2026-09-07"));
        assert!(above(Kind::Board, "day 2026-09-07 metric=valid_rate"));
        assert!(!above(Kind::Review, "day 2026-09-08"), "6 of 9");
        assert!(!above(Kind::Funnel, "week 2026-W37"), "12 of 14");
        let week = trial.ask(Kind::Review, "week 2026-W37", "2026-09-09");
        assert!(!week.is_above_whole());
        let days = week.tables.iter().find(|table| table.id == "days").expect("the days of the week");
        assert_eq!(days.note.as_ref().map(|note| note.id.as_ref()), Some("note.above_whole"));
    }
}
