//! The palette: everything that can be done here, and every metric, found by a part of its name in either language;
//! a question as text is asked at once. People, teams, channels, regions and products are found by their names.

use super::complete::{Completion, is_question};
use super::matching::{Folded, Rank, meets};
use super::{Action, App, Context, Effect, Field, FormKind, Overlay, View};
use crate::desk::Query;
use crate::domain::base::{Error, FiscalStart, Grain, Period};
use crate::domain::model::{Dimension, Lens, Metric, Term};
use crate::render::dimension_word;
use crate::text::{Lang, clean, phrase, say};
use crate::tui::theme::Theme;

/// What has names that are found.
const NAMED: [Dimension; 5] =
    [Dimension::Member, Dimension::Team, Dimension::Channel, Dimension::Region, Dimension::Product];

/// What an entry does.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Does {
    Act(Action),
    Theme(&'static str),
    Metric(String),
    Ranked(String),
    Saved(String),
    Form(FormKind),
    Only(Dimension, String),
}

/// Something that can be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    does: Does,
    /// What it is called.
    pub label: String,
    /// What it does, or why it does nothing now.
    pub note: String,
    /// The key that does the same.
    pub key: String,
    /// Whether it does something now.
    pub available: bool,
    /// Whether it is one of very many, which are found once something is typed.
    many: bool,
    /// Label, note, and the words of the other language, as they are compared.
    folded: Vec<Folded>,
}

impl Entry {
    fn new(does: Does, label: &str, note: &str, others: &[&str]) -> Self {
        let (label, note) = (clean(label).into_owned(), clean(note).into_owned());
        let folded =
            [label.as_str(), note.as_str()].into_iter().chain(others.iter().copied()).map(Folded::of).collect();
        Self { does, label, note, key: String::new(), available: true, many: false, folded }
    }
}

/// An entry that meets what is typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// The question that is typed.
    Question(Box<Lens>),
    /// The entry of that number, and the graphemes of its label that meet what is typed.
    Entry(usize, Vec<usize>),
}

/// What is typed and what meets it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Palette {
    /// The line.
    pub field: Field,
    /// The number of the choice under the cursor.
    pub chosen: usize,
    /// What may come next in the line, where several words may.
    pub hint: String,
    entries: Vec<Entry>,
    found: Vec<Found>,
    error: Option<Error>,
    fiscal: FiscalStart,
}

impl Palette {
    fn new(text: &str, entries: Vec<Entry>, fiscal: FiscalStart) -> Self {
        let mut palette = Self {
            field: Field::new(text),
            chosen: 0,
            hint: String::new(),
            entries,
            found: Vec::new(),
            error: None,
            fiscal,
        };
        palette.search();
        palette
    }

    /// What meets the line, the best first.
    #[must_use]
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// All there is.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What is wrong with the question that is typed, where it looks like one.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    pub(super) fn take(&mut self, entries: Vec<Entry>) {
        let chosen = self.chosen;
        self.entries = entries;
        self.search();
        self.chosen = chosen.min(self.found.len().saturating_sub(1));
    }

    pub(super) fn search(&mut self) {
        let text = self.field.text();
        let wanted = Folded::of(&text);
        let typed = !text.trim().is_empty();
        let mut met: Vec<(Rank, bool, usize, Vec<usize>)> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate().filter(|(_, entry)| typed || !entry.many) {
            let best = entry.folded.iter().enumerate().filter_map(|(name, folded)| {
                let (rank, hits) = meets(folded, &wanted)?;
                // Letters scattered over a sentence mean nothing.
                (name == 0 || rank < Rank::Scattered).then_some((rank, name != 0, hits))
            });
            if let Some((rank, beside, hits)) = best.min_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1))) {
                let hits = if beside { Vec::new() } else { hits };
                met.push((rank, beside, at, hits));
            }
        }
        // Scattered letters are a guess, for where nothing else is met.
        let sure = met.iter().any(|(rank, ..)| *rank < Rank::Scattered);
        met.retain(|(rank, ..)| !sure || *rank < Rank::Scattered);
        if typed {
            met.sort_by_key(|(rank, beside, at, _)| (*beside, *rank, *at));
        }
        self.found = met.into_iter().map(|(.., at, hits)| Found::Entry(at, hits)).collect();
        self.hint.clear();
        self.error = None;
        self.chosen = 0;
        if typed && is_question(&text) {
            match Lens::parse(&text, self.fiscal) {
                // A word alone may be meant as a name; several, or one with `=`, are a question.
                Ok(lens) if text.trim().contains([' ', '=']) => self.found.insert(0, Found::Question(Box::new(lens))),
                Ok(lens) => self.found.push(Found::Question(Box::new(lens))),
                // Where something is met, that is what was meant.
                Err(error) => self.error = self.found.is_empty().then_some(error),
            }
        }
    }
}

impl App {
    /// Opens the palette with `text` in its line.
    pub(super) fn open_palette(&mut self, text: &str) -> Vec<Effect> {
        while matches!(self.top(), Some(Overlay::Help(_))) {
            self.layers.pop();
        }
        let palette = Palette::new(text, self.entries(), self.fiscal());
        self.layers.push(Overlay::Palette(Box::new(palette)));
        self.dirty = true;
        let mut wanted = self.want_premises();
        if self.ground() != Context::Empty && self.is_open() {
            let unknown = NAMED.into_iter().filter(|dimension| !self.names.contains_key(dimension));
            wanted.extend(unknown.map(|dimension| Effect::Fetch(Box::new(Query::Names(dimension)))));
        }
        wanted
    }

    /// Asks for people, channels and metrics, where they are not known yet.
    pub(super) fn want_premises(&self) -> Vec<Effect> {
        if self.premises.is_some() { Vec::new() } else { vec![Effect::Fetch(Box::new(Query::Premises))] }
    }

    /// Everything that can be done where the palette was opened.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let heard = self.ground().heard();
        let useful = |action: &&Action| heard.contains(&action.context()) && **action != Action::Palette;
        let mut entries: Vec<Entry> = Action::ALL.iter().filter(useful).map(|action| self.entry(*action)).collect();
        if self.ground() != Context::Empty {
            entries
                .extend(self.lenses.iter().map(|(name, text)| Entry::new(Does::Saved(text.clone()), name, text, &[])));
            entries.extend(self.metric_entries());
            entries.extend(NAMED.into_iter().flat_map(|dimension| self.name_entries(dimension)));
        }
        // Plans are those of the week that is looked at, else of this one.
        let shown = self.planned_period().filter(|period| period.grain() == Grain::Week);
        let week = self.today.map(|today| shown.unwrap_or_else(|| Period::of(Grain::Week, today, self.fiscal())));
        let there = self.premises.iter().zip(week.zip(self.today));
        let there = there.flat_map(|(premises, (week, today))| FormKind::of_what_is_there(&premises.0, week, today));
        entries
            .extend(FormKind::offered(self.new_target()).into_iter().chain(there).map(|kind| self.form_entry(&kind)));
        entries.extend(Theme::names().into_iter().map(|name| self.theme_entry(name)));
        entries
    }

    fn entry(&self, action: Action) -> Entry {
        let lang = self.start.lang;
        let (verb, help) = (action.verb(lang.other()), action.help(lang.other()));
        let mut entry = Entry::new(Does::Act(action), &action.verb(lang), &action.help(lang), &[&verb, &help]);
        entry.key = self.start.keymap.first(action);
        if let Some(why) = self.unavailable(action) {
            phrase(why, lang).clone_into(&mut entry.note);
            entry.available = false;
        }
        entry
    }

    fn form_entry(&self, kind: &FormKind) -> Entry {
        let lang = self.start.lang;
        let with = self.form_with();
        let (label, other, plain) =
            (kind.label(lang, with, None), kind.label(lang.other(), with, None), kind.label(lang, None, None));
        let note = kind.note();
        let note = |lang| phrase(&note, lang);
        let others = [other.as_str(), plain.as_str(), note(lang.other())];
        let mut entry = Entry::new(Does::Form(kind.clone()), &label, note(lang), &others);
        entry.many = kind.is_one_of_many();
        entry
    }

    fn metric_entries(&self) -> Vec<Entry> {
        let (lang, premises) = (self.start.lang, self.premises.as_deref());
        let metrics = premises.map_or(&[][..], |(_, catalogue)| catalogue.metrics.as_slice());
        let ranked = |metric: &Metric| {
            let label = |term: &Term, lang: Lang| say("palette.ranked", &[("name", lang.term(term))], lang);
            let (own, other) = (label(&metric.term, lang), label(&metric.term, lang.other()));
            let note = phrase("palette.ranked.note", lang);
            Entry::new(Does::Ranked(metric.id.clone()), &own, note, &[&other, &metric.id])
        };
        let entry = |metric: &Metric| {
            let [label, other] = [lang, lang.other()].map(|lang| lang.term(&metric.term));
            let note = say("palette.metric", &[("id", &metric.id)], lang);
            Entry::new(Does::Metric(metric.id.clone()), label, &note, &[other, &metric.id])
        };
        let sums = metrics.iter().filter(|metric| metric.function().is_empty());
        metrics.iter().map(entry).chain(sums.map(ranked)).collect()
    }

    /// Whoever or whatever has a name: a person's page, everything else as the filter that shows it alone.
    fn name_entries(&self, dimension: Dimension) -> impl Iterator<Item = Entry> {
        let lang = self.start.lang;
        let id = if dimension == Dimension::Member { "palette.person" } else { "palette.only" };
        let note = move |lang| say(id, &[("dimension", dimension_word(dimension, lang))], lang);
        let named = self.names_of(dimension).into_iter().filter(|name| !name.id.is_empty());
        named.map(move |name| {
            let does = Does::Only(dimension, name.id.clone());
            let mut entry = Entry::new(does, &name.label, &note(lang), &[&name.id, &name.other]);
            entry.many = true;
            entry
        })
    }

    fn theme_entry(&self, name: &'static str) -> Entry {
        let words = |lang| {
            let id = format!("theme.{name}");
            let theme = phrase(&id, lang);
            (say("palette.theme", &[("name", theme)], lang), phrase("palette.theme.note", lang))
        };
        let ((label, note), (other, _)) = (words(self.start.lang), words(self.start.lang.other()));
        Entry::new(Does::Theme(name), &label, note, &[&other, name])
    }

    /// Does what is chosen, or says why it cannot be done.
    pub(super) fn accept_palette(&mut self) -> Vec<Effect> {
        let Some(Overlay::Palette(palette)) = self.top() else { return Vec::new() };
        let does = match palette.found.get(palette.chosen) {
            Some(Found::Question(lens)) => {
                let (view, lens) = (self.reading.view(), lens.as_ref().clone());
                self.layers.pop();
                return self.go(view, lens);
            }
            Some(Found::Entry(at, _)) => match palette.entries.get(*at) {
                Some(entry) if entry.available => entry.does.clone(),
                Some(entry) => {
                    let why = entry.note.clone();
                    self.tell(false, &why);
                    return Vec::new();
                }
                None => return Vec::new(),
            },
            None => return Vec::new(),
        };
        self.layers.pop();
        match does {
            Does::Act(action) => self.act(action),
            Does::Form(kind) => self.open_form(kind),
            Does::Theme(name) => {
                self.wear(name);
                Vec::new()
            }
            Does::Saved(text) => self.ask_saved(&text),
            Does::Only(dimension, name) => self.only(dimension, name),
            Does::Ranked(id) => {
                let lens = Lens { metric: Some(id), ..self.reading.asked().clone() };
                self.go(View::Board, lens)
            }
            Does::Metric(id) => {
                let lens = Lens { metric: Some(id), ..self.reading.asked().clone() };
                self.go(View::Metric, lens)
            }
        }
    }

    /// A person's page, or what is shown of one name alone.
    fn only(&mut self, dimension: Dimension, name: String) -> Vec<Effect> {
        let mut lens = self.reading.asked().clone();
        lens.filters.retain(|(other, _)| *other != dimension);
        lens.filters.push((dimension, vec![name]));
        if lens.by == Some(dimension) {
            lens.by = None;
        }
        let view = match self.reading.view() {
            _ if dimension == Dimension::Member => View::Person,
            view @ (View::Report | View::Funnel | View::Board) => view,
            _ => View::Report,
        };
        self.go(view, lens)
    }

    /// Another look.
    fn wear(&mut self, name: &'static str) {
        if let Ok(theme) = Theme::shipped(name) {
            self.start.theme = theme;
            self.start.grounds = None;
            self.start.chosen = name;
        }
    }

    /// To another question, from which one comes back.
    pub(super) fn go(&mut self, view: View, lens: Lens) -> Vec<Effect> {
        if self.reading.visit(view, lens) { self.ask() } else { Vec::new() }
    }

    /// Completes the word at the end of the line; an entry alone becomes the text that stands for it.
    pub(super) fn complete_palette(&mut self) -> Vec<Effect> {
        let Some(Overlay::Palette(palette)) = self.top() else { return Vec::new() };
        let text = palette.field.text();
        let completion = Completion::of(&text, self.premises.as_deref(), &self.names, self.authors.as_deref());
        let chosen = match palette.found.get(palette.chosen) {
            Some(Found::Entry(at, _)) => palette.entries.get(*at),
            _ => None,
        };
        let (text, hint) = match (completion.text, chosen.map(|entry| &entry.does)) {
            (Some(text), _) => (text, completion.choice),
            (None, Some(Does::Saved(text))) => (text.clone(), String::new()),
            (None, Some(Does::Metric(id) | Does::Ranked(id))) => (format!("metric={id}"), String::new()),
            (None, _) => (text, String::new()),
        };
        if let Some(Overlay::Palette(palette)) = self.layers.last_mut() {
            palette.field = Field::new(&text);
            palette.search();
            palette.hint = hint;
            self.dirty = true;
        }
        completion.wants.map(|query| Effect::Fetch(Box::new(query))).into_iter().collect()
    }
}
