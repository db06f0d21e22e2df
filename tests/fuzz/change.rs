//! How inputs are changed: as bytes, as text with its words, as values in an envelope.

use dayboard::codec::{self, Kind};

use crate::chance::Chance;

/// Numbers at which readers turn.
const EDGES: [u64; 16] = [
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    1 << 20,
    0x7FFF_FFFF,
    0x8000_0000,
    0xFFFF_FFFF,
    1 << 40,
    0x7FFF_FFFF_FFFF_FFFF,
    0x8000_0000_0000_0000,
    u64::MAX,
];

/// Words that readers stumble over, whatever they read.
const WORDS: [&str; 62] = [
    "",
    "0",
    "-1",
    "-0",
    "1e999",
    "1e-999",
    "NaN",
    "inf",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "170141183460469231731687303715884105728",
    "0.00000000000000000000000000000000000001",
    "1,234,567.89",
    "1.234,56",
    "１２３",
    "٣",
    "½",
    "¥1,000",
    "(5)",
    "5%",
    "--5",
    "+5",
    "0x1F",
    "1_000",
    "null",
    "true",
    "2026-09-08",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "-262143-01-01",
    "+262142-12-31",
    "08/09/26",
    "1/2/3",
    "2026-W53",
    "2026-Q5",
    "2026-13",
    "20260908",
    "2026-09-08T25:61:61Z",
    "46273.5",
    "\u{feff}",
    "\u{0}",
    "\u{1b}[2J",
    "\u{1b}]11;rgb:0/0/0\u{7}",
    "\u{9b}31m",
    "\u{202e}",
    "\u{200d}",
    "e\u{301}\u{301}\u{301}",
    "👨\u{200d}👩\u{200d}👧",
    "张伟",
    "ﷺ",
    "İ",
    "ß",
    "\u{10ffff}",
    "\u{fffd}",
    "\"",
    "'",
    "\\u0000",
    "=1+1",
    "../../../../etc/passwd",
    "%s%n",
];

/// Bytes that are no text, or not of the encoding around them.
const BYTES: [&[u8]; 12] = [
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xe4\xbd",
    b"\x81\x30\x81\x30",
    b"\x84\x31\xa4\x37",
    b"\xfe\xfe",
    b"\xa1\xa1",
    b"\0\0\0\0",
];

/// Changes bytes a few times. `words` are those of the format, `others` further inputs to splice with.
pub(crate) fn bytes(chance: &mut Chance, input: &mut Vec<u8>, words: &[&str], others: &[Vec<u8>]) {
    for _ in 0..=chance.below(4) {
        once(chance, input, words, others);
    }
}

fn once(chance: &mut Chance, input: &mut Vec<u8>, words: &[&str], others: &[Vec<u8>]) {
    let at = chance.below(input.len() + 1);
    match chance.below(16) {
        0 | 1 => {
            let bit = 1 << chance.below(8);
            if let Some(byte) = input.get_mut(at) {
                *byte ^= bit;
            }
        }
        2 => {
            let value = chance.next().to_le_bytes()[0];
            if let Some(byte) = input.get_mut(at) {
                *byte = value;
            }
        }
        3..=5 => edge(chance, input, at),
        6 => input.truncate(at),
        7 => drop(input.drain(chance.run(input.len()))),
        8 => {
            let run = chance.run(input.len());
            let copy = input[run].to_vec();
            let times = if chance.one_in(16) { 200 } else { 1 };
            insert(input, at, &copy.repeat(times));
        }
        9 => {
            let other = others.get(chance.below(others.len())).cloned().unwrap_or_default();
            let run = chance.run(other.len());
            insert(input, at, &other[run]);
        }
        10 => {
            let other = others.get(chance.below(others.len())).cloned().unwrap_or_default();
            input.truncate(at);
            input.extend_from_slice(&other[chance.below(other.len() + 1)..]);
        }
        11 => insert(input, at, chance.pick(&BYTES)),
        12 | 13 => {
            let word = if words.is_empty() || chance.one_in(2) { chance.pick(&WORDS) } else { chance.pick(words) };
            insert(input, at, word.as_bytes());
        }
        _ => token(chance, input, at, words),
    }
    input.truncate(1 << 16);
}

fn insert(input: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    input.splice(at..at, bytes.iter().copied());
}

/// Puts a number at which readers turn in the place of one, 1 to 8 bytes wide in either order: lengths, counts, numbers.
fn edge(chance: &mut Chance, input: &mut [u8], at: usize) {
    let number = EDGES[chance.below(EDGES.len())].wrapping_add(chance.below(3) as u64).wrapping_sub(1);
    let width = [1, 2, 4, 8][chance.below(4)];
    let (little, big) = (number.to_le_bytes(), number.to_be_bytes());
    let bytes = if chance.one_in(3) { &big[8 - width..] } else { &little[..width] };
    if let Some(place) = input.get_mut(at..at + width) {
        place.copy_from_slice(bytes);
    }
}

/// Puts another word in the place of the one around `at`.
fn token(chance: &mut Chance, input: &mut Vec<u8>, at: usize, words: &[&str]) {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || b"-_.".contains(byte);
    let start = input[..at].iter().rposition(|byte| !is_word(byte)).map_or(0, |before| before + 1);
    let end = input[at..].iter().position(|byte| !is_word(byte)).map_or(input.len(), |after| at + after);
    let word = if words.is_empty() || chance.one_in(2) { chance.pick(&WORDS) } else { chance.pick(words) };
    input.splice(start..end, word.bytes());
}

/// Changes what is in an envelope of `kind` and closes it again, as only one could who may write files; one in eight is
/// left open.
pub(crate) fn envelope(chance: &mut Chance, input: &mut Vec<u8>, kind: Kind, others: &[Vec<u8>]) {
    if chance.one_in(8) {
        return bytes(chance, input, &[], others);
    }
    let mut body = input.split_off(codec::HEADER.min(input.len()));
    let bodies: Vec<Vec<u8>> = others.iter().map(|other| other[codec::HEADER.min(other.len())..].to_vec()).collect();
    bytes(chance, &mut body, &[], &bodies);
    *input = codec::seal(kind, &body);
}
