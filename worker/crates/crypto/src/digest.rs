//! SHA-256 and what is built on it, over a message given in parts.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::secret::Secret;

/// A 256-bit key.
pub type Key = Secret<[u8; 32]>;

/// SHA-256 of the concatenated parts.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().into()
}

/// HMAC-SHA256 (RFC 2104) of the concatenated parts, under a key of any length.
///
/// Concatenation is ambiguous: where parts vary in length, give each its length first ([`length_prefixed`]).
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // Keys are brought to the block's length here, because the library's constructor for a key of any length returns
    // an error that can't occur.
    let mut block = Zeroizing::new([0u8; 64]);
    let mut hashed = Zeroizing::new([0u8; 32]);
    let key = if key.len() > block.len() {
        *hashed = sha256(&[key]);
        hashed.as_slice()
    } else {
        key
    };
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut block_key = (*block).into();
    let mut mac = Hmac::<Sha256>::new(&block_key);
    block_key.zeroize();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The extract step of HKDF-SHA256 (RFC 5869 section 2.2).
pub fn hkdf_extract(salt: &[u8], key_material: &[u8]) -> Key {
    Key::new(hmac_sha256(salt, &[key_material]))
}

/// The expand step of HKDF-SHA256 (RFC 5869 section 2.3) for one block of output, which is all that a key here needs.
/// `info` is the concatenation of its parts.
pub fn hkdf_expand(pseudorandom_key: &[u8], info: &[&[u8]]) -> Key {
    let mut parts = info.to_vec();
    parts.push(&[1]);
    Key::new(hmac_sha256(pseudorandom_key, &parts))
}

/// Encodes a list of parts so that no two lists have the same encoding: each part after its length (8 bytes, big
/// endian).
pub fn length_prefixed(parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        out.extend_from_slice(&(part.len() as u64).to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unhex(text: &str) -> Vec<u8> {
        hex::decode(text).unwrap()
    }

    /// RFC 4231, test cases 1, 2 and 6 (a key longer than the block).
    #[test]
    fn hmac_matches_rfc_4231() {
        assert_eq!(
            hex::encode(hmac_sha256(&[0x0b; 20], &[b"Hi ", b"There"])),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            hex::encode(hmac_sha256(b"Jefe", &[b"what do ya want for nothing?"])),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex::encode(hmac_sha256(
                &[0xaa; 131],
                &[b"Test Using Larger Than Block-Size Key - Hash Key First"]
            )),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    /// RFC 5869 appendix A.1 to A.3: the pseudorandom key, and the first block of the output.
    #[test]
    fn hkdf_matches_rfc_5869() {
        let cases = [
            (
                "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b".to_owned(),
                "000102030405060708090a0b0c".to_owned(),
                "f0f1f2f3f4f5f6f7f8f9".to_owned(),
                "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
            ),
            (
                hex::encode((0x00..=0x4f).collect::<Vec<u8>>()),
                hex::encode((0x60..=0xaf).collect::<Vec<u8>>()),
                hex::encode((0xb0..=0xff).collect::<Vec<u8>>()),
                "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c",
            ),
            (
                "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b".to_owned(),
                String::new(),
                String::new(),
                "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d",
            ),
        ];
        for (key_material, salt, info, extracted, expanded) in cases {
            let prk = hkdf_extract(&unhex(&salt), &unhex(&key_material));
            assert_eq!(hex::encode(prk.expose()), extracted);
            let okm = hkdf_expand(prk.expose(), &[&unhex(&info)]);
            assert_eq!(hex::encode(okm.expose()), expanded);
        }
    }

    proptest! {
        #[test]
        fn hkdf_agrees_with_an_independent_implementation(
            salt: Vec<u8>, key_material: Vec<u8>, info: (Vec<u8>, Vec<u8>),
        ) {
            let prk = hkdf_extract(&salt, &key_material);
            let okm = hkdf_expand(prk.expose(), &[&info.0, &info.1]);
            let mut expected = [0; 32];
            hkdf::Hkdf::<Sha256>::new(Some(&salt), &key_material)
                .expand(&[info.0, info.1].concat(), &mut expected)
                .unwrap();
            prop_assert_eq!(okm.expose(), &expected);
        }

        #[test]
        fn no_two_lists_share_an_encoding(a: Vec<Vec<u8>>, b: Vec<Vec<u8>>) {
            let encode = |list: &[Vec<u8>]| {
                length_prefixed(&list.iter().map(Vec::as_slice).collect::<Vec<_>>())
            };
            prop_assert_eq!(a == b, encode(&a) == encode(&b));
        }

        #[test]
        fn moving_a_boundary_changes_the_encoding(text: Vec<u8>, i: prop::sample::Index, j: prop::sample::Index) {
            let (i, j) = (i.index(text.len() + 1), j.index(text.len() + 1));
            let at = |n: usize| length_prefixed(&[&text[..n], &text[n..]]);
            prop_assert_eq!(i == j, at(i) == at(j));
        }
    }
}
