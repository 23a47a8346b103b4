//! What has to be done so that the deployment is as the file says.

mod conflicts;
mod shown;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::api::Target;
use crate::config::{Client, Config, Mistake, Pool};
use crate::lifetime::Lifetime;
use crate::settings::{Change, CustomAttribute, GroupSettings, Members, NONE, changes};
use crate::state::{CurrentPool, State};

/// Custom attributes that one AddCustomAttributes takes.
const ADDED_AT_ONCE: usize = 25;

#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) pools: Vec<PoolPlan>,
    /// What the deployment has and the file doesn't speak of.
    pub(crate) left_alone: Vec<Subject>,
}

/// What has to be done with one pool, in this order.
#[derive(Debug)]
pub(crate) struct PoolPlan {
    /// The pool's id, if it is there already.
    pub(crate) id: Option<String>,
    /// By name: the ids of the clients that are there already.
    pub(crate) client_ids: BTreeMap<String, String>,
    pub(crate) steps: Vec<Step>,
}

#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) subject: Subject,
    pub(crate) action: Action,
}

#[derive(Debug)]
pub(crate) enum Action {
    Keep,
    Create(Write),
    Update(Vec<Change>, Write),
    Remove(Write),
}

/// A call that changes something. The pool's id is put into its body when it is made, and the ids of clients
/// that are named in it, because they may come from the steps before.
#[derive(Debug)]
pub(crate) struct Write {
    pub(crate) target: Target,
    pub(crate) body: Value,
    /// The member that becomes the id of the client of this name.
    pub(crate) client: Option<(&'static str, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Pool(String),
    /// Named after the pool, likewise its sessions.
    SecondFactors(String),
    Sessions(String),
    CustomAttributes(String),
    Domain(String),
    ResourceServer(String),
    Group(String),
    Client(String),
    /// Named after the client.
    ClientSessions(String),
    /// What Cognito's API has no member for; named after the pool.
    Extensions(String),
}

/// What a client may do, and what people sign in with: each item of these that goes is something that works no more.
const LISTS: [&str; 7] = [
    "flows",
    "scopes",
    "callback_urls",
    "logout_urls",
    "auth_flows",
    "first_factors",
    "mfa.factors",
];
/// What passkeys are made for: with another value those that people have are of no more use.
const RELYING_PARTY: &str = "passkeys.relying_party";
/// What begins the names of texts that are put anew as a whole.
const TEXTS_IN: &str = "messages.in.";

impl Plan {
    /// Compares the file with what is there.
    ///
    /// # Errors
    /// What the file asks for and can't be had, each with the place in the file; never empty.
    pub(crate) fn compute(config: &Config, state: &State) -> Result<Self, Vec<Mistake>> {
        let mut conflicts = Vec::new();
        for (index, pool) in config.pools.iter().enumerate() {
            let (earlier, _) = config.pools.split_at(index);
            conflicts::find(pool, earlier, state, &mut conflicts);
        }
        if !conflicts.is_empty() {
            conflicts.sort();
            return Err(conflicts);
        }
        let pools = config
            .pools
            .iter()
            .map(|pool| plan_pool(pool, state.pools.get(&pool.settings.name)))
            .collect();
        Ok(Self {
            pools,
            left_alone: left_alone(config, state),
        })
    }

    pub(crate) fn steps(&self) -> impl Iterator<Item = &Step> {
        self.pools.iter().flat_map(|pool| &pool.steps)
    }

    /// Whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.steps().all(|step| matches!(step.action, Action::Keep))
    }

    /// The steps after which something no longer works that did before.
    pub(crate) fn removals(&self) -> Vec<String> {
        self.steps()
            .flat_map(|step| match &step.action {
                Action::Remove(_) => vec![step.subject.to_string()],
                Action::Update(changes, _)
                    if matches!(step.subject, Subject::ResourceServer(_)) =>
                {
                    changes
                        .iter()
                        .filter(|change| {
                            change.setting.starts_with("scopes.") && change.new == "none"
                        })
                        .map(|change| format!("{} of {}", change.setting, step.subject))
                        .collect()
                }
                Action::Update(changes, _) => changes
                    .iter()
                    .flat_map(|change| taken_away(change, &step.subject))
                    .collect(),
                Action::Keep | Action::Create(_) => Vec::new(),
            })
            .collect()
    }
}

fn taken_away(change: &Change, subject: &Subject) -> Vec<String> {
    let setting = change.setting.as_str();
    if setting == RELYING_PARTY {
        return vec![format!("the passkeys that people have, by {setting}")];
    }
    if setting.starts_with(TEXTS_IN) && change.new == NONE {
        return vec![format!("the text {setting} of {subject}")];
    }
    if !LISTS.contains(&setting) {
        return Vec::new();
    }
    let items = change.taken_away();
    items
        .map(|item| format!("{item} of {setting} of {subject}"))
        .collect()
}

fn plan_pool(pool: &Pool, current: Option<&CurrentPool>) -> PoolPlan {
    let mut steps = vec![pool_step(pool, current)];
    steps.extend(second_factors_step(pool, current));
    if leaves_sms(pool, current) {
        steps.rotate_left(1);
    }
    steps.extend(sessions_step(pool, current));
    steps.extend(custom_attributes_steps(pool, current));
    steps.extend(domain_steps(pool, current));
    steps.extend(resource_server_steps(pool, current));
    steps.extend(pool.groups.iter().map(|group| group_step(group, current)));
    // After the resource servers, whose scopes they may ask for.
    for client in &pool.clients {
        steps.push(client_step(client, current));
        steps.extend(client_sessions_step(client, current));
    }
    // Last, because it may name a client.
    steps.push(extensions_step(pool, current));
    let clients = current.iter().flat_map(|current| &current.clients);
    PoolPlan {
        id: current.map(|current| current.id.clone()),
        client_ids: clients
            .map(|(name, client)| (name.clone(), client.id.clone()))
            .collect(),
        steps,
    }
}

fn pool_step(pool: &Pool, current: Option<&CurrentPool>) -> Step {
    let action = match current {
        None => Action::Create(Write::cognito("CreateUserPool", pool.settings.to_create())),
        Some(current) => update(
            &current.settings.members(),
            &pool.settings.over(&current.settings).members(),
            || {
                Write::cognito(
                    "UpdateUserPool",
                    pool.settings.to_update(&current.description),
                )
            },
        ),
    };
    Step {
        subject: Subject::Pool(pool.settings.name.clone()),
        action,
    }
}

/// Whether the pool's second factor is SMS alone, and is to be an app, or none: it can't lose what SMS needs before.
fn leaves_sms(pool: &Pool, current: Option<&CurrentPool>) -> bool {
    let now = current.and_then(|current| current.mfa.as_ref()?.settings.second.as_ref());
    let is_sms = now.is_some_and(|now| now.mode != "off" && now.factors.iter().eq(["sms"]));
    let wanted = pool.mfa.second.as_ref();
    is_sms && wanted.is_some_and(|wanted| wanted.factors.iter().all(|factor| factor == "app"))
}

/// After the pool, which has to have the senders of their codes. None where the file says nothing of them.
fn second_factors_step(pool: &Pool, current: Option<&CurrentPool>) -> Option<Step> {
    // The pool's step has set the file's by then.
    let before = current.map(|current| &current.settings.messages);
    let sms_text = [Some(&pool.settings.messages), before]
        .into_iter()
        .flatten()
        .find_map(|messages| messages.texts.get("sign_in_sms"));
    let current = current.and_then(|current| current.mfa.as_ref());
    let write = || {
        let answer = current.map(|current| &current.answer);
        let request = pool.mfa.to_request(answer, sms_text.map(String::as_str));
        Write::cognito("SetUserPoolMfaConfig", request)
    };
    let action = match current {
        None => Action::Create(write()),
        Some(current) => update(
            &current.settings.members(),
            &pool.mfa.over(&current.settings).members(),
            write,
        ),
    };
    pool.mfa.is_said().then_some(Step {
        subject: Subject::SecondFactors(pool.settings.name.clone()),
        action,
    })
}

/// None where the file says nothing of them; likewise below.
fn sessions_step(pool: &Pool, current: Option<&CurrentPool>) -> Option<Step> {
    let wanted = pool.sessions.as_ref()?;
    let write = || Write::cognito("SetUserPoolSessionConfiguration", wanted.to_request());
    let action = match current.and_then(|current| current.sessions.as_ref()) {
        None => Action::Create(write()),
        Some(existing) => update(&existing.members(), &wanted.members(), write),
    };
    Some(Step {
        subject: Subject::Sessions(pool.settings.name.clone()),
        action,
    })
}

fn client_sessions_step(client: &Client, current: Option<&CurrentPool>) -> Option<Step> {
    let wanted = client.sso_session?;
    let name = &client.settings.name;
    let write = || Write {
        client: Some(("ClientId", name.clone())),
        ..Write::cognito(
            "SetUserPoolClientSessionConfiguration",
            json!({"SSOSession": {"MaxValidityMinutes": wanted.seconds() / 60}}),
        )
    };
    let members = |time: Lifetime| vec![("sso_session".to_owned(), time.to_string())];
    let existing = current.and_then(|current| current.clients.get(name)?.sso_session);
    let action = match existing {
        None => Action::Create(write()),
        Some(existing) => update(&members(existing), &members(wanted), write),
    };
    Some(Step {
        subject: Subject::ClientSessions(name.clone()),
        action,
    })
}

fn group_step(wanted: &GroupSettings, current: Option<&CurrentPool>) -> Step {
    let action = match current.and_then(|current| current.groups.get(&wanted.name)) {
        None => Action::Create(Write::cognito("CreateGroup", wanted.to_request())),
        Some(existing) => update(
            &existing.members(),
            &wanted.over(existing).members(),
            || Write::cognito("UpdateGroup", wanted.to_request()),
        ),
    };
    Step {
        subject: Subject::Group(wanted.name.clone()),
        action,
    }
}

/// Those of a new pool are made with it.
fn custom_attributes_steps(pool: &Pool, current: Option<&CurrentPool>) -> Vec<Step> {
    let Some(current) = current else {
        return Vec::new();
    };
    let existing = &current.settings.custom_attributes;
    let added: Vec<_> = pool
        .settings
        .custom_attributes
        .iter()
        .filter(|(name, _)| !existing.contains_key(*name))
        .collect();
    let step = |added: &[(&String, &CustomAttribute)]| {
        let shown = added
            .iter()
            .map(|(name, attribute)| ((*name).clone(), attribute.shown()))
            .collect();
        let schema: Vec<Value> = added
            .iter()
            .map(|(name, attribute)| attribute.to_schema(name))
            .collect();
        let write = Write::cognito("AddCustomAttributes", json!({"CustomAttributes": schema}));
        Step {
            subject: Subject::CustomAttributes(pool.settings.name.clone()),
            action: Action::Update(changes(&Members::new(), &shown), write),
        }
    };
    added.chunks(ADDED_AT_ONCE).map(step).collect()
}

/// A pool has one domain, so that another one takes the place of the first.
fn domain_steps(pool: &Pool, current: Option<&CurrentPool>) -> Vec<Step> {
    let existing = current.and_then(|current| current.domain.as_ref());
    let step = |domain: &String, action: fn(Write) -> Action, operation| Step {
        subject: Subject::Domain(domain.clone()),
        action: action(Write::cognito(operation, json!({"Domain": domain}))),
    };
    if let Some(domain) = &pool.domain
        && existing == Some(domain)
    {
        return vec![Step {
            subject: Subject::Domain(domain.clone()),
            action: Action::Keep,
        }];
    }
    let removed = existing.map(|domain| step(domain, Action::Remove, "DeleteUserPoolDomain"));
    let created = pool
        .domain
        .as_ref()
        .map(|domain| step(domain, Action::Create, "CreateUserPoolDomain"));
    removed.into_iter().chain(created).collect()
}

fn resource_server_steps(pool: &Pool, current: Option<&CurrentPool>) -> Vec<Step> {
    pool.resource_servers
        .iter()
        .map(|wanted| {
            let action = match current
                .and_then(|current| current.resource_servers.get(&wanted.identifier))
            {
                None => Action::Create(Write::cognito("CreateResourceServer", wanted.to_request())),
                Some(existing) => update(&existing.members(), &wanted.members(), || {
                    Write::cognito("UpdateResourceServer", wanted.to_request())
                }),
            };
            Step {
                subject: Subject::ResourceServer(wanted.identifier.clone()),
                action,
            }
        })
        .collect()
}

fn client_step(client: &Client, current: Option<&CurrentPool>) -> Step {
    let wanted = &client.settings;
    let action = match current.and_then(|current| current.clients.get(&wanted.name)) {
        None => Action::Create(Write::cognito("CreateUserPoolClient", wanted.to_create())),
        Some(existing) => update(&existing.settings.members(), &wanted.members(), || {
            let mut body = wanted.to_update(&existing.description);
            body["ClientId"] = json!(existing.id);
            Write::cognito("UpdateUserPoolClient", body)
        }),
    };
    Step {
        subject: Subject::Client(wanted.name.clone()),
        action,
    }
}

fn extensions_step(pool: &Pool, current: Option<&CurrentPool>) -> Step {
    let wanted = &pool.extensions;
    let write = || Write {
        target: Target::vestibule("PutPoolExtensions"),
        body: wanted.to_request(),
        client: wanted
            .demo_client
            .clone()
            .map(|client| ("DemoClientId", client)),
    };
    let action = match current {
        None => Action::Create(write()),
        Some(current) => update(&current.extensions.members(), &wanted.members(), write),
    };
    Step {
        subject: Subject::Extensions(pool.settings.name.clone()),
        action,
    }
}

fn update(current: &Members, wanted: &Members, write: impl FnOnce() -> Write) -> Action {
    let changes = changes(current, wanted);
    if changes.is_empty() {
        Action::Keep
    } else {
        Action::Update(changes, write())
    }
}

fn left_alone(config: &Config, state: &State) -> Vec<Subject> {
    let pools = state.other_pools.iter().cloned().map(Subject::Pool);
    let inside = config
        .pools
        .iter()
        .filter_map(|pool| Some((pool, state.pools.get(&pool.settings.name)?)));
    let inside = inside.flat_map(|(pool, current)| {
        let declared = |identifier: &String| {
            pool.resource_servers
                .iter()
                .any(|server| server.identifier == *identifier)
        };
        let servers = current
            .resource_servers
            .keys()
            .filter(move |identifier| !declared(identifier));
        let clients = current.other_clients.iter().cloned().map(Subject::Client);
        servers.cloned().map(Subject::ResourceServer).chain(clients)
    });
    pools.chain(inside).collect()
}

impl Write {
    fn cognito(operation: &'static str, body: Value) -> Self {
        Self {
            target: Target::cognito(operation),
            body,
            client: None,
        }
    }
}
