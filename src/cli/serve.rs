//! `dayboard serve`: the process that has the database open for everybody.

use std::env;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram, UnixListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use clap::Args;
use listenfd::ListenFd;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::session::Session;
use super::{Ended, Failed, adopt, place, print, role};
use crate::desk::{Bell, Server, Terms, answer_starter, make_folder};
use crate::domain::base::Error;
use crate::text::say;

/// For how long.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(long, value_name = "SECONDS")]
    idle_exit: Option<u64>,
    #[arg(long, value_name = "ACCOUNT")]
    director: Option<String>,
    #[command(flatten)]
    adopting: adopt::Adopting,
    /// Whether a client has started it: in a session of its own, and it answers the client once.
    #[arg(long, hide = true)]
    detached: bool,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    if let Some(ended) = adopt::run(session, &asked.adopting, asked.director.as_deref())? {
        return Ok(ended);
    }
    if asked.detached {
        return detached(session, asked);
    }
    let folder = session.folder()?;
    make_folder(&folder)?;
    let given = given()?;
    let another = |given: &Option<UnixListener>| {
        let again = given.as_ref().map(UnixListener::try_clone).transpose();
        again.map_err(|cause| Error::could("serve-socket").with("cause", cause))
    };
    let Some(mut server) = Server::open_at(&folder, terms(asked), another(&given)?)? else {
        return Err(Error::could("holder-there").with("folder", folder.display()).into());
    };
    if let Some(director) = &asked.director {
        server.appoint(&role::account(director)?)?;
    }
    let bell = Bells::new(server.bell());
    end_by_signal(bell.clone())?;
    let (shown, socket) = (place::friendly(&folder), server.socket().display().to_string());
    print::lines([say("serve.ready", &[("folder", &shown), ("socket", &socket)], session.lang)])?;
    tell_manager("READY=1");
    while server.run() && !bell.has_rung() {
        let Some(next) = Server::open_at(&folder, terms(asked), another(&given)?)? else { break };
        server = next;
        bell.is(server.bell());
    }
    Ok(Ended::Done)
}

/// The bell of the server that serves now, as one follows the other.
#[derive(Clone)]
struct Bells(Arc<Mutex<(Bell, bool)>>);

impl Bells {
    fn new(bell: Bell) -> Self {
        Self(Arc::new(Mutex::new((bell, false))))
    }

    fn slot(&self) -> MutexGuard<'_, (Bell, bool)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) {
        let mut slot = self.slot();
        slot.1 = true;
        slot.0.ring();
    }

    fn has_rung(&self) -> bool {
        self.slot().1
    }

    /// One that comes after the ringing ends at once.
    fn is(&self, bell: Bell) {
        let mut slot = self.slot();
        slot.0 = bell;
        if slot.1 {
            slot.0.ring();
        }
    }
}

/// Serves whoever has started this process, and everybody else: in a session of its own, so that it outlives the
/// starter's terminal.
fn detached(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let _ = rustix::process::setsid();
    let opened = session.folder().and_then(|folder| Server::open(&folder, terms(asked)));
    let opened = opened.and_then(|server| {
        server.iter().try_for_each(|server| end_by_signal(Bells::new(server.bell())))?;
        Ok(server)
    });
    let answer = opened.as_ref().map(|_| ()).map_err(Clone::clone);
    answer_starter(&mut io::stdout(), &answer)?;
    if let Some(server) = opened? {
        server.run();
    }
    Ok(Ended::Done)
}

fn terms(asked: &Asked) -> Terms {
    Terms { idle_exit: asked.idle_exit.map(Duration::from_secs), ..Terms::default() }
}

/// Ends the holder on the first signal that asks for it; on the second the process ends as it is. Whoever ends the
/// processes of a user who logs out sends two at once (SIGTERM, SIGHUP), and both mean the same.
fn end_by_signal(bell: Bells) -> Result<(), Error> {
    let failed = |cause: io::Error| Error::could("serve-signals").with("cause", cause);
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP]).map_err(failed)?;
    let listen = move || {
        let mut asked = false;
        for signal in signals.forever() {
            if asked && signal != SIGHUP {
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
            asked |= signal != SIGHUP;
            tell_manager("STOPPING=1");
            bell.ring();
        }
    };
    thread::Builder::new().name("signals".to_owned()).spawn(listen).map_err(failed)?;
    Ok(())
}

/// The socket that a service manager has opened for us.
fn given() -> Result<Option<UnixListener>, Error> {
    let given = ListenFd::from_env().take_unix_listener(0);
    given.map_err(|cause| Error::could("serve-socket").with("cause", cause))
}

/// Tells the service manager, where one has started us, how far we are (the protocol of `sd_notify`).
fn tell_manager(state: &str) {
    let Some(path) = env::var_os("NOTIFY_SOCKET") else { return };
    let abstracted = path.as_encoded_bytes().strip_prefix(b"@").map(SocketAddr::from_abstract_name);
    let Ok(address) = abstracted.unwrap_or_else(|| SocketAddr::from_pathname(&path)) else { return };
    // Nobody who cannot be told is waited for.
    let _ = UnixDatagram::unbound().and_then(|socket| socket.send_to_addr(state.as_bytes(), &address));
}
