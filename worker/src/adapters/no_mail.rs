//! A deployment that has no way to send messages: each delivery fails, and waits in the outbox.

use vestibule_engine::ports::{
    LocalFuture,
    mail::{MailError, Mailer, Message},
};

pub struct NoMail;

impl Mailer for NoMail {
    fn deliver<'a>(&'a self, _message: &'a Message) -> LocalFuture<'a, Result<(), MailError>> {
        Box::pin(async {
            Err(MailError::Later(
                "no way to send messages is configured".to_owned(),
            ))
        })
    }
}
