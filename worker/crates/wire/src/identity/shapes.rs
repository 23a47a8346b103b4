// Made by `cargo xtask codegen` from the model of cognito-identity in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use super::types::*;
use crate::schema::Shape;

pub(super) static ARN_STRING: Shape = Shape::string().min(20).max(2048);

pub(super) static ACCESS_KEY_STRING: Shape = Shape::string();

pub(super) static ACCOUNT_ID: Shape = Shape::string().min(1).max(15).pattern(r"\d+");

pub(super) static CLAIM_NAME: Shape = Shape::string()
    .min(1)
    .max(64)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+");

pub(super) static CLAIM_VALUE: Shape = Shape::string().min(1).max(128);

pub(super) static CLASSIC_FLOW: Shape = Shape::boolean();

pub(super) static COGNITO_IDENTITY_PROVIDER_CLIENT_ID: Shape =
    Shape::string().min(1).max(128).pattern(r"[\w_]+");

pub(super) static COGNITO_IDENTITY_PROVIDER_LIST: Shape =
    Shape::list(&CognitoIdentityProvider::SHAPE);

pub(super) static COGNITO_IDENTITY_PROVIDER_NAME: Shape =
    Shape::string().min(1).max(128).pattern(r"[\w._:/-]+");

pub(super) static COGNITO_IDENTITY_PROVIDER_TOKEN_CHECK: Shape = Shape::boolean();

pub(super) static DATE_TYPE: Shape = Shape::timestamp();

pub(super) static DEVELOPER_PROVIDER_NAME: Shape =
    Shape::string().min(1).max(128).pattern(r"[\w._-]+");

pub(super) static DEVELOPER_USER_IDENTIFIER: Shape = Shape::string().min(1).max(1024);

pub(super) static DEVELOPER_USER_IDENTIFIER_LIST: Shape = Shape::list(&DEVELOPER_USER_IDENTIFIER);

pub(super) static HIDE_DISABLED: Shape = Shape::boolean();

pub(super) static IDENTITIES_LIST: Shape = Shape::list(&IdentityDescription::SHAPE);

pub(super) static IDENTITY_ID: Shape = Shape::string().min(1).max(55).pattern(r"[\w-]+:[0-9a-f-]+");

pub(super) static IDENTITY_ID_LIST: Shape = Shape::list(&IDENTITY_ID).min(1).max(60);

pub(super) static IDENTITY_POOL_ID: Shape =
    Shape::string().min(1).max(55).pattern(r"[\w-]+:[0-9a-f-]+");

pub(super) static IDENTITY_POOL_NAME: Shape =
    Shape::string().min(1).max(128).pattern(r"[\w\s+=,.@-]+");

pub(super) static IDENTITY_POOL_TAGS_LIST_TYPE: Shape = Shape::list(&TAG_KEYS_TYPE);

pub(super) static IDENTITY_POOL_TAGS_TYPE: Shape = Shape::map(&TAG_KEYS_TYPE, &TAG_VALUE_TYPE);

pub(super) static IDENTITY_POOL_UNAUTHENTICATED: Shape = Shape::boolean();

pub(super) static IDENTITY_POOLS_LIST: Shape = Shape::list(&IdentityPoolShortDescription::SHAPE);

pub(super) static IDENTITY_PROVIDER_ID: Shape =
    Shape::string().min(1).max(128).pattern(r"[\w.;_/-]+");

pub(super) static IDENTITY_PROVIDER_NAME: Shape = Shape::string().min(1).max(128);

pub(super) static IDENTITY_PROVIDER_TOKEN: Shape = Shape::string().min(1).max(50000).sensitive();

pub(super) static IDENTITY_PROVIDERS: Shape =
    Shape::map(&IDENTITY_PROVIDER_NAME, &IDENTITY_PROVIDER_ID).max(10);

pub(super) static LOGINS_LIST: Shape = Shape::list(&IDENTITY_PROVIDER_NAME);

pub(super) static LOGINS_MAP: Shape =
    Shape::map(&IDENTITY_PROVIDER_NAME, &IDENTITY_PROVIDER_TOKEN).max(10);

pub(super) static MAPPING_RULES_LIST: Shape = Shape::list(&MappingRule::SHAPE).min(1).max(400);

pub(super) static OIDC_PROVIDER_LIST: Shape = Shape::list(&ARN_STRING);

pub(super) static OIDC_TOKEN: Shape = Shape::string().sensitive();

pub(super) static PAGINATION_KEY: Shape = Shape::string().min(1).max(65535).pattern(r"[\S]+");

pub(super) static PRINCIPAL_TAG_ID: Shape = Shape::string().min(1).max(128);

pub(super) static PRINCIPAL_TAG_VALUE: Shape = Shape::string().min(1).max(256);

pub(super) static PRINCIPAL_TAGS: Shape =
    Shape::map(&PRINCIPAL_TAG_ID, &PRINCIPAL_TAG_VALUE).max(50);

pub(super) static QUERY_LIMIT: Shape = Shape::integer().min(1).max(60);

pub(super) static ROLE_MAPPING_MAP: Shape =
    Shape::map(&IDENTITY_PROVIDER_NAME, &RoleMapping::SHAPE).max(10);

pub(super) static ROLE_TYPE: Shape = Shape::string()
    .min(1)
    .max(128)
    .pattern(r"(un)?authenticated");

pub(super) static ROLES_MAP: Shape = Shape::map(&ROLE_TYPE, &ARN_STRING).max(2);

pub(super) static SAML_PROVIDER_LIST: Shape = Shape::list(&ARN_STRING);

pub(super) static SECRET_KEY_STRING: Shape = Shape::string().sensitive();

pub(super) static SESSION_TOKEN_STRING: Shape = Shape::string();

pub(super) static TAG_KEYS_TYPE: Shape = Shape::string().min(1).max(128);

pub(super) static TAG_VALUE_TYPE: Shape = Shape::string().min(0).max(256);

pub(super) static TOKEN_DURATION: Shape = Shape::long().min(1).max(86400);

pub(super) static UNPROCESSED_IDENTITY_ID_LIST: Shape =
    Shape::list(&UnprocessedIdentityId::SHAPE).max(60);

pub(super) static USE_DEFAULTS: Shape = Shape::boolean();
