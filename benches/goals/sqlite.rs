//! The same company in SQLite, as a careful user would keep it: coded dimensions, the indexes that the questions
//! call for, and beside them tables of day and month sums made by hand. Measured in the same run, compared answer by
//! answer.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dayboard::domain::base::{Day, DayRange};
use dayboard::domain::model::{CellQuery, CellTable, Dimension};
use rusqlite::{Connection, params_from_iter, types::Value};

use crate::Outcome;
use crate::company::{Company, DIMENSIONS, MEASURES, Row};

/// Day sums and month sums, each in total and by the four dimensions.
const SETS: [(i64, Option<Dimension>); 5] = [
    (0, None),
    (1, Some(Dimension::Channel)),
    (2, Some(Dimension::Region)),
    (3, Some(Dimension::Product)),
    (4, Some(Dimension::Member)),
];

/// The code of a name and its sums.
type Sums = (u32, Vec<Option<i64>>);

/// Which tables answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    Facts,
    Sums,
}

/// The other database.
pub(crate) struct Beside {
    connection: Connection,
    file: PathBuf,
    names: [Vec<String>; 4],
}

impl Beside {
    /// Opens the database that [`Beside::load`] left.
    pub(crate) fn open(file: &Path, company: &Company) -> Outcome<Option<Self>> {
        let connection = Connection::open(file)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
             PRAGMA mmap_size = 4294967296;",
        )?;
        connection.set_prepared_statement_cache_capacity(64);
        let names = company.names().each_ref().map(|names| names.iter().map(str::to_owned).collect());
        Ok(Some(Self { connection, file: file.to_owned(), names }))
    }

    /// Fills a new database from a CSV file; the time until all facts are durable and indexed.
    pub(crate) fn load(file: &Path, company: &Company, csv: &Path) -> Outcome<Option<Duration>> {
        for end in ["", "-wal", "-shm"] {
            let mut name = file.as_os_str().to_owned();
            name.push(end);
            if Path::new(&name).exists() {
                fs::remove_file(&name)?;
            }
        }
        let Some(beside) = Self::open(file, company)? else { return Ok(None) };
        let start = Instant::now();
        beside.connection.execute_batch(&format!(
            "CREATE TABLE facts (day INT, channel INT, region INT, product INT, member INT, {columns});
             CREATE TABLE sums (kind INT, period INT, code INT, {columns}, PRIMARY KEY (kind, period, code))
             WITHOUT ROWID; BEGIN;",
            columns = joined(|id| format!("{id} INT"))
        ))?;
        beside.read(company, csv)?;
        beside.connection.execute_batch(
            "CREATE INDEX facts_day ON facts (day, channel); CREATE INDEX facts_member ON facts (member, day);
             CREATE INDEX facts_channel_region ON facts (channel, region, day); COMMIT;
             PRAGMA wal_checkpoint(TRUNCATE);",
        )?;
        let loaded = start.elapsed();
        beside.add_up()?;
        Ok(Some(loaded))
    }

    fn read(&self, company: &Company, csv: &Path) -> Outcome<()> {
        let mut insert = self.connection.prepare(&format!("INSERT INTO facts VALUES (?{})", ", ?".repeat(16)))?;
        let mut codes = company.names().clone();
        let mut reader = csv::Reader::from_path(csv)?;
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record)? {
            let day: Day = record[0].parse().map_err(|()| "a date of the file")?;
            insert.raw_bind_parameter(1, day.number())?;
            for (at, names) in codes.iter_mut().enumerate() {
                insert.raw_bind_parameter(at + 2, names.intern(&record[at + 1]))?;
            }
            for (at, (_, money)) in MEASURES.into_iter().enumerate() {
                insert.raw_bind_parameter(at + 6, scaled(&record[at + 5], money)?)?;
            }
            insert.raw_execute()?;
        }
        Ok(())
    }

    /// Makes the tables of sums: days from the facts, months from the days.
    fn add_up(&self) -> Outcome<()> {
        let sums = joined(|id| format!("SUM({id})"));
        for (kind, by) in SETS {
            let code = by.map_or("0", Dimension::id);
            self.connection.execute_batch(&format!(
                "INSERT INTO sums SELECT {kind}, day, {code} AS code, {sums} FROM facts GROUP BY 2, 3;
                 INSERT INTO sums SELECT {month}, {MONTH}, code, {sums} FROM sums WHERE kind = {kind} GROUP BY 2, 3;",
                month = kind + 5
            ))?;
        }
        Ok(self.connection.execute_batch("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);")?)
    }

    /// Bytes on disk.
    pub(crate) fn bytes(&self) -> Outcome<u64> {
        Ok(fs::metadata(&self.file)?.len())
    }

    /// Answers a question from the facts, or from the sums made by hand.
    pub(crate) fn cells(&self, query: &CellQuery, from: From) -> Outcome<CellTable> {
        let code = query.by.map_or("0", Dimension::id);
        let sums = query.measures.iter().map(|id| format!("SUM({id})")).collect::<Vec<_>>().join(", ");
        let mut filters = String::new();
        for filter in &query.filters {
            let at = DIMENSIONS.iter().position(|dimension| *dimension == filter.dimension).unwrap_or_default();
            let coded = |name: &String| self.names[at].iter().position(|known| known == name).map(|at| at + 1);
            let codes: Vec<_> = filter.names.iter().filter_map(coded).map(|code| code.to_string()).collect();
            let _ = write!(filters, " AND {} IN ({})", filter.dimension, codes.join(", "));
        }
        let text = match from {
            From::Facts => {
                format!("SELECT {code}, {sums} FROM facts WHERE day BETWEEN ?1 AND ?2{filters} GROUP BY 1")
            }
            From::Sums => {
                format!("SELECT code, {sums} FROM sums WHERE kind = ?3 AND period BETWEEN ?1 AND ?2 GROUP BY 1")
            }
        };
        let mut statement = self.connection.prepare_cached(&text)?;
        let mut found = Vec::new();
        for range in &query.ranges {
            let mut values =
                vec![Value::from(i64::from(range.first().number())), i64::from(range.last().number()).into()];
            if from == From::Sums {
                values = periods(*range, query.by);
            }
            let mut rows = statement.query(params_from_iter(values))?;
            let mut table = Vec::new();
            while let Some(row) = rows.next()? {
                let values: Result<Vec<Option<i64>>, _> = (1..=query.measures.len()).map(|at| row.get(at)).collect();
                table.push((row.get::<_, u32>(0)?, values?));
            }
            found.push(table);
        }
        Ok(self.table(query, &found))
    }

    /// Puts names to codes, sorted.
    fn table(&self, query: &CellQuery, found: &[Vec<Sums>]) -> CellTable {
        let at = query.by.and_then(|by| DIMENSIONS.iter().position(|dimension| *dimension == by));
        let name = |code: u32| {
            at.and_then(|at| self.names[at].get((code as usize).wrapping_sub(1))).map_or("", String::as_str)
        };
        let mut names: Vec<(&str, u32)> = found.iter().flatten().map(|(code, _)| (name(*code), *code)).collect();
        names.sort_unstable();
        names.dedup();
        let mut values = vec![vec![vec![None; query.measures.len()]; names.len()]; found.len()];
        for (range, rows) in values.iter_mut().zip(found) {
            for (code, sums) in rows {
                if let Ok(at) = names.binary_search(&(name(*code), *code)) {
                    range[at].clone_from(sums);
                }
            }
        }
        let names = names.into_iter().map(|(name, _)| name.to_owned()).collect();
        CellTable { names, values, corrected: vec![false; query.ranges.len()], touched: Vec::new() }
    }

    /// Sets one measure of one fact and keeps the sums right, durably.
    pub(crate) fn edit(&mut self, day: Day, row: &Row, measure: usize, value: i64) -> Outcome<()> {
        let (id, _) = MEASURES[measure];
        let [channel, region, product, member] = row.codes;
        let change = self.connection.transaction()?;
        let (fact, old): (i64, i64) = change
            .prepare_cached(&format!(
                "SELECT rowid, {id} FROM facts WHERE member = ? AND day = ? AND channel = ? AND region = ?
                 AND product = ? AND {id} NOT NULL"
            ))?
            .query_row((member, day.number(), channel, region, product), |row| Ok((row.get(0)?, row.get(1)?)))?;
        change.prepare_cached(&format!("UPDATE facts SET {id} = ? WHERE rowid = ?"))?.execute((value, fact))?;
        let mut add = change
            .prepare_cached(&format!("UPDATE sums SET {id} = {id} + ? WHERE period = ? AND kind = ? AND code = ?"))?;
        let codes = [0, channel, region, product, member];
        for ((kind, _), code) in SETS.into_iter().zip(codes) {
            add.execute((value - old, day.number(), kind, code))?;
            add.execute((value - old, month(day), kind + 5, code))?;
        }
        drop(add);
        Ok(change.commit()?)
    }
}

/// The month of a day number as `yyyymm`, in SQL and below in Rust.
const MONTH: &str = "CAST(strftime('%Y%m', period * 86400, 'unixepoch') AS INT)";

fn month(day: Day) -> i64 {
    i64::from(day.year()) * 100 + i64::from(day.month())
}

/// Which sums make up a run: one day, or whole months.
fn periods(range: DayRange, by: Option<Dimension>) -> Vec<Value> {
    let kind = SETS.iter().find(|(_, set)| *set == by).map_or(0, |(kind, _)| *kind);
    let (first, last) = (range.first(), range.last());
    let ends = if range.len() == 1 {
        [i64::from(first.number()), i64::from(last.number()), kind]
    } else {
        [month(first), month(last), kind + 5]
    };
    ends.into_iter().map(Value::from).collect()
}

fn joined(column: impl Fn(&str) -> String) -> String {
    MEASURES.map(|(id, _)| column(id)).join(", ")
}

/// The stored integer of a figure of the file; `None` where it is blank.
fn scaled(text: &str, money: bool) -> Outcome<Option<i64>> {
    if text.is_empty() {
        return Ok(None);
    }
    let (whole, cents) = text.split_once('.').unwrap_or((text, "0"));
    let whole: i64 = whole.parse()?;
    Ok(Some(if money { whole * 10_000 + cents.parse::<i64>()? * 100 } else { whole }))
}
