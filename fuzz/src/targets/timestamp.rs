//! `TIMESTAMP` of an SRP proof: one text for one second.

use vestibule_crypto::srp::{SrpError, format_timestamp, parse_timestamp};

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    match parse_timestamp(&text) {
        Ok(ms) => {
            assert_eq!(format_timestamp(ms), text);
            assert_eq!(ms % 1000, 0);
        }
        Err(error) => assert_eq!(error, SrpError::Timestamp),
    }
    if let Some(seconds) = input.first_chunk() {
        let ms = i64::from(u32::from_be_bytes(*seconds)) * 1000;
        assert_eq!(parse_timestamp(&format_timestamp(ms)), Ok(ms));
    }
}
