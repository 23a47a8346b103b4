//! The dev mailbox: every message of the deployment on a page, for developers. Off in a deployment for people.

use crate::{
    courier::{Courier, written},
    cx::Cx,
    error::{Error, Result},
    http::{Request, is_loopback},
    ports::{
        LocalFuture,
        mail::{MailError, Mailer, Message},
        objects::Objects,
        timer::Timer,
    },
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use vestibule_crypto::{Keyring, Purpose, Rng};
use vestibule_model::{
    channel::Channel,
    object_key::{Class, ObjectKey},
    time::Timestamp,
};
use vestibule_store::{
    dev_mailbox::mails::{KeepMail, ListMail},
    transition::Transition as _,
};

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
            let courier = Courier {
                objects: self.objects,
                timer: self.timer,
                rng: self.rng,
            };
            let key = key();
            let keep = self.keep(message).and_then(|keep| written(&key, &keep));
            let body = keep.map_err(|error| MailError::Later(error.to_string()))?;
            let kept = courier.send(&key, None, KeepMail::NAME, body, &|| ()).await;
            kept.map(drop)
                .map_err(|error| MailError::Later(error.to_string()))
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

/// Whether a request may see the mailbox: the deployment's public URL, the request's peer and its `Host` all have to be of
/// this machine. The peer alone is not enough: a web page whose own name was made to resolve to this machine (DNS
/// rebinding) has the person's browser ask from here.
pub fn is_shown(cx: &Cx<'_>, request: &Request) -> bool {
    cx.deployment.is_loopback()
        && cx
            .peer
            .is_some_and(|peer| peer.to_canonical().is_loopback())
        && request.header("host").is_some_and(is_loopback)
}

/// The newest messages first, of one address or of all.
pub async fn list(cx: &Cx<'_>, to: Option<&str>) -> Result<Vec<Mail>> {
    let list = ListMail {
        recipients: to.map(|to| recipients(cx.keyring, to)),
        limit: PAGE,
    };
    let sealed = cx.call(&key(), list).await?;
    // What can't be opened, because its master secret is gone, is passed over: this is no archive.
    Ok(sealed
        .iter()
        .filter_map(|(sealed, at)| {
            let mail: Mail = cx.open(Purpose::DevMailbox, &[], sealed)?;
            Some(Mail { at: *at, ..mail })
        })
        .collect())
}

fn recipient(keyring: &Keyring, to: &str) -> String {
    let to = to.to_lowercase();
    URL_SAFE_NO_PAD.encode(keyring.mac(Purpose::DevMailbox, &parts(&to)))
}

/// The MACs that an address may be stored as: one under each master secret that is still accepted.
fn recipients(keyring: &Keyring, to: &str) -> Vec<String> {
    let to = to.to_lowercase();
    let macs = keyring.macs(Purpose::DevMailbox, &parts(&to));
    macs.iter().map(|mac| URL_SAFE_NO_PAD.encode(mac)).collect()
}

fn parts(to: &str) -> [&[u8]; 2] {
    [b"recipient", to.as_bytes()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use vestibule_crypto::{SecretBytes, SecretString};
    use vestibule_model::pool::EmailSettings;

    /// Delivers a message with this subject.
    fn deliver(world: &World, subject: &str, to: &str) {
        let message = Message {
            idempotency_key: subject.to_owned(),
            pool_id: "local_1".to_owned(),
            channel: Channel::Email,
            to: to.to_owned(),
            from_name: "Pool".to_owned(),
            email: EmailSettings::default(),
            subject: subject.to_owned(),
            body: SecretString::from("body"),
            html: None,
            code: None,
            link: None,
        };
        let cx = world.cx();
        let mailer = DevMailer {
            objects: cx.objects,
            timer: cx.timer,
            rng: cx.rng,
            keyring: cx.keyring,
        };
        world.run(mailer.deliver(&message)).unwrap();
    }

    fn subjects(world: &World, to: Option<&str>) -> Vec<String> {
        let mails = world.run(list(&world.cx(), to)).unwrap();
        mails.into_iter().map(|mail| mail.subject).collect()
    }

    #[test]
    fn the_mailbox_is_shown_to_this_machine_by_its_own_names_alone() {
        let world = World::new();
        let shown = |peer: Option<&str>, host: &str| {
            let mut cx = world.cx();
            cx.peer = peer.map(|peer| peer.parse().unwrap());
            let request = Request {
                method: "GET".to_owned(),
                path: "/_dev/mailbox.json".to_owned(),
                query: String::new(),
                headers: vec![("host".to_owned(), host.to_owned())],
                body: Vec::new(),
            };
            is_shown(&cx, &request)
        };
        for peer in ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"] {
            for host in ["localhost:8787", "demo.localhost:8787", "127.0.0.1:8787"] {
                assert!(shown(Some(peer), host), "{peer} {host}");
            }
            for host in ["", "rebound.example.com:8787", "192.0.2.1:8787"] {
                assert!(!shown(Some(peer), host), "{peer} {host}");
            }
        }
        for peer in [None, Some("192.0.2.1"), Some("::ffff:192.0.2.1")] {
            assert!(!shown(peer, "localhost:8787"), "{peer:?}");
        }
    }

    #[test]
    fn a_deployment_for_others_shows_nobody_its_mailbox() {
        let mut world = World::new();
        let request = Request {
            method: "GET".to_owned(),
            path: "/_dev/mailbox".to_owned(),
            query: String::new(),
            headers: vec![("host".to_owned(), "localhost:8787".to_owned())],
            body: Vec::new(),
        };
        for (public_url, shown) in [
            ("http://localhost:8787", true),
            ("http://[::1]:8787", true),
            ("https://id.example.com", false),
            ("https://localhost.example.com", false),
            ("http://192.0.2.1:8787/localhost", false),
        ] {
            world.deployment.public_url = public_url.to_owned();
            let mut cx = world.cx();
            cx.peer = Some("127.0.0.1".parse().unwrap());
            assert_eq!(is_shown(&cx, &request), shown, "{public_url}");
        }
    }

    #[test]
    fn a_persons_mail_is_found_from_before_a_new_master_secret_and_after() {
        let mut world = World::new();
        deliver(&world, "before", "Jane@example.com");
        deliver(&world, "another's", "john@example.com");
        let masters = [8, 7].map(|byte| SecretBytes::from(vec![byte; 32]));
        world.keyring = Keyring::new(&masters).unwrap();
        deliver(&world, "after", "jane@example.com");
        assert_eq!(
            subjects(&world, Some("jane@example.com")),
            ["after", "before"]
        );
        assert_eq!(subjects(&world, None), ["after", "another's", "before"]);
        assert!(subjects(&world, Some("jo@example.com")).is_empty());
    }
}
