//! A deployment as its callers see it: signed POSTs to `/`, JSON in and out.

use super::call;
use crate::{
    config::Cache,
    cx::Cx,
    extensions,
    http::{Request, Response},
    identifier,
    model::object_key::{Class, ObjectKey},
    ports::{
        LocalFuture,
        objects::{ObjectError, Objects},
        sql::{Sql as _, Value as SqlValue},
    },
    store::{classes, envelope::Envelope, transition::Tx, wake},
    testing::World,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use num_bigint::BigUint;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::{
    cell::RefCell,
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};
use vestibule_crypto::{
    digest::hmac_sha256,
    secret_hash, sigv4,
    srp::{format_timestamp, parse_timestamp},
};

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "Passw0rd!";

/// An error's type and message, which is empty where there is none.
pub(crate) type Refused = (String, String);

/// A pool with a client.
pub(crate) struct Api {
    pub(crate) world: World,
    pub(crate) pool: String,
    pub(crate) client: String,
}

impl Api {
    /// `pool` and `client` are members of CreateUserPool and CreateUserPoolClient, beside or instead of the usual ones.
    pub(crate) fn new(pool: Value, client: Value) -> Self {
        Self::within(World::new(), pool, client)
    }

    pub(crate) fn within(world: World, pool: Value, client: Value) -> Self {
        let mut api = Self {
            world,
            pool: String::new(),
            client: String::new(),
        };
        let usual =
            json!({"PoolName": "people", "UsernameConfiguration": {"CaseSensitive": false}});
        let made = api.ok("CreateUserPool", merged(usual, pool));
        api.pool = text(&made["UserPool"]["Id"]);
        api.client = api.add_client(client).0;
        api
    }

    pub(crate) fn usual() -> Self {
        Self::new(json!({}), json!({}))
    }

    /// Another client: its id and its secret, which is empty where it has none.
    pub(crate) fn add_client(&self, members: Value) -> (String, String) {
        let usual = json!({
            "UserPoolId": self.pool, "ClientName": "app", "ExplicitAuthFlows": [
                "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH",
                "ALLOW_REFRESH_TOKEN_AUTH",
            ],
        });
        let made = self.ok("CreateUserPoolClient", merged(usual, members));
        let client = &made["UserPoolClient"];
        (
            text(&client["ClientId"]),
            client["ClientSecret"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        )
    }

    /// A request to the API, signed. Operations that anyone may call don't look at that.
    pub(crate) fn request(&self, operation: &str, body: &str) -> Request {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let headers = [
            ("host", "localhost:8787"),
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", target.as_str()),
        ];
        let view = sigv4::Request {
            method: "POST",
            path: "/",
            query: "",
            headers: &headers,
            body: body.as_bytes(),
        };
        let key = &self.world.deployment.access_keys[0];
        let credentials = sigv4::Credentials {
            access_key_id: key.id.clone(),
            secret_access_key: key.secret.clone(),
            session_token: None,
        };
        let signed = sigv4::sign(
            &view,
            &credentials,
            "local",
            "cognito-idp",
            self.world.now().millis(),
        );
        Request {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .chain(
                    signed
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value)),
                )
                .collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    pub(crate) fn send(&self, request: &Request) -> Response {
        at_once(call(&mut self.world.cx(), request))
    }

    pub(crate) fn call(&self, operation: &str, body: Value) -> Result<Value, Refused> {
        self.call_in(self.world.cx(), operation, body)
    }

    /// The same call, in another isolate.
    pub(crate) fn call_on(
        &self,
        isolate: &Cache,
        operation: &str,
        body: Value,
    ) -> Result<Value, Refused> {
        self.call_in(
            Cx {
                cache: isolate,
                ..self.world.cx()
            },
            operation,
            body,
        )
    }

    /// The same call, with something that happens right before the first transition of this name arrives.
    pub(crate) fn call_while<'a>(
        &'a self,
        transition: &'a str,
        event: impl FnOnce() + 'a,
        operation: &str,
        body: Value,
    ) -> Result<Value, Refused> {
        let before = Before {
            objects: &self.world.objects,
            transition,
            event: RefCell::new(Some(Box::new(event))),
        };
        let answer = self.call_in(
            Cx {
                objects: &before,
                ..self.world.cx()
            },
            operation,
            body,
        );
        assert!(
            before.event.borrow().is_none(),
            "{operation} sends no {transition}"
        );
        answer
    }

    fn call_in(&self, mut cx: Cx<'_>, operation: &str, body: Value) -> Result<Value, Refused> {
        read(&at_once(call(
            &mut cx,
            &self.request(operation, &body.to_string()),
        )))
    }

    #[track_caller]
    pub(crate) fn ok(&self, operation: &str, body: Value) -> Value {
        self.call(operation, body)
            .unwrap_or_else(|refused| panic!("{operation}: {refused:?}"))
    }

    /// A user with [`PASSWORD`], a verified address and no message about it.
    pub(crate) fn add_user(&self, username: &str) {
        self.invite(username, "Temp0rary-1");
        self.ok(
            "AdminSetUserPassword",
            json!({"UserPoolId": self.pool, "Username": username, "Password": PASSWORD, "Permanent": true}),
        );
    }

    /// Brings the pool up to OWASP's floor.
    pub(crate) fn harden(&self) {
        let put = json!({"UserPoolId": self.pool, "Hardening": true}).to_string();
        let cx = self.world.cx();
        let hardened = extensions::call(&cx, "PutPoolExtensions", put.as_bytes());
        at_once(hardened).unwrap();
    }

    /// In a pool whose people have their addresses as aliases: that of a new user, and one that nobody has. Each leads to
    /// another object than its own, if they are to be apart, or both don't.
    pub(crate) fn addresses(&self, apart: bool) -> (String, String) {
        let cx = self.world.cx();
        let config = at_once(cx.pool(&self.pool)).unwrap();
        let of = |name: &str| format!("{name}@example.com");
        let user = (0..200).map(|number| format!("user{number}")).find(|name| {
            let home = config.object_of_identifier(name);
            (home != config.object_of_identifier(&of(name))) == apart
        });
        let nobody = (0..200)
            .map(|number| of(&format!("nobody{number}")))
            .find(|name| {
                let home = identifier::home_of_nobody(&config, name);
                (home != config.object_of_identifier(name)) == apart
            });
        let user = user.unwrap();
        self.add_user(&user);
        (of(&user), nobody.unwrap())
    }

    /// A user with a temporary password.
    pub(crate) fn invite(&self, username: &str, temporary: &str) {
        let email = if username.contains('@') {
            username.to_owned()
        } else {
            format!("{username}@example.com")
        };
        let input = json!({
            "UserPoolId": self.pool, "Username": username, "MessageAction": "SUPPRESS", "TemporaryPassword": temporary,
            "UserAttributes": [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
        });
        self.ok("AdminCreateUser", input);
    }

    /// A user who signed up and has not confirmed that.
    pub(crate) fn sign_up(&self, username: &str) {
        self.ok(
            "SignUp",
            json!({"ClientId": self.client, "Username": username, "Password": PASSWORD}),
        );
    }

    /// An administrator's operation on one user.
    pub(crate) fn admin(&self, operation: &str, username: &str) -> Value {
        self.ok(
            operation,
            json!({"UserPoolId": self.pool, "Username": username}),
        )
    }

    /// `USER_PASSWORD_AUTH`
    pub(crate) fn sign_in(&self, username: &str, password: &str) -> Result<Value, Refused> {
        self.call("InitiateAuth", self.password_auth(username, password))
    }

    pub(crate) fn password_auth(&self, username: &str, password: &str) -> Value {
        json!({
            "ClientId": self.client, "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": username, "PASSWORD": password},
        })
    }

    /// The tokens of a sign-in with [`PASSWORD`].
    pub(crate) fn tokens(&self, username: &str) -> Value {
        self.sign_in(username, PASSWORD).unwrap()["AuthenticationResult"].clone()
    }

    pub(crate) fn refresh(&self, client: &str, refresh_token: &Value) -> Result<Value, Refused> {
        let input = json!({"ClientId": client, "RefreshToken": refresh_token});
        self.call("GetTokensFromRefreshToken", input)
            .map(|answer| answer["AuthenticationResult"].clone())
    }

    /// `USER_SRP_AUTH` up to its challenge.
    pub(crate) fn srp_start(&self, username: &str, srp_a: &str) -> Result<Value, Refused> {
        let input = json!({
            "ClientId": self.client, "AuthFlow": "USER_SRP_AUTH",
            "AuthParameters": {"USERNAME": username, "SRP_A": srp_a},
        });
        self.call("InitiateAuth", input)
    }

    /// `USER_SRP_AUTH` to its end.
    pub(crate) fn srp(&self, username: &str, password: &str) -> Result<Value, Refused> {
        let client = SrpClient::new();
        let challenge = self.srp_start(username, &client.public())?;
        self.srp_prove(&client.prove(
            &self.pool,
            &challenge["ChallengeParameters"],
            password,
            self.world.now().millis(),
        ))
    }

    pub(crate) fn srp_prove(&self, responses: &Value) -> Result<Value, Refused> {
        let input = json!({
            "ClientId": self.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses,
        });
        self.call("RespondToAuthChallenge", input)
    }

    pub(crate) fn new_password(
        &self,
        username: &str,
        challenge: &Value,
        password: &str,
    ) -> Result<Value, Refused> {
        self.new_password_with(username, challenge, password, &json!({}))
    }

    pub(crate) fn new_password_with(
        &self,
        username: &str,
        challenge: &Value,
        password: &str,
        more: &Value,
    ) -> Result<Value, Refused> {
        let responses = merged(
            json!({"USERNAME": username, "NEW_PASSWORD": password}),
            more.clone(),
        );
        let input = json!({
            "ClientId": self.client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": challenge["Session"],
            "ChallengeResponses": responses,
        });
        self.call("RespondToAuthChallenge", input)
    }

    /// `SECRET_HASH`
    pub(crate) fn secret_hash(username: &str, client: &str, secret: &str) -> String {
        secret_hash::compute(username, client, &secret.to_owned().into())
    }

    /// The number of rows of a table over all `Users` objects.
    pub(crate) fn rows(&self, table: &str) -> usize {
        self.users_objects()
            .iter()
            .map(|key| {
                self.world
                    .objects
                    .store(key)
                    .exec(&format!("SELECT 1 FROM {table}"), &[])
                    .unwrap()
                    .len()
            })
            .sum()
    }

    pub(crate) fn users_objects(&self) -> Vec<ObjectKey> {
        let mut keys = self.world.objects.keys();
        keys.retain(|key| key.class == Class::Users);
        keys
    }

    /// Runs the timers of every object that are due.
    pub(crate) fn wake_all(&self) {
        for key in self.world.objects.keys() {
            let store = self.world.objects.store(&key);
            wake::wake(
                &Tx {
                    sql: &*store,
                    unicode: &crate::model::unicode::NativeUnicode,
                    now: self.world.now(),
                },
                classes::of(key.class),
            )
            .unwrap();
        }
    }

    /// Every row of every object.
    pub(crate) fn all_rows(&self) -> Vec<(ObjectKey, String, Vec<Vec<SqlValue>>)> {
        let mut all = Vec::new();
        for key in self.world.objects.keys() {
            let store = self.world.objects.store(&key);
            let tables = store
                .exec(
                    "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
                    &[],
                )
                .unwrap();
            for table in tables.iter().map(|row| row.text(0).unwrap()) {
                let rows = store
                    .exec(&format!("SELECT * FROM {table} ORDER BY 1, 2"), &[])
                    .unwrap();
                all.push((
                    key.clone(),
                    table.to_owned(),
                    rows.into_iter().map(|row| row.0).collect(),
                ));
            }
        }
        all
    }
}

/// A client's half of SRP, as the public clients of Cognito compute it.
pub(crate) struct SrpClient {
    a: BigUint,
}

impl SrpClient {
    pub(crate) fn new() -> Self {
        Self {
            a: BigUint::from_bytes_be(&[0x5a; 128]),
        }
    }

    /// `SRP_A`
    pub(crate) fn public(&self) -> String {
        self.a_public().to_str_radix(16)
    }

    fn a_public(&self) -> BigUint {
        BigUint::from(2_u8).modpow(&self.a, &prime())
    }

    /// The answer to `PASSWORD_VERIFIER`.
    pub(crate) fn prove(&self, pool: &str, challenge: &Value, password: &str, now: i64) -> Value {
        let timestamp = format_timestamp(now);
        assert!(parse_timestamp(&timestamp).is_ok());
        self.prove_at(pool, challenge, password, &timestamp)
    }

    pub(crate) fn prove_at(
        &self,
        pool: &str,
        challenge: &Value,
        password: &str,
        timestamp: &str,
    ) -> Value {
        let number = |name: &str| {
            BigUint::parse_bytes(challenge[name].as_str().unwrap().as_bytes(), 16).unwrap()
        };
        let (n, g) = (prime(), BigUint::from(2_u8));
        let (salt, b_public, name) = (
            number("SALT"),
            number("SRP_B"),
            text(&challenge["USER_ID_FOR_SRP"]),
        );
        let pool_name = pool.split_once('_').unwrap().1;
        let hash = |parts: &[&[u8]]| BigUint::from_bytes_be(&Sha256::digest(parts.concat()));
        let inner = Sha256::digest(format!("{pool_name}{name}:{password}")).to_vec();
        let x = hash(&[&pad(&salt), &inner]);
        let k = hash(&[&pad(&n), &pad(&g)]);
        let u = hash(&[&pad(&self.a_public()), &pad(&b_public)]);
        let base = (b_public + &n * &k - k * g.modpow(&x, &n)) % &n;
        let s = base.modpow(&(&self.a + &u * x), &n);
        let prk = hmac_sha256(&pad(&u), &[&pad(&s)]);
        let key = hmac_sha256(prk.as_slice(), &[b"Caldera Derived Key", &[1]]);
        let block = STANDARD
            .decode(challenge["SECRET_BLOCK"].as_str().unwrap())
            .unwrap();
        let signature = hmac_sha256(
            &key[..16],
            &[
                pool_name.as_bytes(),
                name.as_bytes(),
                &block,
                timestamp.as_bytes(),
            ],
        );
        json!({
            "USERNAME": challenge["USERNAME"], "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
            "TIMESTAMP": timestamp, "PASSWORD_CLAIM_SIGNATURE": STANDARD.encode(signature),
        })
    }
}

/// The 3072-bit group of RFC 3526 section 4.
fn prime() -> BigUint {
    const HEX: &[u8] = b"FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD\
EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F2411\
7C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D\
670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497C\
EA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7\
ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0\
BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";
    BigUint::parse_bytes(HEX, 16).unwrap()
}

/// Two's complement, as Java's `BigInteger` writes it.
fn pad(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes[0] & 0x80 != 0 {
        bytes.insert(0, 0);
    }
    bytes
}

/// Lets something happen between two steps of a request.
struct Before<'a> {
    objects: &'a dyn Objects,
    transition: &'a str,
    event: RefCell<Option<Box<dyn FnOnce() + 'a>>>,
}

impl Objects for Before<'_> {
    fn send<'a>(
        &'a self,
        key: &'a ObjectKey,
        message: Vec<u8>,
    ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>> {
        Box::pin(async move {
            let envelope: Envelope = serde_json::from_slice(&message).unwrap();
            let event = (envelope.name == self.transition)
                .then(|| self.event.take())
                .flatten();
            if let Some(event) = event {
                event();
            }
            self.objects.send(key, message).await
        })
    }
}

/// Runs a future that waits for nothing. Unlike an executor it can be entered from within another.
pub(crate) fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("memory objects answer at once"),
    }
}

/// What a response says: the body's JSON (`null` for an empty one), or the error.
pub(crate) fn read(response: &Response) -> Result<Value, Refused> {
    let body = if response.body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&response.body).unwrap()
    };
    if response.status == 200 {
        return Ok(body);
    }
    let message = body.get("message").or_else(|| body.get("Message"));
    Err((text(&body["__type"]), message.map(text).unwrap_or_default()))
}

/// The claims of a token.
pub(crate) fn claims(token: &Value) -> Value {
    part(token, 1)
}

/// The header (0) or the claims (1) of a token.
pub(crate) fn part(token: &Value, part: usize) -> Value {
    let part = token.as_str().unwrap().split('.').nth(part).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

pub(crate) fn refused(name: &str, message: &str) -> Refused {
    (name.to_owned(), message.to_owned())
}

pub(crate) fn not_authorized(message: &str) -> Refused {
    refused("NotAuthorizedException", message)
}

pub(crate) fn merged(mut usual: Value, given: Value) -> Value {
    usual
        .as_object_mut()
        .unwrap()
        .extend(given.as_object().unwrap().clone());
    usual
}
