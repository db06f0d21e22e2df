//! A whole month of the demo company, typed by the people who live it: targets at its beginning, figures and closes each
//! morning, a plan and a stand-up each Monday, the three checkpoints, promises and what becomes of them; then the reports
//! say exactly what was typed.
//!
//! The demo fills itself up to the last Thursday of August; from then on nobody writes but these keys, and the scripts that
//! bring in what the other teams export. Each morning is a start of the program of its own, on its own day.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::{Command, Output};
use std::sync::Arc;

use dayboard::domain::base::{Day, DayKind, WorkingCalendar};
use serde_json::Value;
use tempfile::TempDir;

use super::pty::{Session, Setup};

/// Who enters figures of a day by hand: the team North, as its lead has it before him.
const NORTH: [&str; 5] = ["Daniel Foster", "罗刚", "郑凯", "高飞", "张敏"];
/// What the lead of it earns: nothing of his own.
const LEAD: &str = "张敏";
/// Whose figures come in as files.
const EAST: [&str; 5] = ["Sophie Turner", "周强", "朱琳", "王伟", "马超"];
const SOUTH: [&str; 5] = ["James Wilson", "吴涛", "林晓", "郭芳", "黄敏"];
const GROWTH: [&str; 4] = ["Emma Clarke", "何军", "刘洋", "赵磊"];
/// What the files bring of a day in sum: inquiries, valid inquiries, lost orders, deals, amount.
const BROUGHT: [i64; 5] = [55, 35, 10, 15, 45_000];
/// By how much an amount is corrected after its day was closed.
const CORRECTED: i64 = 500;
const WEEKS: [&str; 5] = ["2026-08-31", "2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28"];

/// The month and the morning after it.
struct Month {
    home: Arc<TempDir>,
    calendar: WorkingCalendar,
    /// Figures by day and person, as they are typed: inquiries, valid inquiries, lost orders, deals, amount, new customers,
    /// follow-ups.
    typed: BTreeMap<(Day, &'static str), [i64; 7]>,
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// Days of rest and of work that the shipped calendar has in that month, beside Saturdays and Sundays.
fn calendar() -> WorkingCalendar {
    let rest = ["2026-09-25", "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"];
    let rest = rest.map(|on| (day(on), DayKind::Rest));
    WorkingCalendar::new(rest.into_iter().chain([(day("2026-09-20"), DayKind::Makeup)]).collect())
}

impl Month {
    fn new() -> Self {
        let mut typed = BTreeMap::new();
        let calendar = calendar();
        let days = (0..30).map(|on| day("2026-09-01").plus(on)).filter(|on| calendar.is_working(*on));
        for (at, on) in (0_i64..).zip(days) {
            // Behind until the first checkpoint, then ahead.
            let late = at >= 8;
            for (who, person) in (0_i64..).zip(NORTH).filter(|(_, person)| *person != LEAD) {
                let amount = match person {
                    "Daniel Foster" => 3_000 + i64::from(late) * 4_000,
                    "罗刚" => 4_000 + i64::from(late) * 2_000,
                    "郑凯" => 4_500 + i64::from(late) * 2_000,
                    _ => 5_000,
                };
                let figures =
                    [5 + (at + who) % 4, 3 + (at + who) % 2, 1 + at % 2, 1 + (at * who) % 2, amount, 1, 20 + who];
                typed.insert((on, person), figures);
            }
        }
        Self { home: Arc::new(tempfile::tempdir().expect("a folder")), calendar, typed }
    }

    fn database(&self) -> String {
        self.home.path().join(".local/share/dayboard-demo").display().to_string()
    }

    /// The board on the morning of that day.
    fn morning(&self, today: &str) -> Session {
        let arguments = ["--db", &self.database(), "--today", today];
        let mut session =
            Session::with(&Setup { arguments: &arguments, home: Some(Arc::clone(&self.home)), ..Setup::default() });
        session.resize(120, 40);
        session.until_text("? help");
        session
    }

    fn run(&self, today: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dayboard"));
        command.env_clear().env("HOME", self.home.path()).env("LANG", "C.UTF-8").env("DAYBOARD_IDLE_EXIT", "0");
        command.args(["--db", &self.database(), "--today", today]).args(arguments);
        command.output().expect("it runs")
    }

    fn done(&self, today: &str, arguments: &[&str]) -> String {
        let output = self.run(today, arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    }

    fn report(&self, today: &str, arguments: &[&str]) -> Said {
        let text = self.done(today, &[arguments, &["--format", "json"]].concat());
        Said(serde_json::from_str(&text).expect("it is JSON"))
    }

    /// What the other teams export every night, brought in on the morning of that day: the working day before.
    fn bring(&self, today: Day) {
        let mut lines = "day,member,visits,inquiries,valid_inquiries,lost_orders,deals,revenue\n".to_owned();
        let on = self.calendar.working_day_before(today);
        for (people, figures) in [(&EAST[..], ",6,4,1,2,5000"), (&SOUTH, ",5,3,1,1,4000"), (&GROWTH, "1050,,,,,")] {
            for person in people {
                writeln!(lines, "{on},{person},{figures}").expect("text");
            }
        }
        let file = self.file(&format!("crm-{on}.csv"), &lines);
        self.done(&today.to_string(), &["import", &file]);
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.home.path().join(name);
        std::fs::write(&path, content).expect("it can be written");
        path.display().to_string()
    }

    /// What of the day that was typed, as rows of a spreadsheet: the nine columns of the grid, nothing for the lead.
    fn rows(&self, on: Day) -> String {
        let rows = NORTH.map(|person| match self.typed.get(&(on, person)) {
            Some(figures) => {
                let figures: Vec<String> = figures.iter().map(ToString::to_string).collect();
                format!("\t{}\t", figures.join("\t"))
            }
            None => "\t".repeat(8),
        });
        rows.join("\r\n")
    }

    /// The sum of the figures of that number, of the days and people that are `wanted`.
    fn sum(&self, figure: usize, wanted: impl Fn(Day, &str) -> bool) -> i64 {
        let own = self.typed.iter().filter(|((on, person), _)| wanted(*on, person));
        own.map(|(_, figures)| figures[figure]).sum()
    }

    /// The working days on whose mornings somebody is at it.
    fn mornings(&self) -> Vec<Day> {
        let days = (1..30).map(|on| day("2026-09-01").plus(on));
        days.filter(|on| self.calendar.is_working(*on)).collect()
    }

    /// Working days from `from` to `until`.
    fn working(&self, from: &str, until: &str) -> i64 {
        let (from, until) = (day(from), day(until));
        let days = (0..=until.since(from)).filter(|on| self.calendar.is_working(from.plus(*on)));
        i64::try_from(days.count()).expect("few")
    }
}

/// A report as scripts read it.
struct Said(Value);

impl Said {
    fn table(&self, id: &str) -> &Vec<Value> {
        let tables = self.0["tables"].as_array().expect("tables");
        let table = tables.iter().find(|table| table["id"] == id);
        table.unwrap_or_else(|| panic!("no table {id} in {:#}", self.0))["rows"].as_array().expect("rows")
    }

    /// A cell's value as text.
    fn cell(&self, table: &str, row: &str, column: &str) -> String {
        let found = self.table(table).iter().find(|known| known["id"] == row);
        let value = &found.unwrap_or_else(|| panic!("no row {row} in {:#}", self.0))["cells"][column]["value"];
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    }

    fn headline(&self) -> String {
        self.0["headline"].to_string()
    }
}

/// Waits until all of it is there.
fn see(session: &Session, wanted: &[&str]) {
    session.until(&wanted.join(" + "), |screen| {
        let text = screen.contents();
        wanted.iter().all(|part| text.contains(part))
    });
}

/// Presses keys, then waits until all of `wanted` is there.
fn type_in(session: &mut Session, keys: &str, wanted: &[&str]) {
    session.press(keys);
    see(session, wanted);
}

fn quit(mut session: Session) {
    session.press("q");
    assert!(session.ended().success());
}

/// Finds a row by its name.
fn row(session: &mut Session, name: &str) {
    session.press(&format!("/{name}\r"));
    session.until(&format!("the cursor on {name}"), |screen| {
        screen.rows(0, 120).any(|line| line.starts_with('▸') && line.contains(name))
    });
}

/// To the grid of the day before, and what comes of `fill`: the day is closed for everybody.
fn enter(session: &mut Session, month: &Month, on: Day) {
    let shown = dayboard::text::day(on, dayboard::text::Lang::En);
    type_in(session, "1", &["measure"]);
    type_in(session, ":day team=North\r", &[&shown, "measure", "only team North"]);
    type_in(session, "e", &[&shown, "20 figures are missing", "Esc leave"]);
    if on == day("2026-09-22") {
        by_hand(session, month, on);
    } else {
        // A terminal sends the end of a line that is pasted as the key Enter.
        let rows = month.rows(on);
        type_in(session, &format!("\x1b[200~{rows}\x1b[201~"), &["28 figures would be written as shown"]);
        session.press("\r");
    }
    see(session, &["All figures are in; the day is still to be closed for 4 people"]);
    type_in(session, "G", &["▸ total"]);
    type_in(session, "D", &["The day is closed by all 4.", "4/4"]);
    type_in(session, "\x1b", &["measure", &shown]);
}

/// Figure by figure; a slip is asked about once, and the last one is taken back and done again.
fn by_hand(session: &mut Session, month: &Month, on: Day) {
    for person in NORTH {
        let Some(figures) = month.typed.get(&(on, person)) else {
            session.press("\t");
            continue;
        };
        see(session, &["day before"]);
        session.press("\r");
        for (at, figure) in figures.iter().enumerate() {
            if (person, at) == ("高飞", 4) {
                type_in(session, "50000\r", &["50,000 is at least ten times the usual"]);
                session.press(&"\x7f".repeat(5));
            }
            session.press(&format!("{figure}\r"));
        }
        if person == "高飞" {
            let last = figures[6].to_string();
            see(
                session,
                &[
                    &format!("follow-ups of {}", dayboard::text::day(on, dayboard::text::Lang::En)),
                    &format!(". → {last}"),
                ],
            );
            let total = month.sum(6, |other, _| other == on);
            let before = total - figures[6];
            type_in(session, "u", &["taken back", &format!("  {before}  ")]);
            type_in(session, "U", &["done again", &format!("  {total}  ")]);
        } else {
            session.press("\r");
        }
    }
}

const SUBMIT: &str = "\x13";

#[test]
fn a_month_is_typed_day_by_day_and_the_reports_say_what_was_typed() {
    let month = Month::new();
    let demo = ["--demo", "--today", "2026-08-28"];
    let session = Session::with(&Setup { arguments: &demo, home: Some(Arc::clone(&month.home)), ..Setup::default() });
    session.until_text("figures to 27 Aug");
    quit(session);
    kickoff(&month);
    for on in month.mornings() {
        month.bring(on);
        let mut session = month.morning(&on.to_string());
        morning(&mut session, &month, on);
        quit(session);
    }
    over(&month);
    reports(&month);
}

/// The last day of August: what is wanted of September.
fn kickoff(month: &Month) {
    let today = "2026-08-31";
    month.bring(day(today));
    let mut session = month.morning(today);
    type_in(&mut session, "1", &["Fri 28 Aug 2026", "measure"]);
    type_in(&mut session, "6", &["August 2026", "▸! amount"]);
    type_in(&mut session, "]", &["September 2026", "No target is set for September 2026"]);
    type_in(&mut session, "e", &["New target", "2026-09", "▸ metric"]);
    type_in(&mut session, "\t\t\t1400000\t1500000\tpaid within 30 days\t\tpublished", &["▸ state *", "published"]);
    let new = "New: target of the company for amount in September 2026: base ¥1,400,000, stretch ¥1,500,000";
    type_in(&mut session, SUBMIT, &[new, "1,400,000"]);
    // A part is not agreed before its whole; what is filled in stays.
    type_in(&mut session, ":month 2026-09 team=North\r", &["only team North", "No target is set for September 2026"]);
    type_in(&mut session, "e", &["New target", "North", "2026-09"]);
    type_in(&mut session, "\t\t\t440000", &["440000"]);
    let new = "New: target of North for amount in September 2026: base ¥440,000, state draft.";
    type_in(&mut session, SUBMIT, &[new, "0 of 1 goals are agreed"]);
    type_in(&mut session, "gge", &["Target amount, team North, September 2026", "▸ target *", "440000"]);
    type_in(&mut session, "\t\t\t\tagreed", &["▸ state *", "agreed"]);
    type_in(&mut session, SUBMIT, &["! The target of team North cannot be agreed while that of"]);
    type_in(&mut session, "\x1b", &["kept as a draft"]);
    type_in(&mut session, ":month 2026-09\r", &["whole company", "published"]);
    type_in(&mut session, "gge\t\t\t\tagreed", &["Target amount, company, September 2026", "▸ state *", "agreed"]);
    type_in(&mut session, SUBMIT, &["Target of the company for amount in September 2026: state published → agreed."]);
    type_in(&mut session, ":month 2026-09 team=North\r", &["only team North", "amount, North"]);
    type_in(&mut session, "gge", &["Target amount, team North, September 2026", "agreed"]);
    type_in(&mut session, SUBMIT, &["Target of North for amount in September 2026: state draft → agreed."]);
    // The week has begun already: planned first, settled once everybody has seen it.
    type_in(&mut session, ":week plan team=North", &["Commands", "Week plan team North, Week 36, 2026"]);
    type_in(&mut session, "\r", &["Week plan team North, Week 36, 2026", "▸ amount"]);
    type_in(&mut session, "100000\t10", &["▸ deals"]);
    type_in(
        &mut session,
        SUBMIT,
        &["New: plan of North for Week 36, 2026: planned amount ¥100,000, deals 10, settled no."],
    );
    type_in(&mut session, ":week 2026-W36 team=North\r", &["Week 36, 2026", "deals, North", "by now"]);
    type_in(&mut session, "gge\t\t\t\ty", &["Week plan team North, Week 36, 2026", "yes"]);
    type_in(&mut session, SUBMIT, &["Plan of North for Week 36, 2026: settled no → yes.", "settled"]);
    // From now on the lead looks at the own team.
    type_in(&mut session, "1:day team=North\r", &["only team North", "measure"]);
    quit(session);

    let wanted = "metric,team,member,2026-09\nrevenue,East,,550000\nrevenue,South,,410000\nrevenue,,高飞,90000\n\
        revenue,,Daniel Foster,120000\nrevenue,,罗刚,110000\nrevenue,,郑凯,120000\n";
    let wanted = month.file("targets.csv", wanted);
    assert!(month.done(today, &["target", "import", &wanted]).contains('6'));
    for owner in ["team=East", "team=South", "member=高飞", "member=Daniel Foster", "member=罗刚", "member=郑凯"]
    {
        month.done(today, &["target", "agree", "revenue", owner, "2026-09"]);
    }
}

/// A morning: what was promised, the day before, and on a Monday the week and the stand-up.
fn morning(session: &mut Session, month: &Month, today: Day) {
    let (before, begins) = (month.calendar.working_day_before(today), today.weekday() == 0);
    match today.to_string().as_str() {
        "2026-09-09" => {
            type_in(session, "1", &["measure", "only team North"]);
            row(session, "amount");
            type_in(session, "a", &["New action", "▸ what"]);
            type_in(session, "visit the largest account\t郑凯\t9-10", &["▸ due"]);
            type_in(session, SUBMIT, &["New: action", "owner 郑凯, due Thu 10 Sep 2026, metric amount"]);
        }
        "2026-09-11" => {
            turn(
                session,
                "visit the largest account",
                "C",
                "9-18\tthe buyer is away",
                "due Thu 10 Sep 2026 → Fri 18 Sep 2026",
            );
            done(session, "call back every quote of August");
        }
        "2026-09-16" => turn(session, "price list for the dealers", "X", "they have one", "they have one"),
        "2026-09-18" => done(session, "visit the largest account"),
        _ => {}
    }
    if before >= day("2026-09-01") {
        enter(session, month, before);
    }
    match today.to_string().as_str() {
        "2026-09-11" => checkpoint(session, 1),
        "2026-09-21" => checkpoint(session, 2),
        "2026-09-17" => {
            type_in(session, "e", &["The day is closed by all 4.", "Esc leave"]);
            type_in(session, "jjjlllll5500", &["▸ 高飞", "5500"]);
            type_in(session, "\r", &["Correct Wed 16 Sep 2026, 高飞, amount", "reason"]);
            type_in(session, "late order", &["late order"]);
            type_in(session, SUBMIT, &[" ok ", "¥5,000 → ¥5,500", "5,500~"]);
        }
        "2026-09-16" => {
            row(session, "amount");
            type_in(session, "n", &["New note", "▸ cause"]);
            type_in(session, "market\ta fair in town", &["▸ text"]);
            type_in(session, SUBMIT, &["a fair in town", "cause market"]);
        }
        _ => {}
    }
    if begins && today > day("2026-09-01") {
        week(session, month, today);
        stand_up(session, today);
    }
}

/// What becomes of a promise, for a reason.
fn turn(session: &mut Session, promise: &str, key: &str, typed: &str, said: &str) {
    type_in(session, "9", &["The next stand-up", promise]);
    row(session, promise);
    type_in(session, key, &[promise, "why *"]);
    session.press(typed);
    type_in(session, SUBMIT, &[" ok ", said]);
}

fn done(session: &mut Session, promise: &str) {
    type_in(session, "9", &["The next stand-up", promise]);
    row(session, promise);
    type_in(session, "d", &[" ok ", "state open → done"]);
}

/// A ten-day checkpoint: a goal that is behind needs a plan of how it becomes better.
fn checkpoint(session: &mut Session, part: usize) {
    let title = format!("Checkpoint September 2026, {part}/3");
    type_in(session, "6:month 2026-09 team=North\r", &["September 2026", "Ten-day checkpoints", "only team North"]);
    row(session, ["Thu 10 Sep", "Sun 20 Sep", "Wed 30 Sep"][part - 1]);
    type_in(session, "e", &[&title, "▸ goal"]);
    type_in(session, "North\r", &["▸ improvement"]);
    session.press(SUBMIT);
    if part == 1 {
        see(session, &[" of team North was behind at this checkpoint of "]);
        session.press("two visits a day, one of them with the lead");
        session.press(SUBMIT);
    }
    see(session, &[&format!("New: checkpoint {part} of September 2026, amount of North"), "1/5"]);
    type_in(session, "e", &[&title, "▸ goal"]);
    type_in(session, "高飞\r", &["▸ improvement"]);
    type_in(session, SUBMIT, &[&format!("New: checkpoint {part} of September 2026, amount of 高飞"), "2/5"]);
}

/// A Monday: what came of the week before, and the plan of this one.
fn week(session: &mut Session, month: &Month, today: Day) {
    let at = WEEKS.iter().position(|begin| day(begin) == today).expect("a Monday");
    let last = format!("Week {}, 2026", 35 + at);
    type_in(session, "1", &["measure"]);
    type_in(session, ":day team=North\r", &["measure", "only team North"]);
    type_in(session, "6", &["September 2026", "only team North"]);
    let (own, amount) = (format!("Week {}, 2026", 36 + at), plan_of(month, at));
    let none = format!("No plan is made for {own}");
    type_in(session, "gw", &[&own, &none]);
    type_in(session, "[", &[&last, "amount, North", "settled"]);
    type_in(session, "gge\t\t\t\t\t", &["▸ what came of it"]);
    session.press(&format!("summary {at}"));
    type_in(session, SUBMIT, &[&format!("Plan of North for {last}: summary . → summary {at}")]);
    type_in(session, "]", &[&own, &none]);
    type_in(session, "e", &[&format!("Week plan team North, Week {}, 2026", 36 + at), "▸ amount"]);
    session.press(&format!("{amount}\t10\t\t\ty"));
    let amount = dayboard::text::grouped(amount.into());
    let new = format!("New: plan of North for {own}: planned amount ¥{amount}, deals 10, settled yes");
    type_in(session, SUBMIT, &[&new, "settled"]);
}

/// What North plans for a week: 20,000 a working day.
fn plan_of(month: &Month, at: usize) -> i64 {
    let until = WEEKS.get(at + 1).map_or(day("2026-10-04"), |next| day(next).plus(-1));
    20_000 * month.working(WEEKS[at], &until.to_string())
}

/// What stands first on the screen.
fn first(screen: &vt100::Screen) -> String {
    let line = screen.rows(0, 120).next().unwrap_or_default();
    line.trim().split("  ").next().unwrap_or_default().to_owned()
}

/// The stand-up from its first slide to its minutes.
fn stand_up(session: &mut Session, today: Day) {
    const HELD: &str = "A red figure needs an owner and a date first";
    const SHOWN: [&str; 11] = [
        "1 Day",
        "Trust",
        "Promises",
        "Customer",
        "Six weeks",
        "Funnel",
        "Money",
        "Phase",
        "Exceptions",
        "Board",
        "Today",
    ];
    type_in(session, "9", &["The next stand-up"]);
    session.press("s");
    session.until("the first slide", |screen| first(screen) == "Trust");
    loop {
        let slide = first_of(session);
        match (slide.as_str(), today.to_string().as_str()) {
            ("Funnel", "2026-09-07") => act(session, "call back every quote of August", "罗刚", "9-11"),
            ("Funnel", "2026-09-14") => act(session, "price list for the dealers", "高飞", "9-16"),
            ("Money", _) => {
                type_in(session, "t", &["Decided on"]);
                session.press(&format!("decision of {today}"));
                type_in(session, SUBMIT, &[" ok ", &format!("decision of {today}")]);
            }
            _ => {}
        }
        session.press(" ");
        // After the last slide come its minutes, frame upon frame; a key would close what is said.
        if slide == "Today" {
            break;
        }
        session.until(&format!("what comes after {slide}"), |screen| {
            let text = screen.contents();
            let now = first(screen);
            // A frame comes in pieces.
            (now != slide && SHOWN.contains(&now.as_str())) || text.contains(HELD)
        });
        if first_of(session) == "1 Day" {
            break;
        }
        if session.contents().contains(HELD) {
            act(session, "look into it", "陈静", "+3");
            session.press("j");
        }
    }
    let held = format!("Daily meeting of {}", dayboard::text::day(today, dayboard::text::Lang::En));
    see(session, &[&held, &format!("decision of {today}"), "The minutes are written"]);
}

fn first_of(session: &Session) -> String {
    let line = session.contents().lines().next().unwrap_or_default().to_owned();
    line.trim().split("  ").next().unwrap_or_default().to_owned()
}

/// A promise about the figure under the cursor.
fn act(session: &mut Session, what: &str, owner: &str, due: &str) {
    type_in(session, "a", &["New action", "▸ what"]);
    type_in(session, &format!("{what}\t{owner}\t{due}"), &["▸ due"]);
    type_in(session, SUBMIT, &[" ok ", &format!("({what})"), &format!("owner {owner}")]);
}

/// The first working morning after it: its last day, its last checkpoint, and what it came to.
fn over(month: &Month) {
    let today = "2026-10-08";
    month.bring(day(today));
    let mut session = month.morning(today);
    enter(&mut session, month, day("2026-09-30"));
    checkpoint(&mut session, 3);
    type_in(&mut session, "1:month 2026-09\r", &["September 2026", "whole company", "reported 1,628/1,628"]);
    quit(session);
}

/// What reports, lists and minutes say of the month once it is over.
fn reports(month: &Month) {
    let today = "2026-10-08";
    let days = month.working("2026-09-01", "2026-09-30");
    // What was corrected on the 17th.
    let own = |figure| month.sum(figure, |_, _| true) + if figure == 4 { CORRECTED } else { 0 };
    let all = |figure| own(figure) + days * BROUGHT[figure];
    let money = |amount: i64| format!("{amount}.00");

    let company = month.report(today, &["report", "month", "2026-09"]);
    let value = |report: &Said, metric: &str| report.cell("measures", metric, "value");
    let counts = ["inquiries", "valid_inquiries", "lost_orders", "deals"];
    for (figure, metric) in counts.into_iter().enumerate() {
        assert_eq!(value(&company, metric), all(figure).to_string(), "{metric}");
    }
    assert_eq!(value(&company, "revenue"), money(all(4)));
    assert_eq!(value(&company, "effective_visits"), (days * 4 * 1_050).to_string());
    assert_eq!(company.cell("pace", "revenue", "target"), "1400000.00");
    assert_eq!(company.cell("pace", "revenue", "stretch"), "1500000.00");
    assert_eq!(company.cell("pace_parts", "North", "value"), money(own(4)));
    assert_eq!(company.0["trust"]["reported"], company.0["trust"]["required"], "{:#}", company.0["trust"]);

    let north = month.report(today, &["report", "month", "2026-09", "team=North", "by", "member"]);
    for person in NORTH.into_iter().filter(|person| *person != LEAD) {
        let more = if person == "高飞" { CORRECTED } else { 0 };
        let amount = month.sum(4, |_, other| other == person) + more;
        assert_eq!(north.cell("breakdown", person, "value"), money(amount), "{person}");
    }
    let until = |last: &str| month.sum(4, |on, _| on <= day(last));
    assert_eq!(north.cell("ten_days", "revenue", "2026-09-01..2026-09-10"), money(until("2026-09-10")));

    let of_day = month.report(today, &["report", "day", "2026-09-15", "team=North"]);
    assert_eq!(value(&of_day, "revenue"), money(month.sum(4, |on, _| on == day("2026-09-15"))));
    let note = &of_day.table("notes")[0]["cells"];
    assert_eq!((&note["text"]["value"], &note["cause"]["value"]), (&"a fair in town".into(), &"market".into()));
    let causes = month.report(today, &["report", "quarter", "2026-Q3", "team=North"]);
    assert_eq!(causes.cell("causes", "market", "count"), "1");

    let entered = month.report(today, &["entry", "2026-09-16", "--lens", "day team=North"]);
    assert_eq!(entered.cell("entry", "高飞", "revenue"), money(5_000 + CORRECTED));
    assert!(NORTH.iter().filter(|who| **who != LEAD).all(|who| entered.cell("closes", who, "state") == "closed"));
    let log = month.done(today, &["log", "--kind", "set", "late order"]);
    assert!(log.contains("¥5,000 to ¥5,500") && log.contains("late order"), "{log}");

    let goals = month.report(today, &["target", "show", "2026-09", "team=North"]);
    assert_eq!(goals.cell("goals", "revenue/team=North", "target"), "440000.00");
    assert_eq!(goals.cell("goals", "revenue/team=North", "value"), money(own(4)));
    assert_eq!(goals.cell("goals", "revenue/member=高飞", "state"), "agreed");
    for part in ["1", "2", "3"] {
        let passed = &goals.table("checkpoints").iter().find(|row| row["id"] == part).expect("it")["cells"]["passed"];
        assert_eq!(passed["value"], serde_json::json!({ "n": 2, "of": 5 }), "{part}");
    }
    let log = month.done(today, &["log", "--kind", "checkpoint"]);
    assert!(log.contains("two visits a day, one of them with the lead"), "{log}");

    for (at, begin) in WEEKS.into_iter().enumerate() {
        let week = format!("2026-W{}", 36 + at);
        let plans = month.report(today, &["plan", "show", &week, "team=North"]);
        assert_eq!(plans.cell("plans", "revenue/team=North", "plan"), money(plan_of(month, at)));
        assert_eq!(plans.cell("plans", "revenue/team=North", "state"), "settled");
        let days = (0..7).map(|on| day(begin).plus(on)).collect::<Vec<_>>();
        let corrected = if at == 2 { CORRECTED } else { 0 };
        let came = month.sum(4, |on, _| days.contains(&on)) + corrected;
        assert_eq!(plans.cell("plans", "revenue/team=North", "value"), money(came), "{week}");
        assert_eq!(plans.headline().contains(&format!("summary {}", at + 1)), at < 4, "{week}");
    }

    let actions = month.done(today, &["log", "--kind", "action"]);
    for said in [
        "(call back every quote of August): state open → done Fri 11 Sep 2026",
        "(visit the largest account): due Thu 10 Sep 2026 → Fri 18 Sep 2026",
        "(visit the largest account): state open → done Fri 18 Sep 2026",
        "(price list for the dealers): state open → dropped Wed 16 Sep 2026: they have one",
    ] {
        assert!(actions.contains(said), "{said} in\n{actions}");
    }
    // One of the 37th week was late; one of the 38th was dropped.
    let kept = month.report(today, &["action"]);
    for (week, promised, of) in [("2026-W37", "2", "1"), ("2026-W38", "2", "1")] {
        assert_eq!(
            (kept.cell("kept", week, "promised"), kept.cell("kept", week, "kept")),
            (promised.into(), of.into())
        );
    }
    assert!(!kept.0["tables"].to_string().contains("price list"), "what is settled is due no longer");

    for (at, begin) in WEEKS.into_iter().enumerate().skip(1) {
        let minutes = month.report(today, &["meeting", "minutes", begin]);
        assert!(minutes.0["tables"].to_string().contains(&format!("decision of {begin}")), "{begin}");
        let made = [None, Some("call back every quote of August"), Some("price list for the dealers"), None, None];
        assert!(made[at].is_none_or(|made| minutes.table("made").iter().any(|row| row["label"] == made)), "{begin}");
        let slides: Vec<&Value> = minutes.table("slides").iter().map(|row| &row["id"]).collect();
        assert_eq!(slides[..2], ["trust", "promises"], "{begin}");
    }
    // Nothing of it has hurt the database.
    month.done(today, &["check"]);
}
