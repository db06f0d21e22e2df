//! `dayboard serve`: the process that has the database open for everybody.

use std::fs;
use std::io;
use std::thread;
use std::time::Duration;

use clap::Args;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::session::Session;
use super::{Ended, Failed, place, print};
use crate::desk::{Bell, Server, Terms, answer_starter};
use crate::domain::base::Error;
use crate::text::say;

/// For how long.
#[derive(Args, Debug)]
pub(super) struct Asked {
    #[arg(long, value_name = "SECONDS")]
    idle_exit: Option<u64>,
    /// Whether a client has started it: in a session of its own, and it answers the client once.
    #[arg(long, hide = true)]
    detached: bool,
}

pub(super) fn run(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    if asked.detached {
        return detached(session, asked);
    }
    let folder = session.folder()?;
    fs::create_dir_all(&folder)
        .map_err(|cause| Error::could("file-failed").with("path", folder.display()).with("cause", cause))?;
    let Some(server) = Server::open(&folder, terms(asked))? else {
        return Err(Error::could("holder-there").with("folder", folder.display()).into());
    };
    end_by_signal(server.bell())?;
    let (folder, socket) = (place::friendly(&folder), server.socket().display().to_string());
    print::lines([say("serve.ready", &[("folder", &folder), ("socket", &socket)], session.lang)])?;
    server.run();
    Ok(Ended::Done)
}

/// Serves whoever has started this process, and everybody else: in a session of its own, so that it outlives the
/// starter's terminal.
fn detached(session: &Session, asked: &Asked) -> Result<Ended, Failed> {
    let _ = rustix::process::setsid();
    let opened = session.folder().and_then(|folder| Server::open(&folder, terms(asked)));
    let opened = opened.and_then(|server| {
        server.iter().try_for_each(|server| end_by_signal(server.bell()))?;
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
fn end_by_signal(bell: Bell) -> Result<(), Error> {
    let failed = |cause: io::Error| Error::could("serve-signals").with("cause", cause);
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP]).map_err(failed)?;
    let listen = move || {
        let mut asked = false;
        for signal in signals.forever() {
            if asked && signal != SIGHUP {
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
            asked |= signal != SIGHUP;
            bell.ring();
        }
    };
    thread::Builder::new().name("signals".to_owned()).spawn(listen).map_err(failed)?;
    Ok(())
}
