//! What a sign-in can begin with, and devices that are remembered: members of CreateUserPool and UpdateUserPool.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

/// What a sign-in can begin with, by the names in the file and in `AllowedFirstAuthFactors`.
const FIRST: [(&str, &str); 4] = [
    ("password", "PASSWORD"),
    ("email_otp", "EMAIL_OTP"),
    ("sms_otp", "SMS_OTP"),
    ("passkey", "WEB_AUTHN"),
];

/// The file's names.
pub(crate) const FIRST_FACTORS: [&str; 4] = {
    let [password, email, sms, passkey] = FIRST;
    [password.0, email.0, sms.0, passkey.0]
};

/// `DeviceConfiguration`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Devices {
    /// `never`, `always` or `when_asked`.
    pub(crate) remember: String,
    /// Whether a remembered device stands for the second factor.
    pub(crate) second_factor: bool,
}

impl Devices {
    pub(super) fn from_description(configuration: Option<&DeviceConfiguration>) -> Self {
        let remember = match configuration {
            None => "never",
            Some(devices) if devices.device_only_remembered_on_user_prompt => "when_asked",
            Some(_) => "always",
        };
        Self {
            remember: remember.to_owned(),
            second_factor: configuration.is_some_and(|it| it.challenge_required_on_new_device),
        }
    }

    /// None, where none is remembered.
    pub(super) fn to_wire(&self) -> Option<Value> {
        (self.remember != "never").then(|| {
            json!({
                "ChallengeRequiredOnNewDevice": self.second_factor,
                "DeviceOnlyRememberedOnUserPrompt": self.remember == "when_asked",
            })
        })
    }
}

/// Factors that the file has no name for keep their own.
pub(super) fn first_factors(policy: SignInPolicy) -> BTreeSet<String> {
    let name = |wire: String| {
        let known = FIRST.iter().find(|(_, known)| *known == wire);
        known.map_or(wire, |(name, _)| (*name).to_owned())
    };
    let factors = policy.allowed_first_auth_factors;
    factors.into_iter().map(name).collect()
}

pub(super) fn first_factors_to_wire(factors: &BTreeSet<String>) -> Value {
    let factors = FIRST.iter().filter(|(name, _)| factors.contains(*name));
    let factors: Vec<&str> = factors.map(|(_, wire)| *wire).collect();
    json!({"AllowedFirstAuthFactors": factors})
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct DeviceConfiguration {
    challenge_required_on_new_device: bool,
    device_only_remembered_on_user_prompt: bool,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct SignInPolicy {
    allowed_first_auth_factors: Vec<String>,
}
