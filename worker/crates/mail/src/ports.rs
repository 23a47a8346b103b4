//! What senders need of the platform. Each port ends what takes longer than ten seconds in all, as an error.

use std::fmt;
use vestibule_crypto::SecretString;
use vestibule_engine::ports::LocalFuture;

/// How a connection is kept from others' eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314, section 3.3).
    Implicit,
    /// In clear until [`Line::secure`].
    StartTls,
    /// In clear: to this machine alone.
    None,
}

/// Why a connection or a request came to nothing, in the platform's words: about our end of it and its server, never about
/// what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken(pub String);

/// Opens connections.
pub trait Lines {
    fn open<'a>(
        &'a self,
        host: &'a str,
        port: u16,
        security: Security,
    ) -> LocalFuture<'a, Result<Box<dyn Line>, Broken>>;
}

/// A connection, which ends when it is dropped.
pub trait Line {
    fn send<'a>(&'a self, bytes: &'a [u8]) -> LocalFuture<'a, Result<(), Broken>>;

    /// Some of what has come, once something has; nothing when the other side has ended.
    fn receive(&self) -> LocalFuture<'_, Result<Vec<u8>, Broken>>;

    /// Goes on by TLS. What the other side shows must be valid for the host that was opened.
    fn secure(&self) -> LocalFuture<'_, Result<(), Broken>>;
}

/// An HTTP request by POST.
pub struct Post {
    pub url: String,
    pub headers: Vec<(&'static str, SecretString)>,
    pub body: SecretString,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// `x-amzn-errortype`: the REST APIs of AWS's name an error there.
    pub error: Option<String>,
    /// Its first 64 kB.
    pub body: Vec<u8>,
}

/// Sends requests. Redirections are not followed: they are answers.
pub trait Web {
    fn post<'a>(&'a self, post: &'a Post) -> LocalFuture<'a, Result<Answer, Broken>>;
}

/// An e-mail for Cloudflare's binding, which makes the format itself.
#[derive(Clone, Copy)]
pub struct Mail<'a> {
    pub from: &'a str,
    pub from_name: &'a str,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<&'a str>,
    pub to: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: Option<&'a str>,
    /// The same for each repetition.
    pub id: &'a str,
}

/// Cloudflare's binding `EMAIL`.
pub trait EmailBinding {
    /// # Errors
    /// The code that Cloudflare names the error by, such as `E_RATE_LIMIT_EXCEEDED`; empty when it names none.
    fn send<'a>(&'a self, mail: Mail<'a>) -> LocalFuture<'a, Result<(), Broken>>;
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
