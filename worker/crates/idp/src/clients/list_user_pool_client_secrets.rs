//! `ListUserPoolClientSecrets` lists a client's secrets, the oldest first, and tells none of them.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClientSecrets.html>

use super::named;
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_wire::{
    Timestamp,
    idp::{
        ClientSecretDescriptorType, ListUserPoolClientSecretsRequest,
        ListUserPoolClientSecretsResponse,
    },
};

pub async fn handle(
    cx: &Cx<'_>,
    input: ListUserPoolClientSecretsRequest,
) -> Result<ListUserPoolClientSecretsResponse> {
    let config = named(cx, &input.user_pool_id, input.client_id.expose()).await?;
    let client = &config.client;
    // All are on the first page, so that no token of this listing was ever given.
    let listing = ["ListUserPoolClientSecrets", client.id.as_str()];
    let _: Option<String> = cx.position(&listing, input.next_token.as_deref())?;
    let descriptor = |number| {
        let made = client.secret_made(number);
        ClientSecretDescriptorType {
            client_secret_id: Some(client.secret_id_of(made)),
            client_secret_value: None,
            client_secret_create_date: Some(Timestamp(made.millis())),
        }
    };
    Ok(ListUserPoolClientSecretsResponse {
        client_secrets: Some((0..client.secrets.len()).map(descriptor).collect()),
        next_token: None,
    })
}

#[cfg(test)]
mod tests {
    use crate::fixtures::api::Api;
    use serde_json::json;

    #[test]
    fn secrets_are_told_by_id_and_date_alone() {
        let api = Api::usual();
        let list = |client: &str| {
            let input = json!({"UserPoolId": api.pool, "ClientId": client});
            api.ok("ListUserPoolClientSecrets", input)
        };
        let (client, _) = api.add_client(json!({"GenerateSecret": true}));
        let made = json!({
            "ClientSecretId": format!("{client}--{}", api.world.now().millis()),
            "ClientSecretCreateDate": api.world.now().seconds(),
        });
        assert_eq!(list(&client), json!({"ClientSecrets": [made]}));
        assert_eq!(list(&api.client), json!({"ClientSecrets": []}));
    }

    #[test]
    fn there_is_no_second_page() {
        let api = Api::usual();
        let input = json!({"UserPoolId": api.pool, "ClientId": api.client, "NextToken": "any"});
        let (error, _) = api.call("ListUserPoolClientSecrets", input).unwrap_err();
        assert_eq!(error, "InvalidParameterException");
    }
}
