//! `DeleteUserPoolClientSecret` takes one of a client's two secrets away.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClientSecret.html>

use super::{change_secrets, named};
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_store::pool::clients::SecretChange;
use vestibule_wire::idp::{DeleteUserPoolClientSecretRequest, DeleteUserPoolClientSecretResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: DeleteUserPoolClientSecretRequest,
) -> Result<DeleteUserPoolClientSecretResponse> {
    let config = named(cx, &input.user_pool_id, input.client_id.expose()).await?;
    change_secrets(cx, &config, SecretChange::Remove(input.client_secret_id)).await?;
    Ok(DeleteUserPoolClientSecretResponse {})
}

#[cfg(test)]
mod tests {
    use crate::fixtures::api::{Api, refused};
    use serde_json::json;

    #[test]
    fn the_last_one_stays_and_one_that_is_not_there_is_told() {
        let api = Api::usual();
        let (client, _) = api.add_client(json!({"GenerateSecret": true}));
        let delete = |id: &str| {
            let input = json!({"UserPoolId": api.pool, "ClientId": client, "ClientSecretId": id});
            api.call("DeleteUserPoolClientSecret", input)
        };
        let unknown = refused("ResourceNotFoundException", "Client secret does not exist.");
        assert_eq!(delete("other"), Err(unknown));
        let last = refused(
            "InvalidParameterException",
            "Cannot delete the only client secret.",
        );
        let first = format!("{client}--{}", api.world.now().millis());
        assert_eq!(delete(&first), Err(last));
    }
}
