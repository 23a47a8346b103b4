// Made by `cargo xtask codegen` from the model of cognito-identity in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use crate::macros::enumeration;

enumeration! {
    AmbiguousRoleResolutionType {
        AuthenticatedRole = "AuthenticatedRole",
        Deny = "Deny",
    }
}

enumeration! {
    UnprocessedIdentityErrorCode {
        AccessDenied = "AccessDenied",
        InternalServerError = "InternalServerError",
    }
}

enumeration! {
    MappingRuleMatchType {
        Equals = "Equals",
        Contains = "Contains",
        StartsWith = "StartsWith",
        NotEqual = "NotEqual",
    }
}

enumeration! {
    RoleMappingType {
        Token = "Token",
        Rules = "Rules",
    }
}
