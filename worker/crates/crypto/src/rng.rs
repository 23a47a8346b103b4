//! Randomness, passed in: the platform implements [`Rng`], everything else draws through [`RngExt`].

use std::cell::RefCell;
use std::fmt;
use std::num::NonZeroU32;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng};
use zeroize::Zeroizing;

/// A cryptographically secure source of random bytes.
pub trait Rng {
    fn fill(&self, out: &mut [u8]);
}

/// What is drawn from an [`Rng`]. Every draw is uniform.
pub trait RngExt: Rng {
    fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    /// A number in `0..bound`.
    fn below(&self, bound: NonZeroU32) -> u32 {
        let bound = bound.get();
        // The largest multiple of `bound` that 32 bits hold; a draw past it would favour small results.
        let limit = u32::MAX - (u32::MAX % bound + 1) % bound;
        loop {
            let draw = u32::from_be_bytes(self.bytes());
            if draw <= limit {
                return draw % bound;
            }
        }
    }

    /// A code of `length` decimal digits, leading zeros included.
    fn digits(&self, length: usize) -> String {
        characters(self, b"0123456789", length)
    }

    /// `length` characters of `a-z0-9`: about 5.17 bits each.
    fn alphanumeric_lower(&self, length: usize) -> String {
        characters(self, b"abcdefghijklmnopqrstuvwxyz0123456789", length)
    }

    /// `length` characters of `A-Za-z0-9`: about 5.95 bits each.
    fn alphanumeric(&self, length: usize) -> String {
        characters(
            self,
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            length,
        )
    }

    /// A random UUID (RFC 9562 section 5.4) in its lower-case text form.
    fn uuid_v4(&self) -> String {
        let bits = u128::from_be_bytes(self.bytes());
        let version = (bits & !(0xf << 76)) | (0x4 << 76);
        let variant = (version & !(0b11 << 62)) | (0b10 << 62);
        let mut text = hex::encode(variant.to_be_bytes());
        for at in [20, 16, 12, 8] {
            text.insert(at, '-');
        }
        text
    }
}

impl<R: Rng + ?Sized> RngExt for R {}

/// A deterministic generator (ChaCha20) over a 32-byte seed: for tests, and for a request that was given a random seed.
pub struct SeededRng(RefCell<ChaCha20Rng>);

impl SeededRng {
    pub fn new(seed: [u8; 32]) -> Self {
        Self(RefCell::new(ChaCha20Rng::from_seed(seed)))
    }
}

impl Rng for SeededRng {
    fn fill(&self, out: &mut [u8]) {
        self.0.borrow_mut().fill_bytes(out);
    }
}

impl fmt::Debug for SeededRng {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SeededRng")
    }
}

fn characters(rng: &(impl Rng + ?Sized), alphabet: &[u8], length: usize) -> String {
    // Bytes past the largest multiple of the alphabet's size are drawn again, or its first characters come up more often.
    let usable = 256 - 256 % alphabet.len();
    let mut out = String::with_capacity(length);
    let mut pool = Zeroizing::new([0u8; 32]);
    while out.len() < length {
        rng.fill(pool.as_mut_slice());
        let drawn = pool
            .iter()
            .map(|byte| usize::from(*byte))
            .filter(|byte| *byte < usable)
            .filter_map(|byte| alphabet.get(byte % alphabet.len()))
            .take(length - out.len());
        out.extend(drawn.map(|byte| char::from(*byte)));
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{NonZeroU32, RefCell, Rng, RngExt, SeededRng};

    /// Hands out the given bytes, then panics: shows which draws are used and which are refused.
    struct Script(RefCell<Vec<u8>>);

    impl Script {
        fn new(bytes: &[u8]) -> Self {
            Self(RefCell::new(bytes.to_vec()))
        }
    }

    impl Rng for Script {
        fn fill(&self, out: &mut [u8]) {
            let drawn: Vec<u8> = self.0.borrow_mut().drain(..out.len()).collect();
            out.copy_from_slice(&drawn);
        }
    }

    fn nonzero(n: u32) -> NonZeroU32 {
        NonZeroU32::new(n).unwrap()
    }

    /// The key stream of ChaCha20 under an all-zero key and nonce (RFC 8439 appendix A.1, vector 1).
    #[test]
    fn the_seeded_generator_is_chacha20() {
        let bytes: [u8; 32] = SeededRng::new([0; 32]).bytes();
        assert_eq!(
            hex::encode(bytes),
            "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
        );
    }

    #[test]
    fn below_draws_again_where_the_remainder_would_be_biased() {
        // 2^32 = 3 * 1431655765 + 1, so u32::MAX alone is past the last whole run of three.
        let script = Script::new(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]);
        assert_eq!(script.below(nonzero(3)), 2);
        let power_of_two = Script::new(&[0xff; 4]);
        assert_eq!(power_of_two.below(nonzero(256)), 255);
        assert_eq!(Script::new(&[0xff; 4]).below(nonzero(1)), 0);
    }

    #[test]
    fn digits_draw_again_where_the_remainder_would_be_biased() {
        let mut bytes = [250u8; 32];
        bytes[30] = 249;
        bytes[31] = 10;
        assert_eq!(Script::new(&bytes).digits(2), "90");
    }

    #[test]
    fn every_character_of_an_alphabet_comes_up_equally_often() {
        let rng = SeededRng::new([7; 32]);
        let text = rng.alphanumeric_lower(36_000);
        for character in "abcdefghijklmnopqrstuvwxyz0123456789".chars() {
            let count = text.chars().filter(|c| *c == character).count();
            assert!((850..1150).contains(&count), "{character}: {count}");
        }
    }

    #[test]
    fn a_uuid_carries_its_version_and_variant() {
        assert_eq!(
            Script::new(&[0xff; 16]).uuid_v4(),
            "ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
        assert_eq!(
            Script::new(&[0; 16]).uuid_v4(),
            "00000000-0000-4000-8000-000000000000"
        );
    }

    proptest! {
        #[test]
        fn draws_keep_their_bounds(seed: [u8; 32], bound in 1u32.., length in 0usize..100) {
            let rng = SeededRng::new(seed);
            prop_assert!(rng.below(nonzero(bound)) < bound);
            let digits = rng.digits(length);
            prop_assert!(digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit()));
            let text = rng.alphanumeric(length);
            prop_assert!(text.len() == length && text.bytes().all(|b| b.is_ascii_alphanumeric()));
        }
    }
}
