//! The wire of Amazon Cognito's three services: the request, response and error types of their 193
//! operations, and the checks that come before a handler.
//!
//! [`idp`] (user pools), [`identity`] (identity pools) and [`sync`] hold what `cargo xtask codegen` makes of
//! the service models: the types, the operations' table and the exceptions. The rest is written by hand.
//!
//! A request becomes an operation's input in one step, [`Operation::parse`]: JSON of the right types, or a
//! `SerializationException`; then the constraints of the model, or one error that names all that are broken,
//! in the service's words. What comes out has plain types for required members, real enums, and
//! [`Sensitive`] around secrets.
//!
//! ```
//! use vestibule_wire::idp::{self, operations::ListGroups};
//! use vestibule_wire::{Operation, Output, Timestamp};
//!
//! let input = ListGroups::parse(br#"{"UserPoolId": "eu-west-1_Abc123", "Limit": 10}"#).unwrap();
//! assert_eq!(input.user_pool_id, "eu-west-1_Abc123");
//! assert_eq!(input.limit, Some(10));
//!
//! let group = idp::GroupType {
//!     group_name: Some("staff".into()),
//!     creation_date: Some(Timestamp(1_790_272_691_960)),
//!     ..Default::default()
//! };
//! let output = idp::ListGroupsResponse { groups: Some(vec![group]), next_token: None };
//! assert_eq!(
//!     output.to_body().unwrap(),
//!     br#"{"Groups":[{"GroupName":"staff","CreationDate":1790272691.96}]}"#
//! );
//! ```

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg_attr(
    test,
    expect(
        clippy::unwrap_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a failing test panics"
    )
)]

mod conform;
pub mod error;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod identity;
pub mod idp;
mod macros;
pub mod operation;
mod pattern;
#[cfg(test)]
mod properties;
pub mod schema;
pub mod sync;
mod validate;
mod value;

pub use error::{ErrorBody, ErrorName, FrontEndError};
pub use operation::{Auth, OpSpec, Operation, Output, OutputKind, ParseError, Service};
pub use value::{Blob, Mismatch, Sensitive, Structured, Timestamp, Wire};
