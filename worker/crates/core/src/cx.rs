//! What an operation may touch, in the Worker: everything but SQL.

use crate::{
    config::{Cache, Config},
    error::{Error, Result},
    log::Line,
    objects::{Envelope, Reply, Transition},
    ports::{
        LocalFuture,
        keys::KeyMaker,
        mail::Mailer,
        objects::{ObjectError, ObjectKey, Objects},
    },
    service::AccessKey,
    time::{Span, Timestamp},
};
use std::{
    cell::{Cell, RefCell},
    net::IpAddr,
};
use vestibule_crypto::{Keyring, Rng, RngExt as _, password::Params, srp::ModPow};
use vestibule_wire::idp::ErrorCode;

/// How often one message is sent before the caller hears of a failure.
const TRIES: u32 = 4;

/// The context of one request.
pub struct Cx<'a> {
    /// Read once when the request arrived.
    pub now: Timestamp,
    pub rng: &'a dyn Rng,
    pub objects: &'a dyn Objects,
    pub key_maker: &'a dyn KeyMaker,
    pub modpow: &'a dyn ModPow,
    pub mailer: &'a dyn Mailer,
    pub timer: &'a dyn Timer,
    pub keyring: &'a Keyring,
    pub deployment: &'a Deployment,
    pub cache: &'a Cache,
    pub budgets: &'a crate::budget::Budgets,
    /// Where the request came from, when that is known.
    pub peer: Option<IpAddr>,
    /// The region label of the call, from its credential scope.
    pub region: String,
    /// `x-amzn-requestid`, what the log and an error page name the request by, and `event_id` of the sessions that it starts.
    pub request_id: String,
    /// Calls made to objects, for the log.
    pub hops: Cell<u32>,
    pub line: RefCell<Line>,
}

/// Settings of the deployment.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Without a trailing slash.
    pub public_url: String,
    /// Twelve digits, for ARNs.
    pub account: String,
    /// Several can be live at once.
    pub access_keys: Vec<AccessKey>,
    pub password_params: Params,
    /// `Registry` objects, and `Users` objects of a new pool.
    pub registry_shards: u16,
    pub users_objects: u16,
    /// Whether the hosted pages can be drawn with a branding; what is wrong, if not.
    pub check_branding: fn(&serde_json::Value) -> std::result::Result<(), String>,
}

/// Waiting, for the few places that do.
pub trait Timer {
    fn wait(&self, span: Span) -> LocalFuture<'_, ()>;
}

impl Deployment {
    /// Whether the deployment's public URL is of this machine: nobody else has a use for it.
    pub fn is_loopback(&self) -> bool {
        let authority = self.public_url.split('/').nth(2).unwrap_or_default();
        crate::http::is_loopback(authority)
    }
}

impl Cx<'_> {
    /// Adds to the request's line in the log.
    pub fn note(&self, note: impl FnOnce(&mut Line)) {
        note(&mut self.line.borrow_mut());
    }

    /// Whether objects answer: without them nothing can be served.
    pub async fn healthy(&self) -> Result<()> {
        let name = crate::objects::registry::Name::Domain("healthz".to_owned());
        let find = crate::objects::registry::FindPool {
            name: name.to_string(),
        };
        self.call(&name.object(self.deployment), find)
            .await
            .map(drop)
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
        self.send(key, Some(config.version), transition).await
    }

    async fn send<T: Transition>(
        &self,
        key: &ObjectKey,
        config: Option<u64>,
        transition: T,
    ) -> Result<T::Output> {
        let wire = Wire {
            objects: self.objects,
            timer: self.timer,
            rng: self.rng,
        };
        let answer = wire
            .send(key, config, transition, || {
                self.hops.set(self.hops.get() + 1)
            })
            .await;
        if answer.as_ref().is_err_and(is_overload) {
            self.note(|line| line.cause = Some(format!("{} is overloaded", key.class.name())));
        }
        answer
    }
}

/// Transitions have no other answer of the service's.
fn is_overload(error: &Error) -> bool {
    error.is(ErrorCode::TooManyRequestsException)
}

/// The way to the objects, for what has no whole context.
pub(crate) struct Wire<'a> {
    pub(crate) objects: &'a dyn Objects,
    pub(crate) timer: &'a dyn Timer,
    pub(crate) rng: &'a dyn Rng,
}

impl Wire<'_> {
    /// Only errors that the platform marks retryable are retried, with the same id: the object repeats its outcome.
    pub(crate) async fn send<T: Transition>(
        &self,
        key: &ObjectKey,
        config: Option<u64>,
        transition: T,
        hop: impl Fn(),
    ) -> Result<T::Output> {
        debug_assert_eq!(
            key.class,
            T::CLASS,
            "{} is no transition of {}",
            T::NAME,
            key.class.name()
        );
        let envelope = Envelope {
            id: self.rng.alphanumeric(22),
            name: T::NAME.to_owned(),
            config,
            body: serde_json::value::to_raw_value(&transition).map_err(Error::internal)?,
        };
        let message = serde_json::to_vec(&envelope).map_err(Error::internal)?;
        let mut tries = 1;
        let reply = loop {
            hop();
            match self.objects.send(key, message.clone()).await {
                Err(ObjectError::Retryable(_)) if tries < TRIES => {
                    self.timer.wait(Span::millis(20 << tries)).await;
                    tries += 1;
                }
                reply => break reply?,
            }
        };
        match serde_json::from_slice(&reply).map_err(Error::internal)? {
            Reply::Done(output) => {
                serde_json::from_slice(output.get().as_bytes()).map_err(Error::internal)
            }
            Reply::StaleConfig { .. } => Err(Error::StaleConfig),
            Reply::Failed(cause) => Err(Error::internal(format!(
                "{} {}: {cause}",
                key.class.name(),
                T::NAME
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

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
        let error = world.run(cx.healthy()).unwrap_err();
        assert!(error.is(ErrorCode::TooManyRequestsException), "{error}");
        assert_eq!(objects.asked.get(), 1);
        let cause = cx.line.borrow().cause.clone();
        assert_eq!(cause.as_deref(), Some("Registry is overloaded"));
    }
}
