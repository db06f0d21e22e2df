//! What is written down of promises, notes and meetings: the forms that are opened on the row under the cursor, and the
//! documents that are turned once they have come.

use super::{Action, ActionForm, App, Effect, FormKind, Given, MinutesForm, NoteForm, TurnForm, View};
use crate::desk::{Command, Query, Receipt};
use crate::domain::base::{Day, DayRange, Error, Period};
use crate::domain::model::{
    Action as Promise, ActionState, AsOf, Document, DocumentKey, DocumentKind, DocumentQuery, Lens, Meeting, Ritual,
    Versioned,
};
use crate::report::{Kind, subject_of};
use crate::text::{phrase, said, say};

/// What is done with a document once it has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Turning {
    /// The action of that number is done on this day.
    Done(u64, Day),
    /// A stand-up is over.
    Finish(Box<Meeting>),
    /// The minutes of a meeting are to be shown.
    Minutes,
}

/// What the meeting of a key is asked by.
pub(super) fn meeting_of(id: String) -> Query {
    Query::Documents(DocumentQuery::exactly(DocumentKey { kind: DocumentKind::Meeting, id }))
}
impl App {
    /// The form of a promise about the figure under the cursor.
    pub(super) fn promise_here(&mut self) -> Vec<Effect> {
        let report = self.reading.report().filter(|report| report.period.is_some() || report.kind == Kind::Standup);
        // What is promised is about the figure, whatever state of it was looked at.
        let lens =
            report.map(|report| Lens { as_of: None, ..report.lens.clone() }.text(report.fiscal)).unwrap_or_default();
        let meeting = self.standup.as_ref().and(self.today).map(|day| format!("{day}/{}", Ritual::Daily.word()));
        self.open_form(FormKind::Action(ActionForm { metric: self.metric_here(), lens, meeting }))
    }

    /// The form of a note on the figure under the cursor.
    pub(super) fn note_here(&mut self) -> Vec<Effect> {
        let report = self.reading.report();
        let day = report.and_then(|report| report.worked.or(report.counted.map(DayRange::last)));
        let day = day.or(report.and_then(|report| report.period).map(Period::last));
        self.open_form(FormKind::Note(NoteForm { metric: self.metric_here(), day, owner: self.owner_shown() }))
    }

    /// The metric of the row under the cursor, else the one in the foreground.
    fn metric_here(&self) -> Option<String> {
        const ABOUT: [&str; 8] = ["red", "measures", "weeks", "exceptions", "metrics", "figures", "inputs", "customer"];
        let row = self.reading.selected().and_then(|(table, row)| match table {
            "funnel" => Some(subject_of(&row.id).to_owned()),
            table if ABOUT.contains(&table) => Some(row.id.clone()),
            _ => None,
        });
        row.or_else(|| self.reading.measure().map(str::to_owned)).or_else(|| self.reading.asked().metric.clone())
    }

    /// A key about the promise under the cursor.
    pub(super) fn on_action(&mut self, key: Action) -> Vec<Effect> {
        const LISTS: [&str; 3] = ["promises", "actions", "today"];
        let here = self.reading.selected().filter(|(table, _)| LISTS.contains(table));
        let number = here.and_then(|(_, row)| row.id.parse::<u64>().ok());
        let Some((number, today)) = number.zip(self.today) else {
            self.tell(false, phrase("action.none-here", self.start.lang));
            return Vec::new();
        };
        match key {
            Action::PromiseDone | Action::SlideDone => {
                self.turning = Some(Turning::Done(number, today));
                let key = DocumentKey { kind: DocumentKind::Action, id: format!("{number:010}") };
                vec![Effect::Fetch(Box::new(Query::Documents(DocumentQuery::exactly(key))))]
            }
            Action::PromiseCarry | Action::SlideCarry => {
                self.open_form(FormKind::Turn(TurnForm { number, drops: false }))
            }
            Action::PromiseDrop => self.open_form(FormKind::Turn(TurnForm { number, drops: true })),
            _ => {
                self.tell(true, phrase("action.stays-late", self.start.lang));
                self.step_on_slide(true);
                Vec::new()
            }
        }
    }

    /// The minutes of the meeting under the cursor.
    pub(super) fn open_minutes(&mut self) -> Option<Vec<Effect>> {
        let id = self.reading.selected().filter(|(table, _)| *table == "meetings").map(|(_, row)| row.id.clone())?;
        self.turning = Some(Turning::Minutes);
        Some(vec![Effect::Fetch(Box::new(meeting_of(id)))])
    }

    /// The meeting whose minutes are shown, or whose row is under the cursor.
    #[must_use]
    pub fn minutes_here(&self) -> Option<MinutesForm> {
        let report = self.reading.report()?;
        match self.reading.view() {
            View::Meeting => {
                let (_, row) = self.reading.selected().filter(|(table, _)| *table == "meetings")?;
                MinutesForm::keyed(&row.id)
            }
            View::Minutes => {
                let facts = report.tables.iter().find(|table| table.id == "meeting")?;
                let ritual = facts.rows.iter().find_map(|row| row.id.strip_prefix("by-"))?.parse().ok()?;
                Some(MinutesForm { day: self.minutes?, ritual })
            }
            _ => None,
        }
    }

    /// The form of who was at that meeting, and what it decided.
    pub(super) fn edit_minutes(&mut self) -> Vec<Effect> {
        let form = self.minutes_here();
        form.map_or_else(Vec::new, |form| self.open_form(FormKind::Minutes(form)))
    }

    /// What came of the record of a stand-up: it is over and its minutes are shown, or it goes on as it was.
    pub(super) fn meeting_applied(&mut self, id: String, applied: Result<Receipt, Error>) -> Vec<Effect> {
        let lang = self.start.lang;
        if let Err(error) = applied {
            let (why, key) = (said(&error, lang).sentence, self.start.keymap.first(Action::SlideFinish));
            self.tell(false, &say("standup.refused", &[("key", &key), ("why", &why)], lang));
            return Vec::new();
        }
        let mut effects = self.end_standup();
        effects.extend(self.ledger_applied(applied));
        let keys = [Action::CopyChat, Action::CopyMarkdown].map(|action| self.start.keymap.first(action));
        let [chat, markdown] = &keys;
        self.tell(true, &say("standup.written", &[("chat", chat), ("markdown", markdown)], lang));
        self.turning = Some(Turning::Minutes);
        effects.push(Effect::Fetch(Box::new(meeting_of(id))));
        effects
    }

    /// A document that was to be turned has come.
    pub(super) fn turned(&mut self, query: &DocumentQuery, found: &[Versioned]) -> Vec<Effect> {
        let kind = match &self.turning {
            Some(Turning::Done(..)) => DocumentKind::Action,
            Some(Turning::Finish(_) | Turning::Minutes) => DocumentKind::Meeting,
            None => return Vec::new(),
        };
        if query.kind != kind {
            return Vec::new();
        }
        let found = found.first();
        let write = |document, seen| Command::Write { documents: vec![(document, seen)], reason: None };
        match (self.turning.take(), found.map(|found| (&found.document, found.revision))) {
            (Some(Turning::Done(_, day)), Some((Document::Action(action), seen))) => {
                let action = Promise { state: ActionState::Done(day), ..action.clone() };
                vec![self.give(Given::Done, write(Document::Action(action), Some(seen)))]
            }
            (Some(Turning::Finish(meeting)), now) => {
                let (meeting, seen) = match now {
                    Some((Document::Meeting(before), seen)) if before.ended.is_some() => {
                        (before.clone().continued(*meeting), Some(seen))
                    }
                    Some((Document::Meeting(before), seen)) => {
                        (Meeting { decisions: before.decisions.clone(), ..*meeting }, Some(seen))
                    }
                    _ => (*meeting, None),
                };
                let meeting = Document::Meeting(meeting);
                vec![self.give(Given::Meeting(meeting.key().id), write(meeting, seen))]
            }
            (Some(Turning::Minutes), Some((Document::Meeting(meeting), _))) => {
                let Ok(about) = Lens::parse(&meeting.about, self.fiscal()) else { return Vec::new() };
                self.minutes = Some(meeting.day);
                self.go(View::Minutes, Lens { as_of: Some(AsOf::Revision(meeting.shown)), ..about })
            }
            _ => Vec::new(),
        }
    }
}
