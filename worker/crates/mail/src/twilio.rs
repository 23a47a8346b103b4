//! Twilio: its Messages resource (<https://www.twilio.com/docs/messaging/api/message-resource>). It knows no idempotency key.

use crate::{
    ports::{Answer, Post},
    sns::form,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use vestibule_crypto::SecretString;
use vestibule_engine::ports::mail::{MailError, Message};

/// An account of Twilio's.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) sid: String,
    pub(crate) token: SecretString,
    /// A number, a sender's id, or the sid of a messaging service.
    pub(crate) from: String,
    pub(crate) endpoint: String,
}

/// Errors that are about this number alone, and stay: it is none, can't be reached, wants nothing of us, or is a landline.
const FOR_GOOD: [i64; 6] = [21211, 21214, 21217, 21610, 21612, 21614];

pub(crate) fn post(account: &Account, message: &Message) -> Post {
    let sender = if is_service(&account.from) {
        "MessagingServiceSid"
    } else {
        "From"
    };
    let fields = [
        ("To", message.to.as_str()),
        (sender, &account.from),
        ("Body", message.body.expose()),
    ];
    let login = STANDARD.encode(format!("{}:{}", account.sid, account.token.expose()));
    Post {
        url: format!(
            "{}/2010-04-01/Accounts/{}/Messages.json",
            account.endpoint, account.sid
        ),
        headers: vec![
            ("Authorization", SecretString::new(format!("Basic {login}"))),
            (
                "Content-Type",
                SecretString::from("application/x-www-form-urlencoded"),
            ),
        ],
        body: form(&fields),
    }
}

/// Whether it is the sid of a messaging service. A sender's id may begin with the same letters.
fn is_service(from: &str) -> bool {
    let digits = from.strip_prefix("MG");
    digits.is_some_and(|it| it.len() == 32 && it.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

pub(crate) fn outcome(answer: &Answer) -> Result<(), MailError> {
    let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let sid = said.get("sid").and_then(Value::as_str);
    if matches!(answer.status, 200 | 201) && sid.is_some_and(|sid| !sid.is_empty()) {
        return Ok(());
    }
    let code = said.get("code").and_then(Value::as_i64).unwrap_or(0);
    let cause = format!("twilio: {} error {code}", answer.status);
    Err(match answer.status == 400 && FOR_GOOD.contains(&code) {
        true => MailError::Refused(cause),
        false => MailError::Later(cause),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::text_message;

    fn account(from: &str) -> Account {
        Account {
            sid: "AC123".to_owned(),
            token: SecretString::from("token"),
            from: from.to_owned(),
            endpoint: "https://api.twilio.com".to_owned(),
        }
    }

    #[test]
    fn a_text_message_is_a_form_with_the_accounts_login() {
        let by_number = post(&account("+15005550006"), &text_message());
        assert_eq!(
            by_number.url,
            "https://api.twilio.com/2010-04-01/Accounts/AC123/Messages.json"
        );
        // base64 of `AC123:token`.
        assert_eq!(by_number.headers[0].1.expose(), "Basic QUMxMjM6dG9rZW4=");
        assert_eq!(
            by_number.body.expose(),
            "To=%2B14325550123&From=%2B15005550006&Body=Your%20code%20is%20123456%20%26%20no%20other"
        );
    }

    #[test]
    fn a_messaging_service_is_known_by_its_whole_sid() {
        let body = |from: &str| {
            let post = post(&account(from), &text_message());
            post.body.expose().clone()
        };
        let sid = "MG0123456789abcdef0123456789ABCDEF";
        assert!(body(sid).contains(&format!("&MessagingServiceSid={sid}&")));
        for from in [
            "MGM",
            "MG123",
            "MG0123456789abcdef0123456789abcde",
            "MG0123456789abcdef0123456789abcdef0",
            "MG0123456789abcdef0123456789abcdeg",
        ] {
            assert!(body(from).contains(&format!("&From={from}&")), "{from}");
        }
    }

    #[test]
    fn twilio_takes_refuses_or_is_asked_again() {
        let ask = |status, body: &str| {
            outcome(&Answer {
                status,
                body: body.as_bytes().to_vec(),
                ..Answer::default()
            })
        };
        assert_eq!(ask(201, r#"{"sid":"SM1","status":"queued"}"#), Ok(()));
        let error =
            r#"{"code":21211,"message":"The 'To' number +14325550123 is not valid","status":400}"#;
        let refused = MailError::Refused("twilio: 400 error 21211".to_owned());
        assert_eq!(ask(400, error), Err(refused));
        for (status, body) in [
            (201, ""),
            (201, r#"{"sid":null}"#),
            (401, r#"{"code":20003}"#),
            (400, r#"{"code":21606}"#),
            (404, r#"{"code":21211}"#),
            (429, r#"{"code":20429}"#),
            (500, "<html>"),
        ] {
            let outcome = ask(status, body);
            assert!(matches!(outcome, Err(MailError::Later(_))), "{body}");
        }
    }
}
