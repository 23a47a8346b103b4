// Made by `cargo xtask codegen` from the model of cognito-identity in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use std::collections::BTreeMap;

use super::shapes::*;
use super::types::*;
use crate::Sensitive;
use crate::macros::structure;

structure! {
    #[derive(Default)]
    DeleteIdentitiesResponse {
        unprocessed_identity_ids: Option<Vec<UnprocessedIdentityId>> = "UnprocessedIdentityIds" in UNPROCESSED_IDENTITY_ID_LIST;
    }
}

structure! {
    #[derive(Default)]
    GetCredentialsForIdentityResponse {
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
        credentials: Option<Credentials> = "Credentials" in Credentials::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetIdResponse {
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
    }
}

structure! {
    #[derive(Default)]
    GetIdentityPoolRolesResponse {
        identity_pool_id: Option<String> = "IdentityPoolId" in IDENTITY_POOL_ID;
        roles: Option<BTreeMap<String, String>> = "Roles" in ROLES_MAP;
        role_mappings: Option<BTreeMap<String, RoleMapping>> = "RoleMappings" in ROLE_MAPPING_MAP;
    }
}

structure! {
    #[derive(Default)]
    GetOpenIdTokenForDeveloperIdentityResponse {
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
        token: Option<Sensitive<String>> = "Token" in OIDC_TOKEN;
    }
}

structure! {
    #[derive(Default)]
    GetOpenIdTokenResponse {
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
        token: Option<Sensitive<String>> = "Token" in OIDC_TOKEN;
    }
}

structure! {
    #[derive(Default)]
    GetPrincipalTagAttributeMapResponse {
        identity_pool_id: Option<String> = "IdentityPoolId" in IDENTITY_POOL_ID;
        identity_provider_name: Option<String> = "IdentityProviderName" in IDENTITY_PROVIDER_NAME;
        use_defaults: Option<bool> = "UseDefaults" in USE_DEFAULTS;
        principal_tags: Option<BTreeMap<String, String>> = "PrincipalTags" in PRINCIPAL_TAGS;
    }
}

structure! {
    #[derive(Default)]
    ListIdentitiesResponse {
        identity_pool_id: Option<String> = "IdentityPoolId" in IDENTITY_POOL_ID;
        identities: Option<Vec<IdentityDescription>> = "Identities" in IDENTITIES_LIST;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListIdentityPoolsResponse {
        identity_pools: Option<Vec<IdentityPoolShortDescription>> = "IdentityPools" in IDENTITY_POOLS_LIST;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListTagsForResourceResponse {
        tags: Option<BTreeMap<String, String>> = "Tags" in IDENTITY_POOL_TAGS_TYPE;
    }
}

structure! {
    #[derive(Default)]
    LookupDeveloperIdentityResponse {
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
        developer_user_identifier_list: Option<Vec<String>> = "DeveloperUserIdentifierList" in DEVELOPER_USER_IDENTIFIER_LIST;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    MergeDeveloperIdentitiesResponse {
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
    }
}

structure! {
    #[derive(Default)]
    SetPrincipalTagAttributeMapResponse {
        identity_pool_id: Option<String> = "IdentityPoolId" in IDENTITY_POOL_ID;
        identity_provider_name: Option<String> = "IdentityProviderName" in IDENTITY_PROVIDER_NAME;
        use_defaults: Option<bool> = "UseDefaults" in USE_DEFAULTS;
        principal_tags: Option<BTreeMap<String, String>> = "PrincipalTags" in PRINCIPAL_TAGS;
    }
}

structure! {
    #[derive(Default)]
    TagResourceResponse {}
}

structure! {
    #[derive(Default)]
    UntagResourceResponse {}
}
