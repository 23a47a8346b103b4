// Made by `cargo xtask codegen` from the model of cognito-idp in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::enums::*;
use super::shapes::*;
use super::types::*;
use crate::macros::structure;
use crate::{Blob, Sensitive, Timestamp};

structure! {
    #[derive(Default)]
    AddCustomAttributesRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        custom_attributes: Vec<SchemaAttributeType> = "CustomAttributes" in CUSTOM_ATTRIBUTES_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AddUserPoolClientSecretRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        client_secret: Option<Sensitive<String>> = "ClientSecret" in CLIENT_SECRET_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminAddUserToGroupRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        group_name: String = "GroupName" in GROUP_NAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminConfirmSignUpRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminCreateUserRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        user_attributes: Option<Vec<AttributeType>> = "UserAttributes" in ATTRIBUTE_LIST_TYPE;
        validation_data: Option<Vec<AttributeType>> = "ValidationData" in ATTRIBUTE_LIST_TYPE;
        temporary_password: Option<Sensitive<String>> = "TemporaryPassword" in PASSWORD_TYPE;
        force_alias_creation: Option<bool> = "ForceAliasCreation" in FORCE_ALIAS_CREATION;
        message_action: Option<MessageActionType> = "MessageAction" in MessageActionType::SHAPE;
        desired_delivery_mediums: Option<Vec<DeliveryMediumType>> = "DesiredDeliveryMediums" in DELIVERY_MEDIUM_LIST_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminDeleteSoftwareTokenRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminDeleteUserAttributesRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        user_attribute_names: Vec<String> = "UserAttributeNames" in ATTRIBUTE_NAME_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminDeleteUserRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminDisableProviderForUserRequest {
        user_pool_id: String = "UserPoolId" in STRING_TYPE;
        user: ProviderUserIdentifierType = "User" in ProviderUserIdentifierType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AdminDisableUserRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminEnableUserRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminForgetDeviceRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        device_key: String = "DeviceKey" in DEVICE_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminGetDeviceRequest {
        device_key: String = "DeviceKey" in DEVICE_KEY_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminGetUserAuthFactorsRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminGetUserRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
    }
}

structure! {
    AdminInitiateAuthRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        auth_flow: AuthFlowType = "AuthFlow" in AuthFlowType::SHAPE;
        auth_parameters: Option<Sensitive<BTreeMap<String, String>>> = "AuthParameters" in AUTH_PARAMETERS_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
        analytics_metadata: Option<AnalyticsMetadataType> = "AnalyticsMetadata" in AnalyticsMetadataType::SHAPE;
        context_data: Option<ContextDataType> = "ContextData" in ContextDataType::SHAPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminLinkProviderForUserRequest {
        user_pool_id: String = "UserPoolId" in STRING_TYPE;
        destination_user: ProviderUserIdentifierType = "DestinationUser" in ProviderUserIdentifierType::SHAPE;
        source_user: ProviderUserIdentifierType = "SourceUser" in ProviderUserIdentifierType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AdminListDevicesRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        limit: Option<i32> = "Limit" in QUERY_LIMIT_TYPE;
        pagination_token: Option<String> = "PaginationToken" in SEARCH_PAGINATION_TOKEN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminListGroupsForUserRequest {
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        limit: Option<i32> = "Limit" in ADMIN_LIST_GROUPS_FOR_USER_REQUEST_LIMIT, reported_as "maxResults";
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    AdminListUserAuthEventsRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        max_results: Option<i32> = "MaxResults" in QUERY_LIMIT_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    AdminListUserSessionsRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    AdminRemoveUserFromGroupRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        group_name: String = "GroupName" in GROUP_NAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminResetUserPasswordRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    AdminRespondToAuthChallengeRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        challenge_name: ChallengeNameType = "ChallengeName" in ChallengeNameType::SHAPE;
        challenge_responses: Option<Sensitive<BTreeMap<String, String>>> = "ChallengeResponses" in CHALLENGE_RESPONSES_TYPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
        analytics_metadata: Option<AnalyticsMetadataType> = "AnalyticsMetadata" in AnalyticsMetadataType::SHAPE;
        context_data: Option<ContextDataType> = "ContextData" in ContextDataType::SHAPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminRevokeUserSessionRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        session_id: String = "SessionId" in SESSION_ID_TYPE;
        revoke_associated_sessions: Option<RevokeAssociatedSessionsType> = "RevokeAssociatedSessions" in RevokeAssociatedSessionsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AdminSetUserMFAPreferenceRequest {
        sms_mfa_settings: Option<SMSMfaSettingsType> = "SMSMfaSettings" in SMSMfaSettingsType::SHAPE;
        software_token_mfa_settings: Option<SoftwareTokenMfaSettingsType> = "SoftwareTokenMfaSettings" in SoftwareTokenMfaSettingsType::SHAPE;
        email_mfa_settings: Option<EmailMfaSettingsType> = "EmailMfaSettings" in EmailMfaSettingsType::SHAPE;
        web_authn_mfa_settings: Option<WebAuthnMfaSettingsType> = "WebAuthnMfaSettings" in WebAuthnMfaSettingsType::SHAPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminSetUserPasswordRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        password: Sensitive<String> = "Password" in PASSWORD_TYPE;
        permanent: Option<bool> = "Permanent" in BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminSetUserSettingsRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        mfa_options: Vec<MFAOptionType> = "MFAOptions" in MFA_OPTION_LIST_TYPE;
    }
}

structure! {
    AdminUpdateAuthEventFeedbackRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        event_id: String = "EventId" in EVENT_ID_TYPE;
        feedback_value: FeedbackValueType = "FeedbackValue" in FeedbackValueType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AdminUpdateDeviceStatusRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        device_key: String = "DeviceKey" in DEVICE_KEY_TYPE;
        device_remembered_status: Option<DeviceRememberedStatusType> = "DeviceRememberedStatus" in DeviceRememberedStatusType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AdminUpdateUserAttributesRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        user_attributes: Vec<AttributeType> = "UserAttributes" in ATTRIBUTE_LIST_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminUserGlobalSignOutRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AssociateSoftwareTokenRequest {
        access_token: Option<Sensitive<String>> = "AccessToken" in TOKEN_MODEL_TYPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CancelPointInTimeRecoveryRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        restore_id: String = "RestoreId" in RESTORE_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ChangePasswordRequest {
        previous_password: Option<Sensitive<String>> = "PreviousPassword" in PASSWORD_TYPE;
        proposed_password: Sensitive<String> = "ProposedPassword" in CHANGE_PASSWORD_REQUEST_PROPOSED_PASSWORD;
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CompleteWebAuthnRegistrationRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        credential: Value = "Credential" in DOCUMENT;
    }
}

structure! {
    #[derive(Default)]
    ConfirmDeviceRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        device_key: String = "DeviceKey" in DEVICE_KEY_TYPE;
        device_secret_verifier_config: Option<DeviceSecretVerifierConfigType> = "DeviceSecretVerifierConfig" in DeviceSecretVerifierConfigType::SHAPE;
        device_name: Option<String> = "DeviceName" in DEVICE_NAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ConfirmForgotPasswordRequest {
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        secret_hash: Option<Sensitive<String>> = "SecretHash" in SECRET_HASH_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        confirmation_code: String = "ConfirmationCode" in CONFIRMATION_CODE_TYPE;
        password: Sensitive<String> = "Password" in CONFIRM_FORGOT_PASSWORD_REQUEST_PASSWORD;
        analytics_metadata: Option<AnalyticsMetadataType> = "AnalyticsMetadata" in AnalyticsMetadataType::SHAPE;
        user_context_data: Option<UserContextDataType> = "UserContextData" in USER_CONTEXT_DATA_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ConfirmSignUpRequest {
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        secret_hash: Option<Sensitive<String>> = "SecretHash" in SECRET_HASH_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        confirmation_code: String = "ConfirmationCode" in CONFIRMATION_CODE_TYPE;
        force_alias_creation: Option<bool> = "ForceAliasCreation" in FORCE_ALIAS_CREATION;
        analytics_metadata: Option<AnalyticsMetadataType> = "AnalyticsMetadata" in AnalyticsMetadataType::SHAPE;
        user_context_data: Option<UserContextDataType> = "UserContextData" in USER_CONTEXT_DATA_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CreateCIMDPolicyRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        policy_name: String = "PolicyName" in CIMD_POLICY_NAME_TYPE;
        cache_duration: Option<i32> = "CacheDuration" in CACHE_DURATION_TYPE;
        url_patterns: Vec<String> = "URLPatterns" in URL_PATTERN_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CreateGroupRequest {
        group_name: String = "GroupName" in GROUP_NAME_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        description: Option<String> = "Description" in DESCRIPTION_TYPE;
        role_arn: Option<String> = "RoleArn" in ARN_TYPE;
        precedence: Option<i32> = "Precedence" in PRECEDENCE_TYPE;
    }
}

structure! {
    CreateIdentityProviderRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        provider_name: String = "ProviderName" in PROVIDER_NAME_TYPE_V2;
        provider_type: IdentityProviderTypeType = "ProviderType" in IdentityProviderTypeType::SHAPE;
        provider_details: BTreeMap<String, String> = "ProviderDetails" in PROVIDER_DETAILS_TYPE;
        attribute_mapping: Option<BTreeMap<String, String>> = "AttributeMapping" in ATTRIBUTE_MAPPING_TYPE;
        idp_identifiers: Option<Vec<String>> = "IdpIdentifiers" in IDP_IDENTIFIERS_LIST_TYPE;
        acr_mapping: Option<BTreeMap<String, String>> = "AcrMapping" in ACR_MAPPING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CreateManagedLoginBrandingRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        use_cognito_provided_values: Option<bool> = "UseCognitoProvidedValues" in BOOLEAN_TYPE;
        settings: Option<Value> = "Settings" in DOCUMENT;
        assets: Option<Vec<AssetType>> = "Assets" in ASSET_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CreateResourceServerRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        identifier: String = "Identifier" in RESOURCE_SERVER_IDENTIFIER_TYPE;
        name: String = "Name" in RESOURCE_SERVER_NAME_TYPE;
        scopes: Option<Vec<ResourceServerScopeType>> = "Scopes" in RESOURCE_SERVER_SCOPE_LIST_TYPE;
    }
}

structure! {
    CreateTermsRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        terms_name: String = "TermsName" in TERMS_NAME_TYPE;
        terms_source: TermsSourceType = "TermsSource" in TermsSourceType::SHAPE;
        enforcement: TermsEnforcementType = "Enforcement" in TermsEnforcementType::SHAPE;
        links: Option<BTreeMap<String, String>> = "Links" in LINKS_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CreateUserImportJobRequest {
        job_name: String = "JobName" in USER_IMPORT_JOB_NAME_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        cloud_watch_logs_role_arn: String = "CloudWatchLogsRoleArn" in ARN_TYPE;
        password_hashing_algorithm: Option<PasswordHashingAlgorithmType> = "PasswordHashingAlgorithm" in PasswordHashingAlgorithmType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateUserPoolClientRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_name: String = "ClientName" in CLIENT_NAME_TYPE;
        generate_secret: Option<bool> = "GenerateSecret" in GENERATE_SECRET;
        client_secret: Option<Sensitive<String>> = "ClientSecret" in CLIENT_SECRET_TYPE;
        refresh_token_validity: Option<i32> = "RefreshTokenValidity" in REFRESH_TOKEN_VALIDITY_TYPE;
        access_token_validity: Option<i32> = "AccessTokenValidity" in ACCESS_TOKEN_VALIDITY_TYPE;
        id_token_validity: Option<i32> = "IdTokenValidity" in ID_TOKEN_VALIDITY_TYPE;
        token_validity_units: Option<TokenValidityUnitsType> = "TokenValidityUnits" in TokenValidityUnitsType::SHAPE;
        read_attributes: Option<Vec<String>> = "ReadAttributes" in CLIENT_PERMISSION_LIST_TYPE;
        write_attributes: Option<Vec<String>> = "WriteAttributes" in CLIENT_PERMISSION_LIST_TYPE;
        explicit_auth_flows: Option<Vec<ExplicitAuthFlowsType>> = "ExplicitAuthFlows" in EXPLICIT_AUTH_FLOWS_LIST_TYPE;
        supported_identity_providers: Option<Vec<String>> = "SupportedIdentityProviders" in SUPPORTED_IDENTITY_PROVIDERS_LIST_TYPE;
        callback_urls: Option<Vec<String>> = "CallbackURLs" in CALLBACK_URLS_LIST_TYPE;
        logout_urls: Option<Vec<String>> = "LogoutURLs" in LOGOUT_URLS_LIST_TYPE;
        default_redirect_uri: Option<String> = "DefaultRedirectURI" in REDIRECT_URL_TYPE;
        allowed_oauth_flows: Option<Vec<OAuthFlowType>> = "AllowedOAuthFlows" in OAUTH_FLOWS_TYPE;
        allowed_oauth_scopes: Option<Vec<String>> = "AllowedOAuthScopes" in SCOPE_LIST_TYPE;
        allowed_oauth_flows_user_pool_client: Option<bool> = "AllowedOAuthFlowsUserPoolClient" in BOOLEAN_TYPE;
        analytics_configuration: Option<AnalyticsConfigurationType> = "AnalyticsConfiguration" in AnalyticsConfigurationType::SHAPE;
        prevent_user_existence_errors: Option<PreventUserExistenceErrorTypes> = "PreventUserExistenceErrors" in PreventUserExistenceErrorTypes::SHAPE;
        enable_token_revocation: Option<bool> = "EnableTokenRevocation" in WRAPPED_BOOLEAN_TYPE;
        enable_propagate_additional_user_context_data: Option<bool> = "EnablePropagateAdditionalUserContextData" in WRAPPED_BOOLEAN_TYPE;
        auth_session_validity: Option<i32> = "AuthSessionValidity" in AUTH_SESSION_VALIDITY_TYPE;
        refresh_token_rotation: Option<RefreshTokenRotationType> = "RefreshTokenRotation" in RefreshTokenRotationType::SHAPE;
        publish_secrets_in_aws_secrets_manager: Option<bool> = "PublishSecretsInAWSSecretsManager" in WRAPPED_BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CreateUserPoolDomainRequest {
        domain: String = "Domain" in DOMAIN_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        managed_login_version: Option<i32> = "ManagedLoginVersion" in WRAPPED_INTEGER_TYPE;
        custom_domain_config: Option<CustomDomainConfigType> = "CustomDomainConfig" in CustomDomainConfigType::SHAPE;
        routing: Option<RoutingType> = "Routing" in RoutingType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateUserPoolReplicaRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        region_name: String = "RegionName" in REGION_NAME_TYPE;
        user_pool_tags: Option<BTreeMap<String, String>> = "UserPoolTags" in USER_POOL_TAGS_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CreateUserPoolRequest {
        pool_name: String = "PoolName" in USER_POOL_NAME_TYPE;
        policies: Option<UserPoolPolicyType> = "Policies" in UserPoolPolicyType::SHAPE;
        deletion_protection: Option<DeletionProtectionType> = "DeletionProtection" in DeletionProtectionType::SHAPE;
        lambda_config: Option<LambdaConfigType> = "LambdaConfig" in LambdaConfigType::SHAPE;
        auto_verified_attributes: Option<Vec<VerifiedAttributeType>> = "AutoVerifiedAttributes" in VERIFIED_ATTRIBUTES_LIST_TYPE;
        alias_attributes: Option<Vec<AliasAttributeType>> = "AliasAttributes" in ALIAS_ATTRIBUTES_LIST_TYPE;
        username_attributes: Option<Vec<UsernameAttributeType>> = "UsernameAttributes" in USERNAME_ATTRIBUTES_LIST_TYPE;
        sms_verification_message: Option<String> = "SmsVerificationMessage" in SMS_VERIFICATION_MESSAGE_TYPE;
        email_verification_message: Option<String> = "EmailVerificationMessage" in EMAIL_VERIFICATION_MESSAGE_TYPE;
        email_verification_subject: Option<String> = "EmailVerificationSubject" in EMAIL_VERIFICATION_SUBJECT_TYPE;
        verification_message_template: Option<VerificationMessageTemplateType> = "VerificationMessageTemplate" in VerificationMessageTemplateType::SHAPE;
        sms_authentication_message: Option<String> = "SmsAuthenticationMessage" in SMS_VERIFICATION_MESSAGE_TYPE;
        mfa_configuration: Option<UserPoolMfaType> = "MfaConfiguration" in UserPoolMfaType::SHAPE;
        user_attribute_update_settings: Option<UserAttributeUpdateSettingsType> = "UserAttributeUpdateSettings" in UserAttributeUpdateSettingsType::SHAPE;
        device_configuration: Option<DeviceConfigurationType> = "DeviceConfiguration" in DeviceConfigurationType::SHAPE;
        email_configuration: Option<EmailConfigurationType> = "EmailConfiguration" in EmailConfigurationType::SHAPE;
        sms_configuration: Option<SmsConfigurationType> = "SmsConfiguration" in SmsConfigurationType::SHAPE;
        user_pool_tags: Option<BTreeMap<String, String>> = "UserPoolTags" in USER_POOL_TAGS_TYPE;
        admin_create_user_config: Option<AdminCreateUserConfigType> = "AdminCreateUserConfig" in AdminCreateUserConfigType::SHAPE;
        schema: Option<Vec<SchemaAttributeType>> = "Schema" in SCHEMA_ATTRIBUTES_LIST_TYPE;
        user_pool_add_ons: Option<UserPoolAddOnsType> = "UserPoolAddOns" in UserPoolAddOnsType::SHAPE;
        dcr_configuration: Option<DcrConfigurationType> = "DcrConfiguration" in DcrConfigurationType::SHAPE;
        username_configuration: Option<UsernameConfigurationType> = "UsernameConfiguration" in UsernameConfigurationType::SHAPE;
        account_recovery_setting: Option<AccountRecoverySettingType> = "AccountRecoverySetting" in AccountRecoverySettingType::SHAPE;
        user_pool_tier: Option<UserPoolTierType> = "UserPoolTier" in UserPoolTierType::SHAPE;
        key_configuration: Option<KeyConfigurationType> = "KeyConfiguration" in KeyConfigurationType::SHAPE;
        issuer_configuration: Option<IssuerConfigurationType> = "IssuerConfiguration" in IssuerConfigurationType::SHAPE;
        acr_configuration: Option<BTreeMap<String, AcrLevelConfigType>> = "AcrConfiguration" in ACR_CONFIGURATION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteCIMDPolicyRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        cimd_policy_id: String = "CIMDPolicyId" in CIMD_POLICY_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteGroupRequest {
        group_name: String = "GroupName" in GROUP_NAME_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteIdentityProviderRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        provider_name: String = "ProviderName" in PROVIDER_NAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteManagedLoginBrandingRequest {
        managed_login_branding_id: String = "ManagedLoginBrandingId" in MANAGED_LOGIN_BRANDING_ID_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteResourceServerRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        identifier: String = "Identifier" in RESOURCE_SERVER_IDENTIFIER_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteTermsRequest {
        terms_id: String = "TermsId" in TERMS_ID_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteUserAttributesRequest {
        user_attribute_names: Vec<String> = "UserAttributeNames" in ATTRIBUTE_NAME_LIST_TYPE;
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteUserPoolClientRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteUserPoolClientSecretRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        client_secret_id: String = "ClientSecretId" in CLIENT_SECRET_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteUserPoolDomainRequest {
        domain: String = "Domain" in DOMAIN_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteUserPoolReplicaRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        region_name: String = "RegionName" in REGION_NAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteUserPoolRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteUserRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteWebAuthnCredentialRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        credential_id: String = "CredentialId" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeCIMDPolicyRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        cimd_policy_id: String = "CIMDPolicyId" in CIMD_POLICY_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeIdentityProviderRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        provider_name: String = "ProviderName" in PROVIDER_NAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeManagedLoginBrandingByClientRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        return_merged_resources: Option<bool> = "ReturnMergedResources" in BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeManagedLoginBrandingRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        managed_login_branding_id: String = "ManagedLoginBrandingId" in MANAGED_LOGIN_BRANDING_ID_TYPE;
        return_merged_resources: Option<bool> = "ReturnMergedResources" in BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribePointInTimeRecoveryRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        restore_id: String = "RestoreId" in RESTORE_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeResourceServerRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        identifier: String = "Identifier" in RESOURCE_SERVER_IDENTIFIER_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeRiskConfigurationRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeTermsByClientRequest {
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        terms_name: String = "TermsName" in TERMS_NAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeTermsRequest {
        terms_id: String = "TermsId" in TERMS_ID_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeUserImportJobRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        job_id: String = "JobId" in USER_IMPORT_JOB_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeUserPoolClientRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeUserPoolDomainRequest {
        domain: String = "Domain" in DOMAIN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeUserPoolRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ForgetDeviceRequest {
        access_token: Option<Sensitive<String>> = "AccessToken" in TOKEN_MODEL_TYPE;
        device_key: String = "DeviceKey" in DEVICE_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ForgotPasswordRequest {
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        secret_hash: Option<Sensitive<String>> = "SecretHash" in SECRET_HASH_TYPE;
        user_context_data: Option<UserContextDataType> = "UserContextData" in USER_CONTEXT_DATA_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        analytics_metadata: Option<AnalyticsMetadataType> = "AnalyticsMetadata" in AnalyticsMetadataType::SHAPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetCSVHeaderRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetClientTokenRequest {
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        secret: Sensitive<String> = "Secret" in CLIENT_SECRET_TYPE;
        scopes: Option<Vec<String>> = "Scopes" in SCOPE_LIST_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    GetDerivedTokenRequest {
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        client_secret: Option<Sensitive<String>> = "ClientSecret" in CLIENT_SECRET_TYPE;
        subject_token: Sensitive<String> = "SubjectToken" in GET_DERIVED_TOKEN_TOKEN_MODEL_TYPE;
        subject_token_type: TokenTypeIdentifierType = "SubjectTokenType" in TokenTypeIdentifierType::SHAPE;
        subject_token_provider_name: Option<String> = "SubjectTokenProviderName" in PROVIDER_NAME_TYPE;
        actor_token: Option<Sensitive<String>> = "ActorToken" in GET_DERIVED_TOKEN_TOKEN_MODEL_TYPE;
        actor_token_type: Option<TokenTypeIdentifierType> = "ActorTokenType" in TokenTypeIdentifierType::SHAPE;
        actor_token_provider_name: Option<String> = "ActorTokenProviderName" in PROVIDER_NAME_TYPE;
        scopes: Option<Vec<String>> = "Scopes" in SCOPE_LIST_TYPE;
        audiences: Option<Vec<String>> = "Audiences" in AUDIENCE_LIST_TYPE;
        resources: Option<Vec<String>> = "Resources" in RESOURCE_LIST_TYPE;
        requested_token_type: Option<IssuedTokenTypeIdentifierType> = "RequestedTokenType" in IssuedTokenTypeIdentifierType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetDeviceRequest {
        device_key: String = "DeviceKey" in DEVICE_KEY_TYPE;
        access_token: Option<Sensitive<String>> = "AccessToken" in TOKEN_MODEL_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetGroupRequest {
        group_name: String = "GroupName" in GROUP_NAME_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetIdentityProviderByIdentifierRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        idp_identifier: String = "IdpIdentifier" in IDP_IDENTIFIER_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetLogDeliveryConfigurationRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    GetProvisionedLimitRequest {
        limit_definition: LimitDefinitionType = "LimitDefinition" in LimitDefinitionType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetSigningCertificateRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetTokensFromRefreshTokenRequest {
        refresh_token: Sensitive<String> = "RefreshToken" in TOKEN_MODEL_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        client_secret: Option<Sensitive<String>> = "ClientSecret" in CLIENT_SECRET_TYPE;
        device_key: Option<String> = "DeviceKey" in DEVICE_KEY_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetUICustomizationRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserAttributeVerificationCodeRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        attribute_name: String = "AttributeName" in ATTRIBUTE_NAME_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserAuthFactorsRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserPoolClientSessionConfigurationRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserPoolMfaConfigRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserPoolSessionConfigurationRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GlobalSignOutRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
    }
}

structure! {
    InitiateAuthRequest {
        auth_flow: AuthFlowType = "AuthFlow" in AuthFlowType::SHAPE;
        auth_parameters: Option<Sensitive<BTreeMap<String, String>>> = "AuthParameters" in AUTH_PARAMETERS_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        analytics_metadata: Option<AnalyticsMetadataType> = "AnalyticsMetadata" in AnalyticsMetadataType::SHAPE;
        user_context_data: Option<UserContextDataType> = "UserContextData" in USER_CONTEXT_DATA_TYPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    InitiatePointInTimeRecoveryRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        restore_timestamp: Timestamp = "RestoreTimestamp" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListCIMDPoliciesRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
        max_results: Option<i32> = "MaxResults" in POOL_QUERY_LIMIT_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListClientMetadataURLsRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        cimd_policy_id: String = "CIMDPolicyId" in CIMD_POLICY_ID_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
        max_results: Option<i32> = "MaxResults" in POOL_QUERY_LIMIT_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListDevicesRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        limit: Option<i32> = "Limit" in QUERY_LIMIT_TYPE;
        pagination_token: Option<String> = "PaginationToken" in SEARCH_PAGINATION_TOKEN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListGroupsRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        limit: Option<i32> = "Limit" in LIST_GROUPS_REQUEST_LIMIT, reported_as "maxResults";
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListIdentityProvidersRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        max_results: Option<i32> = "MaxResults" in LIST_PROVIDERS_LIMIT_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListPointInTimeRecoveriesRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
        max_results: Option<i32> = "MaxResults" in POOL_QUERY_LIMIT_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListResourceServersRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        max_results: Option<i32> = "MaxResults" in LIST_RESOURCE_SERVERS_LIMIT_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListTagsForResourceRequest {
        resource_arn: String = "ResourceArn" in ARN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListTermsRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        max_results: Option<i32> = "MaxResults" in LIST_TERMS_REQUEST_MAX_RESULTS_INTEGER;
        next_token: Option<String> = "NextToken" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListUserImportJobsRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        max_results: i32 = "MaxResults" in POOL_QUERY_LIMIT_TYPE;
        pagination_token: Option<String> = "PaginationToken" in PAGINATION_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListUserPoolClientSecretsRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListUserPoolClientsRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        max_results: Option<i32> = "MaxResults" in QUERY_LIMIT;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
        client_type: Option<ClientTypeType> = "ClientType" in ClientTypeType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    ListUserPoolReplicasRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListUserPoolsRequest {
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
        max_results: i32 = "MaxResults" in POOL_QUERY_LIMIT_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListUserSessionsRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListUsersInGroupRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        group_name: String = "GroupName" in GROUP_NAME_TYPE;
        limit: Option<i32> = "Limit" in QUERY_LIMIT_TYPE, reported_as "maxResults";
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListUsersRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        attributes_to_get: Option<Vec<String>> = "AttributesToGet" in SEARCHED_ATTRIBUTE_NAMES_LIST_TYPE;
        limit: Option<i32> = "Limit" in QUERY_LIMIT_TYPE;
        pagination_token: Option<String> = "PaginationToken" in SEARCH_PAGINATION_TOKEN_TYPE;
        filter: Option<String> = "Filter" in USER_FILTER_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListWebAuthnCredentialsRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
        max_results: Option<i32> = "MaxResults" in WEB_AUTHN_CREDENTIALS_QUERY_LIMIT_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ResendConfirmationCodeRequest {
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        secret_hash: Option<Sensitive<String>> = "SecretHash" in SECRET_HASH_TYPE;
        user_context_data: Option<UserContextDataType> = "UserContextData" in USER_CONTEXT_DATA_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        analytics_metadata: Option<AnalyticsMetadataType> = "AnalyticsMetadata" in AnalyticsMetadataType::SHAPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    RespondToAuthChallengeRequest {
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        challenge_name: ChallengeNameType = "ChallengeName" in ChallengeNameType::SHAPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
        challenge_responses: Option<Sensitive<BTreeMap<String, String>>> = "ChallengeResponses" in CHALLENGE_RESPONSES_TYPE;
        analytics_metadata: Option<AnalyticsMetadataType> = "AnalyticsMetadata" in AnalyticsMetadataType::SHAPE;
        user_context_data: Option<UserContextDataType> = "UserContextData" in USER_CONTEXT_DATA_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    #[derive(Default)]
    RevokeTokenRequest {
        token: Sensitive<String> = "Token" in TOKEN_MODEL_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        client_secret: Option<Sensitive<String>> = "ClientSecret" in CLIENT_SECRET_TYPE;
        revoke_associated_sessions: Option<RevokeAssociatedSessionsType> = "RevokeAssociatedSessions" in RevokeAssociatedSessionsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    RevokeUserSessionRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        session_id: String = "SessionId" in SESSION_ID_TYPE;
        revoke_associated_sessions: Option<RevokeAssociatedSessionsType> = "RevokeAssociatedSessions" in RevokeAssociatedSessionsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SetLogDeliveryConfigurationRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        log_configurations: Vec<LogConfigurationType> = "LogConfigurations" in LOG_CONFIGURATION_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    SetRiskConfigurationRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
        compromised_credentials_risk_configuration: Option<CompromisedCredentialsRiskConfigurationType> = "CompromisedCredentialsRiskConfiguration" in CompromisedCredentialsRiskConfigurationType::SHAPE;
        account_takeover_risk_configuration: Option<AccountTakeoverRiskConfigurationType> = "AccountTakeoverRiskConfiguration" in AccountTakeoverRiskConfigurationType::SHAPE;
        risk_exception_configuration: Option<RiskExceptionConfigurationType> = "RiskExceptionConfiguration" in RiskExceptionConfigurationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SetUICustomizationRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
        css: Option<String> = "CSS" in CSS_TYPE;
        image_file: Option<Blob> = "ImageFile" in IMAGE_FILE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    SetUserMFAPreferenceRequest {
        sms_mfa_settings: Option<SMSMfaSettingsType> = "SMSMfaSettings" in SMSMfaSettingsType::SHAPE;
        software_token_mfa_settings: Option<SoftwareTokenMfaSettingsType> = "SoftwareTokenMfaSettings" in SoftwareTokenMfaSettingsType::SHAPE;
        email_mfa_settings: Option<EmailMfaSettingsType> = "EmailMfaSettings" in EmailMfaSettingsType::SHAPE;
        web_authn_mfa_settings: Option<WebAuthnMfaSettingsType> = "WebAuthnMfaSettings" in WebAuthnMfaSettingsType::SHAPE;
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
    }
}

structure! {
    #[derive(Default)]
    SetUserPoolClientSessionConfigurationRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        sso_session: ClientSSOSessionConfigType = "SSOSession" in ClientSSOSessionConfigType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SetUserPoolMfaConfigRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        sms_mfa_configuration: Option<SmsMfaConfigType> = "SmsMfaConfiguration" in SmsMfaConfigType::SHAPE;
        software_token_mfa_configuration: Option<SoftwareTokenMfaConfigType> = "SoftwareTokenMfaConfiguration" in SoftwareTokenMfaConfigType::SHAPE;
        email_mfa_configuration: Option<EmailMfaConfigType> = "EmailMfaConfiguration" in EmailMfaConfigType::SHAPE;
        mfa_configuration: Option<UserPoolMfaType> = "MfaConfiguration" in UserPoolMfaType::SHAPE;
        web_authn_configuration: Option<WebAuthnConfigurationType> = "WebAuthnConfiguration" in WebAuthnConfigurationType::SHAPE;
    }
}

structure! {
    SetUserPoolSessionConfigurationRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        user_session_tracking: UserSessionTrackingType = "UserSessionTracking" in UserSessionTrackingType::SHAPE;
        token_session: UserPoolTokenSessionConfigType = "TokenSession" in UserPoolTokenSessionConfigType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SetUserSettingsRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        mfa_options: Vec<MFAOptionType> = "MFAOptions" in MFA_OPTION_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    SignUpRequest {
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        secret_hash: Option<Sensitive<String>> = "SecretHash" in SECRET_HASH_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        password: Option<Sensitive<String>> = "Password" in PASSWORD_TYPE;
        user_attributes: Option<Vec<AttributeType>> = "UserAttributes" in ATTRIBUTE_LIST_TYPE;
        validation_data: Option<Vec<AttributeType>> = "ValidationData" in ATTRIBUTE_LIST_TYPE;
        analytics_metadata: Option<AnalyticsMetadataType> = "AnalyticsMetadata" in AnalyticsMetadataType::SHAPE;
        user_context_data: Option<UserContextDataType> = "UserContextData" in USER_CONTEXT_DATA_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    #[derive(Default)]
    StartPointInTimeRecoveryRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        restore_id: String = "RestoreId" in RESTORE_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    StartUserImportJobRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        job_id: String = "JobId" in USER_IMPORT_JOB_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    StartWebAuthnRegistrationRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
    }
}

structure! {
    #[derive(Default)]
    StopUserImportJobRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        job_id: String = "JobId" in USER_IMPORT_JOB_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    TagResourceRequest {
        resource_arn: String = "ResourceArn" in ARN_TYPE;
        tags: BTreeMap<String, String> = "Tags" in USER_POOL_TAGS_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UntagResourceRequest {
        resource_arn: String = "ResourceArn" in ARN_TYPE;
        tag_keys: Vec<String> = "TagKeys" in USER_POOL_TAGS_LIST_TYPE;
    }
}

structure! {
    UpdateAuthEventFeedbackRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        event_id: String = "EventId" in EVENT_ID_TYPE;
        feedback_token: Sensitive<String> = "FeedbackToken" in TOKEN_MODEL_TYPE;
        feedback_value: FeedbackValueType = "FeedbackValue" in FeedbackValueType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateCIMDPolicyRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        cimd_policy_id: String = "CIMDPolicyId" in CIMD_POLICY_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        policy_name: Option<String> = "PolicyName" in CIMD_POLICY_NAME_TYPE;
        cache_duration: Option<i32> = "CacheDuration" in CACHE_DURATION_TYPE;
        url_patterns: Vec<String> = "URLPatterns" in URL_PATTERN_LIST_TYPE;
    }
}

structure! {
    UpdateClientMetadataURLStateRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        cimd_policy_id: String = "CIMDPolicyId" in CIMD_POLICY_ID_TYPE;
        url: String = "URL" in METADATA_URL_TYPE;
        action: CIMDCacheActionType = "Action" in CIMDCacheActionType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateDeviceStatusRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        device_key: String = "DeviceKey" in DEVICE_KEY_TYPE;
        device_remembered_status: Option<DeviceRememberedStatusType> = "DeviceRememberedStatus" in DeviceRememberedStatusType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateGroupRequest {
        group_name: String = "GroupName" in GROUP_NAME_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        description: Option<String> = "Description" in DESCRIPTION_TYPE;
        role_arn: Option<String> = "RoleArn" in ARN_TYPE;
        precedence: Option<i32> = "Precedence" in PRECEDENCE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateIdentityProviderRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        provider_name: String = "ProviderName" in PROVIDER_NAME_TYPE;
        provider_details: Option<BTreeMap<String, String>> = "ProviderDetails" in PROVIDER_DETAILS_TYPE;
        attribute_mapping: Option<BTreeMap<String, String>> = "AttributeMapping" in ATTRIBUTE_MAPPING_TYPE;
        idp_identifiers: Option<Vec<String>> = "IdpIdentifiers" in IDP_IDENTIFIERS_LIST_TYPE;
        acr_mapping: Option<BTreeMap<String, String>> = "AcrMapping" in ACR_MAPPING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateManagedLoginBrandingRequest {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        managed_login_branding_id: Option<String> = "ManagedLoginBrandingId" in MANAGED_LOGIN_BRANDING_ID_TYPE;
        use_cognito_provided_values: Option<bool> = "UseCognitoProvidedValues" in BOOLEAN_TYPE;
        settings: Option<Value> = "Settings" in DOCUMENT;
        assets: Option<Vec<AssetType>> = "Assets" in ASSET_LIST_TYPE;
    }
}

structure! {
    UpdateProvisionedLimitRequest {
        limit_definition: LimitDefinitionType = "LimitDefinition" in LimitDefinitionType::SHAPE;
        requested_limit_value: i32 = "RequestedLimitValue" in INTEGER_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateResourceServerRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        identifier: String = "Identifier" in RESOURCE_SERVER_IDENTIFIER_TYPE;
        name: String = "Name" in RESOURCE_SERVER_NAME_TYPE;
        scopes: Option<Vec<ResourceServerScopeType>> = "Scopes" in RESOURCE_SERVER_SCOPE_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateTermsRequest {
        terms_id: String = "TermsId" in TERMS_ID_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        terms_name: Option<String> = "TermsName" in TERMS_NAME_TYPE;
        terms_source: Option<TermsSourceType> = "TermsSource" in TermsSourceType::SHAPE;
        enforcement: Option<TermsEnforcementType> = "Enforcement" in TermsEnforcementType::SHAPE;
        links: Option<BTreeMap<String, String>> = "Links" in LINKS_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateUserAttributesRequest {
        user_attributes: Vec<AttributeType> = "UserAttributes" in ATTRIBUTE_LIST_TYPE;
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        client_metadata: Option<BTreeMap<String, String>> = "ClientMetadata" in CLIENT_METADATA_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateUserPoolClientRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        client_name: Option<String> = "ClientName" in CLIENT_NAME_TYPE;
        refresh_token_validity: Option<i32> = "RefreshTokenValidity" in REFRESH_TOKEN_VALIDITY_TYPE;
        access_token_validity: Option<i32> = "AccessTokenValidity" in ACCESS_TOKEN_VALIDITY_TYPE;
        id_token_validity: Option<i32> = "IdTokenValidity" in ID_TOKEN_VALIDITY_TYPE;
        token_validity_units: Option<TokenValidityUnitsType> = "TokenValidityUnits" in TokenValidityUnitsType::SHAPE;
        read_attributes: Option<Vec<String>> = "ReadAttributes" in CLIENT_PERMISSION_LIST_TYPE;
        write_attributes: Option<Vec<String>> = "WriteAttributes" in CLIENT_PERMISSION_LIST_TYPE;
        explicit_auth_flows: Option<Vec<ExplicitAuthFlowsType>> = "ExplicitAuthFlows" in EXPLICIT_AUTH_FLOWS_LIST_TYPE;
        supported_identity_providers: Option<Vec<String>> = "SupportedIdentityProviders" in SUPPORTED_IDENTITY_PROVIDERS_LIST_TYPE;
        callback_urls: Option<Vec<String>> = "CallbackURLs" in CALLBACK_URLS_LIST_TYPE;
        logout_urls: Option<Vec<String>> = "LogoutURLs" in LOGOUT_URLS_LIST_TYPE;
        default_redirect_uri: Option<String> = "DefaultRedirectURI" in REDIRECT_URL_TYPE;
        allowed_oauth_flows: Option<Vec<OAuthFlowType>> = "AllowedOAuthFlows" in OAUTH_FLOWS_TYPE;
        allowed_oauth_scopes: Option<Vec<String>> = "AllowedOAuthScopes" in SCOPE_LIST_TYPE;
        allowed_oauth_flows_user_pool_client: Option<bool> = "AllowedOAuthFlowsUserPoolClient" in BOOLEAN_TYPE;
        analytics_configuration: Option<AnalyticsConfigurationType> = "AnalyticsConfiguration" in AnalyticsConfigurationType::SHAPE;
        prevent_user_existence_errors: Option<PreventUserExistenceErrorTypes> = "PreventUserExistenceErrors" in PreventUserExistenceErrorTypes::SHAPE;
        enable_token_revocation: Option<bool> = "EnableTokenRevocation" in WRAPPED_BOOLEAN_TYPE;
        enable_propagate_additional_user_context_data: Option<bool> = "EnablePropagateAdditionalUserContextData" in WRAPPED_BOOLEAN_TYPE;
        auth_session_validity: Option<i32> = "AuthSessionValidity" in AUTH_SESSION_VALIDITY_TYPE;
        refresh_token_rotation: Option<RefreshTokenRotationType> = "RefreshTokenRotation" in RefreshTokenRotationType::SHAPE;
        publish_secrets_in_aws_secrets_manager: Option<bool> = "PublishSecretsInAWSSecretsManager" in WRAPPED_BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateUserPoolDomainRequest {
        domain: String = "Domain" in DOMAIN_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        managed_login_version: Option<i32> = "ManagedLoginVersion" in WRAPPED_INTEGER_TYPE;
        custom_domain_config: Option<CustomDomainConfigType> = "CustomDomainConfig" in CustomDomainConfigType::SHAPE;
        routing: Option<RoutingType> = "Routing" in RoutingType::SHAPE;
    }
}

structure! {
    UpdateUserPoolReplicaRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        region_name: String = "RegionName" in REGION_NAME_TYPE;
        status: UpdateReplicaStatusType = "Status" in UpdateReplicaStatusType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateUserPoolRequest {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        policies: Option<UserPoolPolicyType> = "Policies" in UserPoolPolicyType::SHAPE;
        deletion_protection: Option<DeletionProtectionType> = "DeletionProtection" in DeletionProtectionType::SHAPE;
        lambda_config: Option<LambdaConfigType> = "LambdaConfig" in LambdaConfigType::SHAPE;
        auto_verified_attributes: Option<Vec<VerifiedAttributeType>> = "AutoVerifiedAttributes" in VERIFIED_ATTRIBUTES_LIST_TYPE;
        sms_verification_message: Option<String> = "SmsVerificationMessage" in SMS_VERIFICATION_MESSAGE_TYPE;
        email_verification_message: Option<String> = "EmailVerificationMessage" in EMAIL_VERIFICATION_MESSAGE_TYPE;
        email_verification_subject: Option<String> = "EmailVerificationSubject" in EMAIL_VERIFICATION_SUBJECT_TYPE;
        verification_message_template: Option<VerificationMessageTemplateType> = "VerificationMessageTemplate" in VerificationMessageTemplateType::SHAPE;
        sms_authentication_message: Option<String> = "SmsAuthenticationMessage" in SMS_VERIFICATION_MESSAGE_TYPE;
        user_attribute_update_settings: Option<UserAttributeUpdateSettingsType> = "UserAttributeUpdateSettings" in UserAttributeUpdateSettingsType::SHAPE;
        mfa_configuration: Option<UserPoolMfaType> = "MfaConfiguration" in UserPoolMfaType::SHAPE;
        device_configuration: Option<DeviceConfigurationType> = "DeviceConfiguration" in DeviceConfigurationType::SHAPE;
        email_configuration: Option<EmailConfigurationType> = "EmailConfiguration" in EmailConfigurationType::SHAPE;
        sms_configuration: Option<SmsConfigurationType> = "SmsConfiguration" in SmsConfigurationType::SHAPE;
        user_pool_tags: Option<BTreeMap<String, String>> = "UserPoolTags" in USER_POOL_TAGS_TYPE;
        admin_create_user_config: Option<AdminCreateUserConfigType> = "AdminCreateUserConfig" in AdminCreateUserConfigType::SHAPE;
        user_pool_add_ons: Option<UserPoolAddOnsType> = "UserPoolAddOns" in UserPoolAddOnsType::SHAPE;
        dcr_configuration: Option<DcrConfigurationType> = "DcrConfiguration" in DcrConfigurationType::SHAPE;
        account_recovery_setting: Option<AccountRecoverySettingType> = "AccountRecoverySetting" in AccountRecoverySettingType::SHAPE;
        pool_name: Option<String> = "PoolName" in USER_POOL_NAME_TYPE;
        user_pool_tier: Option<UserPoolTierType> = "UserPoolTier" in UserPoolTierType::SHAPE;
        key_configuration: Option<KeyConfigurationType> = "KeyConfiguration" in KeyConfigurationType::SHAPE;
        issuer_configuration: Option<IssuerConfigurationType> = "IssuerConfiguration" in IssuerConfigurationType::SHAPE;
        acr_configuration: Option<BTreeMap<String, AcrLevelConfigType>> = "AcrConfiguration" in ACR_CONFIGURATION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    VerifySoftwareTokenRequest {
        access_token: Option<Sensitive<String>> = "AccessToken" in TOKEN_MODEL_TYPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
        user_code: Sensitive<String> = "UserCode" in SOFTWARE_TOKEN_MFA_USER_CODE_TYPE;
        friendly_device_name: Option<String> = "FriendlyDeviceName" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    VerifyUserAttributeRequest {
        access_token: Sensitive<String> = "AccessToken" in TOKEN_MODEL_TYPE;
        attribute_name: String = "AttributeName" in ATTRIBUTE_NAME_TYPE;
        code: String = "Code" in CONFIRMATION_CODE_TYPE;
    }
}
