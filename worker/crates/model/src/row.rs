//! Documents that are stored as one flat JSON object and read into several types.

use crate::json;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

/// A flat document as it lies in its row. Each type reads its own members from it and ignores the others. `serde(flatten)`
/// would do the same, but it buffers every value and compiles a second deserializer of each type.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Row(Box<RawValue>);

impl Row {
    pub(super) fn part<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        json::read(self.0.get().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        client::{Client, ExistenceErrors, OAuthFlow, TimeUnit},
        contact::ContactAttribute,
        pool::{MfaMode, Pool, Tier},
    };
    use serde::{Serialize, de::DeserializeOwned};
    use serde_json::Value;

    /// Rows as the releases wrote them in which a pool and a client were one structure each.
    const POOL: &str = r###"{
        "id": "local_CB3g6k4Kl", "name": "people", "created": 1767225600000, "modified": 1767225600001,
        "names": {"username": {"aliases": ["email", "preferred_username"]}}, "case_sensitive": false,
        "case_sensitivity_given": true,
        "schema": [{
            "name": "sub", "kind": "String", "required": true, "mutable": false, "developer_only": false, "min": "1",
            "max": "2048"
        }],
        "password": {
            "min_length": 9, "upper": true, "lower": false, "numbers": true, "symbols": false, "history": 2,
            "temporary_days": 3
        },
        "auto_verified": ["email"], "verify_before_update": ["email"], "admin_create_only": true,
        "recovery": ["verified_phone_number", "verified_email"],
        "templates": {
            "verification_subject": "Subject", "verification_email": "Mail {####}",
            "verification_sms": "Message {####}", "invitation_subject": "Welcome",
            "invitation_email": "{username} {####}", "invitation_sms": null
        },
        "deletion_protection": true, "tags": {"a": "b"}, "tier": "PLUS", "hardening": true, "domain": "people",
        "managed_login_version": 2, "demo_client": "l3d5m7qtr9gup8cz1ezzgkasxc",
        "branding": {"Light": {"Primary": "#3a5ccc"}, "Name": "Demo"},
        "echoed": {"DcrConfiguration": {"EnableStatus": "Disabled"}}
    }"###;
    const CLIENT: &str = r###"{
        "id": "l3d5m7qtr9gup8cz1ezzgkasxc", "name": "web", "created": 1767225600000, "modified": 1767225600001,
        "secrets": ["AQM7eL1qY7sh8d7h"], "flows": ["ALLOW_USER_PASSWORD_AUTH"],
        "prevent_user_existence_errors": "ENABLED", "refresh_token_validity": 12, "access_token_validity": 30,
        "id_token_validity": null, "validity_units": {"AccessToken": "minutes", "RefreshToken": "hours"},
        "read_attributes": ["custom:team", "email"], "write_attributes": ["email"],
        "callback_urls": ["https://a.example/"], "logout_urls": ["https://a.example/out"],
        "default_redirect_uri": "https://a.example/", "oauth": true, "oauth_flows": ["code"],
        "oauth_scopes": ["openid", "email"], "identity_providers": ["COGNITO"], "revocation": true,
        "rotation": {"enabled": true, "grace_seconds": 20}, "auth_session_minutes": 10
    }"###;

    /// Reads a row, and holds that it would be written as it is.
    #[track_caller]
    fn read<T: DeserializeOwned + Serialize>(row: &str) -> T {
        let read: T = serde_json::from_str(row).unwrap();
        let row: Value = serde_json::from_str(row).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), row);
        read
    }

    #[test]
    fn a_pools_row_is_what_it_was() {
        let pool: Pool = read(POOL);
        assert_eq!(pool.domain.as_deref(), Some("people"));
        assert_eq!(pool.settings.auto_verified, [ContactAttribute::Email]);
        assert_eq!(
            (pool.settings.tier, pool.settings.mfa),
            (Tier::Plus, MfaMode::Off)
        );
        assert!(pool.extensions.hardening);
    }

    #[test]
    fn a_clients_row_is_what_it_was() {
        let client: Client = read(CLIENT);
        let settings = &client.settings;
        assert!(client.is_confidential() && client.uses(OAuthFlow::Code));
        assert_eq!(
            settings.validity_units.access_token,
            Some(TimeUnit::Minutes)
        );
        assert_eq!(
            settings.prevent_user_existence_errors,
            Some(ExistenceErrors::Enabled)
        );
    }

    #[test]
    fn a_row_that_lacks_a_member_is_refused_by_its_name() {
        let mut row: Value = serde_json::from_str(POOL).unwrap();
        row.as_object_mut().unwrap().remove("tier");
        let refused = serde_json::from_str::<Pool>(&row.to_string()).unwrap_err();
        assert!(refused.to_string().contains("`tier`"), "{refused}");
    }
}
