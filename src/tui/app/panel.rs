//! What of a report is on the screen: some reports have more to show than a screen holds.

use crate::domain::base::Grain;
use crate::report::{Kind, Report, Table};

/// A part of a report that is shown at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Panel {
    /// The measures, what moved most, and what they are broken down by; pictures beside them where there is room.
    #[default]
    Overview,
    /// The picture of the measure under the cursor alone.
    Picture,
    /// The calendar of the month alone.
    Calendar,
    /// Every other table.
    More,
}

/// Tables that are drawn as pictures and have no rows to go through.
const DRAWN: [&str; 3] = ["limits", "to_date", "curve"];
/// Tables of the overview.
const OVERVIEW: [&str; 12] = [
    "measures",
    "pace",
    "pace_parts",
    "weeks",
    "exceptions",
    "breakdown",
    "branches",
    "paid",
    "cross",
    "matrix",
    "repeat",
    "median",
];
/// Tables behind a figure, in the order of a reader's questions.
const BEHIND: [&str; 4] = ["rows", "batches", "sums", "card"];

impl Panel {
    /// The panels that `report` has, in the order in which one goes through them; a wide screen shows the pictures beside
    /// the overview.
    #[must_use]
    pub fn all(report: &Report, wide: bool) -> Vec<Self> {
        let has = |id: &str| report.tables.iter().any(|table| table.id == id);
        let pictures = !wide && (has("limits") || has("curve") || has("to_date"));
        let calendar = !wide && has("curve") && has("days");
        let all = [
            (true, Self::Overview),
            (pictures, Self::Picture),
            (calendar, Self::Calendar),
            (report.kind == Kind::Review && !Self::More.tables(report).is_empty(), Self::More),
        ];
        all.into_iter().filter(|(there, _)| *there).map(|(_, panel)| panel).collect()
    }

    /// The numbers of the tables whose rows the cursor goes through, in its order.
    #[must_use]
    pub fn tables(self, report: &Report) -> Vec<usize> {
        let all = || report.tables.iter().enumerate();
        match report.kind {
            Kind::Review => {
                let is_week = report.tables.iter().any(|table| table.id == "weeks");
                let overview = |table: &Table| match table.id.as_ref() {
                    "measures" => !is_week,
                    "lost" => !has_trend(report),
                    id => OVERVIEW.contains(&id),
                };
                let wanted = |table: &Table| match self {
                    Self::More => !overview(table) && !DRAWN.contains(&table.id.as_ref()) && table.id != "measures",
                    _ => overview(table),
                };
                let mut tables: Vec<usize> = all().filter(|(_, table)| wanted(table)).map(|(at, _)| at).collect();
                // What was asked to be broken down comes first; else the six weeks are the week's main table, and of a
                // month and longer whether it will be made.
                let short = report.lens.grain < Grain::Month;
                let place = |at: &usize| match report.tables.get(*at).map_or("", |table| table.id.as_ref()) {
                    "breakdown" if report.lens.by.is_some() => 0,
                    "weeks" => 1,
                    "pace" if !short => 2,
                    "pace_parts" => 3,
                    _ => 4,
                };
                tables.sort_by_key(place);
                tables
            }
            Kind::Entry => all().filter(|(_, table)| table.id == "entry").map(|(at, _)| at).collect(),
            Kind::Explain => {
                BEHIND.iter().filter_map(|id| report.tables.iter().position(|table| table.id == *id)).collect()
            }
            _ => all().map(|(at, _)| at).collect(),
        }
    }
}

/// Whether the report is of more than a day: then it has tables over time.
fn has_trend(report: &Report) -> bool {
    report.tables.iter().any(|table| matches!(table.id.as_ref(), "days" | "months" | "curve"))
}
