// Made by `cargo xtask codegen` from the model of cognito-idp in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::enums::*;
use super::shapes::*;
use super::types::*;
use crate::macros::structure;
use crate::{Sensitive, Timestamp};

structure! {
    #[derive(Default)]
    AddCustomAttributesResponse {}
}

structure! {
    #[derive(Default)]
    AddUserPoolClientSecretResponse {
        client_secret_descriptor: Option<ClientSecretDescriptorType> = "ClientSecretDescriptor" in ClientSecretDescriptorType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AdminConfirmSignUpResponse {}
}

structure! {
    #[derive(Default)]
    AdminCreateUserResponse {
        user: Option<UserType> = "User" in UserType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AdminDeleteSoftwareTokenResponse {}
}

structure! {
    #[derive(Default)]
    AdminDeleteUserAttributesResponse {}
}

structure! {
    #[derive(Default)]
    AdminDisableProviderForUserResponse {}
}

structure! {
    #[derive(Default)]
    AdminDisableUserResponse {}
}

structure! {
    #[derive(Default)]
    AdminEnableUserResponse {}
}

structure! {
    #[derive(Default)]
    AdminGetDeviceResponse {
        device: DeviceType = "Device" in DeviceType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AdminGetUserAuthFactorsResponse {
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        preferred_mfa_setting: Option<String> = "PreferredMfaSetting" in STRING_TYPE;
        user_mfa_setting_list: Option<Vec<String>> = "UserMFASettingList" in USER_MFA_SETTING_LIST_TYPE;
        configured_user_auth_factors: Option<Vec<AuthFactorType>> = "ConfiguredUserAuthFactors" in CONFIGURED_USER_AUTH_FACTORS_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminGetUserResponse {
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        user_attributes: Option<Vec<AttributeType>> = "UserAttributes" in ATTRIBUTE_LIST_TYPE;
        user_create_date: Option<Timestamp> = "UserCreateDate" in DATE_TYPE;
        user_last_modified_date: Option<Timestamp> = "UserLastModifiedDate" in DATE_TYPE;
        enabled: Option<bool> = "Enabled" in BOOLEAN_TYPE;
        user_status: Option<UserStatusType> = "UserStatus" in UserStatusType::SHAPE;
        mfa_options: Option<Vec<MFAOptionType>> = "MFAOptions" in MFA_OPTION_LIST_TYPE;
        preferred_mfa_setting: Option<String> = "PreferredMfaSetting" in STRING_TYPE;
        user_mfa_setting_list: Option<Vec<String>> = "UserMFASettingList" in USER_MFA_SETTING_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminInitiateAuthResponse {
        challenge_name: Option<ChallengeNameType> = "ChallengeName" in ChallengeNameType::SHAPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
        challenge_parameters: Option<BTreeMap<String, String>> = "ChallengeParameters" in CHALLENGE_PARAMETERS_TYPE;
        authentication_result: Option<AuthenticationResultType> = "AuthenticationResult" in AuthenticationResultType::SHAPE;
        available_challenges: Option<Vec<ChallengeNameType>> = "AvailableChallenges" in AVAILABLE_CHALLENGE_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminLinkProviderForUserResponse {}
}

structure! {
    #[derive(Default)]
    AdminListDevicesResponse {
        devices: Option<Vec<DeviceType>> = "Devices" in DEVICE_LIST_TYPE;
        pagination_token: Option<String> = "PaginationToken" in SEARCH_PAGINATION_TOKEN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminListGroupsForUserResponse {
        groups: Option<Vec<GroupType>> = "Groups" in GROUP_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    AdminListUserAuthEventsResponse {
        auth_events: Option<Vec<AuthEventType>> = "AuthEvents" in AUTH_EVENTS_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    AdminListUserSessionsResponse {
        sessions: Option<Vec<SessionDescriptionType>> = "Sessions" in SESSIONS_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    AdminResetUserPasswordResponse {}
}

structure! {
    #[derive(Default)]
    AdminRespondToAuthChallengeResponse {
        challenge_name: Option<ChallengeNameType> = "ChallengeName" in ChallengeNameType::SHAPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
        challenge_parameters: Option<BTreeMap<String, String>> = "ChallengeParameters" in CHALLENGE_PARAMETERS_TYPE;
        authentication_result: Option<AuthenticationResultType> = "AuthenticationResult" in AuthenticationResultType::SHAPE;
        available_challenges: Option<Vec<ChallengeNameType>> = "AvailableChallenges" in AVAILABLE_CHALLENGE_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminRevokeUserSessionResponse {}
}

structure! {
    #[derive(Default)]
    AdminSetUserMFAPreferenceResponse {}
}

structure! {
    #[derive(Default)]
    AdminSetUserPasswordResponse {}
}

structure! {
    #[derive(Default)]
    AdminSetUserSettingsResponse {}
}

structure! {
    #[derive(Default)]
    AdminUpdateAuthEventFeedbackResponse {}
}

structure! {
    #[derive(Default)]
    AdminUpdateDeviceStatusResponse {}
}

structure! {
    #[derive(Default)]
    AdminUpdateUserAttributesResponse {}
}

structure! {
    #[derive(Default)]
    AdminUserGlobalSignOutResponse {}
}

structure! {
    #[derive(Default)]
    AssociateSoftwareTokenResponse {
        secret_code: Option<Sensitive<String>> = "SecretCode" in SECRET_CODE_TYPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CancelPointInTimeRecoveryResponse {
        restoration: Option<RestorationType> = "Restoration" in RestorationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    ChangePasswordResponse {}
}

structure! {
    #[derive(Default)]
    CompleteWebAuthnRegistrationResponse {}
}

structure! {
    #[derive(Default)]
    ConfirmDeviceResponse {
        user_confirmation_necessary: Option<bool> = "UserConfirmationNecessary" in BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ConfirmForgotPasswordResponse {}
}

structure! {
    #[derive(Default)]
    ConfirmSignUpResponse {
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CreateCIMDPolicyResponse {
        cimd_policy: CIMDPolicyType = "CIMDPolicy" in CIMDPolicyType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateGroupResponse {
        group: Option<GroupType> = "Group" in GroupType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateIdentityProviderResponse {
        identity_provider: IdentityProviderType = "IdentityProvider" in IdentityProviderType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateManagedLoginBrandingResponse {
        managed_login_branding: Option<ManagedLoginBrandingType> = "ManagedLoginBranding" in ManagedLoginBrandingType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateResourceServerResponse {
        resource_server: ResourceServerType = "ResourceServer" in ResourceServerType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateTermsResponse {
        terms: Option<TermsType> = "Terms" in TermsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateUserImportJobResponse {
        user_import_job: Option<UserImportJobType> = "UserImportJob" in UserImportJobType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateUserPoolClientResponse {
        user_pool_client: Option<UserPoolClientType> = "UserPoolClient" in UserPoolClientType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateUserPoolDomainResponse {
        managed_login_version: Option<i32> = "ManagedLoginVersion" in WRAPPED_INTEGER_TYPE;
        cloud_front_domain: Option<String> = "CloudFrontDomain" in DOMAIN_TYPE;
        routing: Option<RoutingType> = "Routing" in RoutingType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateUserPoolReplicaResponse {
        user_pool_replica: Option<UserPoolReplicaType> = "UserPoolReplica" in UserPoolReplicaType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CreateUserPoolResponse {
        user_pool: Option<UserPoolType> = "UserPool" in UserPoolType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteCIMDPolicyResponse {}
}

structure! {
    #[derive(Default)]
    DeleteUserAttributesResponse {}
}

structure! {
    #[derive(Default)]
    DeleteUserPoolClientSecretResponse {}
}

structure! {
    #[derive(Default)]
    DeleteUserPoolDomainResponse {}
}

structure! {
    #[derive(Default)]
    DeleteUserPoolReplicaResponse {
        user_pool_replica: Option<UserPoolReplicaType> = "UserPoolReplica" in UserPoolReplicaType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DeleteWebAuthnCredentialResponse {}
}

structure! {
    #[derive(Default)]
    DescribeCIMDPolicyResponse {
        cimd_policy: CIMDPolicyType = "CIMDPolicy" in CIMDPolicyType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeIdentityProviderResponse {
        identity_provider: IdentityProviderType = "IdentityProvider" in IdentityProviderType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeManagedLoginBrandingByClientResponse {
        managed_login_branding: Option<ManagedLoginBrandingType> = "ManagedLoginBranding" in ManagedLoginBrandingType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeManagedLoginBrandingResponse {
        managed_login_branding: Option<ManagedLoginBrandingType> = "ManagedLoginBranding" in ManagedLoginBrandingType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribePointInTimeRecoveryResponse {
        restoration: Option<RestorationType> = "Restoration" in RestorationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeResourceServerResponse {
        resource_server: ResourceServerType = "ResourceServer" in ResourceServerType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeRiskConfigurationResponse {
        risk_configuration: RiskConfigurationType = "RiskConfiguration" in RiskConfigurationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeTermsByClientResponse {
        terms: Option<TermsType> = "Terms" in TermsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeTermsResponse {
        terms: Option<TermsType> = "Terms" in TermsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeUserImportJobResponse {
        user_import_job: Option<UserImportJobType> = "UserImportJob" in UserImportJobType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeUserPoolClientResponse {
        user_pool_client: Option<UserPoolClientType> = "UserPoolClient" in UserPoolClientType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeUserPoolDomainResponse {
        domain_description: Option<DomainDescriptionType> = "DomainDescription" in DomainDescriptionType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeUserPoolResponse {
        user_pool: Option<UserPoolType> = "UserPool" in UserPoolType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    ForgotPasswordResponse {
        code_delivery_details: Option<CodeDeliveryDetailsType> = "CodeDeliveryDetails" in CodeDeliveryDetailsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetCSVHeaderResponse {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        csv_header: Option<Vec<String>> = "CSVHeader" in LIST_OF_STRING_TYPES;
    }
}

structure! {
    #[derive(Default)]
    GetClientTokenResponse {
        client_authentication_result: Option<ClientAuthenticationResultType> = "ClientAuthenticationResult" in ClientAuthenticationResultType::SHAPE;
    }
}

structure! {
    GetDerivedTokenResponse {
        issued_token: Sensitive<String> = "IssuedToken" in TOKEN_MODEL_TYPE;
        issued_token_type: IssuedTokenTypeIdentifierType = "IssuedTokenType" in IssuedTokenTypeIdentifierType::SHAPE;
        token_type: OAuthTokenTypeType = "TokenType" in OAuthTokenTypeType::SHAPE;
        expires_in: Option<i32> = "ExpiresIn" in INTEGER_TYPE;
        scopes: Option<Vec<String>> = "Scopes" in SCOPE_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetDeviceResponse {
        device: DeviceType = "Device" in DeviceType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetGroupResponse {
        group: Option<GroupType> = "Group" in GroupType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetIdentityProviderByIdentifierResponse {
        identity_provider: IdentityProviderType = "IdentityProvider" in IdentityProviderType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetLogDeliveryConfigurationResponse {
        log_delivery_configuration: Option<LogDeliveryConfigurationType> = "LogDeliveryConfiguration" in LogDeliveryConfigurationType::SHAPE;
    }
}

structure! {
    GetProvisionedLimitResponse {
        limit: LimitType = "Limit" in LimitType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetSigningCertificateResponse {
        certificate: Option<String> = "Certificate" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetTokensFromRefreshTokenResponse {
        authentication_result: Option<AuthenticationResultType> = "AuthenticationResult" in AuthenticationResultType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetUICustomizationResponse {
        ui_customization: UICustomizationType = "UICustomization" in UICustomizationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserAttributeVerificationCodeResponse {
        code_delivery_details: Option<CodeDeliveryDetailsType> = "CodeDeliveryDetails" in CodeDeliveryDetailsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserAuthFactorsResponse {
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        preferred_mfa_setting: Option<String> = "PreferredMfaSetting" in STRING_TYPE;
        user_mfa_setting_list: Option<Vec<String>> = "UserMFASettingList" in USER_MFA_SETTING_LIST_TYPE;
        configured_user_auth_factors: Option<Vec<AuthFactorType>> = "ConfiguredUserAuthFactors" in CONFIGURED_USER_AUTH_FACTORS_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserPoolClientSessionConfigurationResponse {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
        sso_session: Option<ClientSSOSessionConfigType> = "SSOSession" in ClientSSOSessionConfigType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserPoolMfaConfigResponse {
        sms_mfa_configuration: Option<SmsMfaConfigType> = "SmsMfaConfiguration" in SmsMfaConfigType::SHAPE;
        software_token_mfa_configuration: Option<SoftwareTokenMfaConfigType> = "SoftwareTokenMfaConfiguration" in SoftwareTokenMfaConfigType::SHAPE;
        email_mfa_configuration: Option<EmailMfaConfigType> = "EmailMfaConfiguration" in EmailMfaConfigType::SHAPE;
        mfa_configuration: Option<UserPoolMfaType> = "MfaConfiguration" in UserPoolMfaType::SHAPE;
        web_authn_configuration: Option<WebAuthnConfigurationType> = "WebAuthnConfiguration" in WebAuthnConfigurationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserPoolSessionConfigurationResponse {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        user_session_tracking: Option<UserSessionTrackingType> = "UserSessionTracking" in UserSessionTrackingType::SHAPE;
        token_session: Option<UserPoolTokenSessionConfigType> = "TokenSession" in UserPoolTokenSessionConfigType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetUserResponse {
        username: Sensitive<String> = "Username" in USERNAME_TYPE;
        user_attributes: Vec<AttributeType> = "UserAttributes" in ATTRIBUTE_LIST_TYPE;
        mfa_options: Option<Vec<MFAOptionType>> = "MFAOptions" in MFA_OPTION_LIST_TYPE;
        preferred_mfa_setting: Option<String> = "PreferredMfaSetting" in STRING_TYPE;
        user_mfa_setting_list: Option<Vec<String>> = "UserMFASettingList" in USER_MFA_SETTING_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GlobalSignOutResponse {}
}

structure! {
    #[derive(Default)]
    InitiateAuthResponse {
        challenge_name: Option<ChallengeNameType> = "ChallengeName" in ChallengeNameType::SHAPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
        challenge_parameters: Option<BTreeMap<String, String>> = "ChallengeParameters" in CHALLENGE_PARAMETERS_TYPE;
        authentication_result: Option<AuthenticationResultType> = "AuthenticationResult" in AuthenticationResultType::SHAPE;
        available_challenges: Option<Vec<ChallengeNameType>> = "AvailableChallenges" in AVAILABLE_CHALLENGE_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    InitiatePointInTimeRecoveryResponse {
        restoration: Option<RestorationType> = "Restoration" in RestorationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    ListCIMDPoliciesResponse {
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
        cimd_policies: Vec<CIMDPolicySummaryType> = "CIMDPolicies" in CIMD_POLICY_SUMMARY_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListClientMetadataURLsResponse {
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
        client_metadata_urls: Vec<ClientMetadataURLType> = "ClientMetadataURLs" in CLIENT_METADATA_URL_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListDevicesResponse {
        devices: Option<Vec<DeviceType>> = "Devices" in DEVICE_LIST_TYPE;
        pagination_token: Option<String> = "PaginationToken" in SEARCH_PAGINATION_TOKEN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListGroupsResponse {
        groups: Option<Vec<GroupType>> = "Groups" in GROUP_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListIdentityProvidersResponse {
        providers: Vec<ProviderDescription> = "Providers" in PROVIDERS_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListPointInTimeRecoveriesResponse {
        restorations: Option<Vec<RestorationDescriptionType>> = "Restorations" in RESTORATION_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListResourceServersResponse {
        resource_servers: Vec<ResourceServerType> = "ResourceServers" in RESOURCE_SERVERS_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListTagsForResourceResponse {
        tags: Option<BTreeMap<String, String>> = "Tags" in USER_POOL_TAGS_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListTermsResponse {
        terms: Vec<TermsDescriptionType> = "Terms" in TERMS_DESCRIPTION_LIST_TYPE;
        next_token: Option<String> = "NextToken" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListUserImportJobsResponse {
        user_import_jobs: Option<Vec<UserImportJobType>> = "UserImportJobs" in USER_IMPORT_JOBS_LIST_TYPE;
        pagination_token: Option<String> = "PaginationToken" in PAGINATION_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListUserPoolClientSecretsResponse {
        client_secrets: Option<Vec<ClientSecretDescriptorType>> = "ClientSecrets" in CLIENT_SECRET_DESCRIPTOR_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListUserPoolClientsResponse {
        user_pool_clients: Option<Vec<UserPoolClientDescription>> = "UserPoolClients" in USER_POOL_CLIENT_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListUserPoolReplicasResponse {
        user_pool_replicas: Option<Vec<UserPoolReplicaType>> = "UserPoolReplicas" in USER_POOL_REPLICA_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListUserPoolsResponse {
        user_pools: Option<Vec<UserPoolDescriptionType>> = "UserPools" in USER_POOL_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListUserSessionsResponse {
        sessions: Option<Vec<SessionDescriptionType>> = "Sessions" in SESSIONS_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListUsersInGroupResponse {
        users: Option<Vec<UserType>> = "Users" in USERS_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ListUsersResponse {
        users: Option<Vec<UserType>> = "Users" in USERS_LIST_TYPE;
        pagination_token: Option<String> = "PaginationToken" in SEARCH_PAGINATION_TOKEN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ListWebAuthnCredentialsResponse {
        credentials: Vec<WebAuthnCredentialDescription> = "Credentials" in WEB_AUTHN_CREDENTIAL_DESCRIPTION_LIST_TYPE;
        next_token: Option<String> = "NextToken" in PAGINATION_KEY;
    }
}

structure! {
    #[derive(Default)]
    ResendConfirmationCodeResponse {
        code_delivery_details: Option<CodeDeliveryDetailsType> = "CodeDeliveryDetails" in CodeDeliveryDetailsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    RespondToAuthChallengeResponse {
        challenge_name: Option<ChallengeNameType> = "ChallengeName" in ChallengeNameType::SHAPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
        challenge_parameters: Option<BTreeMap<String, String>> = "ChallengeParameters" in CHALLENGE_PARAMETERS_TYPE;
        authentication_result: Option<AuthenticationResultType> = "AuthenticationResult" in AuthenticationResultType::SHAPE;
        available_challenges: Option<Vec<ChallengeNameType>> = "AvailableChallenges" in AVAILABLE_CHALLENGE_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    RevokeTokenResponse {}
}

structure! {
    #[derive(Default)]
    RevokeUserSessionResponse {}
}

structure! {
    #[derive(Default)]
    SetLogDeliveryConfigurationResponse {
        log_delivery_configuration: Option<LogDeliveryConfigurationType> = "LogDeliveryConfiguration" in LogDeliveryConfigurationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SetRiskConfigurationResponse {
        risk_configuration: RiskConfigurationType = "RiskConfiguration" in RiskConfigurationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SetUICustomizationResponse {
        ui_customization: UICustomizationType = "UICustomization" in UICustomizationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SetUserMFAPreferenceResponse {}
}

structure! {
    #[derive(Default)]
    SetUserPoolClientSessionConfigurationResponse {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
        sso_session: Option<ClientSSOSessionConfigType> = "SSOSession" in ClientSSOSessionConfigType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SetUserPoolMfaConfigResponse {
        sms_mfa_configuration: Option<SmsMfaConfigType> = "SmsMfaConfiguration" in SmsMfaConfigType::SHAPE;
        software_token_mfa_configuration: Option<SoftwareTokenMfaConfigType> = "SoftwareTokenMfaConfiguration" in SoftwareTokenMfaConfigType::SHAPE;
        email_mfa_configuration: Option<EmailMfaConfigType> = "EmailMfaConfiguration" in EmailMfaConfigType::SHAPE;
        mfa_configuration: Option<UserPoolMfaType> = "MfaConfiguration" in UserPoolMfaType::SHAPE;
        web_authn_configuration: Option<WebAuthnConfigurationType> = "WebAuthnConfiguration" in WebAuthnConfigurationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SetUserPoolSessionConfigurationResponse {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        user_session_tracking: Option<UserSessionTrackingType> = "UserSessionTracking" in UserSessionTrackingType::SHAPE;
        token_session: Option<UserPoolTokenSessionConfigType> = "TokenSession" in UserPoolTokenSessionConfigType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SetUserSettingsResponse {}
}

structure! {
    #[derive(Default)]
    SignUpResponse {
        user_confirmed: bool = "UserConfirmed" in BOOLEAN_TYPE;
        code_delivery_details: Option<CodeDeliveryDetailsType> = "CodeDeliveryDetails" in CodeDeliveryDetailsType::SHAPE;
        user_sub: String = "UserSub" in STRING_TYPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    StartPointInTimeRecoveryResponse {
        restoration: Option<RestorationType> = "Restoration" in RestorationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    StartUserImportJobResponse {
        user_import_job: Option<UserImportJobType> = "UserImportJob" in UserImportJobType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    StartWebAuthnRegistrationResponse {
        credential_creation_options: Value = "CredentialCreationOptions" in DOCUMENT;
    }
}

structure! {
    #[derive(Default)]
    StopUserImportJobResponse {
        user_import_job: Option<UserImportJobType> = "UserImportJob" in UserImportJobType::SHAPE;
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

structure! {
    #[derive(Default)]
    UpdateAuthEventFeedbackResponse {}
}

structure! {
    #[derive(Default)]
    UpdateCIMDPolicyResponse {
        cimd_policy: CIMDPolicyType = "CIMDPolicy" in CIMDPolicyType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateClientMetadataURLStateResponse {}
}

structure! {
    #[derive(Default)]
    UpdateDeviceStatusResponse {}
}

structure! {
    #[derive(Default)]
    UpdateGroupResponse {
        group: Option<GroupType> = "Group" in GroupType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateIdentityProviderResponse {
        identity_provider: IdentityProviderType = "IdentityProvider" in IdentityProviderType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateManagedLoginBrandingResponse {
        managed_login_branding: Option<ManagedLoginBrandingType> = "ManagedLoginBranding" in ManagedLoginBrandingType::SHAPE;
    }
}

structure! {
    UpdateProvisionedLimitResponse {
        limit: LimitType = "Limit" in LimitType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateResourceServerResponse {
        resource_server: ResourceServerType = "ResourceServer" in ResourceServerType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateTermsResponse {
        terms: Option<TermsType> = "Terms" in TermsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateUserAttributesResponse {
        code_delivery_details_list: Option<Vec<CodeDeliveryDetailsType>> = "CodeDeliveryDetailsList" in CODE_DELIVERY_DETAILS_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateUserPoolClientResponse {
        user_pool_client: Option<UserPoolClientType> = "UserPoolClient" in UserPoolClientType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateUserPoolDomainResponse {
        managed_login_version: Option<i32> = "ManagedLoginVersion" in WRAPPED_INTEGER_TYPE;
        cloud_front_domain: Option<String> = "CloudFrontDomain" in DOMAIN_TYPE;
        routing: Option<RoutingType> = "Routing" in RoutingType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateUserPoolReplicaResponse {
        user_pool_replica: Option<UserPoolReplicaType> = "UserPoolReplica" in UserPoolReplicaType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UpdateUserPoolResponse {}
}

structure! {
    #[derive(Default)]
    VerifySoftwareTokenResponse {
        status: Option<VerifySoftwareTokenResponseType> = "Status" in VerifySoftwareTokenResponseType::SHAPE;
        session: Option<Sensitive<String>> = "Session" in SESSION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    VerifyUserAttributeResponse {}
}
