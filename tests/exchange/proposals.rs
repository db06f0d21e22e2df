//! A first map for a file that nobody knows.

use dayboard::exchange::{ImportRequest, Proposal, propose};

use super::memory::{Folder, Memory, take, take_as};

fn proposal(desk: &Memory, path: &std::path::Path) -> Proposal {
    let request = ImportRequest { files: vec![path.to_owned()], ..ImportRequest::default() };
    propose(desk, &request).expect("a proposal")
}

#[test]
fn columns_are_guessed_from_names_and_values_and_the_rest_is_said() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let text = "下单时间,订单编号,客户名称,业务员,渠道来源,实付金额(元),备注\n\
        2026/9/8 10:00,A-1,甲公司,张伟,搜索广告,\"1,052.75元\",加急\n\
        2026/9/9 11:30,A-2,乙公司,李娜,自然搜索,\"99.50元\",\n";
    let path = folder.file("orders.csv", text);
    let errors = take(&desk, &path).expect_err("nobody knows it");
    assert_eq!(errors[0].id, "import-header");
    assert!(errors[0].arg("understood").contains("业务员 = member"), "{}", errors[0].arg("understood"));
    let proposal = proposal(&desk, &path);
    assert_eq!(proposal.strange, ["备注"]);
    let map = folder.file("orders.toml", &proposal.map);
    take_as(&desk, &path, |request| request.map = Some(map))
        .unwrap_or_else(|errors| panic!("{errors:?}\n{}", proposal.map));
    assert_eq!(desk.sum("revenue", "2026-09-08..2026-09-09"), Some(11_522_500));
}

#[test]
fn a_proposal_asks_where_the_file_does_not_tell() {
    let (desk, folder) = (Memory::default(), Folder::new());
    let path = folder.file("a.csv", "Order Date,Qty,Mystery \"x\"\n03/04/2026,1,q\n");
    let map = proposal(&desk, &path).map;
    assert!(map.contains("which of DD/MM/YYYY, MM/DD/YYYY?"), "{map}");
    assert!(map.contains("what is counted?"), "{map}");
    assert!(map.parse::<toml::Table>().is_ok(), "{map}");
}
