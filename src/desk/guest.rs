//! One guest of a holder: who it is, what it asks, what it is told.
//!
//! Replies are written by the guest's own thread, so whoever does not read waits for himself alone. Notices wait in one
//! slot, where later ones join earlier ones, and are written by a thread of their own. A guest that takes nothing for
//! longer than the holder's patience is dropped.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use rustix::net::sockopt::socket_peercred;
use serde::Serialize;

use super::rights::Deed;
use super::serve::{Shared, Wish};
use super::wire::{Ask, FromHolder, GREETING, Greeting, Reply, Request, Said, Welcome};
use super::{Account, Answer, Command, Erasing, Here, LocalDesk, Query, Receipt, Slide};
use crate::codec::frame;
use crate::domain::base::Error;
use crate::domain::model::{Notice, RowQuery};

/// Of an answer's rows, no more are fetched.
const ROWS: usize = 150_000;

/// The guest's end of the connection.
struct Out(Mutex<UnixStream>);

impl Out {
    fn write(&self, bytes: &[u8]) -> Result<(), Error> {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stream.write_all(bytes).map_err(|cause| {
            let _ = stream.shutdown(Shutdown::Both);
            lost(cause)
        })
    }

    fn send<T: Serialize>(&self, message: &T) -> Result<(), Error> {
        self.write(&frame::frame(message)?)
    }
}

/// What a guest is still to be told.
#[derive(Default)]
pub(super) struct Post {
    slot: Mutex<Slot>,
    bell: Condvar,
}

#[derive(Default)]
struct Slot {
    notice: Option<Notice>,
    here: Option<Here>,
    closed: bool,
}

impl Post {
    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a notice; whether anybody still reads.
    fn put(&self, notice: &Notice) -> bool {
        let mut slot = self.slot();
        match &mut slot.notice {
            Some(waiting) => waiting.join(notice.clone()),
            empty => *empty = Some(notice.clone()),
        }
        self.bell.notify_one();
        !slot.closed
    }

    /// Who is here, in the place of who was.
    pub(super) fn put_here(&self, here: Here) {
        self.slot().here = Some(here);
        self.bell.notify_one();
    }

    /// Waits for the next word; `None` when there will be none.
    fn next(&self) -> Option<FromHolder> {
        let waiting = |slot: &mut Slot| slot.notice.is_none() && slot.here.is_none() && !slot.closed;
        let mut slot = self.bell.wait_while(self.slot(), waiting).unwrap_or_else(PoisonError::into_inner);
        if slot.closed {
            return None;
        }
        let notice = slot.notice.take().map(FromHolder::Notice);
        notice.or_else(|| slot.here.take().map(FromHolder::Here))
    }

    fn close(&self) {
        self.slot().closed = true;
        self.bell.notify_one();
    }
}

/// A guest that has been let in.
struct Guest<'a> {
    shared: &'a Shared,
    desk: Arc<LocalDesk>,
    account: Account,
    out: Arc<Out>,
    /// The batches that it has opened: they go with it.
    batches: BTreeSet<u64>,
    /// How it is told what happens, once it wants to know, and the number of its screen.
    post: Option<(Arc<Post>, u64)>,
}

/// Attends to whoever is at the other end of `stream` until it goes.
pub(super) fn attend(shared: &Shared, desk: Arc<LocalDesk>, stream: UnixStream) -> Result<(), Error> {
    stream.set_read_timeout(Some(shared.terms.patience)).map_err(lost)?;
    stream.set_write_timeout(Some(shared.terms.patience)).map_err(lost)?;
    let mut input = BufReader::with_capacity(1 << 16, stream.try_clone().map_err(lost)?);
    let out = Arc::new(Out(Mutex::new(stream)));
    let Some(theirs) = frame::receive::<Greeting>(&mut (&mut input).take(GREETING))? else { return Ok(()) };
    let account = peer(input.get_ref())?;
    let mut own = Greeting::own(shared.welcomed());
    if Greeting::own(0).yields_to(&theirs) {
        // Whoever may not end this holder is told that it is in use: his word would put everybody out.
        let others = if desk.may_end(&account) { shared.still_welcomed(0) } else { shared.welcomed().max(1) };
        own = Greeting::own(others);
    }
    out.send(&own)?;
    if own.yields_to(&theirs) {
        shared.stop();
        return Ok(());
    }
    if !own.speaks_like(&theirs) {
        return Ok(());
    }
    if let Err(refusal) = desk.admit(&account) {
        return out.send(&Err::<Welcome, Error>(refusal));
    }
    let _seat = shared.welcome();
    out.send(&Ok::<Welcome, Error>(Welcome { user: account.user.clone(), revision: desk.revision()? }))?;
    let mut guest = Guest { shared, desk, account, out, batches: BTreeSet::new(), post: None };
    guest.serve(&mut input)
}

/// The account of whoever is at the other end. The kernel says who that is, not the guest.
fn peer(stream: &UnixStream) -> Result<Account, Error> {
    socket_peercred(stream).map(|peer| Account::of(peer.uid.as_raw())).map_err(|cause| lost(cause.into()))
}

impl Guest<'_> {
    fn serve(&mut self, input: &mut BufReader<UnixStream>) -> Result<(), Error> {
        let patience = Some(self.shared.terms.patience);
        let wait = |input: &BufReader<UnixStream>, time| input.get_ref().set_read_timeout(time).map_err(lost);
        wait(input, None)?;
        while !self.shared.is_stopping() {
            let arrived = input.fill_buf().map_err(lost)?;
            if arrived.is_empty() {
                break;
            }
            // Between two requests a guest may take all the time there is, within one it may not.
            let torn = !frame::is_whole(arrived);
            if torn {
                wait(input, patience)?;
            }
            let Some(request) = frame::receive::<Request<'_>>(input)? else { break };
            if torn {
                wait(input, None)?;
            }
            let erasing = match &request.ask {
                Ask::Erase(asked) if asked.really => Some(asked.clone()),
                _ => None,
            };
            let reply = self.reply(request);
            if let (Some(asked), Ok(_)) = (erasing, &reply.result) {
                return self.erase_last(reply.number, asked);
            }
            let (number, revision) = (reply.number, reply.revision);
            let bytes = frame::frame(&FromHolder::Reply(reply)).or_else(|_| {
                let result = Err(Error::could("answer-too-large"));
                frame::frame(&FromHolder::Reply(Reply { number, revision, result }))
            })?;
            self.out.write(&bytes)?;
        }
        Ok(())
    }

    fn reply(&mut self, request: Request<'_>) -> Reply {
        let Request { number, seen, ask } = request;
        let revision = self.desk.revision();
        let result = match &revision {
            Err(error) => Err(error.clone()),
            Ok(revision) if *revision < seen => Err(Error::could("revision-behind").with("revision", revision.0)),
            Ok(_) => {
                catch_unwind(AssertUnwindSafe(|| self.said(ask))).unwrap_or_else(|_| Err(Error::could("holder-failed")))
            }
        };
        let mut revision = revision.unwrap_or_default();
        if let Ok(Said::Receipt(receipt)) = &result {
            revision = revision.max(receipt.revision);
        }
        // A database that has failed writes nothing more until it is opened anew, which the next holder does.
        if result.is_err() && self.desk.store().has_failed() {
            self.shared.stop();
        }
        Reply { number, revision, result }
    }

    fn said(&mut self, ask: Ask<'_>) -> Result<Said, Error> {
        if let Some(deed) = Deed::of_ask(&ask) {
            self.desk.allow(&self.account, deed)?;
        }
        match ask {
            Ask::Query(query) => self.answer(query.into_owned()).map(Said::Answer),
            Ask::Apply(id, command) => self.apply(&id, command.into_owned()).map(Said::Receipt),
            Ask::Try(command) => self.desk.try_by(&self.account, &command).map(Said::Tried),
            Ask::Watch => self.watch().map(|()| Said::Done),
            Ask::Present(slide) => self.present(slide).map(|()| Said::Done),
            Ask::Check(head) => self.desk.check(head.as_deref()).map(Said::Findings),
            Ask::Backup(to) => self.desk.backup(&to).map(Said::Backup),
            Ask::Erase(asked) => {
                let author = self.account.author("");
                self.desk.store().erasure(&author, &asked.name).map(Said::Erased)
            }
            Ask::Stop => self.stop().map(|()| Said::Done),
        }
    }

    /// An answer; of rows never so many that others would have no memory left.
    fn answer(&self, query: Query) -> Result<Answer, Error> {
        let Query::Rows(rows) = query else { return self.desk.query_by(&self.account, &query) };
        let limit = rows.limit.unwrap_or(usize::MAX);
        let answer =
            self.desk.query_by(&self.account, &Query::Rows(RowQuery { limit: Some(limit.min(ROWS)), ..rows }))?;
        match &answer {
            Answer::Rows(found) if found.total > ROWS && limit > ROWS => {
                Err(Error::could("answer-too-large").with("rows", found.total))
            }
            _ => Ok(answer),
        }
    }

    fn apply(&mut self, id: &str, command: Command) -> Result<Receipt, Error> {
        let (begins, batch) = match &command {
            Command::ImportBegin { .. } => (true, None),
            Command::ImportRows { batch, .. }
            | Command::ImportPublish { batch, .. }
            | Command::ImportAbandon { batch } => (false, Some(*batch)),
            _ => (false, None),
        };
        let ends = matches!(command, Command::ImportPublish { .. } | Command::ImportAbandon { .. });
        // Rows that come twice would count twice: an import belongs to the connection that has begun it.
        if let Some(batch) = batch.filter(|batch| !self.batches.contains(batch)) {
            self.desk.allow(&self.account, Deed::Import)?;
            let given = self.desk.given(&self.account, id)?;
            return given.ok_or_else(|| Error::asked("batch-not-open").with("batch", batch));
        }
        let receipt = self.desk.apply_by(&self.account, id, command)?;
        if begins {
            self.batches.extend(receipt.batch);
        }
        if let Some(batch) = batch.filter(|_| ends) {
            self.batches.remove(&batch);
        }
        Ok(receipt)
    }

    fn watch(&mut self) -> Result<(), Error> {
        if self.post.is_some() {
            return Ok(());
        }
        let post = Arc::new(Post::default());
        let (reader, out) = (Arc::clone(&post), Arc::clone(&self.out));
        let deliver = move || {
            while let Some(word) = reader.next() {
                if out.send(&word).is_err() {
                    reader.close();
                }
            }
        };
        thread::Builder::new().name("notices".to_owned()).spawn(deliver).map_err(lost)?;
        let writer = Arc::clone(&post);
        self.desk.store().watch(Box::new(move |notice| writer.put(notice)));
        let screen = self.shared.presence.enter(&self.account.user, Arc::clone(&post));
        self.post = Some((post, screen));
        Ok(())
    }

    fn present(&mut self, slide: Option<Slide>) -> Result<(), Error> {
        self.watch()?;
        self.post.as_ref().map_or(Ok(()), |(_, screen)| self.shared.presence.present(*screen, slide))
    }

    /// Ends the holder, and has the name taken out once everything is closed; the reply comes then.
    fn erase_last(&self, number: u64, asked: Erasing) -> Result<(), Error> {
        let stream = self.out.0.lock().unwrap_or_else(PoisonError::into_inner).try_clone().map_err(lost)?;
        self.shared.wish(Wish { stream, number, account: self.account.clone(), asked });
        self.shared.stop();
        Ok(())
    }

    /// Ends the holder, where nobody else is at it.
    fn stop(&self) -> Result<(), Error> {
        let others = self.shared.still_welcomed(1).saturating_sub(1);
        if others > 0 {
            return Err(Error::could("holder-busy").with("n", others));
        }
        let stream = self.out.0.lock().unwrap_or_else(PoisonError::into_inner).try_clone().map_err(lost)?;
        self.shared.part_last(stream);
        self.shared.stop();
        Ok(())
    }
}

impl Drop for Guest<'_> {
    /// What the guest has begun and not finished is given up.
    fn drop(&mut self) {
        if let Some((post, screen)) = &self.post {
            post.close();
            self.shared.presence.leave(*screen);
        }
        for batch in std::mem::take(&mut self.batches) {
            self.desk.give_up(&self.account, batch);
        }
    }
}

fn lost(cause: std::io::Error) -> Error {
    Error::could("connection-lost").with("cause", cause)
}
