//! Time-based one-time passwords ([RFC 6238](https://www.rfc-editor.org/rfc/rfc6238)) as authenticator apps take them without
//! being told: HMAC-SHA-1, six digits, a step of 30 seconds.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::{ConditionallySelectable as _, ConstantTimeEq as _};
use zeroize::Zeroize;

use crate::rng::{Rng, RngExt as _};
use crate::secret::{SecretBytes, SecretString};
use crate::sigv4::percent_encode;

/// As long as the digest (RFC 4226 section 4, R6, recommends that).
const SEED: usize = 20;
const STEP_SECONDS: i64 = 30;
/// Six digits: ten to that power.
const CODES: u32 = 1_000_000;
/// HMAC's block under SHA-1.
const BLOCK: usize = 64;

/// What a person's authenticator app and we share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed(SecretBytes);

/// Why a code isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("this is no code of now")]
    Wrong,
    #[error("this code, or one after it, was used already")]
    Used,
}

impl Seed {
    pub fn mint(rng: &(impl Rng + ?Sized)) -> Self {
        let mut drawn: [u8; SEED] = rng.bytes();
        let seed = Self(drawn.as_slice().into());
        drawn.zeroize();
        seed
    }

    /// Reads what [`Self::to_bytes`] gave; `None` where it is of another length.
    pub fn from_bytes(bytes: SecretBytes) -> Option<Self> {
        (bytes.expose().len() == SEED).then_some(Self(bytes))
    }

    /// The seed as it is sealed.
    pub fn to_bytes(&self) -> SecretBytes {
        self.0.clone()
    }

    /// The seed as people type it into their app: 32 characters of base32 (RFC 4648 section 6), which need no padding.
    pub fn to_base32(&self) -> SecretString {
        base32(self.0.expose()).into()
    }

    /// What a QR code shows to an authenticator app
    /// ([its format](https://github.com/google/google-authenticator/wiki/Key-Uri-Format)): `account` is the person's name at
    /// `issuer`.
    pub fn uri(&self, issuer: &str, account: &str) -> SecretString {
        // Apps take what stands before the first colon, encoded or not, for the issuer.
        let issuer = percent_encode(issuer.replace(':', " ").as_bytes());
        let account = percent_encode(account.as_bytes());
        let secret = self.to_base32();
        let secret = secret.expose();
        format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}").into()
    }

    /// Checks a code at a time in seconds since the epoch, a step of drift allowed either way, and gives the step that it is
    /// of: the next check's `used`. A code of that step or an earlier one is refused then, so that each works once.
    ///
    /// Every candidate is compared, in a time that the code doesn't change.
    pub fn verify(&self, code: &str, now_seconds: i64, used: Option<i64>) -> Result<i64, Mismatch> {
        let given = digits(code).ok_or(Mismatch::Wrong)?;
        let now = now_seconds.div_euclid(STEP_SECONDS);
        // Two steps may share a code: the later one is spent, or the code would work again.
        let mut matched = i64::MIN;
        for step in now.saturating_sub(1)..=now.saturating_add(1) {
            let Ok(counter) = u64::try_from(step) else {
                continue;
            };
            let same = self.code(counter).ct_eq(&given);
            matched.conditional_assign(&step, same);
        }
        match matched {
            i64::MIN => Err(Mismatch::Wrong),
            step if used.is_some_and(|used| step <= used) => Err(Mismatch::Used),
            step => Ok(step),
        }
    }

    /// The code at a time in seconds since the epoch, as the person's device shows it.
    pub fn code_at(&self, seconds: i64) -> String {
        let step = u64::try_from(seconds.div_euclid(STEP_SECONDS)).unwrap_or(0);
        format!("{:06}", self.code(step))
    }

    /// The code of a counter (RFC 4226 section 5.3).
    fn code(&self, counter: u64) -> u32 {
        let mut block = [0; BLOCK];
        for (to, from) in block.iter_mut().zip(self.0.expose()) {
            *to = *from;
        }
        let mut key = block.into();
        block.zeroize();
        let mut mac = Hmac::<Sha1>::new(&key);
        key.zeroize();
        mac.update(&counter.to_be_bytes());
        let digest: [u8; 20] = mac.finalize().into_bytes().into();
        let offset = digest.last().map_or(0, |last| usize::from(last & 0xf));
        let picked = digest.iter().skip(offset).take(4);
        let number = picked.fold(0, |number: u32, byte| number << 8 | u32::from(*byte));
        (number & 0x7fff_ffff) % CODES
    }
}

/// The number that six ASCII digits write.
fn digits(code: &str) -> Option<u32> {
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| code.parse().ok()).flatten()
}

/// RFC 4648 section 6, without padding.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for group in bytes.chunks(5) {
        let bits = group
            .iter()
            .fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        let bits = bits << (8 * (5 - group.len()));
        for place in 0..(group.len() * 8).div_ceil(5) {
            let index = (bits >> (35 - 5 * place)) as usize & 31;
            text.extend(ALPHABET.get(index).map(|letter| char::from(*letter)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rng::SeededRng;

    /// The one of RFC 4226 appendix D and RFC 6238 appendix B.
    fn seed() -> Seed {
        Seed::from_bytes(b"12345678901234567890".as_slice().into()).unwrap()
    }

    /// RFC 4226 appendix D.
    #[test]
    fn codes_of_counters_match_rfc_4226() {
        let expected = [
            755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489,
        ];
        for (counter, code) in (0..).zip(expected) {
            assert_eq!(seed().code(counter), code, "{counter}");
        }
    }

    /// RFC 6238 appendix B, SHA-1: the last six of its eight digits.
    #[test]
    fn codes_of_times_match_rfc_6238() {
        let expected = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (time, code) in expected {
            assert_eq!(seed().verify(code, time, None), Ok(time / 30), "{time}");
        }
    }

    /// RFC 4648 section 10.
    #[test]
    fn base32_matches_rfc_4648() {
        let expected = [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ];
        for (bytes, text) in expected {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
        let typed = seed().to_base32();
        assert_eq!(typed.expose(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    /// The code of step 1 counts from the beginning of step 0 to the end of step 2.
    #[test]
    fn a_code_may_be_a_step_early_or_late() {
        for time in [0, 29, 30, 59, 60, 89] {
            assert_eq!(seed().verify("287082", time, None), Ok(1), "{time}");
        }
        for time in [i64::MIN, -1, 90, i64::MAX] {
            let wrong = Err(Mismatch::Wrong);
            assert_eq!(seed().verify("287082", time, None), wrong, "{time}");
        }
    }

    #[test]
    fn a_code_works_once_and_takes_the_earlier_ones_with_it() {
        let (first, second) = ("287082", "359152");
        assert_eq!(seed().verify(first, 59, Some(0)), Ok(1));
        assert_eq!(seed().verify(first, 59, Some(1)), Err(Mismatch::Used));
        assert_eq!(seed().verify(second, 59, Some(1)), Ok(2));
        assert_eq!(seed().verify(first, 59, Some(2)), Err(Mismatch::Used));
        assert_eq!(seed().verify("000000", 59, Some(2)), Err(Mismatch::Wrong));
    }

    #[test]
    fn only_six_ascii_digits_are_a_code() {
        for code in [
            "",
            "28708",
            "0287082",
            "+87082",
            " 87082",
            "28708a",
            "２８７０",
        ] {
            assert_eq!(
                seed().verify(code, 59, None),
                Err(Mismatch::Wrong),
                "{code}"
            );
        }
    }

    #[test]
    fn the_uri_names_whose_and_for_what() {
        let uri = seed().uri("Ärzte:Köln", "a+b@example.com?&#/");
        assert_eq!(
            uri.expose(),
            "otpauth://totp/%C3%84rzte%20K%C3%B6ln:a%2Bb%40example.com%3F%26%23%2F\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%C3%84rzte%20K%C3%B6ln"
        );
    }

    #[test]
    fn a_seed_shows_nothing_of_itself_and_is_kept_whole() {
        let minted = Seed::mint(&SeededRng::new([7; 32]));
        assert_eq!(format!("{minted:?}"), "Seed([secret])");
        assert_eq!(Seed::from_bytes(minted.to_bytes()), Some(minted));
        assert_eq!(Seed::from_bytes([1; 19].as_slice().into()), None);
        assert_eq!(Seed::from_bytes([1; 21].as_slice().into()), None);
    }

    proptest! {
        #[test]
        fn what_the_app_shows_is_taken_once(bytes: [u8; SEED], now in 0i64..1 << 40, drift in -1i64..=1) {
            let seed = Seed::from_bytes(bytes.as_slice().into()).unwrap();
            let step = now / 30 + drift;
            prop_assume!(step >= 0);
            let code = format!("{:06}", seed.code(step.unsigned_abs()));
            let spent = seed.verify(&code, now, None).unwrap();
            prop_assert!(spent >= step && spent <= now / 30 + 1);
            prop_assert_eq!(seed.verify(&code, now, Some(spent)), Err(Mismatch::Used));
        }

        #[test]
        fn no_text_breaks_it(code: String, now: i64, used: Option<i64>) {
            let _ = seed().verify(&code, now, used);
        }
    }
}
