//! The review of a day, week, month, quarter or year.

mod breakdown;
mod cross;
mod curve;
mod exceptions;
mod funnel;
mod headline;
mod limits;
mod measures;
mod money;
mod notes;
mod plan;
mod posts;
mod reasons;
mod regions;
mod rows;
mod targets;
#[cfg(test)]
mod tests;
mod to_date;
mod trend;

use super::ask::Ask;
use super::scope::Scope;
use super::sums::Sums;
use super::{Got, Kind, Needs, Question, Report, Setting, Table, Trust, trust};
use crate::domain::base::{Error, Grain};
use crate::domain::rules::coverage::Coverage;
use targets::Targets;

/// The nine measures of every review, in the order of the funnel.
pub(super) const NINE: [&str; 9] = [
    "effective_visits",
    "inquiries",
    "valid_inquiries",
    "lost_orders",
    "deals",
    "revenue",
    "inquiry_rate",
    "valid_rate",
    "close_rate",
];

pub(super) use breakdown::{dimension, is_new, label};
pub(super) use headline::{ended, low_trust, moved_most, nothing};
pub(super) use measures::{lately, named, shown};
pub(super) use money::{MIX_IDS, mix};
pub(super) use reasons::by_reason;
pub(super) use targets::aims;

/// A part of the review: what it asks, and the tables it makes of the answer.
struct Part {
    ask: fn(&Scope<'_>) -> Ask,
    tables: fn(&Scope<'_>, &Sums, &Beside<'_>) -> Vec<Table>,
}

/// What a part is told beside the answer to its own wish.
struct Beside<'a> {
    coverage: Coverage<'a>,
    /// The answer of the measures: the whole of which others are parts, in the same first runs.
    whole: Sums,
}

/// The parts that a review of this scope has beside its measures, in the order of their tables.
fn parts(scope: &Scope<'_>) -> Vec<Part> {
    let grain = scope.period.grain();
    let planned = scope.setting.organisation.teams.values().any(|team| !team.posts.is_empty());
    let all = [
        (scope.question.lens.by.is_some(), Part { ask: breakdown::ask, tables: breakdown::tables }),
        (grain > Grain::Day, Part { ask: funnel::ask, tables: funnel::tables }),
        (grain > Grain::Day, Part { ask: trend::ask, tables: trend::tables }),
        (grain == Grain::Week, Part { ask: to_date::ask, tables: to_date::tables }),
        (grain >= Grain::Month && scope.begun, Part { ask: curve::ask, tables: curve::tables }),
        (grain > Grain::Day, Part { ask: money::ask, tables: money::tables }),
        (true, Part { ask: reasons::ask, tables: reasons::tables }),
        (grain >= Grain::Month, Part { ask: regions::ask, tables: regions::tables }),
        (grain >= Grain::Month && planned, Part { ask: posts::ask, tables: posts::tables }),
    ];
    all.into_iter().filter(|(wanted, _)| *wanted).map(|(_, part)| part).collect()
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let scope = Scope::of(question, setting)?;
    let parts = parts(&scope);
    let targets = Targets::of(&scope);
    let asks = std::iter::once(measures::ask(&scope)).chain(exceptions::asks(&scope));
    let asks = asks.chain(parts.iter().map(|part| (part.ask)(&scope)));
    let asks = asks.chain(cross::asks(&scope)).chain(targets.iter().flat_map(Targets::asks));
    let cells = trust::query(&scope).into_iter().chain(asks.flat_map(|ask| ask.queries(setting))).collect();
    let documents = notes::queries(&scope).into_iter().chain(trust::closes_query(&scope)).collect();
    Ok(Needs { cells, rows: rows::needs(&scope), documents, ..Needs::default() })
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let scope = Scope::of(question, setting)?;
    let mut answers = got.cells.iter();
    let coverage = trust::reported(&scope, &mut answers);
    let beside = Beside { coverage, whole: measures::ask(&scope).fold(setting, &mut answers) };
    let each: Vec<Sums> = exceptions::asks(&scope).iter().map(|ask| ask.fold(setting, &mut answers)).collect();
    let mut tables = measures::tables(&scope, &beside.whole, &beside);
    if limits::wanted(&scope) {
        tables.extend(limits::tables(&scope, &beside));
    }
    let above = tables.len();
    tables.extend(exceptions::table_of(&scope, &beside.whole, &each));
    for part in parts(&scope) {
        let sums = (part.ask)(&scope).fold(setting, &mut answers);
        tables.extend((part.tables)(&scope, &sums, &beside));
    }
    let regions: Vec<Sums> = cross::asks(&scope).iter().map(|ask| ask.fold(setting, &mut answers)).collect();
    tables.extend(cross::table_of(&scope, &regions));
    tables.extend(rows::tables(&scope, &beside.whole, &got.rows));
    let noted = got.documents.first().map(Vec::as_slice).unwrap_or_default();
    tables.extend(notes::tables(&scope, noted));
    let targets = Targets::of(&scope);
    let aimed = targets.as_ref().map(|targets| {
        let sums: Vec<Sums> = targets.asks().iter().map(|ask| ask.fold(setting, &mut answers)).collect();
        targets.say(&sums)
    });
    let aimed = aimed.unwrap_or_default();
    // What is wanted stands right behind the measures.
    tables.splice(above..above, aimed.tables);
    let corrected = beside.whole.corrected.first().copied().unwrap_or(false);
    let closed = trust::closed(&scope, got);
    let trust = Trust { closed, ..trust::trust(&scope, &beside.coverage, corrected) };
    let headline = headline::say(&scope, &beside.whole, &each, &trust, aimed.sentences);
    Ok(Report { headline, state: aimed.state, ..scope.report(Kind::Review, trust, tables) })
}
