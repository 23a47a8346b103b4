//! What the deployment has now of what the file declares. Everything is read before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize as _;
use serde_json::Value;

use crate::api::{self, Api, ApiError};
use crate::config::{Client, Config, Pool};
use crate::lifetime::Lifetime;
use crate::settings::{
    ClientSettings, Extensions, GroupSettings, MfaSettings, PoolSettings, ResourceServerSettings,
    SessionSettings,
};

#[derive(Debug)]
pub(crate) struct State {
    /// By name: the pools that the file declares and the deployment has.
    pub(crate) pools: BTreeMap<String, CurrentPool>,
    /// The names of the deployment's other pools.
    pub(crate) other_pools: BTreeSet<String>,
    /// By domain: the id of the pool that has it, for the domains in the file.
    pub(crate) domain_owners: BTreeMap<String, String>,
    /// The id of the pool that the demo app signs in to, if the file wants it for one.
    pub(crate) demo_owner: Option<String>,
    /// Names that the file declares once and the deployment has more than once.
    pub(crate) ambiguous: Vec<Ambiguous>,
}

/// One name in the file, and several things of that name in the deployment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ambiguous {
    pub(crate) pool: String,
    /// The client's name, if it isn't the pool itself.
    pub(crate) client: Option<String>,
    pub(crate) ids: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct CurrentPool {
    pub(crate) id: String,
    pub(crate) settings: PoolSettings,
    /// As DescribeUserPool gave it.
    pub(crate) description: Value,
    /// If the file speaks of it; likewise below.
    pub(crate) mfa: Option<CurrentMfa>,
    pub(crate) sessions: Option<SessionSettings>,
    /// By name: the groups that the file declares.
    pub(crate) groups: BTreeMap<String, GroupSettings>,
    pub(crate) domain: Option<String>,
    pub(crate) extensions: Extensions,
    /// By identifier.
    pub(crate) resource_servers: BTreeMap<String, ResourceServerSettings>,
    /// By name: the clients that the file declares.
    pub(crate) clients: BTreeMap<String, CurrentClient>,
    pub(crate) other_clients: BTreeSet<String>,
}

#[derive(Debug)]
pub(crate) struct CurrentMfa {
    pub(crate) settings: MfaSettings,
    /// GetUserPoolMfaConfig's.
    pub(crate) answer: Value,
}

#[derive(Debug)]
pub(crate) struct CurrentClient {
    pub(crate) id: String,
    pub(crate) settings: ClientSettings,
    /// If the file speaks of it.
    pub(crate) sso_session: Option<Lifetime>,
    /// As DescribeUserPoolClient gave it, less the secret.
    pub(crate) description: Value,
}

impl State {
    /// Reads what concerns the file.
    pub(crate) fn read(api: &dyn Api, config: &Config) -> Result<Self, ApiError> {
        let mut ids = api::list_user_pools(api)?;
        let mut state = Self {
            pools: BTreeMap::new(),
            other_pools: BTreeSet::new(),
            domain_owners: BTreeMap::new(),
            demo_owner: None,
            ambiguous: Vec::new(),
        };
        for pool in &config.pools {
            let name = &pool.settings.name;
            match ids.remove(name).as_deref() {
                None | Some([]) => {}
                Some([id]) => {
                    let current = read_pool(api, pool, id, &mut state.ambiguous)?;
                    state.pools.insert(name.clone(), current);
                }
                Some(ids) => {
                    let ids = ids.to_vec();
                    state.ambiguous.push(Ambiguous {
                        pool: name.clone(),
                        client: None,
                        ids,
                    });
                }
            }
            if let Some(domain) = &pool.domain
                && let Some(owner) = api::owner_of_domain(api, domain)?
            {
                state.domain_owners.insert(domain.clone(), owner);
            }
        }
        let wants_demo = |pool: &Pool| pool.extensions.demo_client.is_some();
        if config.pools.iter().any(wants_demo) {
            state.demo_owner = read_demo_owner(api, &state.pools, ids.values().flatten())?;
        }
        state.other_pools = ids.into_keys().collect();
        Ok(state)
    }
}

/// The pool that the demo app signs in to: one of `pools`, which are read already, or of the ids in `others`.
fn read_demo_owner<'a>(
    api: &dyn Api,
    pools: &BTreeMap<String, CurrentPool>,
    others: impl Iterator<Item = &'a String>,
) -> Result<Option<String>, ApiError> {
    let has_demo = |pool: &&CurrentPool| pool.extensions.demo_client.is_some();
    if let Some(owner) = pools.values().find(has_demo) {
        return Ok(Some(owner.id.clone()));
    }
    for id in others {
        let answer = match api::get_pool_extensions(api, id) {
            // Somebody has deleted it since the list was read.
            Err(ApiError::Refused { code, .. }) if code == "ResourceNotFoundException" => continue,
            answer => answer?,
        };
        if answer.get("Demo").and_then(Value::as_bool) == Some(true) {
            return Ok(Some(id.clone()));
        }
    }
    Ok(None)
}

fn read_pool(
    api: &dyn Api,
    pool: &Pool,
    id: &str,
    ambiguous: &mut Vec<Ambiguous>,
) -> Result<CurrentPool, ApiError> {
    let description = api::describe_user_pool(api, id)?;
    let settings =
        PoolSettings::from_description(&description).map_err(unexpected("DescribeUserPool"))?;
    let domain = description
        .get("Domain")
        .and_then(Value::as_str)
        .map(str::to_owned);

    let mfa = match pool.mfa.is_said() {
        true => {
            let answer = api::get_mfa_config(api, id)?;
            let settings = MfaSettings::from_answer(&answer);
            Some(CurrentMfa { settings, answer })
        }
        false => None,
    };
    let sessions = match &pool.sessions {
        Some(_) => Some(SessionSettings::from_answer(
            &api::get_session_configuration(api, id)?,
        )),
        None => None,
    };
    let mut groups = BTreeMap::new();
    for GroupSettings { name, .. } in &pool.groups {
        if let Some(group) = api::get_group(api, id, name)? {
            let group = GroupSettings::deserialize(group).map_err(unexpected("GetGroup"))?;
            groups.insert(name.clone(), group);
        }
    }

    let mut resource_servers = BTreeMap::new();
    for server in api::list_resource_servers(api, id)? {
        let server = ResourceServerSettings::from_description(&server)
            .map_err(unexpected("ListResourceServers"))?;
        resource_servers.insert(server.identifier.clone(), server);
    }

    let mut client_ids = api::list_user_pool_clients(api, id)?;
    let answer = api::get_pool_extensions(api, id)?;
    let name_of = |id: &str| {
        let mut named = client_ids
            .iter()
            .filter(|(_, ids)| ids.iter().any(|it| it == id));
        named.next().map(|(name, _)| name.clone())
    };
    let extensions =
        Extensions::from_answer(&answer, name_of).map_err(unexpected("GetPoolExtensions"))?;

    let mut clients = BTreeMap::new();
    for client in &pool.clients {
        let name = &client.settings.name;
        match client_ids.remove(name).as_deref() {
            None | Some([]) => {}
            Some([client_id]) => {
                clients.insert(name.clone(), read_client(api, id, client_id, client)?);
            }
            Some(ids) => ambiguous.push(Ambiguous {
                pool: pool.settings.name.clone(),
                client: Some(name.clone()),
                ids: ids.to_vec(),
            }),
        }
    }
    let other_clients = client_ids.into_keys().collect();
    let id = id.to_owned();
    Ok(CurrentPool {
        id,
        settings,
        description,
        mfa,
        sessions,
        groups,
        domain,
        extensions,
        resource_servers,
        clients,
        other_clients,
    })
}

fn read_client(
    api: &dyn Api,
    pool_id: &str,
    client_id: &str,
    client: &Client,
) -> Result<CurrentClient, ApiError> {
    let mut description = api::describe_user_pool_client(api, pool_id, client_id)?;
    let mut settings = ClientSettings::from_description(&description)
        .map_err(unexpected("DescribeUserPoolClient"))?;
    if !settings.secret && client.settings.secret {
        // One that was added later is in no description.
        settings.secret = api::has_secret(api, pool_id, client_id)?;
    }
    if let Some(members) = description.as_object_mut() {
        members.remove("ClientSecret");
    }
    let sso_session = match client.sso_session {
        Some(_) => {
            let minutes = api::get_sso_minutes(api, pool_id, client_id)?;
            Some(Lifetime::from_minutes(minutes))
        }
        None => None,
    };
    Ok(CurrentClient {
        id: client_id.to_owned(),
        settings,
        sso_session,
        description,
    })
}

fn unexpected(operation: &'static str) -> impl Fn(serde_json::Error) -> ApiError {
    move |error| ApiError::Unexpected {
        operation,
        cause: error.to_string(),
    }
}
