use super::*;
use crate::{
    fixtures::{create_pool, input, merged, refusal},
    pools::{describe_user_pool, update_user_pool},
};
use serde_json::json;
use vestibule_engine::testing::World;
use vestibule_wire::{
    Structured as _,
    idp::{CreateUserPoolRequest, ErrorCode::InvalidParameterException},
};

fn read(members: Value) -> Result<PoolSettings> {
    let mut request = json!({"UserPoolId": "local_AbCdEf123"});
    request
        .as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    let request: UpdateUserPoolRequest = serde_json::from_value(request).unwrap();
    updated(&PoolSettings::new("pool".to_owned()), request, None)
}

#[track_caller]
fn assert_refused(members: Value, message: &str) {
    match read(members).unwrap_err() {
        Error::Service(error) => {
            assert_eq!(
                (error.code, error.message.as_deref()),
                (InvalidParameterException, Some(message))
            );
        }
        other => panic!("{other}"),
    }
}

fn not_supported(setting: &str) -> String {
    format!("{setting} is not supported by this version of Vestibule.")
}

fn arn(name: &str) -> String {
    format!("arn:aws:lambda:local:000000000000:function:{name}")
}

#[test]
fn defaults_are_the_services() {
    let settings = read(json!({})).unwrap();
    assert_eq!(settings.password, PasswordPolicy::default());
    assert_eq!(
        settings.recovery,
        [Recovery::VerifiedEmail, Recovery::VerifiedPhoneNumber]
    );
    assert_eq!(settings.tier, Tier::Essentials);
    assert!(!settings.admin_create_only && !settings.deletion_protection);
    assert!(settings.echoed.is_empty());
}

#[test]
fn a_partial_password_policy_requires_only_what_it_names() {
    let settings = read(json!({"Policies": {"PasswordPolicy": {"RequireNumbers": true}}})).unwrap();
    let policy = settings.password;
    assert_eq!(
        (policy.upper, policy.lower, policy.numbers, policy.symbols),
        (false, false, true, false)
    );
    assert_eq!((policy.min_length, policy.temporary_days), (8, 7));
}

#[test]
fn mfa_and_phone_verification_need_an_sms_configuration() {
    for mfa in ["ON", "OPTIONAL"] {
        assert_refused(
            json!({"MfaConfiguration": mfa}),
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
        );
    }
    assert_refused(
        json!({"AutoVerifiedAttributes": ["phone_number"]}),
        "SMS configuration is required when phone_number is selected for auto verification",
    );
    let sms = json!({"SnsCallerArn": "arn:aws:iam::000000000000:role/sms"});
    let settings =
        read(json!({"AutoVerifiedAttributes": ["phone_number"], "SmsConfiguration": sms})).unwrap();
    assert_eq!(settings.auto_verified, [ContactAttribute::PhoneNumber]);
    assert!(!settings.factors.sms);
    assert_eq!(settings.echoed.get("SmsConfiguration"), Some(&sms));
    let optional = json!({
        "MfaConfiguration": "OPTIONAL", "AutoVerifiedAttributes": ["phone_number"], "SmsConfiguration": sms,
    });
    assert!(read(optional).unwrap().factors.sms);
}

#[test]
fn recovery_mechanisms_are_ordered_and_do_not_clash() {
    let options = |options: &[(&str, i32)]| {
        let options: Vec<_> = options
            .iter()
            .map(|(name, at)| json!({"Name": name, "Priority": at}))
            .collect();
        json!({"AccountRecoverySetting": {"RecoveryMechanisms": options}})
    };
    let settings = read(options(&[
        ("verified_email", 2),
        ("verified_phone_number", 1),
    ]))
    .unwrap();
    assert_eq!(
        settings.recovery,
        [Recovery::VerifiedPhoneNumber, Recovery::VerifiedEmail]
    );
    assert_refused(
        options(&[("admin_only", 1), ("verified_email", 2)]),
        "Invalid account recovery setting parameter. Account Recovery Setting cannot use admin_only setting with \
         any other recovery mechanisms.",
    );
    for clash in [
        [("verified_email", 1), ("verified_email", 2)],
        [("verified_email", 1), ("verified_phone_number", 1)],
    ] {
        assert_refused(
            options(&clash),
            "Invalid account recovery setting parameter. Account Recovery Setting cannot have duplicate \
             priorities or recovery mechanisms.",
        );
    }
}

#[test]
fn a_password_is_always_a_first_factor() {
    let factors = |factors: Value| json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": factors}}});
    assert!(read(factors(json!(["PASSWORD"]))).is_ok());
    assert_refused(
        factors(json!(["EMAIL_OTP"])),
        "Password should be configured as one of the allowed first auth factors.",
    );
    let all = json!(["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]);
    assert_eq!(read(factors(all.clone())).unwrap().first_factors.len(), 4);
    let refused = read(merged(factors(all), json!({"UserPoolTier": "LITE"})));
    assert_eq!(
        refusal(refused),
        (
            ErrorCode::FeatureUnavailableInTierException,
            "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In"
                .to_owned()
        )
    );
}

#[test]
fn temporary_passwords_have_one_life() {
    let given = |temporary: i32, unused: i32| {
        json!({
            "Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": temporary}},
            "AdminCreateUserConfig": {"UnusedAccountValidityDays": unused},
        })
    };
    assert_refused(
        given(3, 5),
        "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
    );
    // What DescribeUserPool answers can be sent back.
    assert_eq!(read(given(7, 7)).unwrap().password.temporary_days, 7);
    let alone = read(json!({"AdminCreateUserConfig": {"UnusedAccountValidityDays": 30}})).unwrap();
    assert_eq!(alone.password.temporary_days, 30);
}

#[test]
fn triggers_are_checked_before_they_are_refused() {
    assert_refused(
        json!({"LambdaConfig": {"CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": arn("mail")}}}),
        "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
    );
    assert_refused(
        json!({"LambdaConfig": {
            "PreTokenGeneration": arn("one"),
            "PreTokenGenerationConfig": {"LambdaVersion": "V1_0", "LambdaArn": arn("two")},
        }}),
        "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
    );
    assert_refused(
        json!({"LambdaConfig": {"PreSignUp": arn("one")}}),
        "LambdaConfig.PreSignUp is not supported by this version of Vestibule.",
    );
    assert!(read(json!({"LambdaConfig": {}})).is_ok());
}

#[test]
fn what_is_not_built_is_refused_by_name() {
    for (members, setting) in [
        (
            json!({"SmsConfiguration": {"EumsSms": {"CallerArn": "arn:aws:iam::000000000000:role/sms"}}}),
            "SmsConfiguration.EumsSms",
        ),
        (
            json!({"UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}),
            "UserPoolAddOns",
        ),
        (
            json!({"DcrConfiguration": {"EnableStatus": "Enabled"}}),
            "DcrConfiguration",
        ),
        (
            json!({"KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY"}}),
            "KeyConfiguration CUSTOMER_MANAGED_KEY",
        ),
        (
            json!({"IssuerConfiguration": {"Type": "UPDATED"}}),
            "IssuerConfiguration UPDATED",
        ),
    ] {
        assert_refused(members, &not_supported(setting));
    }
}

#[test]
fn every_trigger_is_refused_by_name() {
    for trigger in LambdaConfigType::STRUCTURE.members.iter().map(|it| it.name) {
        let value = match trigger {
            "InboundFederation" | "PreTokenGenerationConfig" => {
                json!({"LambdaVersion": "V1_0", "LambdaArn": arn("one")})
            }
            // Without a key they are refused for that.
            "CustomEmailSender" | "CustomSMSSender" => continue,
            _ => json!(arn("one")),
        };
        assert_refused(
            json!({"LambdaConfig": {trigger: value}}),
            &not_supported(&format!("LambdaConfig.{trigger}")),
        );
    }
    for sender in ["CustomEmailSender", "CustomSMSSender"] {
        let value = json!({"LambdaVersion": "V1_0", "LambdaArn": arn("one")});
        let refused = read(json!({"LambdaConfig": {sender: value, "KMSKeyID": arn("key")}}));
        assert!(
            refused.unwrap_err().is(InvalidParameterException),
            "{sender}"
        );
    }
}

/// Every member that is no feature to come, as it is given and as it is described.
fn whole() -> Value {
    json!({
        "AccountRecoverySetting": {"RecoveryMechanisms": [
            {"Priority": 1, "Name": "verified_phone_number"}, {"Priority": 2, "Name": "verified_email"},
        ]},
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": true, "UnusedAccountValidityDays": 3, "InviteMessageTemplate": {
                "EmailMessage": "{username} {####}", "EmailSubject": "Welcome", "SMSMessage": "{username} {####}",
            },
        },
        "AliasAttributes": ["email"],
        "AutoVerifiedAttributes": ["email"],
        "DcrConfiguration": {"EnableStatus": "Disabled"},
        "DeletionProtection": "ACTIVE",
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false},
        "EmailConfiguration": {
            "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:000000000000:identity/acme.example",
            "From": "Acme <hello@acme.example>", "ReplyToEmailAddress": "help@acme.example", "ConfigurationSet": "bounces",
        },
        "EmailVerificationMessage": "Mail {####}",
        "EmailVerificationSubject": "Subject",
        "IssuerConfiguration": {"Type": "ORIGINAL"},
        "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
        "LambdaConfig": {},
        "MfaConfiguration": "OFF",
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 9, "RequireUppercase": true, "RequireLowercase": false, "RequireNumbers": true,
                "RequireSymbols": false, "PasswordHistorySize": 2, "TemporaryPasswordValidityDays": 3,
            },
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
        },
        "SmsAuthenticationMessage": "Sign in {####}",
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms", "ExternalId": "a"},
        "SmsVerificationMessage": "Message {####}",
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "UserPoolAddOns": {"AdvancedSecurityMode": "OFF"},
        "UserPoolTags": {"a": "b"},
        "UserPoolTier": "PLUS",
        "UsernameConfiguration": {"CaseSensitive": false},
        "VerificationMessageTemplate": {
            "DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailMessage": "Mail {####}", "EmailSubject": "Subject",
            "EmailMessageByLink": "Follow {##this##}", "EmailSubjectByLink": "Link", "SmsMessage": "Message {####}",
        },
    })
}

#[test]
fn no_member_is_taken_and_forgotten() {
    let elsewhere = [
        // Described under other names, and tested with what they mean.
        "PoolName",
        "Schema",
        "UserPoolId",
        // Excludes the aliases.
        "UsernameAttributes",
        // Described with all levels, and tested with what they mean.
        "AcrConfiguration",
    ];
    let whole = whole();
    for structure in [
        CreateUserPoolRequest::STRUCTURE,
        UpdateUserPoolRequest::STRUCTURE,
    ] {
        for member in structure.members {
            assert!(
                whole.get(member.name).is_some() || elsewhere.contains(&member.name),
                "{}: is it kept or refused?",
                member.name
            );
        }
    }

    let world = World::new();
    let mut request = whole.clone();
    request["PoolName"] = json!("people");
    let made = create_pool(&world, request);
    let plain = create_pool(
        &world,
        json!({
            "PoolName": "people", "AliasAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": false},
        }),
    );
    let mut request = whole.clone();
    request["UserPoolId"] = json!(plain);
    for fixed in ["AliasAttributes", "UsernameConfiguration"] {
        request.as_object_mut().unwrap().remove(fixed);
    }
    world
        .run(update_user_pool::handle(&world.cx(), input(request)))
        .unwrap();
    for pool in [made, plain] {
        let request = input(json!({"UserPoolId": pool}));
        let output = world
            .run(describe_user_pool::handle(&world.cx(), request))
            .unwrap();
        let described = serde_json::to_value(output).unwrap()["UserPool"].take();
        for (member, value) in whole.as_object().unwrap() {
            assert_eq!(described[member], *value, "{member}");
        }
    }
}

#[test]
fn devices_are_remembered_where_anything_is_said_of_them_and_no_longer_once_nothing_is() {
    let tracking = |members: Value| read(members).unwrap().devices;
    assert_eq!(tracking(json!({})), None);
    let plain = DeviceTracking {
        challenge_new: false,
        ask_user: false,
    };
    assert_eq!(tracking(json!({"DeviceConfiguration": {}})), Some(plain));
    let given = json!({"ChallengeRequiredOnNewDevice": true});
    let challenged = DeviceTracking {
        challenge_new: true,
        ..plain
    };
    assert_eq!(
        tracking(json!({"DeviceConfiguration": given})),
        Some(challenged)
    );
}

#[test]
fn what_changes_nothing_is_returned() {
    let off = json!({"AdvancedSecurityMode": "OFF"});
    let settings = read(json!({
        "UserPoolAddOns": off,
        "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
        "IssuerConfiguration": {"Type": "ORIGINAL"},
    }));
    assert_eq!(settings.unwrap().echoed.get("UserPoolAddOns"), Some(&off));
}
