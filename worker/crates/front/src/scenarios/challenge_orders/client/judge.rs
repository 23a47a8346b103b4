//! What a client may be given for what it has shown: by Cognito's documentation, and by what the pool was told to want.

use super::{
    Checked, Client, Root, Token,
    request::{Request, acr},
};
use crate::scenarios::challenge_orders::steps::{Answer, Move, Proof};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vestibule_idp::fixtures::api::claims;

impl Client<'_> {
    /// The root of a request's proofs: each password that is typed is one, and each one-time value that was asked for.
    pub(super) fn root_of(&mut self, request: &Request, step: Move) -> Option<usize> {
        let types_a_password = match step {
            Move::Begin(begin) => begin.shows_password(),
            Move::Answer(_, answer) => {
                matches!(answer, Answer::Password | Answer::Choose("PASSWORD"))
            }
        };
        let is_new = types_a_password && request.fits;
        if is_new {
            return self.new_root();
        }
        request.root
    }

    pub(super) fn new_root(&mut self) -> Option<usize> {
        self.roots.push(Root::default());
        self.roots.len().checked_sub(1)
    }

    /// Whether it is all that the pool wants of this person, and the client wants by a level.
    pub(super) fn is_complete(&self, request: &Request) -> bool {
        let proofs = &request.proofs;
        let has = |proof| proofs.contains(&proof);
        let person = self.person;
        let by_code = proofs.iter().any(|proof| matches!(proof, Proof::Code(_)));
        let first = has(Proof::Password)
            || has(Proof::Passkey)
            || has(Proof::SignedUp)
            || (by_code && !person.second);
        let is_second = |proof: &Proof| matches!(proof, Proof::Second(_) | Proof::SetUp(_));
        let second = proofs.iter().any(is_second)
            || (person.device_stands_in && has(Proof::Device))
            || (person.passkey_is_both && has(Proof::Passkey));
        let replaced = !has(Proof::Temporary) || has(Proof::NewPassword);
        // Of the levels the first is enforced that this person can reach.
        let mut sought = request.sought.iter();
        let aim = sought.find(|level| **level <= person.highest);
        let reaches = match (request.sought, aim) {
            ([], _) => true,
            (_, aim) => aim.is_some_and(|aim| *aim <= level(&methods(proofs))),
        };
        let confirmed = self.confirmed || !person.signs_up;
        let shown = first && replaced && (second || !person.second) && reaches;
        shown && confirmed && self.able
    }

    /// Whether a device is told of with the session of a second factor that was right before.
    pub(super) fn is_device_after_factor(&self, step: Move) -> bool {
        let Move::Answer(number, Answer::DeviceStart) = step else {
            return false;
        };
        let held = &self.held[number];
        let is_factor = ["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"];
        is_factor.contains(&held.challenge.as_str())
            && held.root.is_some_and(|root| self.roots[root].complete)
    }

    /// The answer was taken: most are taken once.
    pub(super) fn advance(&mut self, number: usize, answer: Answer) -> Checked<()> {
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

    /// A second factor was set up on the way: by whoever has none, which one has only once.
    pub(super) fn judge_set_up(&mut self, request: &Request) -> Checked<()> {
        if !request.sets_up {
            return Ok(());
        }
        match std::mem::replace(&mut self.has_set_up, true) {
            false => Ok(()),
            true => Err("a second factor is set up beside another".to_owned()),
        }
    }

    /// Tokens are given.
    pub(super) fn judge_tokens(
        &mut self,
        request: &Request,
        root: Option<usize>,
        answer: &Value,
    ) -> Checked<()> {
        let proofs = &request.proofs;
        let access = claims(&answer["AuthenticationResult"]["AccessToken"]);
        if !self.is_complete(request) {
            return Err(format!("{proofs:?} is enough for tokens"));
        }
        self.judge_device(request, &access)?;
        for token in ["AccessToken", "IdToken"] {
            judge_level(request, &claims(&answer["AuthenticationResult"][token]))?;
        }
        self.token = Some(Token {
            access: answer["AuthenticationResult"]["AccessToken"].clone(),
            // It tells what was proven only where a level was sought.
            proofs: match request.sought {
                [] => BTreeSet::new(),
                _ => proofs.clone(),
            },
            at: self.person.api.world.now(),
        });
        self.person.tally.tokens(proofs);
        let root = &mut self.roots[root.unwrap()];
        root.tokens += 1;
        match root.tokens {
            1 => Ok(()),
            _ => Err("one sign-in gives tokens twice".to_owned()),
        }
    }

    /// A device that is remembered proves which it is where it is named, and tokens are of no other.
    fn judge_device(&self, request: &Request, access: &Value) -> Checked<()> {
        let Some(device) = &self.person.device else {
            return Ok(());
        };
        let is_proven = request.proofs.contains(&Proof::Device);
        let is_told = access["device_key"] == device.key.as_str();
        match (request.names_device, is_told, is_proven) {
            (true, _, false) => Err("a device that is named has proven nothing".to_owned()),
            (_, told, proven) if told != proven => Err("tokens are of another device".to_owned()),
            _ => Ok(()),
        }
    }

    /// No more is stored than what was proven.
    pub(super) fn check_rows(&self) -> Checked<()> {
        let stored = self.person.api.rows("sessions") - self.before;
        let proven = self.roots.iter().filter(|root| root.complete).count();
        match stored <= proven {
            true => Ok(()),
            false => Err(format!("{stored} sessions of {proven} complete sign-ins")),
        }
    }
}

/// Where a level was sought the claims tell it, and they are true wherever there are some.
fn judge_level(request: &Request, claims: &Value) -> Checked<()> {
    let mut methods = methods(&request.proofs);
    let expected = json!(acr(level(&methods)));
    if methods.len() > 1 {
        methods.insert("mfa");
    }
    let told = claims["amr"].as_array().map(|told| {
        let names = told.iter().map(|name| name.as_str().unwrap_or_default());
        names.collect::<BTreeSet<_>>()
    });
    match (&claims["acr"], told) {
        (Value::Null, None) if request.sought.is_empty() => Ok(()),
        (acr, Some(told)) if *acr == expected && told == methods => Ok(()),
        (acr, told) => Err(format!("{acr} and {told:?} are told of {methods:?}")),
    }
}

/// As `amr` names what was proven.
fn methods(proofs: &BTreeSet<Proof>) -> BTreeSet<&'static str> {
    let named = proofs.iter().filter_map(|proof| match proof {
        Proof::Password => Some("pwd"),
        Proof::Passkey => Some("swk"),
        Proof::Code(method) | Proof::Second(method) | Proof::SetUp(method) => Some(*method),
        _ => None,
    });
    named.collect()
}

/// The highest level of the guide to step-up authentication that these satisfy.
fn level(methods: &BTreeSet<&str>) -> u8 {
    let has = |method: &str| methods.contains(method);
    let code = has("sms") || has("email_otp");
    match (has("pwd"), has("otp")) {
        (true, true) => 4,
        _ if has("swk") => 3,
        (true, _) if code => 3,
        _ if code => 2,
        (password, _) => u8::from(password),
    }
}
