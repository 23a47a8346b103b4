//! `GetGroup` answers with a group's definition.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html>

use super::{find, shown};
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_wire::idp::{GetGroupRequest, GetGroupResponse};

pub async fn handle(cx: &Cx<'_>, input: GetGroupRequest) -> Result<GetGroupResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let group = find(cx, &config, &input.group_name).await?;
    Ok(GetGroupResponse {
        group: Some(shown(&config.pool.id, group)),
    })
}

#[cfg(test)]
mod tests {
    use crate::fixtures::api::{Api, refused};
    use serde_json::json;

    #[test]
    fn a_group_is_what_it_was_made() {
        let api = Api::usual();
        let input = json!({"UserPoolId": api.pool, "GroupName": "writers", "Precedence": 3});
        let made = api.ok("CreateGroup", input);
        let input = json!({"UserPoolId": api.pool, "GroupName": "writers"});
        assert_eq!(api.ok("GetGroup", input), made);
    }

    #[test]
    fn a_missing_one_is_not_found() {
        let api = Api::usual();
        let input = json!({"UserPoolId": api.pool, "GroupName": "nobodys"});
        let missing = refused("ResourceNotFoundException", "Group not found.");
        assert_eq!(api.call("GetGroup", input), Err(missing));
    }
}
