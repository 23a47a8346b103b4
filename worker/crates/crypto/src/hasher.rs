//! What a hasher is asked for, and the memory that it computes in: Argon2id by a process beside the Worker, natively and on
//! every core. Both sides know this form; what is answered is the tag alone, and whoever asked compares.
//!
//! A task in bytes: passes, lanes, the tag's length and the salt's, a byte each; the memory in KiB, four bytes, the most
//! significant first; the salt; the rest is the password.

use argon2::Block;
use zeroize::Zeroize as _;

use crate::{
    password::{Params, PasswordError, argon2id},
    secret::SecretBytes,
};

/// The longest password, in bytes: as much as any call may carry. One that went back to the Worker would hold its only thread.
const LONGEST_PASSWORD: usize = 64 * 1024;
/// What PHC strings have room for.
const SALT: std::ops::RangeInclusive<usize> = 8..=48;
const TAG: std::ops::RangeInclusive<usize> = 10..=64;
/// Of what stands before the salt.
const HEAD: usize = 8;

/// A hash that somebody else computes.
#[derive(Debug, PartialEq, Eq)]
pub struct Task<'a> {
    pub params: Params,
    pub salt: Vec<u8>,
    pub tag_length: usize,
    /// Borrowed from whoever wipes it.
    pub password: &'a [u8],
}

impl<'a> Task<'a> {
    /// No task is longer, in bytes.
    pub const LONGEST: usize = HEAD + *SALT.end() + LONGEST_PASSWORD;

    /// The task as it is sent; `None` for one that no hasher takes.
    pub fn to_bytes(&self) -> Option<SecretBytes> {
        if !self.is_bounded() {
            return None;
        }
        // Of the whole length at once: bytes that move leave a copy behind.
        let mut bytes = Vec::with_capacity(HEAD + self.salt.len() + self.password.len());
        for small in [
            usize::try_from(self.params.t).ok()?,
            usize::try_from(self.params.p).ok()?,
            self.tag_length,
            self.salt.len(),
        ] {
            bytes.push(u8::try_from(small).ok()?);
        }
        bytes.extend(self.params.m_kib.to_be_bytes());
        bytes.extend(&self.salt);
        bytes.extend(self.password);
        Some(bytes.into())
    }

    /// Reads what was sent; `None` where it is no task, or one that costs more than is computed here.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
        let [t, p, tag_length, salt, m_kib @ ..] = *head;
        let (salt, password) = rest.split_at_checked(salt.into())?;
        let task = Self {
            params: Params {
                m_kib: u32::from_be_bytes(m_kib),
                t: t.into(),
                p: p.into(),
            },
            salt: salt.to_vec(),
            tag_length: tag_length.into(),
            password,
        };
        task.is_bounded().then_some(task)
    }

    fn is_bounded(&self) -> bool {
        argon2id(self.params).is_ok()
            && SALT.contains(&self.salt.len())
            && TAG.contains(&self.tag_length)
            && self.password.len() <= LONGEST_PASSWORD
    }
}

/// Memory that hashes are computed in, one after the other.
#[derive(Default)]
pub struct Memory {
    blocks: Vec<Block>,
    /// How many of them a hash has written to since they were wiped.
    used: usize,
}

impl Memory {
    /// The tag of a task. What was computed on the way stays in the memory until the next one, or until it is wiped.
    ///
    /// # Errors
    /// For a task that costs more than is computed here.
    pub fn tag(&mut self, task: &Task<'_>) -> Result<SecretBytes, PasswordError> {
        let argon2 = argon2id(task.params)?;
        let needed = argon2.params().block_count();
        if needed > self.blocks.len() {
            self.wipe();
            self.blocks = vec![Block::new(); needed];
        }
        self.wipe_from(needed);
        self.used = needed;
        let mut tag = vec![0; task.tag_length];
        argon2
            .hash_password_into_with_memory(
                task.password,
                &task.salt,
                &mut tag,
                self.blocks.as_mut_slice(),
            )
            .map_err(|error| PasswordError::Hash(error.into()))?;
        Ok(tag.into())
    }

    /// Forgets what was computed.
    pub fn wipe(&mut self) {
        self.wipe_from(0);
    }

    fn wipe_from(&mut self, first: usize) {
        if let Some(used) = self.blocks.get_mut(first..self.used) {
            used.iter_mut().for_each(Block::zeroize);
            self.used = first;
        }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.wipe();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        SecretString,
        password::{self, hash, is_tag_of, phc},
    };

    const CHEAP: Params = Params {
        m_kib: 64,
        t: 1,
        p: 1,
    };

    fn task<'a>(params: Params, salt: &[u8], password: &'a [u8]) -> Task<'a> {
        Task {
            params,
            salt: salt.to_vec(),
            tag_length: 32,
            password,
        }
    }

    #[test]
    fn a_task_has_one_form() {
        let params = Params {
            m_kib: 19_456,
            t: 2,
            p: 1,
        };
        let bytes = task(params, b"somesalt", b"password").to_bytes().unwrap();
        assert_eq!(
            bytes.expose(),
            b"\x02\x01\x20\x08\x00\x00\x4c\x00somesaltpassword"
        );
    }

    #[test]
    fn what_costs_too_much_is_no_task() {
        let good = task(CHEAP, &[7; 16], b"x").to_bytes().unwrap();
        assert!(Task::parse(good.expose()).is_some());
        for (at, value) in [
            (0, 0),
            (0, 17),
            (1, 0),
            (1, 5),
            (2, 9),
            (2, 65),
            (3, 7),
            (3, 49),
            (4, 1),
            (5, 1),
            (7, 7),
        ] {
            let mut bytes = good.expose().clone();
            bytes[at] = value;
            bytes.resize(64, b'x');
            assert_eq!(Task::parse(&bytes), None, "{at}: {value}");
        }
        for length in 0..good.expose().len() - 1 {
            assert_eq!(Task::parse(&good.expose()[..length]), None, "{length}");
        }
        let long = [b'x'; LONGEST_PASSWORD + 1];
        assert_eq!(task(CHEAP, &[7; 16], &long).to_bytes(), None);
        assert!(
            task(CHEAP, &[7; 48], &long[1..])
                .to_bytes()
                .is_some_and(|bytes| bytes.expose().len() == Task::LONGEST)
        );
    }

    /// RFC 9106 section 5.3 has a secret and associated data, which no password here has: the known answers of the
    /// reference implementation for `password` and `somesalt` stand for it, as in [`password`].
    #[test]
    fn tags_are_those_of_the_reference_implementation() {
        let mut memory = Memory::default();
        for stored in [
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
        ] {
            let (stored, password) = (SecretString::from(stored), SecretString::from("password"));
            let task = password::task(&password, &stored).unwrap().unwrap();
            let tag = memory.tag(&task).unwrap();
            assert_eq!(is_tag_of(tag.expose(), &stored), Ok(true));
            assert_eq!(phc(task.params, &task.salt, tag.expose()), Ok(stored));
        }
    }

    #[test]
    fn older_forms_of_argon2_are_nobody_elses_task() {
        let text =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        for old in [
            text.replace("argon2id", "argon2i"),
            text.replace("v=19", "v=16"),
        ] {
            let old = SecretString::from(old);
            assert_eq!(password::task(&"password".into(), &old), Ok(None));
        }
    }

    #[test]
    fn memory_is_wiped_as_far_as_it_was_written() {
        let mut memory = Memory::default();
        let is_clean = |blocks: &[Block]| {
            blocks
                .iter()
                .all(|block| block.as_ref().iter().all(|word| *word == 0))
        };
        let large = Params {
            m_kib: 128,
            ..CHEAP
        };
        memory.tag(&task(large, &[7; 16], b"x")).unwrap();
        assert!(!is_clean(&memory.blocks[64..]));
        memory.tag(&task(CHEAP, &[7; 16], b"x")).unwrap();
        assert_eq!(memory.blocks.len(), 128, "it is kept");
        assert!(is_clean(&memory.blocks[64..]) && !is_clean(&memory.blocks[..64]));
        memory.wipe();
        assert!(is_clean(&memory.blocks));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_task_reads_back(
            m_kib in 32_u32..=Params::MAX.m_kib, t in 1..=Params::MAX.t, p in 1..=Params::MAX.p,
            salt in prop::collection::vec(any::<u8>(), SALT),
            tag_length in TAG,
            password in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let task = Task { params: Params { m_kib, t, p }, salt, tag_length, password: &password };
            let bytes = task.to_bytes().unwrap();
            prop_assert_eq!(Task::parse(bytes.expose()), Some(task));
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            if let Some(task) = Task::parse(&bytes) {
                let sent = task.to_bytes().unwrap();
                prop_assert_eq!(sent.expose(), &bytes);
            }
        }

        #[test]
        fn a_tag_made_elsewhere_makes_the_same_hash(password: String, salt: [u8; 16]) {
            let password = SecretString::from(password);
            let here = hash(&password, &salt, CHEAP).unwrap();
            let tag = Memory::default().tag(&task(CHEAP, &salt, password.expose().as_bytes())).unwrap();
            prop_assert_eq!(phc(CHEAP, &salt, tag.expose()), Ok(here.clone()));
            prop_assert_eq!(is_tag_of(tag.expose(), &here), Ok(true));
            prop_assert_eq!(is_tag_of(&tag.expose()[1..], &here), Ok(false));
        }
    }
}
