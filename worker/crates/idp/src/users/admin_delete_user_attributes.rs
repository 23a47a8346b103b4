//! `AdminDeleteUserAttributes`: an administrator removes attributes of a user.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html>

use super::refusals::{self, Doing};
use crate::error::Result;
use vestibule_engine::{
    accounts::update_attributes::{Changer, update_attributes},
    attributes::{self, Writer},
    cx::Cx,
    find_user::named,
};
use vestibule_wire::idp::{AdminDeleteUserAttributesRequest, AdminDeleteUserAttributesResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminDeleteUserAttributesRequest,
) -> Result<AdminDeleteUserAttributesResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let names = &input.user_attribute_names;
    let changes = attributes::check_delete(&config.pool, Writer::Administrator, names)
        .map_err(|refusal| refusals::attributes(&refusal, Doing::Delete))?;
    update_attributes(cx, &config, &user, Changer::Administrator, changes)
        .await
        .map_err(refusals::update)?;
    Ok(AdminDeleteUserAttributesResponse {})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::people::Fixture;

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
