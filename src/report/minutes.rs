//! The minutes of a meeting: its figures as they stood, what was promised and decided, how long it took (S-014).
//!
//! The question is the meeting's own: its lens with the state that was shown as as-of, and its day as today. Documents
//! have no as-of, so a meeting keeps its promises as they stood.

use super::actions::Promises;
use super::cell::{column, count, row, strong, table, words};
use super::ledger::without_a_period;
use super::parts::{needed, said};
use super::told::owner;
use super::{Got, Kind, Needs, Question, Report, Row, Sentence, Setting, Table, Value};
use crate::domain::base::{DayRange, Error};
use crate::domain::model::{Action, AsOf, Document, DocumentKind, DocumentQuery, Meeting, Versioned};
use crate::domain::rules::agenda::{over, total};

fn review(question: &Question) -> Question {
    Question { kind: Kind::Review, ..question.clone() }
}

pub(super) fn needs(question: &Question, setting: Setting<'_>) -> Result<Needs, Error> {
    let mut all = needed(&[review(question)], setting)?;
    all.documents.push(DocumentQuery::on(DocumentKind::Meeting, DayRange::one(question.today)));
    Ok(all)
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Result<Report, Error> {
    let (reports, rest) = said(&[review(question)], setting, got)?;
    let meetings =
        rest.documents.first().into_iter().flatten().filter_map(|Versioned { document, .. }| match document {
            Document::Meeting(meeting) => Some(meeting),
            _ => None,
        });
    // Of several on one day, the one that was shown this state.
    let shown = |meeting: &&Meeting| question.lens.as_of == Some(AsOf::Revision(meeting.shown));
    let Some(meeting) = meetings.clone().find(shown).or_else(|| meetings.clone().next()) else {
        return Err(Error::asked("no-such-meeting").with("day", question.today));
    };
    let kept: Vec<&Action> = meeting.promises.iter().collect();
    let (made, told): (Vec<&Action>, Vec<&Action>) =
        kept.into_iter().partition(|action| meeting.actions.contains(&action.number));
    let promises = Promises::standing(question, setting, told);
    let review = reports.first();
    let figures = review.and_then(|review| review.tables.iter().find(|table| table.id == "measures")).cloned();
    let tables =
        [decisions(meeting), actions(&made), promises.due(), figures.map(plain), slides(meeting), Some(facts(meeting))];
    let (planned, used) = total(&meeting.slides);
    let passed = meeting.slides.iter().map(|run| u64::from(run.passed)).sum::<u64>();
    let (kept, due) = promises.kept_of_told();
    let first = attended(meeting)
        .with("ritual", ritual(meeting))
        .with("day", Value::Day(meeting.day))
        .with("planned", clock(planned))
        .with("used", clock(used));
    let mut report = without_a_period(question, setting, first, tables.into_iter().flatten().collect());
    let headline = review.and_then(|review| review.headline.first()).cloned();
    report.headline.extend(headline);
    if due > 0 {
        report.headline.push(
            Sentence::new("minutes.kept")
                .with("kept", super::ledger::count(kept))
                .with("due", super::ledger::count(due)),
        );
    }
    if passed > 0 {
        report.headline.push(Sentence::new("minutes.silence").with("n", super::ledger::count(passed)));
    }
    report.trust = review.map(|review| review.trust.clone()).unwrap_or_default();
    Ok(Report { state: review.and_then(|review| review.state), lens: question.lens.clone(), ..report })
}

/// The first sentence, with those who took part: the first few by name.
fn attended(meeting: &Meeting) -> Sentence {
    const NAMED: usize = 4;
    let (all, named) = (meeting.attendees.len(), meeting.attendees.iter().take(NAMED).cloned().collect::<Vec<_>>());
    let said = Sentence::new(match all {
        0 => "minutes.headline",
        1..=NAMED => "minutes.headline-with",
        _ => "minutes.headline-with-more",
    });
    said.with("people", Value::Text(named.join(", "))).with("more", count(all.saturating_sub(NAMED)))
}

fn ritual(meeting: &Meeting) -> Value {
    Value::Words(Sentence { id: format!("ritual.{}", meeting.ritual.word()).into(), args: Vec::new() })
}

/// Seconds as `13:00`.
pub(super) fn clock(seconds: u32) -> Value {
    Value::Text(format!("{}:{:02}", seconds / 60, seconds % 60))
}

/// Figures without the small charts, which are no figures to keep.
fn plain(mut figures: Table) -> Table {
    let kept: Vec<bool> =
        figures.columns.iter().map(|column| !matches!(column.id.as_ref(), "range" | "spark")).collect();
    for row in &mut figures.rows {
        let mut keep = kept.iter();
        row.cells.retain(|_| keep.next().copied().unwrap_or(true));
    }
    let mut keep = kept.iter();
    figures.columns.retain(|_| keep.next().copied().unwrap_or(true));
    figures
}

/// Who took part, who led, and the state that its figures can be verified against.
fn facts(meeting: &Meeting) -> Table {
    let line = |id: &'static str, label: &'static str, value: Value| row(id, words(label), vec![value]);
    let people = match meeting.attendees.join(", ") {
        none if none.is_empty() => Value::Null,
        people => Value::Text(people),
    };
    let head: String = meeting.head.chars().take(12).collect();
    let rows = vec![
        line("attendees", "field.attendees", people),
        // Which of the day's meetings it is, for whoever goes on from here.
        Row {
            id: format!("by-{}", meeting.ritual.word()),
            ..line("by", "minutes.by", Value::Text(meeting.by.clone()))
        },
        line("shown", "minutes.shown", Value::Text(meeting.shown.0.to_string())),
        line("head", "minutes.head", if head.is_empty() { Value::Null } else { Value::Text(head) }),
    ];
    let columns = vec![strong("value", words("column.standing"))];
    Table {
        id: "meeting".into(),
        title: words("table.meeting"),
        note: None,
        label: words("column.of-slide"),
        columns,
        rows,
    }
}

fn decisions(meeting: &Meeting) -> Option<Table> {
    let line = |(at, text): (usize, &String)| row((at + 1).to_string(), count(at + 1), vec![Value::Text(text.clone())]);
    let rows = meeting.decisions.iter().enumerate().map(line).collect();
    table(
        "decisions",
        words("table.decisions"),
        words("table.decisions"),
        vec![strong("text", words("column.text"))],
        rows,
    )
}

fn actions(made: &[&Action]) -> Option<Table> {
    let line = |action: &&Action| {
        let cells = vec![owner(&action.owner), Value::Day(action.due)];
        row(action.number.to_string(), Value::Text(action.title().to_owned()), cells)
    };
    let columns = vec![strong("owner", words("column.whose")), column("due", words("column.due"))];
    table("made", words("table.made"), words("column.promise"), columns, made.iter().map(line).collect())
}

/// Planned against used time of each slide, and what was passed without a word.
fn slides(meeting: &Meeting) -> Option<Table> {
    let line = |run: &crate::domain::model::SlideRun| {
        let over = over(run);
        let sign = if over < 0 { "−" } else { "+" };
        let over = u32::try_from(over.unsigned_abs()).unwrap_or(u32::MAX);
        let Value::Text(time) = clock(over) else { return row(run.slide.clone(), Value::Null, Vec::new()) };
        let title = Value::Words(Sentence { id: format!("slide.{}", run.slide).into(), args: Vec::new() });
        let cells = vec![
            clock(run.planned),
            clock(run.used),
            Value::Text(format!("{sign}{time}")),
            super::ledger::count(run.passed.into()),
        ];
        row(run.slide.clone(), title, cells)
    };
    let columns = vec![
        column("planned", words("column.planned-time")),
        strong("used", words("column.used")),
        column("over", words("column.over")),
        column("passed", words("column.passed")),
    ];
    let rows = meeting.slides.iter().map(line).collect();
    table("slides", words("table.slides"), words("column.slide"), columns, rows)
}
