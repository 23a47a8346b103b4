//! Each error that the model declares for an operation is raised here, or listed with the reason why it can't be; and nothing is
//! listed that can be raised.

mod never;
mod stories;

use super::{
    all_operations::{NOWHERE, request},
    model,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vestibule_engine::{
    config::cache::Cache,
    cx::Cx,
    ports::{
        LocalFuture,
        objects::{ObjectError, Objects},
    },
};
use vestibule_idp::{
    fixtures::api::{Api, at_once},
    table::{self, Built, OPERATIONS},
};
use vestibule_model::object_key::ObjectKey;
use vestibule_wire::{ErrorName as _, idp::operations::by_name};

/// What was raised: operation and error.
#[derive(Default)]
struct Heard(BTreeSet<(&'static str, String)>);

impl Heard {
    /// Calls an operation, which may succeed.
    fn call(&mut self, api: &Api, operation: &str, input: Value) -> Value {
        match api.call(operation, input) {
            Ok(answer) => answer,
            Err((error, _)) => {
                self.0.insert((named(operation), error));
                Value::Null
            }
        }
    }
}

fn named(operation: &str) -> &'static str {
    let mut built = OPERATIONS.iter();
    built.find(|built| built.name == operation).unwrap().name
}

#[test]
fn every_declared_error_is_raised_or_has_a_reason_not_to_be() {
    let mut heard = Heard::default();
    by_any_request(&mut heard);
    by_objects(&mut heard);
    by_access_tokens(&mut heard);
    stories::tell(&mut heard);
    let mut missing = BTreeMap::<String, Vec<&str>>::new();
    let mut raised = BTreeMap::<String, Vec<&str>>::new();
    for Built { name, .. } in OPERATIONS {
        for error in by_name(name).unwrap().errors {
            let error = error.as_str().to_owned();
            let is_heard = heard.0.contains(&(*name, error.clone()));
            match (is_heard, never::reason(name, &error)) {
                (false, None) => missing.entry(error).or_default().push(name),
                (true, Some(_)) => raised.entry(error).or_default().push(name),
                _ => {}
            }
        }
    }
    assert!(
        missing.is_empty(),
        "not raised, and no reason: {missing:#?}"
    );
    assert!(raised.is_empty(), "raised, though listed: {raised:#?}");
}

/// What any request can meet: it breaks the model, or names what nobody has.
fn by_any_request(heard: &mut Heard) {
    let api = Api::usual();
    let nobody = json!({
        "UserPoolId": NOWHERE, "ClientId": "nobody", "Username": "nobody", "AccessToken": "garbage",
    });
    let no_user = json!({
        "UserPoolId": api.pool, "ClientId": api.client, "Username": "nobody", "AccessToken": "garbage",
    });
    for Built { name, .. } in OPERATIONS {
        heard.call(&api, name, model::broken(name));
        heard.call(&api, name, request(name, &nobody));
        // These would succeed.
        let changes_all = ["AdminCreateUser", "DeleteUserPool", "DeleteUserPoolClient"];
        if !changes_all.contains(name) {
            heard.call(&api, name, request(name, &no_user));
        }
    }
}

/// Objects that fail, or have too much to do.
struct Failing(ObjectError);

impl Objects for Failing {
    fn send<'a>(
        &'a self,
        _: &'a ObjectKey,
        _: Vec<u8>,
    ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>> {
        Box::pin(async { Err(self.0.clone()) })
    }
}

fn by_objects(heard: &mut Heard) {
    let api = Api::usual();
    api.add_user("alice");
    let names = json!({
        "UserPoolId": api.pool, "ClientId": api.client, "Username": "alice",
        "AccessToken": api.tokens("alice")["AccessToken"],
    });
    for failure in [
        ObjectError::Failed("it is broken".to_owned()),
        ObjectError::Overloaded("it has too much to do".to_owned()),
    ] {
        let objects = Failing(failure);
        for Built { name, .. } in OPERATIONS {
            let cx = Cx {
                objects: &objects,
                // Nothing is known yet.
                cache: &Cache::default(),
                ..api.world.cx()
            };
            let body = request(name, &names).to_string();
            if let Err(error) = at_once(table::call(&cx, name, body.as_bytes())) {
                heard.0.insert((*name, error.name().to_owned()));
            }
        }
    }
}

/// Access tokens of people who have changed since.
fn by_access_tokens(heard: &mut Heard) {
    let api = Api::usual();
    let token = |username: &str| {
        api.add_user(username);
        api.tokens(username)["AccessToken"].clone()
    };
    let (gone, made_again, reset) = (token("gone"), token("again"), token("reset"));
    api.admin("AdminDeleteUser", "gone");
    api.admin("AdminDeleteUser", "again");
    api.sign_up("again");
    api.admin("AdminResetUserPassword", "reset");
    for Built { name, .. } in OPERATIONS {
        // The last one's goes on being valid.
        for token in [&gone, &made_again, &reset] {
            let request = request(name, &json!({"AccessToken": token}));
            if request.get("AccessToken").is_some() && (*name != "DeleteUser" || token != &reset) {
                heard.call(&api, name, request);
            }
        }
    }
}
