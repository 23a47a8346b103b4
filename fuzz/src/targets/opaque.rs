//! Authorization codes, refresh tokens and browser sessions: one text for one value.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use vestibule_crypto::{SecretBytes, digest::sha256};
use vestibule_model::{
    opaque::{Opaque, RefreshToken},
    slots::{SLOTS, Slot},
};

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Some(opaque) = Opaque::parse(&text) {
        assert_one_text(&text, 34, opaque.slot, &opaque.hash);
    }
    if let Some(token) = RefreshToken::parse(&text) {
        assert_one_text(&text, 50, token.slot, &token.kept.hash);
        let (successor, _) = token.successor(&SecretBytes::from([1; 32].as_slice()));
        assert_eq!(successor.slot, token.slot);
        assert_eq!(successor.kept.family, token.kept.family);
    }
}

fn assert_one_text(text: &str, length: usize, slot: Slot, hash: &str) {
    assert!(slot.number() < SLOTS);
    assert_eq!(hash, URL_SAFE_NO_PAD.encode(sha256(&[text.as_bytes()])));
    let bytes = URL_SAFE_NO_PAD.decode(text).expect("it was read");
    assert_eq!(bytes.len(), length);
    assert_eq!(URL_SAFE_NO_PAD.encode(bytes), text);
}
