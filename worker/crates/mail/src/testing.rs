//! Servers by script, in place of connections.

use crate::ports::{Answer, Broken, EmailBinding, Line, Lines, Mail, Post, Security, Web};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    ports::{LocalFuture, mail::Message},
    testing::at_once,
};
use vestibule_model::{channel::Channel, pool::EmailSettings};

/// A mail server that says one thing after each thing that it hears, whatever that is.
#[derive(Clone, Default)]
pub(crate) struct Script {
    /// First the greeting. An empty one hangs up.
    says: Rc<RefCell<VecDeque<Vec<u8>>>>,
    /// How many bytes come at a time.
    pub(crate) piece: usize,
    /// All that it has heard.
    pub(crate) heard: Rc<RefCell<Vec<u8>>>,
    /// How many bytes of that were in clear.
    pub(crate) in_clear: Rc<Cell<Option<usize>>>,
    waiting: Rc<RefCell<VecDeque<u8>>>,
    opened: Rc<Cell<bool>>,
}

impl Script {
    pub(crate) fn new<T: AsRef<[u8]>>(says: impl IntoIterator<Item = T>) -> Self {
        let says = says
            .into_iter()
            .map(|line| line.as_ref().to_vec())
            .collect();
        Self {
            says: Rc::new(RefCell::new(says)),
            piece: usize::MAX,
            ..Self::default()
        }
    }

    pub(crate) fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.borrow()).into_owned()
    }

    fn speak(&self) {
        let line = self.says.borrow_mut().pop_front().unwrap_or_default();
        self.waiting.borrow_mut().extend(line);
    }
}

impl Lines for Script {
    fn open<'a>(
        &'a self,
        _host: &'a str,
        _port: u16,
        security: Security,
    ) -> LocalFuture<'a, Result<Box<dyn Line>, Broken>> {
        if security == Security::Implicit {
            self.in_clear.set(Some(0));
        }
        assert!(!self.opened.replace(true), "one connection a message");
        self.speak();
        let line: Box<dyn Line> = Box::new(self.clone());
        Box::pin(async { Ok(line) })
    }
}

impl Line for Script {
    fn send<'a>(&'a self, bytes: &'a [u8]) -> LocalFuture<'a, Result<(), Broken>> {
        self.heard.borrow_mut().extend_from_slice(bytes);
        self.speak();
        Box::pin(async { Ok(()) })
    }

    fn receive(&self) -> LocalFuture<'_, Result<Vec<u8>, Broken>> {
        let mut waiting = self.waiting.borrow_mut();
        let length = waiting.len().min(self.piece.max(1));
        let piece = waiting.drain(..length).collect();
        Box::pin(async { Ok(piece) })
    }

    fn secure(&self) -> LocalFuture<'_, Result<(), Broken>> {
        assert!(self.in_clear.get().is_none(), "TLS is on");
        self.in_clear.set(Some(self.heard.borrow().len()));
        Box::pin(async { Ok(()) })
    }
}

type Headers = Vec<(&'static str, String)>;

/// A server of HTTP that keeps what it is sent and gives one answer.
pub(crate) struct OneAnswer {
    pub(crate) answer: Result<Answer, Broken>,
    /// Addresses, headers and bodies.
    pub(crate) posts: RefCell<Vec<(String, Headers, String)>>,
}

impl OneAnswer {
    pub(crate) fn new(status: u16, body: &str) -> Self {
        let answer = Answer {
            status,
            body: body.as_bytes().to_vec(),
            ..Answer::default()
        };
        Self {
            answer: Ok(answer),
            posts: RefCell::default(),
        }
    }

    pub(crate) fn broken(why: &str) -> Self {
        Self {
            answer: Err(Broken(why.to_owned())),
            posts: RefCell::default(),
        }
    }
}

impl Web for OneAnswer {
    fn post<'a>(&'a self, post: &'a Post) -> LocalFuture<'a, Result<Answer, Broken>> {
        let headers = post.headers.iter();
        let headers = headers.map(|(name, value)| (*name, value.expose().clone()));
        self.posts.borrow_mut().push((
            post.url.clone(),
            headers.collect(),
            post.body.expose().clone(),
        ));
        Box::pin(async { self.answer.clone() })
    }
}

/// No binding.
pub(crate) struct Unbound;

impl EmailBinding for Unbound {
    fn send<'a>(&'a self, _mail: Mail<'a>) -> LocalFuture<'a, Result<(), Broken>> {
        Box::pin(async { Err(Broken("EMAIL is not bound".to_owned())) })
    }
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    at_once(future)
}

pub(crate) fn email() -> Message {
    Message {
        idempotency_key: "5bd5a3c9-6a6e-4c52-8c67-3f0c4bd1d86e".to_owned(),
        pool_id: "local_1".to_owned(),
        channel: Channel::Email,
        to: "jane@example.com".to_owned(),
        from_name: "Acme".to_owned(),
        email: EmailSettings::default(),
        subject: "Your code".to_owned(),
        body: SecretString::from("Your code is 123456.\n"),
        html: Some(SecretString::from("<p>Your code is <b>123456</b>.</p>")),
        code: Some(SecretString::from("123456")),
        link: None,
    }
}

pub(crate) fn text_message() -> Message {
    Message {
        channel: Channel::Sms,
        to: "+14325550123".to_owned(),
        subject: String::new(),
        body: SecretString::from("Your code is 123456 & no other"),
        html: None,
        ..email()
    }
}
