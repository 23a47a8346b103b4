//! Passwords at rest: Argon2id ([RFC 9106](https://www.rfc-editor.org/rfc/rfc9106)) as a PHC string, which carries its
//! own parameters and salt.

use argon2::{
    Algorithm, Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::{Output, Salt},
};

use crate::{
    hasher::Task,
    secret::{SecretString, constant_time_eq},
};

/// The cost of a hash. The default is OWASP's floor: 19 MiB, two passes, one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Params {
    /// Memory in KiB: at least 8 a lane.
    pub m_kib: u32,
    /// Passes over the memory.
    pub t: u32,
    /// Lanes.
    pub p: u32,
}

impl Params {
    /// What an isolate of 128 MB can be asked for; a stored hash above it is refused, not computed.
    pub const MAX: Self = Self {
        m_kib: 64 * 1024,
        t: 16,
        p: 4,
    };
}

impl Default for Params {
    fn default() -> Self {
        Self {
            m_kib: 19 * 1024,
            t: 2,
            p: 1,
        }
    }
}

/// Hashes a password under a random salt (8 to 64 bytes; 16 is right) into a PHC string.
pub fn hash(
    password: &SecretString,
    salt: &[u8],
    params: Params,
) -> Result<SecretString, PasswordError> {
    let hash = argon2id(params)?
        .hash_password_with_salt(password.expose().as_bytes(), salt)
        .map_err(PasswordError::Hash)?;
    Ok(SecretString::new(hash.to_string()))
}

/// Whether this is the password behind a PHC string; an error if the string isn't an Argon2 hash that we would compute.
pub fn verify(password: &SecretString, phc: &SecretString) -> Result<bool, PasswordError> {
    let stored = PasswordHash::new(phc.expose()).map_err(PasswordError::parse)?;
    params_of(&stored)?;
    match Argon2::default().verify_password(password.expose().as_bytes(), &stored) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(PasswordError::Hash(error)),
    }
}

/// What has to be computed to know whether a password is the one behind a PHC string, for whoever computes it elsewhere;
/// `None` for the older forms of Argon2, which are computed here alone.
pub fn task<'a>(
    password: &'a SecretString,
    phc: &SecretString,
) -> Result<Option<Task<'a>>, PasswordError> {
    let stored = PasswordHash::new(phc.expose()).map_err(PasswordError::parse)?;
    let params = params_of(&stored)?;
    let (Some(salt), Some(hash)) = (&stored.salt, &stored.hash) else {
        return Ok(None);
    };
    Ok(is_current(&stored).then(|| Task {
        params,
        salt: salt.as_ref().to_vec(),
        tag_length: hash.len(),
        password: password.expose().as_bytes(),
    }))
}

/// Whether this is the tag in a PHC string.
pub fn is_tag_of(tag: &[u8], phc: &SecretString) -> Result<bool, PasswordError> {
    let stored = PasswordHash::new(phc.expose()).map_err(PasswordError::parse)?;
    let hash = stored.hash.as_ref();
    Ok(hash.is_some_and(|hash| constant_time_eq(hash.as_ref(), tag)))
}

/// The PHC string of a tag that was computed elsewhere.
pub fn phc(params: Params, salt: &[u8], tag: &[u8]) -> Result<SecretString, PasswordError> {
    let context = within_limits(params)?;
    let stored = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: (&context).try_into().map_err(PasswordError::Hash)?,
        salt: Some(Salt::new(salt).map_err(PasswordError::parse)?),
        hash: Some(Output::new(tag).map_err(PasswordError::parse)?),
    };
    Ok(SecretString::new(stored.to_string()))
}

/// Whether a PHC string is weaker than `wanted`, so that the password should be hashed again when it is next seen.
pub fn needs_rehash(phc: &SecretString, wanted: Params) -> Result<bool, PasswordError> {
    let stored = PasswordHash::new(phc.expose()).map_err(PasswordError::parse)?;
    let params = params_of(&stored)?;
    Ok(!is_current(&stored)
        || params.m_kib < wanted.m_kib
        || params.t < wanted.t
        || params.p < wanted.p)
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("not an Argon2 hash in PHC form: {0}")]
    Malformed(String),
    #[error("Argon2 parameters {0:?} are outside of what is computed here")]
    Params(Params),
    #[error("hashing a password: {0}")]
    Hash(argon2::password_hash::Error),
}

impl PasswordError {
    fn parse(error: argon2::password_hash::phc::Error) -> Self {
        Self::Malformed(error.to_string())
    }
}

fn is_current(stored: &PasswordHash) -> bool {
    stored.algorithm == Algorithm::Argon2id.ident() && stored.version == Some(Version::V0x13.into())
}

pub(crate) fn argon2id(params: Params) -> Result<Argon2<'static>, PasswordError> {
    let context = within_limits(params)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, context))
}

fn params_of(stored: &PasswordHash) -> Result<Params, PasswordError> {
    Algorithm::try_from(stored.algorithm.as_str())
        .map_err(|error| PasswordError::Malformed(error.to_string()))?;
    if stored.salt.is_none() || stored.hash.is_none() {
        return Err(PasswordError::Malformed(
            "salt or hash is missing".to_owned(),
        ));
    }
    let context = argon2::Params::try_from(stored)
        .map_err(|error| PasswordError::Malformed(error.to_string()))?;
    let params = Params {
        m_kib: context.m_cost(),
        t: context.t_cost(),
        p: context.p_cost(),
    };
    within_limits(params)?;
    Ok(params)
}

fn within_limits(params: Params) -> Result<argon2::Params, PasswordError> {
    let max = Params::MAX;
    if params.m_kib > max.m_kib || params.t > max.t || params.p > max.p {
        return Err(PasswordError::Params(params));
    }
    argon2::Params::new(params.m_kib, params.t, params.p, None)
        .map_err(|_| PasswordError::Params(params))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CHEAP: Params = Params {
        m_kib: 64,
        t: 1,
        p: 1,
    };

    /// Known answers of the reference implementation (`src/test.c` of phc-winner-argon2, version 0x13) for the
    /// password `password` and the salt `somesalt`.
    const REFERENCE: [(Params, &str); 3] = [
        (
            Params {
                m_kib: 256,
                t: 2,
                p: 1,
            },
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        ),
        (
            Params {
                m_kib: 256,
                t: 2,
                p: 2,
            },
            "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
        ),
        (
            Params {
                m_kib: 65_536,
                t: 2,
                p: 1,
            },
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        ),
    ];

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    /// RFC 9106 section 5.3, whose vector also has a secret and associated data, which the PHC form here doesn't use:
    /// it shows that the library computes the standard's function.
    #[test]
    fn the_library_computes_the_vector_of_rfc_9106() {
        let params = argon2::ParamsBuilder::new()
            .m_cost(32)
            .t_cost(3)
            .p_cost(4)
            .data(argon2::AssociatedData::new(&[4; 12]).unwrap())
            .build()
            .unwrap();
        let context =
            Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
        let mut tag = [0; 32];
        context
            .hash_password_into(&[1; 32], &[2; 16], &mut tag)
            .unwrap();
        assert_eq!(
            hex::encode(tag),
            "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
        );
    }

    #[test]
    fn hashes_are_those_of_the_reference_implementation() {
        for (params, phc) in REFERENCE {
            let computed = hash(&secret("password"), b"somesalt", params).unwrap();
            assert_eq!(computed.expose(), phc);
            assert_eq!(verify(&secret("password"), &secret(phc)), Ok(true));
            assert_eq!(verify(&secret("sassword"), &secret(phc)), Ok(false));
        }
    }

    #[test]
    fn a_new_hash_has_the_default_cost() {
        let phc = hash(&secret("correct horse"), &[9; 16], Params::default()).unwrap();
        assert!(phc.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(needs_rehash(&phc, Params::default()), Ok(false));
    }

    #[test]
    fn a_hash_below_the_wanted_cost_is_hashed_again() {
        let phc = hash(&secret("correct horse"), &[9; 16], CHEAP).unwrap();
        assert_eq!(needs_rehash(&phc, CHEAP), Ok(false));
        assert_eq!(needs_rehash(&phc, Params { m_kib: 65, ..CHEAP }), Ok(true));
        assert_eq!(needs_rehash(&phc, Params { t: 2, ..CHEAP }), Ok(true));
        assert_eq!(needs_rehash(&phc, Params { p: 2, ..CHEAP }), Ok(true));
        let other_variant = secret(&phc.expose().replace("argon2id", "argon2i"));
        assert_eq!(needs_rehash(&other_variant, CHEAP), Ok(true));
        let old_version = secret(&phc.expose().replace("v=19", "v=16"));
        assert_eq!(needs_rehash(&old_version, CHEAP), Ok(true));
    }

    #[test]
    fn a_stored_cost_past_the_limit_is_refused_before_it_is_paid() {
        let hash_text = "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        for cost in [
            "m=4194304,t=2,p=1",
            "m=256,t=1000000,p=1",
            "m=65536,t=2,p=64",
        ] {
            let phc = secret(&format!("$argon2id$v=19${cost}$c29tZXNhbHQ${hash_text}"));
            assert!(matches!(
                verify(&secret("password"), &phc),
                Err(PasswordError::Params(_))
            ));
        }
        assert!(matches!(
            hash(&secret("password"), &[9; 16], Params { t: 0, ..CHEAP }),
            Err(PasswordError::Params(_))
        ));
    }

    #[test]
    fn what_is_no_argon2_hash_is_an_error_and_not_a_wrong_password() {
        for bad in [
            "",
            "password",
            "$2b$12$abcdefghijklmnopqrstuv",
            "$argon2id$v=19$m=256,t=2,p=1",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",
            "$scrypt$ln=4,r=8,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        ] {
            assert!(
                matches!(
                    verify(&secret("password"), &secret(bad)),
                    Err(PasswordError::Malformed(_))
                ),
                "{bad}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn a_password_verifies_against_its_own_hash_alone(
            password: String, other: String, salt: [u8; 16],
        ) {
            let phc = hash(&secret(&password), &salt, CHEAP).unwrap();
            prop_assert_eq!(verify(&secret(&password), &phc), Ok(true));
            prop_assert_eq!(verify(&secret(&other), &phc), Ok(password == other));
        }
    }
}
