//! A client that takes steps of sign-ins in whatever order, and knows by itself what each of them has proven.

mod request;

use super::{
    fault::{Fault, Way},
    people::{EMAIL, PHONE, Person, TEMPORARY},
};
use request::Request;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    pin::pin,
    task::{Context, Poll, Waker},
};
use vestibule_engine::cx::Cx;
use vestibule_idp::{
    fixtures::api::PASSWORD,
    table::{self, OPERATIONS},
};
use vestibule_model::time::Span;

const NEW_PASSWORD: &str = "N3w-Passw0rd!";

/// What a sign-in has shown on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Proof {
    Password,
    /// The password was a temporary one.
    Temporary,
    NewPassword,
    /// A code in place of a password.
    Code,
    Passkey,
    /// A second factor.
    Second,
    /// A second factor was set up, and proven by that.
    SetUp,
    Device,
}

/// How a sign-in begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    Password,
    Srp,
    /// `USER_AUTH`, with what is preferred.
    Choice(Option<&'static str>),
}

/// An answer to a challenge, which need not be the one that is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Srp,
    NewPassword,
    /// A code of `SMS_MFA`, `EMAIL_OTP` (a first factor or a second one), `SMS_OTP`.
    Code(&'static str),
    Token,
    SelectFactor(&'static str),
    Associate,
    Verify,
    SetUp,
    DeviceStart,
    DeviceProof,
    Choose(&'static str),
    Password,
    Passkey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Begin(Begin),
    /// To the challenge of this number, of those that the client was given.
    Answer(usize, Answer),
}

/// Who asks, and how.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Manner {
    /// By the operations of administrators, where there are such.
    pub(super) admin: bool,
    /// Without saying which device it is.
    pub(super) no_device: bool,
    /// What is shown isn't what is asked for.
    pub(super) wrong: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Another challenge was given.
    Goes,
    SignedIn,
    Refused,
    /// Nobody was there any more to answer.
    Died,
}

/// A challenge that was given.
#[derive(Clone)]
struct Held {
    challenge: String,
    parameters: Value,
    session: Option<Value>,
    /// Of the authenticator app that is being set up.
    secret: Option<Value>,
    /// What was sent with it.
    code: Option<String>,
    proofs: BTreeSet<Proof>,
    /// Which of the client's proofs of a first factor it comes of, or will.
    root: Option<usize>,
    /// The moves that led here.
    origin: String,
    advanced: Vec<Answer>,
}

/// A proof of a first factor, which may sign in once.
#[derive(Clone, Default)]
struct Root {
    /// All that is wanted was shown, whether or not the client heard of what came of it.
    complete: bool,
    tokens: u32,
}

#[derive(Clone)]
pub(super) struct Client<'a> {
    person: &'a Person,
    held: Vec<Held>,
    begun: usize,
    roots: Vec<Root>,
    password: &'static str,
    /// Of the app that was set up on the way.
    secret: Option<Value>,
    /// Sessions in storage before the client came.
    before: usize,
    /// Whether the fault of the last request was met.
    pub(super) failed: bool,
    /// What it was told last in place of a success.
    refused: String,
}

/// A broken promise, in words.
pub(super) type Checked<T> = Result<T, String>;

impl Begin {
    pub(super) const ALL: [Self; 8] = [
        Self::Password,
        Self::Srp,
        Self::Choice(None),
        Self::Choice(Some("WEB_AUTHN")),
        Self::Choice(Some("PASSWORD")),
        Self::Choice(Some("PASSWORD_SRP")),
        Self::Choice(Some("EMAIL_OTP")),
        Self::Choice(Some("SMS_OTP")),
    ];
}

impl<'a> Client<'a> {
    pub(super) fn new(person: &'a Person) -> Self {
        Self {
            person,
            held: Vec::new(),
            begun: 0,
            roots: Vec::new(),
            password: match person.invited {
                true => TEMPORARY,
                false => PASSWORD,
            },
            secret: None,
            before: person.api.rows("sessions"),
            failed: false,
            refused: String::new(),
        }
    }

    /// Everything that can be tried with what was given.
    pub(super) fn answers(&self) -> Vec<Move> {
        let mut moves = Vec::new();
        for (number, held) in self.held.iter().enumerate() {
            let of_block = [Answer::Srp, Answer::DeviceProof];
            let of_session = [
                Answer::NewPassword,
                Answer::Code("SMS_MFA"),
                Answer::Code("EMAIL_OTP"),
                Answer::Code("SMS_OTP"),
                Answer::Token,
                Answer::SelectFactor("SMS_MFA"),
                Answer::SelectFactor("SOFTWARE_TOKEN_MFA"),
                Answer::SelectFactor("EMAIL_OTP"),
                Answer::Associate,
                Answer::Verify,
                Answer::SetUp,
                Answer::DeviceStart,
                Answer::Choose("PASSWORD"),
                Answer::Choose("PASSWORD_SRP"),
                Answer::Choose("EMAIL_OTP"),
                Answer::Choose("SMS_OTP"),
                Answer::Choose("WEB_AUTHN"),
                Answer::Password,
                Answer::Passkey,
            ];
            let answers: &[Answer] = match held.session {
                Some(_) => &of_session,
                None => &of_block,
            };
            moves.extend(answers.iter().map(|answer| Move::Answer(number, *answer)));
        }
        moves
    }

    /// Where the client is: what can come next follows from this alone.
    pub(super) fn place(&self) -> String {
        let mut held: Vec<_> = self
            .held
            .iter()
            .map(|held| format!("{}{:?}", held.origin, held.advanced))
            .collect();
        held.sort();
        format!("{} {}", self.begun, held.join(";"))
    }

    /// How many sign-ins it has begun.
    pub(super) fn begun(&self) -> usize {
        self.begun
    }

    /// How many challenges it was given.
    pub(super) fn given(&self) -> usize {
        self.held.len()
    }

    /// Forgets the challenges that it was given since it had so many.
    pub(super) fn throw_away(&mut self, given: usize) {
        self.held.truncate(given);
    }

    /// Whether a move is what is waited for, and else which kind of challenge it is sent to.
    pub(super) fn misplaces(&self, step: Move) -> Option<String> {
        let Move::Answer(number, answer) = step else {
            return None;
        };
        let held = &self.held[number];
        let fits = waited_for(held).contains(&answer);
        (!fits).then(|| format!("{} {:?} {answer:?}", held.challenge, held.proofs))
    }

    /// What a move is, whatever led there.
    pub(super) fn kind(&self, step: Move) -> String {
        match step {
            Move::Begin(begin) => format!("{begin:?}"),
            Move::Answer(number, answer) => {
                let held = &self.held[number];
                format!("{} {:?} {answer:?}", held.challenge, is_first(held))
            }
        }
    }

    /// Whether the same went on before from the same place, as it may with what is asked for anew.
    pub(super) fn has_advanced(&self, step: Move) -> bool {
        match step {
            Move::Begin(_) => false,
            Move::Answer(number, answer) => self.held[number].advanced.contains(&answer),
        }
    }

    /// The name of the newest challenge.
    pub(super) fn newest_name(&self) -> Option<&str> {
        self.held.last().map(|held| held.challenge.as_str())
    }

    /// The number of the newest challenge.
    fn newest(&self) -> Option<usize> {
        self.held.len().checked_sub(1)
    }

    /// What the newest challenge waits for; `wish` chooses where there is a choice.
    pub(super) fn natural(&self, wish: usize) -> Option<Move> {
        let number = self.newest()?;
        let held = &self.held[number];
        let answers = waited_for(held);
        Some(Move::Answer(number, answers[wish % answers.len()]))
    }

    /// How many ways there are on from the newest challenge.
    pub(super) fn ways(&self) -> usize {
        self.held.last().map_or(1, |held| waited_for(held).len())
    }

    /// Whether a device is told of with the session of a second factor that was right before.
    fn is_device_after_factor(&self, step: Move) -> bool {
        let Move::Answer(number, Answer::DeviceStart) = step else {
            return false;
        };
        let held = &self.held[number];
        let is_factor = ["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"];
        is_factor.contains(&held.challenge.as_str())
            && held.root.is_some_and(|root| self.roots[root].complete)
    }

    /// Takes a move and judges what comes of it.
    pub(super) fn take(
        &mut self,
        step: Move,
        manner: Manner,
        fault: Option<Fault>,
    ) -> Checked<Outcome> {
        let request = match step {
            Move::Begin(begin) => {
                self.begun += 1;
                self.begin(begin, manner)
            }
            Move::Answer(number, answer) => self.answer(number, answer, manner),
        };
        let root = self.root_of(&request, step);
        let complete = self.is_complete(&request.proofs);
        let right = request.fits && !(manner.wrong && request.shows);
        if let (true, true, Some(root)) = (right, complete, root) {
            self.roots[root].complete = true;
        }
        let mails = self.person.api.world.mailbox.messages.borrow().len();
        let answer = self.send(request.operation, &request.body, fault);
        let outcome = match answer {
            None => {
                // What it left in the outbox isn't to come in place of what is sent next.
                self.person.api.deliver_due();
                Outcome::Died
            }
            Some(Err(code)) if code.starts_with("Internal") => {
                return Err(format!("{step:?} is answered by {code}"));
            }
            Some(Err(refusal)) => {
                self.refused = refusal;
                Outcome::Refused
            }
            // It leads to the same session as that factor's own answer did, by which the client goes on.
            Some(Ok(_)) if !right && self.is_device_after_factor(step) => Outcome::Refused,
            Some(Ok(_)) if !right => {
                return Err(format!("{step:?} in {manner:?} is taken"));
            }
            Some(Ok(answer)) => {
                if let Move::Answer(number, answer) = step {
                    self.advance(number, answer)?;
                }
                if answer["AuthenticationResult"].is_object() {
                    if !complete {
                        return Err(format!("{:?} is enough for tokens", request.proofs));
                    }
                    let root = &mut self.roots[root.unwrap()];
                    root.tokens += 1;
                    if root.tokens > 1 {
                        return Err("one sign-in gives tokens twice".to_owned());
                    }
                    Outcome::SignedIn
                } else {
                    self.hold(step, request, root, &answer, mails);
                    Outcome::Goes
                }
            }
        };
        match (step, outcome) {
            (Move::Answer(_, Answer::NewPassword), Outcome::Goes | Outcome::SignedIn) => {
                self.password = NEW_PASSWORD;
            }
            (Move::Answer(number, Answer::Verify), Outcome::Goes | Outcome::Died) => {
                let secret = self.held.get(number).and_then(|held| held.secret.clone());
                self.secret = secret.or(self.secret.take());
            }
            _ => {}
        }
        self.check_rows()?;
        Ok(outcome)
    }

    /// Signs in from the beginning, as one does who has been gone for a while.
    pub(super) fn signs_in_again(&mut self) -> Checked<()> {
        self.person.api.world.advance(Span::minutes(5));
        self.person.api.deliver_due();
        self.held.clear();
        let begin = Move::Begin(Begin::Password);
        let mut outcome = self.take(begin, Manner::default(), None)?;
        if outcome == Outcome::Refused && self.person.invited {
            // The new password may have been set though nobody heard of it.
            self.password = NEW_PASSWORD;
            outcome = self.take(begin, Manner::default(), None)?;
        }
        for _ in 0..8 {
            match (outcome, self.natural(0)) {
                (Outcome::SignedIn, _) => return Ok(()),
                (Outcome::Goes, Some(next)) => {
                    outcome = self.take(next, Manner::default(), None)?
                }
                _ => break,
            }
        }
        Err(format!("nobody can sign in any more: {}", self.refused))
    }

    /// The root of a request's proofs: each password that is typed is one, and each one-time value that was asked for.
    fn root_of(&mut self, request: &Request, step: Move) -> Option<usize> {
        let types_a_password = match step {
            Move::Begin(Begin::Password | Begin::Choice(Some("PASSWORD"))) => true,
            Move::Answer(_, answer) => {
                matches!(answer, Answer::Password | Answer::Choose("PASSWORD"))
            }
            Move::Begin(_) => false,
        };
        let is_new = types_a_password && request.fits;
        if is_new {
            self.roots.push(Root::default());
            return self.roots.len().checked_sub(1);
        }
        request.root
    }

    /// Whether it is all that the pool wants of this person.
    fn is_complete(&self, proofs: &BTreeSet<Proof>) -> bool {
        let has = |proof| proofs.contains(&proof);
        let person = self.person;
        let first =
            has(Proof::Password) || has(Proof::Passkey) || (has(Proof::Code) && !person.second);
        let second = has(Proof::Second)
            || has(Proof::SetUp)
            || (person.device_stands_in && has(Proof::Device))
            || (person.passkey_is_both && has(Proof::Passkey));
        let replaced = !has(Proof::Temporary) || has(Proof::NewPassword);
        first && replaced && (second || !person.second)
    }

    fn advance(&mut self, number: usize, answer: Answer) -> Checked<()> {
        let held = &mut self.held[number];
        // With these nothing is proven, or what is proven comes along.
        let is_free = matches!(
            answer,
            Answer::Associate | Answer::DeviceStart | Answer::Choose(_) | Answer::Password
        );
        if held.advanced.contains(&answer) && !is_free {
            return Err(format!("{answer:?} to {} goes on twice", held.challenge));
        }
        held.advanced.push(answer);
        Ok(())
    }

    fn hold(
        &mut self,
        step: Move,
        request: Request,
        root: Option<usize>,
        answer: &Value,
        mails: usize,
    ) {
        let named = answer["ChallengeName"].as_str();
        let challenge = match (step, named) {
            (_, Some(name)) => name,
            (Move::Answer(_, Answer::Associate), None) => "TOKEN",
            (_, None) => "IS_SET_UP",
        };
        let parameters = answer["ChallengeParameters"].clone();
        let to = match parameters["CODE_DELIVERY_DELIVERY_MEDIUM"].as_str() {
            Some("SMS") => Some(PHONE),
            Some(_) => Some(EMAIL),
            None => None,
        };
        let mailbox = &self.person.api.world.mailbox;
        let code = to.and_then(|to| {
            let is_new = || mailbox.messages.borrow().len() > mails;
            if !is_new() {
                self.person.api.deliver_due();
            }
            is_new().then(|| mailbox.code_for(to))?
        });
        // Asked for to prove a first factor by it, once.
        let begins = matches!(
            challenge,
            "PASSWORD_VERIFIER" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN"
        );
        let root = match root {
            None if begins => {
                self.roots.push(Root::default());
                self.roots.len().checked_sub(1)
            }
            _ => root,
        };
        self.held.push(Held {
            challenge: challenge.to_owned(),
            parameters,
            session: answer.get("Session").cloned(),
            secret: answer.get("SecretCode").cloned(),
            code,
            proofs: request.proofs,
            root,
            origin: request.origin,
            advanced: Vec::new(),
        });
    }

    /// No more is stored than what was proven.
    fn check_rows(&self) -> Checked<()> {
        let stored = self.person.api.rows("sessions") - self.before;
        let proven = self.roots.iter().filter(|root| root.complete).count();
        match stored <= proven {
            true => Ok(()),
            false => Err(format!("{stored} sessions of {proven} complete sign-ins")),
        }
    }

    /// What an operation answers, or the code of its refusal; `None` where the Worker died meanwhile.
    fn send(
        &mut self,
        operation: &str,
        body: &Value,
        fault: Option<Fault>,
    ) -> Option<Result<Value, String>> {
        let world = &self.person.api.world;
        let way = Way::new(&world.objects, fault);
        let cx = Cx {
            objects: &way,
            ..world.cx()
        };
        let mut built = OPERATIONS.iter();
        let name = built.find(|built| built.name == operation).unwrap().name;
        let body = body.to_string();
        let call = pin!(table::call(&cx, name, body.as_bytes()));
        let polled = call.poll(&mut Context::from_waker(Waker::noop()));
        self.failed = way.has_failed();
        match polled {
            Poll::Pending => None,
            Poll::Ready(Ok(body)) => Some(Ok(serde_json::from_slice(&body).unwrap_or_default())),
            Poll::Ready(Err(error)) => {
                let told = error.message().unwrap_or_default();
                Some(Err(format!("{}: {told}", error.name())))
            }
        }
    }
}

/// Whether no first factor was proven yet.
fn is_first(held: &Held) -> bool {
    !held.proofs.contains(&Proof::Password) && !held.proofs.contains(&Proof::Passkey)
}

/// What may answer a challenge, by the documentation of RespondToAuthChallenge.
fn waited_for(held: &Held) -> Vec<Answer> {
    let list = |name: &str| {
        let listed = held.parameters[name].as_str().unwrap_or("[]");
        serde_json::from_str::<Vec<String>>(listed).unwrap()
    };
    match held.challenge.as_str() {
        "PASSWORD_VERIFIER" => vec![Answer::Srp],
        "NEW_PASSWORD_REQUIRED" => vec![Answer::NewPassword],
        "SMS_MFA" => vec![Answer::Code("SMS_MFA")],
        "EMAIL_OTP" => vec![Answer::Code("EMAIL_OTP")],
        "SMS_OTP" => vec![Answer::Code("SMS_OTP")],
        "SOFTWARE_TOKEN_MFA" => vec![Answer::Token],
        "SELECT_MFA_TYPE" => {
            let factors = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"];
            let listed = list("MFAS_CAN_CHOOSE");
            let factors = factors.into_iter();
            let factors = factors.filter(|factor| listed.iter().any(|listed| listed == factor));
            factors.map(Answer::SelectFactor).collect()
        }
        "MFA_SETUP" => vec![Answer::Associate],
        "TOKEN" => vec![Answer::Verify, Answer::Associate],
        "IS_SET_UP" => vec![Answer::SetUp],
        "DEVICE_SRP_AUTH" => vec![Answer::DeviceStart],
        "DEVICE_PASSWORD_VERIFIER" => vec![Answer::DeviceProof],
        "SELECT_CHALLENGE" | "PASSWORD" => vec![
            Answer::Password,
            Answer::Choose("PASSWORD"),
            Answer::Choose("PASSWORD_SRP"),
            Answer::Choose("EMAIL_OTP"),
            Answer::Choose("SMS_OTP"),
            Answer::Choose("WEB_AUTHN"),
        ],
        "WEB_AUTHN" => vec![Answer::Passkey],
        other => unreachable!("{other}"),
    }
}
