//! Names what is being built, so that two programs of different builds know each other as such: one hash of whatever
//! says what goes over the socket, and one of everything. And writes the sentences of `data/text/` as a sorted table, so
//! that no start has to read them: that took 8 ms of every one, twice where a board starts its holder.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What says how questions, commands and answers look to the other side.
const WIRE: [&str; 9] = [
    "src/codec",
    "src/desk/mod.rs",
    "src/desk/presence.rs",
    "src/desk/wire.rs",
    "src/domain/base",
    "src/domain/model",
    "src/report/mod.rs",
    "src/report/value.rs",
    "src/store/keep.rs",
];

fn main() -> io::Result<()> {
    let mut wire = FNV;
    for path in WIRE {
        take_in(Path::new(path), &mut wire)?;
    }
    let mut all = FNV;
    for path in ["Cargo.lock", "data", "src"] {
        take_in(Path::new(path), &mut all)?;
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rustc-env=DAYBOARD_BUILD={:08x}.{:08x}", folded(wire), folded(all));
    let out = env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| io::Error::other("cargo names no OUT_DIR"))?;
    fs::write(out.join("phrases.rs"), phrases()?)
}

/// Every sentence in both languages, by id: `[(id, English, Chinese), …]`.
fn phrases() -> io::Result<String> {
    let mut all = BTreeMap::new();
    for file in fs::read_dir("data/text")? {
        let file = file?.path();
        let wrong = |what: String| io::Error::other(format!("{}: {what}", file.display()));
        let table: toml::Table =
            fs::read_to_string(&file)?.parse().map_err(|error: toml::de::Error| wrong(error.to_string()))?;
        for (id, languages) in table {
            let said = |lang| languages.get(lang).and_then(toml::Value::as_str).map(str::to_owned);
            let pair = languages.as_table().filter(|pair| pair.len() == 2).and_then(|_| said("en").zip(said("zh")));
            let pair = pair.ok_or_else(|| wrong(format!("'{id}' is not just {{ en = \"…\", zh = \"…\" }}")))?;
            if all.insert(id.clone(), pair).is_some() {
                return Err(wrong(format!("'{id}' stands a second time")));
            }
        }
    }
    let mut source = "[\n".to_owned();
    for (id, (en, zh)) in all {
        writeln!(source, "({id:?}, {en:?}, {zh:?}),").map_err(io::Error::other)?;
    }
    Ok(source + "]")
}

/// Where FNV-1a begins.
const FNV: u64 = 0xCBF2_9CE4_8422_2325;

/// Takes a file, or all of a folder in the order of its names, into a hash.
fn take_in(path: &Path, hash: &mut u64) -> io::Result<()> {
    if path.is_dir() {
        let mut entries =
            fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
        entries.sort_unstable();
        return entries.iter().try_for_each(|entry| take_in(entry, hash));
    }
    for byte in path.as_os_str().as_encoded_bytes().iter().chain(&fs::read(path)?) {
        *hash = (*hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    Ok(())
}

/// Both halves in one.
fn folded(hash: u64) -> u64 {
    (hash ^ (hash >> 32)) & 0xFFFF_FFFF
}
