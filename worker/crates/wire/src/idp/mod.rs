//! User pools: the service `cognito-idp`, awsJson1.1.

mod enums;
mod errors;
pub mod operations;
mod requests;
mod responses;
mod shapes;
mod types;

pub use enums::*;
pub use errors::ErrorCode;
pub use requests::*;
pub use responses::*;
pub use types::*;

pub type OpSpec = crate::OpSpec<ErrorCode>;

/// The prefix of `X-Amz-Target`, before the dot and the operation's name.
pub const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService";

/// The operation that a header `X-Amz-Target` names.
pub fn operation(target: &str) -> Option<&'static OpSpec> {
    operations::by_name(target.strip_prefix(TARGET_PREFIX)?.strip_prefix('.')?)
}
