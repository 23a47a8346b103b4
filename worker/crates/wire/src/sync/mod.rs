//! Datasets of identities: the service `cognito-sync`, restJson1.

mod enums;
mod errors;
pub mod operations;
mod requests;
mod responses;
mod rest;
mod shapes;
mod types;

pub use enums::*;
pub use errors::ErrorCode;
pub use requests::*;
pub use responses::*;
pub use rest::{Request, Route, parse, route};
pub use types::*;

pub type OpSpec = crate::OpSpec<ErrorCode>;
