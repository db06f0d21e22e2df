//! One row of the journal or of the imports, whole: nothing of it is cut, and it can be taken back from here.

use super::help::{HelpLine, beside};
use super::{Action, App, Context, Effect, Given, Overlay, View};
use crate::desk::{Command, Query};
use crate::domain::base::{Day, FiscalStart, Grain, Period};
use crate::domain::model::{Lens, Revision, Unit};
use crate::render::Voice;
use crate::report::{Column, Row, Sentence, Value};
use crate::text::{Lang, phrase, say, wrap};

use super::KEYS;

/// What the row is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// A file that came in, by its batch.
    Import(u64),
    /// A change, by its number.
    Change(Revision),
}

/// A row, whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// What it is about.
    pub about: About,
    /// Whether it is asked to be taken back.
    pub asks: bool,
    /// Lines that are scrolled away.
    pub top: usize,
    columns: Vec<Column>,
    row: Row,
    /// What an import adds up to, once it is known: the id of each measure, and its sum in the measure's scale.
    sums: Option<Vec<(String, i64)>>,
}

/// What a sentence about a change holds beside its words, in the order of a reader's questions, and what it is called.
const KNOWN: [(&str, &str); 15] = [
    ("source", "column.source"),
    ("about", "record.about"),
    ("rows", "column.rows"),
    ("days", "column.days"),
    ("measure", "record.measure"),
    ("day", "record.day"),
    ("channel", "dimension.channel"),
    ("region", "dimension.region"),
    ("product", "dimension.product"),
    ("member", "dimension.member"),
    ("team", "dimension.team"),
    ("reason", "dimension.reason"),
    ("old", "record.old"),
    ("new", "record.new"),
    ("revision", "record.undoes"),
];

impl Record {
    /// The keys that are heard in it.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.asks { Context::Sure } else { Context::Record }
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        let (id, number) = match self.about {
            About::Import(batch) => ("record.import", batch),
            About::Change(revision) => ("record.change", revision.0),
        };
        say(id, &[("n", &number.to_string())], lang)
    }

    /// Where an import stands, as the id of a word.
    fn state(&self) -> &str {
        let state = self.row.cells.iter().find_map(|cell| match &cell.value {
            Value::Words(words) if words.id.starts_with("state.") => Some(words.id.as_ref()),
            _ => None,
        });
        state.unwrap_or_default()
    }

    /// The id of what is asked before it is taken back, or of why it cannot be.
    fn asked(&self) -> Result<&'static str, &'static str> {
        match (self.about, self.state()) {
            (About::Change(_), _) => Ok("record.sure-change"),
            (About::Import(_), "state.published") => Ok("record.sure-import"),
            (About::Import(_), "state.reverted") => Ok("record.sure-again"),
            (About::Import(_), _) => Err("record.never-stood"),
        }
    }

    /// What is asked before it is taken back.
    #[must_use]
    pub fn question(&self, lang: Lang) -> String {
        say(self.asked().unwrap_or_else(|why| why), &[("what", &self.title(lang))], lang)
    }
}

impl Record {
    /// The view that shows what was changed, and the question about it; `None` where no view does.
    #[must_use]
    pub fn leads_to(&self, fiscal: FiscalStart) -> Option<(View, Lens)> {
        let mut about = Touched::default();
        self.row.cells.iter().for_each(|cell| about.read(&cell.value));
        let of = |period: Period| Lens { anchor: Some(period), ..Lens::new(period.grain()) };
        match about.document {
            Some("doc.action" | "doc.meeting") => Some((View::Meeting, Lens::new(Grain::Day))),
            Some("doc.target" | "doc.goal-steps" | "doc.checkpoint" | "doc.plan") => {
                Some((View::Goals, of(about.period?)))
            }
            _ => Some((View::Report, of(Period::of(Grain::Day, about.day?, fiscal)))),
        }
    }
}

/// What a row is about, as far as its sentences say.
#[derive(Default)]
struct Touched<'a> {
    document: Option<&'a str>,
    day: Option<Day>,
    period: Option<Period>,
}

impl<'a> Touched<'a> {
    /// The first of each stands: what a sentence names comes before what has become of it.
    fn read(&mut self, value: &'a Value) {
        match value {
            Value::Days(days) => _ = self.day.get_or_insert(days.last()),
            Value::Period(period) => _ = self.period.get_or_insert(*period),
            Value::Day(day) => _ = self.day.get_or_insert(*day),
            Value::Words(words) => {
                if words.id.starts_with("doc.") {
                    self.document.get_or_insert(words.id.as_ref());
                }
                words.args.iter().for_each(|(_, value)| self.read(value));
            }
            _ => {}
        }
    }
}

impl App {
    /// From a row that is looked at to what it has changed.
    pub(super) fn show_what_changed(&mut self) -> Vec<Effect> {
        let Some(Overlay::Record(record)) = self.top() else { return Vec::new() };
        let Some((view, lens)) = record.leads_to(self.fiscal()) else {
            self.tell(false, phrase("record.leads-nowhere", self.start.lang));
            return Vec::new();
        };
        self.layers.pop();
        self.dirty = true;
        self.go(view, lens)
    }

    /// The row under the cursor as something that can be looked at whole.
    fn record_here(&self) -> Option<Record> {
        let (table, row) = self.reading.selected()?;
        let number = row.id.parse::<u64>().ok()?;
        let about = match table {
            "imports" => About::Import(number),
            "log" | "changes" => About::Change(Revision(number)),
            _ => return None,
        };
        let columns = self.reading.tables().find(|known| known.id == table)?.columns.clone();
        Some(Record { about, asks: false, top: 0, columns, row: row.clone(), sums: None })
    }

    /// Opens the row under the cursor whole, where it is one that can be; else `None`.
    pub(super) fn open_record(&mut self) -> Option<Vec<Effect>> {
        let record = self.record_here()?;
        let mut effects = self.want_premises();
        if let (About::Import(batch), "state.published") = (record.about, record.state()) {
            effects.push(Effect::Fetch(Box::new(Query::Sums(batch))));
        }
        self.layers.push(Overlay::Record(Box::new(record)));
        self.dirty = true;
        Some(effects)
    }

    /// What an import adds up to has come.
    pub(super) fn summed(&mut self, batch: u64, found: &[(String, i64)]) {
        for layer in &mut self.layers {
            if let Overlay::Record(record) = layer
                && record.about == About::Import(batch)
            {
                record.sums = Some(found.to_vec());
            }
        }
    }

    /// Asks whether the row at hand is to be taken back; where there is none, shows the changes one may choose from.
    pub(super) fn ask_undo(&mut self) -> Vec<Effect> {
        let lang = self.start.lang;
        let mut effects = Vec::new();
        if !matches!(self.top(), Some(Overlay::Record(_))) {
            let Some(opened) = self.open_record() else {
                let key = self.start.keymap.first(Action::Undo);
                self.tell(true, &say("record.choose", &[("key", &key)], lang));
                return if self.is_open() { self.go(View::Journal, self.reading.asked().clone()) } else { Vec::new() };
            };
            effects = opened;
        }
        let Some(Overlay::Record(record)) = self.layers.last_mut() else { return effects };
        let stands = record.asked();
        (record.asks, record.top) = (stands.is_ok(), 0);
        if let Err(why) = stands {
            self.tell(false, phrase(why, lang));
        }
        self.dirty = true;
        effects
    }

    /// Takes back what was asked about, or leaves it.
    pub(super) fn sure(&mut self, action: Action) -> Vec<Effect> {
        self.dirty = true;
        let Some(Overlay::Record(record)) = self.layers.pop() else { return Vec::new() };
        if action != Action::Yes {
            return Vec::new();
        }
        match record.about {
            About::Import(batch) => vec![self.give(Given::Ledger, Command::Revert { batch })],
            About::Change(revision) => {
                // What has itself taken something back is done again.
                let mut said = record.row.cells.iter().map(|cell| &cell.value);
                let undoes = |value: &Value| matches!(value, Value::Words(words) if words.id == "log.undoes");
                let again = said.any(undoes);
                vec![self.give(Given::TakenBack(again), Command::UndoChange { revision })]
            }
        }
    }

    /// The lines of a record in `columns`; nothing is cut.
    #[must_use]
    pub fn record_lines(&self, record: &Record, columns: usize) -> Vec<HelpLine> {
        let lang = self.start.lang;
        let Some(report) = self.reading.report() else { return Vec::new() };
        let voice = Voice::of(report, lang);
        let room = columns.saturating_sub(KEYS + 2).max(8);
        let line = |label: &str, value: &str| {
            let label: Vec<String> = wrap(label, KEYS);
            beside(&label, &wrap(value, room))
        };
        let mut lines = Vec::new();
        for (column, cell) in record.columns.iter().zip(&record.row.cells) {
            let said = voice.value(&cell.value);
            // What kind a change is, the sentence says better.
            if column.id == "kind" || cell.value == Value::Null {
                continue;
            }
            lines.extend(line(&voice.title(&column.title), &said));
            if let Value::Words(sentence) = &cell.value {
                for (label, value) in known(sentence) {
                    lines.extend(line(phrase(label, lang), &voice.value(value)));
                }
            }
        }
        if let (Some(sums), Some((_, catalogue))) = (&record.sums, self.premises()) {
            lines.push(HelpLine::Gap);
            lines.push(HelpLine::Title(phrase("record.sums", lang).to_owned()));
            for (id, sum) in sums {
                let unit = catalogue.measure(id).map_or(Unit::Count, |measure| measure.unit);
                let sum = voice.value(&Value::Number((*sum).into(), unit));
                lines.extend(line(&super::import::word_of(id, catalogue, lang), &sum));
            }
        }
        lines
    }
}

/// What a sentence holds, and the id of what it is called; what it takes back is a sentence of its own.
fn known(sentence: &Sentence) -> Vec<(&'static str, &Value)> {
    let of = |wanted: &str| sentence.args.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let within = of("what").and_then(|value| if let Value::Words(within) = value { Some(known(within)) } else { None });
    let own = KNOWN.iter().filter_map(|(name, label)| Some((*label, of(name)?)));
    let own = own.filter(|(_, value)| !matches!(value, Value::Text(text) if text.is_empty()));
    let is_cell = of("measure").is_some();
    let own = own.filter(|(label, value)| **value != Value::Null || (is_cell && label.starts_with("record.")));
    within.into_iter().flatten().chain(own).collect()
}
