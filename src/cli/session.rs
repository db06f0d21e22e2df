//! What every command works with: the language, the database, the day, the question.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::arguments::{Global, Printing};
use super::{Ended, Failed, place, print};
use crate::desk::{self, Answer, Command, Desk, Door, Place, Query, RemoteDesk};
use crate::domain::base::{Day, Error, FiscalStart, Grain, Period};
use crate::domain::model::{Catalogue, DocumentQuery, Lens, Organisation, Versioned};
use crate::exchange::demo;
use crate::render::Voice;
use crate::report::{Audience, Kind, Question, Report, Sentence};
use crate::text::{Lang, today};
use crate::tui::{Keep, Saved};

/// One run of the program.
#[derive(Clone)]
pub(super) struct Session {
    /// The language of everything that is said.
    pub(super) lang: Lang,
    /// What every command takes.
    pub(super) global: Global,
    today: Option<Day>,
}

/// An open database with what has to be known about it.
pub(super) struct Open {
    /// The door.
    pub(super) desk: Box<dyn Door>,
    /// The organisation.
    pub(super) organisation: Organisation,
    /// What can be counted and shown.
    pub(super) catalogue: Catalogue,
    /// The organisation's day.
    pub(super) today: Day,
    /// Who sees the answers.
    audience: Audience,
}

/// Which process has the database open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Where {
    /// This one.
    Here,
    /// The holder; it is started where there is none.
    Auto,
    /// The holder that is there.
    Never,
}

impl Session {
    /// A run with these global options.
    ///
    /// # Errors
    /// Where `--today` is no day.
    pub(super) fn new(global: Global, lang: Lang) -> Result<Self, Error> {
        let today = global.today.as_deref().map(day).transpose()?;
        Ok(Self { lang, global, today })
    }

    /// Who sees the answers (R14).
    pub(super) fn audience(&self) -> Audience {
        if self.global.audience.as_deref() == Some("shared") { Audience::Shared } else { Audience::Own }
    }

    /// Opens the database; the demo company is brought up to yesterday first.
    ///
    /// # Errors
    /// Where it cannot be opened: another process has it, it is damaged, the disk refuses.
    pub(super) fn open(&self) -> Result<Open, Error> {
        if self.global.demo { self.open_demo() } else { self.open_in(&self.folder()?) }
    }

    /// The database folder.
    ///
    /// # Errors
    /// Where nobody knows the user's home.
    pub(super) fn folder(&self) -> Result<PathBuf, Error> {
        if self.global.demo { place::demo() } else { place::database(self.global.db.as_deref()) }
    }

    /// What is kept of this user beside the database.
    ///
    /// # Errors
    /// As [`Session::folder`].
    pub(super) fn keep(&self) -> Result<Keep, Error> {
        Ok(Keep::new(place::state().as_deref(), &self.folder()?))
    }

    /// The words of a question, a saved one spelled out: `@NAME` wherever it stands, and the name alone as the whole of
    /// `--lens`. Where the other words say a period, the saved one's does not count.
    fn spelled_out(&self, words: Vec<String>, fiscal: FiscalStart) -> Result<Vec<String>, Error> {
        let is_name = |word: &String| word.starts_with('@') || self.global.lens.as_ref() == Some(word);
        if !words.iter().any(is_name) {
            return Ok(words);
        }
        let saved = self.keep()?.lenses()?;
        let timed = |word: &str| word.parse::<Grain>().is_ok() || Period::parse(word, fiscal).is_some();
        let named = |word: &String| match word.strip_prefix('@') {
            Some(name) => saved.get(name).map(Some).ok_or_else(|| unknown(name, &saved)),
            None if is_name(word) => Ok(saved.get(word)),
            None => Ok(None),
        };
        let mut spelled = Vec::new();
        let own: Vec<&String> = words.iter().filter(|word| !is_name(word)).collect();
        let dated = own.iter().any(|words| words.split_whitespace().any(timed));
        for word in &words {
            match named(word)? {
                None => spelled.push(word.clone()),
                Some(text) if !dated => spelled.push(text.clone()),
                Some(text) => {
                    let lens = Lens { anchor: None, ..Lens::parse(text, fiscal)? };
                    let text = lens.text(fiscal);
                    spelled.extend(text.split_once(' ').map(|(_, rest)| rest.to_owned()));
                }
            }
        }
        Ok(spelled)
    }

    /// The lens that `words` and the global `--lens` and `--as-of` make together, read with a business year that begins
    /// at `fiscal`; `metric` is the one in the foreground.
    ///
    /// # Errors
    /// Where they are no lens.
    pub(super) fn lens(&self, words: &[String], metric: Option<&str>, fiscal: FiscalStart) -> Result<Lens, Error> {
        let as_of = self.global.as_of.as_ref().map(|state| format!("as-of={state}"));
        let words = words.iter().chain(self.global.lens.iter()).chain(as_of.iter()).cloned().collect();
        let words = self.spelled_out(words, fiscal)?;
        let mut lens = Lens::parse(&words.join(" "), fiscal)?;
        lens.metric = metric.map(str::to_owned).or(lens.metric);
        Ok(lens)
    }

    /// Asks for a report and prints it.
    ///
    /// # Errors
    /// Where the question is wrong or cannot be answered.
    pub(super) fn print_report(
        &self,
        kind: Kind,
        words: &[String],
        metric: Option<&str>,
        printing: &Printing,
    ) -> Result<Ended, Failed> {
        let open = self.open()?;
        let report = open.report(kind, open.lens(self, words, metric)?)?;
        print::report(&report, printing, self.lang)?;
        Ok(Ended::Done)
    }

    fn open_demo(&self) -> Result<Open, Error> {
        let folder = place::demo()?;
        if self.global.fresh {
            desk::stop(&folder)?;
            match desk::open(&folder) {
                Err(error) if error.id == "locked" => return Err(error),
                _ => place::clear_demo(&folder)?,
            }
        }
        let open = self.open_in(&folder)?;
        let filling = place::alone(&folder)?;
        demo::fill(open.desk.as_ref(), open.today)?;
        drop(filling);
        open.again()
    }

    /// The door to the database in `folder`: in this process, or through the one that has it open.
    ///
    /// # Errors
    /// Where it cannot be opened, or there is no holder and none may be started.
    pub(super) fn door(&self, folder: &Path) -> Result<Box<dyn Door>, Error> {
        Ok(match self.remote(folder)? {
            Some(desk) => Box::new(desk),
            // Whoever opens the database himself says which day it is; at a holder no right goes by what a guest says.
            None => Box::new(desk::open(folder)?.on(self.today)),
        })
    }

    /// The door through the process that has the database in `folder` open; `None` where it is to be opened in this one.
    ///
    /// # Errors
    /// As [`Session::door`].
    pub(super) fn remote(&self, folder: &Path) -> Result<Option<RemoteDesk>, Error> {
        let place = match self.holder() {
            Where::Here => return Ok(None),
            Where::Auto => Place { idle_exit: idle_exit()?, ..Place::own(folder) },
            Where::Never => Place { program: None, ..Place::own(folder) },
        };
        RemoteDesk::connect(place).map(Some)
    }

    /// `--holder`, else `DAYBOARD_HOLDER`, else the holder.
    fn holder(&self) -> Where {
        let given = self.global.holder.clone().or_else(|| std::env::var("DAYBOARD_HOLDER").ok());
        match given.as_deref() {
            Some("here") => Where::Here,
            Some("never") => Where::Never,
            _ => Where::Auto,
        }
    }

    fn open_in(&self, folder: &Path) -> Result<Open, Error> {
        let desk = self.door(folder)?;
        let (organisation, catalogue) = premises(desk.as_ref())?;
        let today = self.today.unwrap_or_else(|| today(now(), &organisation.settings.timezone));
        Ok(Open { desk, organisation, catalogue, today, audience: self.audience() })
    }
}

/// A holder that this process starts ends so long after its last guest: `DAYBOARD_IDLE_EXIT` in seconds, else a minute.
fn idle_exit() -> Result<Duration, Error> {
    let Some(text) = std::env::var("DAYBOARD_IDLE_EXIT").ok().filter(|text| !text.is_empty()) else {
        return Ok(Duration::from_secs(60));
    };
    text.parse().map(Duration::from_secs).map_err(|_| Error::asked("idle-exit").with("word", text))
}

/// A saved question that is not there, and what is.
fn unknown(name: &str, saved: &Saved) -> Error {
    let there: Vec<String> = saved.keys().map(|name| format!("@{name}")).collect();
    let there = if there.is_empty() { "-".to_owned() } else { there.join(", ") };
    Error::asked("lens-name").with("name", name).with("there", there)
}

fn premises(desk: &dyn Desk) -> Result<(Organisation, Catalogue), Error> {
    match desk.query(&Query::Premises)? {
        Answer::Premises(premises) => Ok(*premises),
        _ => Err(Error::could("answer-other")),
    }
}

impl Open {
    /// The same with the organisation as it is now.
    fn again(mut self) -> Result<Self, Error> {
        self.organisation = premises(self.desk.as_ref())?.0;
        Ok(self)
    }

    /// As [`Session::lens`], with this organisation's business year.
    ///
    /// # Errors
    /// Where they are no lens.
    pub(super) fn lens(&self, session: &Session, words: &[String], metric: Option<&str>) -> Result<Lens, Error> {
        session.lens(words, metric, self.organisation.settings.fiscal_start)
    }

    /// The documents that a query is about, by id.
    ///
    /// # Errors
    /// Where the desk refuses.
    pub(super) fn documents(&self, query: impl Into<DocumentQuery>) -> Result<Vec<Versioned>, Error> {
        match self.desk.query(&Query::Documents(query.into()))? {
            Answer::Documents(found) => Ok(found),
            _ => Err(Error::could("answer-other")),
        }
    }

    /// Who speaks of this database.
    pub(super) fn voice(&self, lang: Lang) -> Voice<'_> {
        let settings = &self.organisation.settings;
        Voice {
            lang,
            currency: &settings.currency,
            timezone: &settings.timezone,
            fiscal: settings.fiscal_start,
            fine: false,
        }
    }

    /// Prints sentences, a line each.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub(super) fn say(&self, session: &Session, sentences: &[Sentence]) -> Result<Ended, Failed> {
        let voice = self.voice(session.lang);
        print::lines(sentences.iter().map(|sentence| voice.sentence(sentence)))?;
        Ok(Ended::Done)
    }

    /// Does what `command` says, or, where it is only tried, says what it would do; prints the receipt.
    ///
    /// # Errors
    /// Where the desk refuses.
    pub(super) fn carry_out(&self, session: &Session, command: Command, dry_run: bool) -> Result<Ended, Failed> {
        let done = if dry_run { self.desk.try_out(&command) } else { self.desk.apply(command) };
        let receipt = done.map_err(|error| self.voice(session.lang).told(&error))?;
        let would = dry_run.then(|| Sentence::new("done.nothing"));
        self.say(session, &receipt.done.into_iter().chain(would).collect::<Vec<_>>())
    }

    /// The report that answers a question.
    ///
    /// # Errors
    /// Where it cannot be answered.
    pub(super) fn report(&self, kind: Kind, lens: Lens) -> Result<Arc<Report>, Error> {
        self.report_on(kind, lens, self.today)
    }

    /// As [`Open::report`], of another day.
    ///
    /// # Errors
    /// As [`Open::report`].
    pub(super) fn report_on(&self, kind: Kind, lens: Lens, today: Day) -> Result<Arc<Report>, Error> {
        match self.desk.query(&Query::Report(Question { kind, lens, today, audience: self.audience }))? {
            Answer::Report(report) => Ok(report),
            _ => Err(Error::could("answer-other")),
        }
    }
}

/// Reads a day of the command line.
///
/// # Errors
/// Where it is none.
pub(super) fn day(text: &str) -> Result<Day, Error> {
    text.parse().map_err(|()| Error::asked("day-word").with("word", text))
}

/// Milliseconds UTC by the machine's clock.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
