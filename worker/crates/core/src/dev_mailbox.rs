//! The dev mailbox: every message of the deployment on a page, for developers. Off in a deployment for people.

use crate::{
    cx::{Cx, Timer, Wire},
    error::{Error, Result},
    ports::{
        LocalFuture,
        mail::{Channel, MailError, Mailer, Message},
        objects::{Class, ObjectKey, Objects},
    },
    store::dev_mailbox::{KeepMail, ListMail},
    time::Timestamp,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use vestibule_crypto::{Keyring, Purpose, Rng};

/// Messages on one page.
const PAGE: u32 = 200;

/// A message as the page and `/_dev/mailbox.json` show it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mail {
    /// The same for each repetition of one message.
    pub id: String,
    pub to: String,
    pub channel: Channel,
    pub subject: String,
    pub body: String,
    pub code: Option<String>,
    pub link: Option<String>,
    pub pool_id: String,
    /// When it was delivered, in milliseconds.
    #[serde(default)]
    pub at: Timestamp,
}

/// The one mailbox of the deployment.
pub fn key() -> ObjectKey {
    ObjectKey {
        class: Class::DevMailbox,
        name: "dev".to_owned(),
    }
}

/// Delivers into the dev mailbox.
pub struct DevMailer<'a> {
    pub objects: &'a dyn Objects,
    pub timer: &'a dyn Timer,
    pub rng: &'a dyn Rng,
    pub keyring: &'a Keyring,
}

impl Mailer for DevMailer<'_> {
    fn deliver<'a>(&'a self, message: &'a Message) -> LocalFuture<'a, Result<(), MailError>> {
        Box::pin(async move {
            let wire = Wire {
                objects: self.objects,
                timer: self.timer,
                rng: self.rng,
            };
            let keep = self
                .keep(message)
                .map_err(|error| MailError(error.to_string()))?;
            wire.send(&key(), None, keep, || ())
                .await
                .map_err(|error| MailError(error.to_string()))
        })
    }
}

impl DevMailer<'_> {
    fn keep(&self, message: &Message) -> Result<KeepMail> {
        let mail = mail(message);
        let plain = serde_json::to_vec(&mail).map_err(Error::internal)?;
        let sealed = self
            .keyring
            .seal_text(Purpose::DevMailbox, &[], &plain, self.rng)
            .map_err(Error::internal)?;
        Ok(KeepMail {
            recipient: recipient(self.keyring, &mail.to),
            sealed,
        })
    }
}

fn mail(message: &Message) -> Mail {
    Mail {
        id: message.idempotency_key.clone(),
        to: message.to.clone(),
        channel: message.channel,
        subject: message.subject.clone(),
        body: message.body.expose().clone(),
        code: message.code.as_ref().map(|code| code.expose().clone()),
        link: message.link.as_ref().map(|link| link.expose().clone()),
        pool_id: message.pool_id.clone(),
        at: Timestamp::default(),
    }
}

/// The newest messages first, of one address or of all.
pub async fn list(cx: &Cx<'_>, to: Option<&str>) -> Result<Vec<Mail>> {
    let recipient = to.map(|to| recipient(cx.keyring, to));
    let sealed = cx
        .call(
            &key(),
            ListMail {
                recipient,
                limit: PAGE,
            },
        )
        .await?;
    // What was sealed under a master secret that is gone is passed over: this is no archive.
    Ok(sealed
        .iter()
        .filter_map(|(sealed, at)| {
            let mail: Mail = cx.open(Purpose::DevMailbox, &[], sealed)?;
            Some(Mail { at: *at, ..mail })
        })
        .collect())
}

fn recipient(keyring: &Keyring, to: &str) -> String {
    URL_SAFE_NO_PAD.encode(keyring.mac(
        Purpose::DevMailbox,
        &[b"recipient", to.to_lowercase().as_bytes()],
    ))
}
