//! How an operation begins that anyone may call who knows an app client.

use std::rc::Rc;
use vestibule_engine::{
    config::ClientConfig,
    cx::Cx,
    error::{ProofPlace, Result},
    secret_hash,
};
use vestibule_wire::Sensitive;

/// Looks the client up, counts the call against its budget, and has a confidential client prove itself.
///
/// # Errors
/// ResourceNotFoundException, TooManyRequestsException, NotAuthorizedException
pub(super) async fn begin(
    cx: &Cx<'_>,
    client: &str,
    secret_hash: Option<&Sensitive<String>>,
    username: &str,
) -> Result<Rc<ClientConfig>> {
    let config = cx.client(client).await?;
    let client = &config.client;
    cx.spend(client.id.as_str())?;
    let hash = secret_hash.map(|hash| hash.expose().as_str());
    secret_hash::check(cx, client, hash, username, ProofPlace::Member)?;
    Ok(config)
}

/// What the accounts take is what the service model takes: pages hold to the one, the API to both.
#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;
    use vestibule_crypto::SecretString;
    use vestibule_engine::accounts::input::{Attributes, NewPassword, TypedCode, Username};
    use vestibule_wire::{
        idp::{ConfirmForgotPasswordRequest, SignUpRequest},
        operation::parse,
    };

    fn sign_up(username: &str, value: &str) -> bool {
        let input = json!({
            "ClientId": "client", "Username": username, "UserAttributes": [{"Name": "name", "Value": value}],
        });
        parse::<SignUpRequest>(input.to_string().as_bytes()).is_ok()
    }

    fn reset(code: &str, password: &str) -> bool {
        let input: Value = json!({
            "ClientId": "client", "Username": "jane", "ConfirmationCode": code, "Password": password,
        });
        parse::<ConfirmForgotPasswordRequest>(input.to_string().as_bytes()).is_ok()
    }

    fn assert_alike(text: &str) {
        let is_password = NewPassword::parse(SecretString::from(text)).is_ok();
        let attribute = BTreeMap::from([("name".to_owned(), text.to_owned())]);
        assert_eq!(Username::parse(text).is_ok(), sign_up(text, ""), "{text:?}");
        assert_eq!(Attributes::parse(attribute).is_ok(), sign_up("jane", text));
        assert_eq!(
            TypedCode::parse(text).is_ok(),
            reset(text, "Passw0rd!"),
            "{text:?}"
        );
        // The policy sees to shorter ones.
        if text.encode_utf16().count() >= 6 {
            assert_eq!(is_password, reset("123456", text), "{text:?}");
        }
    }

    #[test]
    fn lengths_are_the_models() {
        for length in [0, 1, 5, 6, 128, 129, 256, 257, 2048, 2049] {
            assert_alike(&"x".repeat(length));
            assert_alike(&"\u{1f511}".repeat(length / 2));
        }
    }

    proptest! {
        #[test]
        fn characters_are_the_models(
            text in "\\PC{0,9}", mixed in "[ \t\n\r\u{b}\u{85}\u{a0}\u{ad}\u{200e}\u{2028}\u{e000}a-c1+@é]{0,12}", any: char,
        ) {
            assert_alike(&text);
            assert_alike(&mixed);
            assert_alike(&format!("{mixed}x"));
            assert_alike(&format!("pass{any}word{any}1"));
            assert_alike(&any.to_string());
        }
    }
}
