//! Messages to people.

use super::LocalFuture;
use vestibule_crypto::SecretString;
use vestibule_model::channel::Channel;

/// A rendered message.
#[derive(Clone, Debug)]
pub struct Message {
    /// The same for each repetition of one message, so that a provider can drop the second.
    pub idempotency_key: String,
    pub pool_id: String,
    pub channel: Channel,
    /// An e-mail address, or a phone number in E.164.
    pub to: String,
    pub subject: String,
    pub body: SecretString,
    /// The code in the body, for the dev mailbox.
    pub code: Option<SecretString>,
    /// The link in the body, for the dev mailbox.
    pub link: Option<SecretString>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("mail: {0}")]
pub struct MailError(pub String);

/// Hands a message to a provider, once.
pub trait Mailer {
    fn deliver<'a>(&'a self, message: &'a Message) -> LocalFuture<'a, Result<(), MailError>>;
}
