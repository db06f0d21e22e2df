//! Names what is being built, so that two programs of different builds know each other as such: one hash of whatever
//! says what goes over the socket, and one of everything.

use std::fs;
use std::io;
use std::path::Path;

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
    Ok(())
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
