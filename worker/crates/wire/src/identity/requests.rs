// Made by `cargo xtask codegen` from the model of cognito-identity in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use std::collections::BTreeMap;

use super::shapes::*;
use super::types::*;
use crate::Sensitive;
use crate::macros::structure;

structure! {
    #[derive(Default)]
    CreateIdentityPoolInput {
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
    DeleteIdentitiesInput {
        identity_ids_to_delete: Vec<String> = "IdentityIdsToDelete" in IDENTITY_ID_LIST;
    }
}

structure! {
    #[derive(Default)]
    DeleteIdentityPoolInput {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
    }
}

structure! {
    #[derive(Default)]
    DescribeIdentityInput {
        identity_id: String = "IdentityId" in IDENTITY_ID;
    }
}

structure! {
    #[derive(Default)]
    DescribeIdentityPoolInput {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
    }
}

structure! {
    #[derive(Default)]
    GetCredentialsForIdentityInput {
        identity_id: String = "IdentityId" in IDENTITY_ID;
        logins: Option<BTreeMap<String, Sensitive<String>>> = "Logins" in LOGINS_MAP;
        custom_role_arn: Option<String> = "CustomRoleArn" in ARN_STRING;
    }
}

structure! {
    #[derive(Default)]
    GetIdInput {
        account_id: Option<String> = "AccountId" in ACCOUNT_ID;
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
        logins: Option<BTreeMap<String, Sensitive<String>>> = "Logins" in LOGINS_MAP;
    }
}

structure! {
    #[derive(Default)]
    GetIdentityPoolRolesInput {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
    }
}

structure! {
    #[derive(Default)]
    GetOpenIdTokenForDeveloperIdentityInput {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
        logins: BTreeMap<String, Sensitive<String>> = "Logins" in LOGINS_MAP;
        principal_tags: Option<BTreeMap<String, String>> = "PrincipalTags" in PRINCIPAL_TAGS;
        token_duration: Option<i64> = "TokenDuration" in TOKEN_DURATION;
    }
}

structure! {
    #[derive(Default)]
    GetOpenIdTokenInput {
        identity_id: String = "IdentityId" in IDENTITY_ID;
        logins: Option<BTreeMap<String, Sensitive<String>>> = "Logins" in LOGINS_MAP;
    }
}

structure! {
    #[derive(Default)]
    GetPrincipalTagAttributeMapInput {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
        identity_provider_name: String = "IdentityProviderName" in IDENTITY_PROVIDER_NAME;
    }
}

structure! {
    #[derive(Default)]
    ListIdentitiesInput {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
        max_results: i32 = "MaxResults" in QUERY_LIMIT;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
        hide_disabled: Option<bool> = "HideDisabled" in HIDE_DISABLED;
    }
}

structure! {
    #[derive(Default)]
    ListIdentityPoolsInput {
        max_results: i32 = "MaxResults" in QUERY_LIMIT;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListTagsForResourceInput {
        resource_arn: String = "ResourceArn" in ARN_STRING;
    }
}

structure! {
    #[derive(Default)]
    LookupDeveloperIdentityInput {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
        developer_user_identifier: Option<String> = "DeveloperUserIdentifier" in DEVELOPER_USER_IDENTIFIER;
        max_results: Option<i32> = "MaxResults" in QUERY_LIMIT;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    MergeDeveloperIdentitiesInput {
        source_user_identifier: String = "SourceUserIdentifier" in DEVELOPER_USER_IDENTIFIER;
        destination_user_identifier: String = "DestinationUserIdentifier" in DEVELOPER_USER_IDENTIFIER;
        developer_provider_name: String = "DeveloperProviderName" in DEVELOPER_PROVIDER_NAME;
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
    }
}

structure! {
    #[derive(Default)]
    SetIdentityPoolRolesInput {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
        roles: BTreeMap<String, String> = "Roles" in ROLES_MAP;
        role_mappings: Option<BTreeMap<String, RoleMapping>> = "RoleMappings" in ROLE_MAPPING_MAP;
    }
}

structure! {
    #[derive(Default)]
    SetPrincipalTagAttributeMapInput {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
        identity_provider_name: String = "IdentityProviderName" in IDENTITY_PROVIDER_NAME;
        use_defaults: Option<bool> = "UseDefaults" in USE_DEFAULTS;
        principal_tags: Option<BTreeMap<String, String>> = "PrincipalTags" in PRINCIPAL_TAGS;
    }
}

structure! {
    #[derive(Default)]
    TagResourceInput {
        resource_arn: String = "ResourceArn" in ARN_STRING;
        tags: BTreeMap<String, String> = "Tags" in IDENTITY_POOL_TAGS_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UnlinkDeveloperIdentityInput {
        identity_id: String = "IdentityId" in IDENTITY_ID;
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID;
        developer_provider_name: String = "DeveloperProviderName" in DEVELOPER_PROVIDER_NAME;
        developer_user_identifier: String = "DeveloperUserIdentifier" in DEVELOPER_USER_IDENTIFIER;
    }
}

structure! {
    #[derive(Default)]
    UnlinkIdentityInput {
        identity_id: String = "IdentityId" in IDENTITY_ID;
        logins: BTreeMap<String, Sensitive<String>> = "Logins" in LOGINS_MAP;
        logins_to_remove: Vec<String> = "LoginsToRemove" in LOGINS_LIST;
    }
}

structure! {
    #[derive(Default)]
    UntagResourceInput {
        resource_arn: String = "ResourceArn" in ARN_STRING;
        tag_keys: Vec<String> = "TagKeys" in IDENTITY_POOL_TAGS_LIST_TYPE;
    }
}
