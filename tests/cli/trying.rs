//! Every command that writes can be tried: it says what it would do, and writes nothing.

use std::collections::BTreeSet;

use super::ritual::Place;

/// Commands that write nothing into the database, or nothing that could be tried: they read, copy, open a screen.
const READING: [&str; 34] = [
    "report",
    "funnel",
    "board",
    "series",
    "brief",
    "changed",
    "explain",
    "metrics",
    "imports",
    "export",
    "add",
    "action",
    "records",
    "roster",
    "meeting",
    "meeting minutes",
    "entry",
    "target",
    "target show",
    "plan",
    "plan show",
    "status",
    "log",
    "check",
    "backup",
    "compact",
    "role",
    "role list",
    "settings",
    "present",
    "follow",
    "serve",
    "completions",
    "man",
];

/// Each command that writes, as it is tried in [`september`]; `#` is the number of the promise, `%` of the record.
const WRITING: [&str; 29] = [
    "import late.csv",
    "imports revert 2",
    "set 2026-09-08 member=张伟 visits=7",
    "add action|call Huaxin|--owner 张伟 --due 2026-09-11",
    "add note inquiries 2026-09-08|a fair in town",
    "add record coaching 张伟 --subject prices --minutes 30",
    "action done #",
    "action drop # --reason|too late",
    "action carry # 2026-09-14 --reason|the customer asked",
    "records settle %",
    "roster post East sales --arrival 2026-10-01",
    "roster end 张伟 2026-12-31",
    "roster remove person Old",
    "meeting hold --attendees 张伟 --decision|two more ads",
    "close 2026-09-08 --submit --person 张伟",
    "target set revenue 2026-09 2500000",
    "target publish revenue 2026-09",
    "target agree revenue 2026-09",
    "target step 张伟 2026-09",
    "target checkpoint revenue 2026-09 1 --plan|call back every open quote",
    "target remove revenue 2026-10",
    "target import targets.csv",
    "plan set 2099-W38 deals=9",
    "plan lock 2099-W38",
    "plan summary 2099-W38|went well",
    "undo",
    "erase Old",
    "role grant root viewer",
    "settings set order_high 2600 --reason|prices went up",
];

/// Those whose trial needs what this place has not: they are refused, and write nothing either.
const REFUSED: [&str; 4] = ["redo", "approve 99", "restore /nowhere", "role revoke nobody member"];

/// A place with a little of everything, and the numbers of its promise and its record.
fn september() -> (Place, [String; 2]) {
    let place = Place::new();
    let write = |name: &str, text: &str| {
        let path = place.path().join(name);
        std::fs::write(&path, text).expect("it can be written");
        path.display().to_string()
    };
    let sales = write("sales.csv", "date,member,inquiries\n2026-09-07,张伟,4\n");
    write("late.csv", "date,member,inquiries\n2026-09-08,张伟,5\n");
    write("targets.csv", "metric,period,base\nrevenue,2026-11,3000000\n");
    place.done(&["import", &sales]);
    let old = write("old.csv", "person,team,role,from,to\nOld,East,sales,2025-01-01,2025-06-30\n");
    place.done(&["import", &old]);
    let action = place.done(&["add", "action", "call Huaxin", "--owner", "张伟", "--due", "2026-09-10"]);
    let record = place.done(&["add", "record", "issue", "张伟", "--subject", "too few leads"]);
    for line in
        ["target set revenue 2026-09 2000000", "target set revenue 2026-10 2000000", "plan set 2099-W38 deals=8"]
    {
        place.done(&line.split(' ').collect::<Vec<_>>());
    }
    let numbers = [action, record].map(|said| Place::number(&said));
    (place, numbers)
}

/// The words of a line: parted by blanks, and `|` where a text with blanks stands.
fn words(line: &str, [action, record]: &[String; 2]) -> Vec<String> {
    let part = |(at, part): (usize, &str)| match at % 2 {
        0 => part.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    };
    let words: Vec<String> = line.split('|').enumerate().flat_map(part).collect();
    words
        .into_iter()
        .map(|word| match word.as_str() {
            "#" => action.clone(),
            "%" => record.clone(),
            _ => word,
        })
        .collect()
}

/// Every command and subcommand with its help, found as a reader finds them: from help to help.
fn commands(place: &Place, path: &[&str], into: &mut Vec<(String, String)>) {
    let help = place.done(&[path, &["--help"]].concat());
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.trim().is_empty());
    let named = list.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    let below: Vec<&str> = named.filter_map(|line| line.split(' ').next()).filter(|name| *name != "help").collect();
    for name in below {
        commands(place, &[path, &[name]].concat(), into);
    }
    if !path.is_empty() {
        into.push((path.join(" "), help));
    }
}

#[test]
fn every_command_that_writes_can_be_tried_says_what_it_would_do_and_writes_nothing() {
    let (place, numbers) = september();
    let mut found = Vec::new();
    commands(&place, &[], &mut found);
    let starts = |line: &str, name: &str| {
        line == name || line.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '|']))
    };
    for (name, help) in &found {
        let options = help.split("Examples:").next().unwrap_or_default();
        let tried = WRITING.iter().chain(&REFUSED).any(|line| starts(line, name));
        let reads = READING.contains(&name.as_str());
        assert!(reads || options.contains("--dry-run"), "{name} writes, and cannot be tried");
        assert!(reads || tried, "{name} is to be tried here");
    }
    let names: BTreeSet<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert!(READING.iter().all(|name| names.contains(name)), "a command that is gone");
    let before = place.done(&["log", "--format", "json"]);
    for line in WRITING {
        let words = words(line, &numbers);
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["--dry-run"]).collect();
        let said = place.done(&words);
        assert!(said.contains("othing was changed"), "{line}: {said}");
        assert!(said.lines().count() > 1 || said.len() > 40, "{line} says what it would do: {said}");
        assert_eq!(place.done(&["log", "--format", "json"]), before, "{line}");
    }
    for line in REFUSED {
        let words = words(line, &numbers);
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["--dry-run"]).collect();
        assert_ne!(place.run(&words).status.code(), Some(0), "{line}");
        assert_eq!(place.done(&["log", "--format", "json"]), before, "{line}");
    }
}
