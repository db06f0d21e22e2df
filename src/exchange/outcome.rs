//! What an import is asked for and what became of it.

use std::path::PathBuf;

use crate::domain::base::{Day, DayRange, Error};
use crate::domain::model::Revision;

/// Files to be imported, and how.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own, and any of them may be had")]
pub struct ImportRequest {
    /// The files; each becomes a batch of its own.
    pub files: Vec<PathBuf>,
    /// The map to read them with: a file, or the name of one that dayboard brings along.
    pub map: Option<PathBuf>,
    /// The text of a map that stands in no file yet; it goes before `map`.
    pub map_text: Option<String>,
    /// No map, whatever the header.
    pub no_map: bool,
    /// The folder of the database's own maps; a file of a header that one of them names is read with it.
    pub maps: Option<PathBuf>,
    /// The source they belong to; the map's name, else the file's name without its date, unless said.
    pub source: Option<String>,
    /// The encoding (`gb18030`, `utf-16le`); detected unless said.
    pub encoding: Option<String>,
    /// What separates the fields; detected unless said.
    pub delimiter: Option<char>,
    /// How dates are written (`DD/MM/YYYY`); detected unless said.
    pub date_format: Option<String>,
    /// Take the place of what the source has brought for the same days.
    pub replace: bool,
    /// The sheet of a workbook; the first unless said.
    pub sheet: Option<String>,
    /// The program that reads workbooks when it is called with [`super::SHEET_COMMAND`]; this one unless said.
    pub sheet_reader: Option<PathBuf>,
    /// Take the good rows where some are bad.
    pub skip_bad: bool,
    /// Where the bad rows are written then; beside the file, as `NAME.rejects.csv`, unless said.
    pub rejects: Option<PathBuf>,
    /// Say what would be done and change nothing.
    pub dry_run: bool,
}

/// How far an import is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Number of the file at hand, from 1.
    pub file: usize,
    /// Files in all.
    pub files: usize,
    /// Rows read of the file at hand.
    pub rows: u64,
    /// Bytes read of it.
    pub read: u64,
    /// Bytes it has.
    pub size: u64,
}

/// What became of an import, file by file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ImportOutcome {
    /// A file each, in the order asked for.
    pub files: Vec<FileOutcome>,
}

/// What became of one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileOutcome {
    /// The file as the user named it.
    pub file: String,
    /// The source it belongs to.
    pub source: String,
    /// The map it was read with; `None` for a canonical header.
    pub map: Option<String>,
    /// How its bytes were read.
    pub encoding: &'static str,
    /// What separates its fields.
    pub delimiter: char,
    /// How its dates are written.
    pub date_format: String,
    /// Rows read, bad ones included.
    pub rows: u64,
    /// Facts made of them.
    pub facts: u64,
    /// Rows that were left out (`skip_bad`).
    pub bad: u64,
    /// The first of them, each with line, column, value and reason.
    pub named: Vec<Error>,
    /// Where they were written.
    pub rejects: Option<PathBuf>,
    /// First and last day.
    pub days: Option<DayRange>,
    /// The sum of each measure, in its own scale, to be held against the sender's.
    pub totals: Vec<(String, i128)>,
    /// Columns that were not read because they are computed.
    pub computed: Vec<String>,
    /// Days that the source had brought before and that were replaced, or would be.
    pub replaced: Vec<Day>,
    /// What each measure adds up to on those days, now and then; only of a dry run.
    pub replacing: Vec<Replacing>,
    /// Keys (invoices, …) that an earlier batch has too, and which.
    pub repeated: Vec<(String, u64)>,
    /// What was done.
    pub state: FileState,
}

/// What a measure adds up to on days that are replaced, in its own scale; `None` where it is not reported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replacing {
    /// The measure's id.
    pub measure: String,
    /// As the days stand.
    pub old: Option<i128>,
    /// As they would stand.
    pub new: Option<i128>,
}

/// What was done with a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileState {
    /// Its facts are there.
    Imported {
        /// The batch that holds them.
        batch: u64,
        /// The state of the database after it.
        revision: Revision,
    },
    /// The same content was there already; nothing changed.
    Already {
        /// The batch that holds it.
        batch: u64,
    },
    /// It is no file of facts: its documents (roster, calendar) are written, those that are new or differ.
    Written {
        /// How many.
        documents: usize,
    },
    /// It would be taken (dry run).
    Would,
}
