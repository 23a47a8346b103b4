// Made by `cargo xtask codegen` from the model of cognito-identity in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use std::collections::BTreeMap;

use super::enums::*;
use super::shapes::*;
use crate::macros::structure;
use crate::{Sensitive, Timestamp};

structure! {
    #[derive(Default)]
    CognitoIdentityProvider {
        provider_name: Option<String> = "ProviderName" in COGNITO_IDENTITY_PROVIDER_NAME;
        client_id: Option<String> = "ClientId" in COGNITO_IDENTITY_PROVIDER_CLIENT_ID;
        server_side_token_check: Option<bool> = "ServerSideTokenCheck" in COGNITO_IDENTITY_PROVIDER_TOKEN_CHECK;
    }
}

structure! {
    #[derive(Default)]
    Credentials {
        access_key_id: Option<String> = "AccessKeyId" in ACCESS_KEY_STRING;
        secret_key: Option<Sensitive<String>> = "SecretKey" in SECRET_KEY_STRING;
        session_token: Option<String> = "SessionToken" in SESSION_TOKEN_STRING;
        expiration: Option<Timestamp> = "Expiration" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    IdentityDescription {
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
        logins: Option<Vec<String>> = "Logins" in LOGINS_LIST;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    IdentityPool {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
        identity_pool_name: String = "IdentityPoolName" in IDENTITY_POOL_NAME;
        allow_unauthenticated_identities: bool = "AllowUnauthenticatedIdentities" in IDENTITY_POOL_UNAUTHENTICATED;
        allow_classic_flow: Option<bool> = "AllowClassicFlow" in CLASSIC_FLOW;
        supported_login_providers: Option<BTreeMap<String, String>> = "SupportedLoginProviders" in IDENTITY_PROVIDERS;
        developer_provider_name: Option<String> = "DeveloperProviderName" in DEVELOPER_PROVIDER_NAME;
        open_id_connect_provider_ar_ns: Option<Vec<String>> = "OpenIdConnectProviderARNs" in OIDC_PROVIDER_LIST;
        cognito_identity_providers: Option<Vec<CognitoIdentityProvider>> = "CognitoIdentityProviders" in COGNITO_IDENTITY_PROVIDER_LIST;
        saml_provider_ar_ns: Option<Vec<String>> = "SamlProviderARNs" in SAML_PROVIDER_LIST;
        identity_pool_tags: Option<BTreeMap<String, String>> = "IdentityPoolTags" in IDENTITY_POOL_TAGS_TYPE;
    }
}

structure! {
    #[derive(Default)]
    IdentityPoolShortDescription {
        identity_pool_id: Option<String> = "IdentityPoolId" in IDENTITY_POOL_ID;
        identity_pool_name: Option<String> = "IdentityPoolName" in IDENTITY_POOL_NAME;
    }
}

structure! {
    MappingRule {
        claim: String = "Claim" in CLAIM_NAME;
        match_type: MappingRuleMatchType = "MatchType" in MappingRuleMatchType::SHAPE;
        value: String = "Value" in CLAIM_VALUE;
        role_arn: String = "RoleARN" in ARN_STRING;
    }
}

structure! {
    RoleMapping {
        r#type: RoleMappingType = "Type" in RoleMappingType::SHAPE;
        ambiguous_role_resolution: Option<AmbiguousRoleResolutionType> = "AmbiguousRoleResolution" in AmbiguousRoleResolutionType::SHAPE;
        rules_configuration: Option<RulesConfigurationType> = "RulesConfiguration" in RulesConfigurationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    RulesConfigurationType {
        rules: Vec<MappingRule> = "Rules" in MAPPING_RULES_LIST;
    }
}

structure! {
    #[derive(Default)]
    UnprocessedIdentityId {
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
        error_code: Option<UnprocessedIdentityErrorCode> = "ErrorCode" in UnprocessedIdentityErrorCode::SHAPE;
    }
}
