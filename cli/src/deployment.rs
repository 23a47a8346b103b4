//! A deployment in this process, for the tests of what talks to one: it is asked as over the wire, signed.

use std::cell::{Cell, RefCell};

use serde_json::{Value, json};
use vestibule_engine::testing::World;
use vestibule_front::service::fixtures::{Door as _, request};
use vestibule_idp::fixtures::api::read;

use crate::api::{
    Api, ApiError, Target, describe_user_pool, describe_user_pool_client, get_pool_extensions,
    list_user_pool_clients, list_user_pools,
};

/// Small, so that every list has several pages.
const PAGE: u64 = 2;

#[derive(Default)]
pub(crate) struct Deployment {
    world: World,
    /// The operations that changed something, in order.
    pub(crate) writes: RefCell<Vec<&'static str>>,
    /// How many more writes are taken before one fails.
    pub(crate) writes_before_failure: Cell<Option<usize>>,
    /// Whether the write that fails is carried out all the same, and only its answer lost.
    pub(crate) loses_answer: Cell<bool>,
}

impl Api for Deployment {
    fn call(&self, target: Target, body: &Value) -> Result<Value, ApiError> {
        let operation = target.operation;
        if ["List", "Describe", "Get"]
            .iter()
            .any(|verb| operation.starts_with(verb))
        {
            let mut body = body.clone();
            if let Some(most) = body.get_mut("MaxResults") {
                *most = json!(PAGE.min(most.as_u64().expect("a number")));
            }
            return self.answer(target, &body);
        }
        let left = self.writes_before_failure.get();
        self.writes_before_failure
            .set(left.and_then(|left| left.checked_sub(1)));
        if left == Some(0) {
            if self.loses_answer.get() {
                self.answer(target, body)?;
                return Err(ApiError::Lost {
                    operation,
                    cause: "connection closed".into(),
                });
            }
            return Err(ApiError::Refused {
                operation,
                code: "TooManyRequestsException".into(),
                message: "Rate exceeded".into(),
            });
        }
        let answer = self.answer(target, body)?;
        self.writes.borrow_mut().push(operation);
        Ok(answer)
    }
}

impl Deployment {
    pub(crate) fn pool_ids(&self) -> Vec<String> {
        let pools = list_user_pools(self).expect("pools can be listed");
        pools.into_values().flatten().collect()
    }

    /// The id of the only pool of that name.
    pub(crate) fn pool_id(&self, name: &str) -> String {
        let mut pools = list_user_pools(self).expect("pools can be listed");
        only(pools.remove(name).unwrap_or_default())
    }

    /// A member of the only pool of that name.
    pub(crate) fn pool_member(&self, name: &str, member: &str) -> Value {
        let pool = describe_user_pool(self, &self.pool_id(name)).expect("it is there");
        pool.get(member).cloned().unwrap_or_default()
    }

    /// The only client of that name, of whatever pool.
    pub(crate) fn client(&self, name: &str) -> Value {
        let mut named = Vec::new();
        for pool in self.pool_ids() {
            let mut clients = list_user_pool_clients(self, &pool).expect("clients can be listed");
            let ids = clients.remove(name).unwrap_or_default();
            named.extend(ids.into_iter().map(|id| (pool.clone(), id)));
        }
        let (pool, id) = only(named);
        describe_user_pool_client(self, &pool, &id).expect("it is there")
    }

    pub(crate) fn extensions(&self, pool_id: &str) -> Value {
        get_pool_extensions(self, pool_id).expect("it is there")
    }

    fn answer(&self, target: Target, body: &Value) -> Result<Value, ApiError> {
        let Target { service, operation } = target;
        let target = format!("{service}.{operation}");
        let response = self
            .world
            .send(&request(&self.world, &target, &body.to_string()));
        assert_ne!(response.status, 500, "{operation}: {body}");
        read(&response).map_err(|(code, message)| ApiError::Refused {
            operation,
            code,
            message,
        })
    }
}

fn only<T>(mut all: Vec<T>) -> T {
    let found = all.pop().expect("there is one");
    assert!(all.is_empty(), "there is one alone");
    found
}
