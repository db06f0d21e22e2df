//! The basis of those who came in in the period (S-026): their sums from rows, and table `outcome`.

use super::{Flow, dimension};
use crate::domain::base::DayRange;
use crate::domain::model::{Dimension, Facts, Rows, Unit};
use crate::domain::rules::cohort::{Cohort, Follow, MEASURES, cohorts};
use crate::report::cell::{column, row, share, strong, table, total, words};
use crate::report::scope::Scope;
use crate::report::sums::Sums;
use crate::report::{Table, Value};

/// Whom the view follows: those of the period; and those of the days compared with, as far as the period's could be
/// followed, so that the older ones are no better for having had more time.
pub(super) fn follows(scope: &Scope<'_>) -> Vec<Follow> {
    let window = scope.setting.organisation.settings.conversion_window_days;
    let known = scope.setting.organisation.data.map_or(scope.days.last(), DayRange::last);
    let until = scope.question.today.plus(-1).min(known).max(scope.days.last());
    let before = |days: DayRange| {
        let as_long = days.last().plus(until.since(scope.days.last()));
        Follow { entered: days, window, until: as_long.min(until) }
    };
    std::iter::once(Follow { entered: scope.days, window, until }).chain(scope.before.map(before)).collect()
}

/// The sums of both cohorts in the shape of an answer: of all, by name, and the lost ones by reason.
pub(super) fn flow(scope: &Scope<'_>, got: &[Rows]) -> Flow {
    let sums = |by| sums(scope, got, by);
    let (whole, names, lost) = (sums(None), sums(Some(dimension(scope))), sums(Some(Dimension::Reason)));
    Flow { whole, by: names, lost, before: scope.before.map(|_| 1), doubtful: false }
}

fn sums(scope: &Scope<'_>, got: &[Rows], by: Option<Dimension>) -> Sums {
    let follows = follows(scope);
    let width = MEASURES.len() + 1;
    let mut sums: Vec<(String, Vec<Option<i128>>)> = Vec::new();
    if by.is_none() {
        sums.push((String::new(), vec![None; width * follows.len()]));
    }
    for (run, (follow, rows)) in follows.iter().zip(got).enumerate() {
        for (name, cohort) in cohorts(&rows.facts, *follow, |row| name(scope, &rows.facts, by, row)) {
            let at = sums.binary_search_by(|(known, _)| known.as_str().cmp(name)).unwrap_or_else(|at| {
                sums.insert(at, (name.to_owned(), vec![None; width * follows.len()]));
                at
            });
            let slots = sums.get_mut(at).and_then(|(_, slots)| slots.get_mut(run * width..(run + 1) * width));
            if let Some(slots) = slots {
                slots.copy_from_slice(&values(cohort));
            }
        }
    }
    Sums::made(MEASURES.into_iter().chain(["open"]), sums)
}

/// In the order of the measures, the open ones last.
fn values(cohort: Cohort) -> [Option<i128>; 6] {
    let open = cohort.inquiries.map(|_| cohort.open.max(0));
    [cohort.inquiries, cohort.valid, cohort.deals, cohort.lost, cohort.revenue, open]
}

/// The name that a row goes to; a person's row to the team of its day (R11).
fn name<'n>(scope: &Scope<'n>, facts: &'n Facts, by: Option<Dimension>, row: usize) -> &'n str {
    let Some(by) = by else { return "" };
    let own = facts.dimension(by).get(row);
    let of_person = || {
        let person = facts.dimension(Dimension::Member).get(row)?;
        scope.setting.organisation.team_of(person, *facts.days.get(row)?)
    };
    let found = if by == Dimension::Team { own.or_else(of_person) } else { own };
    found.unwrap_or_default()
}

/// What became of the cohort: won, lost, open within its days, over without an end.
pub(super) fn outcome(flow: &Flow) -> Option<Table> {
    let of = |id: &str| flow.whole.of(0, 0, id);
    let all = of("inquiries")?;
    let known = ["deals", "lost_orders", "open"].map(of);
    let rest = all - known.iter().flatten().sum::<i128>();
    let [won, lost, open] = known;
    let parts = [
        ("won", "row.won", won),
        ("lost", "row.lost", lost),
        ("open", "row.open", open),
        ("lapsed", "row.lapsed", Some(rest)),
    ];
    let cells = |number: Option<i128>| {
        let count = number.map_or(Value::Null, |number| Value::Number(number, Unit::Count));
        vec![count, share(number, Some(all))]
    };
    let rows = parts.into_iter().map(|(id, label, number)| row(id, words(label), cells(number)));
    let rows = rows.chain([total(cells(Some(all)))]).collect();
    let columns = vec![strong("count", words("column.count")), column("share", words("column.share"))];
    table("outcome", words("table.outcome"), words("column.outcome"), columns, rows)
}
