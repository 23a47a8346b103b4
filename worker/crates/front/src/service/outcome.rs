//! What came of a call, for the log.

use vestibule_engine::log::Outcome;

/// Of an error, by its name.
pub(super) fn of_error(name: &str) -> Outcome {
    match name {
        "AliasExistsException" | "UsernameExistsException" => Outcome::Exists,
        "CodeDeliveryFailureException" => Outcome::Undelivered,
        "CodeMismatchException" => Outcome::WrongCode,
        "ExpiredCodeException" => Outcome::Expired,
        "InternalErrorException" | "InternalFailure" | "InternalServerException" => Outcome::Failed,
        "InvalidPasswordException" | "PasswordHistoryPolicyViolationException" => {
            Outcome::RefusedPassword
        }
        "LimitExceededException" | "TooManyRequestsException" => Outcome::Throttled,
        "PasswordResetRequiredException" => Outcome::ResetRequired,
        "RefreshTokenReuseException" => Outcome::Reused,
        "RequestEntityTooLargeException" => Outcome::TooLarge,
        "UserNotConfirmedException" => Outcome::Unconfirmed,
        "UserNotFoundException" => Outcome::UnknownUser,
        // A caller that did not sign, or not with a key of ours.
        "AccessDeniedException"
        | "ExpiredTokenException"
        | "IncompleteSignatureException"
        | "InvalidSignatureException"
        | "MissingAuthenticationTokenException"
        | "UnknownOperationException"
        | "UnrecognizedClientException" => Outcome::Rejected,
        _ => Outcome::Refused,
    }
}

/// Of an operation that succeeded, where it hasn't noted more.
pub(super) fn of_success(operation: &str) -> Outcome {
    match operation {
        "AdminInitiateAuth"
        | "GetClientToken"
        | "GetDerivedToken"
        | "GetTokensFromRefreshToken"
        | "InitiateAuth" => Outcome::TokensIssued,
        "AdminConfirmSignUp" | "ConfirmSignUp" | "VerifyUserAttribute" => Outcome::Confirmed,
        "AdminResetUserPassword"
        | "ForgotPassword"
        | "GetUserAttributeVerificationCode"
        | "ResendConfirmationCode" => Outcome::CodeSent,
        "AdminSetUserPassword" | "ChangePassword" | "ConfirmForgotPassword" => {
            Outcome::PasswordChanged
        }
        "AdminUserGlobalSignOut" | "GlobalSignOut" => Outcome::SignedOut,
        "AdminRevokeUserSession" | "RevokeToken" | "RevokeUserSession" => Outcome::Revoked,
        "SignUp" => Outcome::SignedUp,
        _ => Outcome::Done,
    }
}
