//! What an operation may touch, in the Worker: everything but SQL.

use crate::{
    budget::{Budgets, network},
    config::{Config, cache::Cache},
    courier::{self, Answer, Courier, is_overload},
    deployment::Deployment,
    error::Result,
    grounds::Grounds,
    hash_queue::{HashQueue, Kind, Lane, Place},
    log::Line,
    paid::Paid,
    ports::{
        hasher::Hasher, keys::KeyMaker, mail::Mailer, objects::Objects, presence::Presence,
        timer::Timer,
    },
};
use serde_json::value::RawValue;
use std::{
    cell::{Cell, RefCell},
    net::IpAddr,
};
use vestibule_crypto::{Keyring, Rng, SecretBytes, hasher::Task, srp::ModPow};
use vestibule_model::{object_key::ObjectKey, time::Timestamp, unicode::Unicode};
use vestibule_store::transition::Transition;

/// The context of one request.
pub struct Cx<'a> {
    /// Read once when the request arrived.
    pub now: Timestamp,
    pub rng: &'a dyn Rng,
    pub objects: &'a dyn Objects,
    pub key_maker: &'a dyn KeyMaker,
    pub modpow: &'a dyn ModPow,
    pub unicode: &'a dyn Unicode,
    pub mailer: &'a dyn Mailer,
    pub timer: &'a dyn Timer,
    pub keyring: &'a Keyring,
    pub deployment: &'a Deployment,
    pub cache: &'a Cache,
    pub budgets: &'a Budgets,
    pub hashes: &'a HashQueue,
    /// `None` where the Worker hashes itself.
    pub hasher: Option<&'a dyn Hasher>,
    pub caller: Caller,
    pub presence: &'a dyn Presence,
    /// Where the request came from, when that is known.
    pub peer: Option<IpAddr>,
    /// What the request's `User-Agent` says, whatever that is.
    pub user_agent: Option<String>,
    /// The region label of the call, from its credential scope.
    pub region: String,
    /// `x-amzn-requestid`, what the log and an error page name the request by, and `event_id` of the sessions that it starts.
    pub request_id: String,
    /// Calls made to objects, for the log.
    pub hops: Cell<u32>,
    pub line: RefCell<Line>,
    pub paid: Paid,
    pub grounds: Grounds,
}

/// Who calls, as far as that was proven before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    Anybody,
    /// Who signs with one of the deployment's keys.
    Administrator,
}

impl<'a> Cx<'a> {
    /// A place in the queue of password hashes, for what is asked of this client.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when there is none left.
    pub fn place(&self, client: &str) -> Result<Place<'a>> {
        self.place_as(
            match self.caller {
                Caller::Anybody => Kind::Stranger,
                Caller::Administrator => Kind::Administrator,
            },
            client,
        )
    }

    /// The same, for a person who has signed in.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when there is none left.
    pub fn place_of_signed_in(&self, client: &str) -> Result<Place<'a>> {
        self.place_as(Kind::SignedIn, client)
    }

    /// The same, for an administrator's operation, which no client asks for.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when there is none left.
    pub fn place_of_administrator(&self) -> Result<Place<'a>> {
        self.place_as(Kind::Administrator, "")
    }

    fn place_as(&self, kind: Kind, client: &str) -> Result<Place<'a>> {
        self.hashes.place(
            self.now,
            Lane {
                kind,
                client: client.to_owned(),
                network: self.peer.map(network),
            },
        )
    }
}

impl Cx<'_> {
    /// Adds to the request's line in the log.
    pub fn note(&self, note: impl FnOnce(&mut Line)) {
        note(&mut self.line.borrow_mut());
    }

    /// The tag of a password's task by the hashers, in its turn; `None` when it is to be computed here.
    pub(crate) async fn tag(&self, task: &Task<'_>) -> Option<SecretBytes> {
        let tell = |error| {
            self.note(|line| line.cause = Some(format!("{error}; the Worker hashes itself")));
        };
        let hashers = self.hashes.hashers();
        hashers.tag(self.now, self.hasher?, task, tell).await
    }

    /// [`Budgets::spend_address`], unless an earlier try of the request has paid.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when there is nothing left to spend.
    pub fn spend_address(&self) -> Result<()> {
        let spend = || self.budgets.spend_address(self.now, self.peer, self.hashes);
        self.paid.once("address", spend)
    }

    /// [`Budgets::spend`], unless an earlier try of the request has paid.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when there is nothing left to spend.
    pub fn spend(&self, client: &str) -> Result<()> {
        let (budgets, hashes) = (self.budgets, self.hashes);
        let spend = || budgets.spend(self.now, self.peer, client, hashes);
        self.paid.once(client, spend)
    }

    /// [`Budgets::spend_refresh`], unless an earlier try of the request has paid.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when there is nothing left to spend.
    pub fn spend_refresh(&self, client: &str) -> Result<()> {
        let (budgets, hashes) = (self.budgets, self.hashes);
        let spend = || budgets.spend_refresh(self.now, self.peer, client, hashes);
        self.paid.once(&format!("refresh {client}"), spend)
    }

    /// Sends a transition that is not decided under a pool's configuration.
    pub async fn call<T: Transition>(&self, key: &ObjectKey, transition: T) -> Result<T::Output> {
        self.send(key, None, transition).await
    }

    /// Sends a transition that is decided under `config`.
    ///
    /// # Errors
    /// [`Error::StaleConfig`] when the object knows of a newer one.
    pub async fn decide<T: Transition>(
        &self,
        config: &Config,
        key: &ObjectKey,
        transition: T,
    ) -> Result<T::Output> {
        let output = self.send(key, Some(config.version), transition).await?;
        self.grounds.hold(config);
        Ok(output)
    }

    async fn send<T: Transition>(
        &self,
        key: &ObjectKey,
        config: Option<u64>,
        transition: T,
    ) -> Result<T::Output> {
        let body = courier::written(key, &transition)?;
        match self.ask(key, config, T::NAME, body).await? {
            Answer::Done(output) => courier::read::<T>(&output),
            Answer::Absent => Err(Box::pin(self.absent(key)).await),
        }
    }

    /// Sends a transition to an object that may have lost what it had; `None` when it has nothing.
    pub(crate) async fn call_what_is_left<T: Transition>(
        &self,
        key: &ObjectKey,
        transition: T,
    ) -> Result<Option<T::Output>> {
        let body = courier::written(key, &transition)?;
        match self.ask(key, None, T::NAME, body).await? {
            Answer::Done(output) => courier::read::<T>(&output).map(Some),
            Answer::Absent => Ok(None),
        }
    }

    /// The outcome of a transition, in JSON.
    async fn ask(
        &self,
        key: &ObjectKey,
        config: Option<u64>,
        name: &'static str,
        body: Box<RawValue>,
    ) -> Result<Answer> {
        let courier = Courier {
            objects: self.objects,
            timer: self.timer,
            rng: self.rng,
        };
        let hop = || self.hops.set(self.hops.get() + 1);
        let answer = courier.send(key, config, name, body, &hop).await;
        if answer.as_ref().is_err_and(is_overload) {
            self.note(|line| line.cause = Some(format!("{} is overloaded", key.class.name())));
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        error::Result,
        ports::{LocalFuture, objects::ObjectError},
        testing::World,
    };

    #[derive(Default)]
    struct Overloaded {
        asked: Cell<u32>,
    }

    impl Objects for Overloaded {
        fn send<'a>(
            &'a self,
            _key: &'a ObjectKey,
            _message: Vec<u8>,
        ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>> {
            self.asked.set(self.asked.get() + 1);
            Box::pin(async { Err(ObjectError::Overloaded("too many requests".to_owned())) })
        }
    }

    #[test]
    fn an_overloaded_object_is_not_asked_again_and_the_caller_may_try_later() {
        let world = World::new();
        let objects = Overloaded::default();
        let cx = Cx {
            objects: &objects,
            ..world.cx()
        };
        let error = world.run(cx.sealed_check_key()).unwrap_err();
        assert!(error.is_rate_exceeded(), "{error}");
        assert_eq!(objects.asked.get(), 1);
        let cause = cx.line.borrow().cause.clone();
        assert_eq!(cause.as_deref(), Some("Registry is overloaded"));
    }
}
