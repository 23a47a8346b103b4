//! Amazon SNS: `Publish` to a phone number (<https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>). It knows no
//! idempotency key for phone numbers.

use crate::{
    aws::{Account, named},
    ports::{Answer, Post},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use vestibule_crypto::SecretString;
use vestibule_engine::ports::mail::{MailError, Message};
use vestibule_model::time::Timestamp;

/// Errors that are about this number alone, and stay.
const FOR_GOOD: [&str; 4] = [
    "InvalidParameter",
    "InvalidParameterValue",
    "OptedOut",
    "ValidationError",
];

/// What a form leaves as it is.
const FORM: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `sender`: the sender's id, where the country lets one be chosen.
pub(crate) fn post(
    account: &Account,
    message: &Message,
    sender: Option<&str>,
    now: Timestamp,
) -> Post {
    let mut fields = vec![
        ("Action", "Publish"),
        ("Version", "2010-03-31"),
        ("PhoneNumber", &message.to),
        ("Message", message.body.expose()),
        ("MessageAttributes.entry.1.Name", "AWS.SNS.SMS.SMSType"),
        ("MessageAttributes.entry.1.Value.DataType", "String"),
        (
            "MessageAttributes.entry.1.Value.StringValue",
            "Transactional",
        ),
    ];
    if let Some(sender) = sender {
        fields.extend([
            ("MessageAttributes.entry.2.Name", "AWS.SNS.SMS.SenderID"),
            ("MessageAttributes.entry.2.Value.DataType", "String"),
            ("MessageAttributes.entry.2.Value.StringValue", sender),
        ]);
    }
    let content_type = "application/x-www-form-urlencoded; charset=utf-8";
    account.post("sns", "/", content_type, form(&fields), now)
}

/// `application/x-www-form-urlencoded`
pub(crate) fn form(fields: &[(&str, &str)]) -> SecretString {
    let mut form = String::new();
    for (name, value) in fields {
        if !form.is_empty() {
            form.push('&');
        }
        form.push_str(name);
        form.push('=');
        form.extend(utf8_percent_encode(value, FORM));
    }
    SecretString::new(form)
}

pub(crate) fn outcome(answer: &Answer) -> Result<(), MailError> {
    let said = String::from_utf8_lossy(&answer.body);
    if answer.status == 200 && element(&said, "MessageId").is_some_and(|id| !id.is_empty()) {
        return Ok(());
    }
    let error = named(element(&said, "Code").unwrap_or_default());
    let cause = format!("sns: {} {error}", answer.status);
    Err(match answer.status == 400 && FOR_GOOD.contains(&error) {
        true => MailError::Refused(cause),
        false => MailError::Later(cause),
    })
}

/// The text of the first element of a name.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = xml.split_once(&format!("<{name}>"))?;
    after
        .split_once(&format!("</{name}>"))
        .map(|(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::text_message;
    use vestibule_crypto::sigv4::Credentials;

    #[test]
    fn a_text_message_is_a_form() {
        let account = Account {
            credentials: Credentials {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: SecretString::from("secret"),
                session_token: None,
            },
            region: "eu-central-1".to_owned(),
            endpoint: "https://sns.eu-central-1.amazonaws.com".to_owned(),
        };
        let now = Timestamp::from_seconds(1_440_938_160);
        let post = post(&account, &text_message(), Some("ACME"), now);
        assert_eq!(post.url, "https://sns.eu-central-1.amazonaws.com/");
        let body = post.body.expose();
        assert!(
            body.starts_with(
                "Action=Publish&Version=2010-03-31&PhoneNumber=%2B14325550123&\
                 Message=Your%20code%20is%20123456%20%26%20no%20other&MessageAttributes.entry.1.Name="
            ),
            "{body}"
        );
        assert!(body.ends_with(".entry.2.Value.StringValue=ACME"), "{body}");
    }

    #[test]
    fn sns_takes_refuses_or_is_asked_again() {
        let ask = |status, body: &str| {
            outcome(&Answer {
                status,
                body: body.as_bytes().to_vec(),
                ..Answer::default()
            })
        };
        let error = |code: &str| {
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>+14325550123</Message></Error></ErrorResponse>"
            )
        };
        let taken = "<PublishResponse><PublishResult><MessageId>94f2</MessageId></PublishResult></PublishResponse>";
        assert_eq!(ask(200, taken), Ok(()));
        for code in ["InvalidParameter", "OptedOut"] {
            let cause = format!("sns: 400 {code}");
            assert_eq!(ask(400, &error(code)), Err(MailError::Refused(cause)));
        }
        for (status, body) in [
            (200, String::new()),
            (200, "<MessageId></MessageId>".to_owned()),
            (200, "<MessageId>94f2".to_owned()),
            (301, taken.to_owned()),
            (400, error("Throttling")),
            (403, error("AuthorizationError")),
            (403, error("SignatureDoesNotMatch")),
            (500, error("InternalError")),
            (503, "busy".to_owned()),
        ] {
            let outcome = ask(status, &body);
            assert!(matches!(outcome, Err(MailError::Later(_))), "{body}");
        }
    }
}
