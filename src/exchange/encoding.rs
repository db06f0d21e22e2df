//! Which bytes stand for which characters: told by a mark at the start, by the bytes themselves, or by the user.

use std::collections::VecDeque;
use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a text that is not UTF-8 is looked at to tell its encoding.
const SAMPLE: usize = 1 << 20;

/// The encoding that `label` names, as on the web: `gbk`, `utf-16le`, `windows-1252`. GBK reads as its superset
/// GB18030. `None` where nobody knows the label.
pub(super) fn named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.trim().as_bytes()).map(widened)
}

fn widened(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

/// Tells the encoding from bytes that come in blocks.
pub(super) struct Detector {
    mark: Option<&'static Encoding>,
    wide: Option<&'static Encoding>,
    utf8: bool,
    tail: Vec<u8>,
    guesser: EncodingDetector,
    fed: usize,
    begun: bool,
}

impl Detector {
    /// A detector that has seen nothing.
    pub(super) fn new() -> Self {
        Self {
            mark: None,
            wide: None,
            utf8: true,
            tail: Vec::new(),
            guesser: EncodingDetector::new(Iso2022JpDetection::Deny),
            fed: 0,
            begun: false,
        }
    }

    /// Looks at the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        if !self.begun {
            self.begun = true;
            self.mark = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
            self.wide = without_mark(bytes);
        }
        if (self.fed > 0 || !bytes.is_ascii()) && self.fed < SAMPLE {
            let sample = bytes.get(..SAMPLE - self.fed).unwrap_or(bytes);
            self.guesser.feed(sample, false);
            self.fed += sample.len();
        }
        if self.utf8 {
            self.validate(bytes);
        }
    }

    fn validate(&mut self, bytes: &[u8]) {
        let joined;
        let text = if self.tail.is_empty() {
            bytes
        } else {
            joined = [self.tail.as_slice(), bytes].concat();
            &joined
        };
        match simdutf8::compat::from_utf8(text) {
            Ok(_) => self.tail.clear(),
            Err(error) if error.error_len().is_none() => {
                self.tail = text.get(error.valid_up_to()..).unwrap_or_default().to_vec();
            }
            Err(_) => self.utf8 = false,
        }
    }

    /// The encoding of what was fed, and whether the bytes are known to be sound UTF-8.
    pub(super) fn finish(mut self) -> (&'static Encoding, bool) {
        let sound = self.utf8 && self.tail.is_empty();
        let mut guess = || {
            self.guesser.feed(b"", true);
            widened(self.guesser.guess(Some(b"cn"), Utf8Detection::Deny))
        };
        match (self.mark, self.wide) {
            (Some(mark), _) => (mark, sound && mark == UTF_8),
            (None, Some(wide)) => (wide, false),
            (None, None) if sound => (UTF_8, true),
            (None, None) => (guess(), false),
        }
    }
}

/// UTF-16 that does not say so: every other byte of Western text, of digits and of separators is 0.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..4_096).unwrap_or(bytes);
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let enough = (sample.len() / 8).max(4);
    match (zeros(0), zeros(1)) {
        (high, low) if low >= enough && low > high * 8 => Some(UTF_16LE),
        (high, low) if high >= enough && high > low * 8 => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 made of bytes in another encoding, as they stream in. A byte sequence that the encoding does not have ends it
/// with `InvalidData`.
pub(super) struct Decoding<R> {
    inner: R,
    decoder: Decoder,
    input: Vec<u8>,
    at: usize,
    filled: usize,
    ended: bool,
    broken: bool,
    done: bool,
    ready: VecDeque<u8>,
}

/// Below this a reader's buffer may be too small for one character: it is decoded aside.
const ROOM: usize = 64;

impl<R: Read> Decoding<R> {
    /// Reads `inner` as `encoding`; a byte order mark is left out.
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self {
            inner,
            decoder,
            input: vec![0; 64 << 10],
            at: 0,
            filled: 0,
            ended: false,
            broken: false,
            done: false,
            ready: VecDeque::new(),
        }
    }
}

impl<R: Read> Decoding<R> {
    /// Decodes into `out`, which has room for at least one character.
    fn decode(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.broken {
                return Err(io::ErrorKind::InvalidData.into());
            }
            if self.done {
                return Ok(0);
            }
            if self.at == self.filled && !self.ended {
                self.filled = self.inner.read(&mut self.input)?;
                self.at = 0;
                self.ended = self.filled == 0;
            }
            let input = self.input.get(self.at..self.filled).unwrap_or_default();
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(input, out, self.ended);
            self.at += read;
            // What came before broken bytes is handed out first.
            self.broken = matches!(result, DecoderResult::Malformed(_, _));
            self.done = result == DecoderResult::InputEmpty && self.ended;
            if written > 0 || self.done {
                return Ok(written);
            }
        }
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() && out.len() >= ROOM {
            return self.decode(out);
        }
        if self.ready.is_empty() {
            let mut room = [0; ROOM];
            let written = self.decode(&mut room)?;
            self.ready.extend(room.iter().take(written));
        }
        self.ready.read(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(bytes: &[u8]) -> &'static str {
        let mut detector = Detector::new();
        bytes.chunks(3).for_each(|chunk| detector.feed(chunk));
        detector.finish().0.name()
    }

    fn decode(bytes: &[u8], encoding: &'static Encoding) -> io::Result<String> {
        let mut text = String::new();
        Decoding::new(bytes, encoding).read_to_string(&mut text).map(|_| text)
    }

    const TEXT: &str = "日期,成员,成交额\n2026-09-08,张伟,1052.75\n2026-09-09,李娜,99.5\n";

    #[test]
    fn the_encodings_people_have_are_told_apart() {
        assert_eq!(detect(TEXT.as_bytes()), "UTF-8");
        assert_eq!(detect(&GB18030.encode(TEXT).0), "gb18030");
        assert_eq!(detect("\u{feff}date,visits".as_bytes()), "UTF-8");
        let wide = |order: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let mut detector = Detector::new();
        detector.feed(&wide(u16::to_le_bytes, TEXT));
        assert_eq!(detector.finish().0.name(), "UTF-16LE");
        let mut detector = Detector::new();
        detector.feed(&wide(u16::to_be_bytes, &format!("\u{feff}{TEXT}")));
        assert_eq!(detector.finish().0.name(), "UTF-16BE");
    }

    #[test]
    fn every_encoding_reads_back_the_same_text() {
        assert_eq!(decode(&GB18030.encode(TEXT).0, GB18030).expect("sound"), TEXT);
        let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&wide, UTF_16BE).expect("sound"), TEXT);
        let marked: Vec<u8> = format!("\u{feff}{TEXT}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&marked, UTF_16LE).expect("sound"), TEXT);
    }

    #[test]
    fn broken_bytes_end_the_text_with_an_error() {
        for (bytes, encoding) in
            [(&b"abc\xff"[..], UTF_8), (b"\xff", GB18030), (b"a\0\x00\xd8", UTF_16LE), (b"a\0b", UTF_16LE)]
        {
            let error = decode(bytes, encoding).expect_err("broken");
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{bytes:?}");
        }
    }
}
