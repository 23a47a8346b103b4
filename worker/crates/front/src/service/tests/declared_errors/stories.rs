//! What only a story raises.

use super::Heard;
use serde_json::{Value, json};
use vestibule_engine::deployment::MailSenders;
use vestibule_idp::fixtures::{
    api::{Api, PASSWORD, SrpClient},
    merged,
};
use vestibule_model::{object_key::Class, time::Span};
use vestibule_store::sql::Sql as _;

const TEMPORARY: &str = "Temp0rary-1";
const WEAK: &str = "weakweak";

pub(super) fn tell(heard: &mut Heard) {
    pools_of_the_lowest_tier(heard);
    senders(heard);
    clients(heard);
    groups_and_servers(heard);
    tracked_sessions(heard);
    accounts(heard);
    recoveries(heard);
    undelivered(heard);
    aliases(heard);
    password_histories(heard);
    for by in [By::User, By::Admin] {
        sign_ins(heard, by);
        new_passwords(heard, by);
        second_factors(heard, by);
    }
    authenticator_apps(heard);
    devices(heard);
    passkeys(heard);
    tokens(heard);
    clients_that_are_gone(heard);
}

fn of_pool(api: &Api, members: Value) -> Value {
    merged(json!({"UserPoolId": api.pool}), members)
}

fn of_user(api: &Api, username: &str, members: Value) -> Value {
    of_pool(api, merged(json!({"Username": username}), members))
}

fn of_client(api: &Api, username: &str, members: Value) -> Value {
    let names = json!({"ClientId": api.client, "Username": username});
    merged(names, members)
}

/// Who asks for a sign-in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    User,
    Admin,
}

impl By {
    fn begin(self, heard: &mut Heard, api: &Api, flow: &str, parameters: Value) -> Value {
        let input = json!({
            "ClientId": api.client, "AuthFlow": flow, "AuthParameters": parameters,
        });
        match self {
            Self::User => heard.call(api, "InitiateAuth", input),
            Self::Admin => heard.call(api, "AdminInitiateAuth", of_pool(api, input)),
        }
    }

    fn sign_in(self, heard: &mut Heard, api: &Api, username: &str, password: &str) -> Value {
        let flow = match self {
            Self::User => "USER_PASSWORD_AUTH",
            Self::Admin => "ADMIN_USER_PASSWORD_AUTH",
        };
        let parameters = json!({"USERNAME": username, "PASSWORD": password});
        self.begin(heard, api, flow, parameters)
    }

    fn respond(self, heard: &mut Heard, api: &Api, asked: &Value, answers: Value) -> Value {
        let input = json!({
            "ClientId": api.client, "ChallengeName": asked["ChallengeName"], "Session": asked["Session"],
            "ChallengeResponses": answers,
        });
        match self {
            Self::User => heard.call(api, "RespondToAuthChallenge", input),
            Self::Admin => heard.call(api, "AdminRespondToAuthChallenge", of_pool(api, input)),
        }
    }
}

fn pools_of_the_lowest_tier(heard: &mut Heard) {
    let choices = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}});
    let lite = json!({"UserPoolTier": "LITE"});
    let with_choices = json!({"PoolName": "people", "UserPoolTier": "LITE", "Policies": choices});
    let api = Api::new(lite.clone(), json!({}));
    heard.call(&api, "CreateUserPool", with_choices);
    let update = merged(lite.clone(), json!({"Policies": choices}));
    heard.call(&api, "UpdateUserPool", of_pool(&api, update));
    let rotates = json!({
        "RefreshTokenRotation": {"Feature": "ENABLED"}, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    });
    let named = merged(json!({"ClientName": "app"}), rotates.clone());
    heard.call(&api, "CreateUserPoolClient", of_pool(&api, named));
    let own = merged(json!({"ClientId": api.client}), rotates.clone());
    heard.call(&api, "UpdateUserPoolClient", of_pool(&api, own));
    let domain = json!({"Domain": "people"});
    let managed = merged(domain.clone(), json!({"ManagedLoginVersion": 2}));
    heard.call(&api, "CreateUserPoolDomain", of_pool(&api, managed.clone()));
    heard.call(&api, "CreateUserPoolDomain", of_pool(&api, domain));
    heard.call(&api, "UpdateUserPoolDomain", of_pool(&api, managed));
    let mails = json!({
        "MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {"Subject": "a", "Message": "{####}"},
    });
    let own = json!({
        "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
    });
    api.ok(
        "UpdateUserPool",
        of_pool(
            &api,
            merged(lite.clone(), json!({"EmailConfiguration": own})),
        ),
    );
    heard.call(&api, "SetUserPoolMfaConfig", of_pool(&api, mails));
    let choosing = Api::new(
        lite.clone(),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}),
    );
    for by in [By::User, By::Admin] {
        let towards = json!({"USERNAME": "alice", "TARGET_ACR_VALUES": "urn:one"});
        by.begin(heard, &choosing, "USER_AUTH", towards);
    }
    let tracked = json!({"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 20}});
    heard.call(
        &api,
        "SetUserPoolSessionConfiguration",
        of_pool(&api, tracked),
    );
    let longer = json!({"ClientId": api.client, "SSOSession": {"MaxValidityMinutes": 60}});
    heard.call(
        &api,
        "SetUserPoolClientSessionConfiguration",
        of_pool(&api, longer),
    );
    let rotating = Api::usual();
    let input = of_pool(&rotating, merged(json!({"ClientName": "app"}), rotates));
    rotating.ok("CreateUserPoolClient", input);
    heard.call(&rotating, "UpdateUserPool", of_pool(&rotating, lite));
}

fn senders(heard: &mut Heard) {
    let mut api = Api::usual();
    api.world.deployment.mail_senders = MailSenders::parse("acme.example");
    let strange = json!({"EmailConfiguration": {
        "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
        "From": "service@bank.example",
    }});
    let named = merged(json!({"PoolName": "people"}), strange.clone());
    heard.call(&api, "CreateUserPool", named);
    heard.call(&api, "UpdateUserPool", of_pool(&api, strange));
}

fn clients(heard: &mut Heard) {
    let api = Api::usual();
    let scopes = json!({
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["api/read"], "CallbackURLs": ["https://app.example/"],
    });
    let flows = merged(
        scopes.clone(),
        json!({"AllowedOAuthFlows": ["client_credentials"]}),
    );
    for members in [scopes, flows] {
        let named = merged(json!({"ClientName": "app"}), members.clone());
        heard.call(&api, "CreateUserPoolClient", of_pool(&api, named));
        let own = merged(json!({"ClientId": api.client}), members);
        heard.call(&api, "UpdateUserPoolClient", of_pool(&api, own));
    }
    let (client, _) = api.add_client(json!({"GenerateSecret": true}));
    for _ in 0..2 {
        let own = of_pool(&api, json!({"ClientId": client}));
        heard.call(&api, "AddUserPoolClientSecret", own);
    }
}

fn groups_and_servers(heard: &mut Heard) {
    let api = Api::usual();
    for _ in 0..2 {
        heard.call(
            &api,
            "CreateGroup",
            of_pool(&api, json!({"GroupName": "writers"})),
        );
    }
    let pools = api.world.objects.keys().into_iter();
    for home in pools.filter(|key| key.class == Class::Pool) {
        let copy = "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 9999) \
                    INSERT INTO group_definitions SELECT 'copy' || n, document FROM group_definitions, number";
        api.world.objects.store(&home).exec(copy, &[]).unwrap();
    }
    heard.call(
        &api,
        "CreateGroup",
        of_pool(&api, json!({"GroupName": "readers"})),
    );
}

fn tracked_sessions(heard: &mut Heard) {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let id = format!("tkn{}", "0".repeat(25));
    heard.call(&api, "ListUserSessions", json!({"AccessToken": token}));
    heard.call(
        &api,
        "RevokeUserSession",
        json!({"AccessToken": token, "SessionId": id}),
    );
    heard.call(
        &api,
        "AdminListUserSessions",
        of_user(&api, "alice", json!({})),
    );
    let named = of_user(&api, "alice", json!({"SessionId": id}));
    heard.call(&api, "AdminRevokeUserSession", named);
    let longer = json!({"ClientId": api.client, "SSOSession": {"MaxValidityMinutes": 60}});
    heard.call(
        &api,
        "SetUserPoolClientSessionConfiguration",
        of_pool(&api, longer),
    );
    heard.call(
        &api,
        "GetUserPoolClientSessionConfiguration",
        of_pool(&api, json!({"ClientId": api.client})),
    );
    let input = json!({"ClientId": api.client, "Token": "t", "RevokeAssociatedSessions": "LINKED"});
    heard.call(&api, "RevokeToken", input);
}

fn accounts(heard: &mut Heard) {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    api.add_user("alice");
    api.invite("bob", TEMPORARY);
    let email = json!({"UserAttributes": [{"Name": "email", "Value": "eve@example.com"}]});
    let password = json!({"Password": PASSWORD});
    let eve = merged(password.clone(), email.clone());
    heard.call(&api, "SignUp", of_client(&api, "eve", eve.clone()));
    heard.call(&api, "SignUp", of_client(&api, "eve", eve));
    heard.call(
        &api,
        "SignUp",
        of_client(&api, "joe", json!({"Password": WEAK})),
    );
    let unable =
        json!({"Password": PASSWORD, "UserAttributes": [{"Name": "custom:x", "Value": "x"}]});
    heard.call(&api, "SignUp", of_client(&api, "joe", unable));
    heard.call(&api, "AdminCreateUser", of_user(&api, "alice", json!({})));
    heard.call(
        &api,
        "AdminCreateUser",
        of_user(&api, "alice", json!({"MessageAction": "RESEND"})),
    );
    heard.call(
        &api,
        "AdminCreateUser",
        of_user(&api, "nobody", json!({"MessageAction": "RESEND"})),
    );
    let weak = json!({"TemporaryPassword": WEAK});
    heard.call(&api, "AdminCreateUser", of_user(&api, "joe", weak));
    heard.call(
        &api,
        "AdminSetUserPassword",
        of_user(&api, "alice", json!({"Password": WEAK})),
    );
    heard.call(
        &api,
        "AdminConfirmSignUp",
        of_user(&api, "alice", json!({})),
    );
    heard.call(
        &api,
        "AdminResetUserPassword",
        of_user(&api, "bob", json!({})),
    );
    heard.call(
        &api,
        "ResendConfirmationCode",
        of_client(&api, "alice", json!({})),
    );
    heard.call(
        &api,
        "ConfirmSignUp",
        of_client(&api, "alice", json!({"ConfirmationCode": "123456"})),
    );
    let wrong = json!({"ConfirmationCode": "000000"});
    heard.call(&api, "ConfirmSignUp", of_client(&api, "eve", wrong.clone()));
    api.world.advance(Span::hours(25));
    heard.call(&api, "ConfirmSignUp", of_client(&api, "eve", wrong.clone()));
    heard.call(
        &api,
        "ResendConfirmationCode",
        of_client(&api, "eve", json!({})),
    );
    for _ in 0..20 {
        heard.call(&api, "ConfirmSignUp", of_client(&api, "eve", wrong.clone()));
        heard.call(
            &api,
            "ResendConfirmationCode",
            of_client(&api, "eve", json!({})),
        );
    }
    for operation in [
        "SignUp",
        "ForgotPassword",
        "ResendConfirmationCode",
        "ConfirmSignUp",
    ] {
        let (client, _) = api.add_client(json!({"GenerateSecret": true}));
        let members = json!({"ClientId": client, "Password": PASSWORD, "ConfirmationCode": "1"});
        heard.call(&api, operation, of_client(&api, "alice", members));
    }
    let none = Api::usual();
    none.sign_up("eve");
    heard.call(
        &none,
        "ResendConfirmationCode",
        of_client(&none, "eve", json!({})),
    );
}

fn recoveries(heard: &mut Heard) {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    api.add_user("alice");
    api.invite("bob", TEMPORARY);
    let token = api.tokens("alice")["AccessToken"].clone();
    let confirm = |code: &str, password: &str| {
        let members = json!({"ConfirmationCode": code, "Password": password});
        of_client(&api, "alice", members)
    };
    heard.call(&api, "ForgotPassword", of_client(&api, "bob", json!({})));
    heard.call(&api, "ConfirmForgotPassword", confirm("000000", PASSWORD));
    heard.call(&api, "ForgotPassword", of_client(&api, "alice", json!({})));
    heard.call(&api, "ConfirmForgotPassword", confirm("000000", PASSWORD));
    heard.call(&api, "ConfirmForgotPassword", confirm("000000", WEAK));
    let own = api.world.mailbox.code_for("alice@example.com").unwrap();
    heard.call(&api, "ConfirmForgotPassword", confirm(&own, WEAK));
    let (client, _) = api.add_client(json!({"GenerateSecret": true}));
    let unproven = merged(confirm("000000", PASSWORD), json!({"ClientId": client}));
    heard.call(&api, "ConfirmForgotPassword", unproven);
    heard.call(
        &api,
        "ForgotPassword",
        of_client(&api, "alice", json!({"ClientId": client})),
    );
    let mut change = json!({
        "AccessToken": token, "PreviousPassword": PASSWORD, "ProposedPassword": WEAK,
    });
    heard.call(&api, "ChangePassword", change.clone());
    change["PreviousPassword"] = json!("Wr0ng-one");
    for _ in 0..6 {
        heard.call(&api, "ChangePassword", change.clone());
    }
    let asked = json!({"AccessToken": token, "AttributeName": "email"});
    let verify = merged(asked.clone(), json!({"Code": "000000"}));
    heard.call(&api, "VerifyUserAttribute", verify.clone());
    heard.call(&api, "GetUserAttributeVerificationCode", asked.clone());
    for _ in 0..20 {
        heard.call(&api, "GetUserAttributeVerificationCode", asked.clone());
        heard.call(&api, "VerifyUserAttribute", verify.clone());
        heard.call(&api, "ForgotPassword", of_client(&api, "alice", json!({})));
        heard.call(&api, "ConfirmForgotPassword", confirm("000000", PASSWORD));
        heard.call(
            &api,
            "AdminResetUserPassword",
            of_user(&api, "alice", json!({})),
        );
    }
    for by in [By::User, By::Admin] {
        by.sign_in(heard, &api, "alice", PASSWORD);
    }
}

fn undelivered(heard: &mut Heard) {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let attribute = |name: &str| json!([{"Name": "email", "Value": format!("{name}@example.com")}]);
    let sign_up = |name: &str| {
        let members = json!({"Password": PASSWORD, "UserAttributes": attribute(name)});
        of_client(&api, name, members)
    };
    api.ok("SignUp", sign_up("eve"));
    api.world.mailbox.refusing.set(true);
    heard.call(&api, "SignUp", sign_up("joe"));
    let invited = json!({"UserAttributes": attribute("bob"), "DesiredDeliveryMediums": ["EMAIL"]});
    heard.call(&api, "AdminCreateUser", of_user(&api, "bob", invited));
    heard.call(&api, "ForgotPassword", of_client(&api, "alice", json!({})));
    heard.call(
        &api,
        "ResendConfirmationCode",
        of_client(&api, "eve", json!({})),
    );
    let asked = json!({"AccessToken": token, "AttributeName": "email"});
    heard.call(&api, "GetUserAttributeVerificationCode", asked);
    let changed = json!({"AccessToken": token, "UserAttributes": attribute("alice2")});
    heard.call(&api, "UpdateUserAttributes", changed);
}

fn aliases(heard: &mut Heard) {
    let members = json!({
        "AliasAttributes": ["email", "preferred_username"], "AutoVerifiedAttributes": ["email"],
    });
    let api = Api::new(members, json!({}));
    api.add_user("alice");
    api.add_user("bob");
    let taken = json!([{"Name": "email", "Value": "alice@example.com"}]);
    let eve = json!({"Password": PASSWORD, "UserAttributes": taken});
    heard.call(&api, "SignUp", of_client(&api, "eve", eve));
    if let Some(code) = api.world.mailbox.code_for("alice@example.com") {
        heard.call(
            &api,
            "ConfirmSignUp",
            of_client(&api, "eve", json!({"ConfirmationCode": code})),
        );
    }
    let verified = json!([
        {"Name": "email", "Value": "alice@example.com"}, {"Name": "email_verified", "Value": "true"},
    ]);
    let changed = of_user(&api, "bob", json!({"UserAttributes": verified}));
    heard.call(&api, "AdminUpdateUserAttributes", changed);
    let token = api.tokens("bob")["AccessToken"].clone();
    let named = json!([{"Name": "preferred_username", "Value": "alice"}]);
    heard.call(
        &api,
        "UpdateUserAttributes",
        json!({"AccessToken": token, "UserAttributes": named}),
    );
    heard.call(
        &api,
        "UpdateUserAttributes",
        json!({"AccessToken": token, "UserAttributes": taken}),
    );
    let code = api
        .world
        .mailbox
        .code_for("alice@example.com")
        .unwrap_or_default();
    let verify = json!({"AccessToken": token, "AttributeName": "email", "Code": code});
    heard.call(&api, "VerifyUserAttribute", verify);
    api.invite("carol", TEMPORARY);
    for by in [By::User, By::Admin] {
        let asked = by.sign_in(heard, &api, "carol", TEMPORARY);
        let answers = json!({
            "USERNAME": "carol", "NEW_PASSWORD": PASSWORD, "userAttributes.preferred_username": "alice",
        });
        by.respond(heard, &api, &asked, answers);
    }
}

fn password_histories(heard: &mut Heard) {
    let policy = json!({"MinimumLength": 8, "PasswordHistorySize": 2});
    let members = json!({
        "Policies": {"PasswordPolicy": policy}, "AutoVerifiedAttributes": ["email"],
    });
    let api = Api::new(members, json!({}));
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let same = json!({
        "AccessToken": token, "PreviousPassword": PASSWORD, "ProposedPassword": PASSWORD,
    });
    heard.call(&api, "ChangePassword", same);
    heard.call(
        &api,
        "AdminSetUserPassword",
        of_user(&api, "alice", json!({"Password": PASSWORD})),
    );
    heard.call(&api, "ForgotPassword", of_client(&api, "alice", json!({})));
    let code = api.world.mailbox.code_for("alice@example.com").unwrap();
    let confirm = json!({"ConfirmationCode": code, "Password": PASSWORD});
    heard.call(
        &api,
        "ConfirmForgotPassword",
        of_client(&api, "alice", confirm),
    );
    let temporary = "Temp0rary-2";
    let members = json!({"Password": temporary, "Permanent": false});
    api.ok("AdminSetUserPassword", of_user(&api, "alice", members));
    for by in [By::User, By::Admin] {
        let asked = by.sign_in(heard, &api, "alice", temporary);
        let answers = json!({"USERNAME": "alice", "NEW_PASSWORD": PASSWORD});
        by.respond(heard, &api, &asked, answers);
    }
}

fn sign_ins(heard: &mut Heard, by: By) {
    let api = Api::usual();
    api.add_user("alice");
    api.sign_up("eve");
    by.sign_in(heard, &api, "alice", "Wr0ng-one");
    by.sign_in(heard, &api, "nobody", PASSWORD);
    by.sign_in(heard, &api, "eve", PASSWORD);
    api.add_user("reset");
    api.admin("AdminResetUserPassword", "reset");
    by.sign_in(heard, &api, "reset", PASSWORD);
    // Between the two steps of a proof.
    let client = SrpClient::new();
    let srp = json!({"USERNAME": "alice", "SRP_A": client.public()});
    let asked = by.begin(heard, &api, "USER_SRP_AUTH", srp);
    let now = api.world.now().millis();
    let proof = client.prove(&api.pool, &asked["ChallengeParameters"], PASSWORD, now);
    api.admin("AdminResetUserPassword", "alice");
    by.respond(heard, &api, &asked, proof.clone());
    let again = merged(proof, json!({"PASSWORD_CLAIM_SIGNATURE": "x"}));
    by.respond(heard, &api, &asked, again);
    // Where users are hidden, only the proof shows how the account stands.
    let hiding = Api::new(json!({}), json!({"PreventUserExistenceErrors": "ENABLED"}));
    hiding.sign_up("eve");
    let srp = json!({"USERNAME": "eve", "SRP_A": client.public()});
    let asked = by.begin(heard, &hiding, "USER_SRP_AUTH", srp);
    let now = hiding.world.now().millis();
    let proof = client.prove(&hiding.pool, &asked["ChallengeParameters"], PASSWORD, now);
    by.respond(heard, &hiding, &asked, proof);
    let rotating = Api::new(
        json!({}),
        json!({
            "RefreshTokenRotation": {"Feature": "ENABLED"}, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        }),
    );
    by.begin(
        heard,
        &rotating,
        "REFRESH_TOKEN_AUTH",
        json!({"REFRESH_TOKEN": "garbage"}),
    );
}

fn new_passwords(heard: &mut Heard, by: By) {
    let api = Api::usual();
    api.invite("bob", TEMPORARY);
    let asked = by.sign_in(heard, &api, "bob", TEMPORARY);
    let answers = json!({"USERNAME": "bob", "NEW_PASSWORD": WEAK});
    by.respond(heard, &api, &asked, answers);
}

fn offering_all(mode: &str) -> Api {
    let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    let api = Api::new(json!({"SmsConfiguration": sms}), json!({}));
    api.add_user("alice");
    let phone = json!([
        {"Name": "phone_number", "Value": "+491711234567"}, {"Name": "phone_number_verified", "Value": "true"},
    ]);
    api.ok(
        "AdminUpdateUserAttributes",
        of_user(&api, "alice", json!({"UserAttributes": phone})),
    );
    api.offer(json!({
        "MfaConfiguration": mode, "SmsMfaConfiguration": {"SmsConfiguration": sms},
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    api
}

fn second_factors(heard: &mut Heard, by: By) {
    let api = offering_all("OPTIONAL");
    let secret = api.add_software_token("alice");
    let answer = |code: &str| json!({"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": code});
    let asked = by.sign_in(heard, &api, "alice", PASSWORD);
    by.respond(heard, &api, &asked, answer("000000"));
    let code = api.code_of(&secret);
    for _ in 0..2 {
        let asked = by.sign_in(heard, &api, "alice", PASSWORD);
        by.respond(heard, &api, &asked, answer(&code));
    }
    let both = json!({"SMSMfaSettings": {"Enabled": true}});
    api.ok("AdminSetUserMFAPreference", of_user(&api, "alice", both));
    let asked = by.sign_in(heard, &api, "alice", PASSWORD);
    by.respond(
        heard,
        &api,
        &asked,
        json!({"USERNAME": "alice", "ANSWER": "EMAIL_OTP"}),
    );
}

fn authenticator_apps(heard: &mut Heard) {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let (associate, verify) = (
        json!({"AccessToken": token}),
        json!({"AccessToken": token, "UserCode": "000000"}),
    );
    heard.call(&api, "AssociateSoftwareToken", associate.clone());
    heard.call(&api, "VerifySoftwareToken", verify.clone());
    api.offer(json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    heard.call(&api, "VerifySoftwareToken", verify.clone());
    heard.call(&api, "AssociateSoftwareToken", associate);
    heard.call(&api, "VerifySoftwareToken", verify);
}

fn devices(heard: &mut Heard) {
    let plain = Api::usual();
    plain.add_user("alice");
    let api = Api::new(json!({"DeviceConfiguration": {}}), json!({}));
    api.add_user("alice");
    let given = api.tokens("alice");
    let token = &given["AccessToken"];
    let key = &given["NewDeviceMetadata"]["DeviceKey"];
    for _ in 0..2 {
        heard.call(
            &api,
            "ConfirmDevice",
            json!({"AccessToken": token, "DeviceKey": key}),
        );
    }
    let unknown = json!("local_0e1f2a3b-4c5d-4e6f-8091-a2b3c4d5e6f7");
    let plain_token = plain.tokens("alice")["AccessToken"].clone();
    for operation in [
        "ConfirmDevice",
        "ForgetDevice",
        "GetDevice",
        "ListDevices",
        "UpdateDeviceStatus",
    ] {
        heard.call(
            &api,
            operation,
            json!({"AccessToken": token, "DeviceKey": unknown}),
        );
        heard.call(
            &plain,
            operation,
            json!({"AccessToken": plain_token, "DeviceKey": unknown}),
        );
    }
    for operation in [
        "AdminForgetDevice",
        "AdminGetDevice",
        "AdminListDevices",
        "AdminUpdateDeviceStatus",
    ] {
        heard.call(
            &plain,
            operation,
            of_user(&plain, "alice", json!({"DeviceKey": unknown})),
        );
    }
    for by in [By::User, By::Admin] {
        let asked = json!({"ChallengeName": "DEVICE_SRP_AUTH", "Session": "a".repeat(20)});
        let answers = json!({"USERNAME": "alice", "DEVICE_KEY": unknown, "SRP_A": "2"});
        by.respond(heard, &plain, &asked, answers);
    }
}

fn passkeys(heard: &mut Heard) {
    use vestibule_engine::testing::authenticator::Authenticator;
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let start = json!({"AccessToken": token});
    let complete = |credential: Value| json!({"AccessToken": token, "Credential": credential});
    heard.call(&api, "StartWebAuthnRegistration", start.clone());
    heard.call(&api, "CompleteWebAuthnRegistration", complete(json!({})));
    let choices = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}});
    api.ok(
        "UpdateUserPool",
        of_pool(&api, json!({"Policies": choices})),
    );
    heard.call(&api, "StartWebAuthnRegistration", start.clone());
    api.take_passkeys(&json!({"RelyingPartyId": "example.com"}));
    let key = Authenticator::new("https://login.example.com", b"a credential");
    let mut made = key.create(&json!({"challenge": "AAAA", "rp": {"id": "example.com"}}));
    heard.call(&api, "CompleteWebAuthnRegistration", complete(made));
    let mut others = [key.clone(), key.clone(), key.clone(), key.clone()];
    others[0].origin = "https://evil.example".to_owned();
    others[1].relying_party = Some("other.example".to_owned());
    others[2].algorithm = -35;
    others[3].format = "tpm";
    for other in others {
        let options = api.ok("StartWebAuthnRegistration", start.clone());
        made = other.create(&options["CredentialCreationOptions"]);
        heard.call(&api, "CompleteWebAuthnRegistration", complete(made));
    }
    let options = api.ok("StartWebAuthnRegistration", start.clone());
    made = key.create(&options["CredentialCreationOptions"]);
    made["type"] = json!("another");
    heard.call(&api, "CompleteWebAuthnRegistration", complete(made));
    heard.call(
        &api,
        "DeleteWebAuthnCredential",
        json!({"AccessToken": token, "CredentialId": "AAAA"}),
    );
    let (other, _) = api.add_client(json!({}));
    let options = api.ok("StartWebAuthnRegistration", start.clone());
    made = key.create(&options["CredentialCreationOptions"]);
    let elsewhere = json!({
        "ClientId": other, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD},
    });
    let elsewhere = &api.ok("InitiateAuth", elsewhere)["AuthenticationResult"]["AccessToken"];
    let by_another = json!({"AccessToken": elsewhere, "Credential": made});
    heard.call(&api, "CompleteWebAuthnRegistration", by_another);
    heard.call(&api, "CompleteWebAuthnRegistration", complete(made));
    let options = api.ok("StartWebAuthnRegistration", start.clone());
    // The others are made meanwhile.
    for home in api.users_objects() {
        let copy = "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 19) \
                    INSERT INTO passkeys SELECT sub, 'copy' || n, created, document FROM passkeys, number";
        api.world.objects.store(&home).exec(copy, &[]).unwrap();
    }
    let mut late = key.clone();
    late.id = b"late".to_vec();
    made = late.create(&options["CredentialCreationOptions"]);
    heard.call(&api, "CompleteWebAuthnRegistration", complete(made));
    heard.call(&api, "StartWebAuthnRegistration", start);
}

fn tokens(heard: &mut Heard) {
    let api = Api::new(
        json!({}),
        json!({
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"],
        }),
    );
    api.add_user("alice");
    let given = api.tokens("alice");
    let refresh = json!({"ClientId": api.client, "RefreshToken": given["RefreshToken"]});
    for _ in 0..2 {
        heard.call(&api, "GetTokensFromRefreshToken", refresh.clone());
    }
    let access = json!({"ClientId": api.client, "Token": given["AccessToken"]});
    heard.call(&api, "RevokeToken", access);
    let (client, _) = api.add_client(json!({"GenerateSecret": true}));
    heard.call(
        &api,
        "RevokeToken",
        json!({"ClientId": client, "Token": "garbage"}),
    );
    let (client, _) = api.add_client(json!({"EnableTokenRevocation": false}));
    heard.call(
        &api,
        "RevokeToken",
        json!({"ClientId": client, "Token": "garbage"}),
    );
    let garbage = json!({
        "ClientId": api.client, "SubjectToken": "garbage", "SubjectTokenType": "ACCESS_TOKEN",
    });
    heard.call(&api, "GetDerivedToken", garbage);
    let of_alice = json!({
        "ClientId": api.client, "SubjectToken": given["AccessToken"], "SubjectTokenType": "ACCESS_TOKEN",
    });
    api.admin("AdminDeleteUser", "alice");
    heard.call(&api, "GetDerivedToken", of_alice);
}

/// Access tokens of a client that was deleted since.
fn clients_that_are_gone(heard: &mut Heard) {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    api.ok(
        "DeleteUserPoolClient",
        of_pool(&api, json!({"ClientId": api.client})),
    );
    api.world.advance(Span::seconds(6));
    for built in vestibule_idp::table::OPERATIONS {
        let request = super::request(built.name, &json!({"AccessToken": token}));
        if request.get("AccessToken").is_some() {
            heard.call(&api, built.name, request);
        }
    }
}
