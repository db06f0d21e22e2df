//! Files of documents: roster and working calendar.

use dayboard::domain::base::DayKind;
use dayboard::domain::model::Document;
use dayboard::exchange::FileState;

use super::hostile::sound;
use super::memory::{Folder, Memory, refusal, take, take_as};

#[test]
fn r11_a_roster_gives_people_teams_and_dated_posts() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let text = "姓名,角色,团队,开始日期,结束日期,入职日期\n张伟,网络追销,华东组,2026/1/5,,2025/12/1\n\
        李娜,sales,华东组,2026/1/5,2026/7/1,2024/3/1\n李娜,驯兽师,华南组,2026/7/1,,\n";
    let path = folder.file("roster.csv", text);
    let outcome = take(&desk, &path).expect("it is taken");
    assert_eq!(outcome.files[0].state, FileState::Written { documents: 7 });
    let documents = desk.documents.borrow().clone();
    let roles: Vec<&str> = documents
        .iter()
        .filter_map(|document| if let Document::Membership(post) = document { Some(post.role.as_str()) } else { None })
        .collect();
    assert_eq!(roles, ["sales", "sales", "驯兽师"], "{documents:?}");
    let again = take(&desk, &path).expect("nothing new");
    assert_eq!(again.files[0].state, FileState::Written { documents: 0 });
    let moved = folder.file("roster-2.csv", text.replace("2026/7/1,,", "2026/7/1,2026/9/1,"));
    assert_eq!(take(&desk, &moved).expect("one post").files[0].state, FileState::Written { documents: 1 });
}

#[test]
fn a_roster_with_bad_rows_writes_nothing() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let text = "person,role,team,from,to\nA,sales,T,2026-01-05,2026-01-01\n,sales,T,2026-01-05,\nB,sales,T,soon,\n";
    let path = folder.file("roster.csv", text);
    let errors = take(&desk, &path).expect_err("bad rows");
    sound(&errors);
    let ids: Vec<&str> = errors.iter().map(|error| error.id.as_ref()).collect();
    assert_eq!(ids, ["import-row-backwards", "import-row-blank", "import-row-date"]);
    assert!(desk.documents.borrow().is_empty());
}

#[test]
fn r6_a_calendar_file_says_which_days_differ() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("calendar.csv", "date,kind,note\n2026-10-01,rest,国庆节\n2026-10-10,调休,\n");
    let dry = take_as(&desk, &path, |request| request.dry_run = true).expect("it fits");
    assert_eq!(dry.files[0].state, FileState::Would);
    assert!(desk.documents.borrow().is_empty());
    take(&desk, &path).expect("it is taken");
    let documents = desk.documents.borrow().clone();
    let kinds: Vec<DayKind> = documents
        .iter()
        .filter_map(|document| if let Document::Calendar(day) = document { Some(day.kind) } else { None })
        .collect();
    assert_eq!(kinds, [DayKind::Rest, DayKind::Makeup]);
    let bad = folder.file("bad.csv", "date,kind\n2026-10-01,party\n,rest\n");
    assert_eq!(refusal(take(&desk, &bad)), ["import-row-day-kind", "import-row-no-date"]);
}
