//! An e-mail as it is sent (RFC 5322, RFC 2045): plain text, and HTML beside it where there is some.

use mail_builder::{
    MessageBuilder,
    headers::{address::Address, content_type::ContentType, date::Date, raw::Raw},
    mime::MimePart,
};
use vestibule_engine::ports::mail::Message;
use vestibule_model::{
    mailbox::{Mailbox, is_sendable},
    time::Timestamp,
};

/// What the addresses in a mail's head may be written in, by who reads it. Words are encoded for either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// Where answers go is left out for it. Sender and recipient can't be: who has one beyond ASCII has to look first.
    Ascii,
    /// RFC 6532, by SMTPUTF8.
    Utf8,
}

/// The whole mail. Its Message-ID is the same for each repetition of one message.
pub(crate) fn mail(message: &Message, from: &Mailbox, head: Head, now: Timestamp) -> Vec<u8> {
    let text = MimePart::new("text/plain", message.body.expose().as_str());
    let id = &message.idempotency_key;
    let body = match &message.html {
        None => text,
        Some(html) => {
            // Ours, so that no clock and no counter of the crate's is asked; no line of the parts is it.
            let boundary = format!("=_{id}");
            let html = MimePart::new("text/html", html.expose().as_str());
            MimePart::new(
                ContentType::new("multipart/alternative").attribute("boundary", boundary),
                vec![text, html],
            )
        }
    };
    let mut mail = Vec::with_capacity(4096);
    let mut builder = MessageBuilder::new();
    let is_readable = |address: &&str| head == Head::Utf8 || address.is_ascii();
    if let Some(address) = reply_to(message).filter(is_readable) {
        builder = builder.reply_to(address);
    }
    builder
        .from(Address::new_address(
            Some(name(message, from)),
            from.address.as_str(),
        ))
        .to(message.to.as_str())
        .subject(one_line(&message.subject))
        .date(Date::new(now.seconds()))
        .message_id(format!("{id}@{}", from.domain()))
        // Holiday notices are not for us (RFC 3834, section 5).
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .body(body)
        .serialize(&mut mail);
    mail
}

/// The sender's own name, or else the pool's.
pub(crate) fn name(message: &Message, from: &Mailbox) -> String {
    one_line(from.name.as_ref().unwrap_or(&message.from_name))
}

/// Where answers go, if not to the sender.
pub(crate) fn reply_to(message: &Message) -> Option<&str> {
    let address = message.email.reply_to.as_deref();
    address.filter(|address| is_sendable(address))
}

/// What stands in a head can't begin another line of it.
pub(crate) fn one_line(text: &str) -> String {
    let is_break = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    text.split(is_break)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::email;
    use proptest::prelude::*;
    use vestibule_crypto::SecretString;
    use vestibule_model::pool::EmailSettings;

    fn from(text: &str) -> Mailbox {
        Mailbox::parse(text).unwrap()
    }

    fn written(message: &Message, sender: &str) -> String {
        // 2026-11-28 18:30:00 UTC
        let now = Timestamp::from_seconds(1_795_890_600);
        String::from_utf8(mail(message, &from(sender), Head::Utf8, now)).unwrap()
    }

    #[test]
    fn a_mail_has_a_head_and_both_texts() {
        let mail = written(&email(), "no-reply@id.example");
        let (head, body) = mail.split_once("\r\n\r\n").unwrap();
        for line in [
            "From: \"Acme\" <no-reply@id.example>",
            "To: <jane@example.com>",
            "Subject: Your code",
            "Date: Sat, 28 Nov 2026 18:30:00 +0000",
            "Message-ID: <5bd5a3c9-6a6e-4c52-8c67-3f0c4bd1d86e@id.example>",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ] {
            assert!(head.lines().any(|it| it == line), "{line} in {head}");
        }
        let parts: Vec<_> = body
            .split("--=_5bd5a3c9-6a6e-4c52-8c67-3f0c4bd1d86e")
            .collect();
        assert_eq!(parts.len(), 4, "{body}");
        assert!(
            parts[1].contains("text/plain") && parts[1].contains("\r\nYour code is 123456.\r\n")
        );
        assert!(parts[2].contains("text/html") && parts[2].contains("<b>123456</b>"));
        assert_eq!(parts[3].trim(), "--");
    }

    #[test]
    fn without_html_it_is_plain_text() {
        let message = Message {
            html: None,
            ..email()
        };
        let mail = written(&message, "no-reply@id.example");
        assert!(
            mail.contains("Content-Type: text/plain; charset=\"utf-8\"\r\n"),
            "{mail}"
        );
        assert!(!mail.contains("multipart"));
    }

    #[test]
    fn a_sender_with_a_name_goes_by_it() {
        let mail = written(&email(), "Acme Support <help@acme.example>");
        assert!(
            mail.starts_with("From: \"Acme Support\" <help@acme.example>\r\n"),
            "{mail}"
        );
    }

    #[test]
    fn words_beyond_ascii_are_encoded_in_the_head_and_an_address_is_not() {
        let message = Message {
            subject: "Bestätige deine Adresse".to_owned(),
            from_name: "Müller & Söhne".to_owned(),
            to: "jörg@müller.example".to_owned(),
            ..email()
        };
        let mail = written(&message, "no-reply@id.example");
        let head = mail.split_once("\r\n\r\n").unwrap().0;
        assert!(head.contains("Subject: =?utf-8?"), "{head}");
        assert!(head.contains("From: =?utf-8?"), "{head}");
        assert!(head.contains("To: <jörg@müller.example>"), "{head}");
    }

    fn answers(to: &str) -> EmailSettings {
        EmailSettings {
            reply_to: Some(to.to_owned()),
            ..EmailSettings::default()
        }
    }

    #[test]
    fn answers_go_to_one_address() {
        let head = |to: &str| {
            let message = Message {
                email: answers(to),
                ..email()
            };
            written(&message, "no-reply@id.example")
        };
        let line = "\r\nReply-To: <help@acme.example>\r\n";
        let mail = head("help@acme.example");
        assert!(format!("\r\n{mail}").contains(line), "{mail}");
        for refused in [
            "a@b,c@d",
            "a@b> <c@d",
            "a@b\r\nBcc: c@d",
            "A <a@b>",
            "(a)a@b",
        ] {
            assert!(!head(refused).contains("Reply-To"), "{refused:?}");
        }
    }

    #[test]
    fn a_head_in_ascii_does_without_answers_to_an_address_beyond_it() {
        let written = |to: &str, head| {
            let message = Message {
                email: answers(to),
                subject: "Bestätige deine Adresse".to_owned(),
                ..email()
            };
            let sender = from("Müller <no-reply@id.example>");
            let mail = mail(&message, &sender, head, Timestamp::default());
            String::from_utf8(mail).unwrap()
        };
        let beyond = written("jörg@acme.example", Head::Utf8);
        assert!(beyond.contains("Reply-To: <jörg@acme.example>\r\n"));
        let without = written("jörg@acme.example", Head::Ascii);
        assert!(without.is_ascii() && !without.contains("Reply-To"));
        for head in [Head::Ascii, Head::Utf8] {
            let mail = written("help@acme.example", head);
            assert!(mail.is_ascii(), "{mail}");
            assert!(mail.contains("Reply-To: <help@acme.example>\r\n"));
        }
    }

    #[test]
    fn a_senders_name_is_one_quoted_text() {
        let message = Message {
            from_name: "Acme\" <ceo@bank.example>, \"x\\".to_owned(),
            ..email()
        };
        let mail = written(&message, "no-reply@id.example");
        let line = r#"From: "Acme\" <ceo@bank.example>, \"x\\" <no-reply@id.example>"#;
        assert!(mail.lines().any(|it| it == line), "{mail}");
    }

    /// The names of the head's fields.
    fn fields(mail: &str) -> Vec<&str> {
        let head = mail.split_once("\r\n\r\n").unwrap().0;
        let lines = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']));
        lines
            .map(|line| line.split_once(':').unwrap_or((line, "")).0)
            .collect()
    }

    #[test]
    fn a_subject_or_a_name_adds_nothing_to_the_head() {
        let plain = written(&email(), "no-reply@id.example");
        for hostile in [
            "x\r\nBcc: eve@example.com",
            "x\nBcc: eve@example.com",
            "x\rBcc: eve@example.com",
            "x\r\n\r\n<script>",
            "x\0\u{b}\u{c}\u{85}\u{2028}Bcc: eve@example.com",
        ] {
            let message = Message {
                subject: hostile.to_owned(),
                from_name: hostile.to_owned(),
                email: answers(hostile),
                ..email()
            };
            assert_eq!(fields(&written(&message, "a@b.example")), fields(&plain));
        }
    }

    proptest! {
        #[test]
        fn every_mail_has_the_same_fields_and_short_lines(
            subject: String,
            name: String,
            to: String,
            body: String,
            html in "(\\PC{0,90}\n?){0,4}",
        ) {
            let message = Message {
                subject,
                from_name: name,
                email: answers(&to),
                body: SecretString::new(body),
                html: Some(SecretString::new(html)),
                ..email()
            };
            let mail = written(&message, "no-reply@id.example");
            let plain = written(&email(), "no-reply@id.example");
            let named = fields(&mail);
            let other = named.into_iter().filter(|name| *name != "Reply-To");
            prop_assert_eq!(other.collect::<Vec<_>>(), fields(&plain));
            for line in mail.split("\r\n") {
                prop_assert!(line.len() <= 998, "{}", line);
                prop_assert!(!line.contains(['\r', '\n', '\0']), "{:?}", line);
            }
        }
    }
}
