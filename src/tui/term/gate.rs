//! Who has the terminal: this program, or another that runs in its place for a while and alone hears what is typed.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use signal_hook::consts::SIGWINCH;
use signal_hook::low_level::raise;

/// So long it is waited for whoever reads keys before he is woken again.
const AGAIN: Duration = Duration::from_millis(50);

#[derive(Default)]
struct State {
    /// Whether another program has the terminal.
    away: bool,
    /// Whether whoever reads keys waits until it is back.
    waits: bool,
}

/// What the thread that reads keys passes before each key.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<State>, Condvar)>);

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether another program has the terminal.
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.state().away
    }

    /// Waits while another program has the terminal.
    pub fn pass(&self) {
        let mut state = self.state();
        while state.away {
            state.waits = true;
            self.0.1.notify_all();
            state = self.0.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.waits = false;
    }

    /// Returns once nobody reads keys any more. Whoever waits for one is woken by the signal of a change of size, which
    /// he hears where he hears keys.
    pub fn close(&self) {
        let mut state = self.state();
        state.away = true;
        while !state.waits {
            drop(state);
            if raise(SIGWINCH).is_err() {
                return;
            }
            let woken = self.0.1.wait_timeout_while(self.state(), AGAIN, |state| !state.waits);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Lets keys be read again.
    pub fn open(&self) {
        self.state().away = false;
        self.0.1.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn nobody_passes_a_closed_gate() {
        let gate = Gate::default();
        let (keys, (typed, heard)) = (gate.clone(), mpsc::channel());
        let reader = thread::spawn(move || {
            for key in 0.. {
                keys.pass();
                if typed.send(key).is_err() {
                    break;
                }
            }
        });
        gate.close();
        assert!(gate.is_away());
        let before = heard.try_iter().last();
        gate.open();
        let after = heard.recv().expect("keys are read again");
        assert_eq!(before.map_or(0, |key: i32| key + 1), after, "none was read meanwhile");
        drop(heard);
        reader.join().expect("it has ended");
    }
}
