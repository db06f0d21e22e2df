//! Files of documents: the roster (person, role, team, from, to, hired) and the working calendar (date, kind, note).

use std::collections::BTreeMap;

use super::dates::{Candidates, DateFormat};
use super::header::plain;
use super::input::Input;
use super::names::name_of;
use crate::desk::{Answer, Desk, Query};
use crate::domain::base::{Day, DayKind, Error, Place};
use crate::domain::model::{
    CalendarDay, Document, DocumentKey, DocumentKind, Employment, Membership, Organisation, Person, Revision, Team,
};

/// Most rows of such a file.
const MOST: usize = 20_000;

/// What a file of documents is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// Who belongs where, from when.
    Roster,
    /// Days that differ from Monday to Friday.
    Calendar,
}

const ROSTER: [(&str, &[&str]); 6] = [
    ("person", &["member", "name", "人员", "姓名", "成员", "员工"]),
    ("role", &["post", "角色", "岗位", "职位"]),
    ("team", &["department", "团队", "部门", "小组"]),
    ("from", &["since", "开始", "开始日期", "起始日期", "到岗日期"]),
    ("to", &["until", "结束", "结束日期", "离岗日期"]),
    ("hired", &["入职", "入职日期"]),
];
const CALENDAR: [(&str, &[&str]); 3] = [
    ("date", &["day", "日期"]),
    ("kind", &["type", "类型", "类别"]),
    ("note", &["name", "holiday", "说明", "备注", "节日"]),
];

/// A file of documents, read.
pub(super) struct Documents {
    /// Rows of the file.
    pub(super) rows: u64,
    /// How its dates are written.
    pub(super) date_format: DateFormat,
    /// What has to be written: what is there already just so is left out.
    pub(super) changed: Vec<(Document, Option<Revision>)>,
}

/// What kind of documents a file of this header holds; `None` where it holds facts.
pub(super) fn form(header: &[String]) -> Option<Form> {
    let all = |columns: &[(&str, &[&str])], needed: usize| {
        let places: Option<Vec<usize>> = header.iter().map(|name| place(columns, name)).collect();
        places.is_some_and(|places| (0..needed).all(|at| places.contains(&at)))
    };
    if all(&ROSTER, 4) {
        return Some(Form::Roster);
    }
    all(&CALENDAR, 2).then_some(Form::Calendar)
}

fn place(columns: &[(&str, &[&str])], name: &str) -> Option<usize> {
    let wanted = plain(name);
    columns.iter().position(|(id, others)| *id == wanted || others.iter().any(|other| plain(other) == wanted))
}

/// One row: its line, and its fields in the order of the form's columns.
struct Line {
    number: u64,
    fields: Vec<String>,
}

struct Reader<'a> {
    input: &'a Input,
    organisation: &'a Organisation,
    lines: Vec<Line>,
    format: DateFormat,
    errors: Vec<Error>,
}

/// Reads a file of documents and holds it against those that are there.
///
/// # Errors
/// Every bad row, or why the file cannot be read.
pub(super) fn read(
    desk: &dyn Desk,
    input: &Input,
    header: &[String],
    form: Form,
    wanted: Option<&str>,
    organisation: &Organisation,
) -> Result<Documents, Vec<Error>> {
    let (columns, dates): (&[(&str, &[&str])], &[usize]) = match form {
        Form::Roster => (&ROSTER, &[3, 4, 5]),
        Form::Calendar => (&CALENDAR, &[0]),
    };
    let lines = lines(input, header, columns).map_err(|error| vec![error])?;
    let format = date_format(&lines, dates, wanted, input).map_err(|error| vec![error])?;
    let mut reader = Reader { input, organisation, lines, format, errors: Vec::new() };
    let documents = match form {
        Form::Roster => reader.roster(),
        Form::Calendar => reader.calendar(),
    };
    if !reader.errors.is_empty() {
        return Err(reader.errors);
    }
    let rows = reader.lines.len() as u64;
    let changed = changed(desk, documents).map_err(|error| vec![error])?;
    Ok(Documents { rows, date_format: format, changed })
}

fn lines(input: &Input, header: &[String], columns: &[(&str, &[&str])]) -> Result<Vec<Line>, Error> {
    let places: Vec<Option<usize>> = header.iter().map(|name| place(columns, name)).collect();
    let mut records = input.records()?;
    let _ = records.next();
    let mut lines = Vec::new();
    loop {
        let row = match records.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(lines),
            Err(trouble) => {
                let line = records.line();
                return Err(input.trouble(trouble, line));
            }
        };
        let mut fields = vec![String::new(); columns.len()];
        for (at, place) in places.iter().enumerate() {
            if let Some(field) = place.and_then(|place| fields.get_mut(place)) {
                *field = name_of(row.get(at));
            }
        }
        if fields.iter().any(|field| !field.is_empty()) {
            lines.push(Line { number: row.line(), fields });
        }
        if lines.len() > MOST {
            return Err(Error::found("import-documents-many").with("file", &input.name).with("most", MOST));
        }
    }
}

/// One format for all dates of the file.
fn date_format(lines: &[Line], dates: &[usize], wanted: Option<&str>, input: &Input) -> Result<DateFormat, Error> {
    if let Some(wanted) = wanted {
        return wanted.parse().map_err(|()| DateFormat::unknown(wanted));
    }
    let mut candidates = Candidates::new();
    for line in lines {
        for text in dates.iter().filter_map(|at| line.fields.get(*at)) {
            candidates.narrow(text.as_bytes());
        }
    }
    candidates.finish().map_err(|(formats, first)| super::prepare::two_readings(&formats, &first, input, "date"))
}

impl Reader<'_> {
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

    /// A date; `None` where it is blank or bad, which is noted.
    fn date(&mut self, line: u64, column: &str, text: &str) -> Option<Day> {
        if text.is_empty() {
            return None;
        }
        let day = self.format.read(text.as_bytes());
        if day.is_none() {
            self.note(line, column, text, Error::found("import-row-date").with("format", self.format));
        }
        day
    }

    fn roster(&mut self) -> Vec<Document> {
        let (mut people, mut teams, mut memberships) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for at in 0..self.lines.len() {
            let Some(Line { number, fields }) = self.lines.get(at) else { continue };
            let (number, fields) = (*number, fields.clone());
            let [person, role, team, from, to, hired] = fields.as_slice() else { continue };
            for (column, text) in [("person", person), ("role", role), ("team", team), ("from", from)] {
                if text.is_empty() {
                    self.note(number, column, "", Error::found("import-row-blank"));
                }
            }
            let from_day = self.date(number, "from", from);
            let to_day = self.date(number, "to", to);
            let hired_day = self.date(number, "hired", hired);
            let Some(from_day) = from_day else { continue };
            if to_day.is_some_and(|to| to <= from_day) {
                self.note(number, "to", to, Error::found("import-row-backwards"));
                continue;
            }
            let known = self.organisation.people.get(person);
            let entry = people.entry(person.clone()).or_insert_with(|| {
                known.cloned().unwrap_or_else(|| Person { name: person.clone(), ..Person::default() })
            });
            entry.hired = hired_day.or(entry.hired);
            if !self.organisation.teams.contains_key(team) {
                teams.insert(team.clone(), Team { name: team.clone(), ..Team::default() });
            }
            memberships.push(Membership {
                person: person.clone(),
                team: team.clone(),
                role: self.role(role),
                from: from_day,
                to: to_day,
                employment: Employment::default(),
            });
        }
        let people = people.into_values().map(Document::Person);
        let teams = teams.into_values().map(Document::Team);
        people.chain(teams).chain(memberships.into_iter().map(Document::Membership)).collect()
    }

    /// The id of a role by its id or name, else the organisation's own word.
    fn role(&self, word: &str) -> String {
        let wanted = plain(word);
        let same = |name: &str| plain(name) == wanted;
        let mut roles = self.organisation.roles.iter();
        let known = roles.find(|role| same(&role.id) || same(&role.term.en) || same(&role.term.zh));
        known.map_or_else(|| word.to_owned(), |role| role.id.clone())
    }

    fn calendar(&mut self) -> Vec<Document> {
        let mut days = Vec::new();
        for at in 0..self.lines.len() {
            let Some(Line { number, fields }) = self.lines.get(at) else { continue };
            let (number, fields) = (*number, fields.clone());
            let [date, kind, note] = fields.as_slice() else { continue };
            let Some(day) = self.date(number, "date", date) else {
                if date.is_empty() {
                    self.note(number, "date", "", Error::found("import-row-no-date"));
                }
                continue;
            };
            let kind_of = match plain(kind).as_str() {
                "work" | "workday" | "工作日" | "上班" => DayKind::Work,
                "rest" | "holiday" | "休息" | "休息日" | "放假" | "节假日" => DayKind::Rest,
                "makeup" | "调休" | "补班" | "调休上班" => DayKind::Makeup,
                _ => {
                    self.note(number, "kind", kind, Error::found("import-row-day-kind"));
                    continue;
                }
            };
            days.push(Document::Calendar(CalendarDay { day, kind: kind_of, note: note.clone() }));
        }
        days
    }
}

/// The documents that are not there just so, each with the revision that stands in its place. The last of a key counts.
fn changed(desk: &dyn Desk, documents: Vec<Document>) -> Result<Vec<(Document, Option<Revision>)>, Error> {
    let mut there: BTreeMap<DocumentKey, (Document, Revision)> = BTreeMap::new();
    for kind in [DocumentKind::Person, DocumentKind::Team, DocumentKind::Membership, DocumentKind::Calendar] {
        let Answer::Documents(found) = desk.query(&Query::Documents(kind.into()))? else {
            return Err(Error::could("import-answer"));
        };
        there.extend(found.into_iter().map(|one| (one.document.key(), (one.document, one.revision))));
    }
    let last: BTreeMap<DocumentKey, Document> = documents.into_iter().map(|one| (one.key(), one)).collect();
    let new = last.into_iter().filter_map(|(key, document)| match there.get(&key) {
        Some((old, _)) if *old == document => None,
        Some((_, revision)) => Some((document, Some(*revision))),
        None => Some((document, None)),
    });
    Ok(new.collect())
}
