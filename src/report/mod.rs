//! What a report says: two pure steps for each, `needs` (what to read) and `say` (what it means). Which targets and plans
//! it is about is asked before both (`aims`), for they decide which figures are read.
//!
//! A [`Report`] is plain data without a language or a terminal in it: `render` prints it, `tui` draws it, a socket
//! carries it, and rights strike parts of it out. One file per report.
//!
//! # Tables
//!
//! The ids of tables, rows and columns are stable: screens, JSON and scripts rely on them. A table without a row is
//! left out, and so is a column for which there is nothing to hold (`before` where nothing is compared).
//!
//! *Comparison columns* are `value` (strong), `before`, `change`, and from the week on `year`, `year_change`.
//!
//! | report | table | rows | columns |
//! |---|---|---|---|
//! | review | `measures` | metric ids: of the nine those of which anything is known or due, then the lens's own | comparison, of a working day `range`, `spark` |
//! | day and week with a target or a settled plan | `measures`, `weeks` | the same | besides `plan`, `vs_plan` |
//! | review with targets | `pace` | metric ids; of a day and week the first, of its month | `target`, `value` so far, `attainment`, `index`, `status`, `ahead`, `projection`, `projected`, `required` per working day, `stretch` and `stretched` where any is |
//! | month and longer, targets of those side by side | `pace_parts` | names of the lens's `by`, else teams or a team's people, the largest gap first, `total` | the same |
//! | day | `limits` | metric ids that have limits | `lower`, `mean`, `upper`, `days`, `trial` where any is, `series` (its title holds the days) |
//! | review that compares | `exceptions` | up to three metric ids, what moved most first | `change`, without filters `carrier`, `part`, then `owner`, `dimension` |
//! | review, lens with `by` | `breakdown` | names, `""` for not recorded, `total` | `rank` by member, `value`, `share`, then comparison, `difference` of a sum, `owner` by channel or team, `band` by member of `aov` |
//! | | `matrix` | the same, up to 60 names | metric ids |
//! | by channel | `branches`, `paid` | branch ids; `paid`, `free` | as `breakdown` |
//! | by product or channel, several regions in the lens | `cross` | the names, `total` | the regions, each the share within it; `total` |
//! | day | `lost` | lost reasons, most first, `total` | `count`, `share`, `running` |
//! | week | `days` | the days | `kind`, metric ids |
//! | | `weeks` | metric ids | six weeks (`2026-W37`), the last strong, `change`, `year_change`, `last_year` |
//! | | `to_date` | metric ids | `month`, `month_change`, `month_year`, `quarter`, `quarter_change`, `quarter_year` |
//! | week, month | `months` | metric ids | twelve months (`2026-09`), the last strong; week: `last_year` |
//! | month | `days` | all its days | `kind`, metric ids |
//! | month and longer | `curve` | metric ids | `value`, `before`, `year`: sums so far by day of a month, ten days of a quarter, month of a year |
//! | | `segments` | metric ids | the weeks of the month, cut at its edges (`2026-09-01..2026-09-06`), `total` |
//! | | `ten_days` | metric ids | the ten-day periods (`2026-09-01..2026-09-10`), `total` |
//! | quarter, year | `months` | metric ids | its months, `total` |
//! | week and longer | `funnel` | `effective_visits`, `inquiries`, `valid_inquiries`, `deals` | `count`, `step`, `overall`, `before`, `step_before`, `step_change` |
//! | | `mix` | `on_site`, `follow_up` | `value`, `share`, `benchmark`, `deviation`, `deals`, `deal_share` |
//! | | `returns` | metric ids of money in and out | comparison |
//! | | `lost`, `complaints` | reasons, most first, `total` | `count`, `share`, `running` |
//! | month and longer | `regions` | regions, `total` | `value`, `share`, then comparison |
//! | | `posts` | `TEAM/ROLE`, `total` | `filled`, `least`, `most`, `rate`, `orders`, `per_head` |
//! | lens with `metric=orders_per_customer`, `repeat_share` or `ltv` | `repeat` | `customers`, `orders`, `orders_per_customer`, `repeat_share`, `ltv` | `value` |
//! | lens with a `median_…` metric | `median` | `rows`, the metric | `value` |
//! | funnel | `funnel` | `effective_visits`, `inquiries`, `valid_inquiries`, `deals`, `aov`, `revenue`; a cohort begins with `inquiries` | `count`, `before`, `change`, `rate`, `step`, `step_before`, `step_change`, `interval`, `overall`, `drop_off`, `owner`, `bar` |
//! | | `breakdown` | names of the lens's `by`, else channels, up to 60; `total` | the first step, each rate with its `…_points`, `revenue`, `change`; `open` of a cohort |
//! | funnel, basis cohort | `outcome` | `won`, `lost`, `open`, `lapsed`, `total` | `count`, `share` |
//! | funnel | `owners` | role ids | `step`, `people` |
//! | | `mix`, `lost` | as in a review; no `mix` of a cohort | |
//! | | `lag` | `inquiry_valid`, `valid_deal`, `inquiry_deal` | `days`, `before`, `samples` |
//! | series | `series` | periods (`2026-09`), oldest first | comparison, `year` from the week on |
//! | series, lens with `by` | `parts` | the same | names |
//! | board | `board` | names, the best first, `""` for not recorded, `total` | `rank`, `move`, `team` by member, `value`, `interval` and, where ranks lie within noise, `tied` of a ratio of counts, `share` of a sum, `change`, `attainment` where anybody has a target (of a day and week, of the month), `to_next`, `market` by region or product, `history`, `spark`, `bar` |
//! | board, metric of growth | `board` | names, `total` | `rank`, `team` by member, `value`, `streak`, by member and quarter `existing` customers, `mark` where any is, `now`, `before`, `spark` |
//! | board by member | `one_step` | names, the smallest gap first | `gap`, `rank`, `above` |
//! | | `growth` | names, the fastest first | `value`, `streak` |
//! | | `new_customers` | names, most first | `value`, `average`, `index` |
//! | | `teams` | teams, the best first | `value`, `share`, `change`, `attainment` as above, `bar` |
//! | | `specialists` | `NAME/OF` | `of`, `share`, `value` |
//! | | `pioneers` | `NAME/MARKET` | `market`, `value` |
//! | | `bands` | `top`, `middle`, `bottom` | `people`, `stability` |
//! | board by team | `roles` | `ROLE/TEAM` | `rank`, `class`, `stage`, `heads`, `value`, `change`, `first` |
//! | person | `measures` | metric ids | `value`, `mean` of the team, `on_mean`, `rank`, `move`, `before`, `change`, `spark` |
//! | | `pace` with targets of the person | metric ids | as of a review |
//! | | `funnel` | as of a review | `count`, `step`, `team_step`, `step_change` |
//! | | `channels`, `regions`, `products` | names, the largest first | `value`, `share`, `bar` |
//! | | `posts` | `1`, `2`, … the newest first | `role`, `from`, `to` |
//! | goals | `goals` | `METRIC/OWNER`, each below what it is a part of | `target`, `value` so far, `attainment`, `index`, `status`, `parts` and `fit` where any has parts, `state`, `steps` of a person where any are taken, `late` where anything is |
//! | goals of a month in its first ten days, or ahead | `winners` of the month before | names | `rank`, `value`, `attainment` where any had a target |
//! | | `calendar` | its weeks, `total` | `mon` to `sun`, `working` days |
//! | goals | `checkpoints` of a month | `1`, `2`, `3` up to the next | `passed`, `plan` of whom it is due |
//! | | `wording` | `METRIC/OWNER` of goals that could say more | `lacks`, `challenge` |
//! | goals of a week | `plans` | `METRIC/OWNER` | `plan`, `expected` by now, `value`, `index`, `status`, `state` |
//! | | `commitments` | numbers of actions | `owner`, `due`, `state` |
//! | brief | none; five sentences | | |
//! | explain | `card` | `formula`, `unit`, `better`, `family`, `owner`, `source`, `coverage`, `benchmark` | `value` |
//! | | `sums` | measure ids | `value`, `weight` in the numerator, `divisor` in the denominator |
//! | | `corrections` where any was made | revisions, newest first | `at`, `user`, `what`, `reason` |
//! | | `batches` | batch numbers | `source`, `files`, `at`, `user`, `rows`, `value` of the first measure |
//! | | `rows` | `1`, `2`, … | `day`, measure ids, the dimensions, `document`, `customer`, `entered` where any row has them, `batch`, `source` |
//! | status | `database` | `revision`, `head`, … | `value` |
//! | | `sources` | source names | `until`, `at`, `behind` |
//! | imports | `imports` | batch numbers, newest first | `source`, `files`, `days`, `rows`, `state`, `replaces`, `at`, `user` |
//! | log | `log` | revisions, newest first | `at`, `user`, `kind`, `what`, `reason` |
//! | actions | `promises` | numbers of actions that are late, due today or settled since the last working day | `due`, `age` in working days, `tier`, `owner`, `state`, `metric` |
//! | | `actions` | numbers of the open ones ahead, by due day | `due`, `left` working days, `owner`, `state`, `metric` |
//! | | `kept` | weeks, this one first | `promised`, `kept`, `rate` |
//! | | `red` | metric ids of red figures, those without an owner first | `value`, `change`, `range`, `age` in working days, `role`, `owned` |
//! | | `agenda` | the slides of the next stand-up | `planned` |
//! | | `meetings` | days of meetings, newest first | `ritual`, `attendees`, `planned`, `used`, `decisions`, `actions` |
//! | | `attendance` | roles that decide | `attended`, `due` meetings of the month, `rate` |
//! | standup | a slide each: `trust`, `promises`, `customer`, `weeks`, `inputs`, `money`, `phase`, `exceptions`, `scoreboard`, `today` | what each is about | their own; the note is what the slide says |
//! | minutes | `meeting`, `measures`, `promises`, `decisions`, `made`, `slides` | | of `slides` `planned`, `used`, `over`, `passed` |
//! | records | `records` | numbers, newest first | `day`, `kind`, `person`, `metric`, `before`, `after`, `minutes`, `tags`, `state`, `by`, `text` |
//! | | `checks` | people | `due` logs of the month, `checked`, `rate` |
//! | | `work` of the month | categories | `planned`, `done`, `rate`, `minutes` |
//! | roster | `posts` | `TEAM/ROLE`, `total` | `planned`, `posts`, `heads`, `names`, `arrival`, `employment`, `pay` where any is shown |
//! | | `people` | names | `team`, `role`, `hired`, `left` |
//! | | `teams` | names | `people`, `lead`, `parent` |
//! | | `memberships` | ids of documents | `team`, `role`, `from`, `to`, `employment` |
//! | | `calendar` of one's own | days | `kind`, `note` |
//! | settings | `settings` | the names of settings | `value`, `default`, `unit`, `meaning` |
//! | entry | `entry` | people, `total` | the nine figures, `state` |
//! | | `yesterday`, `usual` | people | the nine figures |
//! | | `given`, `finer` where there is any | people | the nine figures, as far as they were not typed in; as far as rows say more than the person |
//! | | `closes` | people | `state`, `revision` |
//! | metric | `card` | as explain | `value` |
//! | | `series`, `parts` | as series | |
//! | metrics | `metrics` | metric ids | `formula`, `unit`, `better`, `family`, `owner`, `source`, `until`, `coverage` |
//! | content | `holes` | `DAY` | `measures` |
//! | | `stale` | metric ids | `until`, `days` |
//! | | `unused` | metric ids | `formula` |
//! | changed | `figures` | metric ids of what moved | `then`, `now`, `difference` |
//! | changed, lens with `by` | `parts` | names for which the metric moved | the same |
//! | | `changes` | revisions, newest first | `at`, `user`, `what`, `source`, `days`, `reason` |

mod above;
mod actions;
mod aims;
mod ask;
mod brief;
mod card;
mod cell;
mod changed;
mod content;
mod entry;
mod explain;
mod funnel;
mod goals;
mod ledger;
mod metric;
mod minutes;
mod pace;
mod parts;
mod person;
mod records;
mod red;
mod review;
mod roster;
mod scope;
mod scoreboard;
mod series;
mod settings;
mod standup;
mod status;
mod sums;
mod told;
#[cfg(test)]
mod trial;
mod trust;
mod value;

pub use aims::{Aims, aims};
pub use entry::is_due;
pub use funnel::subject_of;
pub use goals::{goal_of, has_begun, plan_owed_of};
pub use scoreboard::{BOARDS, GROWTH_BOARDS, opens};
pub use told::{named, told, told_apart};
pub use value::{Cell, Column, Marks, POINT, Row, Sentence, State, Table, Value};

use serde::{Deserialize, Serialize};

use crate::domain::base::{Day, DayRange, Error, FiscalStart, Period};
use crate::domain::model::{
    Batch, Catalogue, CellQuery, CellTable, DocumentKind, DocumentQuery, Figures, JournalEntry, JournalQuery, Lens,
    Organisation, Revision, RowPart, RowQuery, Rows, Source, Versioned,
};

/// Which report.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Day, week, month, quarter or year: the lens's grain says which.
    Review,
    /// The steps from traffic to amount, and where they changed (S-026).
    Funnel,
    /// One metric over time.
    Series,
    /// Who leads and who moved, of people, teams, regions, channels or products (S-091).
    Board,
    /// Everything about one person: the lens's only member.
    Person,
    /// The targets of a period as a tree, or the plans of a week (S-036, S-003).
    Goals,
    /// Five lines for the first minute after login.
    Brief,
    /// Rows, batches and rule behind a figure (S-077).
    Explain,
    /// How the database does: size, revision, sources, freshness.
    Status,
    /// The imports and what became of them.
    Imports,
    /// The journal.
    Log,
    /// Every metric with its card: formula, source, owner, coverage (S-165).
    Metrics,
    /// One metric: its card, and how it went (S-130).
    Metric,
    /// What is wrong with the content: holes, stale and unused measures (S-167).
    Content,
    /// What has changed since the state that the lens's as-of names.
    Changed,
    /// The organisation's settings.
    Settings,
    /// What was promised, and what now (S-004).
    Actions,
    /// Records of the daily work with people (S-016, S-017, S-125, S-143).
    Records,
    /// The organisation on a day: posts, people, teams, who is where (S-061).
    Roster,
    /// The slides of a stand-up, a table each (C.4).
    Standup,
    /// The minutes of the meeting that the lens, its as-of and the day name (S-014).
    Minutes,
    /// A day as it is entered, person by person.
    Entry,
}

/// Who sees an answer (R14).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The asker alone.
    #[default]
    Own,
    /// Everybody who looks at a shared screen: the names of the lowest fifth are left out.
    Shared,
}

/// A report that is asked for.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Question {
    /// Which report.
    pub kind: Kind,
    /// Of what.
    pub lens: Lens,
    /// The asker's day; the default anchor is the last working day before it.
    pub today: Day,
    /// Who sees the answer.
    pub audience: Audience,
}

/// What every report is told beside its cells.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// What can be counted and shown.
    pub catalogue: &'a Catalogue,
    /// People, calendar, channels, sources.
    pub organisation: &'a Organisation,
    /// The state that is answered from.
    pub revision: Revision,
    /// What is wanted of it: what [`aims()`] asked for.
    pub aims: &'a Aims,
}

/// What a report wants to read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Needs {
    /// Sums.
    pub cells: Vec<CellQuery>,
    /// Rows.
    pub rows: Vec<RowQuery>,
    /// What of them.
    pub part: RowPart,
    /// Whether it wants the batches.
    pub batches: bool,
    /// The lines of the journal that it wants.
    pub journal: JournalQuery,
    /// Whether it wants the database's own figures.
    pub figures: bool,
    /// Documents.
    pub documents: Vec<DocumentQuery>,
}

impl Needs {
    /// The days that are to be read, in runs that neither overlap nor touch, earliest first.
    #[must_use]
    pub fn days(&self) -> Vec<DayRange> {
        let cells = self.cells.iter().flat_map(|query| query.ranges.iter().copied());
        let mut runs: Vec<DayRange> = cells.chain(self.rows.iter().map(|query| query.days)).collect();
        runs.sort_unstable();
        let mut merged: Vec<DayRange> = Vec::new();
        for run in runs {
            let grown = merged.last().filter(|last| run.first() <= last.last().plus(1));
            let grown = grown.and_then(|last| DayRange::new(last.first(), last.last().max(run.last())));
            match (grown, merged.last_mut()) {
                (Some(grown), Some(last)) => *last = grown,
                _ => merged.push(run),
            }
        }
        merged
    }
}

/// What was read, in the order of the needs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Got {
    /// Sums.
    pub cells: Vec<CellTable>,
    /// Rows.
    pub rows: Vec<Rows>,
    /// The batches, oldest first; empty unless wanted.
    pub batches: Vec<Batch>,
    /// The lines of the journal that are wanted, newest first.
    pub journal: Vec<JournalEntry>,
    /// The database's own figures; `None` unless wanted.
    pub figures: Option<Figures>,
    /// Documents, as they stand now, whatever state of the facts is asked for.
    pub documents: Vec<Vec<Versioned>>,
}

/// How far the figures can be trusted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Trust {
    /// Required figures reported, of required figures due; `None` where nobody must report (no roster).
    pub coverage: Option<(u64, u64)>,
    /// Who is missing: person and measure id.
    pub missing: Vec<(String, String)>,
    /// The sources and until when each has delivered.
    pub sources: Vec<Source>,
    /// The last day with any fact.
    pub data_until: Option<Day>,
    /// Days of people that are closed (S-001); `None` where nobody closes days.
    pub closed: Option<Closed>,
    /// Whether a correction touches the period (`~`).
    pub corrected: bool,
}

/// Close coverage (S-001).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Closed {
    /// Closed days of people.
    pub closed: u64,
    /// Days that must be closed: each working day of each person who owes a figure on it.
    pub due: u64,
    /// The day that is meant, where the period has more: of a month and longer its last working day.
    pub on: Option<Day>,
}

/// An answer worth reading out: a headline, how far to trust it, and tables.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Which report.
    pub kind: Kind,
    /// The question, its anchor resolved.
    pub lens: Lens,
    /// The period it is about; `None` for reports without one (status, log).
    pub period: Option<Period>,
    /// The days of the period that have come and are counted.
    pub counted: Option<DayRange>,
    /// The last working day among them; `None` where there is none.
    pub worked: Option<Day>,
    /// The days that they are compared with.
    pub compared: Option<DayRange>,
    /// The state that was answered from.
    pub revision: Revision,
    /// ISO code of the currency of every amount.
    pub currency: String,
    /// IANA name of the organisation's time zone, in which every moment is shown (R7).
    pub timezone: String,
    /// The organisation's fiscal start, by which quarters and years are named (R7).
    pub fiscal: FiscalStart,
    /// How it stands; `None` where nothing says so.
    pub state: Option<State>,
    /// What it says, in a sentence or two.
    pub headline: Vec<Sentence>,
    /// How far the figures can be trusted.
    pub trust: Trust,
    /// The figures.
    pub tables: Vec<Table>,
    /// The days whose figures were read for it: what touches none of them leaves the report as it is.
    pub read: Vec<DayRange>,
    /// The kinds of documents that were read for it, beside those of the roster.
    pub kinds: Vec<DocumentKind>,
}

/// Whether reports of this kind tell records of the work with people, which are not everybody's to see.
#[must_use]
pub fn tells_records(kind: &Kind) -> bool {
    matches!(kind, Kind::Person | Kind::Records)
}

/// Whether everything that reports of this kind say of a closed field (R14) is of whom the lens's filters name.
#[must_use]
pub fn keeps_to_its_filters(kind: &Kind) -> bool {
    matches!(kind, Kind::Person | Kind::Series | Kind::Metric)
}

/// What `question` has to read. The first step; asks nothing of the database itself.
///
/// The desk resolves an as-of day to the last revision of that day before it asks.
///
/// # Errors
/// Where the lens names a metric that is not there, or an as-of day that nobody has resolved.
pub fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    match question.kind {
        Kind::Review => review::needs(question, setting),
        Kind::Funnel => funnel::needs(question, setting),
        Kind::Series => series::needs(question, setting),
        Kind::Board => scoreboard::needs(question, setting),
        Kind::Person => person::needs(question, setting),
        Kind::Goals => goals::needs(question, setting),
        Kind::Brief => brief::needs(question, setting),
        Kind::Explain => explain::needs(question, setting),
        Kind::Metrics => card::needs(question, setting),
        Kind::Metric => metric::needs(question, setting),
        Kind::Content => content::needs(question, setting),
        Kind::Changed => changed::needs(question, setting),
        Kind::Status => Ok(status::needs()),
        Kind::Imports => Ok(ledger::imports_needs()),
        Kind::Log => Ok(ledger::log_needs(question)),
        Kind::Settings => Ok(Needs::default()),
        Kind::Actions => actions::needs(question, setting),
        Kind::Records => Ok(records::needs()),
        Kind::Roster => Ok(roster::needs()),
        Kind::Standup => standup::needs(question, setting),
        Kind::Minutes => minutes::needs(question, setting),
        Kind::Entry => entry::needs(question, setting),
    }
}

/// What the figures mean. The second step; `got` answers the needs in their order.
///
/// # Errors
/// As [`needs`].
pub fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    match question.kind {
        Kind::Review => review::say(question, setting, got),
        Kind::Funnel => funnel::say(question, setting, got),
        Kind::Series => series::say(question, setting, got),
        Kind::Board => scoreboard::say(question, setting, got),
        Kind::Person => person::say(question, setting, got),
        Kind::Goals => goals::say(question, setting, got),
        Kind::Brief => brief::say(question, setting, got),
        Kind::Explain => explain::say(question, setting, got),
        Kind::Metrics => card::say(question, setting, got),
        Kind::Metric => metric::say(question, setting, got),
        Kind::Content => content::say(question, setting, got),
        Kind::Changed => changed::say(question, setting, got),
        Kind::Status => Ok(status::say(question, setting, got)),
        Kind::Imports => Ok(ledger::imports(question, setting, got)),
        Kind::Log => Ok(ledger::log(question, setting, got)),
        Kind::Settings => Ok(settings::say(question, setting)),
        Kind::Actions => actions::say(question, setting, got),
        Kind::Records => Ok(records::say(question, setting, got)),
        Kind::Roster => Ok(roster::say(question, setting, got)),
        Kind::Standup => standup::say(question, setting, got),
        Kind::Minutes => minutes::say(question, setting, got),
        Kind::Entry => entry::say(question, setting, got),
    }
}
