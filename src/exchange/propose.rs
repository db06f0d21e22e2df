//! A first map for a file that nobody knows: columns guessed from their names in both languages and from their values,
//! and said what was not understood.

use std::fmt::Write as _;
use std::path::Path;

use super::dates::Candidates;
use super::decimal::{Decimal, Style};
use super::header::{Role, plain, role};
use super::input::Input;
use super::names::name_of;
use super::outcome::ImportRequest;
use super::prepare::{header_of, open, source_of};
use super::records::Row;
use crate::desk::{Answer, Desk, Query};
use crate::domain::base::Error;
use crate::domain::model::{Catalogue, Dimension};

/// Rows that are looked at.
pub(super) const LOOKED_AT: usize = 1_000;
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
    let input = open(path, request, None, &|name| guessed_role(catalogue, name).is_some())?;
    let header = header_of(&input)?;
    let columns = survey(&input, &header, catalogue, |_| ())?;
    Ok(write(&columns, &header, &Draft::of(&columns, &source_of(path))))
}

/// Looks at the first rows of a file; `seen` is shown each.
pub(super) fn survey(
    input: &Input,
    header: &[String],
    catalogue: &Catalogue,
    mut seen: impl FnMut(Row<'_>),
) -> Result<Vec<Column>, Error> {
    let mut columns: Vec<Column> = header.iter().take(DESCRIBED).map(|name| Column::new(name, catalogue)).collect();
    let mut records = input.records()?;
    let _ = records.next();
    for _ in 0..LOOKED_AT {
        let Ok(Some(row)) = records.next() else { break };
        look(&mut columns, row);
        seen(row);
    }
    Ok(columns)
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
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    role: Option<Role>,
    /// A unit in the header: 金额(万元).
    factor: Option<i64>,
    pub(super) dates: Candidates,
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

    /// Whether every value in it is a date.
    pub(super) fn is_date(&self) -> bool {
        self.filled > 0 && self.dated == self.filled
    }

    /// Whether numbers in it need `[numbers]`, and with a comma as decimal separator. Most values decide: a few bad ones
    /// are told row by row when they are read.
    fn style(&self) -> Option<bool> {
        let read = self.comma.max(self.point);
        (self.plain < read && read * 2 > self.filled).then_some(self.comma > self.point)
    }
}

/// What a map says of the columns of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Draft {
    /// The source under which the file's batches stand.
    pub source: String,
    /// What each column becomes; `None` where it is not read.
    pub roles: Vec<Option<Role>>,
    /// The measure that counts the rows, where one does.
    pub counts: Option<String>,
    /// How dates are written, where that was asked.
    pub date_format: Option<String>,
    /// Whether the map names the header, so that files like this one need no question.
    pub named: bool,
}

impl Draft {
    /// What the columns probably are, each thing once: the first column that is taken for it.
    pub(super) fn of(columns: &[Column], source: &str) -> Self {
        let mut roles: Vec<Option<Role>> = Vec::with_capacity(columns.len());
        for column in columns {
            let free = column.role.clone().filter(|role| !roles.contains(&Some(role.clone())));
            roles.push(free.filter(|role| match role {
                Role::Date | Role::Entered => column.is_date(),
                Role::Key(_) => true,
                Role::Measure(..) => column.filled == 0 || column.plain > 0 || column.style().is_some(),
                Role::Waited | Role::Computed => false,
            }));
        }
        Self { source: source.to_owned(), roles, ..Self::default() }
    }

    /// Makes column number `at` become `role`; another column that was it is not read any more.
    pub fn choose(&mut self, at: usize, role: Option<Role>) {
        // A map has no word for these.
        self.roles.iter_mut().filter(|other| matches!(other, Some(Role::Waited | Role::Computed))).for_each(|other| {
            *other = None;
        });
        if role.is_some() {
            self.roles.iter_mut().filter(|other| **other == role).for_each(|other| *other = None);
        }
        if matches!((&role, &self.counts), (Some(Role::Measure(id, _)), Some(own)) if id == own) {
            self.counts = None;
        }
        if let Some(own) = self.roles.get_mut(at) {
            *own = role;
        }
    }

    /// Makes the rows count as `measure`, or as nothing.
    pub fn count(&mut self, measure: Option<String>) {
        let same =
            |role: &Option<Role>| matches!((role, &measure), (Some(Role::Measure(id, _)), Some(own)) if id == own);
        self.roles.iter_mut().filter(|role| same(role)).for_each(|role| *role = None);
        self.counts = measure;
    }

    /// The column that has the day.
    #[must_use]
    pub fn date(&self) -> Option<usize> {
        self.roles.iter().position(|role| *role == Some(Role::Date))
    }

    /// Whether anything is counted.
    #[must_use]
    pub fn measures(&self) -> bool {
        self.counts.is_some() || self.roles.iter().any(|role| matches!(role, Some(Role::Measure(..))))
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

/// The map that a draft says.
pub(super) fn write(columns: &[Column], header: &[String], draft: &Draft) -> Proposal {
    let mut proposal = Proposal::default();
    let (mut fact, mut dates) = (String::new(), String::new());
    for (column, role) in columns.iter().zip(&draft.roles) {
        let (what, value) = match role {
            Some(role @ (Role::Date | Role::Entered)) => {
                settle(&mut dates, column, draft.date_format.as_deref());
                (role.id().to_owned(), quoted(&column.name))
            }
            Some(role @ Role::Key(_)) => (role.id().to_owned(), quoted(&column.name)),
            Some(Role::Measure(id, _)) => (format!("measures.{id}"), measured(column)),
            _ if column.role == Some(Role::Computed) => continue,
            _ => {
                proposal.strange.push(column.name.clone());
                continue;
            }
        };
        let _ = writeln!(fact, "{what} = {value}");
        proposal.understood.push((column.name.clone(), what));
    }
    proposal.strange.extend(header.iter().skip(DESCRIBED).cloned());
    let mut map = format!("# A first map. Lines with a # are to be looked at.\nsource = {}\n", quoted(&draft.source));
    if draft.named {
        let names: Vec<String> = header.iter().map(|name| quoted(name)).collect();
        let _ = writeln!(map, "header = [{}]", names.join(", "));
    }
    map.push('\n');
    numbers(&mut map, columns, draft);
    if !dates.is_empty() {
        map.extend([dates.as_str(), "\n"]);
    }
    map.push_str("[[fact]]\n");
    if draft.date().is_none() {
        map.push_str("# date = \"…\"   which column has the day?\n");
    }
    map.push_str(&fact);
    if let Some(counts) = &draft.counts {
        let _ = writeln!(map, "measures.{counts} = \"1\"");
    }
    if !draft.measures() {
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

/// Says the date's format where there is one or it was `said`, and all that fit where there are several.
fn settle(map: &mut String, column: &Column, said: Option<&str>) {
    let (before, told) = match (column.dates.clone().finish(), said) {
        (Err(_), Some(format)) => ("", format!("\"{format}\"")),
        (Ok(format), _) => ("", format!("\"{format}\"")),
        (Err((formats, _)), None) => {
            let formats: Vec<String> = formats.iter().map(ToString::to_string).collect();
            ("# ", format!("\"…\"   which of {}?", formats.join(", ")))
        }
    };
    if map.is_empty() {
        map.push_str("[dates]\n");
    }
    let _ = writeln!(map, "{before}{} = {told}", quoted(&column.name));
}

/// How numbers are written, where any measure is not written plainly.
fn numbers(map: &mut String, columns: &[Column], draft: &Draft) {
    let measured = columns.iter().zip(&draft.roles).filter(|(_, role)| matches!(role, Some(Role::Measure(..))));
    let style = measured.into_iter().find_map(|(column, _)| Some((column, column.style()?)));
    let Some((column, comma)) = style else { return };
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
