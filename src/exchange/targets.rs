//! Files of targets: long, a row each with its period and amount, or wide, a row for whose of what and a column for each
//! period.

use std::collections::BTreeMap;
use std::path::Path;

use super::header::plain;
use super::input::Input;
use super::names::name_of;
use super::outcome::ImportRequest;
use super::prepare;
use crate::domain::base::{Day, Error, FiscalStart, Period, Place};
use crate::domain::model::{Catalogue, Dimension, Metric, Organisation, Owner, Target, amount};

/// Most rows of such a file.
const MOST: usize = 20_000;

/// What a column says, with its names beside the id.
const COLUMNS: [(&str, &[&str]); 11] = [
    ("metric", &["measure", "kpi", "指标", "考核指标"]),
    ("owner", &["whose", "归属", "对象", "责任人", "负责人"]),
    ("team", &["department", "团队", "部门", "小组"]),
    ("member", &["person", "name", "人员", "姓名", "成员", "员工"]),
    ("channel", &["渠道"]),
    ("region", &["地区", "区域", "大区"]),
    ("period", &["month", "quarter", "周期", "月份", "期间", "季度"]),
    ("base", &["target", "goal", "目标", "目标值", "基线"]),
    ("stretch", &["challenge", "挑战", "挑战值", "挑战目标"]),
    ("quality", &["how well", "质量要求", "质量"]),
    ("due", &["deadline", "期限", "截止日期", "完成时间"]),
];

/// What a column of a file is.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Column {
    /// One of [`COLUMNS`].
    Named(&'static str),
    /// The amounts of a period.
    Of(Period),
}

/// What is written of a target; of one that is there already, what the file does not say stays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetRow {
    /// Metric, owner, period and base.
    pub target: Target,
    /// Whether the file has a column of stretches, of quality, of due days.
    pub says: (bool, bool, bool),
}

impl TargetRow {
    /// The target that stands after it, where `old` stood before: its state and its amendments stay.
    #[must_use]
    pub fn upon(self, old: Option<&Target>) -> Target {
        let Some(old) = old else { return self.target };
        let (stretch, quality, due) = self.says;
        let new = self.target;
        Target {
            base: new.base,
            stretch: if stretch { new.stretch } else { old.stretch },
            quality: if quality { new.quality } else { old.quality.clone() },
            due: if due { new.due } else { old.due },
            relative: old.relative.filter(|_| new.base == old.base),
            ..old.clone()
        }
    }
}

/// Reads a file of targets; `metric` is meant where the file has no column of metrics.
///
/// # Errors
/// Every bad cell with its line, column and value; or why the file cannot be read.
pub fn read_targets(
    path: &Path,
    request: &ImportRequest,
    metric: Option<&str>,
    organisation: &Organisation,
    catalogue: &Catalogue,
) -> Result<Vec<TargetRow>, Vec<Error>> {
    let one = |error| vec![error];
    let fiscal = organisation.settings.fiscal_start;
    let known = |name: &str| column(name, fiscal).is_some();
    let input = prepare::open(path, request, None, &known).map_err(one)?;
    let header = prepare::header_of(&input).map_err(one)?;
    let mut reader = Reader {
        input: &input,
        organisation,
        catalogue,
        metric,
        columns: Vec::new(),
        header,
        errors: Vec::new(),
        met: BTreeMap::new(),
    };
    reader.head(fiscal)?;
    let rows = reader.rows().map_err(one)?;
    if reader.errors.is_empty() { Ok(rows) } else { Err(reader.errors) }
}

fn column(name: &str, fiscal: FiscalStart) -> Option<Column> {
    let wanted = plain(name);
    let named = COLUMNS.iter().find(|(id, others)| *id == wanted || others.iter().any(|one| plain(one) == wanted));
    named.map(|(id, _)| Column::Named(id)).or_else(|| period(name, fiscal).map(Column::Of))
}

/// A period as files write it: `2026-09`, `2026/9`, `2026年9月`, `Sep 2026`, `2026-Q3`, `2026年3季度`, `2026`.
fn period(text: &str, fiscal: FiscalStart) -> Option<Period> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.trim().to_lowercase();
    let numbers: Vec<u32> = text
        .split(|sign: char| !sign.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().ok().filter(|_| digits.len() <= 4))
        .collect::<Option<_>>()?;
    let words: String = text.chars().filter(|sign| sign.is_alphabetic()).collect();
    let year = *numbers.iter().find(|number| (1_990..=2_200).contains(*number))?;
    let rest: Vec<u32> = numbers.into_iter().filter(|number| *number != year).collect();
    let month = MONTHS.iter().position(|name| words.starts_with(name)).and_then(|at| u32::try_from(at + 1).ok());
    let name = match (words.as_str(), rest.as_slice(), month) {
        ("q" | "年季" | "年季度" | "年第季度" | "季度", [quarter], _) => format!("{year}-Q{quarter}"),
        (_, [], Some(month)) => format!("{year}-{month:02}"),
        // A spreadsheet writes the first day of a month.
        ("" | "年月", [month], None) | ("", [month, 1], None) => format!("{year}-{month:02}"),
        ("" | "年" | "年度", [], None) => year.to_string(),
        _ => return None,
    };
    Period::parse(&name, fiscal)
}

struct Reader<'a> {
    input: &'a Input,
    organisation: &'a Organisation,
    catalogue: &'a Catalogue,
    metric: Option<&'a str>,
    columns: Vec<Option<Column>>,
    header: Vec<String>,
    errors: Vec<Error>,
    /// On which line a target was met.
    met: BTreeMap<(String, Owner, Day, &'static str), u64>,
}

/// A row that is read: its line, and its cells by column.
struct Line {
    number: u64,
    cells: Vec<String>,
}

impl<'a> Reader<'a> {
    fn note(&mut self, line: u64, column: &str, value: &str, error: Error) {
        let value = value.chars().take(60).collect();
        let file = Some(self.input.name.clone());
        self.errors.push(error.at(Place {
            file,
            line: Some(line),
            column: Some(column.to_owned()),
            value: Some(value),
        }));
    }

    /// Makes out the columns.
    fn head(&mut self, fiscal: FiscalStart) -> Result<(), Vec<Error>> {
        self.columns = self.header.iter().map(|name| column(name, fiscal)).collect();
        for at in 0..self.header.len() {
            let name = self.header.get(at).cloned().unwrap_or_default();
            if self.columns.get(at).is_some_and(Option::is_none) && !name.is_empty() {
                self.note(1, &name, &name, Error::found("targets-column"));
            }
        }
        let has = |id: &'static str| self.columns.contains(&Some(Column::Named(id)));
        let wide = self.columns.iter().flatten().any(|column| matches!(column, Column::Of(_)));
        let lacks = match () {
            () if !has("metric") && self.metric.is_none() => Some("metric"),
            () if !wide && !has("period") => Some("period"),
            () if !wide && !has("base") => Some("base"),
            () => None,
        };
        if let Some(lacks) = lacks {
            let error = Error::found("targets-lacks").with("column", lacks).with("file", &self.input.name);
            self.errors.push(error);
        }
        if self.errors.is_empty() { Ok(()) } else { Err(std::mem::take(&mut self.errors)) }
    }

    fn rows(&mut self) -> Result<Vec<TargetRow>, Error> {
        let mut lines = Vec::new();
        let mut records = self.input.records()?;
        let _ = records.next();
        loop {
            match records.next() {
                Ok(Some(row)) => {
                    let cells: Vec<String> = (0..self.header.len()).map(|at| name_of(row.get(at))).collect();
                    if cells.iter().any(|cell| !cell.is_empty()) {
                        lines.push(Line { number: row.line(), cells });
                    }
                }
                Ok(None) => break,
                Err(trouble) => {
                    let line = records.line();
                    return Err(self.input.trouble(trouble, line));
                }
            }
            if lines.len() > MOST {
                return Err(Error::found("targets-many").with("file", &self.input.name).with("most", MOST));
            }
        }
        if lines.is_empty() {
            return Err(Error::found("targets-none").with("file", &self.input.name));
        }
        Ok(lines.iter().flat_map(|line| self.row(line)).collect())
    }

    fn cell<'l>(&self, line: &'l Line, id: &str) -> &'l str {
        let at = self.columns.iter().position(|column| matches!(column, Some(Column::Named(known)) if *known == id));
        at.and_then(|at| line.cells.get(at)).map_or("", String::as_str)
    }

    /// The name of a column in the file.
    fn called(&self, id: &str) -> String {
        let at = self.columns.iter().position(|column| matches!(column, Some(Column::Named(known)) if *known == id));
        at.and_then(|at| self.header.get(at)).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// The targets of a row; none where something is bad, which is noted.
    fn row(&mut self, line: &Line) -> Vec<TargetRow> {
        let (metric, owner) = (self.metric(line), self.owner(line));
        let stretch_text = self.cell(line, "stretch").to_owned();
        let wide: Vec<(Period, String, String)> = self
            .columns
            .iter()
            .zip(&self.header)
            .zip(&line.cells)
            .filter_map(|((column, name), cell)| match column {
                Some(Column::Of(period)) if !cell.is_empty() => Some((*period, name.clone(), cell.clone())),
                _ => None,
            })
            .collect();
        let due = self.due(line);
        let mut wanted = wide;
        let base = self.cell(line, "base").to_owned();
        if self.columns.contains(&Some(Column::Named("period"))) && !base.is_empty() {
            let (text, column) = (self.cell(line, "period").to_owned(), self.called("base"));
            if let Some(period) = period(&text, self.organisation.settings.fiscal_start) {
                wanted.push((period, column, base));
            } else {
                let column = self.called("period");
                self.note(line.number, &column, &text, Error::found("targets-period"));
            }
        }
        let (Some(metric), Some(owner)) = (metric, owner) else { return Vec::new() };
        let stretch =
            if stretch_text.is_empty() { None } else { self.amount(line.number, "stretch", metric, &stretch_text) };
        let has = |id: &'static str| self.columns.contains(&Some(Column::Named(id)));
        let says = (has("stretch"), has("quality"), has("due"));
        let quality = self.cell(line, "quality").to_owned();
        let mut rows = Vec::new();
        for (period, column, text) in wanted {
            let Some(base) = self.amount(line.number, &column, metric, &text) else { continue };
            let place = (metric.id.clone(), owner.clone(), period.first(), period.grain().id());
            if let Some(before) = self.met.insert(place, line.number) {
                self.note(line.number, &column, &text, Error::found("targets-twice").with("before", before));
            }
            let empty = Target::empty(metric.id.clone(), owner.clone(), period);
            let target = Target { base, stretch, quality: quality.clone(), due, ..empty };
            rows.push(TargetRow { target, says });
        }
        rows
    }

    fn amount(&mut self, line: u64, column: &str, metric: &Metric, text: &str) -> Option<i64> {
        let bare: String = text.chars().filter(|sign| !matches!(sign, '¥' | '￥' | ' ' | '，' | ',')).collect();
        let read = amount(metric, &bare).ok();
        if read.is_none() {
            let column = if column == "stretch" { self.called("stretch") } else { column.to_owned() };
            self.note(line, &column, text, Error::found("targets-amount").with("metric", &metric.id));
        }
        read
    }

    fn metric(&mut self, line: &Line) -> Option<&'a Metric> {
        let text = self.cell(line, "metric").to_owned();
        let wanted = if text.is_empty() { self.metric.unwrap_or_default() } else { &text };
        let same = |name: &str| plain(name) == plain(wanted);
        let known = |metric: &&Metric| same(&metric.id) || same(&metric.term.en) || same(&metric.term.zh);
        let found = self.catalogue.metrics.iter().find(known);
        if found.is_none() {
            let column = self.called("metric");
            self.note(line.number, &column, &text, Error::found("targets-metric"));
        }
        found
    }

    fn due(&mut self, line: &Line) -> Option<Day> {
        let text = self.cell(line, "due").to_owned();
        let day = text.parse().ok();
        if day.is_none() && !text.is_empty() {
            let column = self.called("due");
            self.note(line.number, &column, &text, Error::found("targets-due"));
        }
        day
    }

    /// Whose a row is: by the column of its kind, or by a name that somebody has; the company's where nothing says.
    fn owner(&mut self, line: &Line) -> Option<Owner> {
        const KINDS: [(&str, Dimension); 4] = [
            ("member", Dimension::Member),
            ("team", Dimension::Team),
            ("channel", Dimension::Channel),
            ("region", Dimension::Region),
        ];
        let of_kind = KINDS.into_iter().find(|(id, _)| !self.cell(line, id).is_empty());
        let (id, text, found) = if let Some((id, dimension)) = of_kind {
            let text = self.cell(line, id).to_owned();
            let owner = self.named(dimension, &text);
            (id, text, owner)
        } else {
            let text = self.cell(line, "owner").to_owned();
            let company = ["", "company", "公司", "全公司", "wholecompany", "thecompany"];
            let owner = if company.contains(&plain(&text).as_str()) {
                Some(Owner::Company)
            } else {
                let of = KINDS.into_iter().filter(|(id, _)| *id != "region");
                let mut of = of.filter_map(|(_, dimension)| self.named(dimension, &text));
                match text.parse::<Owner>() {
                    Ok(owner) => owner.filter().and_then(|(dimension, name)| self.named(dimension, name)),
                    Err(()) => of.next(),
                }
            };
            ("owner", text, owner)
        };
        if found.is_none() {
            let column = self.called(id);
            self.note(line.number, &column, &text, Error::found("targets-owner"));
        }
        found
    }

    /// The owner of a name; regions are what facts call them.
    fn named(&self, dimension: Dimension, name: &str) -> Option<Owner> {
        let organisation = self.organisation;
        let same = |other: &str| plain(other) == plain(name);
        match dimension {
            Dimension::Member => organisation.people.contains_key(name).then(|| Owner::Member(name.to_owned())),
            Dimension::Team => organisation.teams.keys().find(|team| same(team)).map(|team| Owner::Team(team.clone())),
            Dimension::Channel => {
                let known = organisation.channels.iter().find(|channel| {
                    same(&channel.id)
                        || same(&channel.term.en)
                        || same(&channel.term.zh)
                        || channel.aliases.iter().any(|alias| same(alias))
                });
                known.map(|channel| Owner::Channel(channel.id.clone()))
            }
            Dimension::Region => Some(Owner::Region(name.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
