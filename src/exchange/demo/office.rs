//! Daily work as the office system has it, and what customers answer.

use super::chance::{Chance, scaled};
use super::company::Company;
use super::rows::{Feed, Row};
use crate::domain::base::Day;
use crate::domain::model::{Dimension, Membership};

/// Who is there on `day`, and on a working day what they did and what customers answered.
pub(super) fn rows<'a>(company: &'a Company<'a>, day: Day, out: &mut Vec<Row<'a>>) {
    let script = company.script;
    for post in company.posts(day).filter(|post| post.from == day && post.from == hired(company, post)) {
        out.push(Row::new(Feed::Oa, day, &[(Dimension::Team, post.team.as_str())], &[("hires", 1)]));
    }
    for (number, team) in script.teams.iter().enumerate() {
        let heads = company.posts(day).filter(|post| post.team == team.name).count();
        let heads = i64::try_from(heads).unwrap_or(0);
        let away = i64::from(Chance::of(script.seed, "away", day, number).happens(200));
        let values = [("headcount", heads), ("active_members", heads - away)];
        out.push(Row::new(Feed::Oa, day, &[(Dimension::Team, team.name.as_str())], &values));
    }
    if company.calendar.is_working(day) {
        work(company, day, out);
    }
}

/// What everybody did on a working day.
fn work<'a>(company: &'a Company<'a>, day: Day, out: &mut Vec<Row<'a>>) {
    for (number, post) in company.posts(day).enumerate() {
        let mut chance = Chance::of(company.script.seed, "work", day, number);
        let due = chance.between(0, 3);
        let late = i64::from(due > 0 && chance.happens(140));
        let mut values = vec![("tasks_due", due), ("tasks_done", due - late)];
        match post.role.as_str() {
            "sales" => values.push(("follow_ups", chance.between(14, 34))),
            "editor" => values.extend(writing(&mut chance)),
            "service" => out.push(answers(company, post, day, &mut chance)),
            "lead" => {
                let due = company.posts(day).filter(|one| one.team == post.team && one.role != "lead").count();
                let due = i64::try_from(due).unwrap_or(0);
                let missed = i64::from(chance.happens(300));
                values.extend([("logs_due", due), ("logs_checked", (due - missed).max(0))]);
                values.push(("coaching_sessions", i64::from(chance.happens(450))));
            }
            _ => {}
        }
        out.push(Row::new(Feed::Oa, day, &[(Dimension::Member, post.person.as_str())], &values));
    }
}

fn hired(company: &Company<'_>, post: &Membership) -> Day {
    let person = company.script.people.iter().find(|person| person.name == post.person);
    person.map_or(Day::MIN, |person| person.hired.day(company.founded))
}

fn writing(chance: &mut Chance) -> [(&'static str, i64); 4] {
    let (articles, videos) = (chance.between(0, 2), i64::from(chance.happens(250)));
    let reads = scaled((articles + videos) * 420, &[chance.wobble(250)]);
    [("articles", articles), ("videos", videos), ("pieces_published", articles + videos), ("reads", reads)]
}

/// What customers answered somebody of the service, and who renewed.
fn answers<'a>(company: &Company<'_>, post: &'a Membership, day: Day, chance: &mut Chance) -> Row<'a> {
    let count =
        |chance: &mut Chance, of: i64, share: i64| (0..of).map(|_| i64::from(chance.happens(share))).sum::<i64>();
    let asked = chance.count(scaled(3_500, &[company.level(day, 0)]));
    let (answered, renewals) = (chance.count(1_400), chance.count(900));
    let promoters = count(chance, answered, 560);
    let values = [
        ("csat_n", asked),
        ("csat_good", count(chance, asked, 915)),
        ("nps_n", answered),
        ("nps_promoters", promoters),
        ("nps_detractors", count(chance, answered - promoters, 270)),
        ("renewals_due", renewals),
        ("renewals_collected", count(chance, renewals, 830)),
    ];
    Row::new(Feed::Service, day, &[(Dimension::Member, post.person.as_str())], &values)
}
