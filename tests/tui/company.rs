//! A company of a dozen people whose reports are really computed: a year of months, three teams, ties, a newcomer.

use std::fmt::Write;
use std::sync::LazyLock;

use dayboard::domain::base::{Day, DayRange, Error, FiscalStart, Period};
use dayboard::domain::model::reference::{cells, facts};
use dayboard::domain::model::{
    Additive, Catalogue, Defaults, Dimension, Document, DocumentQuery, Employment, Facts, Filter, Membership,
    Organisation, Person, Revision, RowQuery, Rows, Smart, Target, TargetState, Versioned,
};
use dayboard::report::{Aims, Got, Question, Report, Setting, aims, needs, say};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);
static DEFAULTS: LazyLock<Defaults> = LazyLock::new(Defaults::built_in);
/// Who, in which team, in what role, since when, and what a month is worth in thousands.
const PEOPLE: [(&str, &str, &str, &str, i64); 13] = [
    ("李娜", "East", "closer", "2019-03-04", 74),
    ("陈宇", "South", "closer", "2020-06-01", 61),
    ("王伟", "East", "closer", "2021-01-11", 58),
    ("张敏", "North", "closer", "2021-05-06", 52),
    ("Emma-Clarke", "South", "closer", "2022-02-14", 41),
    ("周强", "East", "closer", "2022-09-01", 41),
    ("刘洋", "North", "closer", "2023-03-01", 34),
    ("林晓", "Online", "closer", "2023-07-03", 31),
    ("吴涛", "South", "closer", "2024-01-08", 27),
    ("孙丽", "East", "closer", "2024-04-01", 25),
    ("赵磊", "North", "closer", "2025-02-03", 19),
    ("何军", "Online", "closer", "2026-06-15", 15),
    ("徐婷", "Online", "closer", "2025-09-01", 0),
];

static COMPANY: LazyLock<(Organisation, String)> = LazyLock::new(|| {
    let mut lines = String::new();
    for (at, (name, team, .., worth)) in PEOPLE.iter().enumerate().filter(|(_, (.., worth))| *worth > 0) {
        for month in 0..13_usize {
            let (year, number) = (2025 + (month + 8) / 12, (month + 8) % 12 + 1);
            if *name == "何军" && month < 10 {
                continue;
            }
            // A wave of its own for everybody, so that ranks move.
            let swing = i64::try_from((month * (at + 3) * 7) % 40).expect("it is small");
            let amount = if month == 12 { worth * 1_000 } else { worth * (800 + swing * 10) };
            let deals = worth / 5 + swing % 3;
            writeln!(
                lines,
                "{year}-{number:02}-04 revenue={}0000 deals={deals} valid_inquiries={} inquiries={} lost_orders={} \
                 new_customers={} by {name} region {team} product {} channel {}",
                amount,
                deals * 4 + swing % 7,
                deals * 7,
                deals / 3,
                deals / 2,
                ["POS", "Cloud", "Care"][at % 3],
                ["seo", "email", "store"][(at + month) % 3],
            )
            .expect("it can be written");
        }
    }
    lines += "2026-09-08 visits=1\n";
    (organisation(&PEOPLE, &lines), lines)
});

/// What the company, its teams and two of its people want of September: thousands of the amount, and deals.
static TARGETS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let target = |metric: &str, owner: &str, base: i64, state: TargetState, stretch: Option<i64>| {
        Document::Target(Target {
            metric: metric.to_owned(),
            owner: owner.parse().expect("an owner"),
            period: Period::parse("2026-09", FiscalStart::default()).expect("a month"),
            base,
            stretch,
            state,
            quality: String::new(),
            due: None,
            amendments: Vec::new(),
            relative: None,
            smart: Smart::default(),
        })
    };
    let amount = |owner, thousands: i64, state| target("revenue", owner, thousands * 10_000_000, state, None);
    let agreed = TargetState::Agreed;
    vec![
        target("revenue", "company", 20_000_000_000, agreed, Some(22_000_000_000)),
        target("deals", "company", 520, agreed, None),
        target("close_rate", "company", 2_500, agreed, None),
        amount("team=East", 700, agreed),
        amount("team=South", 560, agreed),
        amount("team=North", 440, agreed),
        amount("team=Online", 250, TargetState::Published),
        amount("member=李娜", 260, agreed),
        amount("member=王伟", 240, TargetState::Draft),
    ]
});

pub(crate) fn organisation(people: &[(&str, &str, &str, &str, i64)], lines: &str) -> Organisation {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let person = |(name, _, _, hired, _): &(&str, &str, &str, &str, i64)| {
        Document::Person(Person { name: (*name).to_owned(), hired: Some(day(hired)), left: None })
    };
    let post = |(name, team, role, hired, _): &(&str, &str, &str, &str, i64)| {
        Document::Membership(Membership {
            person: (*name).to_owned(),
            team: (*team).to_owned(),
            role: (*role).to_owned(),
            from: day(hired),
            to: None,
            employment: Employment::Full,
        })
    };
    let documents: Vec<Document> = people.iter().map(person).chain(people.iter().map(post)).collect();
    let facts = facts(lines);
    let data = facts.days.iter().min().zip(facts.days.iter().max());
    let data = data.and_then(|(first, last)| DayRange::new(*first, *last));
    Organisation::assemble(&documents, &DEFAULTS, Vec::new(), data)
}

/// Whether a line names one of the filter's names, or nobody where that passes.
fn passes(filter: &Filter, line: &str) -> bool {
    let word = if filter.dimension == Dimension::Member { "by" } else { filter.dimension.id() };
    let mut words = line.split_whitespace().skip_while(|other| *other != word);
    let name = words.nth(1).unwrap_or_default();
    filter.names.iter().any(|wanted| wanted == name)
}

/// The rows of a query.
fn rows(lines: &str, query: &RowQuery) -> Rows {
    let inside = |line: &&str| {
        let day = line.split_whitespace().next().and_then(|day| day.parse::<Day>().ok());
        let carries = |measure: &String| line.contains(&format!(" {measure}="));
        day.is_some_and(|day| query.days.contains(day))
            && (query.measures.is_empty() || query.measures.iter().any(carries))
            && query.filters.iter().all(|filter| passes(filter, line))
    };
    let facts = facts(&lines.lines().filter(inside).collect::<Vec<_>>().join("\n"));
    let total = facts.len();
    Rows { batches: vec![1; total], facts, total }
}

fn answer(question: &Question, organisation: &Organisation, lines: &str) -> Result<Report, Error> {
    answer_from(question, organisation, &facts(lines), lines)
}

/// The answer of a company whose `all` facts are these `lines`.
pub(crate) fn answer_from(
    question: &Question,
    organisation: &Organisation,
    all: &Facts,
    lines: &str,
) -> Result<Report, Error> {
    answer_with(question, organisation, all, lines, &[])
}

/// The same where these documents stand beside the facts.
pub(crate) fn answer_with(
    question: &Question,
    organisation: &Organisation,
    all: &Facts,
    lines: &str,
    documents: &[Document],
) -> Result<Report, Error> {
    let before = Setting { catalogue: &CATALOGUE, organisation, revision: Revision(42), aims: Aims::NONE };
    let among = |query: &DocumentQuery| documents_in(documents, query);
    let wanted: Aims = aims(question, before)?.iter().flat_map(among).map(|found| found.document).collect();
    let setting = Setting { aims: &wanted, ..before };
    let needs = needs(question, setting)?;
    let levels = CATALOGUE.measures.iter().filter(|measure| measure.additive == Additive::Last);
    let levels: Vec<&str> = levels.map(|measure| measure.id.as_str()).collect();
    let got = Got {
        cells: needs.cells.iter().map(|query| cells(all, query, &levels)).collect(),
        rows: needs.rows.iter().map(|query| rows(lines, query)).collect(),
        documents: needs.documents.iter().map(among).collect(),
        ..Got::default()
    };
    say(question, setting, &got)
}

/// The documents that a query is about.
fn documents_in(documents: &[Document], query: &DocumentQuery) -> Vec<Versioned> {
    let wanted = |document: &&Document| document.kind() == query.kind && query.holds(&document.key().id);
    let mut found: Vec<&Document> = documents.iter().filter(wanted).collect();
    found.sort_by_key(|document| document.key());
    found.into_iter().map(|document| Versioned { revision: Revision(42), document: document.clone() }).collect()
}

/// The company with its targets of September.
pub(crate) fn targeted(question: &Question) -> Result<Report, Error> {
    answer_with(question, &COMPANY.0, &facts(&COMPANY.1), &COMPANY.1, &TARGETS)
}

/// The company, on any question.
pub(crate) fn company(question: &Question) -> Result<Report, Error> {
    answer(question, &COMPANY.0, &COMPANY.1)
}

/// People with these lines and no roster.
pub(crate) fn lines(question: &Question, lines: &str) -> Result<Report, Error> {
    answer(question, &organisation(&[], lines), lines)
}
