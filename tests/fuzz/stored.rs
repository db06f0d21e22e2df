//! What a database keeps: its values, journal, names, import files and backups, taken from a real one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dayboard::codec::{Block, Kind, NULL};
use dayboard::desk::{Command, Desk, EntryCell, LocalDesk};
use dayboard::domain::base::Day;
use dayboard::domain::model::{Dimension, Document, Facts, Grant, Office, Person, Settings};
use dayboard::store::{Stored, reads};
use sha2::{Digest, Sha256};

use crate::chance::Chance;
use crate::change;
use crate::run::Target;

/// Files and values of a small database.
struct Sample {
    values: BTreeMap<Vec<u8>, Vec<u8>>,
    dump: Vec<u8>,
    journal: Vec<u8>,
    names: Vec<u8>,
    blocks: Vec<u8>,
    mark: Vec<u8>,
}

fn facts() -> Facts {
    let mut facts = Facts::default();
    for number in 0..120_i32 {
        let day = Day::from_number(20_000 + number / 40).expect("a day");
        let name = ["张伟", "李娜", "王芳"][usize::try_from(number % 3).expect("small")];
        facts.push(
            day,
            &[(Dimension::Member, name), (Dimension::Channel, "seo")],
            &[("visits", i64::from(number) * 7), ("revenue", i64::from(number) * 12_345 - 1)],
        );
    }
    facts
}

fn do_some(desk: &LocalDesk) {
    let done = |command| desk.apply(command).expect("done");
    let begin = Command::ImportBegin { source: "crm".to_owned(), files: vec!["a.csv".to_owned()] };
    let batch = done(begin).batch.expect("a batch");
    done(Command::ImportRows { batch, facts: Box::new(facts()) });
    done(Command::ImportPublish { batch, digest: "ab".to_owned(), replace: true });
    let person = Person { name: "张伟".to_owned(), hired: None, left: None };
    done(Command::Write { documents: vec![(Document::Person(person), None)], reason: None });
    let settings = Document::Settings(Settings { customer_months: 24, ..Settings::default() });
    let grant = Grant { account: "hua".to_owned(), uid: 1, office: Office::Hr, person: None };
    done(Command::Write { documents: vec![(Document::Grant(grant), None)], reason: None });
    done(Command::Write { documents: vec![(settings, None)], reason: Some("why".to_owned()) });
    for value in [Some(5), Some(9), None] {
        let dimensions = vec![(Dimension::Member, "张伟".to_owned())];
        let cell =
            EntryCell { day: Day::from_number(20_010).expect("a day"), measure: "visits".to_owned(), dimensions };
        done(Command::Set { cell, value, correct: None });
    }
    done(Command::Undo);
}

fn first(folder: &Path, end: &str, but: &str) -> Vec<u8> {
    let entries = fs::read_dir(folder).expect("there").map(|entry| entry.expect("listed").path());
    let found = entries.filter(|path| path.to_string_lossy().ends_with(end) && !path.to_string_lossy().ends_with(but));
    found.map(|path| fs::read(path).expect("read")).next().expect("there is one")
}

fn sample() -> Sample {
    let folder = tempfile::TempDir::new().expect("a folder");
    let desk = dayboard::desk::open(folder.path()).expect("opened");
    do_some(&desk);
    desk.store().repair().expect("sums made");
    let blocks = first(&folder.path().join("journal"), ".blocks", "none");
    let copy = folder.path().join("copy");
    desk.backup(&copy).expect("copied");
    drop(desk);
    let dump = fs::read(copy.join("store.dump")).expect("read");
    let mut values = BTreeMap::new();
    let mut rest = &dump[12..];
    loop {
        let (&[k0, k1, v0, v1, v2, v3], tail) = rest.split_first_chunk::<6>().expect("sound");
        let (key, value) = (u16::from_be_bytes([k0, k1]), u32::from_be_bytes([v0, v1, v2, v3]));
        if key == 0 {
            break;
        }
        let (key, tail) = tail.split_at(usize::from(key));
        let (value, tail) = tail.split_at(value as usize);
        values.insert(key.to_vec(), value.to_vec());
        rest = tail;
    }
    Sample {
        values,
        dump,
        journal: first(&copy.join("journal"), ".jsonl", "names.jsonl"),
        names: first(&copy.join("journal"), "names.jsonl", "none"),
        blocks,
        mark: fs::read(folder.path().join("mark")).expect("read"),
    }
}

const KINDS: [Kind; 6] = [Kind::Applied, Kind::Batch, Kind::Shade, Kind::Document, Kind::Block, Kind::Note];

#[test]
fn a_stored_value_may_be_anything() {
    let sample = sample();
    let of_store = |value: &Vec<u8>| value.get(1).is_some_and(|kind| KINDS.iter().any(|known| *known as u8 == *kind));
    let mut seeds: Vec<Vec<u8>> = sample.values.into_values().filter(of_store).collect();
    seeds.push(sample.mark);
    seeds.sort();
    seeds.dedup();
    let target = Target { name: "values", short: 4_000, part: 120, seeds };
    target.run(
        |chance, input, others| {
            let own = input.get(1).copied();
            let kind = KINDS.into_iter().find(|kind| Some(*kind as u8) == own).unwrap_or(Kind::Note);
            let others: Vec<Vec<u8>> = others.iter().filter(|other| other.get(1).copied() == own).cloned().collect();
            change::envelope(chance, input, kind, &others);
        },
        |input| {
            let kinds = [
                Stored::Applied,
                Stored::Batch,
                Stored::Shade,
                Stored::Sources,
                Stored::Document,
                Stored::Rows,
                Stored::Sums,
            ];
            for kind in kinds {
                let _ = reads(kind, input);
            }
        },
    );
}

#[test]
fn a_block_may_hold_any_columns() {
    let seeds: Vec<Vec<u8>> =
        sample().values.into_values().filter(|value| value.get(1) == Some(&(Kind::Block as u8))).collect();
    let target = Target { name: "blocks", short: 4_000, part: 100, seeds };
    target.run(
        |chance, input, others| change::envelope(chance, input, Kind::Block, others),
        |input| {
            let Ok(block) = Block::open(input) else { return };
            let mut values = Vec::new();
            let rows: Vec<u32> = (0..u32::try_from(block.rows()).expect("bounded")).step_by(3).take(1_000).collect();
            for id in block.ids() {
                if let Ok(Some(ints)) = block.ints(id) {
                    ints.unpack(NULL, &mut values);
                    assert_eq!(values.len(), block.rows());
                    ints.gather(&rows, NULL, &mut values);
                    let mut mask = vec![u64::MAX; block.rows().div_ceil(64)];
                    ints.retain(NULL, |value| value % 2 == 0, &mut mask);
                }
                if let Ok(Some((_, places))) = block.texts(id) {
                    places.unpack(0, &mut values);
                }
            }
        },
    );
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Makes changed lines whole and chained again, as only one could who may write the journal.
fn chained(journal: &[u8]) -> Vec<u8> {
    let (mut out, mut before) = (Vec::new(), String::new());
    for line in journal.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let end = line.windows(8).rposition(|part| part == b",\"crc\":\"").unwrap_or(line.len());
        let body = &line[..end];
        let hash = hex(&Sha256::new().chain_update(&before).chain_update(body).finalize());
        out.extend_from_slice(body);
        out.extend_from_slice(format!(",\"crc\":\"{:08x}\",\"hash\":\"{hash}\"}}\n", crc32fast::hash(body)).as_bytes());
        before = hash;
    }
    out
}

const JOURNAL: [&str; 14] = [
    "\"seq\":",
    "\"time\":\"",
    "\"kind\":\"set\"",
    "\"kind\":\"publish\"",
    "\"payload\":{",
    "\"undoes\":",
    "\"day\":",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"rows\":[]",
    "\n",
];

#[test]
fn the_journal_may_say_anything() {
    let target = Target { name: "journal", short: 500, part: 25, seeds: vec![sample().journal] };
    target.run(
        |chance, input, others| {
            change::bytes(chance, input, &JOURNAL, others);
            if !chance.one_in(6) {
                *input = chained(input);
            }
        },
        |input| drop(reads(Stored::Journal, input)),
    );
}

/// Puts the checksums of changed names right.
fn named(names: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in names.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let end = line.windows(8).rposition(|part| part == b",\"crc\":\"").unwrap_or(line.len());
        let body = &line[..end];
        out.extend_from_slice(body);
        let sum = crc32fast::hash(&[body, b"}"].concat());
        out.extend_from_slice(format!(",\"crc\":\"{sum:08x}\"}}\n").as_bytes());
    }
    out
}

#[test]
fn the_name_list_may_say_anything() {
    let target = Target { name: "names", short: 1_500, part: 40, seeds: vec![sample().names] };
    target.run(
        |chance, input, others| {
            change::bytes(chance, input, &["\"of\":\"member\"", "\"id\":", "\"name\":\"", "{", "}", "\n"], others);
            if !chance.one_in(6) {
                *input = named(input);
            }
        },
        |input| drop(reads(Stored::Names, input)),
    );
}

/// Puts the checksum at a dump's end right.
fn summed(dump: &mut Vec<u8>) {
    dump.truncate(dump.len().saturating_sub(32));
    let digest = Sha256::digest(&*dump);
    dump.extend_from_slice(&digest);
}

fn lines(chance: &mut Chance, input: &mut Vec<u8>, others: &[Vec<u8>]) {
    change::bytes(chance, input, &[], others);
}

#[test]
fn a_backup_may_be_damaged_in_any_way() {
    let mut dump = sample().dump;
    dump.truncate(6_000);
    let whole = {
        let mut whole = dump.clone();
        summed(&mut whole);
        whole
    };
    let target = Target { name: "dumps", short: 1_000, part: 35, seeds: vec![whole, dump] };
    target.run(
        |chance, input, others| {
            lines(chance, input, others);
            if chance.one_in(2) {
                summed(input);
            }
        },
        |input| drop(reads(Stored::Dump, input)),
    );
}

#[test]
fn an_imports_own_file_may_be_damaged_in_any_way() {
    let target = Target { name: "imports", short: 1_500, part: 40, seeds: vec![sample().blocks] };
    target.run(lines, |input| drop(reads(Stored::Blocks, input)));
}
