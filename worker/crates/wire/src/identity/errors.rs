// Made by `cargo xtask codegen` from the model of cognito-identity in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use crate::macros::errors;

errors! {
    ConcurrentModificationException = 400,
    DeveloperUserAlreadyRegisteredException = 400,
    ExternalServiceException = 400,
    InternalErrorException = 500,
    InvalidIdentityPoolConfigurationException = 400,
    InvalidParameterException = 400,
    LimitExceededException = 400,
    NotAuthorizedException = 400,
    ResourceConflictException = 400,
    ResourceNotFoundException = 400,
    TooManyRequestsException = 400,
}
