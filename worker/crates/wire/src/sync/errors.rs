// Made by `cargo xtask codegen` from the model of cognito-sync in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use crate::macros::errors;

errors! {
    AlreadyStreamedException = 400,
    ConcurrentModificationException = 400,
    DuplicateRequestException = 400,
    InternalErrorException = 500,
    InvalidConfigurationException = 400,
    InvalidLambdaFunctionOutputException = 400,
    InvalidParameterException = 400,
    LambdaThrottledException = 429,
    LimitExceededException = 400,
    NotAuthorizedException = 403,
    ResourceConflictException = 409,
    ResourceNotFoundException = 404,
    TooManyRequestsException = 429,
}
