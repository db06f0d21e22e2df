//! Arrows point one way: which folder of `src` may import which (`README.md`, "How it is built").

#![expect(clippy::expect_used, clippy::string_slice, reason = "a test that cannot read the sources must fail")]

use std::fs;
use std::path::{Path, PathBuf};

/// Module, and the modules it may name.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("cli", &["tui", "exchange", "render", "desk", "report", "text", "domain"]),
    ("tui", &["exchange", "render", "desk", "report", "text", "domain"]),
    ("exchange", &["desk", "domain"]),
    ("render", &["report", "text", "domain"]),
    ("desk", &["report", "store", "codec", "domain"]),
    ("report", &["domain"]),
    ("store", &["codec", "domain"]),
    ("codec", &["domain"]),
    ("text", &["domain"]),
    ("domain", &[]),
];

/// Inside `domain`: base ← model ← rules.
const DOMAIN: &[(&str, &[&str])] = &[("base", &[]), ("model", &["base"]), ("rules", &["base", "model"])];

/// Crates that one module alone may name.
const SOLE: &[(&str, &str)] = &[("sled", "store"), ("bincode", "codec"), ("ratatui", "tui"), ("clap", "cli")];

#[test]
fn modules_import_only_what_stands_below_them() {
    let mut wrong = Vec::new();
    for file in sources(Path::new("src")) {
        let Some(module) = part(&file, 1) else { continue };
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == module) else {
            panic!("src/{module} stands in no row of the table");
        };
        for (line, import) in imports(&file, "crate::") {
            if import != module && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{}:{line}: {module} names crate::{import}", file.display()));
            }
        }
        let Some((inner, allowed)) =
            part(&file, 2).and_then(|inner| DOMAIN.iter().find(|(name, _)| module == "domain" && *name == inner))
        else {
            continue;
        };
        for (line, import) in imports(&file, "crate::domain::") {
            if import != *inner && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{}:{line}: domain::{inner} names domain::{import}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_crate_with_known_weak_points_is_named_in_one_module() {
    let mut wrong = Vec::new();
    for file in sources(Path::new("src")) {
        let text = code(&file);
        for (name, home) in SOLE {
            if text.contains(&format!("{name}::")) && part(&file, 1).as_deref() != Some(home) {
                wrong.push(format!("{} names {name}, which is {home}'s alone", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_module_is_a_drawer() {
    for file in sources(Path::new("src")) {
        for word in ["utils", "util", "helper", "helpers", "common", "manager", "misc"] {
            assert!(
                !file.iter().any(|part| part.to_string_lossy().trim_end_matches(".rs") == word),
                "{}",
                file.display()
            );
        }
    }
}

/// Every `.rs` file below `folder`, but for `main.rs` and `lib.rs`.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("src is there").map(|entry| entry.expect("it can be listed").path()) {
        if entry.is_dir() {
            found.extend(sources(&entry));
        } else if entry.extension().is_some_and(|end| end == "rs") && entry.parent() != Some(Path::new("src")) {
            found.push(entry);
        }
    }
    found
}

/// Part number `at` of a path below the repository: `src` is 0.
fn part(file: &Path, at: usize) -> Option<String> {
    file.components().nth(at).map(|part| part.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned())
}

/// The file without comments.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a source file is text");
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The module named right after each `prefix`, with its line. `use` groups (`crate::{a, b}`) are taken apart.
fn imports(file: &Path, prefix: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in code(file).lines().enumerate() {
        for (at, _) in line.match_indices(prefix) {
            let rest = &line[at + prefix.len()..];
            let names = rest.strip_prefix('{').map_or_else(|| vec![rest], |group| group.split(',').collect());
            for name in names {
                let word: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !word.is_empty() && word.starts_with(|c: char| c.is_lowercase()) {
                    found.push((number + 1, word));
                }
            }
        }
    }
    found
}
