//! `UpdateGroup`: an administrator changes what a group is; what is left out stays.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html>

use super::{change, check_role, find, shown};
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_store::pool::groups::Change;
use vestibule_wire::idp::{UpdateGroupRequest, UpdateGroupResponse};

pub async fn handle(cx: &Cx<'_>, input: UpdateGroupRequest) -> Result<UpdateGroupResponse> {
    let UpdateGroupRequest {
        group_name,
        user_pool_id,
        description,
        role_arn,
        precedence,
    } = input;
    let config = cx.pool_now(&user_pool_id).await?;
    check_role(cx, role_arn.as_deref())?;
    let description = description.filter(|text| !text.is_empty());
    let group = if description.is_none() && role_arn.is_none() && precedence.is_none() {
        find(cx, &config, &group_name).await?
    } else {
        let update = Change::Update {
            description,
            precedence,
            role: role_arn,
        };
        change(cx, &config.pool.id, group_name, update).await?
    };
    Ok(UpdateGroupResponse {
        group: Some(shown(&config.pool.id, group)),
    })
}

#[cfg(test)]
mod tests {
    use crate::fixtures::{
        api::{Api, refused},
        merged,
    };
    use serde_json::{Value, json};
    use vestibule_model::time::Span;

    const ROLE: &str = "arn:aws:iam::000000000000:role/writers";

    fn update(api: &Api, members: Value) -> Value {
        api.world.advance(Span::seconds(1));
        let name = json!({"UserPoolId": api.pool, "GroupName": "writers"});
        api.ok("UpdateGroup", merged(name.clone(), members));
        api.ok("GetGroup", name)["Group"].clone()
    }

    fn api() -> (Api, Value) {
        let api = Api::usual();
        let input = json!({
            "UserPoolId": api.pool, "GroupName": "writers", "Description": "They write", "Precedence": 5, "RoleArn": ROLE,
        });
        let made = api.ok("CreateGroup", input)["Group"].clone();
        (api, made)
    }

    #[test]
    fn what_is_left_out_null_or_empty_changes_nothing_and_no_time() {
        let (api, made) = api();
        for nothing in [
            json!({}),
            json!({"Description": null, "RoleArn": null, "Precedence": null}),
            json!({"Description": ""}),
        ] {
            assert_eq!(update(&api, nothing), made);
        }
    }

    #[test]
    fn what_is_given_replaces_what_was_and_is_a_change_though_it_be_the_same() {
        let (api, made) = api();
        let same = update(&api, json!({"Description": "They write"}));
        assert_eq!(
            same["LastModifiedDate"].as_i64().unwrap(),
            made["LastModifiedDate"].as_i64().unwrap() + 1
        );
        let other = update(&api, json!({"Precedence": 0}));
        assert_eq!(other["Precedence"], 0);
        assert_eq!(other["Description"], "They write");
        assert_eq!(other["CreationDate"], made["CreationDate"]);
        let role = "arn:aws:iam::000000000000:role/others";
        assert_eq!(update(&api, json!({"RoleArn": role}))["RoleArn"], role);
    }

    #[test]
    fn a_role_can_not_be_taken_away() {
        let (api, _) = api();
        let input = json!({"UserPoolId": api.pool, "GroupName": "writers", "RoleArn": ""});
        let refusal = refused(
            "InvalidParameterException",
            "2 validation errors detected: Value '' at 'roleArn' failed to satisfy constraint: Member must have length \
             greater than or equal to 20; Value '' at 'roleArn' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: \
             arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?",
        );
        assert_eq!(api.call("UpdateGroup", input), Err(refusal));
    }

    #[test]
    fn what_is_not_there_or_not_ones_own_is_refused() {
        let (api, made) = api();
        for members in [json!({"Precedence": 1}), json!({})] {
            let name = json!({"UserPoolId": api.pool, "GroupName": "nobodys"});
            let missing = refused("ResourceNotFoundException", "Group not found.");
            assert_eq!(api.call("UpdateGroup", merged(name, members)), Err(missing));
        }
        let input = json!({
            "UserPoolId": api.pool, "GroupName": "writers", "RoleArn": "arn:aws:iam::123456789012:role/writers",
        });
        let refusal = refused(
            "InvalidParameterException",
            "Cross-account pass role is not allowed.",
        );
        assert_eq!(api.call("UpdateGroup", input), Err(refusal));
        assert_eq!(update(&api, json!({})), made);
    }
}
