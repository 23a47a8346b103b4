//! Errors that can't be raised, and why.

use vestibule_wire::{Auth, idp::operations::by_name};

/// Why an operation never raises an error that it declares; `None` where it does.
pub(super) fn reason(operation: &str, error: &str) -> Option<&'static str> {
    of_every(error)
        .or_else(|| of_most(operation, error))
        .or_else(|| of_few(operation, error))
}

/// Whatever the operation is.
fn of_every(error: &str) -> Option<&'static str> {
    Some(match error {
        "AccessDeniedException" => "the deployment's keys may do everything",
        "ConcurrentModificationException" => "an object makes one change after the other",
        "ForbiddenException" => "it is a web application firewall's",
        "InvalidLambdaResponseException"
        | "UnexpectedLambdaException"
        | "UserLambdaValidationException" => "there are no triggers",
        "InvalidSmsRoleAccessPolicyException" | "InvalidSmsRoleTrustRelationshipException" => {
            "the deployment sends messages, not a role"
        }
        "PreconditionNotMetException" => "a user is made in any state of a pool",
        "TooManyFailedAttemptsException" => {
            "the limit is told as LimitExceededException, as was seen"
        }
        "UserImportInProgressException" => "nobody is imported by jobs",
        "UserPoolTaggingException" => "tags are kept with the pool, not by a service of their own",
        _ => return None,
    })
}

/// Of all operations but those that are named.
fn of_most(operation: &str, error: &str) -> Option<&'static str> {
    let (all_but, reason): (&[&str], _) = match error {
        "NotAuthorizedException" if by_name(operation)?.auth == Auth::SigV4 => (
            &[
                "AdminConfirmSignUp",
                "AdminInitiateAuth",
                "AdminResetUserPassword",
                "AdminRespondToAuthChallenge",
            ],
            "whoever may not call it is told so at the door, in the signature's own errors",
        ),
        "InvalidEmailRoleAccessPolicyException" => (
            &["CreateUserPool", "UpdateUserPool"],
            "the deployment sends messages, not a role, and whom a pool may send as is asked when it is set",
        ),
        "OperationNotEnabledException" => (
            &[
                "AdminListUserSessions",
                "AdminRevokeUserSession",
                "ListUserSessions",
                "RevokeUserSession",
                "SetUserPoolClientSessionConfiguration",
            ],
            "no setting turns the operation off",
        ),
        "PasswordResetRequiredException" => (
            &[
                "AdminInitiateAuth",
                "AdminRespondToAuthChallenge",
                "InitiateAuth",
                "RespondToAuthChallenge",
            ],
            "a token that was given before goes on being valid: no check of access tokens was seen to ask for it",
        ),
        "LimitExceededException" => (
            &[
                "AddUserPoolClientSecret",
                "ChangePassword",
                "CompleteWebAuthnRegistration",
                "ConfirmForgotPassword",
                "ConfirmSignUp",
                "CreateGroup",
                "ForgotPassword",
                "GetUserAttributeVerificationCode",
                "ResendConfirmationCode",
                "StartWebAuthnRegistration",
                "VerifyUserAttribute",
            ],
            "there is no quota of it",
        ),
        _ => return None,
    };
    (!all_but.contains(&operation)).then_some(reason)
}

/// Of these alone.
fn of_few(operation: &str, error: &str) -> Option<&'static str> {
    Some(match (error, operation) {
        ("CodeMismatchException" | "ExpiredCodeException", "UpdateUserAttributes") => {
            "no code comes with it"
        }
        ("CodeMismatchException", "VerifySoftwareToken") => {
            "a wrong code is told as EnableSoftwareTokenMFAException, as was seen"
        }
        ("InvalidPasswordException" | "UsernameExistsException", "ConfirmDevice") => {
            "the device chooses its secret, of which a verifier comes, and its owner is there"
        }
        (
            "InvalidUserPoolConfigurationException",
            "ConfirmDevice" | "ForgetDevice" | "GetDevice" | "UpdateDeviceStatus",
        ) => return None,
        ("InvalidUserPoolConfigurationException", _) => {
            "a pool that remembers no devices has none to show, and no other settings contradict each other"
        }
        ("MFAMethodNotFoundException", "AdminInitiateAuth") => {
            "only factors that the user has are asked for"
        }
        ("ResourceNotFoundException", "DescribeUserPoolDomain") => {
            "a domain that nobody has is described by nothing, as was seen"
        }
        (
            "SoftwareTokenMFANotFoundException",
            "AdminRespondToAuthChallenge" | "RespondToAuthChallenge",
        ) => "a sign-in whose app was taken away meanwhile is refused as a session that is none",
        ("TierChangeNotAllowedException", "CreateUserPool") => "it has no tier before",
        ("UserNotConfirmedException", "AdminDeleteSoftwareToken" | "AdminSetUserMFAPreference") => {
            "an administrator may prepare an account that is not confirmed"
        }
        ("UserNotConfirmedException", "ConfirmForgotPassword") => {
            "nobody who is not confirmed is sent a code for it"
        }
        ("UserNotFoundException", "AdminRespondToAuthChallenge" | "RespondToAuthChallenge") => {
            "a sign-in whose user was deleted meanwhile is refused as a session that is none"
        }
        ("UserNotFoundException", "GetTokensFromRefreshToken") => {
            "a deleted user's token is refused by NotAuthorizedException, as was seen"
        }
        _ => return None,
    })
}
