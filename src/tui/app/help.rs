//! What the help says: the keys that are heard, from the action table and the live keymap, and the signs.

use super::{Action, App, Context, Overlay, View};
use crate::text::{phrase, wrap};
use crate::tui::overlay::room;

/// A line of the help.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HelpLine {
    /// What the lines below have in common.
    Title(String),
    /// Keys, or a sign, and words; either may be empty where the other takes more lines.
    Words(String, String),
    /// Nothing.
    Gap,
}

/// Columns of the keys.
pub(in crate::tui) const KEYS: usize = 18;
/// Columns of the signs, where they stand beside the keys.
pub(in crate::tui) const SIGN: usize = 4;
/// Columns from which the signs stand beside the keys.
const SIDE: usize = 90;

/// The signs, what they mean, and in which views they stand; in every one where none is named.
const SIGNS: [(&str, &str, &[View]); 18] = [
    ("*", "sign.incomplete", &[]),
    ("~", "sign.corrected", &[]),
    ("+2~", "sign.hidden", &[]),
    ("!", "sign.alarm", &[]),
    (".", "sign.null", &[]),
    ("-", "sign.undefined", &[]),
    ("pp", "sign.points", &[]),
    ("new", "sign.new", &[View::Report, View::Funnel, View::Board, View::Person]),
    (">100", "sign.above", &[View::Report, View::Funnel, View::Board]),
    ("[|]", "sign.strip", &[View::Report]),
    (". .", "sign.dotted", &[View::Report, View::Metric]),
    ("", "sign.part", &[View::Report]),
    ("+", "sign.makeup", &[View::Report]),
    ("RAG", "sign.state", &[View::Report, View::Goals]),
    ("RAG", "sign.state.funnel", &[View::Funnel]),
    ("95 %", "sign.interval", &[View::Funnel, View::Board]),
    ("+3", "sign.climb", &[View::Board, View::Person]),
    ("tied", "sign.tied", &[View::Board]),
];

impl App {
    /// The lines of the help in `columns`, and those that stand beside them; nothing is cut.
    #[must_use]
    pub fn help_lines(&self, columns: usize) -> (Vec<HelpLine>, Vec<HelpLine>) {
        let room = if columns < SIDE { columns } else { columns / 2 };
        let words = room.saturating_sub(KEYS + 2).max(8);
        let mut lines = self.key_lines(words);
        // Beside the keys they have what the gap between the two leaves.
        let beside = columns.saturating_sub(room + 2 + SIGN + 2).max(8);
        let signs = self.sign_lines(if columns < SIDE { words } else { beside });
        if self.context_of_help().types() {
            return (lines, Vec::new());
        }
        if columns < SIDE {
            lines.push(HelpLine::Gap);
            lines.extend(signs);
            return (lines, Vec::new());
        }
        (lines, signs)
    }

    /// The context that the help is about: what lies under it.
    fn context_of_help(&self) -> Context {
        let below = self.layers.iter().rev().find(|layer| !matches!(layer, Overlay::Help(_)));
        below.map_or_else(|| self.ground(), Overlay::context)
    }

    fn key_lines(&self, words: usize) -> Vec<HelpLine> {
        let mut lines = Vec::new();
        for context in self.context_of_help().heard() {
            let actions: Vec<&Action> = Action::ALL.iter().filter(|action| action.context() == *context).collect();
            if actions.is_empty() {
                continue;
            }
            if !lines.is_empty() {
                lines.push(HelpLine::Gap);
            }
            lines.push(HelpLine::Title(phrase(&format!("context.{}", context.id()), self.start.lang).to_owned()));
            for action in actions {
                let keys = wrap(&self.start.keymap.shown(*action).join("  "), KEYS);
                lines.extend(beside(&keys, &wrap(&action.help(self.start.lang), words)));
            }
        }
        lines
    }

    /// The signs of the view that the help is about, those of every view first.
    fn sign_lines(&self, words: usize) -> Vec<HelpLine> {
        let (lang, view) = (self.start.lang, self.reading.view());
        let part = self.start.glyphs.part;
        let mut lines = vec![HelpLine::Title(phrase("help.signs", lang).to_owned())];
        for (sign, id, _) in SIGNS.iter().filter(|(.., views)| views.is_empty() || views.contains(&view)) {
            let sign = if *id == "sign.part" { part } else { sign };
            lines.extend(beside(&[sign.to_owned()], &wrap(phrase(id, lang), words)));
        }
        lines
    }

    /// Opens the help of what is seen now, or closes it.
    pub(super) fn toggle_help(&mut self) {
        if matches!(self.top(), Some(Overlay::Help(_))) {
            self.layers.pop();
        } else {
            self.layers.push(Overlay::Help(0));
        }
        self.dirty = true;
    }

    /// Scrolls what lies on top, or closes it.
    pub(super) fn scroll(&mut self, action: Action) {
        let (columns, rows) = room(self.size.0.into(), self.size.1.into());
        let rows = rows.saturating_sub(1).max(1);
        let lines = match self.top() {
            Some(Overlay::Record(record)) => self.record_lines(record, columns).len(),
            _ => self.help_lines(columns).0.len(),
        };
        let last = lines.saturating_sub(rows);
        let top = match self.layers.last_mut() {
            Some(Overlay::Help(top)) => top,
            Some(Overlay::Record(record)) => &mut record.top,
            _ => return,
        };
        let before = *top;
        *top = match action {
            Action::ScrollUp => before.saturating_sub(1),
            Action::ScrollDown => before + 1,
            Action::ScrollPageUp => before.saturating_sub(rows),
            Action::ScrollPageDown => before + rows,
            Action::ScrollFirst => 0,
            Action::ScrollLast => last,
            _ => {
                self.layers.pop();
                self.dirty = true;
                return;
            }
        }
        .min(last);
        self.dirty |= *top != before;
    }
}

/// Two columns of lines beside each other.
pub(super) fn beside(keys: &[String], words: &[String]) -> Vec<HelpLine> {
    let line = |lines: &[String], at: usize| lines.get(at).map(|line| line.trim_end().to_owned()).unwrap_or_default();
    (0..keys.len().max(words.len())).map(|at| HelpLine::Words(line(keys, at), line(words, at))).collect()
}
