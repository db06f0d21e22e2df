//! The line that says which period, against what, of whom, and how far it can be trusted.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Voice;
use crate::domain::base::{Day, DayRange};
use crate::domain::model::{AsOf, Basis, Changes, Dimension};
use crate::report::{Kind, Report, Table, Value};
use crate::text::{Lang, clean, clock, day_short, days, phrase, say, weekday};

/// The parts of the lens line, in the order in which they are read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LensLine {
    /// The period; empty for a report without one.
    pub period: String,
    /// Until when it counts, comparison, filters, breakdown, basis, as-of.
    pub parts: Vec<String>,
    /// How many of the parts, from the first, say until when it counts and what it is held against.
    pub held: usize,
    /// The filters alone: `channel seo`; nothing where the whole company is shown.
    pub filters: Vec<String>,
    /// The earlier state that it is read in: `as of #154`; nothing where it is the present one.
    pub as_of: Option<String>,
    /// How many of the figures due are reported: `reported 11/12 *`.
    pub coverage: Option<String>,
    /// How many days of people are closed, of those that must be: `closed 7/8 *`.
    pub closed: Option<String>,
    /// Until when there are figures: `figures to 8 Sep`.
    pub until: Option<String>,
    /// When the newest of them came: `08:57`.
    pub clock: Option<String>,
}

/// The lens line of `report`.
#[must_use]
pub fn lens_line(report: &Report, voice: &Voice<'_>) -> LensLine {
    let lang = voice.lang;
    let mut line = LensLine { parts: parts(report, voice), filters: filters(report, voice), ..LensLine::default() };
    line.held = usize::from(counts_until(report).is_some()) + usize::from(report.compared.is_some());
    line.as_of = as_of(report, voice).filter(|_| !matches!(report.kind, Kind::Changed | Kind::Log));
    if let Some(period) = report.period {
        line.period = voice.value(&Value::Period(period));
    }
    line.coverage = report.trust.coverage.map(|(given, due)| {
        let star = if given < due { " *" } else { "" };
        let coverage = voice.value(&Value::Of(given, due));
        format!("{}{star}", say("lens.coverage", &[("coverage", &coverage)], lang))
    });
    line.closed = report.trust.closed.map(|closed| {
        let star = if closed.closed < closed.due { " *" } else { "" };
        let coverage = voice.value(&Value::Of(closed.closed, closed.due));
        let day = closed.on.map(|day| day_short(day, lang)).unwrap_or_default();
        let id = if closed.on.is_some() { "lens.closed-on" } else { "lens.closed" };
        format!("{}{star}", say(id, &[("coverage", &coverage), ("day", &day)], lang))
    });
    line.until = report.trust.data_until.map(|until| say("lens.until", &[("day", &day_short(until, lang))], lang));
    line.clock = report.trust.sources.iter().map(|source| source.at).max().map(|at| clock(at, voice.timezone));
    line
}

/// The last day that counts, where the period goes on after it.
fn counts_until(report: &Report) -> Option<Day> {
    let (period, counted) = report.period.zip(report.counted)?;
    Some(counted.last()).filter(|last| *last < period.last())
}

fn parts(report: &Report, voice: &Voice<'_>) -> Vec<String> {
    let lang = voice.lang;
    let lens = &report.lens;
    let mut parts = Vec::new();
    if let Some(until) = counts_until(report) {
        parts.push(say("lens.counted", &[("day", &day_short(until, lang))], lang));
    }
    if let Some(compared) = report.compared {
        parts.push(say("lens.versus", &[("days", &compared_days(compared, report.counted, voice))], lang));
    }
    if report.period.is_some() && lens.filters.is_empty() {
        parts.push(phrase("lens.everybody", lang).to_owned());
    }
    parts.extend(filters(report, voice));
    // The journal is of no figure.
    if report.kind == Kind::Log {
        return parts;
    }
    if let Some(by) = lens.by {
        parts.push(say("lens.by", &[("dimension", dimension_word(by, lang))], lang));
        let order = report.tables.iter().find(|table| table.id == "breakdown").and_then(Table::order);
        parts.extend(order.map(|order| voice.sentence(&order)));
    }
    if lens.basis == Basis::Cohort {
        parts.push(phrase("lens.cohort", lang).to_owned());
    }
    parts.extend(as_of(report, voice));
    parts
}

/// The state that it is read in, where that is not the present one; the one since which it looks for changes.
fn as_of(report: &Report, voice: &Voice<'_>) -> Option<String> {
    let state = match report.lens.as_of? {
        AsOf::Revision(revision) => format!("#{}", revision.0),
        AsOf::Day(day) => voice.value(&Value::Day(day)),
    };
    let id = if report.kind == Kind::Changed { "lens.since" } else { "lens.as-of" };
    Some(say(id, &[("state", &state)], voice.lang))
}

fn filters(report: &Report, voice: &Voice<'_>) -> Vec<String> {
    if report.kind == Kind::Log {
        return changes(&report.lens.changes, voice);
    }
    let filter = |(dimension, names): &(Dimension, Vec<String>)| {
        format!("{} {}", dimension_word(*dimension, voice.lang), clean(&names.join(", ")))
    };
    report.lens.filters.iter().map(filter).collect()
}

/// Which changes of the journal are shown: their kinds, by whom, made when.
fn changes(changes: &Changes, voice: &Voice<'_>) -> Vec<String> {
    let lang = voice.lang;
    let word = |kind: &String| phrase(&format!("log.kind.{kind}"), lang).to_owned();
    let kinds: Vec<String> = changes.kinds.iter().map(word).collect();
    let by =
        || say("lens.changed-by", &[("names", &clean(&listed(changes.users.iter().map(String::as_str), lang)))], lang);
    let kinds = (!kinds.is_empty()).then(|| listed(kinds.iter().map(String::as_str), lang));
    let users = (!changes.users.is_empty()).then(by);
    let made = changes.made.map(|period| voice.value(&Value::Period(period)));
    kinds.into_iter().chain(users).chain(made).collect()
}

/// `Tue 1 Sep` beside a day of the same year, else a run of days.
fn compared_days(compared: DayRange, counted: Option<DayRange>, voice: &Voice<'_>) -> String {
    let first = compared.first();
    let one = first == compared.last();
    let same_year = |day: Day| counted.is_some_and(|counted| counted.first().year() == day.year());
    if one && same_year(first) {
        let (name, date) = (weekday(first, voice.lang), day_short(first, voice.lang));
        return format!("{name} {date}");
    }
    if same_year(first) && same_year(compared.last()) {
        let run = [first, compared.last()].map(|day| day_short(day, voice.lang));
        let [first, last] = run.each_ref().map(String::as_str);
        return say("lens.run", &[("first", first), ("last", last)], voice.lang);
    }
    days(compared, voice.lang)
}

/// The word for a dimension: `channel`, `渠道`.
#[must_use]
pub fn dimension_word(dimension: Dimension, lang: Lang) -> &'static str {
    let id = match dimension {
        Dimension::Channel => "dimension.channel",
        Dimension::Region => "dimension.region",
        Dimension::Product => "dimension.product",
        Dimension::Member => "dimension.member",
        Dimension::Team => "dimension.team",
        Dimension::Reason => "dimension.reason",
    };
    phrase(id, lang)
}

/// What stands over a table: its title, and by what its rows part it. Nothing over the measures of the period itself,
/// which the lens line names.
#[must_use]
pub fn table_title(table: &Table, voice: &Voice<'_>) -> String {
    let title = voice.value(&table.title);
    match (&table.title, table.id.as_ref()) {
        (Value::Period(_), _) => String::new(),
        (_, "breakdown" | "matrix" | "branches" | "paid") => {
            say("table.by", &[("title", &title), ("label", &voice.value(&table.label))], voice.lang)
        }
        _ => title,
    }
}

/// What a reader has to know before debating the figures: who is missing, what was corrected, and until when each
/// source has delivered.
#[must_use]
pub fn trust_notes(report: &Report, voice: &Voice<'_>) -> Vec<String> {
    let lang = voice.lang;
    if report.period.is_none() {
        return Vec::new();
    }
    let mut notes = missing(report, voice);
    if report.is_above_whole() {
        notes.insert(notes.len().min(1), format!("% {}", phrase("note.above_whole", lang)));
    }
    if report.trust.corrected {
        notes.push(phrase("trust.corrected", lang).to_owned());
    }
    let mut until: BTreeMap<Reverse<Day>, Vec<String>> = BTreeMap::new();
    for source in &report.trust.sources {
        until.entry(Reverse(source.until)).or_default().push(voice.sources(&source.name));
    }
    for (Reverse(day), names) in until {
        let (day, names) = (day_short(day, lang), listed(names.iter().map(String::as_str), lang));
        notes.push(say("trust.sources", &[("day", &day), ("names", &names)], lang));
    }
    notes
}

/// Who has not reported what, a person once.
fn missing(report: &Report, voice: &Voice<'_>) -> Vec<String> {
    const NAMED: usize = 4;
    let lang = voice.lang;
    let mut people: Vec<(&str, Vec<String>)> = Vec::new();
    for (who, measure) in &report.trust.missing {
        let at = people.iter().position(|(known, _)| known == who).unwrap_or_else(|| {
            people.push((who, Vec::new()));
            people.len() - 1
        });
        if let (Some(name), Some((_, measures))) = (measure_name(report, measure, voice), people.get_mut(at)) {
            measures.extend((!measures.contains(&name)).then_some(name));
        }
    }
    let others = people.len().saturating_sub(NAMED);
    let mut notes: Vec<String> = people
        .iter()
        .take(NAMED)
        .map(|(who, measures)| {
            let id = if measures.is_empty() { "trust.missing-some" } else { "trust.missing" };
            let measures = listed(measures.iter().map(String::as_str), lang);
            say(id, &[("who", who), ("measures", &measures)], lang)
        })
        .collect();
    if others > 0 {
        notes.push(say("trust.missing-more", &[("count", &others.to_string())], lang));
    }
    notes
}

fn listed<'a>(names: impl Iterator<Item = &'a str>, lang: Lang) -> String {
    names.collect::<Vec<_>>().join(if lang == Lang::En { ", " } else { "、" })
}

/// What `measure` is called, where a row of the report says it.
fn measure_name(report: &Report, measure: &str, voice: &Voice<'_>) -> Option<String> {
    let row = report.tables.iter().flat_map(|table| &table.rows).find(|row| row.id == measure);
    row.map(|row| voice.value(&row.label))
}
