//! Amazon SES: `SendEmail` of its API v2
//! (<https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>).
//!
//! SES gives mails a Message-ID of its own; ours goes along as a tag.

use crate::{
    aws::{Account, named},
    mime::{self, Head},
    ports::{Answer, Post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use vestibule_crypto::SecretString;
use vestibule_engine::ports::mail::{MailError, Message};
use vestibule_model::{mailbox::Mailbox, time::Timestamp};

/// The error that is about this message alone, and stays. `MessageRejected` is also said of a sender that is not verified yet.
const FOR_GOOD: &str = "BadRequestException";

pub(crate) fn post(account: &Account, message: &Message, from: &Mailbox, now: Timestamp) -> Post {
    // It has no SMTPUTF8.
    let mail = STANDARD.encode(mime::mail(message, from, Head::Ascii, now));
    let mut body = json!({
        "FromEmailAddress": from.address,
        "Destination": {"ToAddresses": [message.to]},
        "Content": {"Raw": {"Data": mail}},
        "EmailTags": [{"Name": "vestibule-message", "Value": message.idempotency_key}],
    });
    if let Some(set) = &message.email.configuration_set
        && let Some(members) = body.as_object_mut()
    {
        members.insert("ConfigurationSetName".to_owned(), json!(set));
    }
    let body = SecretString::new(body.to_string());
    account.post(
        "ses",
        "/v2/email/outbound-emails",
        "application/json",
        body,
        now,
    )
}

pub(crate) fn outcome(answer: &Answer) -> Result<(), MailError> {
    let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let text = |member: &str| said.get(member).and_then(Value::as_str);
    if answer.status == 200 && text("MessageId").is_some_and(|id| !id.is_empty()) {
        return Ok(());
    }
    // By its protocol, restJson1, the header names the error; a body in its place is of something that speaks for it.
    let in_header = answer.error.as_deref().filter(|error| !error.is_empty());
    let in_body = || ["code", "Code", "__type"].into_iter().find_map(text);
    let error = named(in_header.or_else(in_body).unwrap_or_default());
    let cause = format!("ses: {} {error}", answer.status);
    Err(match answer.status == 400 && error == FOR_GOOD {
        true => MailError::Refused(cause),
        false => MailError::Later(cause),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::email;
    use vestibule_crypto::sigv4::Credentials;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            body: body.as_bytes().to_vec(),
            ..Answer::default()
        }
    }

    fn account() -> Account {
        Account {
            credentials: Credentials {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: SecretString::from("secret"),
                session_token: None,
            },
            region: "eu-central-1".to_owned(),
            endpoint: "https://email.eu-central-1.amazonaws.com".to_owned(),
        }
    }

    #[test]
    fn a_mail_goes_by_its_pools_configuration_set() {
        let mut message = email();
        message.email.configuration_set = Some("bounces".to_owned());
        let from = Mailbox::parse("no-reply@id.example").unwrap();
        let body = |message: &Message| -> Value {
            let post = post(&account(), message, &from, Timestamp::default());
            serde_json::from_str(post.body.expose()).unwrap()
        };
        assert_eq!(body(&message)["ConfigurationSetName"], "bounces");
        assert!(body(&email()).get("ConfigurationSetName").is_none());
    }

    #[test]
    fn a_mail_is_sent_raw_to_its_one_recipient() {
        let from = Mailbox::parse("no-reply@id.example").unwrap();
        let now = Timestamp::from_seconds(1_440_938_160);
        let post = post(&account(), &email(), &from, now);
        let body: Value = serde_json::from_str(post.body.expose()).unwrap();
        assert_eq!(body["FromEmailAddress"], "no-reply@id.example");
        assert_eq!(
            body["Destination"],
            json!({"ToAddresses": ["jane@example.com"]})
        );
        let raw = body["Content"]["Raw"]["Data"].as_str().unwrap();
        assert_eq!(
            STANDARD.decode(raw).unwrap(),
            mime::mail(&email(), &from, Head::Ascii, now)
        );
        let signature = post.headers.last().unwrap().1.expose();
        assert!(
            signature.contains("/20150830/eu-central-1/ses/aws4_request, "),
            "{signature}"
        );
    }

    #[test]
    fn ses_takes_refuses_or_is_asked_again() {
        assert_eq!(outcome(&answer(200, r#"{"MessageId":"0100"}"#)), Ok(()));
        for body in [
            r#"{"message":"Address jane@example.com is bad","code":"BadRequestException"}"#,
            r#"{"Code":"BadRequestException"}"#,
            r#"{"__type":"com.amazonaws.sesv2#BadRequestException"}"#,
        ] {
            let cause = "ses: 400 BadRequestException".to_owned();
            assert_eq!(outcome(&answer(400, body)), Err(MailError::Refused(cause)));
        }
        for (status, body, cause) in [
            (200, "", "ses: 200 an error"),
            (200, "<html>", "ses: 200 an error"),
            (200, r#"{"MessageId":""}"#, "ses: 200 an error"),
            (200, r#"{"MessageId":7}"#, "ses: 200 an error"),
            (302, r#"{"MessageId":"0100"}"#, "ses: 302 an error"),
            (
                400,
                r#"{"message":"Email address is not verified.","__type":"MessageRejected"}"#,
                "ses: 400 MessageRejected",
            ),
            (
                400,
                r#"{"__type":"MailFromDomainNotVerifiedException"}"#,
                "ses: 400 MailFromDomainNotVerifiedException",
            ),
            (
                400,
                r#"{"__type":"SendingPausedException"}"#,
                "ses: 400 SendingPausedException",
            ),
            (
                403,
                r#"{"message":"The security token included in the request is invalid."}"#,
                "ses: 403 an error",
            ),
            (
                429,
                r#"{"__type":"TooManyRequestsException"}"#,
                "ses: 429 TooManyRequestsException",
            ),
            (503, "busy", "ses: 503 an error"),
        ] {
            assert_eq!(
                outcome(&answer(status, body)),
                Err(MailError::Later(cause.to_owned())),
                "{body}"
            );
        }
    }

    #[test]
    fn an_error_is_named_by_the_header() {
        let ask = |error: &str, body: &str| {
            outcome(&Answer {
                error: Some(error.to_owned()),
                ..answer(400, body)
            })
        };
        let coral = "http://internal.amazon.com/coral/com.amazonaws.services.simpleemail/";
        let body = r#"{"message":"Email address is not verified.","__type":"BadRequestException"}"#;
        for name in [
            "MessageRejected",
            "AccountSendingPausedException",
            "AccountSuspendedException",
            "SendingPausedException",
            "MailFromDomainNotVerifiedException",
            "LimitExceededException",
        ] {
            let later = MailError::Later(format!("ses: 400 {name}"));
            assert_eq!(ask(&format!("{name}:{coral}"), body), Err(later));
        }
        let refused = MailError::Refused("ses: 400 BadRequestException".to_owned());
        for error in [
            "BadRequestException".to_owned(),
            format!("BadRequestException:{coral}"),
        ] {
            let outcome = ask(&error, r#"{"message":"Invalid raw data"}"#);
            assert_eq!(outcome, Err(refused.clone()), "{error}");
        }
        // An empty header names none.
        assert_eq!(ask("", body), Err(refused));
    }
}
