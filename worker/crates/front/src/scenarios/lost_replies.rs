//! A reply that is lost after the commit: the operation ends as it would have, and so do all the rows.
//!
//! Randomness is seeded and time stands still, so that the rows of two runs are the same to the byte, unless something
//! was done twice or left out. A new transition fails here until it has a scenario.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use vestibule_crypto::{Keyring, SecretBytes};
use vestibule_engine::{
    aliases, dev_mailbox::DevMailer, jobs, ports::mail::Mailer as _, testing::World,
};
use vestibule_idp::{
    extensions,
    fixtures::api::{Api, PASSWORD, at_once},
};
use vestibule_model::{
    alias::Alias,
    ids::Sub,
    object_key::{Class, ObjectKey},
    time::Span,
};
use vestibule_store::{
    classes,
    users::aliases::{FreeAlias, OwnAlias, ReserveAlias, SettleClaim, YieldAlias},
};
use vestibule_web::fixtures::{EMAIL, House, body};

/// Steps from an unarmed or fresh world, with what each answered. `arm` is called once, before the steps that count.
type Scenario = fn(&dyn Fn(&World)) -> (Api, Vec<String>);

/// Which transitions each scenario answers for.
const REGISTRY_AND_POOL: &[(Scenario, &[&str])] = &[
    (
        a_pool_comes_and_goes,
        &[
            "claim_name",
            "keep_check_key",
            "create_pool",
            "describe_pool",
            "add_client",
            "note_pushed",
            "raise_lowest_config",
            "begin_delete",
            "continue_delete",
            "drop_pool",
            "finish_delete",
            "release_name",
        ],
    ),
    (
        a_pool_is_configured,
        &[
            "add_attributes",
            "update_pool",
            "describe_pool",
            "update_client",
            "delete_client",
            "add_resource_server",
            "update_resource_server",
            "delete_resource_server",
            "set_domain",
            "update_domain",
            "clear_domain",
            "set_extensions",
            "add_key",
            "replace_keys",
        ],
    ),
    (
        a_master_secret_changes,
        &[
            "reseal",
            "reseal_verifiers",
            "reseal_refresh_secrets",
            "reseal_check_key",
        ],
    ),
];
const SIGN_IN: &[(Scenario, &[&str])] = &[
    (
        people_sign_in_and_out,
        &[
            "reserve_attempt",
            "record_sign_in",
            "record_failure",
            "withdraw_attempt",
            "rotate_refresh_token",
            "revoke_refresh_token",
            "sign_out_everywhere",
            "complete_new_password",
        ],
    ),
    (
        a_browser_signs_in_and_out,
        &["issue_code", "close_browser", "consume_code"],
    ),
];
const PEOPLE: &[(Scenario, &[&str])] = &[
    (
        administrators_manage_people,
        &[
            "create_user",
            "set_password",
            "reinvite",
            "set_enabled",
            "require_reset",
            "update_attributes",
            "delete_user",
        ],
    ),
    (
        people_prove_their_addresses,
        &[
            "confirm_user",
            "issue_verification",
            "reset_password",
            "verify_attribute",
            "judge_guess",
            "take_quota",
        ],
    ),
    (a_developer_reads_mail, &["keep_mail"]),
    (
        messages_are_late,
        &["note_failed", "lease_messages", "note_delivered"],
    ),
    (
        aliases_change_hands,
        &[
            "reserve_alias",
            "own_alias",
            "free_alias",
            "settle_claim",
            "yield_alias",
            "note_released",
        ],
    ),
];

#[test]
fn every_transition_that_changes_something_has_a_scenario() {
    let covered: BTreeSet<&str> = [REGISTRY_AND_POOL, SIGN_IN, PEOPLE]
        .concat()
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .collect();
    let mut all: BTreeSet<&str> = Class::ALL
        .into_iter()
        .flat_map(|class| classes::of(class).transitions)
        .filter(|(_, reads)| !reads)
        .map(|(name, _)| *name)
        .collect();
    // In builds for benchmarks alone.
    all.remove("seed_users");
    assert_eq!(covered, all);
}

#[test]
fn losing_a_reply_of_the_registry_or_a_pool_changes_nothing() {
    for (scenario, names) in REGISTRY_AND_POOL {
        prove(*scenario, names);
    }
}

#[test]
fn losing_a_reply_during_a_sign_in_changes_nothing() {
    for (scenario, names) in SIGN_IN {
        prove(*scenario, names);
    }
}

#[test]
fn losing_a_reply_about_people_changes_nothing() {
    for (scenario, names) in PEOPLE {
        prove(*scenario, names);
    }
}

fn prove(scenario: Scenario, names: &[&str]) {
    let (usual, answers) = scenario(&|_| ());
    let rows = usual.all_rows();
    for name in names {
        let (lossy, lossy_answers) = scenario(&|world| world.objects.lose_reply_of(name));
        assert_eq!(
            sent(&lossy, name),
            sent(&usual, name) + 1,
            "{name} is sent again"
        );
        assert_eq!(lossy_answers, answers, "{name}");
        for (expected, found) in rows.iter().zip(lossy.all_rows()) {
            assert_eq!(*expected, found, "{name}");
        }
        assert_eq!(lossy.all_rows().len(), rows.len(), "{name}");
    }
}

fn sent(api: &Api, name: &str) -> usize {
    api.world
        .objects
        .sent
        .borrow()
        .iter()
        .filter(|sent| *sent == name)
        .count()
}

/// What a client heard.
struct Heard<'a> {
    api: &'a Api,
    answers: Vec<String>,
}

impl<'a> Heard<'a> {
    fn by(api: &'a Api) -> Self {
        Self {
            api,
            answers: Vec::new(),
        }
    }

    /// Calls, keeps the answer whatever it is, and gives it back if it is a success.
    fn call(&mut self, operation: &str, input: Value) -> Value {
        let answer = self.api.call(operation, input);
        self.answers.push(format!("{operation}: {answer:?}"));
        answer.unwrap_or_default()
    }

    fn extension(&mut self, name: &str, input: Value) {
        let answer = at_once(extensions::call(
            &self.api.world.cx(),
            name,
            input.to_string().as_bytes(),
        ));
        self.answers.push(format!("{name}: {answer:?}"));
    }

    fn admin(&mut self, operation: &str, username: &str) {
        self.call(
            operation,
            json!({"UserPoolId": self.api.pool, "Username": username}),
        );
    }
}

fn a_pool_comes_and_goes(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let world = World::new();
    arm(&world);
    let api = Api::within(world, json!({}), json!({"GenerateSecret": true}));
    api.invite("alice", "Temp0rary-1");
    let mut heard = Heard::by(&api);
    heard.call(
        "DescribeUserPoolClient",
        json!({"UserPoolId": api.pool, "ClientId": api.client}),
    );
    heard.call("ListUserPools", json!({"MaxResults": 60}));
    heard.call("DeleteUserPool", json!({"UserPoolId": api.pool}));
    heard.call("DescribeUserPool", json!({"UserPoolId": api.pool}));
    heard.call("ListUserPools", json!({"MaxResults": 60}));
    let answers = heard.answers;
    (api, answers)
}

fn a_pool_is_configured(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::usual();
    arm(&api.world);
    let pool = &api.pool;
    let mut heard = Heard::by(&api);
    let attributes = json!([{"Name": "team", "AttributeDataType": "String"}]);
    heard.call(
        "AddCustomAttributes",
        json!({"UserPoolId": pool, "CustomAttributes": attributes}),
    );
    heard.call(
        "UpdateUserPool",
        json!({"UserPoolId": pool, "PoolName": "others", "AutoVerifiedAttributes": ["email"]}),
    );
    heard.call(
        "UpdateUserPoolClient",
        json!({"UserPoolId": pool, "ClientId": api.client, "AuthSessionValidity": 5}),
    );
    let server = json!({"UserPoolId": pool, "Identifier": "api", "Name": "api"});
    heard.call("CreateResourceServer", server.clone());
    heard.call("UpdateResourceServer", server);
    heard.call(
        "DeleteResourceServer",
        json!({"UserPoolId": pool, "Identifier": "api"}),
    );
    heard.call(
        "CreateUserPoolDomain",
        json!({"UserPoolId": pool, "Domain": "people"}),
    );
    heard.call(
        "UpdateUserPoolDomain",
        json!({"UserPoolId": pool, "Domain": "people", "ManagedLoginVersion": 2}),
    );
    heard.call(
        "DeleteUserPoolDomain",
        json!({"UserPoolId": pool, "Domain": "people"}),
    );
    heard.extension(
        "PutPoolExtensions",
        json!({"UserPoolId": pool, "Hardening": true}),
    );
    heard.extension(
        "RotateSigningKeys",
        json!({"UserPoolId": pool, "Use": "id"}),
    );
    heard.extension(
        "RotateSigningKeys",
        json!({"UserPoolId": pool, "Use": "access", "Emergency": true}),
    );
    heard.call("DescribeUserPool", json!({"UserPoolId": pool}));
    heard.call("ListUserPools", json!({"MaxResults": 60}));
    heard.call(
        "DeleteUserPoolClient",
        json!({"UserPoolId": pool, "ClientId": api.client}),
    );
    let answers = heard.answers;
    (api, answers)
}

fn a_master_secret_changes(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let mut api = Api::new(
        json!({}),
        json!({
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED"},
        }),
    );
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    api.refresh(&api.client, &token).unwrap();
    let (old, new) = (
        SecretBytes::from(vec![7; 32]),
        SecretBytes::from(vec![8; 32]),
    );
    api.world.keyring = Keyring::new(&[new, old]).unwrap();
    api.world.cache.clear();
    arm(&api.world);
    let answers = at_once(async {
        let cx = api.world.cx();
        let config = cx.pool(&api.pool).await.unwrap();
        let resealed = jobs::reseal::pool(&cx, &config).await;
        vec![
            format!("{resealed:?}"),
            format!("{:?}", jobs::reseal::check_key(&cx).await),
        ]
    });
    (api, answers)
}

fn people_sign_in_and_out(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::new(
        json!({}),
        json!({
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        }),
    );
    api.add_user("alice");
    api.sign_up("eve");
    api.invite("bob", "Temp0rary-1");
    arm(&api.world);
    let mut heard = Heard::by(&api);
    let tokens = heard.call("InitiateAuth", api.password_auth("alice", PASSWORD));
    heard.call("InitiateAuth", api.password_auth("alice", "Wr0ng-one"));
    heard.call("InitiateAuth", api.password_auth("eve", PASSWORD));
    let token = &tokens["AuthenticationResult"]["RefreshToken"];
    // The second is a repetition within the grace.
    for _ in 0..2 {
        heard.call(
            "GetTokensFromRefreshToken",
            json!({"ClientId": api.client, "RefreshToken": token}),
        );
    }
    heard.call(
        "RevokeToken",
        json!({"ClientId": api.client, "Token": token}),
    );
    heard.admin("AdminUserGlobalSignOut", "alice");
    let challenge = heard.call("InitiateAuth", api.password_auth("bob", "Temp0rary-1"));
    let answer = json!({
        "ClientId": api.client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "bob", "NEW_PASSWORD": PASSWORD},
    });
    heard.call("RespondToAuthChallenge", answer);
    let answers = heard.answers;
    (api, answers)
}

fn a_browser_signs_in_and_out(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let house = House::new();
    house.user(EMAIL);
    arm(&house.world);
    let browser = house.browser();
    let code = browser.sign_in(EMAIL);
    let another = browser.get(&house.at("/oauth2/authorize")).code();
    let tokens = body(&house.redeem(&code));
    let logout = format!(
        "/logout?client_id={}&logout_uri=https%3A%2F%2Fapp.example%2Fbye",
        house.client
    );
    let out = browser.get(&logout);
    let answers = vec![
        code,
        format!("{another:?}"),
        tokens.to_string(),
        format!("{:?}", out.location()),
    ];
    drop(browser);
    (house.api, answers)
}

fn administrators_manage_people(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::usual();
    arm(&api.world);
    let mut heard = Heard::by(&api);
    let create = |more: Value| {
        let usual = json!({
            "UserPoolId": api.pool, "Username": "alice", "TemporaryPassword": "Temp0rary-1",
            "DesiredDeliveryMediums": ["EMAIL"], "UserAttributes": [
                {"Name": "email", "Value": "alice@example.com"}, {"Name": "email_verified", "Value": "true"},
            ],
        });
        vestibule_idp::fixtures::api::merged(usual, more)
    };
    heard.call("AdminCreateUser", create(json!({})));
    heard.call(
        "AdminCreateUser",
        create(json!({"MessageAction": "RESEND"})),
    );
    let password = json!({"UserPoolId": api.pool, "Username": "alice", "Password": PASSWORD, "Permanent": true});
    heard.call("AdminSetUserPassword", password);
    heard.admin("AdminResetUserPassword", "alice");
    let update = json!({
        "UserPoolId": api.pool, "Username": "alice", "UserAttributes": [{"Name": "name", "Value": "Alice"}],
    });
    heard.call("AdminUpdateUserAttributes", update);
    heard.admin("AdminDisableUser", "alice");
    heard.admin("AdminEnableUser", "alice");
    heard.admin("AdminGetUser", "alice");
    heard.admin("AdminDeleteUser", "alice");
    heard.admin("AdminGetUser", "alice");
    let answers = heard.answers;
    (api, answers)
}

fn people_prove_their_addresses(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::new(
        json!({"AutoVerifiedAttributes": ["email"]}),
        json!({"PreventUserExistenceErrors": "ENABLED"}),
    );
    arm(&api.world);
    let client = &api.client;
    let code = || api.world.mailbox.code_for("jane@example.com");
    let mut heard = Heard::by(&api);
    let attributes = json!([{"Name": "email", "Value": "jane@example.com"}]);
    let sign_up = json!({"ClientId": client, "Username": "jane", "Password": PASSWORD, "UserAttributes": attributes});
    heard.call("SignUp", sign_up);
    heard.call(
        "ResendConfirmationCode",
        json!({"ClientId": client, "Username": "jane"}),
    );
    // A client that hides its users leaves delivery to the timer.
    let deliver = || {
        for key in api.users_objects() {
            at_once(vestibule_engine::delivery::deliver_due(
                &api.world.cx(),
                &key,
            ))
            .unwrap();
        }
    };
    deliver();
    heard.call(
        "ConfirmSignUp",
        json!({"ClientId": client, "Username": "jane", "ConfirmationCode": code()}),
    );
    heard.call(
        "ForgotPassword",
        json!({"ClientId": client, "Username": "jane"}),
    );
    heard.call(
        "ForgotPassword",
        json!({"ClientId": client, "Username": "nobody"}),
    );
    deliver();
    for code in [Some("000000".to_owned()), code()] {
        let confirm = json!({"ClientId": client, "Username": "jane", "ConfirmationCode": code, "Password": PASSWORD});
        heard.call("ConfirmForgotPassword", confirm);
    }
    let tokens = heard.call("InitiateAuth", api.password_auth("jane", PASSWORD));
    let token = &tokens["AuthenticationResult"]["AccessToken"];
    heard.call(
        "GetUserAttributeVerificationCode",
        json!({"AccessToken": token, "AttributeName": "email"}),
    );
    heard.call(
        "VerifyUserAttribute",
        json!({"AccessToken": token, "AttributeName": "email", "Code": code()}),
    );
    heard.admin("AdminGetUser", "jane");
    let answers = heard.answers;
    (api, answers)
}

fn messages_are_late(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    arm(&api.world);
    let mut heard = Heard::by(&api);
    api.world.mailbox.refusing.set(true);
    let attributes = json!([{"Name": "email", "Value": "jane@example.com"}]);
    heard.call(
        "SignUp",
        json!({"ClientId": api.client, "Username": "jane", "Password": PASSWORD, "UserAttributes": attributes}),
    );
    api.world.mailbox.refusing.set(false);
    api.world.advance(Span::minutes(2));
    for key in api.users_objects() {
        at_once(vestibule_engine::delivery::deliver_due(
            &api.world.cx(),
            &key,
        ))
        .unwrap();
    }
    heard.answers.push(format!(
        "{} messages",
        api.world.mailbox.messages.borrow().len()
    ));
    let answers = heard.answers;
    (api, answers)
}

fn a_developer_reads_mail(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    let attributes = json!([{"Name": "email", "Value": "jane@example.com"}]);
    let input = json!({"ClientId": api.client, "Username": "jane", "Password": PASSWORD, "UserAttributes": attributes});
    api.ok("SignUp", input);
    arm(&api.world);
    let message = api.world.mailbox.messages.borrow()[0].clone();
    let cx = api.world.cx();
    let mailer = DevMailer {
        objects: cx.objects,
        timer: cx.timer,
        rng: cx.rng,
        keyring: cx.keyring,
    };
    let delivered = at_once(mailer.deliver(&message));
    let listed = at_once(vestibule_engine::dev_mailbox::list(&cx, None));
    let answers = vec![format!("{delivered:?}"), format!("{listed:?}")];
    drop(cx);
    (api, answers)
}

/// A user with an address whose alias lives in another object than the user.
fn apart(api: &Api) -> (String, Sub, Alias, ObjectKey, ObjectKey) {
    at_once(async {
        let cx = api.world.cx();
        let config = cx.pool(&api.pool).await.unwrap();
        for number in 0..50 {
            let name = format!("user{number}");
            let alias = Alias::new("email", &format!("{name}@example.com"));
            let slot = config.object_of_identifier(alias.value());
            let home = config.object_of_identifier(&name);
            if slot != home {
                api.add_user(&name);
                let user = vestibule_engine::find_user::find_named(&cx, &config, &name)
                    .await
                    .unwrap()
                    .unwrap();
                return (name, user.sub, alias, home, slot);
            }
        }
        panic!("all in one object");
    })
}

fn aliases_change_hands(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::new(json!({"AliasAttributes": ["email"]}), json!({}));
    arm(&api.world);
    let (name, sub, alias, home, slot) = apart(&api);
    let cx = api.world.cx();
    let mut answers = Vec::new();
    at_once(async {
        let config = cx.pool(&api.pool).await.unwrap();
        let user = vestibule_engine::find_user::find_named(&cx, &config, &name)
            .await
            .unwrap()
            .unwrap();
        let epoch = user.aliases[&alias].clone();
        let settle = |epoch: &str| SettleClaim {
            sub: sub.clone(),
            alias: alias.clone(),
            epoch: epoch.to_owned(),
        };
        answers.push(format!("{:?}", cx.call(&home, settle(&epoch)).await));
        answers.push(format!("{:?}", cx.call(&home, settle("never")).await));
        let yields = YieldAlias {
            sub: sub.clone(),
            alias: alias.clone(),
            epoch,
        };
        answers.push(format!("{:?}", cx.call(&home, yields).await));
        // What was given up is freed by the timer.
        answers.push(format!("{:?}", aliases::settle_due(&cx, &home).await));
        let reserve = ReserveAlias {
            alias: alias.clone(),
            sub: sub.clone(),
            epoch: "next".to_owned(),
            until: cx.now + Span::seconds(30),
            void: None,
        };
        answers.push(format!("{:?}", cx.call(&slot, reserve).await));
        let own = OwnAlias {
            alias: alias.clone(),
            epoch: "next".to_owned(),
        };
        answers.push(format!("{:?}", cx.call(&slot, own).await));
        let free = FreeAlias {
            alias: alias.clone(),
            epoch: "next".to_owned(),
        };
        answers.push(format!("{:?}", cx.call(&slot, free).await));
    });
    drop(cx);
    (api, answers)
}
