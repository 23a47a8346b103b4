//! The validator says what the service says. The expectations are texts captured from the live service, but
//! for those under `inferred`.

use serde_json::{Value, json};
use vestibule_wire::idp::operations::*;
use vestibule_wire::{Operation, ParseError, Service, identity, idp};

/// The message about a request, without its count of errors.
fn refusal<O: Operation>(request: Value) -> String {
    match O::parse(request.to_string().as_bytes()) {
        Ok(_) => panic!("accepted: {request}"),
        Err(error) => error.to_string(),
    }
}

fn assert_one<O: Operation>(request: Value, expected: &str) {
    assert_eq!(
        refusal::<O>(request),
        format!("1 validation error detected: {expected}")
    );
}

#[test]
fn a_number_too_small() {
    assert_eq!(
        refusal::<CreateGroup>(json!({"UserPoolId": "a_1", "GroupName": "g", "Precedence": -1})),
        "1 validation error detected: Value '-1' at 'precedence' failed to satisfy constraint: Member must \
         have value greater than or equal to 0"
    );
}

#[test]
fn a_number_too_small_or_great_in_a_nested_structure() {
    let policy = |length: i64| json!({"PoolName": "p", "Policies": {"PasswordPolicy": {"MinimumLength": length}}});
    assert_one::<CreateUserPool>(
        policy(5),
        "Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must have \
         value greater than or equal to 6",
    );
    assert_one::<CreateUserPool>(
        policy(100),
        "Value '100' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must \
         have value less than or equal to 99",
    );
}

#[test]
fn a_missing_member() {
    let request = |code: Value| json!({"AccessToken": "t", "Code": "1", "AttributeName": code});
    for absent in [
        request(Value::Null),
        json!({"AccessToken": "t", "Code": "1"}),
    ] {
        assert_one::<VerifyUserAttribute>(
            absent,
            "Value null at 'attributeName' failed to satisfy constraint: Member must not be null",
        );
    }
}

#[test]
fn a_pattern() {
    assert_one::<DescribeUserPool>(
        json!({"UserPoolId": "no-pool"}),
        "Value 'no-pool' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular \
         expression pattern: [\\w-]+_[0-9a-zA-Z]+",
    );
}

#[test]
fn several_errors_of_one_member_length_first() {
    assert_eq!(
        refusal::<CreateGroup>(json!({"UserPoolId": "a_1", "GroupName": "g", "RoleArn": ""})),
        "2 validation errors detected: Value '' at 'roleArn' failed to satisfy constraint: Member must have \
         length greater than or equal to 20; Value '' at 'roleArn' failed to satisfy constraint: Member must \
         satisfy regular expression pattern: arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:\
         [\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?"
    );
}

#[test]
fn a_password_too_short_and_of_the_wrong_form_length_first() {
    assert_eq!(
        refusal::<ConfirmForgotPassword>(
            json!({"ClientId": "c", "Username": "u", "ConfirmationCode": "1", "Password": " a"})
        ),
        "2 validation errors detected: Value at 'password' failed to satisfy constraint: Member must have \
         length greater than or equal to 6; Value at 'password' failed to satisfy constraint: Member must \
         satisfy regular expression pattern: ^[\\S]+.*[\\S]+$"
    );
}

#[test]
fn lengths_of_strings_lists_and_maps() {
    let domain = "a".repeat(64);
    let message = refusal::<CreateUserPoolDomain>(json!({"UserPoolId": "a_1", "Domain": domain}));
    assert!(message.contains(&format!(
        "Value '{domain}' at 'domain' failed to satisfy constraint: Member must have length less than or equal to 63"
    )));
    assert_one::<CreateUserPool>(
        json!({"PoolName": "p", "AccountRecoverySetting": {"RecoveryMechanisms": []}}),
        "Value '[]' at 'accountRecoverySetting.recoveryMechanisms' failed to satisfy constraint: Member must \
         have length greater than or equal to 1",
    );
    let terms = json!({
        "UserPoolId": "a_1", "ClientId": "c", "TermsName": "terms-of-use", "TermsSource": "LINK",
        "Enforcement": "NONE", "Links": {},
    });
    assert_one::<CreateTerms>(
        terms,
        "Value '{}' at 'links' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
}

#[test]
fn a_list_of_structures_is_printed_whole() {
    let scopes: Vec<Value> = (0..101)
        .map(|number| json!({"ScopeName": format!("s{number}"), "ScopeDescription": "d"}))
        .collect();
    let shown: Vec<String> = (0..101)
        .map(|number| format!("ResourceServerScopeType(scopeName=s{number}, scopeDescription=d)"))
        .collect();
    assert_one::<CreateResourceServer>(
        json!({"UserPoolId": "a_1", "Identifier": "i", "Name": "n", "Scopes": scopes}),
        &format!(
            "Value '[{}]' at 'scopes' failed to satisfy constraint: Member must have length less than or equal \
             to 100",
            shown.join(", ")
        ),
    );
}

#[test]
fn the_bounds_that_are_met_most() {
    let code = |code: &str| json!({"ClientId": "c", "Username": "u", "ConfirmationCode": code});
    assert_one::<ConfirmSignUp>(
        code("no code"),
        "Value 'no code' at 'confirmationCode' failed to satisfy constraint: Member must satisfy regular \
         expression pattern: [\\S]+",
    );
    let long = "1".repeat(2049);
    assert_one::<ConfirmSignUp>(
        code(&long),
        &format!(
            "Value '{long}' at 'confirmationCode' failed to satisfy constraint: Member must have length less \
             than or equal to 2048"
        ),
    );
    let long = "p".repeat(129);
    assert_one::<CreateUserPool>(
        json!({"PoolName": long}),
        &format!(
            "Value '{long}' at 'poolName' failed to satisfy constraint: Member must have length less than or \
             equal to 128"
        ),
    );
    assert_one::<CreateUserPool>(
        json!({"PoolName": "a/b"}),
        "Value 'a/b' at 'poolName' failed to satisfy constraint: Member must satisfy regular expression \
         pattern: [\\w\\s+=,.@-]+",
    );
    let client = |member: &str, value: Value| {
        let mut client = json!({"UserPoolId": "a_1", "ClientName": "c"});
        client[member] = value;
        client
    };
    for (validity, bound) in [
        (2, "greater than or equal to 3"),
        (16, "less than or equal to 15"),
    ] {
        assert_one::<CreateUserPoolClient>(
            client("AuthSessionValidity", json!(validity)),
            &format!(
                "Value '{validity}' at 'authSessionValidity' failed to satisfy constraint: Member must have \
                 value {bound}"
            ),
        );
    }
    let urls = ["https://a"; 101];
    assert_one::<CreateUserPoolClient>(
        client("CallbackURLs", json!(urls.as_slice())),
        &format!(
            "Value '[{}]' at 'callbackURLs' failed to satisfy constraint: Member must have length less than or \
             equal to 100",
            urls.join(", ")
        ),
    );
}

#[test]
fn enums_in_the_services_order() {
    assert_one::<CreateUserPool>(
        json!({"PoolName": "p", "MfaConfiguration": "SOMETIMES"}),
        "Value 'SOMETIMES' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value \
         set: [OPTIONAL, OFF, ON]",
    );
}

#[test]
fn enums_in_a_list() {
    assert_one::<CreateUserPool>(
        json!({"PoolName": "p", "AutoVerifiedAttributes": ["given_name"]}),
        "Value '[given_name]' at 'autoVerifiedAttributes' failed to satisfy constraint: Member must satisfy \
         constraint: [Member must satisfy enum value set: [phone_number, email]]",
    );
}

#[test]
fn paths_through_lists_are_counted_from_one() {
    let attribute = json!({"Name": "phone_number_verified", "AttributeDataType": "Boolean"});
    assert_one::<CreateUserPool>(
        json!({"PoolName": "p", "Schema": [attribute]}),
        "Value 'phone_number_verified' at 'schema.1.member.name' failed to satisfy constraint: Member must \
         have length less than or equal to 20",
    );
    let scopes = json!([{"ScopeName": "ok", "ScopeDescription": "d"}, {"ScopeName": "a/b", "ScopeDescription": "d"}]);
    assert_one::<CreateResourceServer>(
        json!({"UserPoolId": "a_1", "Identifier": "i", "Name": "n", "Scopes": scopes}),
        "Value 'a/b' at 'scopes.2.member.scopeName' failed to satisfy constraint: Member must satisfy regular \
         expression pattern: [\\x21\\x23-\\x2E\\x30-\\x5B\\x5D-\\x7E]+",
    );
}

#[test]
fn members_under_the_services_own_names() {
    for limit in [json!(0), json!(-1)] {
        let message = format!(
            "Value '{limit}' at 'maxResults' failed to satisfy constraint: Member must have value greater \
             than or equal to 1"
        );
        assert_one::<ListGroups>(json!({"UserPoolId": "a_1", "Limit": limit}), &message);
        let request = json!({"UserPoolId": "a_1", "Username": "u", "Limit": limit});
        assert_one::<AdminListGroupsForUser>(request, &message);
    }
    assert!(
        refusal::<ListUsersInGroup>(json!({"UserPoolId": "a_1", "GroupName": "g", "Limit": 61}))
            .contains("Value '61' at 'maxResults'")
    );
    let template = json!({"InviteMessageTemplate": {"EmailMessage": "short"}});
    assert_one::<CreateUserPool>(
        json!({"PoolName": "p", "AdminCreateUserConfig": template}),
        "Value 'short' at 'adminCreateUserConfig.inviteMessage.emailMessage' failed to satisfy constraint: \
         Member must have length greater than or equal to 6",
    );
}

#[test]
fn secrets_are_not_printed() {
    let request = |password: &str| json!({"ClientId": "c", "Username": "u", "Password": password});
    assert_one::<SignUp>(
        request(" hunter2"),
        "Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: \
         ^[\\S]+.*[\\S]+$",
    );
    assert_one::<SignUp>(
        json!({"ClientId": "c", "Username": "u".repeat(129), "Password": "hunter2"}),
        "Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128",
    );
    assert_one::<GetUser>(
        json!({}),
        "Value at 'accessToken' failed to satisfy constraint: Member must not be null",
    );
}

#[test]
fn passwords_may_contain_spaces_but_not_at_their_ends() {
    let request = |password: &str| {
        json!({"ClientId": "c", "Username": "u", "Password": password}).to_string()
    };
    assert!(SignUp::parse(request("correct horse battery").as_bytes()).is_ok());
    assert!(SignUp::parse(request("battery ").as_bytes()).is_err());
}

#[test]
fn short_passwords_where_the_service_looks_at_their_length() {
    let expected =
        "failed to satisfy constraint: Member must have length greater than or equal to 6";
    assert_one::<ConfirmForgotPassword>(
        json!({"ClientId": "c", "Username": "u", "ConfirmationCode": "1", "Password": "12345"}),
        &format!("Value at 'password' {expected}"),
    );
    assert_one::<ChangePassword>(
        json!({"AccessToken": "t", "PreviousPassword": "12345", "ProposedPassword": "12345"}),
        &format!("Value at 'proposedPassword' {expected}"),
    );
}

#[test]
fn identity_pools_report_a_validation_exception() {
    let error =
        identity::operations::GetId::parse(br#"{"IdentityPoolId": "eu-west-1_x"}"#).unwrap_err();
    let body = error.into_error_body(Service::CognitoIdentity);
    assert_eq!(body.name(), "ValidationException");
    assert_eq!(
        body.message(),
        Some(
            "1 validation error detected: Value 'eu-west-1_x' at 'identityPoolId' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [\\w-]+:[0-9a-f-]+"
        )
    );
}

#[test]
fn a_map_names_all_constraints_of_its_values() {
    let request = json!({"IdentityPoolId": "eu-west-1:1", "Logins": {"accounts.google.com": ""}});
    let message = refusal::<identity::operations::GetId>(request);
    assert!(message.ends_with(
        " at 'logins' failed to satisfy constraint: Map value must satisfy constraint: [Member must have \
         length less than or equal to 50000, Member must have length greater than or equal to 1]"
    ));
}

#[test]
fn user_pools_report_an_invalid_parameter() {
    let error = GetUser::parse(b"{}").unwrap_err();
    assert!(matches!(error, ParseError::Validation { .. }));
    let body = error.into_error_body(Service::CognitoIdp);
    assert_eq!(
        (body.name(), body.status()),
        ("InvalidParameterException", 400)
    );
}

/// What nobody has seen, and our reading of it.
mod inferred {
    use super::*;

    #[test]
    fn strings_in_a_list_are_reported_as_the_list() {
        assert_one::<CreateUserPoolClient>(
            json!({"UserPoolId": "a_1", "ClientName": "c", "CallbackURLs": ["https://a", ""]}),
            "Value '[https://a, ]' at 'callbackURLs' failed to satisfy constraint: Member must satisfy \
             constraint: [Member must have length less than or equal to 1024, Member must have length greater \
             than or equal to 1, Member must satisfy regular expression pattern: \
             [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+]",
        );
    }

    #[test]
    fn structures_are_printed_as_java_does() {
        let mechanisms = json!([{"Name": "verified_email", "Priority": 1}, {"Name": "admin_only", "Priority": 1},
            {"Name": "admin_only", "Priority": 2}]);
        assert_one::<CreateUserPool>(
            json!({"PoolName": "p", "AccountRecoverySetting": {"RecoveryMechanisms": mechanisms}}),
            "Value '[RecoveryOptionType(priority=1, name=verified_email), RecoveryOptionType(priority=1, \
             name=admin_only), RecoveryOptionType(priority=2, name=admin_only)]' at \
             'accountRecoverySetting.recoveryMechanisms' failed to satisfy constraint: Member must have length \
             less than or equal to 2",
        );
    }

    #[test]
    fn lengths_are_utf_16_units() {
        let request = |name: &str| json!({"UserPoolId": "a_1", "GroupName": name}).to_string();
        assert!(CreateGroup::parse(request(&"😀".repeat(64)).as_bytes()).is_ok());
        assert!(CreateGroup::parse(request(&"😀".repeat(65)).as_bytes()).is_err());
    }

    #[test]
    fn nothing_of_a_secret_structure_is_printed() {
        let request = json!({"ClientId": "c", "AuthFlow": "USER_AUTH", "UserContextData": {"EncodedData": 1}});
        assert!(InitiateAuth::parse(request.to_string().as_bytes()).is_err());
        let long = "x".repeat(131_073);
        let request = json!({"ClientId": "c", "AuthFlow": "USER_AUTH", "UserContextData": {"EncodedData": long}});
        assert_one::<InitiateAuth>(
            request,
            "Value at 'userContextData.encodedData' failed to satisfy constraint: Member must have length less \
             than or equal to 131072",
        );
    }

    #[test]
    fn blobs_are_measured_in_bytes() {
        let image = "A".repeat(131_073 / 3 * 4 + 4);
        let message =
            refusal::<SetUICustomization>(json!({"UserPoolId": "a_1", "ImageFile": image}));
        assert!(
            message.contains("Value 'java.nio.HeapByteBuffer[pos=0 lim="),
            "{message}"
        );
        assert!(
            message.ends_with("Member must have length less than or equal to 131072"),
            "{message}"
        );
    }
}

/// What is bounded, since anybody may send anything.
mod bounds {
    use super::*;

    #[test]
    fn a_list_that_may_have_any_length_has_a_thousand_entries_at_most() {
        let request = |count: usize| {
            let attributes: Vec<Value> = (0..count).map(|_| json!({"Name": ""})).collect();
            json!({"ClientId": "c", "Username": "u", "Password": "Passw0rd!", "UserAttributes": attributes})
        };
        let message = refusal::<SignUp>(request(25_000));
        assert!(
            message.starts_with(
                "1 validation error detected: Value '[AttributeType(name=, value=null), AttributeType("
            ),
            "{message}"
        );
        assert!(
            message.ends_with(
                "…' at 'userAttributes' failed to satisfy constraint: Member must have length less than or equal to \
                 1024"
            ),
            "{message}"
        );
        assert!(message.len() < 7_000, "{}", message.len());

        let message = refusal::<SignUp>(request(1_024));
        assert!(message.starts_with("2048 validation errors detected: "));
        assert_eq!(message.matches(" at 'userAttributes.").count(), 10);
        assert!(message.len() < 3_000, "{}", message.len());
    }

    #[test]
    fn entries_that_are_null_are_none() {
        let mut attributes = vec![json!({"Name": "name", "Value": "n"})];
        attributes.resize(3_000, Value::Null);
        let request = json!({"ClientId": "c", "Username": "u", "Password": "Passw0rd!", "UserAttributes": attributes});
        assert!(SignUp::parse(request.to_string().as_bytes()).is_ok());
        let scopes: Vec<Value> = (0..101).map(|_| Value::Null).collect();
        let request =
            json!({"UserPoolId": "a_1", "Identifier": "i", "Name": "n", "Scopes": scopes});
        assert!(CreateResourceServer::parse(request.to_string().as_bytes()).is_ok());
    }

    #[test]
    fn entries_of_a_list_that_is_too_long_are_not_looked_at() {
        // Neither is one of these a structure, nor the map's values strings.
        let request =
            json!({"UserPoolId": "a_1", "Identifier": "i", "Name": "n", "Scopes": vec![7; 101]});
        let message = refusal::<CreateResourceServer>(request);
        assert!(message.starts_with("1 validation error detected: Value '[7, 7, "));
        let metadata: serde_json::Map<String, Value> = (0..1_025)
            .map(|number| (format!("k{number}"), json!(7)))
            .collect();
        let message = refusal::<ForgotPassword>(
            json!({"ClientId": "c", "Username": "u", "ClientMetadata": metadata}),
        );
        assert!(message.starts_with("1 validation error detected: Value '{k0=7, "));
        assert!(message.ends_with(
            " at 'clientMetadata' failed to satisfy constraint: Member must have length less than or equal to 1024"
        ));
    }

    #[test]
    fn a_text_that_is_far_too_long_is_held_against_no_pattern() {
        let request = |length: usize| {
            let name = format!("{} ", "u".repeat(length - 1));
            json!({"ClientId": "c", "Username": name})
        };
        // So the service says it.
        assert_eq!(
            refusal::<ForgotPassword>(request(129)),
            "2 validation errors detected: Value at 'username' failed to satisfy constraint: Member must have length \
             less than or equal to 128; Value at 'username' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"
        );
        assert_one::<ForgotPassword>(
            request(513),
            "Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128",
        );
    }

    #[test]
    fn what_a_message_echoes_is_cut() {
        let code = |letter: &str| json!({"ClientId": "c", "Username": "u", "ConfirmationCode": letter.repeat(20_000)});
        for (letter, echoed) in [("x", 6_144), ("ö", 3_072), ("\"", 3_072), ("\u{1}", 1_024)] {
            assert_one::<ConfirmSignUp>(
                code(letter),
                &format!(
                    "Value '{}…' at 'confirmationCode' failed to satisfy constraint: Member must have length less \
                     than or equal to 2048",
                    letter.repeat(echoed)
                ),
            );
        }
    }

    #[test]
    fn no_message_is_longer_than_ten_kilobytes() {
        let told = |length: usize| {
            let message = Some("ö".repeat(length));
            let body =
                vestibule_wire::ErrorBody::new(idp::ErrorCode::InvalidParameterException, message);
            body.message().unwrap_or_default().to_owned()
        };
        assert_eq!(told(5_120), "ö".repeat(5_120));
        assert_eq!(told(5_121), format!("{}…", "ö".repeat(5_120)));
    }

    #[test]
    fn all_values_of_a_message_share_what_it_may_echo() {
        let names: Vec<Value> = (0..20)
            .map(|_| json!({"Name": "n".repeat(1_000)}))
            .collect();
        let message = refusal::<SignUp>(
            json!({"ClientId": "c", "Username": "u", "Password": "Passw0rd!", "UserAttributes": names}),
        );
        assert!(message.starts_with("20 validation errors detected: "));
        assert_eq!(message.matches('n').count() / 1_000, 6);
        assert!(message.contains(
            "; Value '…' at 'userAttributes.10.member.name' failed to satisfy constraint: Member must have length"
        ));
    }
}
