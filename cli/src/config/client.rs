//! `[[pool.client]]`.

use std::collections::BTreeSet;

use super::keys::client::{self as keys, STANDARD_SCOPES};
use super::keys::{Key, Time, Words};
use super::reader::{Located, Table, one_built, one_of};
use super::{Addresses, Client, check_name};
use crate::lifetime::Lifetime;
use crate::settings::ClientSettings;

const MOST_SCOPES: usize = 50;
const LONGEST_SCOPE: usize = 256;

/// What a pool has for its clients to ask for.
pub(super) struct Offer<'a> {
    /// Those of its resource servers.
    pub(super) scopes: Vec<String>,
    pub(super) attributes: Vec<String>,
    /// Attributes beside these that the service alone sets.
    pub(super) service_attributes: &'a [&'static str],
    /// Attributes that a new user has to give, where the file says.
    pub(super) required: Option<&'a BTreeSet<String>>,
    /// Whether the file has it track sessions.
    pub(super) tracks_sessions: bool,
}

/// Nothing if it has no name to go by.
pub(super) fn read(
    table: Table<'_>,
    addresses: &Addresses,
    offer: &Offer<'_>,
) -> Option<Located<Client>> {
    let name = table.needed(&keys::NAME);
    if let Some(name) = &name
        && let Err(problem) = check_name(&name.value, 128)
    {
        table.mistake(&name.span, format!("name {problem}"));
    }
    let secret = table.flag(&keys::SECRET);

    let flows = table
        .words(&keys::FLOWS, |flow| one_built("flow", flow, &keys::FLOWS))
        .unwrap_or_default();
    let machine = flows.contains("client_credentials");
    let scopes = read_scopes(&table, machine, &offer.scopes);
    let callback_urls = read_urls(&table, &keys::CALLBACK_URLS, addresses);
    let logout_urls = read_urls(&table, &keys::LOGOUT_URLS, addresses);
    check_flows(&table, &flows, secret);

    let access_token_validity = table.lifetime(&keys::ACCESS_TOKEN_VALIDITY);
    let id_token_validity = table.lifetime(&keys::ID_TOKEN_VALIDITY);
    let refresh_token_validity = table.lifetime(&keys::REFRESH_TOKEN_VALIDITY);
    for (key, validity) in [
        ("access_token_validity", access_token_validity),
        ("id_token_validity", id_token_validity),
    ] {
        if validity > refresh_token_validity {
            let problem = format!(
                "{key} is longer than refresh_token_validity ({validity} > {refresh_token_validity})"
            );
            let shown = if table.is_set(key) {
                key
            } else {
                "refresh_token_validity"
            };
            table.mistake(&table.key_span(shown), problem);
        }
    }

    let refresh_token_rotation = read_rotation(&table);
    let auth_flows = read_auth_flows(&table, refresh_token_rotation.is_some());
    let settings = ClientSettings {
        name: name
            .as_ref()
            .map(|name| name.value.clone())
            .unwrap_or_default(),
        secret,
        flows,
        scopes,
        callback_urls,
        logout_urls,
        auth_flows,
        access_token_validity,
        id_token_validity,
        refresh_token_validity,
        auth_session_validity: read_auth_session(&table),
        refresh_token_rotation,
        prevent_user_existence_errors: table.flag(&keys::PREVENT_USER_EXISTENCE_ERRORS),
        token_revocation: table.flag(&keys::TOKEN_REVOCATION),
        read_attributes: read_readable(&table, offer),
        write_attributes: read_writable(&table, offer),
    };
    let sso_session = read_sso_session(&table, offer.tracks_sessions);
    let places = table.places();
    table.finish();
    Some(Located {
        value: Client {
            places,
            settings,
            sso_session,
        },
        span: name?.span,
    })
}

fn read_scopes(table: &Table<'_>, machine: bool, api_scopes: &[String]) -> BTreeSet<String> {
    let standard = STANDARD_SCOPES.iter().copied();
    let known: Vec<&str> = standard
        .chain(api_scopes.iter().map(String::as_str))
        .collect();
    let scopes = table.words(&keys::SCOPES, |scope| {
        if machine && STANDARD_SCOPES.contains(&scope) {
            return Err(format!(
                "scope {scope:?} is about a person, and client_credentials has none; expected scopes of a resource server"
            ));
        }
        if scope.len() > LONGEST_SCOPE {
            return Err(format!(
                "expected at most {LONGEST_SCOPE} characters in a scope with its resource server, found {}",
                scope.len()
            ));
        }
        one_of("scope", scope, &known)
    });
    let scopes = scopes.unwrap_or_default();
    if scopes.len() > MOST_SCOPES {
        table.mistake(
            &table.key_span("scopes"),
            format!(
                "scopes has {} entries; expected at most {MOST_SCOPES}",
                scopes.len()
            ),
        );
    }
    scopes
}

fn read_urls(table: &Table<'_>, key: &Key<Words>, addresses: &Addresses) -> BTreeSet<String> {
    let urls = table
        .words(key, |url| addresses.redirect(url))
        .unwrap_or_default();
    let key = key.name;
    if urls.len() > 100 {
        table.mistake(
            &table.key_span(key),
            format!("{key} has {} entries; expected at most 100", urls.len()),
        );
    }
    urls
}

/// The rules that bind the OAuth settings together, which the API would refuse one at a time.
fn check_flows(table: &Table<'_>, flows: &BTreeSet<String>, secret: bool) {
    let at_flows = table.key_span("flows");
    let machine = flows.contains("client_credentials");
    let people = flows.contains("code") || flows.contains("implicit");
    if machine && people {
        table.mistake(
            &at_flows,
            "client_credentials can't stand beside other flows; expected two clients",
        );
    }
    if machine && !secret {
        table.mistake(
            &at_flows,
            "client_credentials needs a client with a secret; expected secret = true",
        );
    }
    if people && table.is_empty("callback_urls") {
        table.mistake(
            &at_flows,
            "these flows lead back to an app; expected callback_urls = [\"https://...\"]",
        );
    }
    if (machine || people) && table.is_empty("scopes") {
        table.mistake(
            &at_flows,
            "flows give out scopes; expected scopes = [\"openid\", ...]",
        );
    }
    for key in ["scopes", "callback_urls", "logout_urls"] {
        if table.is_empty("flows") && table.is_set(key) {
            table.mistake(
                &table.key_span(key),
                format!("{key} does nothing without flows; expected flows = [\"code\"]"),
            );
        }
    }
}

/// SRP and refresh where the file doesn't say. A client whose refresh tokens rotate refreshes through
/// GetTokensFromRefreshToken, and Cognito refuses `refresh_token` beside it.
fn read_auth_flows(table: &Table<'_>, rotates: bool) -> BTreeSet<String> {
    let flows = table.words(&keys::AUTH_FLOWS, |flow| {
        if rotates && flow == "refresh_token" {
            return Err("\"refresh_token\" can't stand beside refresh_token_rotation; expected one of the two".to_owned());
        }
        one_built("auth flow", flow, &keys::AUTH_FLOWS)
    });
    if table.is_set("auth_flows") && table.is_empty("auth_flows") {
        table.mistake(
            &table.key_span("auth_flows"),
            "auth_flows is empty; expected at least one, or no such setting",
        );
    }
    let alone = "client_token";
    if flows
        .as_ref()
        .is_some_and(|flows| flows.len() > 1 && flows.contains(alone))
    {
        table.mistake(
            &table.key_span("auth_flows"),
            format!("{alone:?} can't stand beside other ways; expected it alone, or two clients"),
        );
    }
    match flows {
        Some(flows) => flows,
        None if rotates => ["user_srp".to_owned()].into(),
        None => ["user_srp", "refresh_token"].map(str::to_owned).into(),
    }
}

fn read_rotation(table: &Table<'_>) -> Option<Lifetime> {
    let rotates = table.flag(&keys::REFRESH_TOKEN_ROTATION);
    let grace = table.lifetime(&keys::REFRESH_TOKEN_GRACE);
    if !rotates && table.is_set("refresh_token_grace") {
        let at = table.key_span("refresh_token_grace");
        table.mistake(
            &at,
            "refresh_token_grace does nothing by itself; expected refresh_token_rotation = true",
        );
    }
    rotates.then_some(grace)
}

fn read_auth_session(table: &Table<'_>) -> Lifetime {
    whole_minutes(table, &keys::AUTH_SESSION_VALIDITY)
}

fn read_sso_session(table: &Table<'_>, tracks_sessions: bool) -> Option<Lifetime> {
    let key = &keys::SSO_SESSION;
    let session = whole_minutes(table, key);
    if table.is_set(key.name) && !tracks_sessions {
        table.mistake(
            &table.key_span(key.name),
            "sso_session does nothing where sessions aren't tracked; expected track = true in [pool.sessions]",
        );
    }
    tracks_sessions.then_some(session)
}

fn whole_minutes(table: &Table<'_>, key: &Key<Time>) -> Lifetime {
    let time = table.lifetime(key);
    if !time.seconds().is_multiple_of(60) {
        let name = key.name;
        table.mistake(
            &table.key_span(name),
            format!("{name}: expected whole minutes, found {time}"),
        );
    }
    time
}

fn read_readable(table: &Table<'_>, offer: &Offer<'_>) -> Option<BTreeSet<String>> {
    let given = offer.attributes.iter().map(String::as_str);
    let known: Vec<&str> = given
        .chain(offer.service_attributes.iter().copied())
        .collect();
    read_attributes(table, &keys::READ_ATTRIBUTES, |name| {
        one_of("attribute", name, &known)
    })
}

/// Without the required ones nobody could sign up through the client.
fn read_writable(table: &Table<'_>, offer: &Offer<'_>) -> Option<BTreeSet<String>> {
    let key = keys::WRITE_ATTRIBUTES.name;
    let known: Vec<&str> = offer.attributes.iter().map(String::as_str).collect();
    let names = read_attributes(table, &keys::WRITE_ATTRIBUTES, |name| {
        if offer.service_attributes.contains(&name) {
            Err(format!(
                "the service alone sets {name:?}; expected attributes that a person gives"
            ))
        } else {
            one_of("attribute", name, &known)
        }
    })?;
    let required = offer.required.into_iter().flatten();
    for missing in required.filter(|name| !names.contains(*name)) {
        table.mistake(
            &table.key_span(key),
            format!("{key} lacks {missing:?} of required_attributes; expected it too"),
        );
    }
    Some(names)
}

/// To the service an empty list is none, which is to say all.
fn read_attributes(
    table: &Table<'_>,
    key: &Key<Words>,
    check: impl FnMut(&str) -> Result<String, String>,
) -> Option<BTreeSet<String>> {
    let names = table.words(key, check);
    let key = key.name;
    if table.is_set(key) && table.is_empty(key) {
        table.mistake(
            &table.key_span(key),
            format!("{key} is empty; expected at least one, or no such setting"),
        );
    }
    names
}
