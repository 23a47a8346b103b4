//! Rust's spelling of the models' names.

/// `UserPoolId` -> `user_pool_id`, `MFAOptions` -> `mfa_options`, `CallbackURLs` -> `callback_urls`.
pub(super) fn snake(name: &str) -> String {
    words(name).join("_").to_lowercase()
}

/// The name of a structure's field, escaped where it is a keyword.
pub(super) fn field(name: &str) -> String {
    match snake(name) {
        keyword if keyword == "type" => format!("r#{keyword}"),
        name => name,
    }
}

/// The name of a shape's table: `UserPoolIdType` -> `USER_POOL_ID_TYPE`.
pub(super) fn constant(name: &str) -> String {
    snake(name).to_uppercase()
}

/// The name of an enum's variant: `NO_ACTION` -> `NoAction`, `phone_number` -> `PhoneNumber`,
/// `V1_0` -> `V1_0`, `SAML` -> `Saml`, `SignInWithApple` as it is.
pub(super) fn variant(value: &str) -> String {
    let mut name = String::new();
    for part in value.split(['_', '-']) {
        let digits_meet = name.ends_with(|last: char| last.is_ascii_digit())
            && part.starts_with(|first: char| first.is_ascii_digit());
        if digits_meet {
            name.push('_');
        }
        let (first, rest) = part.split_at(part.len().min(1));
        name.push_str(&first.to_uppercase());
        let mixed = part.chars().any(|letter| letter.is_lowercase());
        name.push_str(&if mixed {
            rest.to_owned()
        } else {
            rest.to_lowercase()
        });
    }
    name
}

/// Splits where a capital begins a word. A run of capitals is one word, with a plural `s`.
fn words(name: &str) -> Vec<String> {
    let name = name.replace("OAuth", "Oauth").replace("URLs", "Urls");
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (index, &letter) in letters.iter().enumerate() {
        let after_small = index > 0 && !letters[index - 1].is_uppercase();
        let before_small = letters
            .get(index + 1)
            .is_some_and(|next| next.is_lowercase());
        let begins = index == 0 || letter.is_uppercase() && (after_small || before_small);
        match words.last_mut() {
            Some(word) if !begins => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_become_fields() {
        for (name, expected) in [
            ("UserPoolId", "user_pool_id"),
            ("AWSAccountId", "aws_account_id"),
            (
                "AllowedOAuthFlowsUserPoolClient",
                "allowed_oauth_flows_user_pool_client",
            ),
            ("BlockedIPRangeList", "blocked_ip_range_list"),
            ("CallbackURLs", "callback_urls"),
            ("ClientSSOSessionConfig", "client_sso_session_config"),
            ("KMSKeyID", "kms_key_id"),
            ("MFAOptions", "mfa_options"),
            ("S3Configuration", "s3_configuration"),
            ("Type", "r#type"),
        ] {
            assert_eq!(field(name), expected);
        }
    }

    #[test]
    fn values_become_variants() {
        for (value, expected) in [
            ("AWS_OWNED_KEY", "AwsOwnedKey"),
            ("PBKDF2_SHA256", "Pbkdf2Sha256"),
            ("SAML", "Saml"),
            ("SignInWithApple", "SignInWithApple"),
            ("TLS_V1_2_2021", "TlsV1_2_2021"),
            ("not_remembered", "NotRemembered"),
        ] {
            assert_eq!(variant(value), expected);
        }
    }
}
