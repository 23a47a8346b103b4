//! `CreateGroup`: an administrator makes a group.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html>

use super::{change, check_role, shown};
use crate::error::Result;
use vestibule_crypto::RngExt as _;
use vestibule_engine::cx::Cx;
use vestibule_model::group::Group;
use vestibule_store::pool::groups::Change;
use vestibule_wire::idp::{CreateGroupRequest, CreateGroupResponse};

pub async fn handle(cx: &Cx<'_>, input: CreateGroupRequest) -> Result<CreateGroupResponse> {
    let CreateGroupRequest {
        group_name,
        user_pool_id,
        description,
        role_arn,
        precedence,
    } = input;
    let config = cx.pool_now(&user_pool_id).await?;
    check_role(cx, role_arn.as_deref())?;
    let group = Group {
        name: group_name.clone(),
        generation: cx.rng.alphanumeric(22),
        description: description.filter(|text| !text.is_empty()),
        precedence,
        role: role_arn,
        created: cx.now,
        modified: cx.now,
    };
    let group = change(cx, &config.pool.id, group_name, Change::Create(group)).await?;
    Ok(CreateGroupResponse {
        group: Some(shown(&config.pool.id, group)),
    })
}

#[cfg(test)]
mod tests {
    use crate::fixtures::api::{Api, refused};
    use serde_json::json;
    use vestibule_model::{ids::PoolId, object_key::ObjectKey};
    use vestibule_store::sql::Sql as _;

    #[test]
    fn a_group_is_answered_with_what_was_set() {
        let api = Api::usual();
        let (pool, now) = (&api.pool, api.world.now().seconds());
        let role = "arn:aws:iam::000000000000:role/writers";
        let input = json!({
            "UserPoolId": pool, "GroupName": "writers", "Description": "They write", "Precedence": 0, "RoleArn": role,
        });
        let expected = json!({"Group": {
            "UserPoolId": pool, "GroupName": "writers", "Description": "They write", "Precedence": 0, "RoleArn": role,
            "CreationDate": now, "LastModifiedDate": now,
        }});
        assert_eq!(api.ok("CreateGroup", input), expected);
        let input = json!({"UserPoolId": pool, "GroupName": "readers", "Description": ""});
        let expected = json!({"Group": {
            "UserPoolId": pool, "GroupName": "readers", "CreationDate": now, "LastModifiedDate": now,
        }});
        assert_eq!(api.ok("CreateGroup", input), expected);
    }

    #[test]
    fn a_name_is_there_once() {
        let api = Api::usual();
        let input = json!({"UserPoolId": api.pool, "GroupName": "writers"});
        api.ok("CreateGroup", input.clone());
        let exists = refused(
            "GroupExistsException",
            "A group with the name already exists.",
        );
        assert_eq!(api.call("CreateGroup", input), Err(exists));
        api.ok(
            "CreateGroup",
            json!({"UserPoolId": api.pool, "GroupName": "Writers"}),
        );
    }

    #[test]
    fn members_are_held_to_the_model() {
        let api = Api::usual();
        let refusal = |more: serde_json::Value| {
            let input = crate::fixtures::merged(
                json!({"UserPoolId": api.pool, "GroupName": "writers"}),
                more,
            );
            let (error, message) = api.call("CreateGroup", input).unwrap_err();
            assert_eq!(error, "InvalidParameterException");
            message
        };
        assert_eq!(
            refusal(json!({"Precedence": -1})),
            "1 validation error detected: Value '-1' at 'precedence' failed to satisfy constraint: Member must have \
             value greater than or equal to 0"
        );
        assert_eq!(
            refusal(json!({"GroupName": "a b"})),
            "1 validation error detected: Value 'a b' at 'groupName' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"
        );
    }

    #[test]
    fn another_accounts_role_is_refused() {
        let api = Api::usual();
        let input = json!({
            "UserPoolId": api.pool, "GroupName": "writers", "RoleArn": "arn:aws:iam::123456789012:role/writers",
        });
        let refusal = refused(
            "InvalidParameterException",
            "Cross-account pass role is not allowed.",
        );
        assert_eq!(api.call("CreateGroup", input), Err(refusal));
    }

    #[test]
    fn a_pool_has_ten_thousand_at_most() {
        let api = Api::usual();
        let object = ObjectKey::of_pool(&PoolId::parse(&api.pool).unwrap());
        api.world
            .objects
            .store(&object)
            .exec(
                "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 9999) \
                 INSERT INTO group_definitions (name, document) SELECT 'group' || number, '{}' FROM numbers",
                &[],
            )
            .unwrap();
        let create = |name: &str| {
            api.call(
                "CreateGroup",
                json!({"UserPoolId": api.pool, "GroupName": name}),
            )
        };
        create("last").unwrap();
        assert_eq!(create("more").unwrap_err().0, "LimitExceededException");
        assert_eq!(create("last").unwrap_err().0, "GroupExistsException");
        api.ok(
            "DeleteGroup",
            json!({"UserPoolId": api.pool, "GroupName": "last"}),
        );
        create("more").unwrap();
    }
}
