//! Messages to people.

use super::LocalFuture;
use vestibule_crypto::SecretString;
use vestibule_model::{channel::Channel, pool::EmailSettings};

/// A rendered message.
#[derive(Clone, Debug)]
pub struct Message {
    /// The same for each repetition of one message, so that a provider can drop the second.
    pub idempotency_key: String,
    pub pool_id: String,
    pub channel: Channel,
    /// An e-mail address, or a phone number in E.164.
    pub to: String,
    /// What the pool is called, for a sender that has no name of its own.
    pub from_name: String,
    /// Whom the pool wants its mail to be from, and where answers go.
    pub email: EmailSettings,
    pub subject: String,
    /// Plain text.
    pub body: SecretString,
    /// The same in HTML, of an e-mail that has it.
    pub html: Option<SecretString>,
    /// The code in the body, for the dev mailbox and for hooks.
    pub code: Option<SecretString>,
    /// The link in the body, likewise.
    pub link: Option<SecretString>,
}

/// Why a provider has not taken a message. The cause is for the log: it names neither whom the message was for nor what it
/// says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Another try changes nothing: there is no such recipient, say.
    #[error("refused: {0}")]
    Refused(String),
    /// Another try may succeed.
    #[error("not taken: {0}")]
    Later(String),
}

/// Hands a message to a provider, once, within ten seconds.
pub trait Mailer {
    fn deliver<'a>(&'a self, message: &'a Message) -> LocalFuture<'a, Result<(), MailError>>;
}
