//! The operations that `apply` needs, over anything that can carry a call.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Something that carries calls to a deployment: HTTP, or a test's own service.
pub(crate) trait Api {
    /// # Errors
    /// [`ApiError`], which tells a refusal from an answer that never came.
    fn call(&self, target: Target, body: &Value) -> Result<Value, ApiError>;
}

/// An operation, as `X-Amz-Target` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) service: &'static str,
    pub(crate) operation: &'static str,
}

impl Target {
    pub(crate) const fn cognito(operation: &'static str) -> Self {
        Self {
            service: "AWSCognitoIdentityProviderService",
            operation,
        }
    }

    /// An operation that Cognito doesn't have.
    pub(crate) const fn vestibule(operation: &'static str) -> Self {
        Self {
            service: "VestibuleService",
            operation,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// The service understood and said no; nothing has changed.
    #[error("{operation} was refused: {code}{}", if message.is_empty() { String::new() } else { format!(": {message}") })]
    Refused {
        operation: &'static str,
        code: String,
        message: String,
    },
    /// The call didn't leave this machine; nothing has changed.
    #[error(
        "no connection to {endpoint}: {cause}; is the deployment running there? --endpoint names another"
    )]
    Unreachable { endpoint: String, cause: String },
    /// The call was sent and no usable answer came back: it may or may not have been carried out.
    #[error("{operation} was sent, but its answer was lost: {cause}")]
    Lost {
        operation: &'static str,
        cause: String,
    },
    /// An answer that isn't what the operation answers.
    #[error("{operation} answered something unexpected: {cause}")]
    Unexpected {
        operation: &'static str,
        cause: String,
    },
}

impl ApiError {
    /// Whether the call may have been carried out all the same.
    pub(crate) fn may_have_happened(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::Unexpected { .. })
    }
}

/// Every pool: its id, by its name. Names aren't unique, so there may be several ids.
pub(crate) fn list_user_pools(api: &dyn Api) -> Result<BTreeMap<String, Vec<String>>, ApiError> {
    let pools = list(api, "ListUserPools", "UserPools", json!({"MaxResults": 60}))?;
    by_name(&pools, "ListUserPools", "Name", "Id")
}

/// `UserPool`.
pub(crate) fn describe_user_pool(api: &dyn Api, pool_id: &str) -> Result<Value, ApiError> {
    describe(
        api,
        "DescribeUserPool",
        "UserPool",
        &json!({"UserPoolId": pool_id}),
    )
}

/// Every client of the pool: its ids, by its name.
pub(crate) fn list_user_pool_clients(
    api: &dyn Api,
    pool_id: &str,
) -> Result<BTreeMap<String, Vec<String>>, ApiError> {
    let body = json!({"UserPoolId": pool_id, "MaxResults": 60});
    let clients = list(api, "ListUserPoolClients", "UserPoolClients", body)?;
    by_name(&clients, "ListUserPoolClients", "ClientName", "ClientId")
}

/// `UserPoolClient`.
pub(crate) fn describe_user_pool_client(
    api: &dyn Api,
    pool_id: &str,
    client_id: &str,
) -> Result<Value, ApiError> {
    let body = json!({"UserPoolId": pool_id, "ClientId": client_id});
    describe(api, "DescribeUserPoolClient", "UserPoolClient", &body)
}

/// Every resource server of the pool.
pub(crate) fn list_resource_servers(api: &dyn Api, pool_id: &str) -> Result<Vec<Value>, ApiError> {
    list(
        api,
        "ListResourceServers",
        "ResourceServers",
        json!({"UserPoolId": pool_id, "MaxResults": 50}),
    )
}

/// Whether the client has a secret, shown or not.
pub(crate) fn has_secret(api: &dyn Api, pool_id: &str, client_id: &str) -> Result<bool, ApiError> {
    let secrets = list(
        api,
        "ListUserPoolClientSecrets",
        "ClientSecrets",
        json!({"UserPoolId": pool_id, "ClientId": client_id}),
    )?;
    Ok(!secrets.is_empty())
}

/// The id of the pool that has the domain.
pub(crate) fn owner_of_domain(api: &dyn Api, domain: &str) -> Result<Option<String>, ApiError> {
    let description = describe(
        api,
        "DescribeUserPoolDomain",
        "DomainDescription",
        &json!({"Domain": domain}),
    )?;
    Ok(description
        .get("UserPoolId")
        .and_then(Value::as_str)
        .map(str::to_owned))
}

/// The pool's second factors and passkeys.
pub(crate) fn get_mfa_config(api: &dyn Api, pool_id: &str) -> Result<Value, ApiError> {
    api.call(
        Target::cognito("GetUserPoolMfaConfig"),
        &json!({"UserPoolId": pool_id}),
    )
}

/// Whether the pool tracks sessions.
pub(crate) fn get_session_configuration(api: &dyn Api, pool_id: &str) -> Result<Value, ApiError> {
    api.call(
        Target::cognito("GetUserPoolSessionConfiguration"),
        &json!({"UserPoolId": pool_id}),
    )
}

/// For how many minutes the client takes a browser's session for the person.
pub(crate) fn get_sso_minutes(
    api: &dyn Api,
    pool_id: &str,
    client_id: &str,
) -> Result<u64, ApiError> {
    let operation = "GetUserPoolClientSessionConfiguration";
    let body = json!({"UserPoolId": pool_id, "ClientId": client_id});
    let answer = api.call(Target::cognito(operation), &body)?;
    let path = "/SSOSession/MaxValidityMinutes";
    let minutes = answer.pointer(path).and_then(Value::as_u64);
    minutes.ok_or_else(|| ApiError::Unexpected {
        operation,
        cause: format!("there is no number at {path}"),
    })
}

/// `Group`, if the pool has one of this name.
pub(crate) fn get_group(
    api: &dyn Api,
    pool_id: &str,
    name: &str,
) -> Result<Option<Value>, ApiError> {
    let body = json!({"UserPoolId": pool_id, "GroupName": name});
    match describe(api, "GetGroup", "Group", &body) {
        Err(ApiError::Refused { code, .. }) if code == "ResourceNotFoundException" => Ok(None),
        answer => answer.map(Some),
    }
}

/// Vestibule's own settings of the pool.
pub(crate) fn get_pool_extensions(api: &dyn Api, pool_id: &str) -> Result<Value, ApiError> {
    api.call(
        Target::vestibule("GetPoolExtensions"),
        &json!({"UserPoolId": pool_id}),
    )
}

/// The text that an answer has at `path`.
pub(crate) fn text_at(
    answer: &Value,
    operation: &'static str,
    path: &str,
) -> Result<String, ApiError> {
    let text = answer.pointer(path).and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| ApiError::Unexpected {
        operation,
        cause: format!("there is no text at {path}"),
    })
}

fn describe(
    api: &dyn Api,
    operation: &'static str,
    member: &str,
    body: &Value,
) -> Result<Value, ApiError> {
    let mut answer = api.call(Target::cognito(operation), body)?;
    answer
        .get_mut(member)
        .map(Value::take)
        .ok_or_else(|| ApiError::Unexpected {
            operation,
            cause: format!("there is no {member}"),
        })
}

fn list(
    api: &dyn Api,
    operation: &'static str,
    member: &str,
    mut body: Value,
) -> Result<Vec<Value>, ApiError> {
    let unexpected = |cause: String| ApiError::Unexpected { operation, cause };
    let mut items = Vec::new();
    loop {
        let mut page = api.call(Target::cognito(operation), &body)?;
        match page.get_mut(member).map(Value::take) {
            Some(Value::Array(more)) => items.extend(more),
            _ => return Err(unexpected(format!("there is no list {member}"))),
        }
        match page.get("NextToken") {
            Some(Value::String(next))
                if body.get("NextToken").and_then(Value::as_str) == Some(next) =>
            {
                return Err(unexpected("its pages lead in a circle".to_owned()));
            }
            Some(Value::String(next)) => body["NextToken"] = json!(next),
            _ => return Ok(items),
        }
    }
}

fn by_name(
    items: &[Value],
    operation: &'static str,
    name: &str,
    id: &str,
) -> Result<BTreeMap<String, Vec<String>>, ApiError> {
    let mut ids: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in items {
        let name = text_at(item, operation, &format!("/{name}"))?;
        ids.entry(name)
            .or_default()
            .push(text_at(item, operation, &format!("/{id}"))?);
    }
    Ok(ids)
}
