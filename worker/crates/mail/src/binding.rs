//! Cloudflare's e-mail binding (<https://developers.cloudflare.com/email-service/api/send-emails/workers-api/>). It makes the
//! mail's head itself, its Message-ID too; ours goes along in a header of ours.

use crate::{
    aws::named,
    mime,
    ports::{EmailBinding, Mail},
};
use vestibule_engine::ports::mail::{MailError, Message};
use vestibule_model::mailbox::{Mailbox, is_sendable};

/// Errors that are about this recipient alone, and stay.
const FOR_GOOD: [&str; 2] = ["E_RECIPIENT_SUPPRESSED", "E_VALIDATION_ERROR"];

pub(crate) async fn send(
    binding: &dyn EmailBinding,
    message: &Message,
    from: &Mailbox,
) -> Result<(), MailError> {
    if !is_sendable(&message.to) {
        return Err(MailError::Refused(
            "an address that can't be written".to_owned(),
        ));
    }
    let from_name = mime::name(message, from);
    let subject = mime::one_line(&message.subject);
    let sent = binding.send(Mail {
        from: &from.address,
        from_name: &from_name,
        reply_to: mime::reply_to(message),
        to: &message.to,
        subject: &subject,
        text: message.body.expose(),
        html: message.html.as_ref().map(|html| html.expose().as_str()),
        id: &message.idempotency_key,
    });
    sent.await.map_err(|error| {
        let error = named(&error.0);
        let cause = format!("binding: {error}");
        match FOR_GOOD.contains(&error) {
            true => MailError::Refused(cause),
            false => MailError::Later(cause),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ports::Broken,
        testing::{email, run},
    };
    use std::cell::RefCell;
    use vestibule_engine::ports::LocalFuture;

    struct Binding {
        says: Result<(), Broken>,
        sent: RefCell<Vec<[String; 6]>>,
    }

    impl EmailBinding for Binding {
        fn send<'a>(&'a self, mail: Mail<'a>) -> LocalFuture<'a, Result<(), Broken>> {
            let reply_to = mail.reply_to.unwrap_or_default();
            let sent = [
                mail.from,
                mail.from_name,
                reply_to,
                mail.to,
                mail.subject,
                mail.id,
            ];
            self.sent.borrow_mut().push(sent.map(str::to_owned));
            Box::pin(async { self.says.clone() })
        }
    }

    fn ask(
        says: Result<(), Broken>,
        message: &Message,
    ) -> (Result<(), MailError>, Vec<[String; 6]>) {
        let binding = Binding {
            says,
            sent: RefCell::default(),
        };
        let from = Mailbox::parse("no-reply@id.example").unwrap();
        let outcome = run(send(&binding, message, &from));
        (outcome, binding.sent.into_inner())
    }

    #[test]
    fn the_binding_is_handed_what_it_makes_a_mail_of() {
        let mut message = Message {
            subject: "Your\r\ncode".to_owned(),
            ..email()
        };
        message.email.reply_to = Some("help@acme.example".to_owned());
        let (outcome, sent) = ask(Ok(()), &message);
        assert_eq!(outcome, Ok(()));
        let id = message.idempotency_key.as_str();
        let expected = [
            "no-reply@id.example",
            "Acme",
            "help@acme.example",
            "jane@example.com",
            "Your code",
            id,
        ];
        assert_eq!(sent, [expected.map(str::to_owned)]);
    }

    #[test]
    fn its_errors_go_by_their_codes() {
        let failed = |code: &str| ask(Err(Broken(code.to_owned())), &email()).0;
        assert_eq!(
            failed("E_RECIPIENT_SUPPRESSED"),
            Err(MailError::Refused(
                "binding: E_RECIPIENT_SUPPRESSED".to_owned()
            ))
        );
        for code in [
            "E_RATE_LIMIT_EXCEEDED",
            "E_SENDER_NOT_VERIFIED",
            "",
            "EMAIL is not bound",
        ] {
            assert!(matches!(failed(code), Err(MailError::Later(_))), "{code}");
        }
    }
}
