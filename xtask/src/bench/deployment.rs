//! What the calls are made on: pools, clients and users, made through the API as an administrator makes them.

use super::client::{Connection, Request, host};
use crate::secrets::{ACCESS_KEY_ID, SECRET_ACCESS_KEY, Secrets};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::{net::SocketAddr, time::SystemTime};
use vestibule_crypto::{
    SecretString,
    sigv4::{self, Credentials},
};

/// Of every user.
pub(super) const PASSWORD: &str = "Correct-h0rse-battery";

const CALLBACK: &str = "http://localhost/callback";

/// Signs an administrator's calls.
pub(super) struct Administrator {
    address: SocketAddr,
    credentials: Credentials,
}

/// A pool that people sign in to, with the clients to do it by.
pub(super) struct Pool {
    pub(super) id: String,
    /// Without a secret: passwords, SRP, refresh tokens, and the hosted pages.
    pub(super) client: String,
}

impl Administrator {
    pub(super) fn new(address: SocketAddr, secrets: &Secrets) -> Self {
        Self {
            address,
            credentials: Credentials {
                access_key_id: secrets.get(ACCESS_KEY_ID).to_owned(),
                secret_access_key: SecretString::from(secrets.get(SECRET_ACCESS_KEY)),
                session_token: None,
            },
        }
    }

    /// Calls an operation of Cognito's.
    pub(super) fn call(&self, operation: &str, body: &Value) -> Result<Value> {
        self.send(Request::call(operation, body))
    }

    /// Calls an operation of Vestibule's own.
    pub(super) fn call_extension(&self, operation: &str, body: &Value) -> Result<Value> {
        let mut request = Request::call(operation, body);
        for (name, value) in &mut request.headers {
            if *name == "X-Amz-Target" {
                *value = format!("VestibuleService.{operation}");
            }
        }
        self.send(request)
    }

    fn send(&self, mut request: Request) -> Result<Value> {
        let host = host(self.address);
        let headers: Vec<(&str, &str)> = request
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .chain([("Host", host.as_str())])
            .collect();
        let signed = sigv4::sign(
            &sigv4::Request {
                method: request.method,
                path: &request.path,
                query: "",
                headers: &headers,
                body: &request.body,
            },
            &self.credentials,
            "local",
            "cognito-idp",
            now_ms()?,
        );
        request.headers.extend(signed);
        let answer = Connection::open(self.address)?.send(&request)?;
        match answer.body.as_slice() {
            [] => Ok(Value::Null),
            body => Ok(serde_json::from_slice(body)?),
        }
    }
}

impl Pool {
    /// Makes a pool whose users have usernames.
    pub(super) fn create(admin: &Administrator, name: &str) -> Result<Self> {
        let pool = admin.call("CreateUserPool", &json!({"PoolName": name}))?;
        let id = text(&pool, "/UserPool/Id")?;
        let client = admin.call(
            "CreateUserPoolClient",
            &json!({
                "UserPoolId": id,
                "ClientName": "app",
                "ExplicitAuthFlows":
                    ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
                "AllowedOAuthFlowsUserPoolClient": true,
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthScopes": ["openid", "email"],
                "CallbackURLs": [CALLBACK],
                "SupportedIdentityProviders": ["COGNITO"],
            }),
        )?;
        let client = text(&client, "/UserPoolClient/ClientId")?;
        Ok(Self { id, client })
    }

    /// Registers a user with [`PASSWORD`].
    pub(super) fn sign_up(&self, username: &str) -> Request {
        let body = json!({"ClientId": self.client, "Username": username, "Password": PASSWORD});
        Request::call("SignUp", &body)
    }

    /// Signs a user in by [`PASSWORD`].
    pub(super) fn sign_in(&self, username: &str) -> Request {
        self.initiate(
            "USER_PASSWORD_AUTH",
            json!({"USERNAME": username, "PASSWORD": PASSWORD}),
        )
    }

    pub(super) fn refresh(&self, refresh_token: &str) -> Request {
        self.initiate(
            "REFRESH_TOKEN_AUTH",
            json!({"REFRESH_TOKEN": refresh_token}),
        )
    }

    pub(super) fn initiate(&self, flow: &str, parameters: Value) -> Request {
        let body = json!({"AuthFlow": flow, "ClientId": self.client, "AuthParameters": parameters});
        Request::call("InitiateAuth", &body)
    }

    pub(super) fn get_user(access_token: &str) -> Request {
        Request::call("GetUser", &json!({"AccessToken": access_token}))
    }

    pub(super) fn login_page(&self) -> Request {
        let callback = CALLBACK.replace(':', "%3A").replace('/', "%2F");
        Request::get(format!(
            "/login?client_id={}&response_type=code&scope=openid&redirect_uri={callback}",
            self.client
        ))
    }

    /// A client that signs in as itself, and its request for a token.
    pub(super) fn client_credentials(&self, admin: &Administrator) -> Result<Request> {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        admin.call(
            "CreateResourceServer",
            &json!({
                "UserPoolId": self.id,
                "Identifier": "api",
                "Name": "API",
                "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read"}],
            }),
        )?;
        let client = admin.call(
            "CreateUserPoolClient",
            &json!({
                "UserPoolId": self.id,
                "ClientName": "machine",
                "GenerateSecret": true,
                "AllowedOAuthFlowsUserPoolClient": true,
                "AllowedOAuthFlows": ["client_credentials"],
                "AllowedOAuthScopes": ["api/read"],
            }),
        )?;
        let credentials = format!(
            "{}:{}",
            text(&client, "/UserPoolClient/ClientId")?,
            text(&client, "/UserPoolClient/ClientSecret")?
        );
        Ok(Request {
            method: "POST",
            path: "/oauth2/token".to_owned(),
            headers: vec![
                (
                    "Content-Type",
                    "application/x-www-form-urlencoded".to_owned(),
                ),
                (
                    "Authorization",
                    format!("Basic {}", STANDARD.encode(credentials)),
                ),
            ],
            body: b"grant_type=client_credentials&scope=api%2Fread".to_vec(),
            peer: None,
        })
    }
}

/// The text at a place of an answer.
pub(super) fn text(answer: &Value, pointer: &str) -> Result<String> {
    let value = answer.pointer(pointer).and_then(Value::as_str);
    value
        .map(str::to_owned)
        .with_context(|| format!("the answer has no {pointer}"))
}

pub(super) fn now_ms() -> Result<i64> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(i64::try_from(now.as_millis())?)
}
