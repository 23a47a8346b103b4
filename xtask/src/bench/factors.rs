//! People who sign in with the code of an authenticator app, and with a passkey.

use super::{
    client::{Connection, Request},
    deployment::{Administrator, Pool, now_ms, text},
};
use anyhow::{Context, Result, anyhow, bail};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use std::{net::SocketAddr, sync::Mutex, time::Duration};
use vestibule_crypto::{digest::sha256, totp::Seed};

/// An app's code works once, and a new one comes every half minute: enough people that nobody has to wait for it.
const WITH_APPS: usize = 300;
const WITH_PASSKEYS: usize = 100;
const STEP_SECONDS: i64 = 30;
const RELYING_PARTY: &str = "example.com";
const ORIGIN: &str = "https://login.example.com";

pub(super) struct Factors {
    pub(super) address: SocketAddr,
    pool: Pool,
    apps: Mutex<Vec<App>>,
    passkeys: Vec<Passkey>,
}

/// An authenticator app.
struct App {
    username: String,
    seed: Seed,
    /// The step of the last code that was used.
    used: i64,
}

struct Passkey {
    username: String,
    key: SigningKey,
    id: String,
    /// Base64url.
    handle: String,
}

impl Factors {
    /// Makes the pool, and its people with what they sign in by.
    pub(super) fn on_vestibule(admin: &Administrator, address: SocketAddr) -> Result<Self> {
        let made = Pool::create(admin, "factors")?;
        let choices =
            json!({"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}});
        let update = json!({"UserPoolId": made.id, "Policies": choices});
        admin.call("UpdateUserPool", &update)?;
        admin.call(
            "SetUserPoolMfaConfig",
            &json!({
                "UserPoolId": made.id,
                "MfaConfiguration": "OPTIONAL",
                "SoftwareTokenMfaConfiguration": {"Enabled": true},
                "WebAuthnConfiguration": {"RelyingPartyId": RELYING_PARTY},
            }),
        )?;
        let client = admin.call(
            "CreateUserPoolClient",
            &json!({
                "UserPoolId": made.id,
                "ClientName": "chooses",
                "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
            }),
        )?;
        let client = text(&client, "/UserPoolClient/ClientId")?;
        let mut factors = Self {
            address,
            pool: Pool { client, ..made },
            apps: Mutex::default(),
            passkeys: Vec::new(),
        };
        let mut connection = Connection::open(address)?;
        let apps = (0..WITH_APPS).map(|number| {
            let username = format!("app-{number}");
            let token = factors.register(admin, &mut connection, &username)?;
            App::set_up(&mut connection, username, &token)
        });
        let apps = apps.collect::<Result<Vec<_>>>()?;
        let passkeys = (0..WITH_PASSKEYS).map(|number| {
            let username = format!("passkey-{number}");
            let token = factors.register(admin, &mut connection, &username)?;
            Passkey::register(&mut connection, username, &token)
        });
        factors.passkeys = passkeys.collect::<Result<_>>()?;
        factors.apps = Mutex::new(apps);
        Ok(factors)
    }

    /// A new user's access token.
    fn register(
        &self,
        admin: &Administrator,
        connection: &mut Connection,
        username: &str,
    ) -> Result<String> {
        connection.send(&self.pool.sign_up(username))?;
        let body = json!({"UserPoolId": self.pool.id, "Username": username});
        admin.call("AdminConfirmSignUp", &body)?;
        let answer = answer(connection, &self.pool.sign_in(username))?.0;
        text(&answer, "/AuthenticationResult/AccessToken")
    }

    /// Signs somebody in by password and code; how long the two requests took.
    pub(super) fn sign_in_with_code(&self, connection: &mut Connection) -> Result<Duration> {
        let (username, code) = self.code()?;
        let (asked, first) = answer(connection, &self.pool.sign_in(&username))?;
        let code = json!({"USERNAME": username, "SOFTWARE_TOKEN_MFA_CODE": code});
        Ok(first + self.respond(connection, "SOFTWARE_TOKEN_MFA", &asked, &code)?)
    }

    /// Signs somebody in by a passkey alone; how long the two requests took.
    pub(super) fn sign_in_with_passkey(
        &self,
        connection: &mut Connection,
        number: usize,
    ) -> Result<Duration> {
        let passkey = &self.passkeys[number % WITH_PASSKEYS];
        let username = &passkey.username;
        let preferred = json!({"USERNAME": username, "PREFERRED_CHALLENGE": "WEB_AUTHN"});
        let begin = self.pool.initiate("USER_AUTH", preferred);
        let (asked, first) = answer(connection, &begin)?;
        let options = text(&asked, "/ChallengeParameters/CREDENTIAL_REQUEST_OPTIONS")?;
        let credential = passkey.get(&serde_json::from_str(&options)?)?.to_string();
        let credential = json!({"USERNAME": username, "CREDENTIAL": credential});
        Ok(first + self.respond(connection, "WEB_AUTHN", &asked, &credential)?)
    }

    fn respond(
        &self,
        connection: &mut Connection,
        challenge: &str,
        asked: &Value,
        responses: &Value,
    ) -> Result<Duration> {
        let body = json!({
            "ClientId": self.pool.client,
            "ChallengeName": challenge,
            "Session": text(asked, "/Session")?,
            "ChallengeResponses": responses,
        });
        let (signed_in, took) =
            answer(connection, &Request::call("RespondToAuthChallenge", &body))?;
        text(&signed_in, "/AuthenticationResult/AccessToken")?;
        Ok(took)
    }

    /// A code that has not been used, and whose it is.
    fn code(&self) -> Result<(String, String)> {
        let now = now_ms()? / 1000 / STEP_SECONDS;
        let mut apps = self.apps.lock().map_err(|_| anyhow!("a thread panicked"))?;
        // Whose last code is the oldest.
        let app = apps.iter_mut().min_by_key(|app| app.used);
        let app = app.context("there is nobody")?;
        let step = (app.used + 1).max(now);
        if step > now + 1 {
            bail!("all codes are used: there are too few people");
        }
        app.used = step;
        Ok((app.username.clone(), app.seed.code_at(step * STEP_SECONDS)))
    }
}

impl App {
    fn set_up(connection: &mut Connection, username: String, token: &str) -> Result<Self> {
        let mut call = |operation: &str, body: Value| -> Result<Value> {
            Ok(answer(connection, &Request::call(operation, &body))?.0)
        };
        let associated = call("AssociateSoftwareToken", json!({"AccessToken": token}))?;
        let seed = base32(&text(&associated, "/SecretCode")?)?;
        let seed = Seed::from_bytes(seed.into()).context("not a seed")?;
        let used = now_ms()? / 1000 / STEP_SECONDS;
        let code = seed.code_at(used * STEP_SECONDS);
        call(
            "VerifySoftwareToken",
            json!({"AccessToken": token, "UserCode": code}),
        )?;
        let enabled = json!({"Enabled": true, "PreferredMfa": true});
        call(
            "SetUserMFAPreference",
            json!({"AccessToken": token, "SoftwareTokenMfaSettings": enabled}),
        )?;
        Ok(Self {
            username,
            seed,
            used,
        })
    }
}

impl Passkey {
    fn register(connection: &mut Connection, username: String, token: &str) -> Result<Self> {
        let start = json!({"AccessToken": token});
        let started = answer(
            connection,
            &Request::call("StartWebAuthnRegistration", &start),
        )?
        .0;
        let options = &started["CredentialCreationOptions"];
        let number = sha256(&[username.as_bytes()]);
        let passkey = Self {
            key: SigningKey::from_slice(&number)?,
            id: URL_SAFE_NO_PAD.encode(&number[..16]),
            handle: text(options, "/user/id")?,
            username,
        };
        // Uncompressed: a byte that says so, x, y.
        let point = passkey.key.verifying_key().to_encoded_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        // The COSE key of ES256 (RFC 9053 section 7.1.1): x and y follow their heads.
        let key = [
            &[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32],
            x,
            &[0x22, 0x58, 32],
            y,
        ]
        .concat();
        let attested = [&[0; 16], [0, 16].as_slice(), &number[..16], &key].concat();
        let data = authenticator_data(0x45, &attested);
        let object = [
            b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".as_slice(),
            &[u8::try_from(data.len())?],
            &data,
        ]
        .concat();
        let credential = passkey.credential(json!({
            "attestationObject": URL_SAFE_NO_PAD.encode(object),
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data("webauthn.create", options)),
            "transports": ["internal"],
        }));
        let complete = json!({"AccessToken": token, "Credential": credential});
        let request = Request::call("CompleteWebAuthnRegistration", &complete);
        answer(connection, &request)?;
        Ok(passkey)
    }

    /// Answers `PublicKeyCredentialRequestOptionsJSON`.
    fn get(&self, options: &Value) -> Result<Value> {
        let data = authenticator_data(0x05, &[]);
        let client_data = client_data("webauthn.get", options);
        let signed = [data.as_slice(), &sha256(&[client_data.as_bytes()])].concat();
        let signature: Signature = self.key.try_sign(&signed)?;
        Ok(self.credential(json!({
            "authenticatorData": URL_SAFE_NO_PAD.encode(&data),
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
            "signature": URL_SAFE_NO_PAD.encode(signature.to_der()),
            "userHandle": self.handle,
        })))
    }

    fn credential(&self, response: Value) -> Value {
        json!({
            "id": self.id, "rawId": self.id, "type": "public-key", "response": response,
            "clientExtensionResults": {},
        })
    }
}

/// Web Authentication section 6.1, without a counter.
fn authenticator_data(flags: u8, attested: &[u8]) -> Vec<u8> {
    let relying_party = sha256(&[RELYING_PARTY.as_bytes()]);
    [relying_party.as_slice(), &[flags], &[0; 4], attested].concat()
}

fn client_data(kind: &str, options: &Value) -> String {
    let challenge = &options["challenge"];
    format!(
        r#"{{"type":"{kind}","challenge":{challenge},"origin":"{ORIGIN}","crossOrigin":false}}"#
    )
}

/// What a request was answered, and how long that took.
fn answer(connection: &mut Connection, request: &Request) -> Result<(Value, Duration)> {
    let answer = connection.send(request)?;
    Ok((serde_json::from_slice(&answer.body)?, answer.took))
}

/// RFC 4648 section 6, without padding.
fn base32(text: &str) -> Result<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes() {
        let five = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => bail!("{text:?} is not base32"),
        };
        held = held << 5 | u32::from(five);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff)?);
        }
    }
    Ok(bytes)
}
