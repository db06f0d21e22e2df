//! A first map for a file that nobody knows: columns guessed from their names in both languages and from their values,
//! and said what was not understood.

use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::dates::Candidates;
use super::decimal::{Decimal, Style};
use super::header::{Role, plain, role};
use super::names::name_of;
use super::outcome::ImportRequest;
use super::prepare::{header_of, open, source_of};
use super::records::Row;
use crate::desk::{Answer, Desk, Query};
use crate::domain::base::Error;
use crate::domain::model::{Catalogue, Dimension};

/// Rows that are looked at.
const LOOKED_AT: usize = 1_000;
/// Columns that are described; a wider file is hardly a table to import.
const DESCRIBED: usize = 200;

/// A map for a file, guessed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proposal {
    /// The map, in TOML.
    pub map: String,
    /// What was understood: the column, and what it is taken for.
    pub understood: Vec<(String, String)>,
    /// Columns that were not understood.
    pub strange: Vec<String>,
}

/// Guesses a map for the first file of the request. It may still lack a date or a measure; then its comments say so.
///
/// # Errors
/// Where the file cannot be read.
pub fn propose(desk: &dyn Desk, request: &ImportRequest) -> Result<Proposal, Error> {
    let Answer::Premises(premises) = desk.query(&Query::Premises)? else {
        return Err(Error::could("import-answer"));
    };
    let path = request.files.first().ok_or_else(|| Error::asked("import-nothing"))?;
    guess(path, request, &premises.1)
}

/// Guesses a map for a file.
pub(super) fn guess(path: &Path, request: &ImportRequest, catalogue: &Catalogue) -> Result<Proposal, Error> {
    let known = |name: &str| guessed_role(catalogue, name).is_some();
    let input = open(path, request, None, &known, &mut Sha256::new())?;
    let header = header_of(&input)?;
    let mut columns: Vec<Column> = header.iter().take(DESCRIBED).map(|name| Column::new(name, catalogue)).collect();
    let mut records = input.records()?;
    let _ = records.next();
    for _ in 0..LOOKED_AT {
        let Ok(Some(row)) = records.next() else { break };
        look(&mut columns, row);
    }
    Ok(write(&columns, &header, &source_of(path)))
}

fn look(columns: &mut [Column], row: Row<'_>) {
    for (at, column) in columns.iter_mut().enumerate() {
        let text = row.get(at).trim_ascii();
        if text.is_empty() {
            continue;
        }
        column.filled += 1;
        column.dates.narrow(text);
        column.dated += usize::from(super::dates::DateFormat::all().any(|format| format.read(text).is_some()));
        column.plain += usize::from(Style::default().read(text).is_ok());
        let comma = Style { comma: true, thousands: Some('.'), units: units() };
        let point = Style { comma: false, thousands: Some(','), units: units() };
        column.comma += usize::from(comma.read(text).is_ok());
        column.point += usize::from(point.read(text).is_ok());
        if column.example.is_empty() {
            column.example = name_of(text).chars().take(30).collect();
        }
        if let Ok(text) = std::str::from_utf8(text) {
            for unit in ["万元", "元", "¥", "￥", "$", "€"] {
                if text.contains(unit) && !column.units.contains(&unit) {
                    column.units.push(unit);
                    break;
                }
            }
        }
    }
}

fn units() -> Vec<(Box<str>, Decimal)> {
    let worth = [("万元", 10_000), ("元", 1), ("¥", 1), ("￥", 1), ("$", 1), ("€", 1), ("", 1)];
    worth.into_iter().map(|(unit, factor)| (unit.into(), Decimal::whole(factor))).collect()
}

/// What was seen of a column.
struct Column {
    name: String,
    role: Option<Role>,
    /// A unit in the header: 金额(万元).
    factor: Option<i64>,
    dates: Candidates,
    filled: usize,
    dated: usize,
    plain: usize,
    comma: usize,
    point: usize,
    units: Vec<&'static str>,
    example: String,
}

impl Column {
    fn new(name: &str, catalogue: &Catalogue) -> Self {
        let factor = if name.contains("万元") { Some(10_000) } else { None };
        let role = guessed_role(catalogue, name);
        Self {
            name: name.to_owned(),
            role,
            factor,
            dates: Candidates::new(),
            filled: 0,
            dated: 0,
            plain: 0,
            comma: 0,
            point: 0,
            units: Vec::new(),
            example: String::new(),
        }
    }

    fn is_date(&self) -> bool {
        self.filled > 0 && self.dated == self.filled
    }

    /// Whether numbers in it need `[numbers]`, and with a comma as decimal separator.
    fn style(&self) -> Option<bool> {
        let odd = self.filled > 0 && self.plain < self.filled;
        (odd && self.comma.max(self.point) == self.filled).then_some(self.comma > self.point)
    }
}

/// What a header probably is: by its whole name, else without a unit in brackets, else by a word in it.
fn guessed_role(catalogue: &Catalogue, name: &str) -> Option<Role> {
    let bare = name.split(['(', '（', '[']).next().unwrap_or(name).trim();
    if let Some(found) = role(catalogue, name).or_else(|| role(catalogue, bare)) {
        return Some(found);
    }
    let name = plain(bare);
    let words: [(&[&str], Role); 9] = [
        (&["date", "day", "time", "日期", "时间"], Role::Date),
        (&["channel", "source", "medium", "渠道", "来源"], Role::Key(Dimension::Channel.index())),
        (
            &["country", "region", "province", "city", "地区", "省", "城市", "国家"],
            Role::Key(Dimension::Region.index()),
        ),
        (&["owner", "sales", "rep", "agent", "销售", "业务员", "负责", "客服"], Role::Key(Dimension::Member.index())),
        (&["product", "sku", "item", "stock", "商品", "产品", "货号"], Role::Key(Dimension::Product.index())),
        (&["team", "group", "团队", "部门", "小组"], Role::Key(Dimension::Team.index())),
        (&["reason", "category", "原因", "类别"], Role::Key(Dimension::Reason.index())),
        (&["customer", "client", "company", "buyer", "客户", "买家"], Role::Key(super::columns::CUSTOMER)),
        (&["invoice", "order", "deal", "lead", "单号", "编号", "订单"], Role::Key(super::columns::DOCUMENT)),
    ];
    let found = words.into_iter().find(|(words, _)| words.iter().any(|word| name.contains(word)));
    found.map(|(_, role)| role).or_else(|| {
        let money = ["amount", "price", "total", "revenue", "金额", "实付", "成交", "收入"];
        money.iter().any(|word| name.contains(word)).then(|| Role::Measure("revenue".to_owned(), 4))
    })
}

const KEYS: [&str; 8] = ["channel", "region", "product", "member", "team", "reason", "customer", "document"];

/// The map, each thing once: the first column that is taken for it.
fn write(columns: &[Column], header: &[String], source: &str) -> Proposal {
    let mut proposal = Proposal::default();
    let (mut fact, mut dates, mut date) = (String::new(), String::new(), None);
    let mut taken: Vec<Role> = Vec::new();
    for column in columns {
        let free = column.role.as_ref().filter(|role| !taken.contains(role));
        let said = match free {
            Some(Role::Date) if column.is_date() => {
                date = Some(column);
                Some(("date".to_owned(), quoted(&column.name)))
            }
            Some(Role::Entered) if column.is_date() => Some(("entered".to_owned(), quoted(&column.name))),
            Some(Role::Key(key)) => KEYS.get(*key).map(|key| ((*key).to_owned(), quoted(&column.name))),
            Some(Role::Measure(id, _)) if column.filled == 0 || column.plain > 0 || column.style().is_some() => {
                Some((format!("measures.{id}"), measured(column)))
            }
            _ => None,
        };
        match said {
            Some((what, value)) => {
                taken.extend(free.cloned());
                let _ = writeln!(fact, "{what} = {value}");
                proposal.understood.push((column.name.clone(), what));
            }
            None if column.role == Some(Role::Computed) => {}
            None => proposal.strange.push(column.name.clone()),
        }
    }
    for name in header.iter().skip(DESCRIBED) {
        proposal.strange.push(name.clone());
    }
    if let Some(column) = date {
        settle(&mut dates, column);
    }
    let mut map = format!("# A first map. Lines with a # are to be looked at.\nsource = {}\n\n", quoted(source));
    numbers(&mut map, columns);
    map.push_str(&dates);
    map.push_str("[[fact]]\n");
    if date.is_none() {
        map.push_str("# date = \"…\"   which column has the day?\n");
    }
    map.push_str(&fact);
    if !taken.iter().any(|role| matches!(role, Role::Measure(..))) {
        map.push_str("# measures.visits = \"…\"   what is counted? \"1\" counts rows.\n");
    }
    not_understood(&mut map, columns, &proposal.strange);
    proposal.map = map;
    proposal
}

fn measured(column: &Column) -> String {
    match column.factor {
        None => quoted(&column.name),
        Some(factor) => {
            let name = column.name.replace('\\', "\\\\").replace('\'', "\\'");
            quoted(&format!("row['{name}'] * {factor}"))
        }
    }
}

/// Says the date's format where there is one, and all that fit where there are several.
fn settle(map: &mut String, column: &Column) {
    match column.dates.clone().finish() {
        Ok(format) => {
            let _ = writeln!(map, "[dates]\n{} = \"{format}\"\n", quoted(&column.name));
        }
        Err((formats, _)) => {
            let formats: Vec<String> = formats.iter().map(ToString::to_string).collect();
            let fits = formats.join(", ");
            let _ = writeln!(map, "# [dates]\n# {} = \"…\"   which of {fits}?\n", quoted(&column.name));
        }
    }
}

/// How numbers are written, where any measure is not written plainly.
fn numbers(map: &mut String, columns: &[Column]) {
    let mut measured = columns.iter().filter(|column| matches!(column.role, Some(Role::Measure(..))));
    let Some((column, comma)) = measured.find_map(|column| Some((column, column.style()?))) else { return };
    map.push_str("[numbers]\n");
    map.push_str(if comma { "decimal = \",\"\nthousands = \".\"\n" } else { "thousands = \",\"\n" });
    if !column.units.is_empty() {
        let worth = |unit: &str| if unit == "万元" { 10_000 } else { 1 };
        let units: Vec<String> =
            column.units.iter().map(|unit| format!("{} = {}", quoted(unit), worth(unit))).collect();
        let _ = writeln!(map, "units = {{ {}, \"\" = 1 }}", units.join(", "));
    }
    let _ = writeln!(map, "# as in {}\n", quoted(&column.example));
}

fn not_understood(map: &mut String, columns: &[Column], strange: &[String]) {
    if strange.is_empty() {
        return;
    }
    map.push_str("\n# Not understood:\n");
    for name in strange {
        let example = columns.iter().find(|column| column.name == *name).map_or("", |column| column.example.as_str());
        let _ = writeln!(map, "#   {}   as in {}", quoted(name), quoted(example));
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
