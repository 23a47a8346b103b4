//! The one sender: hands each message to the provider of its kind.

use crate::{
    binding, hook, mime,
    ports::{Answer, EmailBinding, Lines, Post, Web},
    ses,
    settings::{MailBy, Senders, SmsBy},
    smtp::{self, Envelope},
    sns, twilio,
};
use vestibule_engine::ports::{
    LocalFuture,
    mail::{MailError, Mailer, Message},
};
use vestibule_model::{channel::Channel, time::Timestamp};

/// Sends for one request.
pub struct Sender<'a> {
    pub senders: &'a Senders,
    pub lines: &'a dyn Lines,
    pub web: &'a dyn Web,
    pub binding: &'a dyn EmailBinding,
    pub now: Timestamp,
    /// Takes messages of a kind that no provider is set for.
    pub otherwise: &'a dyn Mailer,
}

impl Mailer for Sender<'_> {
    fn deliver<'a>(&'a self, message: &'a Message) -> LocalFuture<'a, Result<(), MailError>> {
        match message.channel {
            Channel::Email => match &self.senders.mail {
                Some(by) => Box::pin(self.mail(by, message)),
                None => self.otherwise.deliver(message),
            },
            Channel::Sms => match &self.senders.sms {
                Some(by) => Box::pin(self.sms(by, message)),
                None => self.otherwise.deliver(message),
            },
        }
    }
}

impl Sender<'_> {
    async fn mail(&self, by: &MailBy, message: &Message) -> Result<(), MailError> {
        let own = match by {
            MailBy::Smtp { from, .. } | MailBy::Ses { from, .. } | MailBy::Binding { from } => {
                Some(from)
            }
            MailBy::Hook { from, .. } => from.as_ref(),
        };
        let from = self.senders.from(message, own);
        match (by, &from) {
            (MailBy::Smtp { server, from: own }, Some(from)) => {
                let envelope = Envelope {
                    own_name: own_name(own.domain()),
                    from: &from.address,
                    to: &message.to,
                    data: &mime::mail(message, from, self.now),
                };
                smtp::deliver(self.lines, server, &envelope).await
            }
            (MailBy::Ses { account, .. }, Some(from)) => {
                let post = ses::post(account, message, from, self.now);
                self.ask(&post, "ses", ses::outcome).await
            }
            (MailBy::Binding { .. }, Some(from)) => {
                binding::send(self.binding, message, from).await
            }
            (MailBy::Hook { hook, .. }, from) => {
                let post = hook::post(hook, message, from.as_ref(), self.now);
                self.ask(&post, "hook", hook::outcome).await
            }
            (_, None) => Err(MailError::Later("nobody to send as".to_owned())),
        }
    }

    async fn sms(&self, by: &SmsBy, message: &Message) -> Result<(), MailError> {
        match by {
            SmsBy::Sns { account, sender } => {
                let post = sns::post(account, message, sender.as_deref(), self.now);
                self.ask(&post, "sns", sns::outcome).await
            }
            SmsBy::Twilio(account) => {
                let post = twilio::post(account, message);
                self.ask(&post, "twilio", twilio::outcome).await
            }
            SmsBy::Hook(hook) => {
                let post = hook::post(hook, message, None, self.now);
                self.ask(&post, "hook", hook::outcome).await
            }
        }
    }

    async fn ask(
        &self,
        post: &Post,
        whom: &str,
        outcome: fn(&Answer) -> Result<(), MailError>,
    ) -> Result<(), MailError> {
        let answer = self.web.post(post).await;
        outcome(&answer.map_err(|error| MailError::Later(format!("{whom}: {error}")))?)
    }
}

/// What a server is greeted with: before it has said so nobody knows whether it can read more than ASCII.
fn own_name(domain: &str) -> &str {
    if domain.is_ascii() {
        domain
    } else {
        "[127.0.0.1]"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OneAnswer, Script, Unbound, email, run, text_message};
    use vestibule_engine::testing::Mailbox;
    use vestibule_model::pool::EmailSettings;

    struct Scene {
        senders: Senders,
        lines: Script,
        web: OneAnswer,
        mailbox: Mailbox,
    }

    impl Scene {
        fn new(settings: &[(&str, &str)], web: OneAnswer) -> Self {
            let senders = Senders::read(&|name| {
                let found = settings.iter().find(|(it, _)| *it == name);
                found.map(|(_, value)| (*value).to_owned())
            });
            let ok = "250 ok\r\n";
            let says = ["220 hi\r\n", ok, ok, ok, "354 go\r\n", ok];
            Self {
                senders: senders.unwrap(),
                lines: Script::new(says),
                web,
                mailbox: Mailbox::default(),
            }
        }

        fn deliver(&self, message: &Message) -> Result<(), MailError> {
            let sender = Sender {
                senders: &self.senders,
                lines: &self.lines,
                web: &self.web,
                binding: &Unbound,
                now: Timestamp::from_seconds(1_795_890_600),
                otherwise: &self.mailbox,
            };
            run(sender.deliver(message))
        }

        fn kept(&self) -> usize {
            self.mailbox.messages.borrow().len()
        }
    }

    #[test]
    fn each_kind_goes_to_its_own_provider_and_the_rest_stays_here() {
        let settings = [
            ("VESTIBULE_MAIL", "smtps://mail.example"),
            ("VESTIBULE_MAIL_FROM", "no-reply@id.example"),
        ];
        let scene = Scene::new(&settings, OneAnswer::new(500, ""));
        scene.deliver(&email()).unwrap();
        scene.deliver(&text_message()).unwrap();
        let heard = scene.lines.heard();
        assert!(
            heard.starts_with("EHLO id.example\r\nMAIL FROM:<no-reply@id.example>\r\n"),
            "{heard}"
        );
        assert!(
            heard.contains("\r\nMessage-ID: <5bd5a3c9-6a6e-4c52-8c67-3f0c4bd1d86e@id.example>\r\n")
        );
        assert_eq!(scene.kept(), 1);
        assert!(scene.web.posts.borrow().is_empty());
    }

    #[test]
    fn a_pool_sends_as_whom_the_deployment_lets_it() {
        let heard = |settings_of_pool: EmailSettings| {
            let settings = [
                ("VESTIBULE_MAIL", "smtps://mail.example"),
                ("VESTIBULE_MAIL_FROM", "no-reply@id.example"),
                ("VESTIBULE_MAIL_SENDERS", "acme.example, jane@home.example"),
            ];
            let scene = Scene::new(&settings, OneAnswer::new(500, ""));
            let message = Message {
                email: settings_of_pool,
                ..email()
            };
            scene.deliver(&message).unwrap();
            scene.lines.heard()
        };
        let from = |from: &str| EmailSettings {
            from: Some(from.to_owned()),
            ..EmailSettings::default()
        };
        let sent_as = |heard: &str, name: &str, address: &str| {
            let envelope = format!("\r\nMAIL FROM:<{address}>\r\n");
            let head = format!("\r\nFrom: \"{name}\" <{address}>\r\n");
            heard.starts_with("EHLO id.example\r\n")
                && heard.contains(&envelope)
                && heard.contains(&head)
        };
        for (wanted, name, address) in [
            (
                "Acme Support <help@acme.example>",
                "Acme Support",
                "help@acme.example",
            ),
            // Without a name of its own it goes by the pool's.
            ("jane@home.example", "Acme", "jane@home.example"),
            ("no-reply@id.example", "Acme", "no-reply@id.example"),
            (
                "A Bank <service@bank.example>",
                "Acme",
                "no-reply@id.example",
            ),
            ("Acme <a@acme.example> <a@b>", "Acme", "no-reply@id.example"),
            (
                "a@acme.example>\r\nRCPT TO:<eve@evil.example",
                "Acme",
                "no-reply@id.example",
            ),
        ] {
            let heard = heard(from(wanted));
            assert!(sent_as(&heard, name, address), "{wanted}: {heard}");
            assert_eq!(heard.matches("RCPT TO").count(), 1, "{heard}");
        }
        let arn = |identity: &str| EmailSettings {
            source_arn: Some(format!(
                "arn:aws:ses:us-east-1:000000000000:identity/{identity}"
            )),
            ..EmailSettings::default()
        };
        let heard_of = |identity| heard(arn(identity));
        assert!(sent_as(
            &heard_of("hello@acme.example"),
            "Acme",
            "hello@acme.example"
        ));
        for identity in ["acme.example", "hello@bank.example"] {
            assert!(sent_as(&heard_of(identity), "Acme", "no-reply@id.example"));
        }
    }

    #[test]
    fn servers_are_greeted_in_ascii() {
        assert_eq!(own_name("id.example"), "id.example");
        assert_eq!(own_name("müller.example"), "[127.0.0.1]");
    }

    #[test]
    fn a_provider_that_is_out_of_reach_is_asked_again_later() {
        let settings = [
            ("VESTIBULE_SMS", "https://hooks.example/sms"),
            ("VESTIBULE_HOOK_SECRET", "0123456789abcdef0123456789abcdef"),
        ];
        let scene = Scene::new(&settings, OneAnswer::broken("no answer in 10000 ms"));
        let error = scene.deliver(&text_message()).unwrap_err();
        assert_eq!(
            error,
            MailError::Later("hook: no answer in 10000 ms".to_owned())
        );
        assert_eq!(scene.kept(), 0);
    }

    #[test]
    fn a_repetition_carries_the_same_key() {
        let settings = [
            ("VESTIBULE_MAIL", "https://hooks.example/mail"),
            ("VESTIBULE_HOOK_SECRET", "0123456789abcdef0123456789abcdef"),
        ];
        let scene = Scene::new(&settings, OneAnswer::new(202, ""));
        scene.deliver(&email()).unwrap();
        scene.deliver(&email()).unwrap();
        let posts = scene.web.posts.borrow();
        let key = |at: usize| {
            posts[at]
                .1
                .iter()
                .find(|(name, _)| *name == "Idempotency-Key")
        };
        assert!(key(0).is_some());
        assert_eq!(key(0), key(1));
    }
}
