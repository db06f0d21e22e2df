//! Writing what is seen into a file: the name says the format, and nothing is overwritten unasked.

use super::{App, Effect, Field, Overlay};
use crate::domain::base::Error;
use crate::render::{Format, render};
use crate::report::Report;
use crate::text::{grouped, said, say};

/// Endings of file names, the likeliest first.
pub(super) const ENDINGS: [(&str, Format); 6] = [
    ("xlsx", Format::Xlsx),
    ("md", Format::Markdown),
    ("html", Format::Html),
    ("csv", Format::Csv),
    ("json", Format::Json),
    ("txt", Format::Text),
];

/// Where what is seen goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Export {
    /// The name of the file.
    pub field: Field,
    /// What stands against it.
    pub error: Option<Error>,
    /// Whether the table under the cursor goes alone, and its number among those of the report; `None` where there is no
    /// other, and everything goes.
    pub table: Option<(bool, usize)>,
    /// The name that is there already and may be taken by asking twice.
    taken: Option<String>,
}

impl Export {
    /// The format that the name's ending says.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        let name = self.field.text();
        let (_, ending) = name.trim().rsplit_once('.')?;
        ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|(_, format)| *format)
    }

    /// The number of the table that goes alone.
    fn alone(&self) -> Option<usize> {
        self.table.and_then(|(alone, at)| alone.then_some(at))
    }

    /// From everything to the table alone, and back.
    pub(super) fn turn_table(&mut self) {
        self.table = self.table.map(|(alone, at)| (!alone, at));
    }

    pub(super) fn typed(&mut self) {
        self.error = None;
    }

    /// The next ending.
    pub(super) fn turn(&mut self) {
        let name = self.field.text();
        let at = ENDINGS.iter().position(|(_, format)| Some(*format) == self.format());
        let next = ENDINGS.get(at.map_or(0, |at| (at + 1) % ENDINGS.len())).map_or("txt", |(ending, _)| *ending);
        let stem = at.and_then(|_| name.rsplit_once('.')).map_or(name.as_str(), |(stem, _)| stem);
        self.field = Field::new(&format!("{stem}.{next}"));
        self.typed();
    }
}

impl App {
    /// Opens the line with a name for what is seen.
    pub(super) fn open_export(&mut self) {
        let Some(report) = self.reading.report() else { return };
        let view = self.reading.view().id();
        let view = if view == "report" { report.lens.grain.id() } else { view };
        let period = report.period.map(|period| format!("-{}", period.name(report.fiscal))).unwrap_or_default();
        let field = Field::new(&format!("dayboard-{view}{period}.xlsx"));
        let here = self.reading.selected().map(|(table, _)| table);
        let table = report.tables.iter().position(|table| Some(table.id.as_ref()) == here);
        let table = table.filter(|_| report.tables.len() > 1).map(|at| (false, at));
        self.layers.push(Overlay::Export(Box::new(Export { field, error: None, table, taken: None })));
        self.dirty = true;
    }

    /// Writes the file, or says what stands against it.
    pub(super) fn accept_export(&mut self) -> Vec<Effect> {
        let lang = self.start.lang;
        let (Some(Overlay::Export(export)), Some(report)) = (self.layers.last_mut(), self.reading.report()) else {
            return Vec::new();
        };
        let name = export.field.text().trim().to_owned();
        let bytes = match export.format() {
            Some(format) => match export.alone().and_then(|at| report.tables.get(at)) {
                Some(table) => render(&Report { tables: vec![table.clone()], ..report.clone() }, format, lang),
                None => render(report, format, lang),
            },
            None => Err(Error::asked("export-ending").with("there", ENDINGS.map(|(ending, _)| ending).join(" "))),
        };
        match bytes {
            Ok(bytes) => {
                let over = export.taken.as_ref() == Some(&name);
                vec![Effect::Write { name, bytes, over }]
            }
            Err(error) => {
                export.error = Some(error);
                Vec::new()
            }
        }
    }

    /// What became of the file of that name.
    pub(super) fn written(&mut self, name: &str, written: Result<(String, usize), Error>) {
        self.dirty = true;
        let lang = self.start.lang;
        match (written, self.layers.last_mut()) {
            (Ok((path, bytes)), top) => {
                if matches!(top, Some(Overlay::Export(_))) {
                    self.layers.pop();
                }
                let bytes = grouped(i128::try_from(bytes).unwrap_or(i128::MAX));
                self.tell(true, &say("export.done", &[("path", &path), ("bytes", &bytes)], lang));
            }
            (Err(error), Some(Overlay::Export(export))) => {
                export.taken = (error.id == "file-there").then(|| name.to_owned());
                export.error = Some(error);
            }
            (Err(error), _) => self.tell(false, &said(&error, lang).sentence),
        }
    }
}
