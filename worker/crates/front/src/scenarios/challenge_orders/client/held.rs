//! A challenge that a client was given, and what answers it.

use crate::scenarios::challenge_orders::steps::{Answer, Proof};
use serde_json::Value;
use std::collections::BTreeSet;

/// A challenge that was given.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) challenge: String,
    pub(super) parameters: Value,
    pub(super) session: Option<Value>,
    /// Its code was sent to an address that is to become a second factor.
    pub(super) sets_up: bool,
    /// Of the authenticator app that is being set up.
    pub(super) secret: Option<Value>,
    /// What was sent with it.
    pub(super) code: Option<String>,
    pub(super) proofs: BTreeSet<Proof>,
    /// The levels of which its sign-in is to reach one.
    pub(super) sought: &'static [u8],
    /// Which of the client's proofs of a first factor it comes of, or will.
    pub(super) root: Option<usize>,
    /// The moves that led here.
    pub(super) origin: String,
    pub(super) advanced: Vec<Answer>,
}

impl Held {
    /// Whether no first factor was proven yet.
    pub(super) fn is_first(&self) -> bool {
        !self.proofs.contains(&Proof::Password) && !self.proofs.contains(&Proof::Passkey)
    }

    /// What may answer it, by the documentation of RespondToAuthChallenge.
    pub(super) fn waits_for(&self) -> Vec<Answer> {
        match self.challenge.as_str() {
            "PASSWORD_VERIFIER" => vec![Answer::Srp],
            "NEW_PASSWORD_REQUIRED" => vec![Answer::NewPassword],
            "SMS_MFA" => vec![Answer::Code("SMS_MFA")],
            "EMAIL_OTP" => vec![Answer::Code("EMAIL_OTP")],
            "SMS_OTP" => vec![Answer::Code("SMS_OTP")],
            "SOFTWARE_TOKEN_MFA" => vec![Answer::Token],
            "SELECT_MFA_TYPE" => {
                let factors = self.listed("MFAS_CAN_CHOOSE");
                factors.map(Answer::SelectFactor).collect()
            }
            "MFA_SETUP" => {
                let factors = self.listed("MFAS_CAN_SETUP");
                let answer = |factor| match factor {
                    "SOFTWARE_TOKEN_MFA" => Answer::Associate,
                    address => Answer::Address(address),
                };
                factors.map(answer).collect()
            }
            "TOKEN" => vec![Answer::Verify],
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
            "CONFIRMATION" => Answer::OF_SIGN_UP.to_vec(),
            "CONFIRMED" => self.session.iter().map(|_| Answer::GoOn).collect(),
            other => unreachable!("{other}"),
        }
    }

    /// Whether it may be answered so: a set-up that was begun may be begun anew, or left for another factor's, too.
    pub(super) fn takes(&self, answer: Answer) -> bool {
        let begins_anew = match answer {
            Answer::Associate | Answer::Address(_) => self.sets_up || self.challenge == "TOKEN",
            _ => false,
        };
        begins_anew || self.waits_for().contains(&answer)
    }

    /// The second factors that a parameter lists.
    fn listed(&self, parameter: &str) -> impl Iterator<Item = &'static str> {
        let listed = self.parameters[parameter].as_str().unwrap_or("[]");
        let listed: Vec<String> = serde_json::from_str(listed).unwrap();
        ["SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"]
            .into_iter()
            .filter(move |factor| listed.iter().any(|listed| listed == factor))
    }
}
