//! Maps: somebody else's columns.

use dayboard::domain::model::Dimension;

use super::memory::{Folder, Memory, refusal, take_as};

const LEADS: &str = "lead,first contact,won on,amount,rep,from\n\
    L-1,2026-09-01,2026-09-08,\"1.234,50\",7,Google Ads\n\
    L-2,2026-09-01,,,7,organic\n\
    L-3,2026-09-02,2026-09-08,\"2.000\",9,Google Ads\n";

const MAP: &str = r#"
source = "crm"
[columns]
won = "won on"
[numbers]
decimal = ","
thousands = "."
[aliases.channel]
"Google Ads" = "search ads"
[[join]]
file = "reps.csv"
key = "rep"
column = "id"
columns = { rep_name = "name", rep_region = "region" }
[[fact]]
date = "first contact"
channel = "from"
member = "rep_name"
document = "lead"
measures.inquiries = "1"
[[fact]]
when = "won != null"
date = "won"
entered = "first contact"
channel = "from"
member = "rep_name"
region = "rep_region == '' ? 'unknown' : rep_region"
document = "lead"
measures = { deals = "1", revenue = "amount" }
"#;

#[test]
fn a_row_becomes_facts_on_different_dates_with_columns_of_another_file() {
    let (desk, folder) = (Memory::default(), Folder::new());
    folder.file("reps.csv", "id;name;region\n7;张伟;华东\n8;李娜;华南\n");
    let map = folder.file("crm.toml", MAP);
    let path = folder.file("leads.csv", LEADS);
    let outcome = take_as(&desk, &path, |request| request.map = Some(map)).expect("it is taken");
    assert_eq!((outcome.files[0].source.as_str(), outcome.files[0].rows, outcome.files[0].facts), ("crm", 3, 5));
    assert_eq!(desk.sum("inquiries", "2026-09-01"), Some(2));
    assert_eq!(desk.sum("deals", "2026-09-08"), Some(2));
    assert_eq!(desk.sum("revenue", "2026-09-08"), Some(32_345_000));
    assert_eq!(desk.names(Dimension::Member).into_iter().collect::<Vec<_>>(), ["张伟"]);
    assert_eq!(desk.names(Dimension::Region).into_iter().collect::<Vec<_>>(), ["unknown", "华东"]);
    assert_eq!(desk.names(Dimension::Channel).into_iter().collect::<Vec<_>>(), ["ads-search", "seo"]);
    let facts = &desk.facts()[0];
    assert_eq!(facts.waited.iter().flatten().copied().collect::<Vec<_>>(), [7, 6]);
}

#[test]
fn all_that_is_wrong_with_a_map_is_said_at_once() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let map = folder.file(
        "bad.toml",
        r#"
source = "x"
when = "nobody > 1"
[aliases.colour]
a = "b"
[[fact]]
date = "no such"
region = "1 + 1"
measures = { close_rate = "1", nonsense = "1", visits = "amount.map(x, x)", deals = "a == b == c == d ? 1 : 0", revenue = "amount %  2" }
[[fact]]
date = "won on"
sums.total = "amount"
measures.deals = "(1"
"#,
    );
    let path = folder.file("leads.csv", LEADS);
    let ids = refusal(take_as(&desk, &path, |request| request.map = Some(map)));
    for id in [
        "map-name",
        "map-dimension",
        "map-column",
        "map-kind-text",
        "map-ratio",
        "map-measure",
        "map-part",
        "map-function",
        "map-per",
        "map-expression",
    ] {
        assert!(ids.iter().any(|found| found == id), "{id} is missing in {ids:?}");
    }
}

#[test]
fn a_map_with_a_field_nobody_knows_or_of_a_megabyte_is_refused() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("leads.csv", LEADS);
    let typo = folder.file("typo.toml", "source = 'x'\nfacts = []\n");
    assert_eq!(refusal(take_as(&desk, &path, |request| request.map = Some(typo))), ["map-toml"]);
    let large = folder.file("large.toml", "# ".repeat(500_000));
    assert_eq!(refusal(take_as(&desk, &path, |request| request.map = Some(large))), ["map-large"]);
    let deep = folder.file("deep.toml", format!("source = {}", "[".repeat(60_000)));
    assert_eq!(refusal(take_as(&desk, &path, |request| request.map = Some(deep))), ["map-toml"]);
}

#[test]
fn a_dimension_that_varies_within_a_key_is_not_recorded() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let map = folder.file(
        "orders.toml",
        "source = 'orders'\n[[fact]]\nper = ['order', 'shop']\nsums.total = 'amount'\nhaving = 'total > 0'\n\
         date = 'day'\nregion = 'region'\nmember = 'rep'\ndocument = 'order'\n\
         measures = { deals = '1', revenue = 'total / 2' }\n",
    );
    let path = folder.file(
        "orders.csv",
        "day,order,shop,region,rep,amount\n2026-09-09,A,1,华东,张伟,10\n2026-09-08,A,1,华东,李娜,5\n\
         2026-09-08,A,2,华南,李娜,1\n2026-09-08,B,1,华南,李娜,-4\n2026-09-08,,,华南,李娜,100\n",
    );
    take_as(&desk, &path, |request| request.map = Some(map)).expect("it is taken");
    assert_eq!(desk.sum("deals", "2026-09-08"), Some(2), "A of shop 1 counts on its first day");
    assert_eq!(desk.sum("revenue", "2026-09-08..2026-09-09"), Some(80_000));
    let facts = &desk.facts()[0];
    assert_eq!(facts.dimension(Dimension::Member).get(0), None, "two people had a hand in it");
    assert_eq!(facts.dimension(Dimension::Region).get(0), Some("华东"));
}

#[test]
fn hubspot_deals_count_where_they_happen() {
    let desk = Memory::default();
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hubspot/deals.csv");
    let outcome = take_as(&desk, &file, |_| {}).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(outcome.files[0].map.as_deref(), Some("hubspot-deals"));
    assert_eq!(desk.sum("inquiries", "2026-09-08"), Some(3), "the partner pipeline is not sales");
    assert_eq!(desk.sum("inquiries", "2026-08-01..2026-09-30"), Some(6));
    assert_eq!(desk.sum("deals", "2026-09-08"), Some(2));
    assert_eq!(desk.sum("revenue", "2026-09-08"), Some(162_005_000));
    assert_eq!(desk.sum("revenue", "2026-09-09"), Some(10_000_000));
    assert_eq!(desk.sum("lost_orders", "2026-09-08"), Some(1));
    assert_eq!(desk.names(Dimension::Reason).into_iter().collect::<Vec<_>>(), ["Price"]);
    let channels: Vec<String> = desk.names(Dimension::Channel).into_iter().collect();
    assert_eq!(channels, ["Referrals", "ads-search", "ads-social", "email", "seo"]);
    let facts = desk.facts();
    let waited: Vec<u16> = facts.iter().flat_map(|facts| facts.waited.iter().flatten().copied()).collect();
    assert_eq!(waited, [19, 7, 11, 1]);
}
