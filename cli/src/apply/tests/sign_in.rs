//! How people prove who they are, and what they are sent.

use super::*;

const POOL: &str = "[[pool]]\nname = \"demo\"\nsign_in_with = [\"email\"]\n";
const ALL: &str = r#"
verify = ["email", "phone_number"]
first_factors = ["password", "email_otp", "sms_otp", "passkey"]
[pool.mfa]
mode = "optional"
factors = ["app", "email", "sms"]
email_subject = "Your code"
email_text = "It is {####}."
[pool.passkeys]
relying_party = "example.com"
user_verification = "required"
second_factor = true
[pool.devices]
remember = "when_asked"
second_factor = true
[pool.sessions]
track = true
max_per_user = 3
[pool.email]
from = "Acme <hello@example.com>"
reply_to = "help@example.com"
configuration_set = "bounces"
[pool.messages]
confirm_by = "link"
code_subject = "Code"
link_email = "Follow {##this##}"
invitation_sms = "{username}: {####}"
sign_in_sms = "Sign in by {####}"
[[pool.group]]
name = "staff"
description = "Who works here"
precedence = 10
role = "arn:aws:iam::000000000000:role/staff"
[[pool.client]]
name = "web"
auth_flows = ["user", "refresh_token"]
sso_session = "8h"
"#;

fn get(
    deployment: &Deployment,
    operation: &'static str,
    more: serde_json::Value,
) -> serde_json::Value {
    let mut body = json!({"UserPoolId": deployment.pool_id("demo")});
    let more = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(more);
    let target = crate::api::Target::cognito(operation);
    deployment.call(target, &body).unwrap()
}

fn mfa(deployment: &Deployment) -> serde_json::Value {
    get(deployment, "GetUserPoolMfaConfig", json!({}))
}

#[test]
fn all_of_it_is_made_in_one_run_and_a_second_one_changes_nothing() {
    let deployment = Deployment::default();
    let file = format!("{POOL}{ALL}");
    run(&deployment, &file).unwrap();
    assert_eq!(
        writes(&deployment),
        [
            "CreateUserPool",
            "SetUserPoolMfaConfig",
            "SetUserPoolSessionConfiguration",
            "CreateGroup",
            "CreateUserPoolClient",
            "SetUserPoolClientSessionConfiguration",
            "PutPoolExtensions",
        ]
    );
    let member = |name: &str| deployment.pool_member("demo", name);
    assert_eq!(
        member("Policies")["SignInPolicy"]["AllowedFirstAuthFactors"],
        json!(["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"])
    );
    assert_eq!(
        member("DeviceConfiguration"),
        json!({"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true})
    );
    let email = member("EmailConfiguration");
    assert_eq!(
        (
            &email["EmailSendingAccount"],
            &email["From"],
            &email["ReplyToEmailAddress"]
        ),
        (
            &json!("DEVELOPER"),
            &json!("Acme <hello@example.com>"),
            &json!("help@example.com")
        )
    );
    assert_eq!(email["ConfigurationSet"], "bounces");
    let template = member("VerificationMessageTemplate");
    assert_eq!(
        (
            &template["DefaultEmailOption"],
            &template["EmailMessageByLink"]
        ),
        (&json!("CONFIRM_WITH_LINK"), &json!("Follow {##this##}"))
    );
    assert_eq!(member("SmsAuthenticationMessage"), "Sign in by {####}");
    let set = mfa(&deployment);
    assert_eq!(set["MfaConfiguration"], "OPTIONAL");
    assert_eq!(
        set["EmailMfaConfiguration"],
        json!({"Subject": "Your code", "Message": "It is {####}."})
    );
    assert_eq!(set["SoftwareTokenMfaConfiguration"]["Enabled"], true);
    assert!(set["SmsMfaConfiguration"].is_object());
    assert_eq!(
        set["WebAuthnConfiguration"],
        json!({
            "RelyingPartyId": "example.com", "UserVerification": "required",
            "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
        })
    );
    let sessions = get(&deployment, "GetUserPoolSessionConfiguration", json!({}));
    assert_eq!(
        (
            &sessions["UserSessionTracking"],
            &sessions["TokenSession"]["MaxPerUser"]
        ),
        (&json!("ENABLED"), &json!(3))
    );
    let group = get(&deployment, "GetGroup", json!({"GroupName": "staff"}));
    assert_eq!(group["Group"]["Precedence"], 10);
    let client = deployment.client("web");
    assert_eq!(
        client["ExplicitAuthFlows"],
        json!(["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH"])
    );
    let of_client = json!({"ClientId": client["ClientId"]});
    let session = get(
        &deployment,
        "GetUserPoolClientSessionConfiguration",
        of_client,
    );
    assert_eq!(session["SSOSession"]["MaxValidityMinutes"], 480);

    let shown = run(&deployment, &file).unwrap();
    assert_eq!(writes(&deployment), Vec::<&str>::new(), "{shown}");
}

#[test]
fn what_a_shorter_file_says_nothing_of_stays_as_it_is() {
    let deployment = Deployment::default();
    run(&deployment, &format!("{POOL}{ALL}")).unwrap();
    let before = (
        mfa(&deployment),
        deployment.pool_member("demo", "EmailConfiguration"),
    );
    let file = format!("{POOL}verify = [\"email\", \"phone_number\"]\nself_sign_up = false\n");
    run(&deployment, &file).unwrap();
    let after = (
        mfa(&deployment),
        deployment.pool_member("demo", "EmailConfiguration"),
    );
    assert_eq!(before, after);
    let member = |name: &str| deployment.pool_member("demo", name);
    assert_eq!(
        member("VerificationMessageTemplate")["EmailSubject"],
        "Code"
    );
    assert!(member("DeviceConfiguration").is_object());
    assert_eq!(
        member("Policies")["SignInPolicy"]["AllowedFirstAuthFactors"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert_eq!(
        member("AdminCreateUserConfig")["AllowAdminCreateUserOnly"],
        true
    );
}

#[test]
fn a_change_is_shown_old_to_new_and_writes_what_it_concerns() {
    let deployment = Deployment::default();
    run(&deployment, &format!("{POOL}{ALL}")).unwrap();
    writes(&deployment);
    let changed = ALL
        .replace("mode = \"optional\"", "mode = \"on\"")
        .replace("max_per_user = 3", "max_per_user = 5")
        .replace("precedence = 10", "precedence = 20")
        .replace("sso_session = \"8h\"", "sso_session = \"1d\"")
        .replace("code_subject = \"Code\"", "code_subject = \"\"")
        .replace("from = \"Acme <hello@example.com>\"\n", "");
    let shown = run(&deployment, &format!("{POOL}{changed}")).unwrap();
    assert_eq!(
        writes(&deployment),
        [
            "UpdateUserPool",
            "SetUserPoolMfaConfig",
            "SetUserPoolSessionConfiguration",
            "UpdateGroup",
            "SetUserPoolClientSessionConfiguration",
        ]
    );
    for line in [
        "email.from             Acme <hello@example.com> → none",
        "messages.code_subject  Code → none",
        "mfa.mode  optional → on",
        "sessions.max_per_user  3 → 5",
        "precedence  10 → 20",
        "sso_session  8h → 1d",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    let template = deployment.pool_member("demo", "VerificationMessageTemplate");
    assert!(template["EmailSubject"].is_null(), "{template}");
    let email = deployment.pool_member("demo", "EmailConfiguration");
    assert_eq!(
        (&email["From"], &email["EmailSendingAccount"]),
        (&json!(null), &json!("DEVELOPER"))
    );
}

#[test]
fn a_code_by_mail_as_a_second_factor_makes_the_deployment_the_pools_sender() {
    let deployment = Deployment::default();
    run(&deployment, POOL).unwrap();
    let account = |deployment: &Deployment| {
        deployment.pool_member("demo", "EmailConfiguration")["EmailSendingAccount"].clone()
    };
    assert_eq!(account(&deployment), "COGNITO_DEFAULT");
    let file = format!("{POOL}mfa = {{ mode = \"on\", factors = [\"email\", \"app\"] }}\n");
    let shown = run(&deployment, &file).unwrap();
    assert!(
        shown.contains("email sender  none → the deployment's"),
        "{shown}"
    );
    assert_eq!(account(&deployment), "DEVELOPER");
    assert!(mfa(&deployment)["EmailMfaConfiguration"].is_object());
}

#[test]
fn ways_in_that_go_are_asked_first() {
    let deployment = Deployment::default();
    run(&deployment, &format!("{POOL}{ALL}")).unwrap();
    writes(&deployment);
    let less = ALL
        .replace(", \"passkey\"]", "]")
        .replace("\"email\", \"sms\"]", "\"email\"]")
        .replace("relying_party = \"example.com\"\n", "");
    let mut asked = Vec::new();
    let refusal = run_with(
        &deployment,
        &format!("{POOL}{less}"),
        false,
        &mut |removals| {
            asked = removals.to_vec();
            Ok(false)
        },
    );
    assert!(matches!(refusal, Err(Failure::NotAgreed)));
    assert_eq!(
        asked,
        [
            "passkey of first_factors of pool \"demo\"",
            "sms of mfa.factors of second factors and passkeys of pool \"demo\"",
            "the passkeys that people have, by passkeys.relying_party",
        ]
    );
    assert_eq!(writes(&deployment), Vec::<&str>::new());
}

#[test]
fn messages_in_several_languages_are_as_the_file_has_them() {
    let deployment = Deployment::default();
    let messages = || {
        let id = json!({"UserPoolId": deployment.pool_id("demo")});
        let target = crate::api::Target::vestibule("GetPoolExtensions");
        deployment.call(target, &id).unwrap()["Messages"].take()
    };
    let texts =
        "code_subject = \"Dein Code\"\nsign_in_email = \"Er ist {####}.\"\ncode_sms = \"\"\n";
    let file = format!("{POOL}[pool.messages.in.de]\n{texts}");
    run(&deployment, &file).unwrap();
    let german = json!({"CodeSubject": "Dein Code", "SignInEmail": "Er ist {####}."});
    assert_eq!(messages(), json!({"de": german}));
    assert_eq!(writes(&deployment), ["CreateUserPool", "PutPoolExtensions"]);
    run(&deployment, &file).unwrap();
    assert!(writes(&deployment).is_empty(), "nothing is left to do");
    let mut asked = Vec::new();
    let declined = run_with(&deployment, POOL, false, &mut |taken| {
        asked.extend(taken.to_vec());
        Ok(false)
    });
    assert!(matches!(declined, Err(Failure::NotAgreed)), "{declined:?}");
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(
        asked[0].starts_with("the text messages.in.de."),
        "{asked:?}"
    );
    run(&deployment, POOL).unwrap();
    assert_eq!(messages(), json!({}));
}

#[test]
fn groups_that_the_file_does_not_speak_of_are_left_alone() {
    let deployment = Deployment::default();
    run(&deployment, &format!("{POOL}{ALL}")).unwrap();
    writes(&deployment);
    let group = "[[pool.group]]\nname = \"guests\"\n";
    let file = format!("{POOL}verify = [\"email\", \"phone_number\"]\n{group}");
    run(&deployment, &file).unwrap();
    assert_eq!(writes(&deployment), ["CreateGroup"]);
    get(&deployment, "GetGroup", json!({"GroupName": "staff"}));
    // Nor is anything of one taken away that it says nothing of.
    let file = format!("{POOL}{ALL}").replace("precedence = 10\n", "");
    let shown = run(&deployment, &file).unwrap();
    assert!(shown.contains("Everything is as the file says."), "{shown}");
}

#[test]
fn what_the_tier_lite_has_not_names_its_line() {
    let deployment = Deployment::default();
    run(&deployment, POOL).unwrap();
    let mut body = json!({"UserPoolId": deployment.pool_id("demo"), "UserPoolTier": "LITE"});
    body["AutoVerifiedAttributes"] = json!(["email"]);
    let target = crate::api::Target::cognito("UpdateUserPool");
    deployment.call(target, &body).unwrap();
    let failure = run(&deployment, &format!("{POOL}{ALL}")).unwrap_err();
    let Failure::Conflicts(mistakes) = failure else {
        panic!("{failure}");
    };
    let lines: Vec<usize> = mistakes.iter().map(|mistake| mistake.at.line).collect();
    assert_eq!(lines, [6, 9, 12, 20]);
    assert_eq!(
        mistakes[0].message,
        "pool \"demo\" is of the tier LITE, which has no first factor but passwords"
    );
}

#[test]
fn a_pool_leaves_sms_for_an_app_or_for_nothing_in_one_run() {
    let by_sms = "verify = [\"phone_number\"]\n[pool.mfa]\nmode = \"on\"\nfactors = [\"sms\"]\n";
    for (mode, factors) in [("on", "[\"app\"]"), ("off", "[]")] {
        let deployment = Deployment::default();
        run(&deployment, &format!("{POOL}{by_sms}")).unwrap();
        let file = format!(
            "{POOL}verify = [\"email\"]\n[pool.mfa]\nmode = {mode:?}\nfactors = {factors}\n"
        );
        run(&deployment, &file).unwrap();
        assert_eq!(mfa(&deployment)["MfaConfiguration"], mode.to_uppercase());
        assert!(mfa(&deployment)["SmsMfaConfiguration"].is_null());
        writes(&deployment);
        run(&deployment, &file).unwrap();
        assert_eq!(writes(&deployment), [""; 0], "{mode}");
    }
}

#[test]
fn a_client_whose_first_secret_was_replaced_has_one_all_the_same() {
    let deployment = Deployment::default();
    let file = format!("{POOL}[[pool.client]]\nname = \"back\"\nsecret = true\n");
    run(&deployment, &file).unwrap();
    let id = &deployment.client("back")["ClientId"];
    let of_client = |more: serde_json::Value| {
        let mut body = json!({"ClientId": id});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    let first = get(
        &deployment,
        "ListUserPoolClientSecrets",
        of_client(json!({})),
    );
    let first = first["ClientSecrets"][0]["ClientSecretId"].clone();
    get(&deployment, "AddUserPoolClientSecret", of_client(json!({})));
    let gone = of_client(json!({"ClientSecretId": first}));
    get(&deployment, "DeleteUserPoolClientSecret", gone);
    assert!(deployment.client("back")["ClientSecret"].is_null());
    writes(&deployment);
    run(&deployment, &file).unwrap();
    assert_eq!(writes(&deployment), [""; 0]);
}
