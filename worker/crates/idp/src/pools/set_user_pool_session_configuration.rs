//! `SetUserPoolSessionConfiguration`: whether a pool tracks sessions, and how many of tokens a user can have.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolSessionConfiguration.html>

use crate::error::{Error, Result};
use vestibule_engine::cx::Cx;
use vestibule_model::object_key::ObjectKey;
use vestibule_store::pool::sessions::{ConfigureSessions, Configured, ConfiguredSessions};
use vestibule_wire::idp::{
    ErrorCode, SetUserPoolSessionConfigurationRequest, SetUserPoolSessionConfigurationResponse,
    UserSessionTrackingType,
};

/// What the tier LITE says to a pool that tracks sessions.
pub(crate) const SESSIONS_IN_LITE: &str = "The following features need to be disabled for the LITE pricing tier configured: Session Management";

pub async fn handle(
    cx: &Cx<'_>,
    input: SetUserPoolSessionConfigurationRequest,
) -> Result<SetUserPoolSessionConfigurationResponse> {
    let SetUserPoolSessionConfigurationRequest {
        user_pool_id,
        user_session_tracking,
        token_session,
    } = input;
    let config = cx.pool_now(&user_pool_id).await?;
    let of = Configured::Pool {
        tracked: user_session_tracking == UserSessionTrackingType::Enabled,
        most: u32::try_from(token_session.max_per_user).map_err(Error::internal)?,
    };
    let configure = ConfigureSessions { of };
    let pool = &config.pool.id;
    match cx.call(&ObjectKey::of_pool(pool), configure).await? {
        ConfiguredSessions::Done(revision) => cx.publish(pool, &revision).await?,
        ConfiguredSessions::Lite => {
            return Err(Error::new(
                ErrorCode::FeatureUnavailableInTierException,
                SESSIONS_IN_LITE,
            ));
        }
        ConfiguredSessions::NoPool
        | ConfiguredSessions::NoClient
        | ConfiguredSessions::NotTracked => return Err(Error::no_such_pool(&user_pool_id)),
    }
    Ok(SetUserPoolSessionConfigurationResponse {
        user_pool_id: Some(user_pool_id),
        user_session_tracking: Some(user_session_tracking),
        token_session: Some(token_session),
    })
}

#[cfg(test)]
mod tests {
    use crate::fixtures::api::{Api, refused};
    use serde_json::{Value, json};

    fn set(api: &Api, tracking: &str, most: i64) -> Result<Value, (String, String)> {
        let tokens = json!({"MaxPerUser": most});
        api.call(
            "SetUserPoolSessionConfiguration",
            json!({"UserPoolId": api.pool, "UserSessionTracking": tracking, "TokenSession": tokens}),
        )
    }

    fn get(api: &Api) -> Value {
        api.ok(
            "GetUserPoolSessionConfiguration",
            json!({"UserPoolId": api.pool}),
        )
    }

    #[test]
    fn sessions_are_not_tracked_until_that_is_set_and_an_update_of_the_pool_leaves_it_alone() {
        let api = Api::usual();
        let of = |tracking: &str, most: i64| {
            json!({
                "UserPoolId": api.pool, "UserSessionTracking": tracking, "TokenSession": {"MaxPerUser": most},
            })
        };
        assert_eq!(get(&api), of("DISABLED", 20));
        assert_eq!(set(&api, "ENABLED", 3), Ok(of("ENABLED", 3)));
        api.ok("UpdateUserPool", json!({"UserPoolId": api.pool}));
        assert_eq!(get(&api), of("ENABLED", 3));
        assert_eq!(set(&api, "DISABLED", 1), Ok(of("DISABLED", 1)));
        assert_eq!(get(&api), of("DISABLED", 1));
        for most in [0, 101] {
            let (error, _) = set(&api, "ENABLED", most).unwrap_err();
            assert_eq!(error, "InvalidParameterException");
        }
    }

    #[test]
    fn the_tier_lite_has_no_tracking() {
        let api = Api::new(json!({"UserPoolTier": "LITE"}), json!({}));
        let text = super::SESSIONS_IN_LITE;
        let unavailable = refused("FeatureUnavailableInTierException", text);
        assert_eq!(set(&api, "ENABLED", 20), Err(unavailable));

        let api = Api::usual();
        set(&api, "ENABLED", 20).unwrap();
        let lite = json!({"UserPoolId": api.pool, "UserPoolTier": "LITE"});
        let not_allowed = refused("TierChangeNotAllowedException", text);
        assert_eq!(api.call("UpdateUserPool", lite.clone()), Err(not_allowed));
        set(&api, "DISABLED", 20).unwrap();
        api.ok("UpdateUserPool", lite);
    }
}
