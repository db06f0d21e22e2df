//! Meetings: the slides of the next stand-up, those that were held, and who of those who decide took part (S-014, S-015).

use crate::domain::base::{Day, Grain, Period};
use crate::domain::model::{Document, Meeting, Unit, Versioned};
use crate::domain::rules::agenda::{agenda as slides, total};
use crate::domain::rules::attendance::attendance;
use crate::report::cell::{column, count, row, strong, table, words};
use crate::report::minutes::clock;
use crate::report::{Question, Sentence, Setting, Table, Value};

/// The meetings among documents, newest first.
pub(super) fn of(found: &[Versioned]) -> Vec<&Meeting> {
    let meetings = found.iter().filter_map(|found| match &found.document {
        Document::Meeting(meeting) => Some(meeting),
        _ => None,
    });
    let mut meetings: Vec<&Meeting> = meetings.collect();
    meetings.sort_by_key(|meeting| std::cmp::Reverse((meeting.day, meeting.ritual)));
    meetings
}

/// The slides of the next stand-up, and what is planned for each.
pub(super) fn agenda(question: &Question, setting: Setting<'_>) -> Option<Table> {
    let slides = slides(question.today, &setting.organisation.calendar, |_| true);
    let whole: u32 = slides.iter().map(|slide| slide.planned()).sum();
    let line = |slide: &crate::domain::rules::agenda::Slide| {
        let title = Sentence { id: format!("slide.{}", slide.word()).into(), args: Vec::new() };
        row(slide.word(), Value::Words(title), vec![clock(slide.planned())])
    };
    let columns = vec![column("planned", words("column.planned-time"))];
    let rows = slides.iter().map(line).collect();
    let found = table("agenda", words("table.agenda"), words("column.slide"), columns, rows)?;
    Some(Table { note: Some(Sentence::new("note.agenda").with("time", clock(whole))), ..found })
}

/// The meetings that were held.
pub(super) fn list(meetings: &[&Meeting]) -> Option<Table> {
    let line = |meeting: &&Meeting| {
        let (planned, used) = total(&meeting.slides);
        let ritual = Sentence { id: format!("ritual.{}", meeting.ritual.word()).into(), args: Vec::new() };
        let time = |seconds| if meeting.slides.is_empty() { Value::Undefined } else { clock(seconds) };
        row(
            format!("{}/{}", meeting.day, meeting.ritual.word()),
            Value::Day(meeting.day),
            vec![
                Value::Words(ritual),
                count(meeting.attendees.len()),
                time(planned),
                time(used),
                count(meeting.decisions.len()),
                count(meeting.actions.len()),
            ],
        )
    };
    let columns = vec![
        strong("ritual", words("column.ritual")),
        column("attendees", words("column.attendees")),
        column("planned", words("column.planned-time")),
        column("used", words("column.used")),
        column("decisions", words("column.decisions")),
        column("actions", words("column.made")),
    ];
    table("meetings", words("table.meetings"), words("column.day"), columns, meetings.iter().map(line).collect())
}

/// How often those who decide took part in the month's daily meetings.
pub(super) fn attended(question: &Question, setting: Setting<'_>, meetings: &[&Meeting]) -> Option<Table> {
    let organisation = setting.organisation;
    let month = Period::of(Grain::Month, question.today, organisation.settings.fiscal_start);
    let own = meetings.iter().filter(|meeting| month.days().contains(meeting.day));
    let held: Vec<(Day, Vec<&str>)> =
        own.map(|meeting| (meeting.day, meeting.attendees.iter().map(String::as_str).collect())).collect();
    let rows = attendance(organisation, &held).into_iter().map(|own| {
        let rate = own.rate().map_or(Value::Undefined, |rate| Value::Rate(rate, Unit::Percent));
        let cells = vec![crate::report::ledger::count(own.attended), crate::report::ledger::count(own.due), rate];
        row(own.role.id.clone(), Value::Term(own.role.term.clone()), cells)
    });
    let columns = vec![
        column("attended", words("column.attended")),
        column("due", words("column.held")),
        strong("rate", words("column.attendance")),
    ];
    table("attendance", words("table.attendance"), words("column.role"), columns, rows.collect())
}
