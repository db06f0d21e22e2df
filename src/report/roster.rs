//! The organisation as it stands on a day: the posts with who holds them (S-061), its people, its teams, who is where and
//! when, and the days that differ from the week's.

use super::card::role;
use super::cell::{column, count, row, strong, table, total, words};
use super::ledger::without_a_period;
use super::{Got, Needs, Question, Report, Row, Sentence, Setting, Table, Value};
use crate::domain::base::{Day, DayKind, Period};
use crate::domain::model::{Document, DocumentKind, Employment, Membership, PostPlan, Unit};
use crate::domain::rules::posts::{Headcount, headcount};

/// Days of the calendar that are listed, from today on.
const AHEAD: usize = 40;

pub(super) fn needs() -> Needs {
    Needs { documents: vec![DocumentKind::PostPlan.into(), DocumentKind::Calendar.into()], ..Needs::default() }
}

/// On the day that the lens ends on, not after the asker's.
fn day(question: &Question) -> Day {
    question.lens.anchor.map_or(question.today, Period::last).min(question.today)
}

pub(super) fn say(question: &Question, setting: Setting<'_>, got: &Got) -> Report {
    let on = day(question);
    let documents = || got.documents.iter().flatten().map(|found| &found.document);
    let plans: Vec<&PostPlan> =
        documents().filter_map(|found| if let Document::PostPlan(plan) = found { Some(plan) } else { None }).collect();
    let found = headcount(setting.organisation, on, &plans);
    let open: u32 = found.posts.iter().map(|post| post.planned.0.saturating_sub(post.heads())).sum();
    let headline = Sentence::new(if open == 0 { "roster.headline" } else { "roster.headline-open" })
        .with("heads", count(found.heads))
        .with("posts", count(found.filled))
        .with("open", Value::Number(open.into(), Unit::Count));
    let tables = [
        posts(setting, &found),
        people(setting, on),
        teams(setting, on),
        memberships(setting, on),
        calendar(question, documents()),
    ];
    without_a_period(question, setting, headline, tables.into_iter().flatten().collect())
}

fn employment(kind: Employment) -> Value {
    words(match kind {
        Employment::Full => "employment.full",
        Employment::Outsourced => "employment.outsourced",
        Employment::Concurrent => "employment.concurrent",
    })
}

fn text(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.clone()))
}

/// The headcount plan (S-061): a row a post, how many are planned, who holds it, since when or from when on, how they are
/// employed and what is paid, where that is shown to the asker.
fn posts(setting: Setting<'_>, found: &Headcount<'_>) -> Option<Table> {
    let paid = found.posts.iter().any(|post| post.plan.is_some_and(|plan| plan.pay.is_some()));
    let line = |post: &crate::domain::rules::posts::PlannedPost<'_>| {
        let planned = match post.planned {
            (0, 0) => Value::Null,
            (least, most) if least >= most => Value::Number(least.into(), Unit::Count),
            (least, most) => Value::Words(
                Sentence::new("roster.range")
                    .with("least", Value::Number(least.into(), Unit::Count))
                    .with("most", Value::Number(most.into(), Unit::Count)),
            ),
        };
        let names: Vec<&str> = post.holders.iter().map(|holder| holder.person.as_str()).collect();
        let arrived = post.holders.iter().map(|holder| holder.from).max();
        let awaited = post.plan.and_then(|plan| plan.arrival).filter(|_| post.heads() < post.planned.0);
        let mut kinds: Vec<Employment> = post.holders.iter().map(|holder| holder.employment).collect();
        kinds.sort_by_key(|kind| *kind as u8);
        kinds.dedup();
        let and = |one, other| Value::Words(Sentence::new("told.and").with("one", one).with("other", other));
        let held = kinds.into_iter().map(employment).reduce(and);
        let planned_as = post.plan.map(|plan| employment(plan.employment));
        let mut cells = vec![
            planned,
            Value::Number(post.heads().into(), Unit::Count),
            Value::Number(post.heads().into(), Unit::Count),
            if names.is_empty() { Value::Null } else { Value::Text(names.join(", ")) },
            awaited.or(arrived).map_or(Value::Null, Value::Day),
            held.or(planned_as).unwrap_or(Value::Null),
        ];
        if paid {
            let pay = post.plan.and_then(|plan| plan.pay).map(|(least, most)| {
                let amount = |amount: i64| Value::Number(amount.into(), Unit::Money);
                Value::Words(Sentence::new("roster.range").with("least", amount(least)).with("most", amount(most)))
            });
            cells.push(pay.unwrap_or(Value::Null));
        }
        let label = Sentence::new("roster.post").with("team", Value::Text(post.team.to_owned()));
        row(format!("{}/{}", post.team, post.role), Value::Words(label.with("role", role(setting, post.role))), cells)
    };
    let mut rows: Vec<Row> = found.posts.iter().map(line).collect();
    if !rows.is_empty() {
        let planned: u32 = found.posts.iter().map(|post| post.planned.0).sum();
        let mut cells = vec![
            if planned == 0 { Value::Null } else { Value::Number(planned.into(), Unit::Count) },
            count(found.filled),
            count(found.heads),
        ];
        cells.extend(std::iter::repeat_n(Value::Null, if paid { 4 } else { 3 }));
        rows.push(total(cells));
    }
    let mut columns = vec![
        column("planned", words("column.planned_heads")),
        column("posts", words("column.posts")),
        strong("heads", words("column.heads")),
        column("names", words("column.names")),
        column("arrival", words("column.arrival")),
        column("employment", words("column.employment")),
    ];
    if paid {
        columns.push(column("pay", words("column.pay_month")));
    }
    table("posts", words("table.headcount"), words("column.post"), columns, rows)
}

/// Everybody who is there or has been.
fn people(setting: Setting<'_>, on: Day) -> Option<Table> {
    let organisation = setting.organisation;
    let line = |person: &crate::domain::model::Person| {
        let post = organisation.memberships.iter().filter(|post| post.person == person.name && post.holds(on));
        let post = post.min_by_key(|post| (post.employment as u8, post.from));
        let day = |day: Option<Day>| day.map_or(Value::Null, Value::Day);
        let cells = vec![
            post.map_or(Value::Null, |post| Value::Text(post.team.clone())),
            post.map_or(Value::Null, |post| role(setting, &post.role)),
            day(person.hired),
            day(person.left),
        ];
        row(person.name.clone(), Value::Text(person.name.clone()), cells)
    };
    let columns = vec![
        strong("team", words("dimension.team")),
        column("role", words("column.role")),
        column("hired", words("told.field.hired")),
        column("left", words("told.field.left")),
    ];
    let rows = organisation.people.values().map(line).collect();
    table("people", words("table.people"), words("dimension.member"), columns, rows)
}

fn teams(setting: Setting<'_>, on: Day) -> Option<Table> {
    let organisation = setting.organisation;
    let line = |team: &crate::domain::model::Team| {
        let heads = organisation.people_of(std::slice::from_ref(&team.name), on).len();
        row(
            team.name.clone(),
            Value::Text(team.name.clone()),
            vec![count(heads), text(team.lead.as_ref()), text(team.parent.as_ref())],
        )
    };
    let columns = vec![
        strong("people", words("column.heads")),
        column("lead", words("told.field.lead")),
        column("parent", words("told.field.parent")),
    ];
    table(
        "teams",
        words("table.teams"),
        words("dimension.team"),
        columns,
        organisation.teams.values().map(line).collect(),
    )
}

/// Who is where, from when to when; who is there now first.
fn memberships(setting: Setting<'_>, on: Day) -> Option<Table> {
    let mut all: Vec<&Membership> = setting.organisation.memberships.iter().collect();
    all.sort_by_key(|post| (!post.holds(on), post.team.as_str(), post.person.as_str(), post.from));
    let line = |post: &&Membership| {
        let until = post.to.map_or(Value::Null, |to| Value::Day(to.plus(-1)));
        let cells = vec![
            Value::Text(post.team.clone()),
            role(setting, &post.role),
            Value::Day(post.from),
            until,
            employment(post.employment),
        ];
        row(Document::Membership((*post).clone()).key().id, Value::Text(post.person.clone()), cells)
    };
    let columns = vec![
        strong("team", words("dimension.team")),
        column("role", words("column.role")),
        column("from", words("column.from")),
        column("to", words("column.to")),
        column("employment", words("column.employment")),
    ];
    table("memberships", words("table.memberships"), words("dimension.member"), columns, all.iter().map(line).collect())
}

/// The organisation's own days that differ, from today on.
fn calendar<'a>(question: &Question, documents: impl Iterator<Item = &'a Document>) -> Option<Table> {
    let own = documents.filter_map(|found| if let Document::Calendar(day) = found { Some(day) } else { None });
    let line = |day: &crate::domain::model::CalendarDay| {
        let kind = match day.kind {
            DayKind::Makeup => words("day-kind.makeup"),
            DayKind::Rest => words("day-kind.rest"),
            DayKind::Work => words("day-kind.work"),
        };
        row(day.day.to_string(), Value::Day(day.day), vec![kind, Value::Text(day.note.clone())])
    };
    let rows = own.filter(|day| day.day >= question.today).take(AHEAD).map(line).collect();
    let columns = vec![strong("kind", words("column.kind")), column("note", words("column.text"))];
    table("calendar", words("table.own-days"), words("column.day"), columns, rows)
}

#[cfg(test)]
mod tests {
    use crate::domain::model::{Document, Employment, PostPlan, Team};
    use crate::report::Kind;
    use crate::report::trial::Trial;

    #[test]
    fn s_061_one_person_who_edits_and_promotes_is_one_head_in_two_posts() {
        let mut trial = Trial::new(&["A editor Web 2026-01-01", "A promotion Web 2026-03-01"], "");
        if let Some(post) = trial.organisation.memberships.last_mut() {
            post.employment = Employment::Concurrent;
        }
        let post = |role: &str, least, most| (role.to_owned(), least, most);
        let posts = vec![post("editor", 1, 1), post("promotion", 1, 2), post("sales", 2, 2)];
        let web = Team { name: "Web".to_owned(), posts, ..Team::default() };
        trial.organisation.teams.insert("Web".to_owned(), web);
        let plan = |role: &str, pay| {
            Document::PostPlan(PostPlan {
                team: "Web".to_owned(),
                role: role.to_owned(),
                arrival: "2026-10-01".parse().ok(),
                employment: Employment::Outsourced,
                pay,
            })
        };
        trial.documents = vec![plan("sales", None)];
        let report = trial.ask(Kind::Roster, "", "2026-09-09");
        let total = |column| report.cell("posts", "total", column);
        assert_eq!([total("heads"), total("posts"), total("planned")], ["1", "2", "4"]);
        assert_eq!(report.column("posts", "names"), "Web/editor=A Web/promotion=A Web/sales=. total=.");
        let of = |row, column| report.cell("posts", row, column);
        assert_eq!(of("Web/promotion", "employment"), "employment.concurrent");
        assert_eq!([of("Web/editor", "arrival"), of("Web/sales", "arrival")], ["2026-01-01", "2026-10-01"]);
        assert_eq!(of("Web/sales", "employment"), "employment.outsourced");
        assert_eq!(of("Web/sales", "pay"), "no cell", "what nobody wrote, and what is closed, has no column");
        assert_eq!(report.said(), ["roster.headline-open heads=1 posts=2 open=2"]);
        trial.documents = vec![plan("sales", Some((60_000_000, 90_000_000)))];
        let paid = trial.ask(Kind::Roster, "", "2026-09-09");
        assert_eq!(paid.cell("posts", "Web/sales", "pay"), "roster.range least=60000000 most=90000000");
    }
}
