//! A service in memory that answers as Cognito's API pages say, for the tests of what talks to it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::api::{Api, ApiError, Target};

/// Small, so that every list has several pages.
const PAGE: usize = 2;

const READS: [&str; 7] = [
    "ListUserPools",
    "DescribeUserPool",
    "ListUserPoolClients",
    "DescribeUserPoolClient",
    "ListResourceServers",
    "DescribeUserPoolDomain",
    "GetPoolExtensions",
];

#[derive(Default)]
pub(crate) struct FakeService {
    pools: RefCell<BTreeMap<String, FakePool>>,
    made: Cell<usize>,
    /// The operations that changed something, in order.
    pub(crate) writes: RefCell<Vec<&'static str>>,
    /// How many more writes are taken before one fails.
    pub(crate) writes_before_failure: Cell<Option<usize>>,
    /// Whether the write that fails is carried out all the same, and only its answer lost.
    pub(crate) loses_answer: Cell<bool>,
}

#[derive(Clone, Default)]
struct FakePool {
    description: Map<String, Value>,
    clients: BTreeMap<String, Map<String, Value>>,
    resource_servers: BTreeMap<String, Value>,
    domain: Option<String>,
    extensions: Map<String, Value>,
}

impl Api for FakeService {
    fn call(&self, target: Target, body: &Value) -> Result<Value, ApiError> {
        let operation = target.operation;
        let own = ["GetPoolExtensions", "PutPoolExtensions"].contains(&operation);
        assert_eq!(own, target.service == "VestibuleService", "{target:?}");
        if READS.contains(&operation) {
            return self.read(operation, body);
        }
        if let Some(left) = self.writes_before_failure.get() {
            self.writes_before_failure.set(left.checked_sub(1));
            if left == 0 {
                if self.loses_answer.get() {
                    self.write(operation, body)?;
                    return Err(ApiError::Lost {
                        operation,
                        cause: "connection closed".into(),
                    });
                }
                return Err(refused(
                    operation,
                    "TooManyRequestsException",
                    "Rate exceeded",
                ));
            }
        }
        let answer = self.write(operation, body)?;
        self.writes.borrow_mut().push(operation);
        Ok(answer)
    }
}

impl FakeService {
    pub(crate) fn pool_ids(&self) -> Vec<String> {
        self.pools.borrow().keys().cloned().collect()
    }

    /// The stored member of the only pool of that name.
    pub(crate) fn pool_member(&self, name: &str, member: &str) -> Value {
        let pools = self.pools.borrow();
        let mut named = pools
            .values()
            .filter(|pool| pool.description["Name"] == name);
        let pool = named.next().expect("there is such a pool");
        assert!(named.next().is_none(), "there is one such pool");
        pool.description.get(member).cloned().unwrap_or_default()
    }

    /// The stored members of the only client of that name.
    pub(crate) fn client(&self, name: &str) -> Value {
        let pools = self.pools.borrow();
        let mut named = pools
            .values()
            .flat_map(|pool| pool.clients.values())
            .filter(|client| client["ClientName"] == name);
        let client = named.next().expect("there is such a client").clone();
        assert!(named.next().is_none(), "there is one such client");
        Value::Object(client)
    }

    pub(crate) fn extensions(&self, pool_id: &str) -> Value {
        Value::Object(self.pools.borrow()[pool_id].extensions.clone())
    }

    fn read(&self, operation: &'static str, body: &Value) -> Result<Value, ApiError> {
        let pools = self.pools.borrow();
        if operation == "ListUserPools" {
            let items = pools
                .iter()
                .map(|(id, pool)| json!({"Id": id, "Name": pool.description["Name"]}));
            return Ok(page("UserPools", items.collect(), body));
        }
        if operation == "DescribeUserPoolDomain" {
            let owner = pools
                .iter()
                .find(|(_, pool)| body["Domain"] == json!(pool.domain));
            let description =
                owner.map(|(id, _)| json!({"UserPoolId": id, "Domain": body["Domain"]}));
            return Ok(json!({"DomainDescription": description.unwrap_or(json!({}))}));
        }
        let pool = pools
            .get(text(body, "UserPoolId"))
            .ok_or_else(|| missing_pool(operation, body))?;
        Ok(match operation {
            "DescribeUserPool" => {
                let mut description = pool.description.clone();
                if let Some(domain) = &pool.domain {
                    description.insert("Domain".into(), json!(domain));
                }
                json!({"UserPool": description})
            }
            "ListUserPoolClients" => {
                let items = pool.clients.values();
                let items = items.map(|client| json!({"ClientId": client["ClientId"], "ClientName": client["ClientName"]}));
                page("UserPoolClients", items.collect(), body)
            }
            "DescribeUserPoolClient" => {
                json!({"UserPoolClient": pool.clients[text(body, "ClientId")]})
            }
            "ListResourceServers" => page(
                "ResourceServers",
                pool.resource_servers.values().cloned().collect(),
                body,
            ),
            _ => {
                let member = |name: &str| pool.extensions.get(name).cloned().unwrap_or_default();
                json!({
                    "UserPoolId": body["UserPoolId"], "Hardening": member("Hardening"), "Branding": member("Branding"),
                    "Demo": member("Demo"), "DemoClientId": member("DemoClientId"),
                })
            }
        })
    }

    fn write(&self, operation: &'static str, body: &Value) -> Result<Value, ApiError> {
        let mut pools = self.pools.borrow_mut();
        let members = body.as_object().expect("a body is an object").clone();
        if operation == "CreateUserPool" {
            let id = self.new_id("local_");
            let description = new_pool(&id, members);
            let pool = FakePool {
                description: description.clone(),
                ..FakePool::default()
            };
            pools.insert(id, pool);
            return Ok(json!({"UserPool": description}));
        }
        if operation == "CreateUserPoolDomain"
            && pools
                .values()
                .any(|pool| body["Domain"] == json!(pool.domain))
        {
            return Err(refused(
                operation,
                "InvalidParameterException",
                "Domain already associated with another user pool.",
            ));
        }
        let is_another_demo = |(id, pool): (&String, &FakePool)| {
            *id != text(body, "UserPoolId") && pool.extensions.get("Demo") == Some(&json!(true))
        };
        if operation == "PutPoolExtensions"
            && body["Demo"] == json!(true)
            && pools.iter().any(is_another_demo)
        {
            return Err(refused(
                operation,
                "InvalidParameterException",
                "The demo app signs in to another user pool already.",
            ));
        }
        let pool = pools
            .get_mut(text(body, "UserPoolId"))
            .ok_or_else(|| missing_pool(operation, body))?;
        match operation {
            "UpdateUserPool" => {
                update_pool(&mut pool.description, members);
                Ok(json!({}))
            }
            "AddCustomAttributes" => {
                let added = body["CustomAttributes"].as_array().expect("a list");
                assert!((1..=25).contains(&added.len()), "{body}");
                let added = added.iter().map(custom_attribute);
                let schema = pool.description["SchemaAttributes"]
                    .as_array_mut()
                    .expect("a list");
                schema.extend(added);
                Ok(json!({}))
            }
            "CreateUserPoolDomain" => {
                if pool.domain.is_some() {
                    return Err(refused(
                        operation,
                        "InvalidParameterException",
                        "User pool already has a domain configured.",
                    ));
                }
                pool.domain = Some(text(body, "Domain").to_owned());
                Ok(json!({}))
            }
            "DeleteUserPoolDomain" => {
                assert_eq!(pool.domain.take().as_deref(), Some(text(body, "Domain")));
                Ok(json!({}))
            }
            "CreateResourceServer" | "UpdateResourceServer" => {
                let identifier = text(body, "Identifier").to_owned();
                assert_eq!(
                    operation == "UpdateResourceServer",
                    pool.resource_servers.contains_key(&identifier)
                );
                pool.resource_servers.insert(identifier, body.clone());
                Ok(json!({"ResourceServer": body}))
            }
            "CreateUserPoolClient" => {
                check_scopes(operation, pool, body)?;
                let id = self.new_id("client");
                let client = new_client(&id, members);
                pool.clients.insert(id, client.clone());
                Ok(json!({"UserPoolClient": client}))
            }
            "UpdateUserPoolClient" => {
                check_scopes(operation, pool, body)?;
                let client = pool
                    .clients
                    .get_mut(text(body, "ClientId"))
                    .expect("the client is there");
                assert!(
                    !members.contains_key("GenerateSecret")
                        && !members.contains_key("ClientSecret")
                );
                let secret = client.remove("ClientSecret");
                *client = stored_client(members);
                client.extend(secret.map(|secret| ("ClientSecret".to_owned(), secret)));
                Ok(json!({"UserPoolClient": client}))
            }
            "PutPoolExtensions" => {
                pool.extensions = members;
                Ok(json!({}))
            }
            other => panic!("{other} isn't an operation that apply uses"),
        }
    }

    fn new_id(&self, prefix: &str) -> String {
        self.made.set(self.made.get() + 1);
        format!("{prefix}{}", self.made.get())
    }
}

fn new_pool(id: &str, mut request: Map<String, Value>) -> Map<String, Value> {
    let mut schema = vec![
        json!({"Name": "sub", "AttributeDataType": "String", "Required": true, "Mutable": false}),
    ];
    for attribute in request
        .remove("Schema")
        .iter()
        .flat_map(|schema| schema.as_array().expect("a list"))
    {
        let standard = attribute["Required"] == json!(true);
        schema.push(if standard {
            attribute.clone()
        } else {
            custom_attribute(attribute)
        });
    }
    let mut description = Map::new();
    for fixed in [
        "UsernameAttributes",
        "AliasAttributes",
        "UsernameConfiguration",
    ] {
        description.extend(request.remove(fixed).map(|value| (fixed.to_owned(), value)));
    }
    description.insert("Id".into(), json!(id));
    description.insert(
        "Name".into(),
        request.remove("PoolName").expect("it is required"),
    );
    description.insert("SchemaAttributes".into(), json!(schema));
    update_pool(&mut description, request);
    description
}

/// Members that an update leaves out are back at their defaults.
fn update_pool(description: &mut Map<String, Value>, request: Map<String, Value>) {
    let fixed = [
        "Id",
        "Name",
        "SchemaAttributes",
        "UsernameAttributes",
        "AliasAttributes",
        "UsernameConfiguration",
    ];
    description.retain(|name, _| fixed.contains(&name.as_str()));
    description.insert("DeletionProtection".into(), json!("INACTIVE"));
    description.insert("LambdaConfig".into(), json!({}));
    description.insert("EstimatedNumberOfUsers".into(), json!(0));
    for (name, value) in request.into_iter().filter(|(name, _)| name != "UserPoolId") {
        assert!(
            !fixed.contains(&name.as_str()) && name != "EstimatedNumberOfUsers",
            "{name} can't be updated"
        );
        description.insert(name, value);
    }
    let admin = description["AdminCreateUserConfig"]
        .as_object_mut()
        .expect("apply always sends it");
    assert!(
        !admin.contains_key("UnusedAccountValidityDays"),
        "TemporaryPasswordValidityDays replaced it"
    );
    admin.insert("UnusedAccountValidityDays".into(), json!(7));
}

fn custom_attribute(request: &Value) -> Value {
    let mut attribute = request.clone();
    attribute["Name"] = json!(format!("custom:{}", text(request, "Name")));
    attribute["Required"] = json!(false);
    if request["AttributeDataType"] == "String"
        && request.get("StringAttributeConstraints").is_none()
    {
        attribute["StringAttributeConstraints"] = json!({});
    }
    attribute
}

fn new_client(id: &str, mut request: Map<String, Value>) -> Map<String, Value> {
    let secret = request.remove("GenerateSecret") == Some(json!(true));
    request.insert("ClientId".into(), json!(id));
    let mut client = stored_client(request);
    if secret {
        client.insert("ClientSecret".into(), json!("a-secret-nobody-should-see"));
    }
    client
}

/// Empty lists aren't stored, and a rotation that is off has no grace.
fn stored_client(request: Map<String, Value>) -> Map<String, Value> {
    let mut client = request;
    client.retain(|_, value| value.as_array().is_none_or(|items| !items.is_empty()));
    if client["RefreshTokenRotation"]["Feature"] == "DISABLED" {
        client["RefreshTokenRotation"]["RetryGracePeriodSeconds"] = json!(0);
    }
    client
}

fn check_scopes(operation: &'static str, pool: &FakePool, body: &Value) -> Result<(), ApiError> {
    for scope in body["AllowedOAuthScopes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        let Some((server, name)) = scope.rsplit_once('/') else {
            continue;
        };
        let scopes = pool
            .resource_servers
            .get(server)
            .and_then(|server| server["Scopes"].as_array());
        if !scopes
            .into_iter()
            .flatten()
            .any(|scope| scope["ScopeName"] == name)
        {
            let message = format!("Invalid scope requested: {scope}");
            return Err(refused(operation, "ScopeDoesNotExistException", &message));
        }
    }
    Ok(())
}

fn page(member: &str, items: Vec<Value>, body: &Value) -> Value {
    assert!(
        body["MaxResults"]
            .as_u64()
            .is_some_and(|most| (1..=60).contains(&most)),
        "{body}"
    );
    let start = body["NextToken"]
        .as_str()
        .map_or(0, |token| token.parse().expect("a token of ours"));
    let rest = items.len().saturating_sub(start);
    let mut page = json!({member: items.iter().skip(start).take(PAGE).collect::<Vec<_>>()});
    if rest > PAGE {
        page["NextToken"] = json!((start + PAGE).to_string());
    }
    page
}

fn text<'b>(body: &'b Value, member: &str) -> &'b str {
    body[member]
        .as_str()
        .unwrap_or_else(|| panic!("{member} is required: {body}"))
}

fn missing_pool(operation: &'static str, body: &Value) -> ApiError {
    let message = format!("User pool {} does not exist.", text(body, "UserPoolId"));
    refused(operation, "ResourceNotFoundException", &message)
}

fn refused(operation: &'static str, code: &str, message: &str) -> ApiError {
    ApiError::Refused {
        operation,
        code: code.to_owned(),
        message: message.to_owned(),
    }
}
