//! Sending transitions to objects, and sending one again where its reply may have been lost.

use crate::{
    error::{Error, Result},
    ports::{
        objects::{ObjectError, Objects},
        timer::Timer,
    },
};
use serde_json::value::RawValue;
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

/// What an object made of a transition.
pub(crate) enum Answer {
    /// Its outcome, in JSON.
    Done(Box<RawValue>),
    /// The object has nothing, and ought to.
    Absent,
}

impl Courier<'_> {
    /// Sends a transition by its name and its JSON: what is said of one is compiled once, not for each.
    ///
    /// Only errors that the platform marks retryable are retried, with the same id: the object repeats its outcome.
    pub(crate) async fn send(
        &self,
        key: &ObjectKey,
        config: Option<u64>,
        name: &'static str,
        body: Box<RawValue>,
        hop: &dyn Fn(),
    ) -> Result<Answer> {
        let envelope = Envelope {
            id: self.rng.alphanumeric(22),
            name: name.to_owned(),
            config,
            body,
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
                reply => break reply.map_err(|error| failed(key, &error))?,
            }
        };
        match vestibule_model::json::read(&reply).map_err(Error::internal)? {
            Reply::Done(output) => Ok(Answer::Done(output)),
            Reply::Absent => Ok(Answer::Absent),
            Reply::StaleConfig { .. } => Err(Error::StaleConfig),
            Reply::Failed(cause) => Err(Error::internal(format!("{key}: {name}: {cause}"))),
        }
    }
}

fn failed(key: &ObjectKey, error: &ObjectError) -> Error {
    match error {
        ObjectError::Overloaded(_) => Error::rate_exceeded(),
        ObjectError::Retryable(_) | ObjectError::Failed(_) => {
            Error::internal(format!("{key}: {error}"))
        }
    }
}

/// A transition for [`Courier::send`].
pub(crate) fn written<T: Transition>(key: &ObjectKey, transition: &T) -> Result<Box<RawValue>> {
    debug_assert_eq!(
        key.class,
        T::CLASS,
        "{} is no transition of {}",
        T::NAME,
        key.class.name()
    );
    serde_json::value::to_raw_value(transition).map_err(Error::internal)
}

/// A transition's outcome, of the JSON in [`Answer::Done`].
pub(crate) fn read<T: Transition>(output: &RawValue) -> Result<T::Output> {
    vestibule_model::json::read(output.get().as_bytes()).map_err(Error::internal)
}

/// Whether the object was overloaded: no transition is refused for another reason.
pub(crate) fn is_overload(error: &Error) -> bool {
    error.is_rate_exceeded()
}
