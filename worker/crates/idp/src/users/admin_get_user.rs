//! `AdminGetUser`: an administrator reads a user.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html>

use super::answer::{members, status_of};
use crate::{error::Result, mfa::answer as mfa};
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_wire::{
    Timestamp,
    idp::{AdminGetUserRequest, AdminGetUserResponse},
};

pub async fn handle(cx: &Cx<'_>, input: AdminGetUserRequest) -> Result<AdminGetUserResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    Ok(AdminGetUserResponse {
        username: user.username.as_str().into(),
        user_attributes: Some(members(&user, &|_| true)),
        user_create_date: Some(Timestamp(user.created.millis())),
        user_last_modified_date: Some(Timestamp(user.modified.millis())),
        enabled: Some(user.enabled),
        user_status: Some(status_of(&user)),
        mfa_options: mfa::legacy_options(&user),
        preferred_mfa_setting: mfa::preferred(&user),
        user_mfa_setting_list: mfa::setting_list(&user),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::people::Fixture;

    #[test]
    fn a_user_is_shown_flat_with_standard_attributes_custom_ones_and_the_sub() {
        let fixture = Fixture::with_usernames();
        let attributes = [
            ("birthdate", "2000-01-01"),
            ("custom:team", "red"),
            ("email", "alice@example.com"),
            ("email_verified", "true"),
            ("family_name", "B"),
            ("given_name", "A"),
        ];
        fixture.create_user("alice", &attributes);
        let input = AdminGetUserRequest {
            user_pool_id: fixture.pool(),
            username: "alice".into(),
        };
        let output = fixture.run(handle(&fixture.cx(), input)).unwrap();
        let shown = serde_json::to_value(&output).unwrap();
        let names: Vec<_> = shown["UserAttributes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| &member["Name"])
            .collect();
        assert_eq!(
            names,
            [
                "email",
                "email_verified",
                "family_name",
                "given_name",
                "birthdate",
                "custom:team",
                "sub"
            ]
        );
        let members: Vec<_> = shown
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let expected = [
            "Enabled",
            "UserAttributes",
            "UserCreateDate",
            "UserLastModifiedDate",
            "UserStatus",
            "Username",
        ];
        assert_eq!(
            members.iter().collect::<std::collections::BTreeSet<_>>(),
            expected.iter().collect()
        );
        assert_eq!(shown["UserStatus"], "FORCE_CHANGE_PASSWORD");
    }

    #[test]
    fn a_user_is_found_by_its_sub_too() {
        let fixture = Fixture::with_usernames();
        fixture.create_user("alice", &[]);
        let sub = fixture.user("alice").sub;
        let input = AdminGetUserRequest {
            user_pool_id: fixture.pool(),
            username: sub.as_str().into(),
        };
        assert_eq!(
            fixture
                .run(handle(&fixture.cx(), input))
                .unwrap()
                .username
                .expose(),
            "alice"
        );
    }
}
