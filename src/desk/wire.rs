//! What goes over the socket: who is there, what is asked, what is answered, what has changed. Each is a frame.
//!
//! Both sides greet first, in a form that never changes; where their protocols are equal the holder welcomes its guest
//! or refuses it. From then on the guest sends numbered requests, and the holder replies under the same numbers; notices
//! come in between, once they are asked for.

use std::borrow::Cow;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Answer, Command, Here, Query, Receipt, Slide};
use crate::domain::base::Error;
use crate::domain::model::{Notice, Revision};
use crate::store::{Backup, Erased};

/// The number of what is spoken: of two, the higher is the newer. Within one number, builds that differ in what goes over
/// the socket do not speak to each other either ([`Greeting::speaks_like`]).
pub const PROTOCOL: u32 = 4;
/// No greeting is larger.
pub(super) const GREETING: u64 = 1 << 10;

/// The first thing that either side says, whatever it speaks. Its form is the same in every version.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Greeting {
    /// The protocol that is spoken.
    pub protocol: u32,
    /// The program's version, `0.1.0+WIRE.BUILD`: hashes of what says how things go over the socket, and of everything.
    pub version: String,
    /// How many others are at the holder. From a guest 1, where it is the program that is installed now: a holder of
    /// another build may make room for it.
    pub busy: u32,
}

impl Greeting {
    /// This program's.
    #[must_use]
    pub fn own(busy: usize) -> Self {
        let version = concat!(env!("CARGO_PKG_VERSION"), "+", env!("DAYBOARD_BUILD")).to_owned();
        Self { protocol: PROTOCOL, version, busy: u32::try_from(busy).unwrap_or(u32::MAX) }
    }

    /// Whether both programs mean the same by what goes over the socket.
    #[must_use]
    pub fn speaks_like(&self, other: &Self) -> bool {
        let wire = |version: &str| version.rsplit_once('.').map(|(wire, _)| wire.to_owned());
        self.protocol == other.protocol && wire(&self.version) == wire(&other.version)
    }

    /// Whether a holder that greets like this makes room for a guest that greets like `guest`, where nobody else is
    /// there: a newer one, or another build of the same that is the one installed now. One that is not would start the same
    /// holder again.
    #[must_use]
    pub fn yields_to(&self, guest: &Self) -> bool {
        let build = self.protocol == guest.protocol && self.version != guest.version && guest.busy > 0;
        self.busy == 0 && (self.protocol < guest.protocol || build)
    }
}

/// What a guest is told who is let in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Welcome {
    /// Who the guest is.
    pub user: String,
    /// The last change.
    pub revision: Revision,
}

/// A question of a guest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Request<'a> {
    /// The reply carries it too.
    pub number: u64,
    /// The last change that the guest has seen; it is answered at or after it.
    pub seen: Revision,
    /// What is asked.
    pub ask: Ask<'a>,
}

/// What is asked of a holder.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Ask<'a> {
    /// A question.
    Query(Cow<'a, Query>),
    /// A command, under the id that it is known again by.
    Apply(Cow<'a, str>, Cow<'a, Command>),
    /// What a command would do.
    Try(Cow<'a, Command>),
    /// To be told of every change from now on, and of everybody who is here.
    Watch,
    /// To show this to whoever follows, or nothing more.
    Present(Option<Slide>),
    /// What is wrong with the database, and a hash that its journal must lead through.
    Check(Option<Cow<'a, str>>),
    /// A copy of the database in an empty folder.
    Backup(PathBuf),
    /// To take a person's name out for good, or what that would come to.
    Erase(Erasing),
    /// To end, unless somebody else is there. The holder hangs up when everything is closed.
    Stop,
}

/// Who is taken out of the database for good.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Erasing {
    /// The person's name, as in the roster.
    pub name: String,
    /// Whether older copies in the database folder go, too.
    pub copies: bool,
    /// Whether it is done; else only said what it would come to.
    pub really: bool,
}

/// A holder's reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reply {
    /// The request's number.
    pub number: u64,
    /// A change that the answer is not older than.
    pub revision: Revision,
    /// The answer.
    pub result: Result<Said, Error>,
}

/// What a holder says to what it is asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Said {
    /// To [`Ask::Query`].
    Answer(Answer),
    /// To [`Ask::Apply`].
    Receipt(Receipt),
    /// To [`Ask::Try`]: nothing has been done, and its revision is one to come.
    Tried(Receipt),
    /// To [`Ask::Check`].
    Findings(Vec<Error>),
    /// To [`Ask::Backup`].
    Backup(Backup),
    /// To [`Ask::Erase`].
    Erased(Erased),
    /// To what only has to be done.
    Done,
}

/// Everything that a holder sends after the welcome.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum FromHolder {
    /// To a request.
    Reply(Reply),
    /// Something has changed.
    Notice(Notice),
    /// Somebody has come, gone, or shows something else.
    Here(Here),
}

/// A report that is shared where it is kept goes over the socket as it is.
pub(super) mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::report::Report;

    pub(in crate::desk) fn serialize<S: Serializer>(report: &Arc<Report>, serializer: S) -> Result<S::Ok, S::Error> {
        report.as_ref().serialize(serializer)
    }

    pub(in crate::desk) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Report>, D::Error> {
        Report::deserialize(deserializer).map(Arc::new)
    }
}

#[cfg(test)]
mod tests;
