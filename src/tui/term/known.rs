//! What earlier starts have learned of terminals, by their names, so that only a first start has to ask and wait.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::tui::theme::Ground;

/// No more terminals are remembered; the file is made anew then.
const MOST: usize = 100;

/// What is known of a terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Known {
    /// The colour of its ground.
    pub ground: Option<Ground>,
    /// Whether it draws signs of ambiguous width two cells wide.
    pub wide: Option<bool>,
}

/// The memory of one terminal: its name, and the file that is shared with the others. What cannot be read is not known,
/// what cannot be written is asked again.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    file: Option<PathBuf>,
    name: String,
}

impl Memory {
    /// The memory of the terminal `name`; `None` where there is no place to keep it.
    #[must_use]
    pub fn new(file: Option<PathBuf>, name: String) -> Self {
        Self { file, name }
    }

    /// What is known.
    #[must_use]
    pub fn known(&self) -> Known {
        self.all().get(&self.name).copied().unwrap_or_default()
    }

    /// Changes what is known.
    pub fn learn(&self, change: impl FnOnce(&mut Known)) {
        let mut all = self.all();
        let before = all.get(&self.name).copied().unwrap_or_default();
        let mut after = before;
        change(&mut after);
        let Some(file) = self.file.as_ref().filter(|_| after != before) else { return };
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(self.name.clone(), after);
        let Ok(text) = toml::to_string(&all) else { return };
        let beside = file.with_extension(format!("{}.new", std::process::id()));
        let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
        let _ = folder.and_then(|()| fs::write(&beside, text)).and_then(|()| fs::rename(&beside, file));
    }

    fn all(&self) -> BTreeMap<String, Known> {
        let text = self.file.as_ref().and_then(|file| fs::read_to_string(file).ok());
        text.and_then(|text| toml::from_str(&text).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_remembered_one_beside_the_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("state/terminals.toml");
        let of = |name: &str| Memory::new(Some(file.clone()), name.to_owned());
        assert_eq!(of("xterm").known(), Known::default());
        of("xterm").learn(|known| known.wide = Some(true));
        of("xterm").learn(|known| known.ground = Some(Ground::Light));
        of("tmux \"x\"").learn(|known| known.wide = Some(false));
        assert_eq!(of("xterm").known(), Known { ground: Some(Ground::Light), wide: Some(true) });
        assert_eq!(of("tmux \"x\"").known(), Known { ground: None, wide: Some(false) });
        fs::write(&file, "no [ toml").expect("it is written");
        assert_eq!(of("xterm").known(), Known::default());
        of("xterm").learn(|known| known.wide = Some(false));
        assert_eq!(of("xterm").known().wide, Some(false));
    }
}
