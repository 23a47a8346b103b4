//! The requests of a client, and what each would prove.

use super::{Client, NEW_PASSWORD, held::Held};
use crate::scenarios::challenge_orders::{
    people::{DEVICE_SECRET, EMAIL, PHONE, TEMPORARY},
    steps::{Age, Answer, Begin, Manner, Proof, method},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vestibule_idp::fixtures::{api::SrpClient, merged};
use vestibule_model::time::Span;

/// `MAX_AGE`
const LIMIT: Span = Span::minutes(1);

/// What a request is about, and what it would prove.
pub(super) struct Request {
    pub(super) operation: &'static str,
    pub(super) body: Value,
    pub(super) proofs: BTreeSet<Proof>,
    /// The levels of which one is to be reached, those first that are sought first.
    pub(super) sought: &'static [u8],
    pub(super) root: Option<usize>,
    pub(super) origin: String,
    /// Whether it says which device that is remembered it is on.
    pub(super) names_device: bool,
    /// Whether it is what sets a second factor up.
    pub(super) sets_up: bool,
    /// Whether it is what is waited for.
    pub(super) fits: bool,
    /// Whether it shows anything, which could be wrong.
    pub(super) shows: bool,
}

impl Client<'_> {
    pub(super) fn begin(&self, begin: Begin, manner: Manner) -> Request {
        let password = self.typed(manner);
        if begin == Begin::SignUp {
            return Request {
                operation: "SignUp",
                body: self.person.sign_up(),
                proofs: BTreeSet::new(),
                sought: &[],
                root: None,
                names_device: false,
                sets_up: false,
                origin: format!("{begin:?}"),
                fits: self.person.signs_up,
                shows: false,
            };
        }
        let (flow, parameters) = match begin {
            Begin::Password if manner.admin => {
                ("ADMIN_USER_PASSWORD_AUTH", json!({"PASSWORD": password}))
            }
            Begin::Password => ("USER_PASSWORD_AUTH", json!({"PASSWORD": password})),
            Begin::Srp => ("USER_SRP_AUTH", json!({"SRP_A": self.person.srp_a})),
            Begin::Choice(choice) => ("USER_AUTH", self.preferred(choice, manner)),
            Begin::Towards(choice, levels) => {
                let sought = json!({"TARGET_ACR_VALUES": acr_values(levels)});
                ("USER_AUTH", merged(self.preferred(choice, manner), sought))
            }
            Begin::SignUp => unreachable!("it is no sign-in"),
            Begin::StepUp(levels, age) => {
                if age == Age::Old {
                    self.person.api.world.advance(LIMIT + Span::seconds(1));
                }
                let token = self.token.as_ref().map(|token| &token.access);
                let step_up = json!({
                    "TARGET_ACR_VALUES": acr_values(levels), "MAX_AGE": LIMIT.as_seconds().to_string(),
                    "ACCESS_TOKEN": token.unwrap_or(&json!("none")),
                });
                ("USER_AUTH", step_up)
            }
        };
        let parameters = merged(self.names(manner), parameters);
        let body = json!({
            "ClientId": self.person.api.client, "AuthFlow": flow, "AuthParameters": parameters,
        });
        let shows_password = begin.shows_password();
        let (operation, body) = match manner.admin {
            true => ("AdminInitiateAuth", self.in_pool(body)),
            false => ("InitiateAuth", body),
        };
        Request {
            operation,
            body,
            proofs: match begin {
                _ if shows_password => self.password_proofs(),
                Begin::StepUp(..) => self.come_along(),
                _ => BTreeSet::new(),
            },
            sought: begin.sought(),
            root: None,
            names_device: self.names_device(manner),
            sets_up: false,
            origin: format!("{begin:?}"),
            fits: !matches!(begin, Begin::StepUp(..)) || self.token.is_some(),
            shows: shows_password,
        }
    }

    pub(super) fn answer(&self, number: usize, answer: Answer, manner: Manner) -> Request {
        let held = &self.held[number];
        let parameters = &held.parameters;
        let code = || match manner.wrong {
            true => json!("00000000"),
            false => json!(held.code.clone().unwrap_or_else(|| self.newest_code())),
        };
        let api = &self.person.api;
        let now = api.world.now().millis();
        let token = |secret: Option<&Value>| match secret {
            Some(secret) if !manner.wrong => json!(api.code_of(secret)),
            _ => json!("000000"),
        };
        let own = self.secret_of_person();
        let (challenge, responses) = match answer {
            Answer::Srp => {
                let known = merged(json!({"USER_ID_FOR_SRP": &*self.name}), parameters.clone());
                let password = self.typed(manner);
                let proof = SrpClient::new().prove(&api.pool, &known, password, now);
                ("PASSWORD_VERIFIER", proof)
            }
            Answer::DeviceProof => {
                let (key, group) = self.device();
                let secret = match manner.wrong {
                    true => "another",
                    false => DEVICE_SECRET,
                };
                let known = merged(json!({"DEVICE_KEY": key}), parameters.clone());
                let proof = SrpClient::new().prove_device(group, &known, secret, now);
                ("DEVICE_PASSWORD_VERIFIER", proof)
            }
            Answer::NewPassword => {
                let new = match manner.wrong {
                    true => "weak",
                    false => NEW_PASSWORD,
                };
                ("NEW_PASSWORD_REQUIRED", json!({"NEW_PASSWORD": new}))
            }
            Answer::Code(name) => {
                let member = format!("{name}_CODE");
                (name, json!({member: code()}))
            }
            Answer::Token => (
                "SOFTWARE_TOKEN_MFA",
                json!({"SOFTWARE_TOKEN_MFA_CODE": token(own)}),
            ),
            Answer::SelectFactor(factor) => ("SELECT_MFA_TYPE", json!({"ANSWER": factor})),
            Answer::SetUp => ("MFA_SETUP", json!({})),
            Answer::Address(_) if manner.wrong => ("MFA_SETUP", json!({"EMAIL": "nowhere"})),
            Answer::Address("SMS_MFA") => ("MFA_SETUP", json!({"PHONE_NUMBER": PHONE})),
            Answer::Address(_) => ("MFA_SETUP", json!({"EMAIL": EMAIL})),
            Answer::DeviceStart => {
                let (key, _) = self.device();
                let start = json!({"DEVICE_KEY": key, "SRP_A": self.person.srp_a});
                ("DEVICE_SRP_AUTH", start)
            }
            Answer::Choose(choice) => {
                let chosen = merged(self.chosen(choice, manner), json!({"ANSWER": choice}));
                ("SELECT_CHALLENGE", chosen)
            }
            Answer::Password => ("PASSWORD", json!({"PASSWORD": self.typed(manner)})),
            Answer::Passkey => (
                "WEB_AUTHN",
                json!({"CREDENTIAL": self.credential(held, manner)}),
            ),
            Answer::Associate | Answer::Verify | Answer::Confirm { .. } | Answer::GoOn => {
                ("", json!({}))
            }
        };
        let (operation, body) = match answer {
            Answer::Associate => ("AssociateSoftwareToken", json!({"Session": held.session})),
            Answer::Verify => {
                let code = token(held.secret.as_ref().or(own));
                (
                    "VerifySoftwareToken",
                    json!({"Session": held.session, "UserCode": code}),
                )
            }
            Answer::Confirm { with_session } => {
                let confirm = json!({
                    "ClientId": api.client, "Username": &*self.name, "ConfirmationCode": code(),
                });
                let session = held.session.as_ref().filter(|_| with_session);
                let session = session.map_or(json!({}), |session| json!({"Session": session}));
                ("ConfirmSignUp", merged(confirm, session))
            }
            Answer::GoOn => (
                "InitiateAuth",
                json!({
                    "ClientId": api.client, "AuthFlow": "USER_AUTH", "Session": held.session,
                    "AuthParameters": self.names(manner),
                }),
            ),
            _ => {
                let mut body = json!({
                    "ClientId": api.client, "ChallengeName": challenge,
                    "ChallengeResponses": merged(self.names(manner), responses),
                });
                if let Some(session) = &held.session {
                    body["Session"] = session.clone();
                }
                match manner.admin {
                    true => ("AdminRespondToAuthChallenge", self.in_pool(body)),
                    false => ("RespondToAuthChallenge", body),
                }
            }
        };
        let sets_up = match answer {
            Answer::Code(_) => held.sets_up,
            _ => answer == Answer::Verify,
        };
        let mut proofs = held.proofs.clone();
        match answer {
            Answer::Srp | Answer::Password | Answer::Choose("PASSWORD") => {
                proofs.extend(self.password_proofs());
            }
            Answer::NewPassword => drop(proofs.insert(Proof::NewPassword)),
            Answer::Code(name) if held.sets_up => drop(proofs.insert(Proof::SetUp(method(name)))),
            Answer::Code(name) if held.is_first() => drop(proofs.insert(Proof::Code(method(name)))),
            Answer::Code(name) => drop(proofs.insert(Proof::Second(method(name)))),
            Answer::Token => drop(proofs.insert(Proof::Second("otp"))),
            Answer::Passkey => drop(proofs.insert(Proof::Passkey)),
            Answer::Verify => drop(proofs.insert(Proof::SetUp("otp"))),
            Answer::DeviceProof => drop(proofs.insert(Proof::Device)),
            Answer::Confirm { with_session: true } => drop(proofs.insert(Proof::SignedUp)),
            Answer::Confirm { .. } => drop(proofs.insert(Proof::Code("email_otp"))),
            Answer::SelectFactor(_)
            | Answer::Associate
            | Answer::SetUp
            | Answer::Address(_)
            | Answer::DeviceStart
            | Answer::GoOn
            | Answer::Choose(_) => {}
        }
        let shows_nothing = matches!(
            answer,
            Answer::SelectFactor(_)
                | Answer::Associate
                | Answer::SetUp
                | Answer::DeviceStart
                | Answer::GoOn
        ) || matches!(answer, Answer::Choose(choice) if choice != "PASSWORD");
        Request {
            operation,
            body,
            proofs,
            sought: held.sought,
            root: held.root,
            names_device: self.names_device(manner),
            sets_up,
            origin: format!("{}.{answer:?}", held.origin),
            fits: held.takes(answer),
            shows: !shows_nothing,
        }
    }

    fn preferred(&self, choice: Option<&str>, manner: Manner) -> Value {
        choice.map_or(json!({}), |choice| {
            let preferred = json!({"PREFERRED_CHALLENGE": choice});
            merged(self.chosen(choice, manner), preferred)
        })
    }

    /// What counts of what the token tells was proven.
    fn come_along(&self) -> BTreeSet<Proof> {
        let Some(token) = &self.token else {
            return BTreeSet::new();
        };
        if self.person.api.world.now() - token.at > LIMIT {
            return BTreeSet::from([Proof::Stale]);
        }
        let mut proofs = token.proofs.clone();
        proofs.insert(Proof::Shown);
        proofs
    }

    fn names_device(&self, manner: Manner) -> bool {
        self.person.device.is_some() && !manner.no_device
    }

    fn names(&self, manner: Manner) -> Value {
        match &self.person.device {
            Some(device) if !manner.no_device => {
                json!({"USERNAME": &*self.name, "DEVICE_KEY": device.key})
            }
            _ => json!({"USERNAME": &*self.name}),
        }
    }

    fn in_pool(&self, body: Value) -> Value {
        merged(body, json!({"UserPoolId": self.person.api.pool}))
    }

    fn typed(&self, manner: Manner) -> &'static str {
        match manner.wrong {
            true => "Wr0ng-one",
            false => self.password,
        }
    }

    fn chosen(&self, choice: &str, manner: Manner) -> Value {
        match choice {
            "PASSWORD" => json!({"PASSWORD": self.typed(manner)}),
            "PASSWORD_SRP" => json!({"SRP_A": self.person.srp_a}),
            _ => json!({}),
        }
    }

    fn password_proofs(&self) -> BTreeSet<Proof> {
        match self.password {
            TEMPORARY => BTreeSet::from([Proof::Password, Proof::Temporary]),
            _ => BTreeSet::from([Proof::Password]),
        }
    }

    fn device(&self) -> (&str, &str) {
        let device = self.person.device.as_ref();
        device.map_or(("local_0e1f2a3b", "-7Zq1LmNo"), |device| {
            (&device.key, &device.group)
        })
    }

    fn secret_of_person(&self) -> Option<&Value> {
        self.person.secret.as_ref().or(self.secret.as_ref())
    }

    fn newest_code(&self) -> String {
        let codes = self.held.iter().rev().find_map(|held| held.code.clone());
        codes.unwrap_or_else(|| "123456".to_owned())
    }

    fn credential(&self, held: &Held, manner: Manner) -> String {
        let options = held.parameters["CREDENTIAL_REQUEST_OPTIONS"].as_str();
        let options = options.map_or(
            json!({"challenge": "AAAA", "rpId": "example.com"}),
            |text| serde_json::from_str(text).unwrap(),
        );
        let mut authenticator = self.person.passkey.clone();
        // It counts up with each use, as one does that is asked several times.
        authenticator.counter = Some(u32::try_from(self.held.len()).unwrap() + 10);
        if manner.wrong {
            authenticator.origin = "https://evil.example".to_owned();
        }
        authenticator.get(&options, &self.person.sub).to_string()
    }
}

/// `TARGET_ACR_VALUES`
fn acr_values(levels: &[u8]) -> String {
    let names = levels.iter().map(|level| acr(*level));
    names.collect::<Vec<_>>().join(" ")
}

/// What a pool that names no level itself calls one.
pub(super) fn acr(level: u8) -> String {
    format!("urn:cognito:loa:{level}")
}
