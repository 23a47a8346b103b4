//! A client that takes steps of sign-ins in whatever order, and knows by itself what each of them has proven.

mod held;
mod judge;
mod looks;
mod request;

use super::{
    fault::{Fault, Way},
    people::{NAME, Person, TEMPORARY},
    steps::{Answer, Begin, Manner, Move, Outcome, Proof},
};
use held::Held;
use request::Request;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};
use vestibule_engine::cx::Cx;
use vestibule_idp::{
    fixtures::api::PASSWORD,
    table::{self, OPERATIONS},
};
use vestibule_model::time::{Span, Timestamp};

const NEW_PASSWORD: &str = "N3w-Passw0rd!";

/// A proof of a first factor, which may sign in once.
#[derive(Clone, Default)]
struct Root {
    /// All that is wanted was shown, whether or not the client heard of what came of it.
    complete: bool,
    tokens: u32,
}

/// An access token that was given.
#[derive(Clone)]
struct Token {
    access: Value,
    /// What it tells was proven.
    proofs: BTreeSet<Proof>,
    at: Timestamp,
}

#[derive(Clone)]
pub(super) struct Client<'a> {
    pub(super) person: &'a Person,
    /// As which it signs in.
    name: Rc<str>,
    /// Whether what it shows proves anything.
    able: bool,
    held: Vec<Held>,
    begun: usize,
    roots: Vec<Root>,
    password: &'static str,
    /// The sign-up was confirmed, or may have been.
    confirmed: bool,
    /// A second factor was set up on the way.
    has_set_up: bool,
    /// Of the app that was set up on the way.
    secret: Option<Value>,
    /// The newest.
    token: Option<Token>,
    /// Sessions in storage before the client came.
    before: usize,
    /// Whether the fault of the last request was met.
    pub(super) failed: bool,
    /// What it was told last in place of a success.
    refused: String,
    /// What it was told last, but for what is by chance.
    pub(super) looks: Value,
}

/// A broken promise, in words.
pub(super) type Checked<T> = Result<T, String>;

impl<'a> Client<'a> {
    pub(super) fn new(person: &'a Person) -> Self {
        Self {
            person,
            name: NAME.into(),
            able: true,
            held: Vec::new(),
            begun: 0,
            roots: Vec::new(),
            password: match person.invited {
                true => TEMPORARY,
                false => PASSWORD,
            },
            confirmed: false,
            has_set_up: false,
            secret: None,
            token: None,
            before: person.api.rows("sessions"),
            failed: false,
            refused: String::new(),
            looks: Value::Null,
        }
    }

    /// One who has all that the person has, and can't sign in under this name.
    pub(super) fn unable(person: &'a Person, name: &str) -> Self {
        Self {
            name: name.into(),
            able: false,
            ..Self::new(person)
        }
    }

    /// One who has what a sign-in that begins so needs: an access token to step up from.
    pub(super) fn ready(person: &'a Person, begin: Begin) -> Checked<Self> {
        let mut client = Self::new(person);
        if let Begin::StepUp(..) = begin {
            let before = Move::Begin(Begin::Towards(Some("PASSWORD"), &[1]));
            client.take(before, Manner::default(), None)?;
            client.held.clear();
            client.begun = 0;
        }
        Ok(client)
    }

    /// Everything that can be tried with what was given.
    pub(super) fn answers(&self) -> Vec<Move> {
        let mut moves = Vec::new();
        for (number, held) in self.held.iter().enumerate() {
            let (answers, more): (&[Answer], &[Answer]) = match held.session {
                None if held.challenge == "CONFIRMED" => (&[], &[]),
                None => (&Answer::OF_BLOCK, &[]),
                Some(_) if self.person.signs_up => (&Answer::OF_SESSION, &Answer::OF_SIGN_UP),
                Some(_) => (&Answer::OF_SESSION, &[]),
            };
            let answers = answers.iter().chain(more);
            moves.extend(answers.map(|answer| Move::Answer(number, *answer)));
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
        let token = self.token.as_ref().map(|token| &token.proofs);
        format!("{} {token:?} {}", self.begun, held.join(";"))
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
        let fits = held.takes(answer);
        (!fits).then(|| format!("{} {:?} {answer:?}", held.challenge, held.proofs))
    }

    /// What a move is, whatever led there.
    pub(super) fn kind(&self, step: Move) -> String {
        match step {
            Move::Begin(begin) => format!("{begin:?}"),
            Move::Answer(number, answer) => {
                let held = &self.held[number];
                let (challenge, is_first) = (&held.challenge, held.is_first());
                format!("{challenge} {is_first} {} {answer:?}", held.sets_up)
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
        let answers = held.waits_for();
        let wish = wish.checked_rem(answers.len())?;
        Some(Move::Answer(number, answers[wish]))
    }

    /// How many ways there are on from the newest challenge.
    pub(super) fn ways(&self) -> usize {
        let newest = self.held.last();
        newest.map_or(1, |held| held.waits_for().len().max(1))
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
        let complete = self.is_complete(&request);
        let right = request.fits && !(request.shows && (manner.wrong || !self.able));
        if let (true, true, Some(root)) = (right, complete, root) {
            self.roots[root].complete = true;
        }
        let mails = self.person.api.world.mailbox.messages.borrow().len();
        let answer = self.send(request.operation, &request.body, fault);
        self.looks = match &answer {
            None => Value::Null,
            Some(Err(refusal)) => json!(refusal),
            Some(Ok(answer)) => looks::looks(answer, &self.name),
        };
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
                if !right {
                    let how = if request.fits { "wrong" } else { "misplaced" };
                    self.person.tally.refused(how);
                }
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
                self.judge_set_up(&request)?;
                if answer["AuthenticationResult"].is_object() {
                    self.judge_tokens(&request, root, &answer)?;
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
            (Move::Answer(_, Answer::Confirm { .. }), Outcome::Goes | Outcome::Died) => {
                self.confirmed = true;
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
        if self.person.signs_up {
            self.person.is_signed_up();
            self.confirmed = true;
        }
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
            (Move::Begin(Begin::SignUp), None) => "CONFIRMATION",
            (Move::Answer(_, Answer::Confirm { .. }), None) => "CONFIRMED",
            (_, None) => "IS_SET_UP",
        };
        let parameters = answer["ChallengeParameters"].clone();
        let is_sent = parameters["CODE_DELIVERY_DELIVERY_MEDIUM"].is_string()
            || answer["CodeDeliveryDetails"].is_object();
        let code = is_sent.then(|| self.newest_mail(mails)).flatten();
        // Asked for to prove a first factor by it, once.
        let begins = match challenge {
            "PASSWORD_VERIFIER" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN" | "CONFIRMATION" => true,
            "SELECT_CHALLENGE" | "PASSWORD" => false,
            _ => matches!(step, Move::Begin(Begin::StepUp(..))),
        };
        let root = match root {
            None if begins => self.new_root(),
            _ => root,
        };
        self.held.push(Held {
            challenge: challenge.to_owned(),
            parameters,
            session: answer.get("Session").cloned(),
            sets_up: matches!(step, Move::Answer(_, Answer::Address(_))),
            secret: answer.get("SecretCode").cloned(),
            code,
            proofs: request.proofs,
            sought: request.sought,
            root,
            origin: request.origin,
            advanced: Vec::new(),
        });
    }

    /// The code of what was sent since there were so many messages, if anything was.
    fn newest_mail(&self, mails: usize) -> Option<String> {
        let messages = &self.person.api.world.mailbox.messages;
        if messages.borrow().len() == mails {
            self.person.api.deliver_due();
        }
        let messages = messages.borrow();
        let code = messages[mails..].last()?.code.as_ref()?;
        Some(code.expose().to_owned())
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
