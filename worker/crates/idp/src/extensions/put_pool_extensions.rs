//! `PutPoolExtensions` replaces all of a pool's extensions: what is left out is unset.
//!
//! ```json
//! {"UserPoolId": "local_AbCdEf123", "Hardening": true, "Branding": {}, "MessageLanguage": "de", "Messages": {"de": {"CodeSms": "Code: {####}"}},
//!  "Demo": true, "DemoClientId": "abc"}
//! ```

use super::{
    demo,
    messages::{self as texts, Messages},
};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vestibule_engine::{cx::Cx, messages};
use vestibule_model::{object_key::ObjectKey, pool::PoolExtensions};
use vestibule_store::pool::settings::SetExtensions;

/// Bytes, as JSON.
const MOST_BRANDING: usize = 64 * 1024;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PutPoolExtensionsRequest {
    pub user_pool_id: String,
    /// Brings the API up to OWASP's floor. Off when left out.
    #[serde(default)]
    pub hardening: Option<bool>,
    /// How the pool's hosted pages look and what they say: the pages' own type, which the deployment checks it against.
    #[serde(default)]
    pub branding: Option<Value>,
    /// Of messages to people whose `locale` says none that there is. English when left out.
    #[serde(default)]
    pub message_language: Option<String>,
    /// Texts in languages of their own.
    #[serde(default)]
    pub messages: Messages,
    /// Whether the demo app at `/demo` signs in here, with `DemoClientId`.
    #[serde(default)]
    pub demo: Option<bool>,
    #[serde(default)]
    pub demo_client_id: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct PutPoolExtensionsResponse {}

pub async fn handle(
    cx: &Cx<'_>,
    input: PutPoolExtensionsRequest,
) -> Result<PutPoolExtensionsResponse> {
    let demo = match (input.demo.unwrap_or(false), &input.demo_client_id) {
        (true, Some(client)) => Some(client.as_str()),
        (true, None) => return Err(Error::invalid_parameter("Demo needs a DemoClientId.")),
        (false, Some(_)) => {
            return Err(Error::invalid_parameter(
                "DemoClientId is given without Demo.",
            ));
        }
        (false, None) => None,
    };
    let message_language = input.message_language;
    if let Some(unknown) = message_language
        .as_ref()
        .filter(|tag| !messages::has_language(tag))
    {
        return Err(Error::invalid_parameter(format!(
            "MessageLanguage: there are no messages in {unknown:?}."
        )));
    }
    texts::check(&input.messages)?;
    let mut branding = input.branding;
    if let Some(branding) = &mut branding {
        without_nulls(branding);
        if branding.to_string().len() > MOST_BRANDING {
            return Err(Error::invalid_parameter(format!(
                "Branding must be at most {MOST_BRANDING} bytes of JSON."
            )));
        }
        (cx.deployment.check_branding)(branding)
            .map_err(|wrong| Error::invalid_parameter(format!("Branding: {wrong}")))?;
    }
    let (config, demo_client) = match demo {
        Some(client) => {
            let found = cx.pool_with_client_now(&input.user_pool_id, client).await?;
            let found = found.ok_or_else(|| Error::no_such_client(client))?;
            (found.of_pool(), Some(found.client.id.clone()))
        }
        None => (cx.pool_now(&input.user_pool_id).await?, None),
    };
    let pool = &config.pool.id;
    demo::keep(cx, pool, demo_client.is_some()).await?;
    let extensions = PoolExtensions {
        hardening: input.hardening.unwrap_or(false),
        branding,
        message_language,
        texts_in: input.messages,
        demo_client,
    };
    let set = SetExtensions { extensions };
    let revision = cx.call(&ObjectKey::of_pool(pool), set).await?;
    cx.publish(
        pool,
        &revision.ok_or_else(|| Error::no_such_pool(pool.as_str()))?,
    )
    .await?;
    Ok(PutPoolExtensionsResponse {})
}

/// What is null is left out, members of members too.
fn without_nulls(value: &mut Value) {
    if let Value::Object(members) = value {
        members.retain(|_, member| !member.is_null());
        members.values_mut().for_each(without_nulls);
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        clients::create_user_pool_client,
        extensions::tests::call,
        fixtures::{create_pool, input, refusal},
        pools::update_user_pool,
    };
    use serde_json::json;
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    #[test]
    fn what_is_put_is_what_one_gets_and_replaces_the_whole() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let unset = json!({
            "UserPoolId": pool, "Hardening": false, "Branding": null, "MessageLanguage": null, "Messages": {},
            "Demo": false, "DemoClientId": null,
        });
        let get =
            |world: &World| call(world, "GetPoolExtensions", &json!({"UserPoolId": pool})).unwrap();
        assert_eq!(get(&world), unset);

        let request = input(json!({"UserPoolId": pool, "ClientName": "demo"}));
        let client = world
            .run(create_user_pool_client::handle(&world.cx(), request))
            .unwrap();
        let client = client
            .user_pool_client
            .unwrap()
            .client_id
            .unwrap()
            .into_inner();
        let extensions = json!({
            "UserPoolId": pool, "Hardening": true, "MessageLanguage": "de", "Demo": true, "DemoClientId": client,
            "Branding": {"Name": "Demo", "Light": {"Primary": "#3a5ccc"}, "Logo": {"Light": "/logo.svg"}},
            "Messages": {"de": {"CodeSms": "Code: {####}"}},
        });
        let mut nulls = extensions.clone();
        nulls["Branding"]["Favicon"] = json!(null);
        nulls["Branding"]["Logo"]["Dark"] = json!(null);
        call(&world, "PutPoolExtensions", &nulls).unwrap();
        assert_eq!(get(&world), extensions);

        // Cognito's own update leaves them alone.
        let update = input(json!({"UserPoolId": pool}));
        world
            .run(update_user_pool::handle(&world.cx(), update))
            .unwrap();
        assert_eq!(get(&world), extensions);

        call(&world, "PutPoolExtensions", &json!({"UserPoolId": pool})).unwrap();
        assert_eq!(get(&world), unset);
    }

    #[test]
    fn branding_that_the_pages_refuse_is_refused() {
        let mut world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        world.deployment.check_branding = |_| Err("Favicon: it can't be drawn".to_owned());
        let request = json!({"UserPoolId": pool, "Branding": {"Favicon": "javascript:alert(1)"}});
        assert_eq!(
            refusal(call(&world, "PutPoolExtensions", &request)),
            (
                ErrorCode::InvalidParameterException,
                "Branding: Favicon: it can't be drawn".to_owned()
            )
        );
        let kept = call(&world, "GetPoolExtensions", &json!({"UserPoolId": pool})).unwrap();
        assert!(kept["Branding"].is_null());

        world.deployment.check_branding = |_| Ok(());
        let request = json!({"UserPoolId": pool, "Branding": {"CustomCss": "x".repeat(64 * 1024)}});
        let (code, text) = refusal(call(&world, "PutPoolExtensions", &request));
        assert_eq!(code, ErrorCode::InvalidParameterException);
        assert_eq!(text, "Branding must be at most 65536 bytes of JSON.");
    }

    #[test]
    fn the_demo_signs_in_with_a_client_of_the_pool() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let put = |request| refusal(call(&world, "PutPoolExtensions", &request)).0;
        let invalid = ErrorCode::InvalidParameterException;
        assert_eq!(put(json!({"UserPoolId": pool, "Demo": true})), invalid);
        assert_eq!(
            put(json!({"UserPoolId": pool, "DemoClientId": "abc"})),
            invalid
        );
        let missing = json!({"UserPoolId": pool, "Demo": true, "DemoClientId": "abc"});
        assert_eq!(put(missing), ErrorCode::ResourceNotFoundException);
    }
}
