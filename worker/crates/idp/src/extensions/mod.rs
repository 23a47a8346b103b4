//! Vestibule's own operations: what Cognito's API has no member for. Signed like administrative operations, sent as
//! `X-Amz-Target: VestibuleService.NAME` with a JSON body; unknown members are refused.

mod demo;
pub mod get_pool_extensions;
pub mod messages;
pub mod put_pool_extensions;
pub mod reseal_pool;
pub mod rotate_signing_keys;
#[cfg(feature = "bench")]
pub mod seed_users;

use crate::error::{Error, Result};
use serde::{Serialize, de::DeserializeOwned};
use vestibule_engine::cx::Cx;

/// The prefix of `X-Amz-Target`, before the dot and the operation's name.
pub const TARGET_PREFIX: &str = "VestibuleService";

/// Every operation, by name.
pub const NAMES: &[&str] = &[
    "GetPoolExtensions",
    "PutPoolExtensions",
    "ResealPool",
    "RotateSigningKeys",
    #[cfg(feature = "bench")]
    "SeedUsers",
];

/// Runs an operation on a request's body; answers with the body of the response, `None` for a name that is none.
pub async fn call(cx: &Cx<'_>, name: &str, body: &[u8]) -> Result<Option<Vec<u8>>> {
    let answer = match name {
        "GetPoolExtensions" => write(&get_pool_extensions::handle(cx, read(body)?).await?),
        "PutPoolExtensions" => write(&put_pool_extensions::handle(cx, read(body)?).await?),
        "ResealPool" => write(&reseal_pool::handle(cx, read(body)?).await?),
        "RotateSigningKeys" => write(&rotate_signing_keys::handle(cx, read(body)?).await?),
        #[cfg(feature = "bench")]
        "SeedUsers" => write(&seed_users::handle(cx, read(body)?).await?),
        _ => return Ok(None),
    };
    answer.map(Some)
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    vestibule_model::json::read(body).map_err(|error| Error::invalid_parameter(error.to_string()))
}

fn write<T: Serialize>(answer: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(answer).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::create_pool;
    use serde_json::{Value, json};
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    pub(super) fn call(world: &World, name: &str, request: &Value) -> Result<Value> {
        let answer = world.run(super::call(
            &world.cx(),
            name,
            request.to_string().as_bytes(),
        ))?;
        Ok(serde_json::from_slice(&answer.unwrap()).unwrap())
    }

    #[test]
    fn every_name_is_an_operation() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        for name in NAMES {
            call(&world, name, &json!({"UserPoolId": pool})).unwrap();
        }
        assert!(
            world
                .run(super::call(&world.cx(), "Other", b"{}"))
                .unwrap()
                .is_none()
        );
    }

    #[cfg(not(feature = "bench"))]
    #[test]
    fn nothing_seeds_users_outside_of_a_benchmarks_build() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let body = json!({"UserPoolId": pool, "Count": 1, "Password": "Passw0rd!"}).to_string();
        let answer = world.run(super::call(&world.cx(), "SeedUsers", body.as_bytes()));
        assert!(answer.unwrap().is_none());
        let users = vestibule_store::classes::of(vestibule_model::object_key::Class::Users);
        assert!(
            users
                .transitions
                .iter()
                .all(|(name, _)| *name != "seed_users")
        );
    }

    #[test]
    fn unknown_members_and_broken_bodies_are_refused() {
        let world = World::new();
        for name in NAMES {
            for body in [
                &br#"{"UserPoolId": "local_AbCdEf123", "Other": 1}"#[..],
                b"[",
                b"",
                b"{}",
            ] {
                let error = world.run(super::call(&world.cx(), name, body)).unwrap_err();
                assert!(
                    error.is(ErrorCode::InvalidParameterException),
                    "{name}: {error}"
                );
            }
        }
    }
}
