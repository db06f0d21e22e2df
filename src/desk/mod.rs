//! The one door to a database: ask a [`Query`], apply a [`Command`].
//!
//! Rights, audit, revisions, undo and live update exist here once, for the screen, the command line, an import and
//! a colleague at the other end of a socket alike. [`Desk`] has two forms: [`LocalDesk`] opens the database in this
//! process, [`RemoteDesk`] speaks to the process that has it open, the holder, through a Unix socket (`wire`, `serve`).

mod acting;
mod approval;
mod entry;
mod guest;
mod holder;
mod keep;
mod knock;
mod link;
mod local;
mod permit;
mod presence;
mod receipt;
mod refusals;
mod remote;
mod resolve;
pub mod rights;
mod ritual;
mod serve;
mod sight;
mod socket;
mod strike;
mod undo;
mod wire;

pub use acting::{Account, Acting};
pub use holder::{Place, answer_starter, stop};
pub use keep::{check, compact, erase, move_to, restore, take_over};
pub use local::{LocalDesk, open, open_with};
pub use presence::{Here, Presented, Slide};
pub use remote::RemoteDesk;
pub use serve::{Bell, Server, Terms};
pub use wire::{Ask, Erasing, FromHolder, Greeting, PROTOCOL, Reply, Request, Said, Welcome};

pub use crate::store::{
    Backup, Erased, LayoutCopy, copy_in, kept_backups, layout_copies, make_folder, named_backup, stay,
};

use std::path::Path;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::base::{Day, Error};
use crate::domain::model::{
    AuditLine, Batch, Catalogue, Dimension, Document, DocumentKey, DocumentQuery, Facts, Notice, Organisation,
    Revision, RowQuery, Rows, Versioned,
};
use crate::report::{Question, Report, Sentence};

/// Something asked; it changes nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Query {
    /// A report.
    Report(Question),
    /// Rows of facts.
    Rows(RowQuery),
    /// The organisation and the catalogue, for completion and checks of input.
    Premises,
    /// Documents of a kind, by id.
    Documents(DocumentQuery),
    /// Every name of a dimension that facts carry.
    Names(Dimension),
    /// Every batch, oldest first.
    Batches,
    /// The journal after a change, oldest first, with all that an audit wants (S-078); a part of it, where it is long.
    Audit(Revision),
    /// What is already there for these days of a source, and whether the content was imported before.
    Overlap {
        /// The source.
        source: String,
        /// SHA-256 of the content, in hex.
        digest: String,
        /// The days the new content has.
        days: Vec<Day>,
        /// Ids of the documents (invoices, …) the new content carries, for `per` keys that are there already.
        documents: Vec<String>,
    },
    /// What the rows of a batch add up to as far as they count now, corrections among them.
    Sums(u64),
    /// What the rows that a source has brought for these days add up to, as far as they count now.
    SumsOn {
        /// The source.
        source: String,
        /// The days, in order.
        days: Vec<Day>,
    },
    /// Every account that a change is by, as far as the asker may see its changes.
    Authors,
}

/// What a [`Query`] is answered with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Answer {
    /// To [`Query::Report`]; shared with whoever asked the same of the same state.
    Report(#[serde(with = "wire::shared")] Arc<Report>),
    /// To [`Query::Rows`].
    Rows(Box<Rows>),
    /// To [`Query::Premises`].
    Premises(Box<(Organisation, Catalogue)>),
    /// To [`Query::Documents`].
    Documents(Vec<Versioned>),
    /// To [`Query::Names`] and [`Query::Authors`].
    Names(Vec<String>),
    /// To [`Query::Batches`].
    Batches(Vec<Batch>),
    /// To [`Query::Overlap`].
    Overlap(Overlap),
    /// To [`Query::Sums`] and [`Query::SumsOn`]: the id of each measure that a row carries, and its sum in the measure's scale.
    Sums(Vec<(String, i64)>),
    /// To [`Query::Audit`]; empty where there is no later change.
    Audit(Vec<AuditLine>),
}

/// What is already there of something about to be imported.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Overlap {
    /// Whether the source has brought anything yet.
    pub known: bool,
    /// The standing batch that brought the very same content.
    pub same: Option<u64>,
    /// Days that the source has already brought, and the batch that did.
    pub days: Vec<(Day, u64)>,
    /// Document keys that an earlier batch carries too, and the batch.
    pub documents: Vec<(String, u64)>,
}

/// One entry cell: whose figure of what on which day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EntryCell {
    /// The day.
    pub day: Day,
    /// Measure id.
    pub measure: String,
    /// The dimensions that are recorded, by name.
    pub dimensions: Vec<(Dimension, String)>,
}

/// Something to be done; it changes the database or refuses as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Command {
    /// Opens a batch for the rows of a source; invisible until published.
    ImportBegin {
        /// The source: the map's name, or the file's kind.
        source: String,
        /// The files, as the user named them.
        files: Vec<String>,
    },
    /// Adds rows to an open batch.
    ImportRows {
        /// The batch.
        batch: u64,
        /// The rows.
        facts: Box<Facts>,
    },
    /// Makes a batch visible in one step.
    ImportPublish {
        /// The batch.
        batch: u64,
        /// SHA-256 of the content, in hex; by it the same content is known again.
        digest: String,
        /// Whether it takes the place of what its source has brought for the same days, in the same step.
        replace: bool,
    },
    /// Forgets an open batch.
    ImportAbandon {
        /// The batch.
        batch: u64,
    },
    /// Takes a published batch back, or brings a reverted one back.
    Revert {
        /// The batch.
        batch: u64,
    },
    /// Sets the total of one entry cell.
    Set {
        /// Which cell.
        cell: EntryCell,
        /// The wanted total in the stored scale; `None` takes the figure away (null).
        value: Option<i64>,
        /// Why, where it corrects imported rows.
        correct: Option<String>,
    },
    /// Writes documents, each against the revision that its writer has seen (`None`: it must not exist yet). One of them
    /// may be numbered and have no number yet: the change gives it one. What a second person has to approve becomes a proposal ([`rights::needs_approval`]).
    Write {
        /// The documents.
        documents: Vec<(Document, Option<Revision>)>,
        /// Why; what needs approval is refused without.
        reason: Option<String>,
    },
    /// Takes documents away.
    Delete {
        /// The documents, each with the revision that was seen.
        documents: Vec<(DocumentKey, Revision)>,
        /// As in [`Command::Write`].
        reason: Option<String>,
    },
    /// Puts into effect what somebody else has proposed.
    Approve {
        /// The proposal's number.
        proposal: u64,
    },
    /// Takes a proposal away; it never takes effect.
    Refuse {
        /// The proposal's number.
        proposal: u64,
        /// Why.
        reason: String,
    },
    /// Takes back the newest command of this person that can be taken back.
    Undo,
    /// Takes the newest undo of this person back.
    Redo,
    /// Takes this change of this person back, whatever he has done since; where it is an undo, does it again.
    UndoChange {
        /// The change.
        revision: Revision,
    },
}

/// What a command did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// The change's number; the state after it.
    pub revision: Revision,
    /// The batch it opened or touched.
    pub batch: Option<u64>,
    /// What was done, in words: old and new value where there are any.
    pub done: Vec<Sentence>,
}

/// What somebody is told who watches a desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum News {
    /// Something has changed, and is visible.
    Changed(Notice),
    /// The process that has the database open is gone, at this moment in milliseconds UTC; the next one is sought.
    Lost(i64),
    /// It is there again; whatever was shown before may have changed.
    Back,
    /// Somebody has come, gone, or shows something else.
    Here(Here),
}

/// Takes news, from a thread of the desk's own: it must not wait for anything. It is told no more when it has answered
/// false.
pub type Tell = Box<dyn Fn(News) -> bool + Send + Sync>;

/// Calls off whoever waits at a door ([`Door::hang_up`]).
pub type HangUp = Box<dyn Fn() + Send>;

/// The door.
pub trait Desk {
    /// Answers from one state of the database.
    ///
    /// # Errors
    /// Where the question names what is not there, or the database cannot be read.
    fn query(&self, query: &Query) -> Result<Answer, Error>;

    /// Does it durably, or refuses as a whole.
    ///
    /// # Errors
    /// Where the command does not fit the state, or the disk refuses.
    fn apply(&self, command: Command) -> Result<Receipt, Error>;

    /// As [`Desk::apply`] up to the point where something would change: what it would do.
    ///
    /// # Errors
    /// As [`Desk::apply`].
    fn try_out(&self, command: &Command) -> Result<Receipt, Error>;
}

/// The door of one person, held open: it can be asked from any thread, watched, and asked about itself.
pub trait Door: Desk + Send + Sync {
    /// As [`Desk::apply`], under an id of the asker's own: when the same person gives a command of the same id within
    /// 7 days, it is not done again but answered with the first receipt.
    ///
    /// # Errors
    /// As [`Desk::apply`].
    fn apply_once(&self, id: &str, command: Command) -> Result<Receipt, Error>;

    /// Has `tell` told of every change from now on.
    ///
    /// # Errors
    /// Where the desk cannot be reached.
    fn watch(&self, tell: Tell) -> Result<(), Error>;

    /// What calls off whoever waits at this door, from any thread: questions that have no answer yet get none, no holder is
    /// sought any more, and a command that is under way is still waited for. `None` where nobody waits for another process.
    fn hang_up(&self) -> Option<HangUp>;

    /// Presents `slide` to whoever watches and follows, or no more; whoever is not watched presents to nobody.
    ///
    /// # Errors
    /// `slide-too-large`; where the desk cannot be reached, or nobody else can be here.
    fn present(&self, slide: Option<Slide>) -> Result<(), Error>;

    /// Everything that is wrong with the database; `head` is a hash that the journal must still lead through.
    ///
    /// # Errors
    /// Where it cannot be read at all.
    fn check(&self, head: Option<&str>) -> Result<Vec<Error>, Error>;

    /// Copies the database as it stands to the empty folder `to`, and reads the copy back.
    ///
    /// # Errors
    /// `folder-not-empty`, `dump-damaged`, and whatever the disk refuses.
    fn backup(&self, to: &Path) -> Result<Backup, Error>;
}
