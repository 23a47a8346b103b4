//! `[[pool]]`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::client::Offer;
use super::keys::messages as messages_keys;
use super::keys::pool::{self as keys, STANDARD_ATTRIBUTES};
use super::reader::{Located, Table, one_built, one_of};
use super::{
    Addresses, Client, Pool, Unique, branding, check_name, client, group, messages,
    resource_server, sign_in,
};
use crate::lifetime::Lifetime;
use crate::settings::{
    AttributeType, CustomAttribute, Extensions, GroupSettings, MESSAGE_LANGUAGE, PasswordPolicy,
    PoolSettings, ResourceServerSettings, Senders, SignInWith,
};

/// The attributes that the service itself sets, which clients can be let read.
const SERVICE_ATTRIBUTES: [&str; 3] = ["email_verified", "phone_number_verified", "sub"];

const RESERVED_IN_DOMAINS: [&str; 3] = ["amazon", "aws", "cognito"];

/// A pool, and where what has to be its own in the whole file stands.
pub(super) struct Read {
    pub(super) pool: Pool,
    pub(super) name_span: Range<usize>,
    pub(super) domain_span: Option<Range<usize>>,
    pub(super) demo_span: Option<Range<usize>>,
}

/// Nothing if it has no name to go by.
pub(super) fn read(table: Table<'_>, addresses: &Addresses) -> Option<Read> {
    let name = table.needed(&keys::NAME);
    if let Some(name) = &name
        && let Err(problem) = check_name(&name.value, 128)
    {
        table.mistake(&name.span, format!("name {problem}"));
    }
    let sign_in_with = read_sign_in(&table);
    let custom_attributes = read_custom_attributes(&table);
    let verify = read_verify(&table, &sign_in_with);
    let first_factors = sign_in::read_first_factors(&table);
    let mfa = sign_in::read_mfa(&table, &verify);
    let sessions = sign_in::read_sessions(&table);
    let email = table
        .optional_table(&messages_keys::EMAIL)
        .map(messages::read_email);
    let (messages, messages_in) = table
        .optional_table(&messages_keys::MESSAGES)
        .map(messages::read_messages)
        .unwrap_or_default();
    let has_sender = email.as_ref().is_some_and(|email| email.from.is_some());
    let by_sms = |factors: &BTreeSet<String>| factors.contains("sms_otp");
    let settings = PoolSettings {
        senders: Senders {
            email: has_sender || mfa.has("email"),
            sms: verify.contains("phone_number")
                || mfa.has("sms")
                || first_factors.as_ref().is_some_and(by_sms),
        },
        name: name
            .as_ref()
            .map(|name| name.value.clone())
            .unwrap_or_default(),
        case_sensitive: table.optional_flag(&keys::CASE_SENSITIVE),
        required_attributes: read_required_attributes(&table),
        verify,
        first_factors,
        devices: sign_in::read_devices(&table),
        email,
        messages,
        self_sign_up: table.flag(&keys::SELF_SIGN_UP),
        deletion_protection: table.optional_flag(&keys::DELETION_PROTECTION),
        password: table
            .table(&keys::PASSWORD)
            .map(read_password)
            .unwrap_or_default(),
        sign_in_with,
        custom_attributes,
    };
    let domain = table.parsed(&keys::DOMAIN, check_domain);
    let resource_servers = read_resource_servers(&table);
    let groups = read_groups(&table);
    let tracks = sessions.as_ref().is_some_and(|sessions| sessions.track);
    let clients = read_clients(&table, addresses, &settings, &resource_servers, tracks);
    let demo_client = read_demo_client(&table, &clients);
    let (demo_client, demo_span) = demo_client.map(|demo| (demo.value, demo.span)).unzip();
    let extensions = Extensions {
        hardening: table.flag(&keys::HARDENING),
        branding: table
            .table(&keys::BRANDING)
            .map(|table| branding::read(table, addresses))
            .unwrap_or_default(),
        message_language: table
            .parsed(&keys::MESSAGE_LANGUAGE, |tag| {
                one_of("language", tag, keys::MESSAGE_LANGUAGE.form.of)
            })
            .map_or_else(|| MESSAGE_LANGUAGE.to_owned(), |tag| tag.value),
        messages: messages_in,
        demo_client,
    };
    let places = table.places();
    table.finish();

    let (domain, domain_span) = domain.map(|domain| (domain.value, domain.span)).unzip();
    let pool = Pool {
        places,
        settings,
        mfa,
        sessions,
        groups,
        domain,
        extensions,
        resource_servers,
        clients,
    };
    Some(Read {
        pool,
        name_span: name?.span,
        domain_span,
        demo_span,
    })
}

fn read_sign_in(table: &Table<'_>) -> SignInWith {
    if !table.is_set("sign_in_with") {
        table.mistake(&table.span, "a pool needs \"sign_in_with\"; expected [\"email\"], [\"phone_number\"], both, or [\"username\"]");
    }
    let with = table.words(&keys::SIGN_IN_WITH, |word| {
        one_built("way to sign in", word, &keys::SIGN_IN_WITH)
    });
    let aliases = table.words(&keys::ALIASES, |word| {
        one_built("alias", word, &keys::ALIASES)
    });
    let at = table.key_span("sign_in_with");
    if table.is_set("sign_in_with") && table.is_empty("sign_in_with") {
        table.mistake(
            &at,
            "sign_in_with is empty; expected at least one way to sign in",
        );
    }
    let with = with.unwrap_or_default();
    let by_username = with.contains("username");
    if by_username && with.len() > 1 {
        table.mistake(&at, "\"username\" stands alone; expected aliases = [\"email\"] to let people sign in with these too");
    }
    if !by_username && !with.is_empty() && table.is_set("aliases") {
        let problem = "aliases are other names for a username; expected sign_in_with = [\"username\"], or no aliases";
        table.mistake(&table.key_span("aliases"), problem);
    }
    if by_username {
        SignInWith::Username {
            aliases: aliases.unwrap_or_default(),
        }
    } else {
        SignInWith::Attributes(with)
    }
}

fn read_required_attributes(table: &Table<'_>) -> Option<BTreeSet<String>> {
    table.words(&keys::REQUIRED_ATTRIBUTES, |name| {
        one_built("attribute", name, &keys::REQUIRED_ATTRIBUTES)
    })
}

/// An e-mail address that people sign in with is verified where the file doesn't say otherwise.
fn read_verify(table: &Table<'_>, sign_in_with: &SignInWith) -> BTreeSet<String> {
    let verify = table.words(&keys::VERIFY, |word| {
        one_built("attribute to verify", word, &keys::VERIFY)
    });
    verify.unwrap_or_else(|| {
        sign_in_with
            .attributes()
            .iter()
            .filter(|name| *name == "email")
            .cloned()
            .collect()
    })
}

fn read_password(table: Table<'_>) -> PasswordPolicy {
    let default = PasswordPolicy::default();
    let policy = PasswordPolicy {
        min_length: table.number(&keys::MIN_LENGTH),
        require: table
            .words(&keys::REQUIRE, |class| {
                one_built("kind of character", class, &keys::REQUIRE)
            })
            .unwrap_or(default.require),
        history: table.number(&keys::HISTORY),
        temporary_days: table
            .parsed(&keys::TEMPORARY_VALID_FOR, whole_days)
            .map_or(default.temporary_days, |days| days.value),
    };
    table.finish();
    policy
}

fn whole_days(text: &str) -> Result<u16, String> {
    let range = &keys::TEMPORARY_VALID_FOR.form.range;
    let (least, most) = (range.start(), range.end());
    let lifetime: Option<Lifetime> = text.parse().ok();
    lifetime
        .filter(|lifetime| range.contains(lifetime))
        .map(Lifetime::seconds)
        .filter(|seconds| seconds.is_multiple_of(86_400))
        .and_then(|seconds| u16::try_from(seconds / 86_400).ok())
        .ok_or_else(|| {
            format!("expected whole days from \"{least}\" to \"{most}\", found {text:?}")
        })
}

fn read_custom_attributes(table: &Table<'_>) -> BTreeMap<String, CustomAttribute> {
    let entries = table.named(&keys::CUSTOM_ATTRIBUTES).unwrap_or_default();
    if entries.len() > 50 {
        let at = table.key_span("custom_attributes");
        table.mistake(
            &at,
            format!(
                "custom_attributes has {} entries; expected at most 50",
                entries.len()
            ),
        );
    }
    entries
        .into_iter()
        .map(|(name, entry)| {
            if let Err(problem) = check_custom_attribute(&name.value) {
                table.mistake(&name.span, problem);
            }
            (name.value, read_custom_attribute(entry))
        })
        .collect()
}

fn check_custom_attribute(name: &str) -> Result<(), String> {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    if name.starts_with("custom:") {
        Err("the \"custom:\" is put there for you; expected the name alone".to_owned())
    } else if STANDARD_ATTRIBUTES.contains(&name) || SERVICE_ATTRIBUTES.contains(&name) {
        // In a new pool's schema its name alone would stand for that one.
        Err(format!(
            "every pool has an attribute {name:?}; expected another name"
        ))
    } else if !(1..=20).contains(&name.chars().count()) || name.chars().any(blank) {
        Err("the attribute's name has to have 1 to 20 characters and no space".to_owned())
    } else {
        Ok(())
    }
}

fn read_custom_attribute(table: Table<'_>) -> CustomAttribute {
    let kind = table.parsed(&keys::TYPE, |name| {
        one_of("type", name, keys::TYPE.form.of).map(|name| AttributeType::from_name(&name))
    });
    let kind = kind
        .and_then(|kind| kind.value)
        .unwrap_or(AttributeType::String);
    let range = match kind {
        AttributeType::String => 0..=2048,
        _ => keys::MIN.form.range.clone(),
    };
    let (min, max) = (
        table.integer(&keys::MIN, &range),
        table.integer(&keys::MAX, &range),
    );
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        table.mistake(
            &table.key_span("min"),
            format!("min is greater than max ({min} > {max})"),
        );
    }
    if !matches!(kind, AttributeType::String | AttributeType::Number) {
        for key in ["min", "max"].into_iter().filter(|key| table.is_set(key)) {
            table.mistake(
                &table.key_span(key),
                format!("{key} is for type = \"string\" (its length) or \"number\" (its value)"),
            );
        }
    }
    let mutable = table.flag(&keys::MUTABLE);
    table.finish();
    CustomAttribute {
        kind,
        mutable,
        min,
        max,
    }
}

fn check_domain(text: &str) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.contains('.') {
        return Err(format!(
            "expected a single word such as \"demo\", found {text:?} (a domain of your own has no setting yet)"
        ));
    }
    if text.is_empty()
        || text.len() > 63
        || !text.chars().all(allowed)
        || text.starts_with('-')
        || text.ends_with('-')
    {
        return Err(format!(
            "expected 1 to 63 lower-case letters, digits and hyphens, with no hyphen at either end, found {text:?}"
        ));
    }
    match RESERVED_IN_DOMAINS.iter().find(|word| text.contains(*word)) {
        Some(word) => Err(format!(
            "expected one without {word:?}, which is reserved, found {text:?}"
        )),
        None => Ok(text.to_owned()),
    }
}

fn read_resource_servers(table: &Table<'_>) -> Vec<ResourceServerSettings> {
    let mut identifiers = Unique::new("resource server");
    table
        .tables(&keys::RESOURCE_SERVERS)
        .into_iter()
        .filter_map(resource_server::read)
        .map(|server: Located<ResourceServerSettings>| {
            identifiers.check(table.reader, &server.span, &server.value.identifier);
            server.value
        })
        .collect()
}

fn read_groups(table: &Table<'_>) -> Vec<GroupSettings> {
    let mut names = Unique::new("group");
    let groups = table.tables(&keys::GROUPS).into_iter();
    groups
        .filter_map(group::read)
        .map(|group: Located<GroupSettings>| {
            names.check(table.reader, &group.span, &group.value.name);
            group.value
        })
        .collect()
}

fn read_clients(
    table: &Table<'_>,
    addresses: &Addresses,
    settings: &PoolSettings,
    resource_servers: &[ResourceServerSettings],
    tracks_sessions: bool,
) -> Vec<Client> {
    let scopes = resource_servers.iter().flat_map(|server| {
        let scopes = server.scopes.keys();
        scopes.map(move |scope| format!("{}/{scope}", server.identifier))
    });
    let own = settings
        .custom_attributes
        .keys()
        .map(|name| format!("custom:{name}"));
    let standard = STANDARD_ATTRIBUTES.iter().map(|name| (*name).to_owned());
    let offer = Offer {
        scopes: scopes.collect(),
        attributes: standard.chain(own).collect(),
        service_attributes: &SERVICE_ATTRIBUTES,
        required: settings.required_attributes.as_ref(),
        tracks_sessions,
    };
    let mut names = Unique::new("client");
    table
        .tables(&keys::CLIENTS)
        .into_iter()
        .filter_map(|client_table| client::read(client_table, addresses, &offer))
        .map(|client: Located<Client>| {
            names.check(table.reader, &client.span, &client.value.settings.name);
            client.value
        })
        .collect()
}

/// The demo app has no place to keep a secret, and signs in with a code.
fn read_demo_client(table: &Table<'_>, clients: &[Client]) -> Option<Located<String>> {
    table.parsed(&keys::DEMO_CLIENT, |name| {
        let names: Vec<&str> = clients.iter().map(|client| client.settings.name.as_str()).collect();
        let name = one_of("client", name, &names)?;
        match clients.iter().find(|client| client.settings.name == name) {
            Some(client) if client.settings.secret || !client.settings.flows.contains("code") => {
                Err(format!("{name:?} can't be the demo's; expected a client with flows = [\"code\"] and without a secret"))
            }
            _ => Ok(name),
        }
    })
}
