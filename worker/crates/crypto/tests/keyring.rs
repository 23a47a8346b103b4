//! What sealed values promise.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use hkdf::Hkdf;
use proptest::prelude::*;
use sha2::Sha256;
use vestibule_crypto::keyring::{KeyringError, OpenError};
use vestibule_crypto::{Keyring, Purpose, SecretBytes, SeededRng};

fn master(byte: u8) -> SecretBytes {
    SecretBytes::new(vec![byte; 32])
}

fn keyring(masters: &[u8]) -> Keyring {
    let masters: Vec<_> = masters.iter().copied().map(master).collect();
    Keyring::new(&masters).unwrap()
}

fn seal(keyring: &Keyring, purpose: Purpose, associated: &[&str], plain: &[u8]) -> Vec<u8> {
    let rng = SeededRng::new([1; 32]);
    keyring.seal(purpose, associated, plain, &rng).unwrap()
}

/// What the module's page says, done with the libraries alone.
fn opened_by_hand(sealed: &[u8], info: &[u8], bound: &[&str]) -> Vec<u8> {
    let hkdf = Hkdf::<Sha256>::new(Some(b"vestibule keyring v1"), &[1; 32]);
    let mut key = [0; 32];
    hkdf.expand(info, &mut key).unwrap();
    let mut authenticated = sealed[..5].to_vec();
    for part in bound {
        authenticated.extend_from_slice(&(part.len() as u64).to_be_bytes());
        authenticated.extend_from_slice(part.as_bytes());
    }
    let nonce: [u8; 12] = sealed[5..17].try_into().unwrap();
    let payload = Payload {
        msg: &sealed[17..],
        aad: &authenticated,
    };
    Aes256Gcm::new(&key.into())
        .decrypt(&nonce.into(), payload)
        .unwrap()
}

#[test]
fn a_sealed_value_has_the_documented_form() {
    let sealed = seal(&keyring(&[1]), Purpose::Page, &["pool", "client"], b"plain");
    assert_eq!(sealed[0], 1);
    let opened = opened_by_hand(&sealed, b"seal page", &["page", "pool", "client"]);
    assert_eq!(opened, b"plain");
}

#[test]
fn each_objects_outcomes_have_a_key_of_their_own() {
    let ring = keyring(&[1]);
    for object in ["pool/0", "pool/1"] {
        let sealed = seal(&ring, Purpose::Outcome, &[object, "id"], b"plain");
        let info = format!("seal outcome {object}");
        let opened = opened_by_hand(&sealed, info.as_bytes(), &["outcome", object, "id"]);
        assert_eq!(opened, b"plain");
    }
}

#[test]
fn a_value_opens_for_its_own_purpose_alone() {
    let ring = keyring(&[1]);
    for purpose in Purpose::ALL {
        let sealed = seal(&ring, purpose, &["pool"], b"plain");
        for other in Purpose::ALL {
            let opened = ring.open(other, &["pool"], &sealed);
            if other == purpose {
                assert_eq!(opened.unwrap().expose(), b"plain");
            } else {
                assert_eq!(opened, Err(OpenError::Forged));
            }
        }
    }
}

#[test]
fn a_value_opens_for_its_own_associated_data_alone() {
    let ring = keyring(&[1]);
    let sealed = seal(&ring, Purpose::Session, &["pool", "client"], b"plain");
    for other in [
        &["poolc", "lient"][..],
        &["pool"],
        &["client", "pool"],
        &["pool", "client", ""],
        &["poolclient"],
        &[],
    ] {
        assert_eq!(
            ring.open(Purpose::Session, other, &sealed),
            Err(OpenError::Forged),
            "{other:?}"
        );
    }
}

#[test]
fn an_older_master_still_opens_and_a_dropped_one_does_not() {
    let before = seal(&keyring(&[1]), Purpose::Cookie, &[], b"plain");
    let rotated = keyring(&[2, 1]);
    assert_eq!(
        rotated
            .open(Purpose::Cookie, &[], &before)
            .unwrap()
            .expose(),
        b"plain"
    );
    let old_id = keyring(&[1]).newest_id();
    assert_eq!(Keyring::key_id_of(&before), Some(old_id));
    let after = seal(&rotated, Purpose::Cookie, &[], b"plain");
    assert_eq!(Keyring::key_id_of(&after), Some(rotated.newest_id()));
    assert_eq!(
        keyring(&[2]).open(Purpose::Cookie, &[], &before),
        Err(OpenError::UnknownKey(old_id))
    );
}

#[test]
fn a_value_relabelled_with_another_masters_id_does_not_open() {
    let ring = keyring(&[2, 1]);
    let mut sealed = seal(&ring, Purpose::Cookie, &[], b"plain");
    let other = seal(&keyring(&[1]), Purpose::Cookie, &[], b"plain");
    sealed[1..5].copy_from_slice(&other[1..5]);
    assert_eq!(
        ring.open(Purpose::Cookie, &[], &sealed),
        Err(OpenError::Forged)
    );
}

#[test]
fn a_mac_is_accepted_under_every_master_and_for_its_own_input_alone() {
    let tag = keyring(&[1]).mac(Purpose::Csrf, &[b"session", b"page"]);
    let rotated = keyring(&[3, 2, 1]);
    assert!(rotated.verify_mac(Purpose::Csrf, &[b"session", b"page"], &tag));
    assert!(!rotated.verify_mac(Purpose::Csrf, &[b"sessionp", b"age"], &tag));
    assert!(!rotated.verify_mac(Purpose::Code, &[b"session", b"page"], &tag));
    assert!(!rotated.verify_mac(Purpose::Csrf, &[b"session", b"page"], &tag[..31]));
    assert!(!rotated.verify_mac(Purpose::Csrf, &[b"session", b"page"], &[]));
    assert!(!keyring(&[2]).verify_mac(Purpose::Csrf, &[b"session", b"page"], &tag));
    assert_ne!(rotated.mac(Purpose::Csrf, &[b"session", b"page"]), tag);
}

#[test]
fn a_kept_mac_is_among_those_of_every_accepted_master() {
    let kept = keyring(&[1]).mac(Purpose::Code, &[b"sub", b"123456"]);
    let newest = keyring(&[2]).mac(Purpose::Code, &[b"sub", b"123456"]);
    let rotated = keyring(&[2, 1]);
    assert_eq!(
        rotated.macs(Purpose::Code, &[b"sub", b"123456"]),
        [newest, kept]
    );
    assert!(
        !rotated
            .macs(Purpose::Code, &[b"sub", b"654321"])
            .contains(&kept)
    );
    let dropped = keyring(&[2]);
    assert_eq!(dropped.macs(Purpose::Code, &[b"sub", b"123456"]), [newest]);
}

#[test]
fn weak_missing_and_repeated_masters_are_refused() {
    assert_eq!(Keyring::new(&[]).unwrap_err(), KeyringError::NoMaster);
    assert_eq!(
        Keyring::new(&[master(1), SecretBytes::new(vec![2; 31])]).unwrap_err(),
        KeyringError::TooShort {
            position: 1,
            bytes: 31
        }
    );
    assert_eq!(
        Keyring::new(&[master(1), master(1)]).unwrap_err(),
        KeyringError::Duplicate
    );
}

#[test]
fn debug_shows_the_key_id_and_no_key() {
    let ring = keyring(&[1]);
    let shown = format!("{ring:?}");
    assert!(shown.contains(&ring.newest_id().to_string()));
    assert!(shown.contains("[secret]"));
}

proptest! {
    #[test]
    fn a_value_comes_back_as_it_was_sealed(
        seed: [u8; 32], plain: Vec<u8>, associated in prop::collection::vec(".*", 0..4),
    ) {
        let ring = keyring(&[1]);
        let associated: Vec<&str> = associated.iter().map(String::as_str).collect();
        let rng = SeededRng::new(seed);
        let sealed = ring.seal_text(Purpose::Page, &associated, &plain, &rng).unwrap();
        let opened = ring.open_text(Purpose::Page, &associated, &sealed).unwrap();
        prop_assert_eq!(opened.expose(), &plain);
        let again = ring.seal_text(Purpose::Page, &associated, &plain, &rng).unwrap();
        prop_assert_ne!(sealed, again, "two seals share a nonce");
    }

    #[test]
    fn one_changed_bit_anywhere_is_noticed(
        plain in prop::collection::vec(any::<u8>(), 0..64), at: prop::sample::Index, bit in 0..8,
    ) {
        let ring = keyring(&[1]);
        let mut sealed = seal(&ring, Purpose::Page, &["pool"], &plain);
        let at = at.index(sealed.len());
        sealed[at] ^= 1u8 << bit;
        prop_assert!(ring.open(Purpose::Page, &["pool"], &sealed).is_err());
    }

    #[test]
    fn a_cut_or_extended_value_is_noticed(cut in 0usize..37, tail: Vec<u8>) {
        let ring = keyring(&[1]);
        let sealed = seal(&ring, Purpose::Page, &[], b"plai");
        prop_assert_eq!(sealed.len(), 37);
        prop_assert!(ring.open(Purpose::Page, &[], &sealed[..cut]).is_err());
        if !tail.is_empty() {
            let extended = [sealed, tail].concat();
            prop_assert_eq!(ring.open(Purpose::Page, &[], &extended), Err(OpenError::Forged));
        }
    }

    #[test]
    fn arbitrary_input_never_opens(bytes: Vec<u8>, text: String) {
        let ring = keyring(&[1]);
        prop_assert!(ring.open(Purpose::Page, &[], &bytes).is_err());
        prop_assert!(ring.open_text(Purpose::Page, &[], &text).is_err());
    }
}
