//! The real program, its exit codes and its words.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const HEADER: &str = "date,channel,member,visits,inquiries,valid_inquiries,lost_orders,deals,revenue\n";

/// A database of its own, and a place for files.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.path().join(name);
        std::fs::write(&path, text).expect("it can be written");
        path.display().to_string()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dayboard"));
        command.env_clear().env("HOME", self.path()).env("LANG", "C.UTF-8");
        command.env("DAYBOARD_DB", self.path().join("db")).env("DAYBOARD_IDLE_EXIT", "0").args(arguments);
        if !arguments.contains(&"--today") {
            command.args(["--today", "2026-09-09"]);
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("it runs")
    }

    /// Runs and expects success; what was printed.
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, err) = texts(&output);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{out}{err}");
        out
    }

    /// Runs and expects this exit code; what was said about it.
    fn refused(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, err) = texts(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}{err}");
        err
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        super::closed(self.path());
    }
}

fn texts(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn september(place: &Place) {
    let rows = "2026-09-01,seo,张伟,1114,61,33,6,6,81250.00\n2026-09-08,seo,张伟,1204,52,31,9,6,78000.00\n";
    let file = place.file("sales.csv", &format!("{HEADER}{rows}"));
    place.done(&["import", &file]);
}

#[test]
fn a_file_goes_in_and_a_report_comes_out() {
    let place = Place::new();
    september(&place);
    let report = place.done(&["report", "day"]);
    for part in ["Tue 8 Sep 2026", "vs Tue 1 Sep", "1,204", "+8.1 %", "78,000", "−4.0 %"] {
        assert!(report.contains(part), "{part} in\n{report}");
    }
    let json = place.done(&["report", "month", "2026-09", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!((&json["schema"], &json["report"]), (&1.into(), &"review".into()));
    let chinese = place.done(&["--lang", "zh", "report", "day"]);
    assert!(chinese.contains("成交额") && !chinese.contains("whole company"), "{chinese}");
}

#[test]
fn s_166_the_same_file_twice_changes_nothing() {
    let place = Place::new();
    september(&place);
    let before = place.done(&["report", "month", "--format", "json"]);
    let again = place.done(&["import", &place.path().join("sales.csv").display().to_string()]);
    assert!(again.contains("nothing was changed"), "{again}");
    assert_eq!(place.done(&["report", "month", "--format", "json"]), before);
}

#[test]
fn a_trial_changes_nothing() {
    let place = Place::new();
    september(&place);
    let before = place.done(&["log", "--format", "json"]);
    for arguments in [
        &["set", "visits=9", "channel=ads", "--dry-run"][..],
        &["imports", "revert", "1", "--dry-run"],
        &["import", "sales.csv", "--dry-run"],
    ] {
        let mut command = place.command(arguments);
        let output = command.current_dir(place.path()).output().expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{:?}", texts(&output));
        assert!(texts(&output).0.contains("othing was changed"), "{:?}", texts(&output));
    }
    assert_eq!(place.done(&["log", "--format", "json"]), before);
}

#[test]
fn a_figure_is_set_corrected_and_taken_back() {
    let place = Place::new();
    september(&place);
    let value = |place: &Place| {
        let json = place.done(&["series", "visits", "day", "2026-09-08", "--format", "csv"]);
        json.lines().last().expect("a row").to_owned()
    };
    let imported = value(&place);
    let cell = ["set", "2026-09-08", "visits=1300", "channel=seo", "member=张伟"];
    let said = place.refused(2, &cell);
    assert!(said.contains("--correct"), "{said}");
    place.done(&[&cell[..], &["--correct", "--reason", "counted twice"]].concat());
    assert!(value(&place).contains("1300"), "{}", value(&place));
    place.done(&["undo"]);
    assert_eq!(value(&place), imported);
    place.done(&["redo"]);
    assert!(value(&place).contains("1300"));
    assert!(place.done(&["log"]).contains("counted twice"));
}

#[test]
fn a_wrong_line_ends_with_2_and_says_what_there_is() {
    let place = Place::new();
    let said = place.refused(2, &["reprot", "day"]);
    assert!(said.contains("'reprot'") && said.contains("--help"), "{said}");
    let said = place.refused(2, &["report", "day", "--format", "pdf"]);
    assert!(said.contains("text, markdown, html, csv, json, xlsx"), "{said}");
    let said = place.refused(2, &["report", "month", "sideways"]);
    assert!(said.contains("sideways"), "{said}");
    let said = place.refused(2, &["--lang", "zh", "set", "旗=1"]);
    assert!(said.contains('旗') && said.contains("维度"), "{said}");
    let said = place.refused(2, &["--today", "tomorrow", "status"]);
    assert!(said.contains("2026-09-08"), "{said}");
}

#[test]
fn wrong_data_ends_with_1_and_nothing_is_applied() {
    let place = Place::new();
    let file = place.file("bad.csv", &format!("{HEADER}2026-09-08,seo,张伟,12x,,,,,\n2026-09-08,seo,张伟,1,,,,,\n"));
    let said = place.refused(1, &["import", &file]);
    assert!(said.contains("bad.csv") && said.contains("12x") && said.contains('2'), "{said}");
    assert!(place.done(&["report", "day"]).contains("There is no data yet."));
}

#[test]
fn a_second_process_is_told_who_has_the_database() {
    let place = Place::new();
    let held = dayboard::desk::open(&place.path().join("db")).expect("it opens");
    let said = place.refused(3, &["status"]);
    assert!(said.contains(&std::process::id().to_string()), "{said}");
    drop(held);
    place.done(&["status"]);
}

#[test]
fn the_database_is_kept() {
    let place = Place::new();
    september(&place);
    let report = place.done(&["report", "month"]);
    assert!(place.done(&["check"]).contains("as they were written"));
    let backup = place.path().join("backup").display().to_string();
    place.done(&["backup", &backup]);
    place.done(&["set", "visits=5", "channel=ads"]);
    assert_ne!(place.done(&["report", "month"]), report);
    assert!(place.done(&["restore", &backup, "--dry-run"]).contains("would be restored"));
    assert_ne!(place.done(&["report", "month"]), report, "a trial restores nothing");
    place.done(&["restore", &backup]);
    assert_eq!(place.done(&["report", "month"]), report);
    place.done(&["compact"]);
    assert_eq!(place.done(&["report", "month"]), report);
}

#[test]
fn every_command_prints_its_help_in_both_languages() {
    let place = Place::new();
    let whole = place.done(&["--help"]);
    let mut commands: Vec<&str> = Vec::new();
    for line in
        whole.lines().skip_while(|line| !line.starts_with("Commands")).skip(1).take_while(|line| !line.is_empty())
    {
        commands.extend(line.split_whitespace().next());
    }
    assert!(commands.len() >= 18, "{commands:?}");
    for command in commands {
        for (lang, words) in [("en", "Examples:"), ("zh", "示例：")] {
            let help = place.done(&["--lang", lang, command, "--help"]);
            assert!(help.contains(words) && help.contains(&format!("dayboard {command}")), "{help}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::new();
    let mut child = place.command(&["man"]).stdout(std::process::Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn the_board_needs_a_terminal() {
    let said = Place::new().refused(2, &[]);
    assert!(said.contains("dayboard report day"), "{said}");
}

#[test]
fn completions_and_manual_are_written_from_the_command_line_itself() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(place.done(&["completions", shell]).contains("dayboard"));
    }
    let manual = place.done(&["man"]);
    assert!(manual.contains(".TH") && manual.contains("series"), "{manual}");
}

#[test]
fn s_166_what_goes_out_comes_in_again() {
    let (one, other) = (Place::new(), Place::new());
    let today = ["--today", "2026-09-09"];
    let roster = one.file(
        "roster.csv",
        "人员,角色,团队,开始,入职\n张伟,sales,East,2026-01-01,2026-01-01\n李娜,sales,East,2026-08-20,2026-08-20\n",
    );
    one.done(&["import", &roster]);
    september(&one);
    one.done(&["set", "2026-09-08", "visits=77", "channel=ads", "member=李娜"]);
    one.done(&[
        "set",
        "2026-09-08",
        "visits=1300",
        "channel=seo",
        "member=张伟",
        "--correct",
        "--reason",
        "counted twice",
    ]);
    let folder = one.path().join("out").display().to_string();
    one.done(&["export", "--all", &folder]);
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .expect("a folder")
        .map(|file| file.expect("a file").path().display().to_string())
        .collect();
    files.sort();
    let arguments: Vec<&str> = std::iter::once("import").chain(files.iter().map(String::as_str)).collect();
    other.done(&arguments);
    for words in [&["report", "day"][..], &["report", "month", "by", "member"], &["series", "visits", "day"]] {
        let asked: Vec<&str> = words.iter().copied().chain(["--format", "csv"]).chain(today).collect();
        assert_eq!(other.done(&asked), one.done(&asked), "{words:?}");
    }
    let again = other.done(&arguments);
    assert!(again.contains("0 documents written") && again.contains("nothing was changed"), "{again}");
    let refused = other.refused(2, &["export", &folder]);
    assert!(refused.contains("not empty"), "{refused}");
}

#[test]
fn s_168_a_saved_question_is_asked_by_its_name() {
    let place = Place::new();
    let file =
        place.file("day.csv", &format!("{HEADER}2026-09-08,seo,A,10,2,1,0,1,100\n2026-09-08,ads,A,7,1,1,0,1,50\n"));
    place.done(&["import", &file]);
    let none = place.refused(2, &["report", "day", "@paid"]);
    assert!(none.contains("No question is saved as '@paid'."), "{none}");
    let keep = dayboard::tui::Keep::new(Some(&place.path().join(".local/state")), &place.path().join("db"));
    let saved = [("paid", "week 2026-W36 channel=ads"), ("by who", "day by member")];
    let saved = saved.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    keep.keep_lenses(&saved).expect("it is kept");
    let visits = |words: &[&str]| {
        let json: serde_json::Value = serde_json::from_str(&place.done(words)).expect("JSON");
        json["tables"][0]["rows"][0]["cells"]["value"]["value"].clone()
    };
    assert_eq!(visits(&["report", "day", "@paid", "--format", "json"]), 7, "the command's own period counts");
    assert_eq!(visits(&["series", "effective_visits", "--lens", "paid", "--format", "json"]), serde_json::Value::Null);
    assert!(place.done(&["report", "day", "--lens", "by who"]).contains("by member"));
    let there = place.refused(2, &["report", "day", "@other"]);
    assert!(there.contains("@by who, @paid"), "{there}");
}

#[test]
fn changed_names_what_a_late_import_moved() {
    let place = Place::new();
    let first = place.file("one.csv", &format!("{HEADER}2026-09-08,seo,A,10,2,1,0,1,100\n"));
    place.done(&["import", &first]);
    let never = place.refused(2, &["changed"]);
    assert!(never.contains("--since 42"), "{never}");
    let second = place.file("two.csv", &format!("{HEADER}2026-09-08,ads,B,7,1,1,0,1,50\n"));
    let revision = |text: &str| {
        let json: serde_json::Value = serde_json::from_str(text).expect("JSON");
        json["revision"].as_u64().expect("a number").to_string()
    };
    let before = revision(&place.done(&["status", "--format", "json"]));
    place.done(&["import", &second]);
    let said = place.done(&["changed", "--since", &before]);
    assert!(said.contains("figures have moved since version") && said.contains("two.csv"), "{said}");
    let now = revision(&place.done(&["status", "--format", "json"]));
    assert!(place.done(&["changed", "--since", &now]).contains("No figure here has moved"));
    assert!(place.refused(2, &["changed", "--since", "9999"]).contains("9999"));
}

#[test]
fn r14_for_a_shared_screen_a_command_leaves_out_the_names_of_the_lowest_fifth() {
    let place = Place::new();
    let rows: Vec<String> = ["张伟", "李娜", "王芳", "陈宇", "Emma"]
        .iter()
        .zip([50, 40, 30, 20, 10])
        .map(|(name, amount)| format!("2026-09-08,seo,{name},1,1,1,1,1,{amount}.00\n"))
        .collect();
    let file = place.file("sales.csv", &format!("{HEADER}{}", rows.concat()));
    place.done(&["import", &file]);
    let own = place.done(&["board", "month"]);
    assert!(own.contains("Emma"), "{own}");
    let shared = place.done(&["board", "month", "--audience", "shared"]);
    assert!(!shared.contains("Emma") && shared.contains("陈宇") && shared.contains("a colleague"), "{shared}");
    let breakdown = place.done(&["report", "month", "by", "member", "--audience", "shared"]);
    assert!(!breakdown.contains("Emma") && breakdown.contains("a colleague"), "{breakdown}");
    let refused = place.refused(2, &["report", "month", "member=Emma", "--audience", "shared"]);
    assert!(refused.contains("nobody of the lowest fifth"), "{refused}");
}

#[test]
fn help_as_a_word_says_what_the_option_says() {
    let place = Place::new();
    let whole = place.done(&["help"]);
    assert_eq!(whole, place.done(&["--help"]));
    assert!(whole.contains("dayboard report day"), "{whole}");
    assert_eq!(place.done(&["help", "role", "grant"]), place.done(&["role", "grant", "--help"]));
    assert_eq!(place.done(&["--lang", "zh", "help", "set"]), place.done(&["set", "--help", "--lang", "zh"]));
    let unknown = place.refused(2, &["help", "reprot"]);
    assert!(unknown.contains("reprot"), "{unknown}");
}

#[test]
fn since_and_as_of_exclude_each_other() {
    let place = Place::new();
    september(&place);
    let said = place.refused(2, &["changed", "--since", "1", "--as-of", "1"]);
    assert!(said.contains("--since and --as-of exclude each other."), "{said}");
    let said = place.refused(2, &["changed", "--since", "1", "as-of=1"]);
    assert!(said.contains("--since and as-of= exclude each other."), "{said}");
    place.done(&["changed", "--since", "1"]);
}

#[test]
fn a_setting_is_changed_by_name_with_a_reason_and_taken_back() {
    let place = Place::new();
    september(&place);
    let listed = |place: &Place| place.done(&["settings"]);
    let line = |text: &str| text.lines().find(|line| line.contains("conversion_window_days")).map(str::to_owned);
    assert!(line(&listed(&place)).is_some_and(|line| line.contains("30")), "{}", listed(&place));

    let set = ["settings", "set", "conversion_window_days", "45", "--reason", "sales cycles are longer"];
    let tried = place.done(&[&set[..], &["--dry-run"]].concat());
    assert!(tried.contains("conversion_window_days 30 → 45"), "{tried}");
    assert!(line(&listed(&place)).is_some_and(|line| line.contains("30  ")), "nothing was changed");
    place.done(&set);
    let json: serde_json::Value = serde_json::from_str(&place.done(&["settings", "--format", "json"])).expect("JSON");
    let row = json["tables"][0]["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["id"] == set[2]));
    assert_eq!(row.map(|row| &row["cells"]["value"]["value"]), Some(&serde_json::json!("45")));
    let log = place.done(&["log"]);
    assert!(log.contains("conversion_window_days 30 → 45") && log.contains("sales cycles are longer"), "{log}");
    let cohort = place.done(&["funnel", "month", "basis=cohort"]);
    assert!(cohort.contains("45 days"), "the report follows at once: {cohort}");

    let again = place.refused(2, &set);
    assert!(again.contains("conversion_window_days is 45 already"), "{again}");
    place.done(&["undo"]);
    assert!(line(&listed(&place)).is_some_and(|line| !line.contains("45")), "{}", listed(&place));
}

#[test]
fn a_setting_that_cannot_be_says_what_was_expected_and_what_to_do() {
    let place = Place::new();
    let set = |name: &str, value: &str| place.refused(2, &["settings", "set", name, value, "--reason", "x"]);
    let said = set("conversion_window_days", "-5");
    assert!(said.contains("a whole number from 1 to 365, not '-5'") && said.contains("Write for example"), "{said}");
    assert!(set("window", "5").contains("There are: currency, timezone"));
    assert!(set("off_season_months", "13").contains("months from 1 to 12"));
    assert!(set("timezone", "Beijing").contains("Asia/Shanghai"));
    let said = place.refused(2, &["settings", "set", "customer_months", "12"]);
    assert!(said.contains("--reason"), "{said}");
}

#[test]
fn s_075_the_list_of_roles_names_who_can_approve_the_owner_of_the_folder_too() {
    let place = Place::new();
    place.done(&["role", "grant", "daemon", "viewer"]);
    let alone = place.done(&["role"]);
    assert!(alone.contains("there is no second account"), "{alone}");
    place.done(&["role", "grant", "daemon", "hr"]);
    let both = place.done(&["role"]);
    assert!(both.contains("approves: daemon, ") || both.contains(", daemon."), "{both}");
}
