//! The tables of operations and errors.

use std::collections::BTreeSet;

use vestibule_wire::idp::operations::*;
use vestibule_wire::{
    Auth, ErrorBody, ErrorName, FrontEndError, Operation, Output, OutputKind, Sensitive, Service,
    identity, idp, sync,
};

#[test]
fn all_193_operations_are_there() {
    assert_eq!(idp::operations::ALL.len(), 153);
    assert_eq!(identity::operations::ALL.len(), 23);
    assert_eq!(sync::operations::ALL.len(), 17);
}

#[test]
fn all_exceptions_are_there() {
    assert_eq!(idp::ErrorCode::ALL.len(), 60);
    assert_eq!(identity::ErrorCode::ALL.len(), 11);
    assert_eq!(sync::ErrorCode::ALL.len(), 13);
}

#[test]
fn targets_lead_to_operations() {
    let operation = idp::operation("AWSCognitoIdentityProviderService.InitiateAuth").unwrap();
    assert_eq!(
        (operation.name, operation.auth),
        ("InitiateAuth", Auth::None)
    );
    assert_eq!(
        identity::operation("AWSCognitoIdentityService.GetId")
            .unwrap()
            .name,
        "GetId"
    );
    for target in [
        "",
        "InitiateAuth",
        "AWSCognitoIdentityProviderService",
        "AWSCognitoIdentityProviderService.",
        "AWSCognitoIdentityProviderService.initiateAuth",
        "AWSCognitoIdentityProviderServiceInitiateAuth",
        "AWSCognitoIdentityProviderService.GetId",
    ] {
        assert!(idp::operation(target).is_none(), "{target}");
    }
}

/// The list of the reference, with the two that a client's secret authorizes.
#[test]
fn unsigned_operations_are_those_of_the_model_and_its_corrections() {
    let unsigned: Vec<&str> = idp::operations::ALL
        .iter()
        .filter(|operation| operation.auth == Auth::None)
        .map(|operation| operation.name)
        .collect();
    let expected = "AssociateSoftwareToken ChangePassword CompleteWebAuthnRegistration ConfirmDevice \
        ConfirmForgotPassword ConfirmSignUp DeleteUser DeleteUserAttributes DeleteWebAuthnCredential ForgetDevice \
        ForgotPassword GetClientToken GetDerivedToken GetDevice GetTokensFromRefreshToken GetUser GetUserAttributeVerificationCode \
        GetUserAuthFactors GlobalSignOut InitiateAuth ListDevices ListUserSessions ListWebAuthnCredentials \
        ResendConfirmationCode RespondToAuthChallenge RevokeToken RevokeUserSession SetUserMFAPreference \
        SetUserSettings SignUp StartWebAuthnRegistration UpdateAuthEventFeedback UpdateDeviceStatus \
        UpdateUserAttributes VerifySoftwareToken VerifyUserAttribute";
    assert_eq!(unsigned, expected.split_whitespace().collect::<Vec<_>>());
    let unsigned = identity::operations::ALL
        .iter()
        .filter(|operation| operation.auth == Auth::None);
    let unsigned: Vec<&str> = unsigned.map(|operation| operation.name).collect();
    assert_eq!(
        unsigned,
        [
            "GetCredentialsForIdentity",
            "GetId",
            "GetOpenIdToken",
            "UnlinkIdentity"
        ]
    );
    assert!(
        sync::operations::ALL
            .iter()
            .all(|operation| operation.auth == Auth::SigV4)
    );
}

/// The list of the reference.
#[test]
fn operations_without_output_answer_with_nothing_and_empty_ones_with_braces() {
    let without: Vec<&str> = idp::operations::ALL
        .iter()
        .filter(|operation| operation.output == OutputKind::None)
        .map(|operation| operation.name)
        .collect();
    let expected = "AdminAddUserToGroup AdminDeleteUser AdminForgetDevice AdminRemoveUserFromGroup DeleteGroup \
        DeleteIdentityProvider DeleteManagedLoginBranding DeleteResourceServer DeleteTerms DeleteUser \
        DeleteUserPool DeleteUserPoolClient ForgetDevice";
    assert_eq!(without, expected.split_whitespace().collect::<Vec<_>>());
    assert_eq!(().to_body().unwrap(), b"");
    assert_eq!(UpdateUserPool::SPEC.output, OutputKind::Empty);
    assert_eq!(idp::UpdateUserPoolResponse {}.to_body().unwrap(), b"{}");
}

#[test]
fn an_operation_knows_its_errors() {
    assert!(InitiateAuth::SPEC.declares(idp::ErrorCode::UserNotConfirmedException));
    assert!(!InitiateAuth::SPEC.declares(idp::ErrorCode::GroupExistsException));
    for operation in idp::operations::ALL {
        let names: BTreeSet<_> = operation.errors.iter().collect();
        assert_eq!(names.len(), operation.errors.len(), "{}", operation.name);
        assert!(
            operation.declares(idp::ErrorCode::InvalidParameterException)
                || operation.name.contains("Limit")
        );
    }
}

#[test]
fn members_are_written_in_the_models_order_and_absent_ones_not_at_all() {
    let output = idp::InitiateAuthResponse {
        challenge_parameters: Some(Default::default()),
        authentication_result: Some(idp::AuthenticationResultType {
            token_type: Some("Bearer".into()),
            access_token: Some("a".into()),
            expires_in: Some(3600),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_eq!(
        String::from_utf8(output.to_body().unwrap()).unwrap(),
        r#"{"ChallengeParameters":{},"AuthenticationResult":{"AccessToken":"a","ExpiresIn":3600,"TokenType":"Bearer"}}"#
    );
}

#[test]
fn debug_output_shows_no_secret() {
    let input = InitiateAuth::parse(
        br#"{"ClientId": "theclient", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"PASSWORD": "hunter2"},
            "UserContextData": {"IpAddress": "192.0.2.1"}}"#,
    )
    .unwrap();
    let shown = format!("{input:?}");
    for secret in ["theclient", "hunter2", "192.0.2.1"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(input.auth_flow, idp::AuthFlowType::UserPasswordAuth);
    assert_eq!(input.client_id, Sensitive::from("theclient"));
    assert_eq!(
        input.auth_parameters.unwrap().expose()["PASSWORD"],
        "hunter2"
    );
}

#[test]
fn errors_are_written_as_the_service_writes_them() {
    let error = ErrorBody::new(
        idp::ErrorCode::NotAuthorizedException,
        Some("Incorrect username or password.".into()),
    );
    assert_eq!(
        error.to_json(Service::CognitoIdp),
        r#"{"__type":"NotAuthorizedException","message":"Incorrect username or password."}"#
    );
    assert_eq!(error.status(), 400);
    assert_eq!(
        error.headers(),
        [
            ("x-amzn-errortype", "NotAuthorizedException:".to_owned()),
            (
                "x-amzn-errormessage",
                "Incorrect username or password.".to_owned()
            )
        ]
    );
    let error = ErrorBody::new(idp::ErrorCode::NotAuthorizedException, None);
    assert_eq!(error.to_json(Service::CognitoIdp).len(), 35);
    assert_eq!(error.headers().len(), 1);
    let error = ErrorBody::new(FrontEndError::AccessDeniedException, Some("User: x".into()));
    assert_eq!(
        error.to_json(Service::CognitoIdp),
        r#"{"__type":"AccessDeniedException","Message":"User: x"}"#
    );
    let error = ErrorBody::new(sync::ErrorCode::ResourceConflictException, Some("m".into()));
    assert_eq!(
        (error.to_json(Service::CognitoSync).as_str(), error.status()),
        (r#"{"message":"m"}"#, 409)
    );
}

/// Two were seen with a capital, three without.
#[test]
fn errors_of_the_front_end_spell_message_as_they_were_seen_to() {
    for (error, member) in [
        (FrontEndError::AccessDeniedException, "Message"),
        (FrontEndError::SerializationException, "Message"),
        (
            FrontEndError::MissingAuthenticationTokenException,
            "message",
        ),
        (FrontEndError::UnrecognizedClientException, "message"),
        (FrontEndError::IncompleteSignatureException, "message"),
    ] {
        let body = ErrorBody::new(error, Some("m".into()));
        let expected = format!(r#"{{"__type":"{}","{member}":"m"}}"#, error.as_str());
        assert_eq!(body.to_json(Service::CognitoIdp), expected);
        assert_eq!(body.status(), 400, "{expected}");
    }
}

#[test]
fn a_message_can_not_break_out_of_its_header() {
    let message = "line\r\nset-cookie: x=1\u{e9}".to_owned() + &"x".repeat(5000);
    let error = ErrorBody::new(idp::ErrorCode::InvalidParameterException, Some(message));
    let (_, header) = &error.headers()[1];
    assert!(header.starts_with("line??set-cookie: x=1?x"));
    assert_eq!(header.len(), 1024);
}

#[test]
fn only_faults_of_the_server_are_500() {
    for error in idp::ErrorCode::ALL {
        let expected = if error.as_str().starts_with("Internal") {
            500
        } else {
            400
        };
        assert_eq!(error.http_status(), expected, "{error}");
    }
}

#[test]
fn types_can_be_stored_as_json() {
    let policy = idp::PasswordPolicyType {
        minimum_length: Some(8),
        ..Default::default()
    };
    let text = serde_json::to_string(&policy).unwrap();
    assert_eq!(text, r#"{"MinimumLength":8}"#);
    assert_eq!(
        serde_json::from_str::<idp::PasswordPolicyType>(&text).unwrap(),
        policy
    );
}
