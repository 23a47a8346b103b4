//! Whether this deployment can serve: its storage takes rows and gives them, and what is sealed in it opens.

use crate::{
    cx::Cx,
    error::{Error, Result},
};
use std::cell::Cell;
use vestibule_model::{
    object_key::{Class, ObjectKey},
    time::{Span, Timestamp},
};
use vestibule_store::users::config_version::RaiseLowestConfig;

/// How long an answer is given without looking again: whoever asks all the time costs nothing.
const KEPT: Span = Span::seconds(1);
/// Meanwhile, while somebody looks, the others hear what was found before; no longer than this, or one who never came
/// back would silence it.
const LOOKING: Span = Span::seconds(5);

/// Why it can't, as far as anybody is told; the log says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unready {
    NoStorage,
    Overloaded,
    /// None of the configured master secrets opens what is stored.
    OtherSecret,
}

/// What an isolate found last.
#[derive(Default)]
pub struct Readiness {
    last: Cell<Option<(Timestamp, Result<(), Unready>)>>,
    looking: Cell<Option<Timestamp>>,
}

impl Unready {
    /// A line for whoever asked.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NoStorage => "no storage\n",
            Self::Overloaded => "the storage is overloaded\n",
            Self::OtherSecret => "the data is sealed under another master secret\n",
        }
    }
}

impl Readiness {
    /// Looks, unless somebody has just done so.
    ///
    /// # Errors
    /// Why the deployment can't serve.
    pub async fn check(&self, cx: &Cx<'_>) -> Result<(), Unready> {
        if let Some((at, found)) = self.last.get()
            && (cx.now.is_within(KEPT, at) || self.is_looked_for(cx.now))
        {
            return found;
        }
        self.looking.set(Some(cx.now));
        let found = look(cx).await;
        self.last.set(Some((cx.now, found)));
        self.looking.set(None);
        found
    }

    fn is_looked_for(&self, now: Timestamp) -> bool {
        self.looking
            .get()
            .is_some_and(|since| now.is_within(LOOKING, since))
    }
}

/// A transition leaves a row of its outcome, and reads its own: one in a registry, one in a `Users` object that is nobody's.
/// The client ids' check key stands for all that is sealed: it is made at the first start, and `ResealPool` seals it anew.
async fn look(cx: &Cx<'_>) -> Result<(), Unready> {
    let failed = |error: Error| {
        let unready = match error.is_rate_exceeded() {
            true => Unready::Overloaded,
            false => Unready::NoStorage,
        };
        cx.note(|line| line.cause = Some(error.to_string()));
        unready
    };
    let sealed = cx.sealed_check_key().await.map_err(failed)?;
    if let Err(error) = cx.open_check_key(&sealed) {
        cx.note(|line| line.cause = Some(error.to_string()));
        return Err(Unready::OtherSecret);
    }
    let nobodys = ObjectKey {
        class: Class::Users,
        name: "readyz".to_owned(),
    };
    let raise = RaiseLowestConfig {
        lowest: 1,
        makes: true,
    };
    cx.call(&nobodys, raise).await.map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ports::{
            LocalFuture,
            objects::{ObjectError, Objects},
        },
        testing::World,
    };
    use vestibule_crypto::{Keyring, SecretBytes};

    fn check(world: &World, kept: &Readiness) -> Result<(), Unready> {
        world.run(kept.check(&world.cx()))
    }

    fn keyring(secrets: &[u8]) -> Keyring {
        let masters: Vec<_> = secrets
            .iter()
            .map(|byte| SecretBytes::from(vec![*byte; 32]))
            .collect();
        Keyring::new(&masters).unwrap()
    }

    #[test]
    fn it_writes_in_two_objects_and_looks_once_a_second() {
        let world = World::new();
        let kept = Readiness::default();
        for _ in 0..3 {
            assert_eq!(check(&world, &kept), Ok(()));
        }
        let looked = ["keep_check_key", "raise_lowest_config"];
        assert_eq!(world.objects.sent.take(), looked);
        let made: Vec<_> = world.objects.keys();
        assert_eq!(made.len(), 2, "{made:?}");

        world.advance(Span::seconds(1));
        assert_eq!(check(&world, &kept), Ok(()));
        assert_eq!(world.objects.sent.take(), looked);
        assert_eq!(world.objects.keys(), made);
    }

    #[test]
    fn data_of_another_master_secret_is_told_and_a_new_secret_beside_the_old_is_not() {
        let mut world = World::new();
        assert_eq!(check(&world, &Readiness::default()), Ok(()));
        // What the world's objects seal their outcomes with stays.
        for (secrets, found) in [
            (&[8][..], Err(Unready::OtherSecret)),
            (&[8, 9], Err(Unready::OtherSecret)),
            (&[8, 7], Ok(())),
            (&[7], Ok(())),
        ] {
            world.keyring = keyring(secrets);
            assert_eq!(check(&world, &Readiness::default()), found, "{secrets:?}");
        }
        world.keyring = keyring(&[8]);
        let cx = world.cx();
        let _ = world.run(Readiness::default().check(&cx));
        assert!(cx.line.borrow().cause.is_some());
    }

    struct Broken(ObjectError);

    impl Objects for Broken {
        fn send<'a>(
            &'a self,
            _key: &'a ObjectKey,
            _message: Vec<u8>,
        ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>> {
            Box::pin(async { Err(self.0.clone()) })
        }
    }

    #[test]
    fn no_storage_and_too_much_to_do_are_told_apart_and_forgotten_after_a_second() {
        for (error, found) in [
            (ObjectError::Failed("disk".to_owned()), Unready::NoStorage),
            (
                ObjectError::Overloaded("busy".to_owned()),
                Unready::Overloaded,
            ),
        ] {
            let world = World::new();
            let kept = Readiness::default();
            let objects = Broken(error);
            let cx = Cx {
                objects: &objects,
                ..world.cx()
            };
            assert_eq!(world.run(kept.check(&cx)), Err(found));
            assert!(cx.line.borrow().cause.is_some());
            assert_eq!(check(&world, &kept), Err(found));
            world.advance(Span::seconds(1));
            assert_eq!(check(&world, &kept), Ok(()));
        }
    }

    #[test]
    fn while_one_looks_the_others_hear_what_was_found_before() {
        let world = World::new();
        let kept = Readiness::default();
        assert_eq!(check(&world, &kept), Ok(()));
        world.objects.sent.take();
        world.advance(Span::seconds(2));
        kept.looking.set(Some(world.now()));
        assert_eq!(check(&world, &kept), Ok(()));
        assert_eq!(world.objects.sent.take(), [""; 0]);
        world.advance(LOOKING);
        assert_eq!(check(&world, &kept), Ok(()));
        assert_eq!(world.objects.sent.take().len(), 2);
    }
}
