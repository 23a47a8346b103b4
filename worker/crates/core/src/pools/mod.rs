//! User pools.

pub mod add_custom_attributes;
pub mod create_user_pool;
pub mod delete_user_pool;
pub mod describe_user_pool;
pub mod list_user_pools;
pub mod update_user_pool;

mod answer;
mod schema;
mod settings;

#[cfg(test)]
pub(crate) mod fixtures {
    use crate::{
        idp_error::{Error, Result},
        testing::World,
    };
    use serde_json::Value;
    use vestibule_wire::{Structured, idp::ErrorCode};

    /// A request that passed the validator.
    #[track_caller]
    pub(crate) fn input<T: Structured>(request: Value) -> T {
        vestibule_wire::operation::parse(request.to_string().as_bytes()).unwrap()
    }

    /// The code and text of an expected refusal.
    #[track_caller]
    pub(crate) fn refusal<T>(outcome: Result<T, impl Into<Error>>) -> (ErrorCode, String) {
        match outcome.err().unwrap().into() {
            Error::Service(error) => (error.code, error.message.unwrap_or_default().into_owned()),
            other => panic!("{other}"),
        }
    }

    /// Makes a pool and answers with its id.
    #[track_caller]
    pub(crate) fn create_pool(world: &World, request: Value) -> String {
        let output = world
            .run(super::create_user_pool::handle(&world.cx(), input(request)))
            .unwrap();
        output.user_pool.and_then(|pool| pool.id).unwrap()
    }
}
