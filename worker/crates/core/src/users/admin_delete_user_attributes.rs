//! `AdminDeleteUserAttributes`: an administrator removes attributes of a user.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html>

use super::named;
use crate::{
    accounts::update_attributes::update,
    attributes::{self, Writer},
    cx::Cx,
    error::Result,
};
use vestibule_wire::idp::{AdminDeleteUserAttributesRequest, AdminDeleteUserAttributesResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminDeleteUserAttributesRequest,
) -> Result<AdminDeleteUserAttributesResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let changes = attributes::check_delete(
        &config.pool,
        Writer::Administrator,
        &input.user_attribute_names,
    )?;
    update(cx, &config, &user, None, changes).await?;
    Ok(AdminDeleteUserAttributesResponse {})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::fixtures::Fixture;

    #[test]
    fn an_address_goes_with_its_verification() {
        let fixture = Fixture::with_usernames();
        fixture.create_user(
            "alice",
            &[("email", "alice@example.com"), ("email_verified", "true")],
        );
        let input = AdminDeleteUserAttributesRequest {
            user_pool_id: fixture.pool(),
            username: "alice".into(),
            user_attribute_names: vec!["email".to_owned()],
        };
        fixture.run(handle(&fixture.cx(), input)).unwrap();
        assert_eq!(fixture.user("alice").attributes, [].into());
    }
}
