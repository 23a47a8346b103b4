//! How a pool's people prove who they are, and for how long that holds.

use std::collections::BTreeSet;

use super::keys::sign_in as keys;
use super::messages::read_sign_in;
use super::reader::{Table, one_built, one_of};
use crate::settings::{Devices, MfaSettings, Passkeys, SecondFactors, SessionSettings};

pub(super) fn read_first_factors(table: &Table<'_>) -> Option<BTreeSet<String>> {
    let key = &keys::FIRST_FACTORS;
    let factors = table.words(key, |word| one_built("first factor", word, key))?;
    if !factors.contains("password") {
        table.mistake(
            &table.key_span(key.name),
            "first_factors lacks \"password\", which every pool has; expected it too",
        );
    }
    Some(factors)
}

/// `verify`: what the pool verifies when somebody signs up.
pub(super) fn read_mfa(table: &Table<'_>, verify: &BTreeSet<String>) -> MfaSettings {
    MfaSettings {
        second: table
            .optional_table(&keys::MFA)
            .map(|table| read_second(table, verify)),
        passkeys: table.optional_table(&keys::PASSKEYS).map(read_passkeys),
    }
}

fn read_second(table: Table<'_>, verify: &BTreeSet<String>) -> SecondFactors {
    let mode = table.parsed(&keys::MODE, |word| one_of("mode", word, keys::MODE.form.of));
    let mode = mode.map_or_else(|| "off".to_owned(), |mode| mode.value);
    let factors = table.words(&keys::SECOND, |word| {
        one_built("second factor", word, &keys::SECOND)
    });
    let factors = factors.unwrap_or_default();
    let (email_subject, email_text) = read_sign_in(&table, &keys::EMAIL_SUBJECT, &keys::EMAIL_TEXT);

    if mode == "off" && !table.is_empty("factors") {
        table.mistake(
            &table.key_span("factors"),
            "factors do nothing while nobody is asked for one; expected mode = \"optional\" or \"on\"",
        );
    }
    if mode != "off" && table.is_empty("factors") {
        table.mistake(
            &table.key_span("mode"),
            format!("mode {mode:?} needs a second factor; expected factors = [\"app\"]"),
        );
    }
    let by_sms_alone = factors.len() == 1 && factors.contains("sms");
    if by_sms_alone && !verify.contains("phone_number") {
        table.mistake(
            &table.key_span("factors"),
            "\"sms\" alone needs phone numbers that are verified; expected verify with \"phone_number\", or another factor too",
        );
    }
    for key in ["email_subject", "email_text"] {
        if table.is_set(key) && !factors.contains("email") {
            table.mistake(
                &table.key_span(key),
                format!("{key} does nothing without the factor; expected factors with \"email\""),
            );
        }
    }
    table.finish();
    SecondFactors {
        mode,
        factors,
        email_subject,
        email_text,
    }
}

fn read_passkeys(table: Table<'_>) -> Passkeys {
    let relying_party = table.parsed(&keys::RELYING_PARTY, relying_party);
    let user_verification = table.parsed(&keys::USER_VERIFICATION, |word| {
        one_of("user verification", word, keys::USER_VERIFICATION.form.of)
    });
    let passkeys = Passkeys {
        relying_party: relying_party.map(|domain| domain.value),
        user_verification: user_verification
            .map_or_else(|| "preferred".to_owned(), |word| word.value),
        second_factor: table.flag(&keys::SATISFIES),
    };
    table.finish();
    passkeys
}

fn relying_party(text: &str) -> Result<String, String> {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(is_letter)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    let is_address = last.chars().all(|c| c.is_ascii_digit());
    match text.len() <= 127 && text.split('.').all(is_label) && !is_address {
        true => Ok(text.to_owned()),
        false => Err(format!(
            "expected a domain in lower case such as \"example.com\", found {text:?}"
        )),
    }
}

pub(super) fn read_devices(table: &Table<'_>) -> Option<Devices> {
    let table = table.optional_table(&keys::DEVICES)?;
    let remember = table.parsed(&keys::REMEMBER, |word| {
        one_of("way to remember", word, keys::REMEMBER.form.of)
    });
    let devices = Devices {
        remember: remember.map_or_else(|| "never".to_owned(), |word| word.value),
        second_factor: table.flag(&keys::STANDS_FOR_SECOND),
    };
    if devices.remember == "never" && devices.second_factor {
        table.mistake(
            &table.key_span("second_factor"),
            "second_factor does nothing while no device is remembered; expected remember = \"always\" or \"when_asked\"",
        );
    }
    table.finish();
    Some(devices)
}

pub(super) fn read_sessions(table: &Table<'_>) -> Option<SessionSettings> {
    let table = table.optional_table(&keys::SESSIONS)?;
    let sessions = SessionSettings {
        track: table.flag(&keys::TRACK),
        max_per_user: table.number(&keys::MAX_PER_USER),
    };
    table.finish();
    Some(sessions)
}
