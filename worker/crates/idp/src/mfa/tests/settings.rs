//! What a pool offers, and what a person turns on of it.

use super::{challenge, first, has_tokens, mailed, on, pool, prefer};
use crate::fixtures::api::{Api, merged, refused, text};
use serde_json::{Value, json};

#[test]
fn what_a_user_has_not_cannot_be_turned_on() {
    let api = pool("OPTIONAL");
    api.add_user("bob");
    let token = api.tokens("bob")["AccessToken"].clone();
    let set = |members: Value| {
        api.call(
            "SetUserMFAPreference",
            merged(json!({"AccessToken": token}), members),
        )
    };
    let invalid = |message: &str| Err(refused("InvalidParameterException", message));
    let by_administrator = || {
        api.call(
            "AdminSetUserMFAPreference",
            json!({"UserPoolId": api.pool, "Username": "bob", "SoftwareTokenMfaSettings": on()}),
        )
    };
    let no_app = invalid("User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA");
    assert_eq!(by_administrator(), no_app);
    assert_eq!(
        set(json!({"SoftwareTokenMfaSettings": on()})),
        invalid("User has not set up software token mfa")
    );
    api.ok("AssociateSoftwareToken", json!({"AccessToken": token}));
    assert_eq!(
        set(json!({"SoftwareTokenMfaSettings": on()})),
        invalid("User has not verified software token mfa")
    );
    assert_eq!(by_administrator(), no_app);
    assert_eq!(
        set(json!({"SMSMfaSettings": on()})),
        invalid("User does not have delivery config set to turn on SMS_MFA")
    );
    assert_eq!(
        api.call(
            "SetUserSettings",
            json!({"AccessToken": token, "MFAOptions": [
                {"DeliveryMedium": "SMS", "AttributeName": "phone_number"},
            ]})
        ),
        invalid("User does not have delivery config set to turn on SMS_MFA")
    );
    set(json!({"EmailMfaSettings": first()})).unwrap();
    let shown = api.ok("GetUser", json!({"AccessToken": token}));
    assert_eq!(shown["PreferredMfaSetting"], "EMAIL_OTP");
    assert_eq!(shown["UserMFASettingList"], json!(["EMAIL_OTP"]));
    set(json!({"EmailMfaSettings": {"Enabled": false}})).unwrap();
    let shown = api.ok("GetUser", json!({"AccessToken": token}));
    assert!(
        shown.get("PreferredMfaSetting").is_none() && shown.get("UserMFASettingList").is_none()
    );
}

#[test]
fn the_legacy_settings_turn_sms_on_and_off() {
    let api = pool("OPTIONAL");
    let options = json!([{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]);
    let set = |options: &Value| {
        let input = json!({"UserPoolId": api.pool, "Username": "alice", "MFAOptions": options});
        api.call("AdminSetUserSettings", input)
    };
    set(&options).unwrap();
    assert_eq!(api.admin("AdminGetUser", "alice")["MFAOptions"], options);
    assert_eq!(challenge(&api)["ChallengeName"], "SMS_MFA");
    set(&json!([])).unwrap();
    assert!(
        api.admin("AdminGetUser", "alice")
            .get("MFAOptions")
            .is_none()
    );
    assert!(has_tokens(&challenge(&api)));
    assert_eq!(
        set(&json!([{"DeliveryMedium": "EMAIL", "AttributeName": "email"}]))
            .unwrap_err()
            .0,
        "InvalidParameterException"
    );
}

#[test]
fn what_a_pool_offers_is_judged_by_what_is_given() {
    let api = Api::usual();
    let set = |members: Value| {
        api.call(
            "SetUserPoolMfaConfig",
            merged(json!({"UserPoolId": api.pool}), members),
        )
    };
    let invalid = |message: &str| Err(refused("InvalidParameterException", message));
    let token = json!({"Enabled": true});
    let together =
        "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.";
    for off in [json!({}), json!({"MfaConfiguration": "OFF"})] {
        let both = merged(off.clone(), json!({"SoftwareTokenMfaConfiguration": token}));
        assert_eq!(set(both), invalid(together));
        assert_eq!(set(off).unwrap(), json!({"MfaConfiguration": "OFF"}));
    }
    for mode in ["ON", "OPTIONAL"] {
        assert_eq!(
            set(json!({"MfaConfiguration": mode})).unwrap_err().0,
            "InvalidParameterException"
        );
    }
    let sender = json!({"EumsSms": {"CallerArn": "arn:aws:iam::123456789012:role/sms"}});
    let by_sms = json!({"SmsMfaConfiguration": {"SmsConfiguration": sender}});
    assert_eq!(
        set(merged(json!({"MfaConfiguration": "OPTIONAL"}), by_sms)),
        invalid("SmsConfiguration.EumsSms is not supported by this version of Vestibule.")
    );
    assert_eq!(
        set(json!({"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {}})),
        invalid(
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of \
             COGNITO_DEFAULT. Update the value of EmailSendingAccount."
        )
    );
    let given = json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": token});
    assert_eq!(set(given.clone()).unwrap(), given);
    assert_eq!(
        api.ok("GetUserPoolMfaConfig", json!({"UserPoolId": api.pool})),
        given
    );
    let described = api.ok("DescribeUserPool", json!({"UserPoolId": api.pool}));
    assert_eq!(described["UserPool"]["MfaConfiguration"], "ON");
    api.ok(
        "UpdateUserPool",
        json!({"UserPoolId": api.pool, "MfaConfiguration": "OPTIONAL"}),
    );
    let shown = api.ok("GetUserPoolMfaConfig", json!({"UserPoolId": api.pool}));
    assert_eq!(
        shown["SoftwareTokenMfaConfiguration"], token,
        "an update leaves it alone"
    );
    assert_eq!(text(&shown["MfaConfiguration"]), "OPTIONAL");
}

#[test]
fn an_update_adds_no_sms_where_others_were_chosen() {
    let api = Api::usual();
    let token = json!({"Enabled": true});
    api.offer(json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": token}));
    let sender = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    let update = json!({
        "UserPoolId": api.pool, "MfaConfiguration": "ON", "SmsConfiguration": sender,
        "AutoVerifiedAttributes": ["phone_number"],
    });
    api.ok("UpdateUserPool", update);
    let offered = api.ok("GetUserPoolMfaConfig", json!({"UserPoolId": api.pool}));
    assert_eq!(
        offered,
        json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": token})
    );
}

#[test]
fn what_a_user_can_begin_with_is_what_user_auth_offers() {
    let api = pool("OPTIONAL");
    let factors = |api: &Api| {
        let shown = api.admin("AdminGetUserAuthFactors", "alice");
        shown["ConfiguredUserAuthFactors"].clone()
    };
    assert_eq!(factors(&api), json!(["PASSWORD"]));
    let allowed = json!(["PASSWORD", "SMS_OTP", "EMAIL_OTP", "WEB_AUTHN"]);
    api.ok(
        "UpdateUserPool",
        json!({
            "UserPoolId": api.pool, "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}},
        }),
    );
    assert_eq!(factors(&api), json!(["PASSWORD", "EMAIL_OTP", "SMS_OTP"]));
    let verified = |verified: &str| {
        api.ok(
            "AdminUpdateUserAttributes",
            json!({"UserPoolId": api.pool, "Username": "alice", "UserAttributes": [
                {"Name": "phone_number_verified", "Value": verified},
            ]}),
        );
    };
    verified("false");
    assert_eq!(factors(&api), json!(["PASSWORD", "EMAIL_OTP"]));
    verified("true");
    prefer(&api, json!({"EmailMfaSettings": on()})).unwrap();
    assert_eq!(
        factors(&api),
        json!(["PASSWORD"]),
        "a code stands for no password where a second factor is asked for"
    );
    prefer(&api, json!({"EmailMfaSettings": {"Enabled": false}})).unwrap();
    let token = api.tokens("alice")["AccessToken"].clone();
    let shown = api.ok("GetUserAuthFactors", json!({"AccessToken": token}));
    assert_eq!(shown["ConfiguredUserAuthFactors"], factors(&api));
}

#[test]
fn an_address_that_is_a_second_factor_recovers_no_password() {
    let api = pool("OPTIONAL");
    let forgot = || {
        let answer = api.call(
            "ForgotPassword",
            json!({"ClientId": api.client, "Username": "alice"}),
        )?;
        Ok(text(&answer["CodeDeliveryDetails"]["DeliveryMedium"]))
    };
    assert_eq!(forgot(), Ok("EMAIL".to_owned()));
    prefer(&api, json!({"EmailMfaSettings": on()})).unwrap();
    assert_eq!(forgot(), Ok("SMS".to_owned()));
    prefer(&api, json!({"SMSMfaSettings": on()})).unwrap();
    assert_eq!(
        forgot(),
        Err(refused(
            "InvalidParameterException",
            "Cannot reset password for the user as there is no registered/verified email or phone_number"
        ))
    );
}

#[test]
fn a_reset_code_to_an_address_that_has_become_a_factor_resets_nothing() {
    let api = pool("OPTIONAL");
    api.ok(
        "ForgotPassword",
        json!({"ClientId": api.client, "Username": "alice"}),
    );
    let code = mailed(&api, "alice@example.com");
    prefer(&api, json!({"EmailMfaSettings": on()})).unwrap();
    let reset = json!({
        "ClientId": api.client, "Username": "alice", "ConfirmationCode": code, "Password": "An0ther-one",
    });
    assert_eq!(
        api.call("ConfirmForgotPassword", reset.clone())
            .unwrap_err()
            .0,
        "ExpiredCodeException"
    );
    prefer(&api, json!({"EmailMfaSettings": {"Enabled": false}})).unwrap();
    api.ok("ConfirmForgotPassword", reset);
}

#[test]
fn passkeys_count_for_both_factors_where_pool_and_person_say_so() {
    let api = pool("OPTIONAL");
    let set = |enabled: bool| prefer(&api, json!({"WebAuthnMfaSettings": {"Enabled": enabled}}));
    let invalid = |message: &str| Err(refused("InvalidParameterException", message));
    assert_eq!(
        set(true),
        invalid(
            "FactorConfiguration must be MULTI_FACTOR_WITH_USER_VERIFICATION to turn on WEB_AUTHN MFA"
        )
    );
    api.take_passkeys(&json!({
        "RelyingPartyId": "example.com", "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
    }));
    let alone = "User must have another MFA method to turn on WEB_AUTHN MFA";
    assert_eq!(set(true), invalid(alone));
    let both = json!({"EmailMfaSettings": on(), "WebAuthnMfaSettings": on()});
    assert_eq!(prefer(&api, both), Ok(json!({})));
    // The documentation names what can be in the list: no passkey.
    let shown = api.admin("AdminGetUser", "alice");
    assert_eq!(shown["UserMFASettingList"], json!(["EMAIL_OTP"]));
    assert_eq!(set(false), Ok(json!({})));
}

#[test]
fn software_tokens_that_are_turned_off_by_name_are_told_as_turned_off() {
    let api = pool("OPTIONAL");
    let sms = json!({"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}});
    let set = |members: Value| {
        let usual =
            json!({"UserPoolId": api.pool, "MfaConfiguration": "ON", "SmsMfaConfiguration": sms});
        let answer = api.ok("SetUserPoolMfaConfig", merged(usual, members));
        let shown = api.ok("GetUserPoolMfaConfig", json!({"UserPoolId": api.pool}));
        assert_eq!(answer, shown);
        shown.get("SoftwareTokenMfaConfiguration").cloned()
    };
    let off = json!({"Enabled": false});
    let told = set(json!({"SoftwareTokenMfaConfiguration": off}));
    assert_eq!(told, Some(off));
    assert_eq!(set(json!({})), None);
    let none = json!({"MfaConfiguration": "OFF", "SmsMfaConfiguration": null});
    assert_eq!(set(none), None);
}

#[test]
fn a_text_message_that_is_left_out_is_the_default_one_again() {
    let api = pool("OPTIONAL");
    let sms = json!({"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}});
    let own = json!({"SmsAuthenticationMessage": "Type {####}"});
    for (members, told) in [
        (own.clone(), own["SmsAuthenticationMessage"].clone()),
        (json!({}), Value::Null),
    ] {
        let answer = api.ok(
            "SetUserPoolMfaConfig",
            json!({
                "UserPoolId": api.pool, "MfaConfiguration": "OPTIONAL", "SmsMfaConfiguration": merged(sms.clone(), members),
            }),
        );
        assert_eq!(
            answer["SmsMfaConfiguration"]["SmsAuthenticationMessage"],
            told
        );
        let shown = api.ok("DescribeUserPool", json!({"UserPoolId": api.pool}));
        assert_eq!(shown["UserPool"]["SmsAuthenticationMessage"], told);
    }
}
