//! `UpdateUserPoolClient` replaces a client's settings: what is left out gets its default, only the name stays.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html>

use super::{
    answer, named,
    settings::{Doing, updated},
};
use crate::error::{Error, Result};
use vestibule_engine::cx::Cx;
use vestibule_model::object_key::ObjectKey;
use vestibule_store::pool::clients::{UpdateClient, UpdatedClient};
use vestibule_wire::idp::{UpdateUserPoolClientRequest, UpdateUserPoolClientResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: UpdateUserPoolClientRequest,
) -> Result<UpdateUserPoolClientResponse> {
    let config = named(cx, &input.user_pool_id, input.client_id.expose()).await?;
    let old = &config.client;
    let settings = updated(&config, old, &old.settings.name, input, Doing::Updating)?;
    let mut client = old.clone();
    client.settings = settings.clone();
    client.identity.modified = cx.now;

    let pool = &config.pool.id;
    let update = UpdateClient {
        id: client.id.clone(),
        name: old.settings.name.clone(),
        settings: Box::new(settings),
        modified: cx.now,
    };
    let revision = match cx.call(&ObjectKey::of_pool(pool), update).await? {
        UpdatedClient::Updated(revision) => revision,
        UpdatedClient::Stale => return Err(Error::StaleConfig),
        UpdatedClient::NoClient => return Err(Error::no_such_client(client.id.as_str())),
    };
    cx.publish(pool, &revision).await?;
    let answer = answer::user_pool_client(cx, pool, &client)?;
    Ok(UpdateUserPoolClientResponse {
        user_pool_client: Some(answer),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clients::{create_user_pool_client, describe_user_pool_client},
        fixtures::{create_pool, input},
    };
    use serde_json::{Value, json};
    use vestibule_engine::testing::World;

    #[test]
    fn what_is_left_out_gets_its_default_and_name_and_secret_stay() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request = json!({
            "UserPoolId": pool, "ClientName": "web", "GenerateSecret": true, "AuthSessionValidity": 10,
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "PreventUserExistenceErrors": "ENABLED",
        });
        let made = world
            .run(create_user_pool_client::handle(&world.cx(), input(request)))
            .unwrap();
        let made = serde_json::to_value(made).unwrap()["UserPoolClient"].take();

        world.advance(vestibule_model::time::Span::seconds(60));
        let request = json!({"UserPoolId": pool, "ClientId": made["ClientId"], "EnableTokenRevocation": false});
        let updated = world.run(handle(&world.cx(), input(request))).unwrap();
        let updated = serde_json::to_value(updated).unwrap()["UserPoolClient"].take();
        let mut expected = made.clone();
        let members = expected.as_object_mut().unwrap();
        members.remove("ExplicitAuthFlows");
        members.remove("PreventUserExistenceErrors");
        members.insert("AuthSessionValidity".to_owned(), json!(3));
        members.insert("EnableTokenRevocation".to_owned(), json!(false));
        members.insert("LastModifiedDate".to_owned(), json!(world.now().seconds()));
        assert_eq!(updated, expected);

        let request = input(json!({"UserPoolId": pool, "ClientId": made["ClientId"]}));
        let described = world
            .run(describe_user_pool_client::handle(&world.cx(), request))
            .unwrap();
        assert_eq!(
            serde_json::to_value(described).unwrap()["UserPoolClient"],
            Value::clone(&expected)
        );
    }

    #[test]
    fn a_redirect_uri_that_was_removed_is_removed_on_every_isolate() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request = json!({"UserPoolId": pool, "ClientName": "web", "CallbackURLs": ["https://a.example/"]});
        let made = world
            .run(create_user_pool_client::handle(&world.cx(), input(request)))
            .unwrap();
        let id = made
            .user_pool_client
            .unwrap()
            .client_id
            .unwrap()
            .into_inner();
        let stale = world.run(async { world.cx().client(&id).await }).unwrap();
        let request = input(json!({"UserPoolId": pool, "ClientId": id}));
        world.run(handle(&world.cx(), request)).unwrap();
        let object = stale.slots.objects(&stale.pool.id).remove(0);
        let late = world.run(async {
            world
                .cx()
                .decide(
                    &stale,
                    &object,
                    vestibule_store::users::config_version::ConfirmConfig {},
                )
                .await
        });
        assert!(
            matches!(late, Err(vestibule_engine::error::Error::StaleConfig)),
            "{late:?}"
        );
        let now = world.run(async { world.cx().client(&id).await }).unwrap();
        assert_eq!(now.client.settings.callback_urls, [""; 0]);
    }
}
