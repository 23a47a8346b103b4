//! Sending transitions to objects, and sending one again where its reply may have been lost.

use crate::{
    error::{Error, Result},
    ports::{
        objects::{ObjectError, Objects},
        timer::Timer,
    },
};
use vestibule_crypto::{Rng, RngExt as _};
use vestibule_model::{object_key::ObjectKey, time::Span};
use vestibule_store::{
    envelope::{Envelope, Reply},
    transition::Transition,
};

/// How often one message is sent before the caller hears of a failure.
const TRIES: u32 = 4;

/// The way to the objects, for what has no whole context.
pub(crate) struct Courier<'a> {
    pub(crate) objects: &'a dyn Objects,
    pub(crate) timer: &'a dyn Timer,
    pub(crate) rng: &'a dyn Rng,
}

impl Courier<'_> {
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
        match vestibule_model::json::read(&reply).map_err(Error::internal)? {
            Reply::Done(output) => {
                vestibule_model::json::read(output.get().as_bytes()).map_err(Error::internal)
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

/// Whether the object was overloaded: no transition is refused for another reason.
pub(crate) fn is_overload(error: &Error) -> bool {
    error.is_rate_exceeded()
}
