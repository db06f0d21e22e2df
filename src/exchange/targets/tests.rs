use super::*;
use crate::domain::model::{Defaults, Document, Person, Team};

fn read(text: &str, metric: Option<&str>) -> Result<Vec<String>, Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("targets.csv");
    std::fs::write(&path, text).expect("written");
    let documents = [
        Document::Team(Team { name: "East".to_owned(), ..Team::default() }),
        Document::Person(Person { name: "张伟".to_owned(), ..Person::default() }),
    ];
    let defaults = Defaults::built_in();
    let organisation = Organisation::assemble(&documents, &defaults, Vec::new(), None);
    let request = ImportRequest::default();
    let said = |row: TargetRow| {
        let Target { metric, owner, period, base, stretch, .. } = row.target;
        let stretch = stretch.map(|stretch| format!("+{stretch}")).unwrap_or_default();
        format!("{metric} {owner} {} {base}{stretch}", period.name(FiscalStart::default()))
    };
    let place = |error: Error| {
        let place = error.place.clone().unwrap_or_default();
        let (line, column) = (place.line.unwrap_or(0), place.column.unwrap_or_default());
        format!("{} {line} {column} {}", error.id, place.value.unwrap_or_default())
    };
    read_targets(&path, &request, metric, &organisation, &defaults.catalogue)
        .map(|rows| rows.into_iter().map(said).collect())
        .map_err(|errors| errors.into_iter().map(place).collect())
}

#[test]
fn a_wide_file_has_a_column_a_month() {
    let text =
        "metric,owner,2026-09,Oct 2026,2026-Q4\nrevenue,company,2000000,\"2,100,000\",6500000\nrevenue,East,700000,,\n";
    let rows = read(text, None).expect("it is read");
    assert_eq!(
        rows,
        [
            "revenue company 2026-09 20000000000",
            "revenue company 2026-10 21000000000",
            "revenue company 2026-Q4 65000000000",
            "revenue team=East 2026-09 7000000000"
        ],
        "a blank cell sets nothing"
    );
}

#[test]
fn a_wide_file_with_a_chinese_header() {
    let text = "姓名,2026年9月,2026/10/1\n张伟,120000,130000\n";
    let rows = read(text, Some("revenue")).expect("it is read");
    assert_eq!(rows, ["revenue member=张伟 2026-09 1200000000", "revenue member=张伟 2026-10 1300000000"]);
}

#[test]
fn a_long_file_has_a_row_a_target() {
    let text = "指标,归属,周期,目标值,挑战值\n成交额,公司,2026-09,1500000,2000000\n成交率,East,2026年3季度,24%,\n有效咨询数,自然搜索,2026年10月,455,\n";
    let rows = read(text, None).expect("it is read");
    assert_eq!(
        rows,
        [
            "revenue company 2026-09 15000000000+20000000000",
            "close_rate team=East 2026-Q3 2400",
            "valid_inquiries channel=seo 2026-10 455"
        ]
    );
}

#[test]
fn every_bad_cell_is_told_with_its_place() {
    let text = "metric,owner,period,target\nrevenu,East,2026-09,1\nrevenue,Nobody,2026-09,1\nrevenue,East,soon,1\nrevenue,East,2026-09,many\nrevenue,East,2026-08,1\nrevenue,team=East,2026-08,2\n";
    let errors = read(text, None).expect_err("six rows are bad");
    assert_eq!(
        errors,
        [
            "targets-metric 2 metric revenu",
            "targets-owner 3 owner Nobody",
            "targets-period 4 period soon",
            "targets-amount 5 target many",
            "targets-twice 7 target 2"
        ]
    );
    assert_eq!(
        read("metric,owner,colour,2026-09\n", None).expect_err("what colour?"),
        ["targets-column 1 colour colour"]
    );
    assert_eq!(read("owner,2026-09\nEast,1\n", None).expect_err("of what?"), ["targets-lacks 0  "]);
    assert_eq!(read("metric,owner,2026-09\n", None).expect_err("nothing"), ["targets-none 0  "]);
}
