// Made by `cargo xtask codegen` from the model of cognito-idp in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use super::enums::*;
use super::types::*;
use crate::schema::Shape;

pub(super) static AWS_ACCOUNT_ID_TYPE: Shape = Shape::string().max(12).pattern(r"[0-9]+");

pub(super) static ACCESS_TOKEN_VALIDITY_TYPE: Shape = Shape::integer().min(1).max(86400);

pub(super) static ACCOUNT_TAKEOVER_ACTION_NOTIFY_TYPE: Shape = Shape::boolean();

pub(super) static ACR_CONFIGURATION_TYPE: Shape =
    Shape::map(&ACR_LEVEL_KEY_TYPE, &AcrLevelConfigType::SHAPE)
        .min(0)
        .max(4);

pub(super) static ACR_LEVEL_KEY_TYPE: Shape = Shape::string().pattern(r"Level[1-4]");

pub(super) static ACR_MAPPING_KEY_TYPE: Shape = Shape::string().pattern(r"Level[1-4]");

pub(super) static ACR_MAPPING_TYPE: Shape = Shape::map(&ACR_MAPPING_KEY_TYPE, &ACR_VALUE_TYPE)
    .min(0)
    .max(4);

pub(super) static ACR_VALUE_TYPE: Shape = Shape::string()
    .min(1)
    .max(64)
    .pattern(r"[\x21\x23-\x5B\x5D-\x7E]+");

pub(super) static ADMIN_CREATE_USER_UNUSED_ACCOUNT_VALIDITY_DAYS_TYPE: Shape =
    Shape::integer().min(0).max(365);

pub(super) static ALIAS_ATTRIBUTES_LIST_TYPE: Shape = Shape::list(&AliasAttributeType::SHAPE);

pub(super) static ALLOWED_FIRST_AUTH_FACTORS_LIST_TYPE: Shape =
    Shape::list(&AuthFactorType::SHAPE).min(1).max(5);

pub(super) static ARN_TYPE: Shape = Shape::string().min(20).max(2048).pattern(r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?");

pub(super) static ASSET_BYTES_TYPE: Shape = Shape::blob().max(1000000);

pub(super) static ASSET_LIST_TYPE: Shape = Shape::list(&AssetType::SHAPE).min(0).max(40);

pub(super) static ATTRIBUTE_LIST_TYPE: Shape = Shape::list(&AttributeType::SHAPE);

pub(super) static ATTRIBUTE_MAPPING_KEY_TYPE: Shape = Shape::string().min(1).max(32);

pub(super) static ATTRIBUTE_MAPPING_TYPE: Shape =
    Shape::map(&ATTRIBUTE_MAPPING_KEY_TYPE, &STRING_TYPE);

pub(super) static ATTRIBUTE_NAME_LIST_TYPE: Shape = Shape::list(&ATTRIBUTE_NAME_TYPE);

pub(super) static ATTRIBUTE_NAME_TYPE: Shape = Shape::string()
    .min(1)
    .max(32)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+");

pub(super) static ATTRIBUTE_VALUE_TYPE: Shape = Shape::string().max(2048).sensitive();

pub(super) static ATTRIBUTES_REQUIRE_VERIFICATION_BEFORE_UPDATE_TYPE: Shape =
    Shape::list(&VerifiedAttributeType::SHAPE);

pub(super) static AUDIENCE_LIST_TYPE: Shape = Shape::list(&AUDIENCE_TYPE).min(0).max(1);

pub(super) static AUDIENCE_TYPE: Shape = Shape::string()
    .min(1)
    .max(256)
    .pattern(r"[\x21\x23-\x5B\x5D-\x7E]+");

pub(super) static AUTH_EVENTS_TYPE: Shape = Shape::list(&AuthEventType::SHAPE);

pub(super) static AUTH_PARAMETERS_TYPE: Shape = Shape::map(&STRING_TYPE, &STRING_TYPE).sensitive();

pub(super) static AUTH_SESSION_VALIDITY_TYPE: Shape = Shape::integer().min(3).max(15);

pub(super) static AVAILABLE_CHALLENGE_LIST_TYPE: Shape = Shape::list(&ChallengeNameType::SHAPE);

pub(super) static BLOCKED_IP_RANGE_LIST_TYPE: Shape = Shape::list(&STRING_TYPE).max(200);

pub(super) static BOOLEAN_TYPE: Shape = Shape::boolean();

pub(super) static CIMD_POLICY_ID_TYPE: Shape =
    Shape::string().min(1).max(64).pattern(r"^[a-z0-9]+$");

pub(super) static CIMD_POLICY_NAME_TYPE: Shape = Shape::string()
    .min(1)
    .max(32)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+");

pub(super) static CIMD_POLICY_SUMMARY_LIST_TYPE: Shape = Shape::list(&CIMDPolicySummaryType::SHAPE);

pub(super) static CSS_TYPE: Shape = Shape::string().min(0).max(131072);

pub(super) static CSS_VERSION_TYPE: Shape = Shape::string();

pub(super) static CACHE_DURATION_TYPE: Shape = Shape::integer().min(86400).max(31556952);

pub(super) static CALLBACK_URLS_LIST_TYPE: Shape = Shape::list(&REDIRECT_URL_TYPE).min(0).max(100);

pub(super) static CHALLENGE_PARAMETERS_TYPE: Shape = Shape::map(&STRING_TYPE, &STRING_TYPE);

pub(super) static CHALLENGE_RESPONSE_LIST_TYPE: Shape = Shape::list(&ChallengeResponseType::SHAPE);

pub(super) static CHALLENGE_RESPONSES_TYPE: Shape =
    Shape::map(&STRING_TYPE, &STRING_TYPE).sensitive();

pub(super) static CLIENT_ID_TYPE: Shape = Shape::string()
    .min(1)
    .max(128)
    .pattern(r"[\w+]+")
    .sensitive();

pub(super) static CLIENT_METADATA_TYPE: Shape = Shape::map(&STRING_TYPE, &STRING_TYPE);

pub(super) static CLIENT_METADATA_URL_LIST_TYPE: Shape =
    Shape::list(&ClientMetadataURLType::SHAPE).min(0).max(60);

pub(super) static CLIENT_NAME_TYPE: Shape =
    Shape::string().min(1).max(128).pattern(r"[\w\s+=,.@-]+");

pub(super) static CLIENT_PERMISSION_LIST_TYPE: Shape = Shape::list(&CLIENT_PERMISSION_TYPE);

pub(super) static CLIENT_PERMISSION_TYPE: Shape = Shape::string().min(1).max(2048);

pub(super) static CLIENT_SECRET_ARN_TYPE: Shape = Shape::string().min(20).max(2048).pattern(r"^arn\:(aws|aws-us-gov|aws-eusc)\:secretsmanager\:([\d\w\-]+):(\d{12})\:secret\/[\w+=\/,.@\-]+$");

pub(super) static CLIENT_SECRET_DESCRIPTOR_LIST_TYPE: Shape =
    Shape::list(&ClientSecretDescriptorType::SHAPE);

pub(super) static CLIENT_SECRET_ID_TYPE: Shape = Shape::string().min(1).max(128);

pub(super) static CLIENT_SECRET_TYPE: Shape = Shape::string()
    .min(24)
    .max(64)
    .pattern(r"[\w+]+")
    .sensitive();

pub(super) static CODE_DELIVERY_DETAILS_LIST_TYPE: Shape =
    Shape::list(&CodeDeliveryDetailsType::SHAPE);

pub(super) static COMPLETION_MESSAGE_TYPE: Shape =
    Shape::string().min(1).max(128).pattern(r"[\w]+");

pub(super) static CONFIGURED_USER_AUTH_FACTORS_LIST_TYPE: Shape =
    Shape::list(&AuthFactorType::SHAPE).min(0).max(8);

pub(super) static CONFIRMATION_CODE_TYPE: Shape =
    Shape::string().min(1).max(2048).pattern(r"[\S]+");

pub(super) static CUSTOM_ATTRIBUTE_NAME_TYPE: Shape = Shape::string()
    .min(1)
    .max(20)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+");

pub(super) static CUSTOM_ATTRIBUTES_LIST_TYPE: Shape =
    Shape::list(&SchemaAttributeType::SHAPE).min(1).max(25);

pub(super) static DATE_TYPE: Shape = Shape::timestamp();

pub(super) static DELIVERY_MEDIUM_LIST_TYPE: Shape = Shape::list(&DeliveryMediumType::SHAPE);

pub(super) static DESCRIPTION_TYPE: Shape = Shape::string().max(2048);

pub(super) static DEVICE_KEY_TYPE: Shape =
    Shape::string().min(1).max(55).pattern(r"[\w-]+_[0-9a-f-]+");

pub(super) static DEVICE_LIST_TYPE: Shape = Shape::list(&DeviceType::SHAPE);

pub(super) static DEVICE_NAME_TYPE: Shape = Shape::string().min(1).max(1024);

pub(super) static DOCUMENT: Shape = Shape::document();

pub(super) static DOMAIN_TYPE: Shape = Shape::string()
    .min(1)
    .max(63)
    .pattern(r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$");

pub(super) static DOMAIN_VERSION_TYPE: Shape = Shape::string().min(1).max(20);

pub(super) static EMAIL_ADDRESS_TYPE: Shape =
    Shape::string().pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+@[\p{L}\p{M}\p{S}\p{N}\p{P}]+");

pub(super) static EMAIL_INVITE_MESSAGE_TYPE: Shape = Shape::string()
    .min(6)
    .max(20000)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*");

pub(super) static EMAIL_MFA_MESSAGE_TYPE: Shape = Shape::string()
    .min(6)
    .max(20000)
    .pattern(r#"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"#);

pub(super) static EMAIL_MFA_SUBJECT_TYPE: Shape =
    Shape::string().pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+");

pub(super) static EMAIL_NOTIFICATION_BODY_TYPE: Shape = Shape::string()
    .min(6)
    .max(20000)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]+");

pub(super) static EMAIL_NOTIFICATION_SUBJECT_TYPE: Shape = Shape::string()
    .min(1)
    .max(140)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+");

pub(super) static EMAIL_VERIFICATION_MESSAGE_BY_LINK_TYPE: Shape = Shape::string().min(6).max(20000).pattern(r#"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{##[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*##\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"#);

pub(super) static EMAIL_VERIFICATION_MESSAGE_TYPE: Shape = Shape::string()
    .min(6)
    .max(20000)
    .pattern(r#"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"#);

pub(super) static EMAIL_VERIFICATION_SUBJECT_BY_LINK_TYPE: Shape = Shape::string()
    .min(1)
    .max(140)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+");

pub(super) static EMAIL_VERIFICATION_SUBJECT_TYPE: Shape = Shape::string()
    .min(1)
    .max(140)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+");

pub(super) static ENCRYPTION_KEY_ARN_TYPE: Shape = Shape::string().min(20).max(2048).pattern(r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?");

pub(super) static EVENT_FILTERS_TYPE: Shape = Shape::list(&EventFilterType::SHAPE);

pub(super) static EVENT_ID_TYPE: Shape = Shape::string().min(1).max(50).pattern(r"[\w+-]+");

pub(super) static EXPLICIT_AUTH_FLOWS_LIST_TYPE: Shape = Shape::list(&ExplicitAuthFlowsType::SHAPE);

pub(super) static FORCE_ALIAS_CREATION: Shape = Shape::boolean();

pub(super) static GENERATE_SECRET: Shape = Shape::boolean();

pub(super) static GET_DERIVED_TOKEN_TOKEN_MODEL_TYPE: Shape = Shape::string()
    .min(0)
    .max(131072)
    .pattern(r"[A-Za-z0-9-_+/=.]+")
    .sensitive();

pub(super) static GROUP_LIST_TYPE: Shape = Shape::list(&GroupType::SHAPE);

pub(super) static GROUP_NAME_TYPE: Shape = Shape::string()
    .min(1)
    .max(128)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+");

pub(super) static HEALTH_CHECK_ID_TYPE: Shape = Shape::string().max(64);

pub(super) static HEX_STRING_TYPE: Shape = Shape::string().pattern(r"^[0-9a-fA-F]+$");

pub(super) static HTTP_HEADER_LIST: Shape = Shape::list(&HttpHeader::SHAPE);

pub(super) static ID_TOKEN_VALIDITY_TYPE: Shape = Shape::integer().min(1).max(86400);

pub(super) static IDP_IDENTIFIER_TYPE: Shape =
    Shape::string().min(1).max(40).pattern(r"[\w\s+=.@-]+");

pub(super) static IDP_IDENTIFIERS_LIST_TYPE: Shape =
    Shape::list(&IDP_IDENTIFIER_TYPE).min(0).max(50);

pub(super) static IMAGE_FILE_TYPE: Shape = Shape::blob().min(0).max(131072);

pub(super) static IMAGE_URL_TYPE: Shape = Shape::string();

pub(super) static INTEGER_TYPE: Shape = Shape::integer();

pub(super) static LANGUAGE_ID_TYPE: Shape = Shape::string().pattern(r"^cognito:(default|dutch|english|french|spanish|german|bahasa-indonesia|italian|japanese|korean|portuguese-brazil|chinese-(simplified|traditional))$");

pub(super) static LINK_URL_TYPE: Shape = Shape::string()
    .min(1)
    .max(1024)
    .pattern(r"^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$");

pub(super) static LINKS_TYPE: Shape = Shape::map(&LANGUAGE_ID_TYPE, &LINK_URL_TYPE).min(1).max(13);

pub(super) static LIST_OF_STRING_TYPES: Shape = Shape::list(&STRING_TYPE);

pub(super) static LIST_PROVIDERS_LIMIT_TYPE: Shape = Shape::integer().min(0).max(60);

pub(super) static LIST_RESOURCE_SERVERS_LIMIT_TYPE: Shape = Shape::integer().min(1).max(50);

pub(super) static LIST_TERMS_REQUEST_MAX_RESULTS_INTEGER: Shape = Shape::integer().min(1).max(60);

pub(super) static LOG_CONFIGURATION_LIST_TYPE: Shape =
    Shape::list(&LogConfigurationType::SHAPE).min(0).max(2);

pub(super) static LOGOUT_URLS_LIST_TYPE: Shape = Shape::list(&REDIRECT_URL_TYPE).min(0).max(100);

pub(super) static LONG_TYPE: Shape = Shape::long();

pub(super) static MFA_OPTION_LIST_TYPE: Shape = Shape::list(&MFAOptionType::SHAPE);

pub(super) static MANAGED_LOGIN_BRANDING_ID_TYPE: Shape = Shape::string().pattern(
    r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$",
);

pub(super) static MAX_SESSIONS_PER_USER_TYPE: Shape = Shape::integer().min(1).max(100);

pub(super) static METADATA_URL_TYPE: Shape = Shape::string()
    .min(12)
    .max(256)
    .pattern(r"^https://[^\s]+$");

pub(super) static OAUTH_FLOWS_TYPE: Shape = Shape::list(&OAuthFlowType::SHAPE).min(0).max(3);

pub(super) static OPTIONAL_ARN_TYPE: Shape = Shape::string().min(0).max(2048).pattern(r"(arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?)?");

pub(super) static PAGINATION_KEY: Shape = Shape::string().min(1).max(131072).pattern(r"[\S]+");

pub(super) static PAGINATION_KEY_TYPE: Shape = Shape::string().min(1).pattern(r"[\S]+");

pub(super) static PASSWORD_HISTORY_SIZE_TYPE: Shape = Shape::integer().min(0).max(24);

pub(super) static PASSWORD_POLICY_MIN_LENGTH_TYPE: Shape = Shape::integer().min(6).max(99);

pub(super) static PASSWORD_TYPE: Shape = Shape::string()
    .max(256)
    .pattern(r"^[\S]+.*[\S]+$")
    .sensitive();

pub(super) static POOL_QUERY_LIMIT_TYPE: Shape = Shape::integer().min(1).max(60);

pub(super) static PRE_SIGNED_URL_TYPE: Shape = Shape::string().min(0).max(2048);

pub(super) static PRECEDENCE_TYPE: Shape = Shape::integer().min(0);

pub(super) static PRIORITY_TYPE: Shape = Shape::integer().min(1).max(2);

pub(super) static PROVIDER_DETAILS_TYPE: Shape = Shape::map(&STRING_TYPE, &STRING_TYPE);

pub(super) static PROVIDER_NAME_TYPE: Shape = Shape::string()
    .min(1)
    .max(32)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+");

pub(super) static PROVIDER_NAME_TYPE_V2: Shape = Shape::string()
    .min(1)
    .max(32)
    .pattern(r"[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+");

pub(super) static PROVIDERS_LIST_TYPE: Shape =
    Shape::list(&ProviderDescription::SHAPE).min(0).max(50);

pub(super) static QUERY_LIMIT: Shape = Shape::integer().min(1).max(60);

pub(super) static QUERY_LIMIT_TYPE: Shape = Shape::integer().min(0).max(60);

pub(super) static RECOVERY_MECHANISMS_TYPE: Shape =
    Shape::list(&RecoveryOptionType::SHAPE).min(1).max(2);

pub(super) static REDIRECT_URL_TYPE: Shape = Shape::string()
    .min(1)
    .max(1024)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+");

pub(super) static REFRESH_TOKEN_VALIDITY_TYPE: Shape = Shape::integer().min(0).max(315360000);

pub(super) static REGION_CODE_TYPE: Shape = Shape::string().min(5).max(32);

pub(super) static REGION_NAME_TYPE: Shape = Shape::string().min(5).max(32);

pub(super) static RELYING_PARTY_ID_TYPE: Shape = Shape::string().min(1).max(127);

pub(super) static REPLICA_REGIONS_TYPE: Shape = Shape::list(&STRING_TYPE);

pub(super) static RESOURCE_ID_TYPE: Shape = Shape::string().min(1).max(40).pattern(r"^[\w\- ]+$");

pub(super) static RESOURCE_LIST_TYPE: Shape =
    Shape::list(&RESOURCE_SERVER_IDENTIFIER_TYPE).min(0).max(1);

pub(super) static RESOURCE_SERVER_IDENTIFIER_TYPE: Shape = Shape::string()
    .min(1)
    .max(256)
    .pattern(r"[\x21\x23-\x5B\x5D-\x7E]+");

pub(super) static RESOURCE_SERVER_NAME_TYPE: Shape =
    Shape::string().min(1).max(256).pattern(r"[\w\s+=,.@-]+");

pub(super) static RESOURCE_SERVER_SCOPE_DESCRIPTION_TYPE: Shape = Shape::string().min(1).max(256);

pub(super) static RESOURCE_SERVER_SCOPE_LIST_TYPE: Shape =
    Shape::list(&ResourceServerScopeType::SHAPE).max(100);

pub(super) static RESOURCE_SERVER_SCOPE_NAME_TYPE: Shape = Shape::string()
    .min(1)
    .max(256)
    .pattern(r"[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+");

pub(super) static RESOURCE_SERVERS_LIST_TYPE: Shape = Shape::list(&ResourceServerType::SHAPE);

pub(super) static RESTORATION_LIST_TYPE: Shape = Shape::list(&RestorationDescriptionType::SHAPE);

pub(super) static RESTORE_ID_TYPE: Shape = Shape::string()
    .min(36)
    .max(36)
    .pattern(r"^[0-9a-f]{8}\b-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-\b[0-9a-f]{12}$");

pub(super) static RESTORE_PREVIEW_LIST_TYPE: Shape = Shape::list(&RestorePreviewType::SHAPE);

pub(super) static RETRY_GRACE_PERIOD_SECONDS_TYPE: Shape = Shape::integer().min(0).max(60);

pub(super) static S3_ARN_TYPE: Shape = Shape::string()
    .min(3)
    .max(1024)
    .pattern(r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:::[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?");

pub(super) static S3_BUCKET_TYPE: Shape = Shape::string()
    .min(3)
    .max(1024)
    .pattern(r"^[0-9A-Za-z\.\-_]*(?<!\.)$");

pub(super) static SES_CONFIGURATION_SET: Shape =
    Shape::string().min(1).max(64).pattern(r"^[a-zA-Z0-9_-]+$");

pub(super) static SSO_SESSION_MAX_VALIDITY_MINUTES_TYPE: Shape =
    Shape::integer().min(0).max(129600);

pub(super) static SCHEMA_ATTRIBUTES_LIST_TYPE: Shape =
    Shape::list(&SchemaAttributeType::SHAPE).min(1).max(50);

pub(super) static SCOPE_LIST_TYPE: Shape = Shape::list(&SCOPE_TYPE).max(50);

pub(super) static SCOPE_TYPE: Shape = Shape::string()
    .min(1)
    .max(256)
    .pattern(r"[\x21\x23-\x5B\x5D-\x7E]+");

pub(super) static SEARCH_PAGINATION_TOKEN_TYPE: Shape = Shape::string().min(1).pattern(r"[\S]+");

pub(super) static SEARCHED_ATTRIBUTE_NAMES_LIST_TYPE: Shape = Shape::list(&ATTRIBUTE_NAME_TYPE);

pub(super) static SECRET_CODE_TYPE: Shape =
    Shape::string().min(16).pattern(r"[A-Za-z0-9]+").sensitive();

pub(super) static SECRET_HASH_TYPE: Shape = Shape::string()
    .min(1)
    .max(128)
    .pattern(r"[\w+=/]+")
    .sensitive();

pub(super) static SESSION_DEVICE_TYPE: Shape = Shape::string().min(0).max(1024);

pub(super) static SESSION_ID_TYPE: Shape = Shape::string()
    .min(28)
    .max(28)
    .pattern(r"^(tkn|sso)[a-z0-9]{25}$");

pub(super) static SESSION_IP_ADDRESS_TYPE: Shape = Shape::string().min(0).max(128).sensitive();

pub(super) static SESSION_LOCATION_CITY_TYPE: Shape = Shape::string().min(0).max(256);

pub(super) static SESSION_LOCATION_COUNTRY_TYPE: Shape = Shape::string().min(0).max(256);

pub(super) static SESSION_TYPE: Shape = Shape::string().min(20).max(4096).sensitive();

pub(super) static SESSIONS_LIST_TYPE: Shape =
    Shape::list(&SessionDescriptionType::SHAPE).min(0).max(125);

pub(super) static SKIPPED_IP_RANGE_LIST_TYPE: Shape = Shape::list(&STRING_TYPE).max(200);

pub(super) static SMS_INVITE_MESSAGE_TYPE: Shape =
    Shape::string().min(6).max(140).pattern(r"(?s).*");

pub(super) static SMS_VERIFICATION_MESSAGE_TYPE: Shape =
    Shape::string().min(6).max(140).pattern(r#".*\{####\}.*"#);

pub(super) static SOFTWARE_TOKEN_MFA_USER_CODE_TYPE: Shape =
    Shape::string().min(6).max(6).pattern(r"[0-9]+").sensitive();

pub(super) static STRING_TO_STRING_MAP_TYPE: Shape = Shape::map(&STRING_TYPE, &STRING_TYPE);

pub(super) static STRING_TYPE: Shape = Shape::string().min(0).max(131072);

pub(super) static SUPPORTED_IDENTITY_PROVIDERS_LIST_TYPE: Shape = Shape::list(&PROVIDER_NAME_TYPE);

pub(super) static TAG_KEYS_TYPE: Shape = Shape::string().min(1).max(128);

pub(super) static TAG_VALUE_TYPE: Shape = Shape::string().min(0).max(256);

pub(super) static TEMPORARY_PASSWORD_VALIDITY_DAYS_TYPE: Shape = Shape::integer().min(0).max(365);

pub(super) static TERMS_DESCRIPTION_LIST_TYPE: Shape = Shape::list(&TermsDescriptionType::SHAPE);

pub(super) static TERMS_ID_TYPE: Shape = Shape::string().pattern(
    r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$",
);

pub(super) static TERMS_NAME_TYPE: Shape =
    Shape::string().pattern(r"^(terms-of-use|privacy-policy)$");

pub(super) static TOKEN_MODEL_TYPE: Shape =
    Shape::string().pattern(r"[A-Za-z0-9-_=.]+").sensitive();

pub(super) static URL_PATTERN_LIST_TYPE: Shape = Shape::list(&URL_PATTERN_TYPE).min(1).max(5);

pub(super) static URL_PATTERN_TYPE: Shape = Shape::string()
    .min(12)
    .max(256)
    .pattern(r"^https://[!$-;=@-\[\]_a-z~]+$");

pub(super) static USER_CONTEXT_DATA_TYPE: Shape = UserContextDataType::SHAPE.sensitive();

pub(super) static USER_FILTER_TYPE: Shape = Shape::string().max(256);

pub(super) static USER_IMPORT_JOB_ID_TYPE: Shape = Shape::string()
    .min(1)
    .max(55)
    .pattern(r"import-[0-9a-zA-Z-]+");

pub(super) static USER_IMPORT_JOB_NAME_TYPE: Shape =
    Shape::string().min(1).max(128).pattern(r"[\w\s+=,.@-]+");

pub(super) static USER_IMPORT_JOBS_LIST_TYPE: Shape =
    Shape::list(&UserImportJobType::SHAPE).min(1).max(50);

pub(super) static USER_MFA_SETTING_LIST_TYPE: Shape = Shape::list(&STRING_TYPE);

pub(super) static USER_POOL_CLIENT_LIST_TYPE: Shape =
    Shape::list(&UserPoolClientDescription::SHAPE);

pub(super) static USER_POOL_ID_TYPE: Shape = Shape::string()
    .min(1)
    .max(55)
    .pattern(r"[\w-]+_[0-9a-zA-Z]+");

pub(super) static USER_POOL_LIST_TYPE: Shape = Shape::list(&UserPoolDescriptionType::SHAPE);

pub(super) static USER_POOL_NAME_TYPE: Shape =
    Shape::string().min(1).max(128).pattern(r"[\w\s+=,.@-]+");

pub(super) static USER_POOL_REPLICA_LIST_TYPE: Shape = Shape::list(&UserPoolReplicaType::SHAPE);

pub(super) static USER_POOL_TAGS_LIST_TYPE: Shape = Shape::list(&TAG_KEYS_TYPE);

pub(super) static USER_POOL_TAGS_TYPE: Shape = Shape::map(&TAG_KEYS_TYPE, &TAG_VALUE_TYPE);

pub(super) static USERNAME_ATTRIBUTES_LIST_TYPE: Shape = Shape::list(&UsernameAttributeType::SHAPE);

pub(super) static USERNAME_TYPE: Shape = Shape::string()
    .min(1)
    .max(128)
    .pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+")
    .sensitive();

pub(super) static USERS_LIST_TYPE: Shape = Shape::list(&UserType::SHAPE);

pub(super) static VERIFIED_ATTRIBUTES_LIST_TYPE: Shape = Shape::list(&VerifiedAttributeType::SHAPE);

pub(super) static WEB_AUTHN_AUTHENTICATOR_ATTACHMENT_TYPE: Shape = Shape::string();

pub(super) static WEB_AUTHN_AUTHENTICATOR_TRANSPORT_TYPE: Shape = Shape::string();

pub(super) static WEB_AUTHN_AUTHENTICATOR_TRANSPORTS_LIST: Shape =
    Shape::list(&WEB_AUTHN_AUTHENTICATOR_TRANSPORT_TYPE);

pub(super) static WEB_AUTHN_CREDENTIAL_DESCRIPTION_LIST_TYPE: Shape =
    Shape::list(&WebAuthnCredentialDescription::SHAPE);

pub(super) static WEB_AUTHN_CREDENTIALS_QUERY_LIMIT_TYPE: Shape = Shape::integer().min(0).max(20);

pub(super) static WRAPPED_BOOLEAN_TYPE: Shape = Shape::boolean();

pub(super) static WRAPPED_INTEGER_TYPE: Shape = Shape::integer();

/// A correction of QUERY_LIMIT_TYPE.
pub(super) static ADMIN_LIST_GROUPS_FOR_USER_REQUEST_LIMIT: Shape = Shape::integer().min(1).max(60);

/// A correction of PASSWORD_TYPE.
pub(super) static CHANGE_PASSWORD_REQUEST_PROPOSED_PASSWORD: Shape = Shape::string()
    .min(6)
    .max(256)
    .pattern(r"^[\S]+.*[\S]+$")
    .sensitive();

/// A correction of PASSWORD_TYPE.
pub(super) static CONFIRM_FORGOT_PASSWORD_REQUEST_PASSWORD: Shape = Shape::string()
    .min(6)
    .max(256)
    .pattern(r"^[\S]+.*[\S]+$")
    .sensitive();

/// A correction of QUERY_LIMIT_TYPE.
pub(super) static LIST_GROUPS_REQUEST_LIMIT: Shape = Shape::integer().min(1).max(60);
