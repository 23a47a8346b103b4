//! What a client may be given for what it has shown: by Cognito's documentation, and by what the pool was told to want.

use super::{
    Checked, Client, Root,
    request::Request,
    steps::{Answer, Begin, Move, Proof},
};
use serde_json::Value;
use std::collections::BTreeSet;
use vestibule_idp::fixtures::api::claims;

impl Client<'_> {
    /// The root of a request's proofs: each password that is typed is one, and each one-time value that was asked for.
    pub(super) fn root_of(&mut self, request: &Request, step: Move) -> Option<usize> {
        let types_a_password = match step {
            Move::Begin(Begin::Password | Begin::Choice(Some("PASSWORD"))) => true,
            Move::Answer(_, answer) => {
                matches!(answer, Answer::Password | Answer::Choose("PASSWORD"))
            }
            Move::Begin(_) => false,
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

    /// Whether it is all that the pool wants of this person.
    pub(super) fn is_complete(&self, proofs: &BTreeSet<Proof>) -> bool {
        let has = |proof| proofs.contains(&proof);
        let person = self.person;
        let first =
            has(Proof::Password) || has(Proof::Passkey) || (has(Proof::Code) && !person.second);
        let second = has(Proof::Second)
            || proofs.iter().any(|proof| matches!(proof, Proof::SetUp(_)))
            || (person.device_stands_in && has(Proof::Device))
            || (person.passkey_is_both && has(Proof::Passkey));
        let replaced = !has(Proof::Temporary) || has(Proof::NewPassword);
        first && replaced && (second || !person.second)
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
        if !self.is_complete(proofs) {
            return Err(format!("{proofs:?} is enough for tokens"));
        }
        self.judge_device(request, &access)?;
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
