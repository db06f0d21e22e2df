//! Records of the daily work with people: log checks and coaching (S-016), the issue register and how goals go (S-017),
//! one-on-ones (S-143), best practice (S-125).

use super::cell::{column, row, strong, table, words};
use super::ledger::{count, without_a_period};
use super::told::{figure, metric, text, word};
use super::{Got, Needs, Question, Report, Sentence, Setting, Table, Value};
use crate::domain::base::{Day, DayRange, Grain, Period, Rate};
use crate::domain::model::{Dimension, Document, DocumentKind, Lens, Record, RecordKind, Unit};
use crate::domain::rules::tasks::{Work, by_category};
use crate::domain::rules::work_log;

pub(super) fn needs() -> Needs {
    Needs { documents: vec![DocumentKind::Record.into()], ..Needs::default() }
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Report {
    let mut records = of(question, got);
    records.sort_by_key(|record| std::cmp::Reverse((record.day, record.number)));
    let said = Sentence::new(if records.is_empty() { "records.none" } else { "records.count" });
    let open = records.iter().filter(|record| record.kind == RecordKind::Issue && !record.settled).count();
    let headline = said.with("n", super::cell::count(records.len())).with("open", super::cell::count(open));
    let tables = [list(setting, &records), works(question, setting, &records), checks(question, setting, &records)];
    without_a_period(question, setting, headline, tables.into_iter().flatten().collect())
}

/// The records of those whom the lens asks for.
fn of<'a>(question: &Question, got: &'a Got) -> Vec<&'a Record> {
    let found = got.documents.first().map(Vec::as_slice).unwrap_or_default();
    let records = found.iter().filter_map(|found| match &found.document {
        Document::Record(record) => Some(record),
        _ => None,
    });
    let Lens { filters, metric, .. } = &question.lens;
    let asked = |record: &&Record| {
        filters.iter().all(|(dimension, names)| *dimension == Dimension::Member && names.contains(&record.person))
            && metric.as_ref().is_none_or(|metric| record.metric.as_ref() == Some(metric))
    };
    records.filter(asked).collect()
}

fn list(setting: Setting<'_>, records: &[&Record]) -> Option<Table> {
    let catalogue = setting.catalogue;
    let line = |record: &&Record| {
        let of = |value: fn((i64, i64)) -> i64| match (&record.metric, record.figures) {
            (Some(id), Some(both)) => figure(catalogue, id, value(both)),
            (None, Some(both)) => Value::Number(value(both).into(), Unit::Count),
            _ => Value::Undefined,
        };
        let state = match (record.kind, record.settled) {
            (RecordKind::Issue, false) => words("record-state.open"),
            (RecordKind::Issue, true) => words("record-state.solved"),
            _ => Value::Undefined,
        };
        let minutes = if record.minutes == 0 { Value::Undefined } else { count(record.minutes.into()) };
        row(
            record.number.to_string(),
            text(if record.subject.is_empty() { &record.text } else { &record.subject }),
            vec![
                Value::Day(record.day),
                word("record-kind", record.kind.word()),
                text(&record.person),
                record.metric.as_deref().map_or(Value::Undefined, |id| metric(catalogue, id)),
                of(|(before, _)| before),
                of(|(_, after)| after),
                minutes,
                state,
                text(&record.tags.join(", ")),
                text(&record.by),
                text(if record.subject.is_empty() { "" } else { &record.text }),
            ],
        )
    };
    let columns = vec![
        column("day", words("column.day")),
        strong("kind", words("column.kind")),
        column("person", words("column.person")),
        column("metric", words("column.metric")),
        column("before", words("column.before_it")),
        column("after", words("column.after_it")),
        column("minutes", words("column.minutes")),
        column("state", words("column.state")),
        column("tags", words("column.tags")),
        column("by", words("column.by_whom")),
        column("text", words("column.text")),
    ];
    let rows = records.iter().map(line).collect();
    table("records", words("table.records"), words("column.subject"), columns, rows)
}

/// The month that the lens is about, as far as it has come.
fn month(question: &Question, setting: Setting<'_>) -> Option<DayRange> {
    let day = question.lens.anchor.map_or(question.today, |period| period.last().min(question.today));
    let month = Period::of(Grain::Month, day, setting.organisation.settings.fiscal_start);
    DayRange::new(month.first(), question.today.min(month.last()))
}

/// The work that lifts traffic in the month so far, by category: pieces done of those planned, and the effort (S-031).
fn works(question: &Question, setting: Setting<'_>, records: &[&Record]) -> Option<Table> {
    let days = month(question, setting)?;
    let own = records.iter().filter(|record| record.kind == RecordKind::Work && days.contains(record.day));
    let lines = own.map(|record| {
        let (planned, done) = record.figures.unwrap_or_default();
        let pieces = |pieces: i64| u64::try_from(pieces).unwrap_or(0);
        let minutes = record.minutes.into();
        (record.subject.as_str(), Work { planned: pieces(planned), done: pieces(done), minutes })
    });
    let line = |(category, work): (&str, Work)| {
        let rate = work.completion().map_or(Value::Undefined, |rate| Value::Rate(rate, Unit::Percent));
        row(category, text(category), vec![count(work.planned), count(work.done), rate, count(work.minutes)])
    };
    let columns = vec![
        column("planned", words("column.planned_pieces")),
        column("done", words("column.done_pieces")),
        strong("rate", words("column.done_rate")),
        column("minutes", words("column.minutes")),
    ];
    let rows = by_category(lines).into_iter().map(line).collect();
    table("work", words("table.work"), words("column.category"), columns, rows)
}

/// Work logs checked of those due in the month so far, a person a row, and all together (S-016).
fn checks(question: &Question, setting: Setting<'_>, records: &[&Record]) -> Option<Table> {
    let organisation = setting.organisation;
    let day = question.lens.anchor.map_or(question.today, |period| period.last().min(question.today));
    let month = Period::of(Grain::Month, day, organisation.settings.fiscal_start);
    let days = DayRange::new(month.first(), question.today.plus(-1).min(month.last()))?;
    let checked: Vec<(&str, Day)> = records
        .iter()
        .filter(|record| record.kind == RecordKind::LogCheck && days.contains(record.day))
        .map(|record| (record.person.as_str(), record.day))
        .collect();
    let mut people: Vec<&str> = checked.iter().map(|(person, _)| *person).collect();
    people.sort_unstable();
    people.dedup();
    let of = |person: &str| {
        let posts = organisation.memberships.iter().filter(|post| post.person == person);
        let posts: Vec<_> = posts.map(|post| (post.from, post.to)).collect();
        let due = u64::try_from(work_log::due(&posts, days, &organisation.calendar)).unwrap_or(u64::MAX);
        let mut own: Vec<Day> = checked.iter().filter(|(name, _)| *name == person).map(|(_, day)| *day).collect();
        own.sort_unstable();
        own.dedup();
        (due, own.len() as u64)
    };
    let cells = |(due, done): (u64, u64)| {
        let rate = Rate::new(done.into(), due.into());
        vec![count(due), count(done), rate.map_or(Value::Undefined, |rate| Value::Rate(rate, Unit::Percent))]
    };
    let each: Vec<(&str, (u64, u64))> = people.into_iter().map(|person| (person, of(person))).collect();
    let all = each.iter().fold((0, 0), |(due, done), (_, (more, own))| (due + more, done + own));
    let line = |(person, own): &(&str, (u64, u64))| row(*person, text(person), cells(*own));
    let mut rows: Vec<_> = each.iter().map(line).collect();
    if rows.len() > 1 {
        rows.push(super::cell::total(cells(all)));
    }
    let columns = vec![
        column("due", words("column.logs-due")),
        column("checked", words("column.checked")),
        strong("rate", words("column.check-rate")),
    ];
    table("checks", words("table.checks"), words("column.person"), columns, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Kind;
    use crate::report::trial::Trial;

    fn record(number: u64, kind: RecordKind, person: &str, day: Day) -> Record {
        Record {
            number,
            kind,
            day,
            person: person.to_owned(),
            by: "na".to_owned(),
            subject: String::new(),
            text: "渠道伙伴联合推广".to_owned(),
            metric: None,
            figures: None,
            minutes: 0,
            tags: vec!["渠道".to_owned()],
            settled: false,
        }
    }

    #[test]
    fn s_016_99_of_110_logs_are_90_percent() {
        let people = ["A", "B", "C", "D", "E"];
        let roster: Vec<String> = people.iter().map(|name| format!("{name} sales East 2026-01-01")).collect();
        let mut trial = Trial::new(&roster.iter().map(String::as_str).collect::<Vec<_>>(), "");
        let first: Day = "2026-09-01".parse().expect("a day");
        let calendar = trial.organisation.calendar.clone();
        let days = (0..30).map(|at| first.plus(at)).filter(|day| calendar.is_working(*day));
        let logs = days.flat_map(|day| people.map(|name| record(0, RecordKind::LogCheck, name, day)));
        trial.documents =
            (1..).zip(logs).take(99).map(|(number, log)| Document::Record(Record { number, ..log })).collect();
        let report = trial.ask(Kind::Records, "month 2026-09", "2026-10-01");
        let of = |column| report.cell("checks", "total", column);
        assert_eq!((of("due"), of("checked"), of("rate")), ("110".into(), "99".into(), "90.0%".into()));
        let report = trial.ask(Kind::Records, "", "2026-10-01");
        assert!(!report.table_ids().contains(&"checks"), "October has begun");
    }

    #[test]
    fn s_143_a_quote_took_48_hours_and_takes_24() {
        let mut trial = Trial::new(&["张伟 sales East 2026-01-01"], "");
        let day = "2026-09-07".parse().expect("a day");
        let talk = record(1, RecordKind::OneOnOne, "张伟", day);
        let metric = Some("quote_hours".to_owned());
        trial.documents = vec![Document::Record(Record { metric, figures: Some((4_800, 2_400)), ..talk })];
        let report = trial.ask(Kind::Records, "member=张伟", "2026-09-09");
        assert_eq!(
            (report.cell("records", "1", "before"), report.cell("records", "1", "after")),
            ("4800".into(), "2400".into())
        );
    }

    #[test]
    fn s_031_170_of_200_articles_are_85_percent_of_the_month() {
        let mut trial = Trial::new(&["张伟 editor East 2026-01-01"], "");
        let work = |number, day: &str, subject: &str, figures| {
            let work = record(number, RecordKind::Work, "张伟", day.parse().expect("a day"));
            Document::Record(Record { subject: subject.to_owned(), figures: Some(figures), minutes: 90, ..work })
        };
        trial.documents = vec![
            work(1, "2026-09-01", "articles", (200, 100)),
            work(2, "2026-09-08", "articles", (0, 70)),
            work(3, "2026-09-08", "videos", (20, 5)),
            work(4, "2026-08-31", "articles", (200, 199)),
        ];
        let report = trial.ask(Kind::Records, "month 2026-09", "2026-09-09");
        assert_eq!(report.column("work", "rate"), "articles=85.0% videos=25.0%");
        assert_eq!(
            [report.cell("work", "articles", "done"), report.cell("work", "articles", "minutes")],
            ["170", "180"]
        );
    }

    #[test]
    fn s_017_an_issue_is_open_until_it_is_solved() {
        let mut trial = Trial::new(&["张伟 sales East 2026-01-01"], "");
        let issue = record(1, RecordKind::Issue, "张伟", "2026-09-07".parse().expect("a day"));
        trial.documents =
            vec![Document::Record(Record { number: 2, settled: true, ..issue.clone() }), Document::Record(issue)];
        let report = trial.ask(Kind::Records, "", "2026-09-09");
        assert_eq!(report.column("records", "state"), "2=record-state.solved 1=record-state.open");
        assert_eq!(report.said(), ["records.count n=2 open=1"]);
    }
}
