//! What each person has earned in which region and with which product, by the rows of the period: who is a specialist.

use crate::domain::base::{Grain, Rate};
use crate::domain::model::{Dimension, KeyColumn, RowQuery, Rows, Unit};
use crate::domain::rules::specialist::specialist;
use crate::report::cell::{column, count, row, strong, table, term, words};
use crate::report::scope::Scope;
use crate::report::{Sentence, Table, Value};

/// Specialists that are told; a company has more of them than anybody reads.
const SPECIALISTS: usize = 8;
/// Rows that are looked through for specialists and pioneers; with more of them, nothing is told.
const MOST_ROWS: usize = 200_000;

/// The rows of the period by whom, where and of what; of a year there are too many to look at each time.
pub(super) fn rows(scope: &Scope<'_>, by: Option<Dimension>) -> Option<RowQuery> {
    let wanted = by == Some(Dimension::Member) && (Grain::Week..=Grain::Quarter).contains(&scope.period.grain());
    let query = || RowQuery {
        days: scope.days,
        measures: vec!["revenue".to_owned()],
        filters: scope.row_filters(),
        as_of: scope.as_of,
        limit: Some(MOST_ROWS),
    };
    wanted.then(query)
}

/// The amount of each person, exact, by region and by product.
pub(super) struct Earned<'a>([Sources<'a>; 2]);

/// The same by one of the two.
pub(super) struct Sources<'a> {
    dimension: Dimension,
    column: &'a KeyColumn,
    people: Vec<Earner<'a>>,
}

/// A person: the whole amount, and that by the code of what it was earned with; 0 is "not recorded".
struct Earner<'a> {
    person: &'a str,
    whole: i128,
    parts: Vec<(u32, i128)>,
}

impl<'a> Earned<'a> {
    /// Adds up; `None` where not all rows could be looked at.
    pub(super) fn of(rows: &'a Rows) -> Option<Self> {
        let facts = &rows.facts;
        if rows.total > facts.len() {
            return None;
        }
        let amounts = facts.measures.iter().find(|column| column.measure == "revenue")?;
        let people = facts.dimension(Dimension::Member);
        let mut own: Vec<Vec<usize>> = vec![Vec::new(); people.names.len() + 1];
        for (row, person) in people.codes.iter().enumerate() {
            own.get_mut(*person as usize).into_iter().for_each(|rows| rows.push(row));
        }
        let sources = |dimension| {
            let column = facts.dimension(dimension);
            let mut sums: Vec<Option<i128>> = vec![None; column.names.len() + 1];
            let add_up = |(person, rows): (&'a str, &Vec<usize>)| {
                let mut met = Vec::new();
                for row in rows {
                    let code = column.codes.get(*row).copied().unwrap_or(0);
                    let (Some(amount), Some(sum)) = (amounts.get(*row), sums.get_mut(code as usize)) else { continue };
                    if sum.is_none() {
                        met.push(code);
                    }
                    let amount = i128::from(amount).saturating_mul(i128::from(facts.weight(*row)));
                    *sum = Some(sum.unwrap_or(0).saturating_add(amount));
                }
                let mut part = |code: u32| Some((code, sums.get_mut(code as usize)?.take()?));
                let parts: Vec<(u32, i128)> = met.into_iter().filter_map(&mut part).collect();
                Earner { person, whole: parts.iter().map(|(_, amount)| amount).sum(), parts }
            };
            let people = people.names.iter().zip(own.iter().skip(1)).map(add_up).collect();
            Sources { dimension, column, people }
        };
        Some(Self([Dimension::Region, Dimension::Product].map(sources)))
    }

    /// The amounts by `dimension`, where it is one of the two.
    pub(super) fn by(&self, dimension: Dimension) -> Option<&Sources<'a>> {
        self.0.iter().find(|sources| sources.dimension == dimension)
    }
}

impl<'a> Sources<'a> {
    /// Person, name and amount of what was earned with any of the names that `wanted` says, in the order of both.
    pub(super) fn of(&self, wanted: impl Fn(&str) -> bool) -> Vec<(&'a str, &'a str, i128)> {
        let wanted: Vec<bool> = self.column.names.iter().map(wanted).collect();
        let is_wanted = |code: u32| code.checked_sub(1).and_then(|at| wanted.get(at as usize)) == Some(&true);
        let mut found = self.parts(|_, code, amount| is_wanted(code).then_some(amount));
        found.sort_unstable();
        found
    }

    /// Person, name, and what `of` makes of the whole amount, the code and the part of it.
    fn parts<T>(&self, of: impl Fn(i128, u32, i128) -> Option<T>) -> Vec<(&'a str, &'a str, T)> {
        let mut found = Vec::new();
        for Earner { person, whole, parts } in &self.people {
            let made = |(code, part): &(u32, i128)| {
                let made = of(*whole, *code, *part)?;
                Some((*person, self.column.names.name(*code)?, made))
            };
            found.extend(parts.iter().filter_map(made));
        }
        found
    }

    /// Whether the amounts come from more than one name.
    fn has_several(&self) -> bool {
        let mut codes = self.people.iter().flat_map(|one| &one.parts).map(|(code, _)| *code).filter(|code| *code != 0);
        let first = codes.next();
        codes.any(|code| Some(code) != first)
    }
}

/// Who earns half of the own amount or more in one region, or with one product (S-095).
pub(super) fn specialists(scope: &Scope<'_>, earned: &Earned<'_>) -> Option<Table> {
    let metric = scope.metric("revenue")?;
    let mut found: Vec<(&str, &str, Rate, i128)> = Vec::new();
    for sources in earned.0.iter().filter(|sources| sources.has_several()) {
        let mut own = sources.parts(|whole, _, part| Some((specialist(part, whole)?, part)));
        own.sort_unstable();
        found.extend(own.into_iter().map(|(person, name, (share, part))| (person, name, share, part)));
    }
    found.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| b.3.cmp(&a.3)));
    let line = |(person, name, share, amount): &(&str, &str, Rate, i128)| {
        let cells = vec![
            Value::Text((*name).to_owned()),
            Value::Rate(*share, Unit::Percent),
            Value::Number(*amount, metric.unit),
        ];
        row(format!("{person}/{name}"), Value::Text((*person).to_owned()), cells)
    };
    let columns = vec![
        column("of", words("column.of")),
        strong("share", words("column.own_share")),
        column("value", term(metric)),
    ];
    let all = found.len();
    let rows: Vec<_> = found.iter().take(SPECIALISTS).map(line).collect();
    let said = table("specialists", words("table.specialists"), words("dimension.member"), columns, rows)?;
    let more = Sentence::new("note.first_rows").with("n", count(SPECIALISTS)).with("m", count(all));
    Some(Table { note: (all > SPECIALISTS).then_some(more), ..said })
}
