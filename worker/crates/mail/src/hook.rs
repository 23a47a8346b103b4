//! A hook of the deployment's own: JSON by POST, signed. docs/messages.md tells its receivers what to check.

use crate::{
    mime,
    ports::{Answer, Post},
};
use serde_json::json;
use vestibule_crypto::{SecretString, digest::hmac_sha256};
use vestibule_engine::ports::mail::{MailError, Message};
use vestibule_model::{channel::Channel, mailbox::Mailbox, time::Timestamp};

/// Where messages go, and what they are signed with.
#[derive(Clone, Debug)]
pub(crate) struct Hook {
    pub(crate) url: String,
    pub(crate) secret: SecretString,
}

/// `from`: whom e-mails are from.
pub(crate) fn post(hook: &Hook, message: &Message, from: Option<&Mailbox>, now: Timestamp) -> Post {
    let exposed = |secret: &Option<SecretString>| secret.as_ref().map(|it| it.expose().clone());
    let mut body = json!({
        "id": message.idempotency_key,
        "pool_id": message.pool_id,
        "channel": message.channel,
        "to": message.to,
        "text": message.body.expose(),
        "code": exposed(&message.code),
        "link": exposed(&message.link),
    });
    if message.channel == Channel::Email
        && let Some(members) = body.as_object_mut()
    {
        let name = from.map(|from| mime::name(message, from));
        let address = from.map(|from| &from.address);
        members.insert("from".to_owned(), json!(address));
        members.insert("from_name".to_owned(), json!(name));
        members.insert("reply_to".to_owned(), json!(mime::reply_to(message)));
        members.insert(
            "subject".to_owned(),
            json!(mime::one_line(&message.subject)),
        );
        members.insert("html".to_owned(), json!(exposed(&message.html)));
    }
    let body = SecretString::new(body.to_string());
    let seconds = now.seconds().to_string();
    let mac = hmac_sha256(
        hook.secret.expose().as_bytes(),
        &[seconds.as_bytes(), b".", body.expose().as_bytes()],
    );
    let signature = format!("t={seconds},v1={}", hex::encode(mac));
    Post {
        url: hook.url.clone(),
        headers: vec![
            ("Content-Type", SecretString::from("application/json")),
            (
                "Idempotency-Key",
                SecretString::from(message.idempotency_key.as_str()),
            ),
            ("Vestibule-Signature", SecretString::new(signature)),
        ],
        body,
    }
}

/// 422 is how a hook says that this recipient won't have it; whatever else is no success may be one later.
pub(crate) fn outcome(answer: &Answer) -> Result<(), MailError> {
    let cause = format!("hook: {}", answer.status);
    match answer.status {
        200..=299 => Ok(()),
        422 => Err(MailError::Refused(cause)),
        _ => Err(MailError::Later(cause)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{email, text_message};
    use serde_json::Value;

    fn hook() -> Hook {
        Hook {
            url: "https://hooks.example/mail".to_owned(),
            secret: SecretString::from("whsec-0123456789abcdef0123456789abcdef"),
        }
    }

    #[test]
    fn a_message_is_json_signed_with_its_time() {
        let now = Timestamp::from_millis(1_795_890_600_999);
        let from = Mailbox::parse("no-reply@id.example").unwrap();
        let mut message = email();
        message.email.reply_to = Some("help@acme.example".to_owned());
        message.subject = "Your\r\ncode".to_owned();
        let post = post(&hook(), &message, Some(&from), now);
        let body: Value = serde_json::from_str(post.body.expose()).unwrap();
        assert_eq!(
            body,
            json!({
                "id": "5bd5a3c9-6a6e-4c52-8c67-3f0c4bd1d86e",
                "pool_id": "local_1",
                "channel": "email",
                "to": "jane@example.com",
                "from": "no-reply@id.example",
                "from_name": "Acme",
                "reply_to": "help@acme.example",
                "subject": "Your code",
                "text": "Your code is 123456.\n",
                "html": "<p>Your code is <b>123456</b>.</p>",
                "code": "123456",
                "link": null,
            })
        );
        let header = |name: &str| {
            let header = post.headers.iter().find(|(it, _)| *it == name);
            header.unwrap().1.expose().clone()
        };
        assert_eq!(
            header("Idempotency-Key"),
            "5bd5a3c9-6a6e-4c52-8c67-3f0c4bd1d86e"
        );
        let signed = format!("1795890600.{}", post.body.expose());
        let mac = hmac_sha256(hook().secret.expose().as_bytes(), &[signed.as_bytes()]);
        assert_eq!(
            header("Vestibule-Signature"),
            format!("t=1795890600,v1={}", hex::encode(mac))
        );
    }

    #[test]
    fn a_text_message_has_no_subject() {
        let post = post(&hook(), &text_message(), None, Timestamp::default());
        let body: Value = serde_json::from_str(post.body.expose()).unwrap();
        assert_eq!(
            (&body["channel"], &body["to"]),
            (&json!("sms"), &json!("+14325550123"))
        );
        for member in ["from", "from_name", "reply_to", "subject", "html"] {
            assert!(body.get(member).is_none(), "{member}");
        }
    }

    #[test]
    fn a_hook_says_by_its_status_what_becomes_of_the_message() {
        let ask = |status| {
            outcome(&Answer {
                status,
                body: b"jane@example.com".to_vec(),
                ..Answer::default()
            })
        };
        for status in [200, 202, 204] {
            assert_eq!(ask(status), Ok(()));
        }
        assert_eq!(ask(422), Err(MailError::Refused("hook: 422".to_owned())));
        for status in [0, 100, 301, 400, 401, 404, 409, 429, 500, 503] {
            assert_eq!(
                ask(status),
                Err(MailError::Later(format!("hook: {status}")))
            );
        }
    }
}
