//! The one sender: hands each message to the provider of its kind.

use crate::{
    address::{ascii_domain, with_ascii_domain},
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
use vestibule_model::{channel::Channel, mailbox::Mailbox, time::Timestamp, unicode::Unicode};

/// Sends for one request.
pub struct Sender<'a> {
    pub senders: &'a Senders,
    pub lines: &'a dyn Lines,
    pub web: &'a dyn Web,
    pub binding: &'a dyn EmailBinding,
    pub unicode: &'a dyn Unicode,
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
        let from = from.map(|from| self.sending(from)).transpose()?;
        let message = &self.leaving(message)?;
        match (by, &from) {
            (MailBy::Smtp { server, from: own }, Some(from)) => {
                let envelope = Envelope {
                    own_name: &self.own_name(own.domain()),
                    from: &from.address,
                    to: &message.to,
                    data: &|head| mime::mail(message, from, head, self.now),
                };
                smtp::deliver(self.lines, server, &envelope).await
            }
            (MailBy::Ses { .. }, Some(from)) if !from.address.is_ascii() => Err(MailError::Later(
                "a sender beyond ASCII, which SES doesn't take".to_owned(),
            )),
            (MailBy::Ses { .. }, Some(_)) if !message.to.is_ascii() => Err(MailError::Refused(
                "an address beyond ASCII, which SES doesn't take".to_owned(),
            )),
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

    /// The mail with its addresses as they leave.
    fn leaving(&self, message: &Message) -> Result<Message, MailError> {
        let leaves = |address: &str| with_ascii_domain(self.unicode, address);
        let to = leaves(&message.to).ok_or_else(|| {
            MailError::Refused("an address whose domain can't be in ASCII".to_owned())
        })?;
        let mut message = Message {
            to,
            ..message.clone()
        };
        // Without it answers go to the sender: it is no reason to send nothing.
        message.email.reply_to = message.email.reply_to.as_deref().and_then(leaves);
        Ok(message)
    }

    /// Whom it is from as that leaves. A setting names it, which can be mended.
    fn sending(&self, from: Mailbox) -> Result<Mailbox, MailError> {
        let address = with_ascii_domain(self.unicode, &from.address).ok_or_else(|| {
            MailError::Later("a sender whose domain can't be in ASCII".to_owned())
        })?;
        Ok(Mailbox { address, ..from })
    }

    /// What a server is greeted with: before it has said so nobody knows whether it can read more than ASCII.
    fn own_name(&self, domain: &str) -> String {
        ascii_domain(self.unicode, domain).unwrap_or_else(|| "[127.0.0.1]".to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OneAnswer, Script, Unbound, email, run, text_message};
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde_json::Value;
    use vestibule_engine::testing;
    use vestibule_model::{pool::EmailSettings, unicode::NativeUnicode};

    struct Scene {
        senders: Senders,
        lines: Script,
        web: OneAnswer,
        mailbox: testing::Mailbox,
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
                mailbox: testing::Mailbox::default(),
            }
        }

        fn deliver(&self, message: &Message) -> Result<(), MailError> {
            let sender = Sender {
                senders: &self.senders,
                lines: &self.lines,
                web: &self.web,
                binding: &Unbound,
                unicode: &NativeUnicode,
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

    /// Answers to it go to an international domain.
    fn international(to: &str) -> Message {
        let mut message = Message {
            to: to.to_owned(),
            ..email()
        };
        message.email.reply_to = Some("help@straße.example".to_owned());
        message
    }

    const BY_SMTP: [(&str, &str); 2] = [
        ("VESTIBULE_MAIL", "smtps://mail.example"),
        ("VESTIBULE_MAIL_FROM", "post@bücher.example"),
    ];
    const BY_SES: [(&str, &str); 4] = [
        ("VESTIBULE_MAIL", "ses:eu-central-1"),
        ("VESTIBULE_MAIL_FROM", "post@bücher.example"),
        ("VESTIBULE_AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("VESTIBULE_AWS_SECRET_ACCESS_KEY", "secret"),
    ];

    #[test]
    fn a_server_without_smtputf8_gets_international_domains_in_ascii() {
        let scene = Scene::new(&BY_SMTP, OneAnswer::new(500, ""));
        scene
            .deliver(&international("info@müller.example"))
            .unwrap();
        let heard = scene.lines.heard();
        assert!(heard.is_ascii(), "{heard}");
        assert!(
            heard.starts_with(
                "EHLO xn--bcher-kva.example\r\n\
                 MAIL FROM:<post@xn--bcher-kva.example>\r\n\
                 RCPT TO:<info@xn--mller-kva.example>\r\n"
            ),
            "{heard}"
        );
        for line in [
            "From: \"Acme\" <post@xn--bcher-kva.example>",
            "To: <info@xn--mller-kva.example>",
            "Reply-To: <help@xn--strae-oqa.example>",
            "Message-ID: <5bd5a3c9-6a6e-4c52-8c67-3f0c4bd1d86e@xn--bcher-kva.example>",
        ] {
            assert!(heard.lines().any(|it| it == line), "{line} in {heard}");
        }
    }

    #[test]
    fn only_a_mailbox_beyond_ascii_needs_smtputf8() {
        let mut scene = Scene::new(&BY_SMTP, OneAnswer::new(500, ""));
        let message = international("jörg@müller.example");
        let error = scene.deliver(&message).unwrap_err();
        assert!(matches!(error, MailError::Refused(_)), "{error}");
        assert!(!scene.lines.heard().contains("MAIL"));
        let (hello, ok) = ("250-mail.example\r\n250 SMTPUTF8\r\n", "250 ok\r\n");
        scene.lines = Script::new(["220 hi\r\n", hello, ok, ok, "354 go\r\n", ok]);
        scene.deliver(&message).unwrap();
        let heard = scene.lines.heard();
        let commands = "MAIL FROM:<post@xn--bcher-kva.example> SMTPUTF8\r\n\
                        RCPT TO:<jörg@xn--mller-kva.example>\r\n";
        assert!(heard.contains(commands), "{heard}");
    }

    #[test]
    fn answers_to_a_mailbox_beyond_ascii_are_given_up_for_a_server_without_smtputf8() {
        let scene = Scene::new(&BY_SMTP, OneAnswer::new(500, ""));
        let mut message = email();
        message.email.reply_to = Some("jörg@müller.example".to_owned());
        scene.deliver(&message).unwrap();
        let heard = scene.lines.heard();
        assert!(
            heard.is_ascii() && !heard.contains("Reply-To") && heard.contains("QUIT"),
            "{heard}"
        );
    }

    #[test]
    fn what_is_no_domain_is_refused_for_good() {
        for to in ["info@mü_ller.example", "info@mü／ller.example"] {
            let scene = Scene::new(&BY_SMTP, OneAnswer::new(500, ""));
            let error = scene.deliver(&international(to)).unwrap_err();
            assert!(matches!(error, MailError::Refused(_)), "{error}");
            assert!(scene.lines.heard().is_empty());
        }
        // Of the sender a setting is the cause.
        let settings = [BY_SMTP[0], ("VESTIBULE_MAIL_FROM", "post@bü_cher.example")];
        let scene = Scene::new(&settings, OneAnswer::new(500, ""));
        let error = scene.deliver(&email()).unwrap_err();
        assert!(matches!(error, MailError::Later(_)), "{error}");
    }

    #[test]
    fn ses_and_hooks_get_international_domains_in_ascii() {
        let sent = |settings: &[(&str, &str)]| -> Value {
            let scene = Scene::new(settings, OneAnswer::new(200, r#"{"MessageId":"0100"}"#));
            scene
                .deliver(&international("info@müller.example"))
                .unwrap();
            let posts = scene.web.posts.borrow();
            serde_json::from_str(&posts[0].2).unwrap()
        };
        let by_ses = sent(&BY_SES);
        assert_eq!(by_ses["FromEmailAddress"], "post@xn--bcher-kva.example");
        assert_eq!(
            by_ses["Destination"]["ToAddresses"][0],
            "info@xn--mller-kva.example"
        );
        let raw = by_ses["Content"]["Raw"]["Data"].as_str().unwrap();
        let raw = String::from_utf8(STANDARD.decode(raw).unwrap()).unwrap();
        assert!(raw.is_ascii(), "{raw}");
        for line in [
            "To: <info@xn--mller-kva.example>",
            "Reply-To: <help@xn--strae-oqa.example>",
        ] {
            assert!(raw.lines().any(|it| it == line), "{line} in {raw}");
        }
        let by_hook = sent(&[
            ("VESTIBULE_MAIL", "https://hooks.example/mail"),
            BY_SMTP[1],
            ("VESTIBULE_HOOK_SECRET", "0123456789abcdef0123456789abcdef"),
        ]);
        for (member, address) in [
            ("to", "info@xn--mller-kva.example"),
            ("from", "post@xn--bcher-kva.example"),
            ("reply_to", "help@xn--strae-oqa.example"),
        ] {
            assert_eq!(by_hook[member], address);
        }
    }

    #[test]
    fn ses_is_not_asked_to_send_to_a_mailbox_beyond_ascii() {
        let scene = Scene::new(&BY_SES, OneAnswer::new(200, r#"{"MessageId":"0100"}"#));
        let error = scene
            .deliver(&international("jörg@müller.example"))
            .unwrap_err();
        assert!(matches!(error, MailError::Refused(_)), "{error}");
        assert!(scene.web.posts.borrow().is_empty());
    }

    #[test]
    fn a_sender_beyond_ascii_can_be_mended() {
        for by in [&BY_SMTP[..], &BY_SES[..]] {
            let from = ("VESTIBULE_MAIL_FROM", "jörg@acme.example");
            let settings: Vec<_> = by
                .iter()
                .map(|it| if it.0 == from.0 { from } else { *it })
                .collect();
            let scene = Scene::new(&settings, OneAnswer::new(200, r#"{"MessageId":"0100"}"#));
            let error = scene.deliver(&email()).unwrap_err();
            assert!(matches!(error, MailError::Later(_)), "{error}");
        }
    }

    #[test]
    fn servers_are_greeted_in_ascii() {
        for (from, greets) in [
            ("no-reply@id.example", "EHLO id.example\r\n"),
            ("no-reply@müller.example", "EHLO xn--mller-kva.example\r\n"),
        ] {
            let settings = [BY_SMTP[0], ("VESTIBULE_MAIL_FROM", from)];
            let scene = Scene::new(&settings, OneAnswer::new(500, ""));
            scene.deliver(&email()).unwrap();
            let heard = scene.lines.heard();
            assert!(heard.starts_with(greets), "{heard}");
        }
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
