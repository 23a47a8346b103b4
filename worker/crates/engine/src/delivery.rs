//! Sending messages: one try right after the commit, so that the caller hears of a failure; the timer makes the others.
//!
//! Where the caller must not learn whether there is anybody, the timer makes the first try too, after a while; and for nobody
//! there is a decoy, with which everything is done but handing it to a provider.

use crate::{
    config::Config,
    cx::Cx,
    error::Result,
    messages::{self, Contact, Text},
    ports::{
        LocalFuture,
        mail::{MailError, Message},
    },
};
use serde::{Deserialize, Serialize};
use std::{future::poll_fn, task::Poll};
use vestibule_crypto::{Purpose, RngExt as _, SecretString};
use vestibule_model::{
    channel::Channel,
    object_key::ObjectKey,
    pool::EmailSettings,
    time::{Span, Timestamp},
};
use vestibule_store::users::outbox::{
    LeaseMessages, Leased, NewMessage, NoteDelivered, NoteFailed,
};

/// Messages that the timer takes at a time, and delivers side by side: as many connections as a Worker may have open. Each
/// is done well within its lease, however slow the provider is.
const BATCH: u32 = 6;
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
    /// The provider did not take it. It stays in the outbox, and the timer tries again, unless it was refused for good.
    NotDelivered,
}

/// A message, before and after it is in the outbox.
pub struct Outgoing {
    row: NewMessage,
    message: Message,
}

/// What the outbox seals. The release before wrote letters without what has a default.
#[derive(Serialize, Deserialize)]
pub struct Letter {
    pub channel: Channel,
    pub to: String,
    #[serde(default)]
    pub from_name: String,
    #[serde(default)]
    pub email: EmailSettings,
    pub subject: String,
    pub body: String,
    #[serde(default)]
    pub html: Option<String>,
    pub code: Option<String>,
    #[serde(default)]
    pub link: Option<String>,
    /// When its code ends.
    #[serde(default)]
    pub until: Option<Timestamp>,
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
            from_name: messages::name_of(&config.pool).to_owned(),
            email: config.pool.settings.email.clone(),
            subject: text.subject,
            body: text.body.expose().clone(),
            html: text.html.map(|html| html.expose().clone()),
            code: text.code.map(|code| code.expose().clone()),
            link: text.link.map(|link| link.expose().clone()),
            until: text.lasts.map(|lasts| cx.now + lasts),
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
            from_name: self.from_name,
            email: self.email,
            subject: self.subject,
            body: SecretString::new(self.body),
            html: self.html.map(SecretString::new),
            code: self.code.map(SecretString::new),
            link: self.link.map(SecretString::new),
        }
    }
}

/// A delay that depends on nothing about the person.
fn wait(cx: &Cx<'_>) -> Span {
    let more = u16::from_be_bytes(cx.rng.bytes()) % (WAIT_MORE + 1);
    Span::millis((WAIT + more).into())
}

/// Delivers of what is due in the outbox of one `Users` object as much as goes side by side: whether there was any. Its timer
/// asks for this, and again at once for the rest: by a clock that is right, however slow a provider is.
pub async fn deliver_due(cx: &Cx<'_>, object: &ObjectKey) -> Result<bool> {
    let pool = object.pool().unwrap_or_default();
    let leased = cx.call(object, LeaseMessages { limit: BATCH }).await?;
    let any = !leased.is_empty();
    let tries = leased.into_iter().map(|message| {
        Box::pin(try_leased(cx, object, pool, message)) as LocalFuture<'_, Result<()>>
    });
    for tried in all(tries.collect()).await {
        tried?;
    }
    Ok(any)
}

async fn try_leased(cx: &Cx<'_>, object: &ObjectKey, pool: &str, leased: Leased) -> Result<()> {
    let Leased { id, sealed } = leased;
    match cx.open::<Letter>(Purpose::Outbox, &[pool, &id], &sealed) {
        Some(letter) if letter.to == NOBODY => cx.call(object, NoteDelivered { id }).await,
        // Its code is good for nothing any more: it is given up.
        Some(letter) if letter.until.is_some_and(|until| until <= cx.now) => {
            cx.note(|line| line.add_cause("a message was given up: its code has ended"));
            let for_good = true;
            cx.call(object, NoteFailed { id, for_good }).await
        }
        Some(letter) => {
            let message = letter.into_message(id, pool);
            deliver(cx, object, &message).await.map(drop)
        }
        // It can't be opened, because its master secret is gone: it counts as a failed try, until it is given up.
        None => {
            cx.note(|line| line.add_cause("a message that is to be sent can't be opened"));
            let for_good = false;
            cx.call(object, NoteFailed { id, for_good }).await
        }
    }
}

/// What all of them come to, side by side.
async fn all<T>(futures: Vec<LocalFuture<'_, T>>) -> Vec<T> {
    let mut under_way: Vec<_> = futures.into_iter().map(Some).collect();
    let mut outputs = Vec::with_capacity(under_way.len());
    poll_fn(move |context| {
        for slot in &mut under_way {
            if let Some(future) = slot
                && let Poll::Ready(output) = future.as_mut().poll(context)
            {
                outputs.push(output);
                *slot = None;
            }
        }
        match under_way.iter().all(Option::is_none) {
            true => Poll::Ready(std::mem::take(&mut outputs)),
            false => Poll::Pending,
        }
    })
    .await
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
            cx.note(|line| line.add_cause(&cause));
            let for_good = matches!(error, MailError::Refused(_));
            cx.call(object, NoteFailed { id, for_good }).await?;
            Ok(false)
        }
    }
}
