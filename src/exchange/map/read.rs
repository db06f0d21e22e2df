//! From a map to the plan for files of one header; all that is wrong with it at once.

use std::path::Path;

use super::file::{FactFile, Factor, JoinFile, MapFile, Numbers};
use crate::domain::base::{Error, Place, clean};
use crate::domain::model::{Catalogue, Dimension};
use crate::exchange::columns::{CUSTOMER, DOCUMENT};
use crate::exchange::dates::DateFormat;
use crate::exchange::decimal::{Decimal, Style};
use crate::exchange::dialect;
use crate::exchange::expression::{
    Condition, Field, Names, Number, Text, compile_condition, compile_number, compile_text,
};
use crate::exchange::input::Input;
use crate::exchange::join::{Join, MAX_JOINS};
use crate::exchange::per::Per;
use crate::exchange::plan::{Amount, DateColumn, Emit, Plan, Shape, Worth};
use crate::exchange::prepare::header_of;
use crate::exchange::sheet::Sheet;

/// Most facts of a map.
const MAX_FACTS: usize = 32;

/// What a map is compiled for.
pub(in crate::exchange) struct Target<'a> {
    /// The map, as it is named in errors.
    pub(in crate::exchange) name: &'a str,
    /// The header of the file.
    pub(in crate::exchange) header: &'a [String],
    /// The folder of the file, in which joined files stand.
    pub(in crate::exchange) folder: &'a Path,
    /// The measures there are.
    pub(in crate::exchange) catalogue: &'a Catalogue,
}

/// The plan that a map makes for a file. Joined files are read.
///
/// # Errors
/// Everything that is wrong with the map.
pub(in crate::exchange) fn compile(map: &MapFile, target: &Target<'_>) -> Result<Plan, Vec<Error>> {
    let mut reader = Reader { map, target, errors: Vec::new(), plan: Plan::default() };
    reader.plan.header = target.header.to_vec();
    if map.facts.is_empty() || map.facts.len() > MAX_FACTS {
        reader.note("fact", Error::asked("map-facts").with("most", MAX_FACTS));
    }
    if map.joins.len() > MAX_JOINS {
        reader.note("join", Error::asked("map-joins").with("most", MAX_JOINS));
    }
    for join in map.joins.iter().take(MAX_JOINS) {
        reader.join(join);
    }
    reader.numbers(&map.numbers);
    reader.aliases();
    if let Some(when) = &map.when {
        reader.plan.when = reader.condition("when", when, &Inside::Row);
    }
    for (at, fact) in map.facts.iter().enumerate() {
        reader.fact(at + 1, fact);
    }
    reader.dates();
    if reader.errors.is_empty() { Ok(reader.plan) } else { Err(reader.errors) }
}

struct Reader<'a> {
    map: &'a MapFile,
    target: &'a Target<'a>,
    errors: Vec<Error>,
    plan: Plan,
}

/// What an expression sees.
enum Inside<'a> {
    /// A row.
    Row,
    /// A key, its columns by name, and the sums over its rows.
    Key(&'a [Field], &'a [&'a str]),
}

impl Reader<'_> {
    fn note(&mut self, place: &str, error: Error) {
        let place =
            Place { file: Some(self.target.name.to_owned()), column: Some(place.to_owned()), ..Place::default() };
        self.errors.push(error.at(place));
    }

    fn keep<T>(&mut self, place: &str, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.note(place, error)).ok()
    }

    /// The field behind a name: a name of `[columns]` or of a join, else a header.
    fn field(&self, name: &str) -> Option<Field> {
        let name = self.map.columns.get(name).map_or(name, String::as_str);
        if let Some(at) = self.target.header.iter().position(|header| header == name) {
            return Some(Field::Own(at));
        }
        let joins = self.map.joins.iter().zip(&self.plan.joins).enumerate();
        let mut found = joins.filter_map(|(join, (file, read))| {
            let header = file.columns.get(name)?;
            Some(Field::Joined(join, read.header.iter().position(|known| known == header)?))
        });
        found.next()
    }

    fn names(&self) -> String {
        let joined = self.map.joins.iter().flat_map(|join| join.columns.keys());
        let names: Vec<&String> = self.map.columns.keys().chain(joined).chain(self.target.header).collect();
        let more = if names.len() > 30 { ", …" } else { "" };
        let shown: Vec<String> = names.into_iter().take(30).map(|name| name.chars().take(40).collect()).collect();
        format!("{}{more}", shown.join(", "))
    }

    fn column(&mut self, place: &str, name: &str) -> Option<Field> {
        let found = self
            .field(name)
            .ok_or_else(|| Error::asked("map-column").with("name", clean(name)).with("names", self.names()));
        self.keep(place, found)
    }

    /// Compiles with the names that are seen; the exact name of a column is that column.
    fn with_names<T>(
        &mut self,
        place: &str,
        text: &str,
        inside: &Inside<'_>,
        compile: impl FnOnce(&str, &Names<'_>) -> Result<T, Error>,
        column: impl FnOnce(Field) -> T,
    ) -> Option<T> {
        let field = |name: &str| match inside {
            Inside::Row => self.field(name),
            Inside::Key(keys, _) => {
                let field = self.field(name)?;
                keys.iter().position(|key| *key == field).map(Field::Key)
            }
        };
        let sum = |name: &str| match inside {
            Inside::Row => None,
            Inside::Key(_, sums) => sums.iter().position(|sum| *sum == name),
        };
        let list = || match inside {
            Inside::Row => self.names(),
            Inside::Key(keys, sums) => {
                let keys = keys.iter().map(|key| self.plan.column_name(*key));
                keys.chain(sums.iter().map(|sum| (*sum).to_owned())).collect::<Vec<_>>().join(", ")
            }
        };
        let result = match field(text) {
            Some(field) => Ok(column(field)),
            None => compile(text, &Names { field: &field, sum: &sum, list: &list }),
        };
        self.keep(place, result)
    }

    fn condition(&mut self, place: &str, text: &str, inside: &Inside<'_>) -> Option<Condition> {
        self.with_names(place, text, inside, compile_condition, |field| {
            Condition::Not(Box::new(Condition::NoText(Text::Field(field))))
        })
    }

    fn number(&mut self, place: &str, text: &str, inside: &Inside<'_>) -> Option<(Number, bool)> {
        self.with_names(place, text, inside, compile_number, |field| (Number::Field(field), false))
    }

    fn fact(&mut self, number: usize, fact: &FactFile) {
        let place = |part: &str| format!("fact {number}, {part}");
        let when = fact.when.as_ref().and_then(|when| self.condition(&place("when"), when, &Inside::Row));
        let key: Vec<Field> = fact.per.iter().filter_map(|name| self.column(&place("per"), name)).collect();
        if fact.per.is_empty() && (fact.having.is_some() || !fact.sums.is_empty()) {
            self.note(&place("per"), Error::asked("map-per"));
        }
        let sums: Vec<(&str, Number)> = fact
            .sums
            .iter()
            .filter_map(|(name, text)| Some((name.as_str(), self.number(&place(name), text, &Inside::Row)?.0)))
            .collect();
        let names: Vec<&str> = sums.iter().map(|(name, _)| *name).collect();
        let inside = if fact.per.is_empty() { Inside::Row } else { Inside::Key(&key, &names) };
        let having = fact.having.as_ref().and_then(|having| self.condition(&place("having"), having, &inside));
        let date = self.column(&place("date"), &fact.date);
        let entered = fact.entered.as_ref().and_then(|name| self.column(&place("entered"), name));
        let keys = self.keys(number, fact);
        let measures = self.measures(number, fact, &inside);
        let Some(date) = date else { return };
        let shape = Shape { date: DateColumn::new(date), entered: entered.map(DateColumn::new), keys, measures };
        if fact.per.is_empty() {
            self.plan.emits.push(Emit { when, shape, waited: None });
        } else {
            let sums = sums.into_iter().map(|(_, sum)| sum).collect();
            self.plan.per.push(Per::new(key, when, sums, having, shape));
        }
    }

    fn keys(&mut self, number: usize, fact: &FactFile) -> Vec<(usize, Text)> {
        let all = [
            (Dimension::Channel.index(), "channel", &fact.channel),
            (Dimension::Region.index(), "region", &fact.region),
            (Dimension::Product.index(), "product", &fact.product),
            (Dimension::Member.index(), "member", &fact.member),
            (Dimension::Team.index(), "team", &fact.team),
            (Dimension::Reason.index(), "reason", &fact.reason),
            (CUSTOMER, "customer", &fact.customer),
            (DOCUMENT, "document", &fact.document),
        ];
        let mut keys = Vec::new();
        for (key, name, text) in all {
            let Some(text) = text else { continue };
            let place = format!("fact {number}, {name}");
            if let Some(text) = self.with_names(&place, text, &Inside::Row, compile_text, Text::Field) {
                keys.push((key, text));
            }
        }
        keys
    }

    fn measures(&mut self, number: usize, fact: &FactFile, inside: &Inside<'_>) -> Vec<Amount> {
        let mut amounts = Vec::new();
        if fact.measures.is_empty() {
            self.note(&format!("fact {number}"), Error::asked("map-no-measure"));
        }
        for (id, text) in &fact.measures {
            let place = format!("fact {number}, measures.{id}");
            let Some(measure) = self.target.catalogue.measure(id) else {
                let ratio = self.target.catalogue.metric(id).is_some();
                let error = if ratio { Error::asked("map-ratio") } else { Error::asked("map-measure") };
                self.note(&place, error.with("name", clean(id)));
                continue;
            };
            let decimals = measure.unit.decimals();
            let Some((number, divides)) = self.number(&place, text, inside) else { continue };
            let at = self.plan.measures.iter().position(|known| known == id).unwrap_or_else(|| {
                self.plan.measures.push(id.clone());
                self.plan.measures.len() - 1
            });
            let worth = match number {
                Number::Field(Field::Own(column)) if self.plan.style.is_plain() => Worth::Column(column),
                number => Worth::Number(number, divides),
            };
            amounts.push(Amount { measure: at, decimals, worth });
        }
        amounts
    }

    fn join(&mut self, join: &JoinFile) {
        let place = format!("join {}", join.file);
        let plain = !join.file.is_empty() && !join.file.contains(['/', '\\', '\0']) && join.file != "..";
        if !plain {
            self.note(&place, Error::asked("map-join-path").with("file", clean(&join.file)));
            return;
        }
        let key =
            self.target.header.iter().position(|header| {
                *header == self.map.columns.get(&join.key).map_or(join.key.as_str(), String::as_str)
            });
        let Some(key) = key else {
            let error = Error::asked("map-column").with("name", clean(&join.key)).with("names", self.names());
            return self.note(&place, error);
        };
        let read = read_join(join, key, self.target.folder);
        if let Some(read) = self.keep(&place, read) {
            self.plan.joins.push(read);
        }
    }

    fn numbers(&mut self, numbers: &Numbers) {
        let mut style = Style { comma: numbers.decimal == Some(','), thousands: numbers.thousands, units: Vec::new() };
        let same = style.thousands == Some(if style.comma { ',' } else { '.' });
        if !matches!(numbers.decimal, None | Some('.' | ','))
            || same
            || numbers.thousands.is_some_and(|c| c.is_ascii_alphanumeric())
        {
            self.note("numbers", Error::asked("map-numbers"));
        }
        for (unit, factor) in &numbers.units {
            let factor = match factor {
                Factor::Whole(factor) => Ok(Decimal::whole(*factor)),
                Factor::Text(text) => Decimal::parse(text.as_bytes()),
            };
            match factor {
                Ok(factor) => style.units.push((unit.as_str().into(), factor)),
                Err(_) => self.note("numbers", Error::asked("map-unit").with("unit", clean(unit))),
            }
        }
        style.units.sort_by_key(|(unit, _)| std::cmp::Reverse(unit.len()));
        self.plan.style = style;
    }

    fn aliases(&mut self) {
        for (dimension, names) in &self.map.aliases {
            let Ok(known) = dimension.parse::<Dimension>() else {
                self.note("aliases", Error::asked("map-dimension").with("name", clean(dimension)));
                continue;
            };
            let names = names.iter().map(|(from, to)| (from.clone(), to.clone())).collect();
            self.plan.aliases.push((known.index(), names));
        }
    }

    fn dates(&mut self) {
        for (name, format) in &self.map.dates {
            let Some(field) = self.column("dates", name) else { continue };
            match format.parse::<DateFormat>() {
                Ok(format) => {
                    for date in self.plan.dates().filter(|date| date.field == field) {
                        (date.format, date.said) = (format, true);
                    }
                }
                Err(()) => self.note("dates", DateFormat::unknown(format)),
            }
        }
    }
}

fn read_join(join: &JoinFile, key: usize, folder: &Path) -> Result<Join, Error> {
    let mut input = Input::survey(&folder.join(&join.file), None, Sheet::default())?;
    input.delimiter = dialect::delimiter(&input, &|name| join.columns.values().any(|known| known == name))?;
    let header = header_of(&input)?;
    for name in join.columns.values().chain([&join.column]) {
        if !header.contains(name) {
            return Err(Error::asked("map-column").with("name", clean(name)).with("names", header.join(", ")));
        }
    }
    let column = header.iter().position(|name| *name == join.column).unwrap_or_default();
    Join::read(&input, header, column, key)
}
