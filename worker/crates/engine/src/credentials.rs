//! Passwords: what is stored of one, and verifying one against that.

use crate::{
    config::Config,
    cx::{Caller, Cx},
    error::{Error, Result},
    hash_queue::Place,
    paid::For,
};
use vestibule_crypto::{
    Purpose, RngExt as _, SecretString,
    hasher::Task,
    password,
    srp::{Identity, Salt, Verifier},
};
use vestibule_model::{time::Timestamp, user::Credential};

/// The length of a tag, in bytes.
const TAG: usize = 32;

/// Makes what is kept of a password: one Argon2id hash, one modular exponentiation.
///
/// `username` is the user's own, never an alias: SRP hashes it into the verifier, in the normalised form that challenges
/// have. `temporary_until` is when a temporary password expires.
pub async fn make(
    cx: &Cx<'_>,
    place: &Place<'_>,
    config: &Config,
    username: &str,
    password: &SecretString,
    temporary_until: Option<Timestamp>,
) -> Result<Credential> {
    // In its turn, as the verifier is then.
    let hash = hash(cx, place, For::Keeping, password).await?;
    let salt = Salt::random(cx.rng);
    let name = config.pool.normalise(cx.unicode, username);
    let identity = Identity::user(config.pool.id.as_str(), &name);
    let verifier = Verifier::new(cx.modpow, identity, password, &salt);
    let verifier = cx
        .keyring
        .seal_text(
            Purpose::SrpVerifier,
            &[config.pool.id.as_str(), username],
            verifier.as_bytes().expose(),
            cx.rng,
        )
        .map_err(Error::internal)?;
    Ok(Credential {
        hash,
        salt: salt.to_hex(),
        verifier,
        temporary_until,
    })
}

/// Whether this is the password. Takes one Argon2id.
pub async fn verify(
    cx: &Cx<'_>,
    place: &Place<'_>,
    credential: &Credential,
    password: &SecretString,
) -> Result<bool> {
    matches(cx, place, &credential.hash, password).await
}

/// Takes as long as [`verify`] does, where there is no user or no password to verify.
pub async fn verify_nobody(cx: &Cx<'_>, place: &Place<'_>, password: &SecretString) -> Result<()> {
    hash(cx, place, For::Nobody, password).await.map(drop)
}

/// The password hashed again, when the deployment asks for more work than it was hashed with.
pub async fn rehash(
    cx: &Cx<'_>,
    place: &Place<'_>,
    credential: &Credential,
    password: &SecretString,
) -> Result<Option<String>> {
    let weak = password::needs_rehash(&phc(&credential.hash), cx.deployment.password_params)
        .map_err(Error::internal)?;
    match weak {
        true => hash(cx, place, For::Keeping, password).await.map(Some),
        false => Ok(None),
    }
}

/// Whether the password is one of the `count` newest of `history`. Takes one Argon2id for each, at the address's expense where
/// anybody may ask: the rest of what is asked for is paid as one.
pub async fn in_history(
    cx: &Cx<'_>,
    place: &Place<'_>,
    history: &[String],
    count: usize,
    password: &SecretString,
) -> Result<bool> {
    for hash in history.iter().take(count) {
        if cx.caller == Caller::Anybody {
            cx.spend_address()?;
        }
        if matches(cx, place, hash, password).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The SRP verifier of a user.
pub fn srp_verifier(
    cx: &Cx<'_>,
    config: &Config,
    username: &str,
    credential: &Credential,
) -> Result<Verifier> {
    let bytes = cx
        .keyring
        .open_text(
            Purpose::SrpVerifier,
            &[config.pool.id.as_str(), username],
            &credential.verifier,
        )
        .map_err(Error::internal)?;
    Verifier::from_bytes(bytes.expose()).map_err(Error::internal)
}

async fn matches(
    cx: &Cx<'_>,
    place: &Place<'_>,
    stored: &str,
    password: &SecretString,
) -> Result<bool> {
    if let Some(right) = cx.paid.verified(stored, password) {
        return Ok(right);
    }
    let _turn = place.turn(cx.timer, cx.presence).await?;
    let phc = phc(stored);
    let task = password::task(password, &phc).map_err(Error::internal)?;
    let tag = match &task {
        Some(task) => cx.tag(task).await,
        None => None,
    };
    let right = match tag {
        Some(tag) => password::is_tag_of(tag.expose(), &phc),
        None => password::verify(password, &phc),
    };
    let right = right.map_err(Error::internal)?;
    cx.paid.keep_verified(stored, password, right);
    Ok(right)
}

async fn hash(
    cx: &Cx<'_>,
    place: &Place<'_>,
    purpose: For,
    password: &SecretString,
) -> Result<String> {
    if let Some(hash) = cx.paid.hashed(purpose, password) {
        return Ok(hash);
    }
    let _turn = place.turn(cx.timer, cx.presence).await?;
    let salt: [u8; 16] = cx.rng.bytes();
    let params = cx.deployment.password_params;
    let task = Task {
        params,
        salt: salt.to_vec(),
        tag_length: TAG,
        password: password.expose().as_bytes(),
    };
    let hash = match cx.tag(&task).await {
        Some(tag) => password::phc(params, &salt, tag.expose()),
        None => password::hash(password, &salt, params),
    };
    let hash = hash.map_err(Error::internal)?;
    cx.paid.keep_hashed(purpose, password, hash.expose());
    Ok(hash.expose().clone())
}

fn phc(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        budget::{Budgets, Rate},
        hash_queue::HashQueue,
        ports::{
            LocalFuture,
            hasher::{Hasher, HasherError},
        },
        testing::World,
    };
    use std::cell::Cell;
    use vestibule_crypto::{SecretBytes, hasher::Memory};

    /// Answers what it computes, or always the same.
    #[derive(Default)]
    struct Beside {
        lie: Option<SecretBytes>,
        asked: Cell<u32>,
    }

    impl Hasher for Beside {
        fn tag<'a>(
            &'a self,
            task: &'a SecretBytes,
        ) -> LocalFuture<'a, Result<SecretBytes, HasherError>> {
            self.asked.set(self.asked.get() + 1);
            Box::pin(async move {
                let task = Task::parse(task.expose()).unwrap();
                let computed = || Memory::default().tag(&task).unwrap();
                Ok(self.lie.clone().unwrap_or_else(computed))
            })
        }
    }

    fn world() -> World {
        let mut world = World::new();
        world.hashes = HashQueue::of_machine(28, 2);
        world
    }

    fn hashed(world: &World, hasher: Option<&dyn Hasher>, password: &str) -> String {
        let cx = Cx {
            hasher,
            ..world.cx()
        };
        let (place, password) = (cx.place("a").unwrap(), SecretString::from(password));
        let hashed = hash(&cx, &place, For::Keeping, &password);
        world.run(hashed).unwrap()
    }

    fn is_right(world: &World, hasher: Option<&dyn Hasher>, stored: &str, password: &str) -> bool {
        let cx = Cx {
            hasher,
            ..world.cx()
        };
        let (place, password) = (cx.place("a").unwrap(), SecretString::from(password));
        let matches = matches(&cx, &place, stored, &password);
        world.run(matches).unwrap()
    }

    #[test]
    fn it_is_the_same_whoever_computes() {
        let (world, beside) = (world(), Beside::default());
        let both = [None, Some(&beside as &dyn Hasher)];
        for maker in both {
            let stored = hashed(&world, maker, "correct horse");
            for prover in both {
                assert!(is_right(&world, prover, &stored, "correct horse"));
                assert!(!is_right(&world, prover, &stored, "wrong horse"));
            }
        }
        assert_eq!(beside.asked.get(), 1 + 4);
        // More than a hasher takes.
        let long = "x".repeat(100_000);
        let stored = hashed(&world, both[1], &long);
        assert!(is_right(&world, both[1], &stored, &long));
        assert_eq!(beside.asked.get(), 5);
    }

    #[test]
    fn each_hash_of_a_history_is_paid_unless_an_administrator_asks() {
        let mut world = world();
        let history: Vec<String> = ["one", "two", "three", "four"]
            .map(|old| hashed(&world, None, old))
            .into();
        let three = Rate {
            burst: 3,
            per_second: 1,
        };
        world.budgets = Budgets::new(three, three);
        let password = SecretString::from("another");
        for (caller, may) in [(Caller::Administrator, true), (Caller::Anybody, false)] {
            let cx = Cx {
                caller,
                ..world.cx()
            };
            let place = cx.place("a").unwrap();
            match world.run(in_history(&cx, &place, &history, 24, &password)) {
                Ok(found) => assert!(may && !found),
                Err(error) => assert!(!may && error.is_rate_exceeded(), "{error}"),
            }
        }
    }

    #[test]
    fn whatever_is_made_up_is_a_wrong_password() {
        let world = world();
        let stored = hashed(&world, None, "correct horse");
        for lie in [vec![0; 32], vec![0xff; 32], b"yes".to_vec(), Vec::new()] {
            let liar = Beside {
                lie: Some(lie.into()),
                ..Beside::default()
            };
            assert!(!is_right(&world, Some(&liar), &stored, "wrong horse"));
        }
    }
}
