//! Frames: messages between two processes over a stream of bytes, each in an envelope.
//!
//! The header is looked at before anything is set aside for the body, and the body is read as it arrives: a hostile
//! length costs nothing. No frame is larger than 16 mebibytes.

use std::io::{Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{HEADER, Kind, decode, encode, length_of};
use crate::domain::base::Error;

/// A message as a frame.
///
/// # Errors
/// `value-too-large` above 16 mebibytes.
pub fn frame<T: Serialize>(message: &T) -> Result<Vec<u8>, Error> {
    encode(Kind::Frame, message)
}

/// Writes one message.
///
/// # Errors
/// As [`frame()`], and `connection-lost` where it cannot be written.
pub fn send<T: Serialize>(out: &mut impl Write, message: &T) -> Result<(), Error> {
    out.write_all(&frame(message)?).and_then(|()| out.flush()).map_err(lost)
}

/// Reads the next message; `None` where the stream ends between two.
///
/// # Errors
/// `connection-lost` where it cannot be read or ends within a frame, `value-damaged` where that is no frame of such a
/// message.
pub fn receive<T: DeserializeOwned>(input: &mut impl Read) -> Result<Option<T>, Error> {
    let mut sealed = Vec::with_capacity(HEADER);
    read(input, HEADER, &mut sealed)?;
    if sealed.is_empty() {
        return Ok(None);
    }
    if sealed.len() < HEADER {
        return Err(torn());
    }
    let length = length_of(Kind::Frame, &sealed).ok_or_else(|| Error::found("value-damaged").with("kind", "Frame"))?;
    read(input, length.saturating_sub(HEADER), &mut sealed)?;
    if sealed.len() < length {
        return Err(torn());
    }
    decode(Kind::Frame, &sealed).map(Some)
}

/// Whether `bytes` begin with a whole frame.
#[must_use]
pub fn is_whole(bytes: &[u8]) -> bool {
    length_of(Kind::Frame, bytes).is_some_and(|length| length <= bytes.len())
}

/// Reads up to `count` bytes more.
fn read(input: &mut impl Read, count: usize, bytes: &mut Vec<u8>) -> Result<(), Error> {
    input.take(count as u64).read_to_end(bytes).map(|_| ()).map_err(lost)
}

fn lost(cause: std::io::Error) -> Error {
    Error::could("connection-lost").with("cause", cause)
}

fn torn() -> Error {
    Error::could("connection-lost").with("cause", "it ends within a message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_out_as_they_went_in_and_the_stream_ends_between_two() {
        let mut stream = Vec::new();
        for message in ["one", "", "three"] {
            send(&mut stream, &message).expect("written");
        }
        let mut input = stream.as_slice();
        for message in ["one", "", "three"] {
            assert!(is_whole(input));
            assert_eq!(receive::<String>(&mut input).expect("sound").as_deref(), Some(message));
        }
        assert_eq!(receive::<String>(&mut input), Ok(None));
    }

    #[test]
    fn a_torn_frame_is_no_clean_end_and_a_changed_one_no_message() {
        let sealed = frame(&"a message").expect("small");
        for end in 1..sealed.len() {
            let error = receive::<String>(&mut &sealed[..end]).expect_err("torn");
            assert_eq!(error.id, "connection-lost", "cut at {end}");
            assert!(!is_whole(&sealed[..end]));
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 0x10;
            assert!(receive::<String>(&mut changed.as_slice()).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_hostile_length_is_refused_before_a_byte_of_the_body_is_read() {
        let mut head = frame(&"x").expect("small");
        head.truncate(HEADER);
        head[4..8].copy_from_slice(&(17_u32 << 20).to_le_bytes());
        let mut input = head.chain(std::io::repeat(0));
        assert_eq!(receive::<String>(&mut input).expect_err("too long").id, "value-damaged");
    }
}
