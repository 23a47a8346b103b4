//! `WebAuthnConfiguration` of SetUserPoolMfaConfig and GetUserPoolMfaConfig.

use crate::error::{Error, Result};
use vestibule_model::{
    passkey::{PasskeyFactor, PasskeySettings, UserVerification},
    pool::Tier,
};
use vestibule_wire::idp::{
    ErrorCode, UserVerificationType, WebAuthnConfigurationType, WebAuthnFactorConfigurationType,
};

/// The settings that are given for a pool of this tier.
///
/// # Errors
/// InvalidParameterException for a relying party that is no domain, FeatureUnavailableInTierException.
pub fn read(given: WebAuthnConfigurationType, tier: Tier) -> Result<PasskeySettings> {
    let WebAuthnConfigurationType {
        relying_party_id,
        user_verification,
        factor_configuration,
    } = given;
    if tier == Tier::Lite {
        return Err(Error::new(
            ErrorCode::FeatureUnavailableInTierException,
            "The following features need to be disabled for the LITE pricing tier configured: Passkeys",
        ));
    }
    if relying_party_id.as_deref().is_some_and(|id| !is_domain(id)) {
        return Err(Error::invalid_parameter(
            "WebAuthnConfiguration.RelyingPartyId must be a domain name in lower case.",
        ));
    }
    Ok(PasskeySettings {
        relying_party: relying_party_id,
        user_verification: user_verification.map(|given| match given {
            UserVerificationType::Required => UserVerification::Required,
            UserVerificationType::Preferred => UserVerification::Preferred,
        }),
        factor: factor_configuration.map(|given| match given {
            WebAuthnFactorConfigurationType::SingleFactor => PasskeyFactor::SingleFactor,
            WebAuthnFactorConfigurationType::MultiFactorWithUserVerification => {
                PasskeyFactor::MultiFactorWithUserVerification
            }
        }),
    })
}

/// The settings as they are returned.
pub fn shown(settings: &PasskeySettings) -> WebAuthnConfigurationType {
    WebAuthnConfigurationType {
        relying_party_id: settings.relying_party.clone(),
        user_verification: settings.user_verification.map(|kept| match kept {
            UserVerification::Required => UserVerificationType::Required,
            UserVerification::Preferred => UserVerificationType::Preferred,
        }),
        factor_configuration: settings.factor.map(|kept| match kept {
            PasskeyFactor::SingleFactor => WebAuthnFactorConfigurationType::SingleFactor,
            PasskeyFactor::MultiFactorWithUserVerification => {
                WebAuthnFactorConfigurationType::MultiFactorWithUserVerification
            }
        }),
    }
}

/// Whether browsers take a text for a relying party's id: a domain as they write it, and no address.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::input;
    use serde_json::{Value, json};

    fn given(given: Value, tier: Tier) -> Result<PasskeySettings> {
        let all = json!({"UserPoolId": "local_AbCdEf123", "WebAuthnConfiguration": given});
        let request: vestibule_wire::idp::SetUserPoolMfaConfigRequest = input(all);
        read(request.web_authn_configuration.unwrap(), tier)
    }

    #[test]
    fn what_is_given_is_returned() {
        for all in [
            json!({}),
            json!({"RelyingPartyId": "auth.example.com", "UserVerification": "preferred"}),
            json!({"RelyingPartyId": "localhost", "FactorConfiguration": "SINGLE_FACTOR"}),
            json!({
                "UserVerification": "required",
                "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
            }),
        ] {
            let settings = given(all.clone(), Tier::Essentials).unwrap();
            assert_eq!(serde_json::to_value(shown(&settings)).unwrap(), all);
            let kept = serde_json::to_string(&settings).unwrap();
            assert_eq!(
                serde_json::from_str::<PasskeySettings>(&kept).unwrap(),
                settings
            );
        }
    }

    #[test]
    fn a_relying_party_is_a_domain() {
        for wrong in [
            "Example.com",
            "example.com.",
            ".com",
            "https://example.com",
            "example.com:443",
            "a_b.com",
            "-a.com",
            "127.0.0.1",
            "bücher.example",
            "a..b",
        ] {
            let error = given(json!({"RelyingPartyId": wrong}), Tier::Plus).unwrap_err();
            assert!(error.is(ErrorCode::InvalidParameterException), "{wrong}");
        }
    }

    #[test]
    fn the_lite_tier_has_none() {
        let error = given(json!({}), Tier::Lite).unwrap_err();
        assert!(error.is(ErrorCode::FeatureUnavailableInTierException));
    }
}
