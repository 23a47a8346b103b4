//! DER ([X.690](https://www.itu.int/rec/T-REC-X.690)), as far as keys, signatures and certificates here need it.

/// Tags, as they stand in the first byte.
pub(super) mod tag {
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const OBJECT_IDENTIFIER: u8 = 0x06;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;
    /// `[0]` and `[3]` around something.
    pub const VERSION: u8 = 0xa0;
    pub const EXTENSIONS: u8 = 0xa3;
}

/// What is left of a sequence's content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The content of the next element, which has to have this tag.
    pub fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (found, content) = self.any()?;
        (found == tag).then_some(content)
    }

    /// The content of the next element if it has this tag; otherwise it stays.
    pub fn optional(&mut self, tag: u8) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let content = ahead.expect(tag)?;
        *self = ahead;
        Some(content)
    }

    /// The next element's elements.
    pub fn sequence(&mut self) -> Option<Self> {
        self.expect(tag::SEQUENCE).map(Self::new)
    }

    /// A non-negative integer's bytes, big-endian and without leading zeros.
    pub fn unsigned(&mut self) -> Option<&'a [u8]> {
        match self.expect(tag::INTEGER)? {
            [] => None,
            [0] => Some(&[]),
            [0, rest @ ..] => rest
                .first()
                .is_some_and(|first| *first >= 0x80)
                .then_some(rest),
            bytes => bytes
                .first()
                .is_some_and(|first| *first < 0x80)
                .then_some(bytes),
        }
    }

    /// A bit string's bytes, all bits of which count.
    pub fn bit_string(&mut self) -> Option<&'a [u8]> {
        self.expect(tag::BIT_STRING)?.strip_prefix(&[0])
    }

    /// The next element's tag and content. Tags of one byte, lengths of up to two, in the shortest form.
    pub fn any(&mut self) -> Option<(u8, &'a [u8])> {
        let (tag, rest) = self.rest.split_first()?;
        let (length, rest) = rest.split_first()?;
        let (length, rest) = match (length, rest) {
            (0..=0x7f, rest) => (usize::from(*length), rest),
            (0x81, [length, rest @ ..]) if *length >= 0x80 => (usize::from(*length), rest),
            (0x82, [high, low, rest @ ..]) if *high >= 1 => {
                (usize::from(u16::from_be_bytes([*high, *low])), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.rest = rest;
        (tag & 0x1f != 0x1f).then_some((*tag, content))
    }
}

/// The `r` and `s` of an ECDSA signature over P-256 (RFC 3279 section 2.2.3), 32 bytes each, one after the other.
pub(super) fn ecdsa_signature(der: &[u8]) -> Option<[u8; 64]> {
    let mut outer = Reader::new(der);
    let mut numbers = outer.sequence()?;
    let mut joined = [0; 64];
    let (r, s) = joined.split_at_mut(32);
    for half in [r, s] {
        let number = numbers.unsigned()?;
        let start = half.len().checked_sub(number.len())?;
        half.get_mut(start..)?.copy_from_slice(number);
    }
    (outer.is_empty() && numbers.is_empty()).then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unhex(text: &str) -> Vec<u8> {
        hex::decode(text).unwrap()
    }

    #[test]
    fn a_signature_is_two_numbers_of_at_most_32_bytes() {
        let mut one_and_two = [0; 64];
        (one_and_two[31], one_and_two[63]) = (1, 2);
        assert_eq!(
            ecdsa_signature(&unhex("3006020101020102")),
            Some(one_and_two)
        );
        for wrong in [
            "",
            "3003020101",
            "300602010102010200",
            "300702010102010200",
            "30060201010201",
            // Not the shortest, negative, empty.
            "300702020001020102",
            "30060201ff020102",
            "30050200020102",
            "3081060201010201 02",
            "308200060201010201 02",
            "3080020101020102 0000",
        ] {
            let wrong = unhex(&wrong.replace(' ', ""));
            assert_eq!(ecdsa_signature(&wrong), None, "{}", hex::encode(wrong));
        }
        let long = format!("3026 0221 01{} 020101", "00".repeat(32)).replace(' ', "");
        assert_eq!(ecdsa_signature(&unhex(&long)), None);
    }

    proptest! {
        #[test]
        fn what_another_library_writes_is_read(r in 1u64.., s in 1u64..) {
            let number = |n: u64| {
                let mut scalar = [0; 32];
                scalar[8..16].copy_from_slice(&n.to_be_bytes());
                scalar
            };
            let joined = [number(r), number(s)].concat();
            let signature = p256::ecdsa::Signature::from_slice(&joined).unwrap();
            let read = ecdsa_signature(signature.to_der().as_bytes());
            prop_assert_eq!(read.map(Vec::from), Some(joined));
        }

        #[test]
        fn another_library_agrees_on_whatever_is_read(bytes: Vec<u8>) {
            if let Some(joined) = ecdsa_signature(&bytes)
                && let Ok(signature) = p256::ecdsa::Signature::from_slice(&joined)
            {
                let der = signature.to_der();
                prop_assert_eq!(der.as_bytes(), bytes.as_slice());
            }
        }
    }
}
