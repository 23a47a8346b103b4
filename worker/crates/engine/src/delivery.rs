//! Sending messages: one try right after the commit, so that the caller hears of a failure; the timer makes the others.
//!
//! Where the caller must not learn whether there is anybody, the timer makes the first try too, after a while; and for nobody
//! there is a decoy, with which everything is done but handing it to a provider.

use crate::{
    config::Config,
    cx::Cx,
    error::Result,
    messages::{Contact, Text},
    ports::mail::Message,
};
use serde::{Deserialize, Serialize};
use vestibule_crypto::{Purpose, RngExt as _, SecretString};
use vestibule_model::{channel::Channel, object_key::ObjectKey, time::Span};
use vestibule_store::users::outbox::{LeaseMessages, NewMessage, NoteDelivered, NoteFailed};

/// Messages that one call of the timer takes at a time.
const BATCH: u32 = 20;
/// For how many milliseconds a message waits at least that is left to the timer.
const WAIT: u16 = 500;
/// It waits for up to so many more, by chance. The outbox adds less than half a second: that makes two seconds at most.
const WAIT_MORE: u16 = 1_000;

/// The address of a message that only takes what a message takes.
pub(crate) const NOBODY: &str = "";

/// Who tries first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The request, right after the commit.
    Now,
    /// The timer, within two seconds: neither the time that the answer takes nor what comes after it must tell that a message
    /// is sent.
    ByTimer,
}

/// What a request hears of its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Sent {
    /// A provider has it, or a timer takes it there.
    Sent,
    /// The provider did not take it. It stays in the outbox, and the timer tries again.
    NotDelivered,
}

/// A message, before and after it is in the outbox.
pub struct Outgoing {
    row: NewMessage,
    message: Message,
}

/// What the outbox seals.
#[derive(Serialize, Deserialize)]
pub struct Letter {
    pub channel: Channel,
    pub to: String,
    pub subject: String,
    pub body: String,
    pub code: Option<String>,
}

impl Outgoing {
    pub fn new(
        cx: &Cx<'_>,
        config: &Config,
        contact: &Contact,
        text: Text,
        when: When,
    ) -> Result<Self> {
        let id = cx.rng.uuid_v4();
        let pool = config.pool.id.as_str();
        let letter = Letter {
            channel: contact.channel,
            to: contact.to.clone(),
            subject: text.subject,
            body: text.body.expose().clone(),
            code: text.code.map(|code| code.expose().clone()),
        };
        let sealed = cx.seal(Purpose::Outbox, &[pool, &id], &letter)?;
        let row = NewMessage {
            id: id.clone(),
            sealed,
            leased: when == When::Now,
            wait: match when {
                When::Now => Span::default(),
                When::ByTimer => wait(cx),
            },
        };
        Ok(Self {
            row,
            message: letter.into_message(id, pool),
        })
    }

    /// For the transition that makes the change.
    pub fn row(&self) -> NewMessage {
        self.row.clone()
    }

    /// Tries to deliver, after the commit; does nothing where that is left to the timer.
    pub async fn send(&self, cx: &Cx<'_>, object: &ObjectKey) -> Result<Sent> {
        if self.row.leased && !deliver(cx, object, &self.message).await? {
            return Ok(Sent::NotDelivered);
        }
        Ok(Sent::Sent)
    }
}

impl Letter {
    fn into_message(self, id: String, pool: &str) -> Message {
        Message {
            idempotency_key: id,
            pool_id: pool.to_owned(),
            channel: self.channel,
            to: self.to,
            subject: self.subject,
            body: SecretString::new(self.body),
            code: self.code.map(SecretString::new),
            link: None,
        }
    }
}

/// A delay that depends on nothing about the person.
fn wait(cx: &Cx<'_>) -> Span {
    let more = u16::from_be_bytes(cx.rng.bytes()) % (WAIT_MORE + 1);
    Span::millis((WAIT + more).into())
}

/// Delivers what is due in the outbox of one `Users` object; its timer asks for this.
pub async fn deliver_due(cx: &Cx<'_>, object: &ObjectKey) -> Result<()> {
    let pool = object.pool().unwrap_or_default();
    loop {
        let leased = cx.call(object, LeaseMessages { limit: BATCH }).await?;
        if leased.is_empty() {
            return Ok(());
        }
        for message in leased {
            match cx.open::<Letter>(Purpose::Outbox, &[pool, &message.id], &message.sealed) {
                Some(letter) if letter.to == NOBODY => {
                    cx.call(object, NoteDelivered { id: message.id }).await?;
                }
                Some(letter) => deliver(cx, object, &letter.into_message(message.id, pool))
                    .await
                    .map(drop)?,
                // It can't be opened, because its master secret is gone: it counts as a failed try, until it is given up.
                None => cx.call(object, NoteFailed { id: message.id }).await?,
            }
        }
    }
}

/// Whether a provider has the message.
pub async fn deliver(cx: &Cx<'_>, object: &ObjectKey, message: &Message) -> Result<bool> {
    let id = message.idempotency_key.clone();
    match cx.mailer.deliver(message).await {
        Ok(()) => {
            cx.call(object, NoteDelivered { id }).await?;
            Ok(true)
        }
        Err(error) => {
            // A provider may repeat the address in its error, and addresses don't belong in a log.
            let cause = error.to_string().replace(&message.to, "the recipient");
            cx.note(|line| line.cause = Some(cause));
            cx.call(object, NoteFailed { id }).await?;
            Ok(false)
        }
    }
}
