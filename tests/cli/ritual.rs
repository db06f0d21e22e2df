//! What is promised, noted and recorded from the command line, and how the journal tells it.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

pub(super) struct Place(TempDir);

impl Place {
    /// A database with two people.
    pub(super) fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        let people = "person,team,role,from\n张伟,East,sales,2026-01-01\n李娜,East,service,2026-01-01\n";
        std::fs::write(place.path().join("people.csv"), people).expect("it can be written");
        place.done(&["import", &place.path().join("people.csv").display().to_string()]);
        place
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dayboard"));
        command.current_dir(self.path()).env_clear().env("HOME", self.path()).env("LANG", "C.UTF-8");
        command.env("DAYBOARD_DB", self.path().join("db")).env("DAYBOARD_IDLE_EXIT", "0").args(arguments);
        if !arguments.contains(&"--today") {
            command.args(["--today", "2026-09-09"]);
        }
        command.output().expect("it runs")
    }

    pub(super) fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    }

    pub(super) fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// The number in `New: action 412 (…`.
    pub(super) fn number(said: &str) -> String {
        said.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        super::closed(self.path());
    }
}

#[test]
fn an_action_is_made_carried_and_done_and_the_journal_tells_each_field() {
    let place = Place::new();
    let add = ["add", "action", "call the ten oldest inquiries", "--metric", "close_rate", "--week"];
    let tried = place.done(&[&add[..], &["--dry-run"]].concat());
    assert!(tried.contains("call the ten oldest inquiries") && tried.contains("othing was changed"), "{tried}");
    let said = place.done(&add);
    assert!(said.contains("owner 张伟, due Thu 10 Sep 2026, metric close rate"), "{said}");
    let number = Place::number(&said);
    assert!(place.refused(&["action", "carry", &number, "2026-09-11", "--reason", " "]).contains("reason"));
    let said = place.done(&["action", "carry", &number, "2026-09-11", "--reason", "the customer asked for it"]);
    assert!(said.contains("due Thu 10 Sep 2026 → Fri 11 Sep 2026"), "{said}");
    let listed = place.done(&["action", "--today", "2026-09-15"]);
    assert!(listed.contains("call the ten oldest") && listed.contains("team"), "{listed}");
    place.done(&["action", "done", &number, "--today", "2026-09-11"]);
    let log = place.done(&["log", "--kind", "action", "carried"]);
    assert!(
        log.contains(&format!(
            "Action {number} (call the ten oldest inquiries): due Thu 10 Sep 2026 → Fri 11 Sep 2026"
        )),
        "{log}"
    );
    assert!(!log.contains("New:"), "only what was looked for: {log}");
    let log = place.done(&["log", "--lang", "zh", "--kind", "action"]);
    assert!(log.contains("状态 未完成 → "), "{log}");
    assert!(place.done(&["log", "--user", "nobody"]).lines().count() <= 3);
}

#[test]
fn an_action_without_an_owner_or_a_figure_is_asked_for_one() {
    let place = Place::new();
    assert!(place.refused(&["add", "action", "call Huaxin"]).contains("--owner"));
    assert!(place.refused(&["add", "action", "call Huaxin", "--owner", "Nobody"]).contains("Nobody"));
    assert!(place.refused(&["action", "done", "4711"]).contains("4711"));
    let said = place.done(&["add", "action", "call Huaxin", "--owner", "李娜", "--about", "day 2026-09-08 by channel"]);
    assert!(said.contains("about day 2026-09-08 by channel"), "{said}");
    let number = Place::number(&said);
    let said = place.done(&["action", "drop", &number, "--reason", "the order is lost"]);
    assert!(said.contains("state open → dropped Wed 9 Sep 2026: the order is lost"), "{said}");
}

#[test]
fn a_note_says_why_a_figure_is_as_it_is() {
    let place = Place::new();
    let said = place.done(&["add", "note", "inquiries", "2026-09-08", "a fair in town", "--cause", "market"]);
    assert!(
        said.contains("on inquiries, Tue 8 Sep 2026: text a fair in town, owner the company, cause market"),
        "{said}"
    );
    assert!(place.refused(&["add", "note", "nothing", "2026-09-08", "x"]).contains("nothing"));
    assert!(place.refused(&["add", "note", "visits", "2026-09-08", "x", "--cause", "weather"]).contains("weather"));
}

#[test]
fn s_125_a_case_is_found_by_its_words() {
    let place = Place::new();
    let case = ["add", "record", "case", "张伟", "与伙伴联合推广", "--subject", "渠道伙伴", "--tag", "渠道"];
    place.done(&[&case[..], &["--metric", "deals", "--before", "9", "--after", "23"]].concat());
    place.done(&["add", "record", "coaching", "张伟", "--subject", "price objections", "--minutes", "30"]);
    let found = place.done(&["records", "渠道"]);
    assert!(found.contains("渠道伙伴") && !found.contains("price objections"), "{found}");
    let csv = place.done(&["records", "--kind", "case", "--format", "csv"]);
    assert!(csv.contains("deals") && csv.contains(",9,23,"), "{csv}");
    let issue = place.done(&["add", "record", "issue", "张伟", "a second line", "--subject", "stock runs out"]);
    place.done(&["records", "settle", &Place::number(&issue)]);
    assert!(place.done(&["records", "--kind", "issue"]).contains("solved"));
    let log = place.done(&["log", "--kind", "record"]);
    assert!(!log.contains("price objections"), "what a record says is not for the journal: {log}");
}

#[test]
fn s_014_the_minutes_of_a_day_show_the_same_numbers_as_then() {
    let place = Place::new();
    place.done(&["set", "2026-09-08", "inquiries=52", "member=张伟"]);
    let said = place.done(&["add", "action", "call Huaxin", "--owner", "李娜", "--due", "2026-09-09"]);
    let number = Place::number(&said);
    let hold = ["meeting", "hold", "--attendees", "张伟,李娜", "--decision", "two more ads", "--slide", "trust=70"];
    assert!(place.done(&[&hold[..], &["--dry-run"]].concat()).contains("daily meeting of Wed 9 Sep 2026"));
    place.done(&[&hold[..], &["--action", &number]].concat());
    let then = place.done(&["meeting", "minutes", "2026-09-09"]);
    for part in ["two more ads", "张伟, 李娜", "call Huaxin", "52", "1:10", "+0:30"] {
        assert!(then.contains(part), "{part} in {then}");
    }
    place.done(&["set", "2026-09-08", "inquiries=99", "member=张伟"]);
    place.done(&["action", "done", &number]);
    assert_eq!(place.done(&["meeting", "minutes", "2026-09-09"]), then, "whatever has changed since");
    assert!(place.refused(&["meeting", "minutes", "2026-09-10"]).contains("2026-09-10"));
    assert!(place.done(&["meeting"]).contains("Meetings held"));
}

#[test]
fn s_014_a_second_meeting_of_a_day_continues_its_minutes() {
    let place = Place::new();
    place.done(&["set", "2026-09-08", "inquiries=52", "member=张伟"]);
    let hold = |words: &[&str]| place.done(&[&["meeting", "hold"], words].concat());
    hold(&["--attendees", "张伟", "--decision", "two more ads", "--slide", "trust=70"]);
    let tried = hold(&["--attendees", "李娜", "--decision", "call Huaxin", "--dry-run"]);
    assert!(tried.contains("two more ads; call Huaxin"), "{tried}");
    hold(&["--attendees", "李娜,张伟", "--decision", "call Huaxin", "--slide", "trust=20", "--slide", "money=30"]);
    let minutes = place.done(&["meeting", "minutes", "2026-09-09"]);
    // Who came, what was decided and how long it took: of both, in one record.
    for part in ["张伟, 李娜", "two more ads", "call Huaxin", "1:30", "0:30"] {
        assert!(minutes.contains(part), "{part} in {minutes}");
    }
    assert!(place.done(&["log", "--kind", "meeting"]).contains("2 entries are among these"));
    // Another ritual of the day has a record of its own.
    hold(&["--ritual", "weekly", "--attendees", "张伟", "--decision", "a plan for the week"]);
    let weekly = place.done(&["meeting", "minutes", "2026-09-09", "--ritual", "weekly"]);
    assert!(weekly.contains("a plan for the week") && !weekly.contains("call Huaxin"), "{weekly}");
}

#[test]
fn s_174_minutes_for_a_chat_have_lines_of_at_most_72_columns() {
    let place = Place::new();
    place.done(&["set", "2026-09-08", "inquiries=52", "member=张伟"]);
    let long = "两个新的广告计划在下周之前由推广组和编辑组一起完成并在周会上汇报结果，同时检查落地页的打开速度";
    place.done(&["meeting", "hold", "--attendees", "张伟", "--decision", long]);
    for lang in ["en", "zh"] {
        let chat = place.done(&["meeting", "minutes", "--format", "chat", "--lang", lang]);
        let wide = |line: &&str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() > 72;
        assert!(chat.lines().all(|line| !wide(&line)), "{chat}");
        assert!(chat.contains("两个新的广告计划"), "{chat}");
        assert!(!place.done(&["report", "month", "--format", "chat", "--lang", lang]).is_empty());
    }
}

#[test]
fn s_166_what_people_have_written_goes_out_and_comes_in_again() {
    let (one, other) = (Place::new(), Place(tempfile::tempdir().expect("a folder")));
    for owner in ["company", "team=East", "member=张伟"] {
        one.done(&["target", "set", "revenue", owner, "2026-09", "80000"]);
        one.done(&["target", "agree", "revenue", owner, "2026-09"]);
    }
    one.done(&["plan", "set", "2026-W37", "member=张伟", "deals=12"]);
    for figure in ["inquiries=7", "valid_inquiries=5", "lost_orders=2", "deals=3", "revenue=9800"] {
        one.done(&["set", "2026-09-08", figure, "member=张伟"]);
    }
    one.done(&["close", "2026-09-08", "--person", "张伟"]);
    // Late by now: whoever closes his day today would have to keep it first.
    one.done(&["add", "action", "call Huaxin", "--owner", "张伟", "--due", "2026-09-08"]);
    one.done(&["add", "note", "inquiries", "2026-09-08", "a fair in town", "--cause", "market"]);
    one.done(&["add", "record", "coaching", "张伟", "--subject", "price objections", "--minutes", "30"]);
    one.done(&["meeting", "hold", "--attendees", "张伟,李娜", "--decision", "two more ads"]);
    let out = |place: &Place| {
        let folder = place.path().join("out");
        place.done(&["export", "--all", &folder.display().to_string()]);
        let files = std::fs::read_dir(&folder).expect("a folder").flatten().map(|file| file.path());
        let mut files: Vec<String> = files.map(|path| path.display().to_string()).collect();
        files.sort();
        (files, std::fs::read_to_string(folder.join("documents.json")).expect("documents"))
    };
    let (files, written) = out(&one);
    let arguments: Vec<&str> = std::iter::once("import").chain(files.iter().map(String::as_str)).collect();
    other.done(&arguments);
    let apart_from_the_state = |documents: &str| {
        let lines = documents.lines().filter(|line| !line.contains("\"shown\": ") && !line.contains("\"head\": "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(apart_from_the_state(&out(&other).1), apart_from_the_state(&written));
    for asked in [&["target", "show", "2026-09"][..], &["plan", "show", "2026-W37"], &["action"]] {
        assert_eq!(other.done(asked), one.done(asked), "{asked:?}");
    }
    assert!(other.done(&["meeting", "minutes"]).contains("two more ads"));
    assert!(other.done(&arguments).contains("0 documents written"), "a second time there is nothing left to do");
}

#[test]
fn documents_of_which_one_is_refused_leave_nothing_behind() {
    let (one, other) = (Place::new(), Place(tempfile::tempdir().expect("a folder")));
    one.done(&["target", "set", "revenue", "member=张伟", "2026-09", "80000"]);
    let folder = one.path().join("out");
    one.done(&["export", "--all", &folder.display().to_string()]);
    // The target is of somebody whom the file does not bring.
    let text = std::fs::read_to_string(folder.join("documents.json")).expect("documents");
    let mut documents: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    documents.retain(|one| one["person"]["name"] != "张伟" && one["membership"]["person"] != "张伟");
    assert!(documents.iter().any(|document| document.get("target").is_some()), "{text}");
    let file = other.path().join("documents.json");
    std::fs::write(&file, serde_json::to_string(&documents).expect("text")).expect("it can be written");
    let refused = other.refused(&["import", &file.display().to_string()]);
    assert!(refused.contains("张伟"), "{refused}");
    assert!(!other.done(&["roster"]).contains("李娜"), "who came first is taken out again");
}

#[test]
fn s_174_the_log_is_narrowed_by_kind_account_and_period_and_says_of_how_many() {
    let place = Place::new();
    place.done(&["add", "note", "inquiries", "2026-09-08", "a fair in town"]);
    place.done(&["target", "set", "revenue", "2026-09", "2000000"]);
    let log = place.done(&["log", "--kind", "target,note"]);
    assert!(log.contains("2 entries are among these") && log.contains("only") | log.contains("target, note"), "{log}");
    assert!(!log.contains("person"), "{log}");
    assert!(place.done(&["log", "--kind", "note"]).contains("a fair in town"));
    // The same as words of the question, and in the other language.
    let zh = place.done(&["log", "--lens", "kind=target", "--lang", "zh"]);
    assert!(zh.contains("筛选出 1 条") && zh.contains("目标"), "{zh}");
    assert!(place.done(&["log", "--made", "2020"]).contains("No entry of the journal is among these."));
    assert!(place.done(&["log", "--user", "nobody"]).contains("No entry"));
    let refused = place.refused(&["log", "--kind", "targets"]);
    assert!(refused.contains("targets") && refused.contains("checkpoint"), "{refused}");
    assert!(place.refused(&["log", "--made", "lately"]).contains("2026-W37"));
}

#[test]
fn s_003_with_a_day_for_today_a_plan_is_locked_by_that_day_and_not_by_the_clock() {
    let place = Place::new();
    let plan = |today: &'static str, deals: &'static str| {
        ["plan", "set", "2026-W37", deals, "--holder", "here", "--today", today]
    };
    place.done(&plan("2026-09-04", "deals=8"));
    assert!(place.done(&plan("2026-09-04", "deals=9")).contains('9'), "before the week it needs no reason");
    assert!(place.refused(&plan("2026-09-08", "deals=10")).contains("reason"));
}
