//! Handing one message to a mail server (RFC 5321, RFC 6409): our own dialogue over a small port.
//!
//! The crates that there are (`wasm-smtp` 0.18, `wasm-smtp-cloudflare`) panic where their own states surprise them, repeat in
//! their errors what a server wrote, of addresses too, and tell a refused recipient from a refused sender or login only by
//! that text; this is three hundred lines.

pub mod reply;

use crate::{
    mime::Head,
    ports::{Broken, Line, Lines, Security},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reply::{Malformed, Replies, Reply};
use vestibule_crypto::SecretString;
use vestibule_engine::ports::mail::MailError;
use vestibule_model::mailbox::is_sendable;

/// A mail server and how it is spoken to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) login: Option<Login>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) password: SecretString,
}

/// From whom, to whom, and what.
pub(crate) struct Envelope<'a> {
    /// What we are called when we greet.
    pub(crate) own_name: &'a str,
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    /// The mail, for a server that reads such heads. Its lines end in CRLF.
    pub(crate) data: &'a dyn Fn(Head) -> Vec<u8>,
}

/// Hands over one message, in one connection.
pub(crate) async fn deliver(
    lines: &dyn Lines,
    server: &Server,
    envelope: &Envelope<'_>,
) -> Result<(), MailError> {
    if !is_sendable(envelope.to) {
        return Err(MailError::Refused(
            "an address that SMTP can't carry".to_owned(),
        ));
    }
    let line = lines
        .open(&server.host, server.port, server.security)
        .await
        .map_err(|error| failed("opening", &error))?;
    let mut talk = Talk {
        line: &*line,
        replies: Replies::default(),
    };
    talk.begin(server, envelope.own_name).await?;
    talk.hand_over(server, envelope).await
}

/// A conversation.
struct Talk<'a> {
    line: &'a dyn Line,
    replies: Replies,
}

/// What the server can do.
struct Abilities {
    utf8: bool,
    eight_bit: bool,
    size: bool,
    hello: Reply,
}

impl Talk<'_> {
    /// Greets, turns TLS on and logs in, as far as the server is set to.
    async fn begin(&mut self, server: &Server, own_name: &str) -> Result<(), MailError> {
        let greeting = self.reply("greeting").await?;
        expect(&greeting, greeting.code == 220, "the greeting")?;
        if server.security == Security::StartTls {
            let hello = self.hello(own_name).await?;
            if hello.extension("STARTTLS").is_none() {
                return Err(later("it offers no STARTTLS"));
            }
            let go_on = self.ask("STARTTLS\r\n", "STARTTLS").await?;
            expect(&go_on, go_on.code == 220, "STARTTLS")?;
            // What was said in clear after that would be taken for what is said by TLS.
            if self.replies.has_more() {
                return Err(later("it spoke on in clear after STARTTLS"));
            }
            let secured = self.line.secure().await;
            secured.map_err(|error| failed("STARTTLS", &error))?;
        }
        Ok(())
    }

    async fn hello(&mut self, own_name: &str) -> Result<Reply, MailError> {
        let hello = self.ask(&format!("EHLO {own_name}\r\n"), "EHLO").await?;
        expect(&hello, hello.code == 250, "EHLO")?;
        Ok(hello)
    }

    async fn hand_over(
        &mut self,
        server: &Server,
        envelope: &Envelope<'_>,
    ) -> Result<(), MailError> {
        let hello = self.hello(envelope.own_name).await?;
        let can = Abilities {
            utf8: hello.extension("SMTPUTF8").is_some(),
            eight_bit: hello.extension("8BITMIME").is_some(),
            size: hello.extension("SIZE").is_some(),
            hello,
        };
        if let Some(login) = &server.login {
            self.log_in(&can.hello, login).await?;
        }
        let data = (envelope.data)(match can.utf8 {
            true => Head::Utf8,
            false => Head::Ascii,
        });
        let from = mail_from(envelope, &data, &can)?;
        let from = self.ask(&from, "MAIL").await?;
        // Whoever may not send, or not now: it is not about this recipient.
        expect(&from, from.is_positive(), "MAIL")?;
        let to = self
            .ask(&format!("RCPT TO:<{}>\r\n", envelope.to), "RCPT")
            .await?;
        if is_about_the_recipient(&to) {
            return Err(MailError::Refused(format!("{} to RCPT", to.named())));
        }
        expect(&to, to.is_positive(), "RCPT")?;
        let go_on = self.ask("DATA\r\n", "DATA").await?;
        expect(&go_on, go_on.code == 354, "DATA")?;
        self.say(&stuffed(&data), "the message").await?;
        // Where this is lost the server may have the message: it comes again, under the same Message-ID.
        let taken = self.reply("the message").await?;
        if is_about_the_message(&taken) {
            return Err(MailError::Refused(format!(
                "{} to the message",
                taken.named()
            )));
        }
        expect(&taken, taken.is_positive(), "the message")?;
        // It has the message, whatever becomes of the connection.
        let _ = self.line.send(b"QUIT\r\n").await;
        Ok(())
    }

    /// By PLAIN (RFC 4616), or else LOGIN.
    async fn log_in(&mut self, hello: &Reply, login: &Login) -> Result<(), MailError> {
        let offered = hello.extension("AUTH").unwrap_or_default();
        let offers = |name: &str| {
            let mut offered = offered.split([' ', '=']);
            offered.any(|offered| offered.eq_ignore_ascii_case(name))
        };
        let password = login.password.expose();
        let done = if offers("PLAIN") {
            let response = encoded(&format!("\0{}\0{password}", login.user));
            let command = SecretString::new(format!("AUTH PLAIN {}\r\n", response.expose()));
            self.ask(command.expose(), "AUTH PLAIN").await?
        } else if offers("LOGIN") {
            let asked = self.ask("AUTH LOGIN\r\n", "AUTH LOGIN").await?;
            expect(&asked, asked.code == 334, "AUTH LOGIN")?;
            let user = SecretString::new(format!("{}\r\n", encoded(&login.user).expose()));
            let asked = self.ask(user.expose(), "AUTH LOGIN").await?;
            expect(&asked, asked.code == 334, "AUTH LOGIN")?;
            let password = SecretString::new(format!("{}\r\n", encoded(password).expose()));
            self.ask(password.expose(), "AUTH LOGIN").await?
        } else {
            return Err(later("it offers neither AUTH PLAIN nor AUTH LOGIN"));
        };
        expect(&done, done.code == 235, "AUTH")
    }

    async fn ask(&mut self, command: &str, step: &'static str) -> Result<Reply, MailError> {
        self.say(command.as_bytes(), step).await?;
        self.reply(step).await
    }

    async fn say(&mut self, bytes: &[u8], step: &'static str) -> Result<(), MailError> {
        // An answer to something that was not asked: which is for which would be a guess from here on.
        if self.replies.has_more() {
            return Err(later(&format!("it answered before {step}")));
        }
        self.line
            .send(bytes)
            .await
            .map_err(|error| failed(step, &error))
    }

    async fn reply(&mut self, step: &'static str) -> Result<Reply, MailError> {
        let malformed = |Malformed(what)| later(&format!("{what} in answer to {step}"));
        loop {
            if let Some(reply) = self.replies.next_reply().map_err(malformed)? {
                return Ok(reply);
            }
            let came = self.line.receive().await;
            let came = came.map_err(|error| failed(step, &error))?;
            if came.is_empty() {
                return Err(later(&format!("it hung up at {step}")));
            }
            self.replies.push(&came).map_err(malformed)?;
        }
    }
}

/// The command that begins a message.
fn mail_from(envelope: &Envelope<'_>, data: &[u8], can: &Abilities) -> Result<String, MailError> {
    let mut command = format!("MAIL FROM:<{}>", envelope.from);
    if !data.is_ascii() && can.eight_bit {
        command.push_str(" BODY=8BITMIME");
    }
    // An address in the head counts as much as one of the envelope (RFC 6531, section 3.2).
    if !(envelope.from.is_ascii() && envelope.to.is_ascii() && head(data).is_ascii()) {
        if !can.utf8 {
            let cause = "an address beyond ASCII, and a server without SMTPUTF8".to_owned();
            // The sender's is a setting, which can be mended.
            return Err(match envelope.from.is_ascii() {
                true => MailError::Refused(cause),
                false => MailError::Later(cause),
            });
        }
        command.push_str(" SMTPUTF8");
    }
    if can.size {
        command.push_str(&format!(" SIZE={}", data.len()));
    }
    command.push_str("\r\n");
    Ok(command)
}

/// A mail until its body.
fn head(data: &[u8]) -> &[u8] {
    let end = data.windows(4).position(|bytes| bytes == b"\r\n\r\n");
    end.and_then(|end| data.get(..end)).unwrap_or(data)
}

/// Whether a refusal of RCPT is of this recipient, for good: policies (5.7: no login, no relaying), the sender's address and a
/// session out of order are about all of them, and can be mended.
fn is_about_the_recipient(reply: &Reply) -> bool {
    let is_about_all = match reply.status() {
        Some((_, 1, detail)) => is_of_the_sender(detail),
        Some((_, subject, _)) => subject == 7 || subject == 5,
        None => matches!(reply.code, 500..=504 | 530 | 535 | 538),
    };
    reply.is_permanent() && !is_about_all
}

/// Whether a refusal of the message is of it or its mailbox, for good (RFC 3463): there is no such mailbox or it is full, the
/// message is too large or of a kind that isn't taken. Policies and senders that nobody has verified are about all messages,
/// and can be mended.
fn is_about_the_message(reply: &Reply) -> bool {
    let is_about_it = match reply.status() {
        Some((_, 1, detail)) => !is_of_the_sender(detail),
        Some((_, subject, detail)) => matches!((subject, detail), (2 | 6, _) | (3, 4)),
        // Too large. 550 is for policies here (RFC 5321, section 4.3.2), 554 for anything.
        None => reply.code == 552,
    };
    reply.is_permanent() && is_about_it
}

/// Whether, of what is said about addresses (X.1), this is about the sender's.
fn is_of_the_sender(detail: u16) -> bool {
    matches!(detail, 7 | 8)
}

/// The data with its end, no line of it taken for that (RFC 5321, section 4.5.2).
fn stuffed(data: &[u8]) -> Vec<u8> {
    let mut stuffed = Vec::with_capacity(data.len() + 16);
    let mut begins_line = true;
    for &byte in data {
        if begins_line && byte == b'.' {
            stuffed.push(b'.');
        }
        begins_line = byte == b'\n';
        stuffed.push(byte);
    }
    if !stuffed.ends_with(b"\r\n") {
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed.extend_from_slice(b".\r\n");
    stuffed
}

fn encoded(secret: &str) -> SecretString {
    SecretString::new(STANDARD.encode(secret))
}

fn expect(reply: &Reply, is_expected: bool, step: &str) -> Result<(), MailError> {
    match is_expected {
        true => Ok(()),
        false => Err(later(&format!("{} to {step}", reply.named()))),
    }
}

fn failed(step: &str, error: &Broken) -> MailError {
    later(&format!("{error} at {step}"))
}

fn later(cause: &str) -> MailError {
    MailError::Later(format!("smtp: {cause}"))
}

#[cfg(test)]
mod tests;
