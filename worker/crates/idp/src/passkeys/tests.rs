use crate::fixtures::api::{Api, PASSWORD, Refused, at_once, not_authorized, text};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::rc::Rc;
use vestibule_engine::{
    config::Config,
    passkeys::{self, Assertion, Refusal, Verified},
    testing::{World, authenticator::Authenticator},
};
use vestibule_model::{ids::Sub, time::Span};

const ORIGIN: &str = "https://login.example.com";

/// A pool whose passkeys are for `example.com`, with somebody who is signed in.
struct House {
    api: Api,
    token: Value,
}

impl House {
    fn new(configuration: &Value) -> Self {
        let api = Api::usual();
        api.take_passkeys(configuration);
        api.add_user("alice");
        let token = api.tokens("alice")["AccessToken"].clone();
        Self { api, token }
    }

    fn usual() -> Self {
        Self::new(&json!({"RelyingPartyId": "example.com"}))
    }

    fn start(&self) -> Value {
        let started = self.call("StartWebAuthnRegistration", json!({}));
        started.unwrap()["CredentialCreationOptions"].clone()
    }

    fn complete(&self, credential: &Value) -> Result<Value, Refused> {
        self.call(
            "CompleteWebAuthnRegistration",
            json!({"Credential": credential}),
        )
    }

    fn register(&self, authenticator: &Authenticator) -> Result<Value, Refused> {
        self.complete(&authenticator.create(&self.start()))
    }

    fn list(&self) -> Vec<Value> {
        let listed = self.call("ListWebAuthnCredentials", json!({})).unwrap();
        listed["Credentials"].as_array().unwrap().clone()
    }

    fn call(&self, operation: &str, mut body: Value) -> Result<Value, Refused> {
        body["AccessToken"] = self.token.clone();
        self.api.call(operation, body)
    }

    fn sub(&self) -> Sub {
        let user = self.api.ok("GetUser", json!({"AccessToken": self.token}));
        let attributes = user["UserAttributes"].as_array().unwrap();
        let sub = attributes.iter().find(|one| one["Name"] == "sub").unwrap();
        Sub::from_stored(sub["Value"].as_str().unwrap())
    }
}

fn phone() -> Authenticator {
    Authenticator::new(ORIGIN, b"a credential")
}

#[track_caller]
fn assert_refused(outcome: Result<Value, Refused>, code: &str) {
    assert_eq!(outcome.unwrap_err().0, code);
}

#[test]
fn a_passkey_is_among_what_its_owner_can_begin_with() {
    let house = House::usual();
    let begins = || {
        let shown = house.call("GetUserAuthFactors", json!({})).unwrap();
        shown["ConfiguredUserAuthFactors"].clone()
    };
    house.register(&phone()).unwrap();
    assert_eq!(
        begins(),
        json!(["PASSWORD"]),
        "the pool begins with no passkey"
    );
    let allowed = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}});
    house.api.ok(
        "UpdateUserPool",
        json!({"UserPoolId": house.api.pool, "Policies": allowed}),
    );
    assert_eq!(begins(), json!(["PASSWORD", "WEB_AUTHN"]));
    let shown = house.api.admin("AdminGetUserAuthFactors", "alice");
    assert_eq!(shown["ConfiguredUserAuthFactors"], begins());
}

/// The form of the operation's documentation.
#[test]
fn the_options_are_what_a_browser_takes() {
    let house =
        House::new(&json!({"RelyingPartyId": "example.com", "UserVerification": "required"}));
    let mut options = house.start();
    let challenge = options["challenge"].take();
    assert_eq!(URL_SAFE_NO_PAD.decode(text(&challenge)).unwrap().len(), 32);
    let id = URL_SAFE_NO_PAD.encode(house.sub().as_str());
    let expected = json!({
        "attestation": "none",
        "authenticatorSelection": {
            "requireResidentKey": true, "residentKey": "required", "userVerification": "required",
        },
        "challenge": null,
        "excludeCredentials": [],
        "pubKeyCredParams": [
            {"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -8}, {"type": "public-key", "alg": -257},
        ],
        "rp": {"id": "example.com", "name": "example.com"},
        "timeout": 300_000,
        "user": {"displayName": "alice", "id": id, "name": "alice"},
    });
    assert_eq!(options, expected);
    house.register(&phone()).unwrap();
    let options = house.start();
    let known = json!([{"type": "public-key", "id": URL_SAFE_NO_PAD.encode("a credential")}]);
    assert_eq!(options["excludeCredentials"], known);
    assert_ne!(options["challenge"], challenge);
}

#[test]
fn who_signs_in_with_an_address_is_shown_by_it() {
    let api = Api::new(json!({"UsernameAttributes": ["email"]}), json!({}));
    api.take_passkeys(&json!({"RelyingPartyId": "example.com"}));
    api.add_user("jane@example.com");
    let token = api.tokens("jane@example.com")["AccessToken"].clone();
    let started = api.ok("StartWebAuthnRegistration", json!({"AccessToken": token}));
    let user = &started["CredentialCreationOptions"]["user"];
    assert_eq!(user["name"], "jane@example.com");
}

#[test]
fn a_passkey_is_registered_listed_and_deleted() {
    let house = House::usual();
    assert!(house.list().is_empty());
    assert_eq!(house.register(&phone()), Ok(json!({})));
    let id = URL_SAFE_NO_PAD.encode("a credential");
    let created = house.api.world.now().seconds();
    let listed = house.list();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["CreatedAt"].as_f64(), Some(created as f64));
    let mut shown = listed[0].clone();
    shown.as_object_mut().unwrap().remove("CreatedAt");
    let expected = json!({
        "CredentialId": id, "FriendlyCredentialName": "Passkey", "RelyingPartyId": "example.com",
        "AuthenticatorAttachment": "platform", "AuthenticatorTransports": ["hybrid", "internal"],
    });
    assert_eq!(shown, expected);
    let delete = || house.call("DeleteWebAuthnCredential", json!({"CredentialId": id}));
    assert_eq!(delete(), Ok(json!({})));
    assert!(house.list().is_empty());
    assert_refused(delete(), "ResourceNotFoundException");
}

#[test]
fn pages_hold_every_passkey_once() {
    let house = House::usual();
    for id in ["c", "a", "b"] {
        house
            .register(&Authenticator::new(ORIGIN, id.as_bytes()))
            .unwrap();
    }
    let page = |token: &Value| {
        let listed = house.call(
            "ListWebAuthnCredentials",
            json!({"MaxResults": 2, "NextToken": token}),
        );
        let listed = listed.unwrap();
        let ids = listed["Credentials"].as_array().unwrap().iter();
        let ids: Vec<String> = ids.map(|one| text(&one["CredentialId"])).collect();
        (ids, listed["NextToken"].clone())
    };
    let of =
        |ids: &[&str]| -> Vec<String> { ids.iter().map(|id| URL_SAFE_NO_PAD.encode(id)).collect() };
    // Of one time; then by their ids.
    let (first, next) = page(&Value::Null);
    assert_eq!(first, of(&["a", "b"]));
    assert_eq!(page(&next), (of(&["c"]), Value::Null));
    house.api.add_user("bob");
    let bobs = json!({"AccessToken": house.api.tokens("bob")["AccessToken"], "NextToken": next});
    assert_refused(
        house.api.call("ListWebAuthnCredentials", bobs),
        "InvalidParameterException",
    );
}

#[test]
fn a_pool_without_passkeys_takes_none() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let house = House { api, token };
    let start = house.call("StartWebAuthnRegistration", json!({}));
    assert_refused(start, "WebAuthnNotEnabledException");
    assert_refused(house.complete(&json!({})), "WebAuthnNotEnabledException");
    assert!(house.list().is_empty());
}

#[test]
fn the_relying_party_is_the_pools_domain_where_none_is_set() {
    let house = House::new(&json!({}));
    let start = || house.call("StartWebAuthnRegistration", json!({}));
    assert_refused(start(), "WebAuthnConfigurationMissingException");
    let domain = json!({"UserPoolId": house.api.pool, "Domain": "people"});
    house.api.ok("CreateUserPoolDomain", domain);
    // On this machine it is that of the base host.
    let options = start().unwrap();
    assert_eq!(
        options["CredentialCreationOptions"]["rp"]["id"],
        "localhost"
    );
    let page = Authenticator::new("http://localhost:8787", b"id");
    assert_eq!(house.register(&page), Ok(json!({})));

    let mut deployed = World::new();
    deployed.deployment.public_url = "https://id.example.com:8443".to_owned();
    let api = Api::within(deployed, json!({}), json!({}));
    api.take_passkeys(&json!({}));
    let domain = json!({"UserPoolId": api.pool, "Domain": "people"});
    api.ok("CreateUserPoolDomain", domain);
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let options = api.ok("StartWebAuthnRegistration", json!({"AccessToken": token}));
    assert_eq!(
        options["CredentialCreationOptions"]["rp"]["id"],
        "people.id.example.com"
    );

    let mut at_an_address = World::new();
    at_an_address.deployment.public_url = "http://127.0.0.1:8787".to_owned();
    let api = Api::within(at_an_address, json!({}), json!({}));
    api.take_passkeys(&json!({}));
    api.ok(
        "CreateUserPoolDomain",
        json!({"UserPoolId": api.pool, "Domain": "people"}),
    );
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let start = api.call("StartWebAuthnRegistration", json!({"AccessToken": token}));
    assert_refused(start, "WebAuthnConfigurationMissingException");
}

#[test]
fn a_challenge_is_its_users_and_clients_and_is_answered_once_in_time() {
    let house = House::usual();
    let missing = "WebAuthnChallengeNotFoundException";
    let early = phone().create(&json!({"challenge": "AAAA", "rp": {"id": "example.com"}}));
    assert_refused(house.complete(&early), missing);

    let answer = phone().create(&house.start());
    house.api.add_user("bob");
    let by = |token: &Value| {
        let input = json!({"AccessToken": token, "Credential": answer});
        house.api.call("CompleteWebAuthnRegistration", input)
    };
    assert_refused(by(&house.api.tokens("bob")["AccessToken"]), missing);
    let (other, _) = house.api.add_client(json!({}));
    let sign_in = json!({
        "ClientId": other, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD},
    });
    let signed_in = house.api.ok("InitiateAuth", sign_in);
    let elsewhere = by(&signed_in["AuthenticationResult"]["AccessToken"]);
    assert_refused(elsewhere, "WebAuthnClientMismatchException");
    assert_eq!(house.complete(&answer), Ok(json!({})));
    assert_refused(house.complete(&answer), missing);

    let replaced = Authenticator::new(ORIGIN, b"another").create(&house.start());
    let late = Authenticator::new(ORIGIN, b"another").create(&house.start());
    assert_refused(house.complete(&replaced), missing);
    house.api.world.advance(Span::minutes(5));
    assert_refused(house.complete(&late), missing);
    house.api.wake_all();
    assert_eq!(house.api.rows("passkey_challenges"), 0);
}

#[test]
fn a_challenge_does_not_outlive_a_change_of_the_relying_party() {
    let house = House::usual();
    let answer = phone().create(&house.start());
    house
        .api
        .take_passkeys(&json!({"RelyingPartyId": "login.example.com"}));
    let mismatch = "WebAuthnRelyingPartyMismatchException";
    assert_refused(house.complete(&answer), mismatch);
    let mut options = house.start();
    options["rp"]["id"] = json!("login.example.com");
    house
        .api
        .take_passkeys(&json!({"RelyingPartyId": "example.com"}));
    options["rp"]["id"] = json!("example.com");
    let missing = "WebAuthnChallengeNotFoundException";
    assert_refused(house.complete(&phone().create(&options)), missing);
}

#[test]
fn what_a_browser_should_not_have_made_is_refused() {
    let house = House::usual();
    let refused = |change: &dyn Fn(&mut Authenticator), code: &str| {
        let mut authenticator = phone();
        change(&mut authenticator);
        assert_refused(house.register(&authenticator), code);
    };
    let origin = "WebAuthnOriginNotAllowedException";
    refused(&|it| it.origin = "https://example.org".to_owned(), origin);
    refused(
        &|it| it.origin = "http://login.example.com".to_owned(),
        origin,
    );
    let party = "WebAuthnRelyingPartyMismatchException";
    refused(
        &|it| it.relying_party = Some("login.example.com".to_owned()),
        party,
    );
    let unsupported = "WebAuthnCredentialNotSupportedException";
    refused(&|it| it.user_present = false, unsupported);
    refused(&|it| it.format = "fido-u2f", unsupported);
    refused(&|it| it.format = "packed", unsupported);
    // ESP256 by number, which is not asked for.
    refused(&|it| it.algorithm = -9, unsupported);
    let invalid = "InvalidParameterException";
    for credential in [
        json!({}),
        json!("text"),
        json!([1]),
        json!({"id": "AA", "rawId": "AA"}),
    ] {
        assert_refused(house.complete(&credential), invalid);
    }
    let options = house.start();
    let mut of_another = phone().create(&options);
    (of_another["id"], of_another["rawId"]) = (json!("AAAA"), json!("AAAA"));
    assert_refused(house.complete(&of_another), invalid);
    let used = phone().get(&options, "alice");
    assert_refused(house.complete(&used), invalid);
    assert!(house.list().is_empty());
    // None of that has spent the challenge.
    assert_eq!(house.complete(&phone().create(&options)), Ok(json!({})));
    assert_refused(house.register(&phone()), invalid);
}

#[test]
fn a_pool_may_ask_for_verified_people() {
    let unverified = Authenticator {
        user_verified: false,
        ..phone()
    };
    for (configuration, taken) in [
        (json!({"UserVerification": "preferred"}), true),
        (json!({"UserVerification": "required"}), false),
        (
            json!({"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}),
            false,
        ),
        (json!({"FactorConfiguration": "SINGLE_FACTOR"}), true),
    ] {
        let mut all = configuration.clone();
        all["RelyingPartyId"] = json!("example.com");
        let house = House::new(&all);
        let outcome = house.register(&unverified);
        assert_eq!(outcome.is_ok(), taken, "{configuration}");
        if !taken {
            assert_refused(outcome, "WebAuthnCredentialNotSupportedException");
            let selection = house.start()["authenticatorSelection"].clone();
            assert_eq!(selection["userVerification"], "required");
        }
    }
}

#[test]
fn a_user_has_twenty_at_most() {
    let house = House::usual();
    for number in 0..19_u8 {
        house
            .register(&Authenticator::new(ORIGIN, &[number]))
            .unwrap();
    }
    let pending = Authenticator::new(ORIGIN, b"late").create(&house.start());
    let home = house.api.users_objects();
    let add = || {
        for key in &home {
            let store = house.api.world.objects.store(key);
            let copy =
                "INSERT INTO passkeys SELECT sub, 'copy', created, document FROM passkeys LIMIT 1";
            vestibule_store::sql::Sql::exec(&*store, copy, &[]).unwrap();
        }
    };
    add();
    let limit = "LimitExceededException";
    assert_refused(house.complete(&pending), limit);
    assert_refused(house.call("StartWebAuthnRegistration", json!({})), limit);
    assert_eq!(house.api.rows("passkeys"), 20);
}

#[test]
fn who_is_signed_out_meanwhile_changes_nothing() {
    let house = House::usual();
    let revoke = || {
        house.api.admin("AdminUserGlobalSignOut", "alice");
    };
    let token = json!({"AccessToken": house.token});
    let start = house.api.call_while(
        "change_passkeys",
        revoke,
        "StartWebAuthnRegistration",
        token,
    );
    assert_eq!(start, Err(not_authorized("Access Token has been revoked")));
    for operation in ["StartWebAuthnRegistration", "ListWebAuthnCredentials"] {
        let call = house.call(operation, json!({}));
        assert_eq!(call, Err(not_authorized("Access Token has been revoked")));
    }
}

#[test]
fn passkeys_go_with_their_user() {
    let house = House::usual();
    house.register(&phone()).unwrap();
    house.start();
    assert_eq!(
        (
            house.api.rows("passkeys"),
            house.api.rows("passkey_challenges")
        ),
        (1, 1)
    );
    house.call("DeleteUser", json!({})).unwrap();
    assert_eq!(
        (
            house.api.rows("passkeys"),
            house.api.rows("passkey_challenges")
        ),
        (0, 0)
    );
}

/// Signing in, as far as it is these modules'.
mod signing_in {
    use super::*;

    fn config(house: &House) -> Rc<Config> {
        at_once(house.api.world.cx().pool(&house.api.pool)).unwrap()
    }

    fn asked(house: &House, name: Option<&str>, with_passkeys: bool) -> (Vec<u8>, Value) {
        let cx = house.api.world.cx();
        let config = config(house);
        let known = match with_passkeys {
            true => at_once(passkeys::read(&cx, &config, &house.sub())).unwrap(),
            false => Vec::new(),
        };
        let (challenge, options) = passkeys::request_options(&cx, &config, &known, name).unwrap();
        (challenge.to_vec(), serde_json::from_str(&options).unwrap())
    }

    fn verify(house: &House, challenge: &[u8], credential: &Value) -> Result<Verified, Refusal> {
        let cx = house.api.world.cx();
        let config = config(house);
        let known = at_once(passkeys::read(&cx, &config, &house.sub())).unwrap();
        let assertion = Assertion::parse(&credential.to_string())?;
        let verified = assertion.verify(&cx, &config, challenge, &house.sub(), &known);
        let told = cx.line.borrow().cause.is_some();
        assert_eq!(told, verified == Err(Refusal::Counter));
        verified
    }

    #[test]
    fn a_registered_passkey_answers_its_own_challenge() {
        let house = House::usual();
        let mut key = phone();
        house.register(&key).unwrap();
        let (challenge, options) = asked(&house, Some("alice"), true);
        let id = URL_SAFE_NO_PAD.encode("a credential");
        let expected = json!({
            "allowCredentials": [{"type": "public-key", "id": id, "transports": ["hybrid", "internal"]}],
            "challenge": URL_SAFE_NO_PAD.encode(&challenge),
            "rpId": "example.com", "timeout": 300_000, "userVerification": "preferred",
        });
        assert_eq!(options, expected);
        let sub = house.sub();
        let answer = key.get(&options, sub.as_str());
        let assertion = Assertion::parse(&answer.to_string()).unwrap();
        assert_eq!((assertion.id(), assertion.sub()), (id, Some(sub.clone())));
        let verified = verify(&house, &challenge, &answer).unwrap();
        assert!(verified.user_verified && verified.shown.backed_up);
        assert_eq!(verified.shown.counter, 0);
        let (other, _) = asked(&house, Some("alice"), true);
        assert_eq!(verify(&house, &other, &answer), Err(Refusal::Challenge));
        let of_bob = key.get(&options, "bob");
        let refused = verify(&house, &challenge, &of_bob);
        assert_eq!(refused, Err(Refusal::OtherCredential));
        key.id = b"unknown".to_vec();
        let unknown = verify(&house, &challenge, &key.get(&options, sub.as_str()));
        assert_eq!(unknown, Err(Refusal::Signature));
        key.user_verified = false;
        key.id = b"a credential".to_vec();
        let unverified = verify(&house, &challenge, &key.get(&options, sub.as_str())).unwrap();
        assert!(!unverified.user_verified);
        assert_eq!(Assertion::parse("{").unwrap_err(), Refusal::Malformed);
    }

    #[test]
    fn a_counter_that_does_not_grow_is_refused_and_logged() {
        let house = House::usual();
        let mut key = Authenticator {
            counter: Some(4),
            ..phone()
        };
        house.register(&key).unwrap();
        let (challenge, options) = asked(&house, Some("alice"), true);
        let sub = house.sub();
        let verified = verify(&house, &challenge, &key.get(&options, sub.as_str())).unwrap();
        assert_eq!(verified.shown.counter, 5);
        let mut clone = Authenticator {
            counter: Some(3),
            ..phone()
        };
        let refused = verify(&house, &challenge, &clone.get(&options, sub.as_str()));
        assert_eq!(refused, Err(Refusal::Counter));
    }

    #[test]
    fn a_passkey_for_another_relying_party_is_not_asked_for() {
        let house = House::usual();
        let mut key = phone();
        house.register(&key).unwrap();
        house
            .api
            .take_passkeys(&json!({"RelyingPartyId": "login.example.com"}));
        let (challenge, options) = asked(&house, None, true);
        assert_eq!(options["allowCredentials"], json!([]));
        let answer = key.get(&options, house.sub().as_str());
        assert_eq!(verify(&house, &challenge, &answer), Err(Refusal::Signature));
    }

    #[test]
    fn nobody_is_asked_for_the_same_passkey_each_time() {
        let house = House::usual();
        let of = |name: &str| asked(&house, Some(name), false).1["allowCredentials"].clone();
        let id = |allowed: &Value| {
            assert_eq!(allowed.as_array().unwrap().len(), 1);
            assert_eq!(allowed[0]["transports"], json!(["hybrid", "internal"]));
            URL_SAFE_NO_PAD.decode(text(&allowed[0]["id"])).unwrap()
        };
        assert_eq!(of("nobody"), of("NOBODY"));
        let ids: Vec<_> = (0..30)
            .map(|number| id(&of(&format!("nobody{number}"))))
            .collect();
        for (at, one) in ids.iter().enumerate() {
            assert!([16, 20, 32].contains(&one.len()));
            assert!(!ids[..at].contains(one));
        }
        let (_, discoverable) = asked(&house, None, false);
        assert_eq!(discoverable["allowCredentials"], json!([]));
    }
}
