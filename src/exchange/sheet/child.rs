//! The child's side: limits first, then cell by cell to CSV. Never a dense range.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

use calamine::{Data, DataRef, ExcelDateTime, Reader, Xls, XlsError, Xlsx, XlsxError};
use rustix::process::{Resource, Rlimit, setrlimit};

use super::Form;
use crate::exchange::records::MAX_COLUMNS;

/// The word after the program's name that makes it the child.
pub const SHEET_COMMAND: &str = "read-sheet";

/// Address space of the child in bytes.
const MEMORY: u64 = 192 << 20;
/// Processor time of the child in seconds.
const TIME: u64 = 60;
/// Rows of a sheet.
const MAX_ROWS: u32 = 1 << 20;

/// What the child may say that it could not do: the id of the sentence.
pub(super) const FAILURES: [&str; 6] =
    ["sheet-password", "sheet-unknown", "sheet-broken", "sheet-far", "sheet-order", "sheet-unread"];

/// What went wrong: a failure, and what it is about.
struct Failure(&'static str, String);

/// Reads the sheet that `arguments` name (a file, then a sheet of it unless it is the first) and writes it to standard
/// output as CSV; for an empty name it writes the names of all sheets, a line each. The exit code; what went wrong is said on standard error, for the parent.
///
/// The limits hold for the whole process: nothing else may run in it.
#[must_use]
pub fn sheet_child(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    for (resource, most) in [(Resource::As, MEMORY), (Resource::Cpu, TIME), (Resource::Core, 0)] {
        if setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).is_err() {
            return 1;
        }
    }
    let mut arguments = arguments.into_iter();
    let Some(file) = arguments.next() else { return 1 };
    let sheet = arguments.next().map(|name| name.to_string_lossy().into_owned());
    match read(Path::new(&file), sheet.as_deref()) {
        Ok(()) => 0,
        Err(Failure(id, what)) => {
            let what: String = what.chars().take(200).filter(|c| !c.is_control()).collect();
            let _ = writeln!(io::stderr(), "{id} {what}");
            1
        }
    }
}

fn read(file: &Path, sheet: Option<&str>) -> Result<(), Failure> {
    let mut start = [0; 8];
    let read = open(file)?.read(&mut start).map_err(unwritten)?;
    let mut out = Lines::new(BufWriter::new(io::stdout().lock()));
    let form = Form::of(start.get(..read).unwrap_or_default());
    if sheet == Some("") {
        return names(&open_names(file, form)?);
    }
    match form {
        // An encrypted XLSX stands in the same container as an XLS.
        Form::Xls if matches!(Xlsx::new(open(file)?), Err(XlsxError::Password)) => {
            return Err(Failure("sheet-password", String::new()));
        }
        Form::Xls => xls(open(file)?, sheet, &mut out)?,
        Form::Xlsx | Form::Text => xlsx(open(file)?, sheet, &mut out)?,
    }
    out.finish()
}

/// The names of all sheets; of a workbook that cannot be opened there are none.
fn open_names(file: &Path, form: Form) -> Result<Vec<String>, Failure> {
    Ok(match form {
        Form::Xls => Xls::new(open(file)?).map(|book| book.sheet_names()).unwrap_or_default(),
        Form::Xlsx | Form::Text => Xlsx::new(open(file)?).map(|book| book.sheet_names()).unwrap_or_default(),
    })
}

/// Writes names, a line each; one that would command a terminal or end a line is left out.
fn names(names: &[String]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let plain = |name: &&String| !name.is_empty() && !name.chars().any(char::is_control);
    names.iter().filter(plain).try_for_each(|name| writeln!(out, "{name}")).map_err(unwritten)
}

fn open(file: &Path) -> Result<BufReader<File>, Failure> {
    File::open(file).map(BufReader::new).map_err(unwritten)
}

/// The sheet that was asked for, else the first.
fn chosen(names: &[String], sheet: Option<&str>) -> Result<String, Failure> {
    let found = match sheet {
        Some(sheet) => names.iter().find(|name| *name == sheet),
        None => names.first(),
    };
    found.cloned().ok_or_else(|| Failure("sheet-unknown", names.join(", ")))
}

fn xlsx(reader: impl Read + Seek, sheet: Option<&str>, out: &mut Lines<impl Write>) -> Result<(), Failure> {
    let broken = |error: XlsxError| match error {
        XlsxError::Password => Failure("sheet-password", String::new()),
        other => Failure("sheet-broken", other.to_string()),
    };
    let mut book = Xlsx::new(reader).map_err(broken)?;
    let sheet = chosen(&book.sheet_names(), sheet)?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(broken)?;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        out.cell(cell.get_position(), &written(cell.get_value()))?;
    }
    Ok(())
}

fn xls(reader: impl Read + Seek, sheet: Option<&str>, out: &mut Lines<impl Write>) -> Result<(), Failure> {
    let broken = |error: XlsError| match error {
        XlsError::Password => Failure("sheet-password", String::new()),
        other => Failure("sheet-broken", other.to_string()),
    };
    let mut book = Xls::new(reader).map_err(broken)?;
    let sheet = chosen(&book.sheet_names(), sheet)?;
    let range = book.worksheet_range(&sheet).map_err(broken)?;
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let at = |number: usize, from: u32| u32::try_from(number).unwrap_or(u32::MAX).saturating_add(from);
        out.cell((at(row, top), at(column, left)), &written(&borrowed(value)))?;
    }
    Ok(())
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => DataRef::SharedString(text),
        Data::Bool(holds) => DataRef::Bool(*holds),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// A cell as text: numbers with the 15 digits that a spreadsheet shows, dates as 2026-09-08, times behind them.
fn written(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(holds) => if *holds { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) => day(*moment),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn day(moment: ExcelDateTime) -> String {
    if moment.is_duration() {
        return decimal(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") }
}

/// 15 significant digits, without an exponent and without zeros at the end.
fn decimal(number: f64) -> String {
    let text = format!("{number:.14e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let Ok(exponent) = exponent.parse::<i32>() else { return text };
    if !(-30..=30).contains(&exponent) {
        return if number == 0.0 { "0".to_owned() } else { text };
    }
    let (sign, digits) = mantissa.strip_prefix('-').map_or(("", mantissa), |digits| ("-", digits));
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(0);
    let (whole, part) = if exponent < 0 {
        ("0".to_owned(), "0".repeat(places - 1) + &digits)
    } else {
        let padded = format!("{digits:0<width$}", width = places + 1);
        let (whole, part) = padded.split_at_checked(places + 1).unwrap_or((&padded, ""));
        (whole.to_owned(), part.to_owned())
    };
    let part = part.trim_end_matches('0');
    let text = if part.is_empty() { whole } else { format!("{whole}.{part}") };
    if text == "0" { text } else { format!("{sign}{text}") }
}

/// Cells in their order as lines of CSV. Line n is row n; a row ends where the first row ended, or later.
struct Lines<W> {
    out: W,
    row: u32,
    column: u32,
    width: u32,
}

impl<W: Write> Lines<W> {
    fn new(out: W) -> Self {
        Self { out, row: 0, column: 0, width: 0 }
    }

    fn cell(&mut self, (row, column): (u32, u32), text: &str) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        if row >= MAX_ROWS || column as usize >= MAX_COLUMNS {
            return Err(Failure("sheet-far", format!("{}, {}", u64::from(row) + 1, u64::from(column) + 1)));
        }
        if row < self.row || (row == self.row && column < self.column) {
            return Err(Failure("sheet-order", (row + 1).to_string()));
        }
        while self.row < row {
            self.end_row().map_err(unwritten)?;
        }
        let blanks = column + 1 - self.column - u32::from(self.column == 0);
        self.put(&",".repeat(blanks as usize)).map_err(unwritten)?;
        let quoted = text.replace('"', "\"\"");
        self.put(&format!("\"{quoted}\"")).map_err(unwritten)?;
        self.column = column + 1;
        Ok(())
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    fn end_row(&mut self) -> io::Result<()> {
        if self.width == 0 {
            self.width = self.column;
        }
        if self.column > 0 && self.column < self.width {
            self.put(&",".repeat((self.width - self.column) as usize))?;
        }
        self.row += 1;
        self.column = 0;
        self.put("\n")
    }

    fn finish(&mut self) -> Result<(), Failure> {
        if self.column > 0 {
            self.end_row().map_err(unwritten)?;
        }
        self.out.flush().map_err(unwritten)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` hands on")]
fn unwritten(error: io::Error) -> Failure {
    Failure("sheet-unread", error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_a_spreadsheet_shows() {
        for (number, text) in [
            (1052.75, "1052.75"),
            (0.1 + 0.2, "0.3"),
            (-20.5, "-20.5"),
            (0.0, "0"),
            (-0.0, "0"),
            (6.0, "6"),
            (1e15, "1000000000000000"),
            (0.0525, "0.0525"),
            (123_456_789.125, "123456789.125"),
            (1e300, "1.00000000000000e300"),
        ] {
            assert_eq!(decimal(number), text);
        }
    }

    fn lines(cells: &[(u32, u32, &str)]) -> Result<String, &'static str> {
        let mut out = Lines::new(Vec::new());
        for (row, column, text) in cells {
            out.cell((*row, *column), text).map_err(|failure| failure.0)?;
        }
        out.finish().map_err(|failure| failure.0)?;
        Ok(String::from_utf8(out.out).expect("text"))
    }

    #[test]
    fn line_n_is_row_n_and_rows_are_as_wide_as_the_first() {
        let cells = [(0, 0, "a"), (0, 1, "b"), (0, 2, "c"), (2, 1, "x\"y"), (3, 0, "1"), (3, 3, "4")];
        assert_eq!(lines(&cells), Ok("\"a\",\"b\",\"c\"\n\n,\"x\"\"y\",\n\"1\",,,\"4\"\n".to_owned()));
        assert_eq!(lines(&[(0, 2, "c"), (1, 0, "a")]), Ok(",,\"c\"\n\"a\",,\n".to_owned()));
    }

    #[test]
    fn a_far_cell_and_cells_out_of_order_are_refused() {
        assert_eq!(lines(&[(0, 16_383, "x")]), Err("sheet-far"));
        assert_eq!(lines(&[(u32::MAX, 0, "x")]), Err("sheet-far"));
        assert_eq!(lines(&[(5, 0, "x"), (4, 0, "y")]), Err("sheet-order"));
        assert_eq!(lines(&[(0, 1, "x"), (0, 1, "y")]), Err("sheet-order"));
    }
}
