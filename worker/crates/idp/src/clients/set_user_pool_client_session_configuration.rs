//! `SetUserPoolClientSessionConfiguration`: for how long a client lets a browser's session stand for the person.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolClientSessionConfiguration.html>

use super::named;
use crate::{
    error::{Error, Result},
    pools::set_user_pool_session_configuration::SESSIONS_IN_LITE,
    sessions::not_tracked,
};
use vestibule_engine::cx::Cx;
use vestibule_model::object_key::ObjectKey;
use vestibule_store::pool::sessions::{ConfigureSessions, Configured, ConfiguredSessions};
use vestibule_wire::idp::{
    ErrorCode, SetUserPoolClientSessionConfigurationRequest,
    SetUserPoolClientSessionConfigurationResponse,
};

pub async fn handle(
    cx: &Cx<'_>,
    input: SetUserPoolClientSessionConfigurationRequest,
) -> Result<SetUserPoolClientSessionConfigurationResponse> {
    let SetUserPoolClientSessionConfigurationRequest {
        user_pool_id,
        client_id,
        sso_session,
    } = input;
    let config = named(cx, &user_pool_id, client_id.expose()).await?;
    let (pool, id) = (&config.pool.id, config.client.id.clone());
    let minutes = sso_session.max_validity_minutes.into();
    let configure = ConfigureSessions {
        of: Configured::Client { id, minutes },
    };
    match cx.call(&ObjectKey::of_pool(pool), configure).await? {
        ConfiguredSessions::Done(revision) => cx.publish(pool, &revision).await?,
        ConfiguredSessions::NoPool => return Err(Error::no_such_pool(&user_pool_id)),
        ConfiguredSessions::NoClient => return Err(Error::no_such_client(client_id.expose())),
        ConfiguredSessions::NotTracked => return Err(not_tracked()),
        ConfiguredSessions::Lite => {
            return Err(Error::new(
                ErrorCode::FeatureUnavailableInTierException,
                SESSIONS_IN_LITE,
            ));
        }
    }
    Ok(SetUserPoolClientSessionConfigurationResponse {
        user_pool_id: Some(user_pool_id),
        client_id: Some(client_id),
        sso_session: Some(sso_session),
    })
}

#[cfg(test)]
mod tests {
    use crate::fixtures::api::{Api, refused};
    use serde_json::{Value, json};
    use vestibule_engine::testing::at_once;
    use vestibule_model::time::Span;

    fn set(api: &Api, minutes: i64) -> Result<Value, (String, String)> {
        let session = json!({"MaxValidityMinutes": minutes});
        api.call(
            "SetUserPoolClientSessionConfiguration",
            json!({"UserPoolId": api.pool, "ClientId": api.client, "SSOSession": session}),
        )
    }

    fn track(api: &Api, tracking: &str) {
        let tokens = json!({"MaxPerUser": 20});
        api.ok(
            "SetUserPoolSessionConfiguration",
            json!({"UserPoolId": api.pool, "UserSessionTracking": tracking, "TokenSession": tokens}),
        );
    }

    #[test]
    fn an_hour_is_usual_and_what_is_set_outlives_updates_and_a_pause_of_tracking() {
        let api = Api::usual();
        let names = json!({"UserPoolId": api.pool, "ClientId": api.client});
        let of = |minutes: i64| {
            json!({
                "UserPoolId": api.pool, "ClientId": api.client,
                "SSOSession": {"MaxValidityMinutes": minutes},
            })
        };
        let get = || api.ok("GetUserPoolClientSessionConfiguration", names.clone());
        assert_eq!(get(), of(60));
        let refusal = refused(
            "OperationNotEnabledException",
            "Session tracking is not enabled for this user pool.",
        );
        assert_eq!(set(&api, 5), Err(refusal));
        track(&api, "ENABLED");
        for minutes in [0, 129_600] {
            assert_eq!(set(&api, minutes), Ok(of(minutes)));
            assert_eq!(get(), of(minutes));
        }
        api.ok("UpdateUserPoolClient", names.clone());
        track(&api, "DISABLED");
        assert_eq!(get(), of(129_600));
        track(&api, "ENABLED");
        for minutes in [-1, 129_601] {
            let (error, _) = set(&api, minutes).unwrap_err();
            assert_eq!(error, "InvalidParameterException");
        }
    }

    #[test]
    fn browsers_sessions_are_kept_as_long_as_any_client_that_there_is_may_use_them() {
        let api = Api::usual();
        track(&api, "ENABLED");
        let kept = || {
            let cx = api.world.cx();
            let config = at_once(cx.pool_now(&api.pool)).unwrap();
            config.pool.sessions.sso_life()
        };
        assert_eq!(kept(), Span::hours(1));
        set(&api, 129_600).unwrap();
        assert_eq!(kept(), Span::days(90));
        api.ok(
            "DeleteUserPoolClient",
            json!({"UserPoolId": api.pool, "ClientId": api.client}),
        );
        assert_eq!(kept(), Span::hours(1));
    }

    #[test]
    fn the_tier_lite_has_none() {
        let api = Api::new(json!({"UserPoolTier": "LITE"}), json!({}));
        let (error, _) = set(&api, 5).unwrap_err();
        assert_eq!(error, "FeatureUnavailableInTierException");
    }
}
