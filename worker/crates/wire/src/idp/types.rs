// Made by `cargo xtask codegen` from the model of cognito-idp in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::enums::*;
use super::shapes::*;
use crate::macros::structure;
use crate::{Blob, Sensitive, Timestamp};

structure! {
    #[derive(Default)]
    AccountRecoverySettingType {
        recovery_mechanisms: Option<Vec<RecoveryOptionType>> = "RecoveryMechanisms" in RECOVERY_MECHANISMS_TYPE;
    }
}

structure! {
    AccountTakeoverActionType {
        notify: bool = "Notify" in ACCOUNT_TAKEOVER_ACTION_NOTIFY_TYPE;
        event_action: AccountTakeoverEventActionType = "EventAction" in AccountTakeoverEventActionType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AccountTakeoverActionsType {
        low_action: Option<AccountTakeoverActionType> = "LowAction" in AccountTakeoverActionType::SHAPE;
        medium_action: Option<AccountTakeoverActionType> = "MediumAction" in AccountTakeoverActionType::SHAPE;
        high_action: Option<AccountTakeoverActionType> = "HighAction" in AccountTakeoverActionType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AccountTakeoverRiskConfigurationType {
        notify_configuration: Option<NotifyConfigurationType> = "NotifyConfiguration" in NotifyConfigurationType::SHAPE;
        actions: AccountTakeoverActionsType = "Actions" in AccountTakeoverActionsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AcrLevelConfigType {
        acr_value: String = "AcrValue" in ACR_VALUE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AdminCreateUserConfigType {
        allow_admin_create_user_only: Option<bool> = "AllowAdminCreateUserOnly" in BOOLEAN_TYPE;
        unused_account_validity_days: Option<i32> = "UnusedAccountValidityDays" in ADMIN_CREATE_USER_UNUSED_ACCOUNT_VALIDITY_DAYS_TYPE;
        invite_message_template: Option<MessageTemplateType> = "InviteMessageTemplate" in MessageTemplateType::SHAPE, reported_as "inviteMessage";
    }
}

structure! {
    #[derive(Default)]
    AdvancedSecurityAdditionalFlowsType {
        custom_auth_mode: Option<AdvancedSecurityEnabledModeType> = "CustomAuthMode" in AdvancedSecurityEnabledModeType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AnalyticsConfigurationType {
        application_id: Option<String> = "ApplicationId" in HEX_STRING_TYPE;
        application_arn: Option<String> = "ApplicationArn" in ARN_TYPE;
        role_arn: Option<String> = "RoleArn" in ARN_TYPE;
        external_id: Option<String> = "ExternalId" in STRING_TYPE;
        user_data_shared: Option<bool> = "UserDataShared" in BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AnalyticsMetadataType {
        analytics_endpoint_id: Option<String> = "AnalyticsEndpointId" in STRING_TYPE;
    }
}

structure! {
    AssetType {
        category: AssetCategoryType = "Category" in AssetCategoryType::SHAPE;
        color_mode: ColorSchemeModeType = "ColorMode" in ColorSchemeModeType::SHAPE;
        extension: AssetExtensionType = "Extension" in AssetExtensionType::SHAPE;
        bytes: Option<Blob> = "Bytes" in ASSET_BYTES_TYPE;
        resource_id: Option<String> = "ResourceId" in RESOURCE_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AttributeType {
        name: String = "Name" in ATTRIBUTE_NAME_TYPE;
        value: Option<Sensitive<String>> = "Value" in ATTRIBUTE_VALUE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    AuthEventType {
        event_id: Option<String> = "EventId" in STRING_TYPE;
        event_type: Option<EventType> = "EventType" in EventType::SHAPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
        event_response: Option<EventResponseType> = "EventResponse" in EventResponseType::SHAPE;
        event_risk: Option<EventRiskType> = "EventRisk" in EventRiskType::SHAPE;
        challenge_responses: Option<Vec<ChallengeResponseType>> = "ChallengeResponses" in CHALLENGE_RESPONSE_LIST_TYPE;
        event_context_data: Option<EventContextDataType> = "EventContextData" in EventContextDataType::SHAPE;
        event_feedback: Option<EventFeedbackType> = "EventFeedback" in EventFeedbackType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    AuthenticationResultType {
        access_token: Option<Sensitive<String>> = "AccessToken" in TOKEN_MODEL_TYPE;
        expires_in: Option<i32> = "ExpiresIn" in INTEGER_TYPE;
        token_type: Option<String> = "TokenType" in STRING_TYPE;
        refresh_token: Option<Sensitive<String>> = "RefreshToken" in TOKEN_MODEL_TYPE;
        id_token: Option<Sensitive<String>> = "IdToken" in TOKEN_MODEL_TYPE;
        new_device_metadata: Option<NewDeviceMetadataType> = "NewDeviceMetadata" in NewDeviceMetadataType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    CIMDPolicySummaryType {
        cimd_policy_id: String = "CIMDPolicyId" in CIMD_POLICY_ID_TYPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
        policy_name: String = "PolicyName" in CIMD_POLICY_NAME_TYPE;
        cache_duration: Option<i32> = "CacheDuration" in CACHE_DURATION_TYPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CIMDPolicyType {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        cimd_policy_id: String = "CIMDPolicyId" in CIMD_POLICY_ID_TYPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
        policy_name: String = "PolicyName" in CIMD_POLICY_NAME_TYPE;
        cache_duration: Option<i32> = "CacheDuration" in CACHE_DURATION_TYPE;
        url_patterns: Option<Vec<String>> = "URLPatterns" in URL_PATTERN_LIST_TYPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ChallengeResponseType {
        challenge_name: Option<ChallengeName> = "ChallengeName" in ChallengeName::SHAPE;
        challenge_response: Option<ChallengeResponse> = "ChallengeResponse" in ChallengeResponse::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    ClientAuthenticationResultType {
        access_token: Option<Sensitive<String>> = "AccessToken" in TOKEN_MODEL_TYPE;
        expires_in: Option<i32> = "ExpiresIn" in INTEGER_TYPE;
        token_type: Option<String> = "TokenType" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ClientMetadataURLType {
        url: String = "URL" in METADATA_URL_TYPE;
        cached_date: Option<Timestamp> = "CachedDate" in DATE_TYPE;
        expiration_date: Option<Timestamp> = "ExpirationDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ClientSSOSessionConfigType {
        max_validity_minutes: i32 = "MaxValidityMinutes" in SSO_SESSION_MAX_VALIDITY_MINUTES_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ClientSecretDescriptorType {
        client_secret_id: Option<String> = "ClientSecretId" in CLIENT_SECRET_ID_TYPE;
        client_secret_value: Option<Sensitive<String>> = "ClientSecretValue" in CLIENT_SECRET_TYPE;
        client_secret_create_date: Option<Timestamp> = "ClientSecretCreateDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CloudWatchLogsConfigurationType {
        log_group_arn: Option<String> = "LogGroupArn" in ARN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CodeDeliveryDetailsType {
        destination: Option<String> = "Destination" in STRING_TYPE;
        delivery_medium: Option<DeliveryMediumType> = "DeliveryMedium" in DeliveryMediumType::SHAPE;
        attribute_name: Option<String> = "AttributeName" in ATTRIBUTE_NAME_TYPE;
    }
}

structure! {
    CompromisedCredentialsActionsType {
        event_action: CompromisedCredentialsEventActionType = "EventAction" in CompromisedCredentialsEventActionType::SHAPE;
    }
}

structure! {
    CompromisedCredentialsRiskConfigurationType {
        event_filter: Option<Vec<EventFilterType>> = "EventFilter" in EVENT_FILTERS_TYPE;
        actions: CompromisedCredentialsActionsType = "Actions" in CompromisedCredentialsActionsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    ContextDataType {
        ip_address: String = "IpAddress" in STRING_TYPE;
        server_name: String = "ServerName" in STRING_TYPE;
        server_path: String = "ServerPath" in STRING_TYPE;
        http_headers: Vec<HttpHeader> = "HttpHeaders" in HTTP_HEADER_LIST;
        encoded_data: Option<String> = "EncodedData" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    CustomDomainConfigType {
        certificate_arn: String = "CertificateArn" in ARN_TYPE;
        security_policy: Option<SecurityPolicyType> = "SecurityPolicy" in SecurityPolicyType::SHAPE;
    }
}

structure! {
    CustomEmailLambdaVersionConfigType {
        lambda_version: CustomEmailSenderLambdaVersionType = "LambdaVersion" in CustomEmailSenderLambdaVersionType::SHAPE;
        lambda_arn: String = "LambdaArn" in ARN_TYPE;
    }
}

structure! {
    CustomSMSLambdaVersionConfigType {
        lambda_version: CustomSMSSenderLambdaVersionType = "LambdaVersion" in CustomSMSSenderLambdaVersionType::SHAPE;
        lambda_arn: String = "LambdaArn" in ARN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DcrConfigurationType {
        enable_status: Option<StatusType> = "EnableStatus" in StatusType::SHAPE;
        open_dcr_enabled: Option<bool> = "OpenDcrEnabled" in BOOLEAN_TYPE;
        authenticated_grant_types: Option<Vec<OAuthFlowType>> = "AuthenticatedGrantTypes" in OAUTH_FLOWS_TYPE;
        open_dcr_grant_types: Option<Vec<OAuthFlowType>> = "OpenDcrGrantTypes" in OAUTH_FLOWS_TYPE;
        allowed_scopes: Option<Vec<String>> = "AllowedScopes" in SCOPE_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeviceConfigurationType {
        challenge_required_on_new_device: Option<bool> = "ChallengeRequiredOnNewDevice" in BOOLEAN_TYPE;
        device_only_remembered_on_user_prompt: Option<bool> = "DeviceOnlyRememberedOnUserPrompt" in BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeviceSecretVerifierConfigType {
        password_verifier: Option<String> = "PasswordVerifier" in STRING_TYPE;
        salt: Option<String> = "Salt" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DeviceType {
        device_key: Option<String> = "DeviceKey" in DEVICE_KEY_TYPE;
        device_attributes: Option<Vec<AttributeType>> = "DeviceAttributes" in ATTRIBUTE_LIST_TYPE;
        device_create_date: Option<Timestamp> = "DeviceCreateDate" in DATE_TYPE;
        device_last_modified_date: Option<Timestamp> = "DeviceLastModifiedDate" in DATE_TYPE;
        device_last_authenticated_date: Option<Timestamp> = "DeviceLastAuthenticatedDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    DomainDescriptionType {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        aws_account_id: Option<String> = "AWSAccountId" in AWS_ACCOUNT_ID_TYPE;
        domain: Option<String> = "Domain" in DOMAIN_TYPE;
        s3_bucket: Option<String> = "S3Bucket" in S3_BUCKET_TYPE;
        cloud_front_distribution: Option<String> = "CloudFrontDistribution" in STRING_TYPE;
        version: Option<String> = "Version" in DOMAIN_VERSION_TYPE;
        status: Option<DomainStatusType> = "Status" in DomainStatusType::SHAPE;
        custom_domain_config: Option<CustomDomainConfigType> = "CustomDomainConfig" in CustomDomainConfigType::SHAPE;
        managed_login_version: Option<i32> = "ManagedLoginVersion" in WRAPPED_INTEGER_TYPE;
        routing: Option<RoutingType> = "Routing" in RoutingType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    EmailConfigurationType {
        source_arn: Option<String> = "SourceArn" in ARN_TYPE;
        reply_to_email_address: Option<String> = "ReplyToEmailAddress" in EMAIL_ADDRESS_TYPE;
        email_sending_account: Option<EmailSendingAccountType> = "EmailSendingAccount" in EmailSendingAccountType::SHAPE;
        from: Option<String> = "From" in STRING_TYPE;
        configuration_set: Option<String> = "ConfigurationSet" in SES_CONFIGURATION_SET;
    }
}

structure! {
    #[derive(Default)]
    EmailMfaConfigType {
        message: Option<String> = "Message" in EMAIL_MFA_MESSAGE_TYPE;
        subject: Option<String> = "Subject" in EMAIL_MFA_SUBJECT_TYPE;
    }
}

structure! {
    #[derive(Default)]
    EmailMfaSettingsType {
        enabled: Option<bool> = "Enabled" in BOOLEAN_TYPE;
        preferred_mfa: Option<bool> = "PreferredMfa" in BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    EumsSmsConfigurationType {
        caller_arn: String = "CallerArn" in ARN_TYPE;
        external_id: Option<String> = "ExternalId" in STRING_TYPE;
        origination_identity: Option<String> = "OriginationIdentity" in STRING_TYPE;
        configuration_set_name: Option<String> = "ConfigurationSetName" in STRING_TYPE;
        in_entity_id: Option<String> = "InEntityId" in STRING_TYPE;
        in_template_id: Option<String> = "InTemplateId" in STRING_TYPE;
        region: Option<String> = "Region" in REGION_CODE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    EventContextDataType {
        ip_address: Option<String> = "IpAddress" in STRING_TYPE;
        device_name: Option<String> = "DeviceName" in STRING_TYPE;
        timezone: Option<String> = "Timezone" in STRING_TYPE;
        city: Option<String> = "City" in STRING_TYPE;
        country: Option<String> = "Country" in STRING_TYPE;
    }
}

structure! {
    EventFeedbackType {
        feedback_value: FeedbackValueType = "FeedbackValue" in FeedbackValueType::SHAPE;
        provider: String = "Provider" in STRING_TYPE;
        feedback_date: Option<Timestamp> = "FeedbackDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    EventRiskType {
        risk_decision: Option<RiskDecisionType> = "RiskDecision" in RiskDecisionType::SHAPE;
        risk_level: Option<RiskLevelType> = "RiskLevel" in RiskLevelType::SHAPE;
        compromised_credentials_detected: Option<bool> = "CompromisedCredentialsDetected" in WRAPPED_BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    FailoverType {
        secondary_region: String = "SecondaryRegion" in REGION_NAME_TYPE;
        primary_route53_health_check_id: String = "PrimaryRoute53HealthCheckId" in HEALTH_CHECK_ID_TYPE;
    }
}

structure! {
    #[derive(Default)]
    FirehoseConfigurationType {
        stream_arn: Option<String> = "StreamArn" in ARN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    GroupType {
        group_name: Option<String> = "GroupName" in GROUP_NAME_TYPE;
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        description: Option<String> = "Description" in DESCRIPTION_TYPE;
        role_arn: Option<String> = "RoleArn" in ARN_TYPE;
        precedence: Option<i32> = "Precedence" in PRECEDENCE_TYPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    HttpHeader {
        header_name: Option<String> = "headerName" in STRING_TYPE;
        header_value: Option<String> = "headerValue" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    IdentityProviderType {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        provider_name: Option<String> = "ProviderName" in PROVIDER_NAME_TYPE;
        provider_type: Option<IdentityProviderTypeType> = "ProviderType" in IdentityProviderTypeType::SHAPE;
        provider_details: Option<BTreeMap<String, String>> = "ProviderDetails" in PROVIDER_DETAILS_TYPE;
        attribute_mapping: Option<BTreeMap<String, String>> = "AttributeMapping" in ATTRIBUTE_MAPPING_TYPE;
        idp_identifiers: Option<Vec<String>> = "IdpIdentifiers" in IDP_IDENTIFIERS_LIST_TYPE;
        acr_mapping: Option<BTreeMap<String, String>> = "AcrMapping" in ACR_MAPPING_TYPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
    }
}

structure! {
    InboundFederationLambdaType {
        lambda_version: InboundFederationLambdaVersionType = "LambdaVersion" in InboundFederationLambdaVersionType::SHAPE;
        lambda_arn: String = "LambdaArn" in ARN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    IssuerConfigurationType {
        r#type: Option<IssuerType> = "Type" in IssuerType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    KeyConfigurationType {
        key_type: Option<EncryptionKeyType> = "KeyType" in EncryptionKeyType::SHAPE;
        kms_key_arn: Option<String> = "KmsKeyArn" in ENCRYPTION_KEY_ARN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    LambdaConfigType {
        pre_sign_up: Option<String> = "PreSignUp" in ARN_TYPE;
        custom_message: Option<String> = "CustomMessage" in ARN_TYPE;
        post_confirmation: Option<String> = "PostConfirmation" in ARN_TYPE;
        pre_authentication: Option<String> = "PreAuthentication" in ARN_TYPE;
        post_authentication: Option<String> = "PostAuthentication" in ARN_TYPE;
        define_auth_challenge: Option<String> = "DefineAuthChallenge" in ARN_TYPE;
        create_auth_challenge: Option<String> = "CreateAuthChallenge" in ARN_TYPE;
        verify_auth_challenge_response: Option<String> = "VerifyAuthChallengeResponse" in ARN_TYPE;
        pre_token_generation: Option<String> = "PreTokenGeneration" in ARN_TYPE;
        user_migration: Option<String> = "UserMigration" in ARN_TYPE;
        pre_token_generation_config: Option<PreTokenGenerationVersionConfigType> = "PreTokenGenerationConfig" in PreTokenGenerationVersionConfigType::SHAPE;
        custom_sms_sender: Option<CustomSMSLambdaVersionConfigType> = "CustomSMSSender" in CustomSMSLambdaVersionConfigType::SHAPE;
        custom_email_sender: Option<CustomEmailLambdaVersionConfigType> = "CustomEmailSender" in CustomEmailLambdaVersionConfigType::SHAPE;
        kms_key_id: Option<String> = "KMSKeyID" in ARN_TYPE;
        inbound_federation: Option<InboundFederationLambdaType> = "InboundFederation" in InboundFederationLambdaType::SHAPE;
    }
}

structure! {
    LimitDefinitionType {
        limit_class: LimitClass = "LimitClass" in LimitClass::SHAPE;
        attributes: BTreeMap<String, String> = "Attributes" in STRING_TO_STRING_MAP_TYPE;
    }
}

structure! {
    LimitType {
        limit_definition: LimitDefinitionType = "LimitDefinition" in LimitDefinitionType::SHAPE;
        provisioned_limit_value: i32 = "ProvisionedLimitValue" in INTEGER_TYPE;
        free_limit_value: i32 = "FreeLimitValue" in INTEGER_TYPE;
    }
}

structure! {
    LogConfigurationType {
        log_level: LogLevel = "LogLevel" in LogLevel::SHAPE;
        event_source: EventSourceName = "EventSource" in EventSourceName::SHAPE;
        cloud_watch_logs_configuration: Option<CloudWatchLogsConfigurationType> = "CloudWatchLogsConfiguration" in CloudWatchLogsConfigurationType::SHAPE;
        s3_configuration: Option<S3ConfigurationType> = "S3Configuration" in S3ConfigurationType::SHAPE;
        firehose_configuration: Option<FirehoseConfigurationType> = "FirehoseConfiguration" in FirehoseConfigurationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    LogDeliveryConfigurationType {
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        log_configurations: Vec<LogConfigurationType> = "LogConfigurations" in LOG_CONFIGURATION_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    MFAOptionType {
        delivery_medium: Option<DeliveryMediumType> = "DeliveryMedium" in DeliveryMediumType::SHAPE;
        attribute_name: Option<String> = "AttributeName" in ATTRIBUTE_NAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ManagedLoginBrandingType {
        managed_login_branding_id: Option<String> = "ManagedLoginBrandingId" in MANAGED_LOGIN_BRANDING_ID_TYPE;
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        use_cognito_provided_values: Option<bool> = "UseCognitoProvidedValues" in BOOLEAN_TYPE;
        settings: Option<Value> = "Settings" in DOCUMENT;
        assets: Option<Vec<AssetType>> = "Assets" in ASSET_LIST_TYPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    MessageTemplateType {
        sms_message: Option<String> = "SMSMessage" in SMS_INVITE_MESSAGE_TYPE;
        email_message: Option<String> = "EmailMessage" in EMAIL_INVITE_MESSAGE_TYPE;
        email_subject: Option<String> = "EmailSubject" in EMAIL_VERIFICATION_SUBJECT_TYPE;
    }
}

structure! {
    #[derive(Default)]
    NewDeviceMetadataType {
        device_key: Option<String> = "DeviceKey" in DEVICE_KEY_TYPE;
        device_group_key: Option<String> = "DeviceGroupKey" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    NotifyConfigurationType {
        from: Option<String> = "From" in STRING_TYPE;
        reply_to: Option<String> = "ReplyTo" in STRING_TYPE;
        source_arn: String = "SourceArn" in ARN_TYPE;
        block_email: Option<NotifyEmailType> = "BlockEmail" in NotifyEmailType::SHAPE;
        no_action_email: Option<NotifyEmailType> = "NoActionEmail" in NotifyEmailType::SHAPE;
        mfa_email: Option<NotifyEmailType> = "MfaEmail" in NotifyEmailType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    NotifyEmailType {
        subject: String = "Subject" in EMAIL_NOTIFICATION_SUBJECT_TYPE;
        html_body: Option<String> = "HtmlBody" in EMAIL_NOTIFICATION_BODY_TYPE;
        text_body: Option<String> = "TextBody" in EMAIL_NOTIFICATION_BODY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    NumberAttributeConstraintsType {
        min_value: Option<String> = "MinValue" in STRING_TYPE;
        max_value: Option<String> = "MaxValue" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    PasswordPolicyType {
        minimum_length: Option<i32> = "MinimumLength" in PASSWORD_POLICY_MIN_LENGTH_TYPE;
        require_uppercase: Option<bool> = "RequireUppercase" in BOOLEAN_TYPE;
        require_lowercase: Option<bool> = "RequireLowercase" in BOOLEAN_TYPE;
        require_numbers: Option<bool> = "RequireNumbers" in BOOLEAN_TYPE;
        require_symbols: Option<bool> = "RequireSymbols" in BOOLEAN_TYPE;
        password_history_size: Option<i32> = "PasswordHistorySize" in PASSWORD_HISTORY_SIZE_TYPE;
        temporary_password_validity_days: Option<i32> = "TemporaryPasswordValidityDays" in TEMPORARY_PASSWORD_VALIDITY_DAYS_TYPE;
    }
}

structure! {
    PreTokenGenerationVersionConfigType {
        lambda_version: PreTokenGenerationLambdaVersionType = "LambdaVersion" in PreTokenGenerationLambdaVersionType::SHAPE;
        lambda_arn: String = "LambdaArn" in ARN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ProviderDescription {
        provider_name: Option<String> = "ProviderName" in PROVIDER_NAME_TYPE;
        provider_type: Option<IdentityProviderTypeType> = "ProviderType" in IdentityProviderTypeType::SHAPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ProviderUserIdentifierType {
        provider_name: Option<String> = "ProviderName" in PROVIDER_NAME_TYPE;
        provider_attribute_name: Option<String> = "ProviderAttributeName" in STRING_TYPE;
        provider_attribute_value: Option<String> = "ProviderAttributeValue" in STRING_TYPE;
    }
}

structure! {
    RecoveryOptionType {
        priority: i32 = "Priority" in PRIORITY_TYPE;
        name: RecoveryOptionNameType = "Name" in RecoveryOptionNameType::SHAPE;
    }
}

structure! {
    RefreshTokenRotationType {
        feature: FeatureType = "Feature" in FeatureType::SHAPE;
        retry_grace_period_seconds: Option<i32> = "RetryGracePeriodSeconds" in RETRY_GRACE_PERIOD_SECONDS_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ResourceServerScopeType {
        scope_name: String = "ScopeName" in RESOURCE_SERVER_SCOPE_NAME_TYPE;
        scope_description: String = "ScopeDescription" in RESOURCE_SERVER_SCOPE_DESCRIPTION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    ResourceServerType {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        identifier: Option<String> = "Identifier" in RESOURCE_SERVER_IDENTIFIER_TYPE;
        name: Option<String> = "Name" in RESOURCE_SERVER_NAME_TYPE;
        scopes: Option<Vec<ResourceServerScopeType>> = "Scopes" in RESOURCE_SERVER_SCOPE_LIST_TYPE;
        managed_by: Option<ResourceServerManagedByType> = "ManagedBy" in ResourceServerManagedByType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    RestorationDescriptionType {
        restore_id: Option<String> = "RestoreId" in RESTORE_ID_TYPE;
        restore_status: Option<RestoreStatusType> = "RestoreStatus" in RestoreStatusType::SHAPE;
        restore_timestamp: Option<Timestamp> = "RestoreTimestamp" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    RestorationType {
        restore_id: Option<String> = "RestoreId" in RESTORE_ID_TYPE;
        restore_status: Option<RestoreStatusType> = "RestoreStatus" in RestoreStatusType::SHAPE;
        restore_timestamp: Option<Timestamp> = "RestoreTimestamp" in DATE_TYPE;
        trigger_timestamp: Option<Timestamp> = "TriggerTimestamp" in DATE_TYPE;
        restore_preview: Option<Vec<RestorePreviewType>> = "RestorePreview" in RESTORE_PREVIEW_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    RestorePreviewType {
        entity: Option<String> = "Entity" in STRING_TYPE;
        create_count: Option<i64> = "CreateCount" in LONG_TYPE;
        update_count: Option<i64> = "UpdateCount" in LONG_TYPE;
        delete_count: Option<i64> = "DeleteCount" in LONG_TYPE;
    }
}

structure! {
    #[derive(Default)]
    RiskConfigurationType {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
        compromised_credentials_risk_configuration: Option<CompromisedCredentialsRiskConfigurationType> = "CompromisedCredentialsRiskConfiguration" in CompromisedCredentialsRiskConfigurationType::SHAPE;
        account_takeover_risk_configuration: Option<AccountTakeoverRiskConfigurationType> = "AccountTakeoverRiskConfiguration" in AccountTakeoverRiskConfigurationType::SHAPE;
        risk_exception_configuration: Option<RiskExceptionConfigurationType> = "RiskExceptionConfiguration" in RiskExceptionConfigurationType::SHAPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    RiskExceptionConfigurationType {
        blocked_ip_range_list: Option<Vec<String>> = "BlockedIPRangeList" in BLOCKED_IP_RANGE_LIST_TYPE;
        skipped_ip_range_list: Option<Vec<String>> = "SkippedIPRangeList" in SKIPPED_IP_RANGE_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    RoutingType {
        failover: Option<FailoverType> = "Failover" in FailoverType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    S3ConfigurationType {
        bucket_arn: Option<String> = "BucketArn" in S3_ARN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    SMSMfaSettingsType {
        enabled: Option<bool> = "Enabled" in BOOLEAN_TYPE;
        preferred_mfa: Option<bool> = "PreferredMfa" in BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    SchemaAttributeType {
        name: Option<String> = "Name" in CUSTOM_ATTRIBUTE_NAME_TYPE;
        attribute_data_type: Option<AttributeDataType> = "AttributeDataType" in AttributeDataType::SHAPE;
        developer_only_attribute: Option<bool> = "DeveloperOnlyAttribute" in BOOLEAN_TYPE;
        mutable: Option<bool> = "Mutable" in BOOLEAN_TYPE;
        required: Option<bool> = "Required" in BOOLEAN_TYPE;
        number_attribute_constraints: Option<NumberAttributeConstraintsType> = "NumberAttributeConstraints" in NumberAttributeConstraintsType::SHAPE;
        string_attribute_constraints: Option<StringAttributeConstraintsType> = "StringAttributeConstraints" in StringAttributeConstraintsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SessionDescriptionType {
        session_id: Option<String> = "SessionId" in SESSION_ID_TYPE;
        session_type: Option<SessionTypeType> = "SessionType" in SessionTypeType::SHAPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
        create_date: Option<Timestamp> = "CreateDate" in DATE_TYPE;
        last_active_date: Option<Timestamp> = "LastActiveDate" in DATE_TYPE;
        device_type: Option<String> = "DeviceType" in SESSION_DEVICE_TYPE;
        last_ip_address: Option<Sensitive<String>> = "LastIPAddress" in SESSION_IP_ADDRESS_TYPE;
        last_location: Option<SessionLocationType> = "LastLocation" in SessionLocationType::SHAPE;
        origin_session_id: Option<String> = "OriginSessionId" in SESSION_ID_TYPE;
        is_current_session: Option<bool> = "IsCurrentSession" in WRAPPED_BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    SessionLocationType {
        city: Option<String> = "City" in SESSION_LOCATION_CITY_TYPE;
        country: Option<String> = "Country" in SESSION_LOCATION_COUNTRY_TYPE;
    }
}

structure! {
    #[derive(Default)]
    SignInPolicyType {
        allowed_first_auth_factors: Option<Vec<AuthFactorType>> = "AllowedFirstAuthFactors" in ALLOWED_FIRST_AUTH_FACTORS_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    SmsConfigurationType {
        sns_caller_arn: Option<String> = "SnsCallerArn" in OPTIONAL_ARN_TYPE;
        external_id: Option<String> = "ExternalId" in STRING_TYPE;
        sns_region: Option<String> = "SnsRegion" in REGION_CODE_TYPE;
        eums_sms: Option<EumsSmsConfigurationType> = "EumsSms" in EumsSmsConfigurationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SmsMfaConfigType {
        sms_authentication_message: Option<String> = "SmsAuthenticationMessage" in SMS_VERIFICATION_MESSAGE_TYPE;
        sms_configuration: Option<SmsConfigurationType> = "SmsConfiguration" in SmsConfigurationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SoftwareTokenMfaConfigType {
        enabled: Option<bool> = "Enabled" in BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    SoftwareTokenMfaSettingsType {
        enabled: Option<bool> = "Enabled" in BOOLEAN_TYPE;
        preferred_mfa: Option<bool> = "PreferredMfa" in BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    StringAttributeConstraintsType {
        min_length: Option<String> = "MinLength" in STRING_TYPE;
        max_length: Option<String> = "MaxLength" in STRING_TYPE;
    }
}

structure! {
    TermsDescriptionType {
        terms_id: String = "TermsId" in TERMS_ID_TYPE;
        terms_name: String = "TermsName" in TERMS_NAME_TYPE;
        enforcement: TermsEnforcementType = "Enforcement" in TermsEnforcementType::SHAPE;
        creation_date: Timestamp = "CreationDate" in DATE_TYPE;
        last_modified_date: Timestamp = "LastModifiedDate" in DATE_TYPE;
    }
}

structure! {
    TermsType {
        terms_id: String = "TermsId" in TERMS_ID_TYPE;
        user_pool_id: String = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Sensitive<String> = "ClientId" in CLIENT_ID_TYPE;
        terms_name: String = "TermsName" in TERMS_NAME_TYPE;
        terms_source: TermsSourceType = "TermsSource" in TermsSourceType::SHAPE;
        enforcement: TermsEnforcementType = "Enforcement" in TermsEnforcementType::SHAPE;
        links: BTreeMap<String, String> = "Links" in LINKS_TYPE;
        creation_date: Timestamp = "CreationDate" in DATE_TYPE;
        last_modified_date: Timestamp = "LastModifiedDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    TokenValidityUnitsType {
        access_token: Option<TimeUnitsType> = "AccessToken" in TimeUnitsType::SHAPE;
        id_token: Option<TimeUnitsType> = "IdToken" in TimeUnitsType::SHAPE;
        refresh_token: Option<TimeUnitsType> = "RefreshToken" in TimeUnitsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UICustomizationType {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
        image_url: Option<String> = "ImageUrl" in IMAGE_URL_TYPE;
        css: Option<String> = "CSS" in CSS_TYPE;
        css_version: Option<String> = "CSSVersion" in CSS_VERSION_TYPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UserAttributeUpdateSettingsType {
        attributes_require_verification_before_update: Option<Vec<VerifiedAttributeType>> = "AttributesRequireVerificationBeforeUpdate" in ATTRIBUTES_REQUIRE_VERIFICATION_BEFORE_UPDATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UserContextDataType {
        ip_address: Option<Sensitive<String>> = "IpAddress" in STRING_TYPE;
        encoded_data: Option<Sensitive<String>> = "EncodedData" in STRING_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UserImportJobType {
        job_name: Option<String> = "JobName" in USER_IMPORT_JOB_NAME_TYPE;
        job_id: Option<String> = "JobId" in USER_IMPORT_JOB_ID_TYPE;
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        pre_signed_url: Option<String> = "PreSignedUrl" in PRE_SIGNED_URL_TYPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
        start_date: Option<Timestamp> = "StartDate" in DATE_TYPE;
        completion_date: Option<Timestamp> = "CompletionDate" in DATE_TYPE;
        status: Option<UserImportJobStatusType> = "Status" in UserImportJobStatusType::SHAPE;
        cloud_watch_logs_role_arn: Option<String> = "CloudWatchLogsRoleArn" in ARN_TYPE;
        imported_users: Option<i64> = "ImportedUsers" in LONG_TYPE;
        skipped_users: Option<i64> = "SkippedUsers" in LONG_TYPE;
        failed_users: Option<i64> = "FailedUsers" in LONG_TYPE;
        completion_message: Option<String> = "CompletionMessage" in COMPLETION_MESSAGE_TYPE;
        password_hashing_algorithm: Option<PasswordHashingAlgorithmType> = "PasswordHashingAlgorithm" in PasswordHashingAlgorithmType::SHAPE;
    }
}

structure! {
    UserPoolAddOnsType {
        advanced_security_mode: AdvancedSecurityModeType = "AdvancedSecurityMode" in AdvancedSecurityModeType::SHAPE;
        advanced_security_additional_flows: Option<AdvancedSecurityAdditionalFlowsType> = "AdvancedSecurityAdditionalFlows" in AdvancedSecurityAdditionalFlowsType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UserPoolClientDescription {
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        client_name: Option<String> = "ClientName" in CLIENT_NAME_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UserPoolClientType {
        user_pool_id: Option<String> = "UserPoolId" in USER_POOL_ID_TYPE;
        client_name: Option<String> = "ClientName" in CLIENT_NAME_TYPE;
        client_id: Option<Sensitive<String>> = "ClientId" in CLIENT_ID_TYPE;
        client_secret: Option<Sensitive<String>> = "ClientSecret" in CLIENT_SECRET_TYPE;
        client_secret_arn: Option<String> = "ClientSecretArn" in CLIENT_SECRET_ARN_TYPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
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
        client_type: Option<ClientTypeType> = "ClientType" in ClientTypeType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UserPoolDescriptionType {
        id: Option<String> = "Id" in USER_POOL_ID_TYPE;
        name: Option<String> = "Name" in USER_POOL_NAME_TYPE;
        lambda_config: Option<LambdaConfigType> = "LambdaConfig" in LambdaConfigType::SHAPE;
        status: Option<StatusType> = "Status" in StatusType::SHAPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
        replica_regions: Option<Vec<String>> = "ReplicaRegions" in REPLICA_REGIONS_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UserPoolPolicyType {
        password_policy: Option<PasswordPolicyType> = "PasswordPolicy" in PasswordPolicyType::SHAPE;
        sign_in_policy: Option<SignInPolicyType> = "SignInPolicy" in SignInPolicyType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    UserPoolReplicaType {
        region_name: Option<String> = "RegionName" in REGION_NAME_TYPE;
        status: Option<ReplicaStatusType> = "Status" in ReplicaStatusType::SHAPE;
        role: Option<ReplicaRoleType> = "Role" in ReplicaRoleType::SHAPE;
        user_pool_arn: Option<String> = "UserPoolArn" in ARN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UserPoolTokenSessionConfigType {
        max_per_user: i32 = "MaxPerUser" in MAX_SESSIONS_PER_USER_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UserPoolType {
        id: Option<String> = "Id" in USER_POOL_ID_TYPE;
        name: Option<String> = "Name" in USER_POOL_NAME_TYPE;
        policies: Option<UserPoolPolicyType> = "Policies" in UserPoolPolicyType::SHAPE;
        deletion_protection: Option<DeletionProtectionType> = "DeletionProtection" in DeletionProtectionType::SHAPE;
        lambda_config: Option<LambdaConfigType> = "LambdaConfig" in LambdaConfigType::SHAPE;
        status: Option<StatusType> = "Status" in StatusType::SHAPE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE_TYPE;
        creation_date: Option<Timestamp> = "CreationDate" in DATE_TYPE;
        schema_attributes: Option<Vec<SchemaAttributeType>> = "SchemaAttributes" in SCHEMA_ATTRIBUTES_LIST_TYPE;
        auto_verified_attributes: Option<Vec<VerifiedAttributeType>> = "AutoVerifiedAttributes" in VERIFIED_ATTRIBUTES_LIST_TYPE;
        alias_attributes: Option<Vec<AliasAttributeType>> = "AliasAttributes" in ALIAS_ATTRIBUTES_LIST_TYPE;
        username_attributes: Option<Vec<UsernameAttributeType>> = "UsernameAttributes" in USERNAME_ATTRIBUTES_LIST_TYPE;
        sms_verification_message: Option<String> = "SmsVerificationMessage" in SMS_VERIFICATION_MESSAGE_TYPE;
        email_verification_message: Option<String> = "EmailVerificationMessage" in EMAIL_VERIFICATION_MESSAGE_TYPE;
        email_verification_subject: Option<String> = "EmailVerificationSubject" in EMAIL_VERIFICATION_SUBJECT_TYPE;
        verification_message_template: Option<VerificationMessageTemplateType> = "VerificationMessageTemplate" in VerificationMessageTemplateType::SHAPE;
        sms_authentication_message: Option<String> = "SmsAuthenticationMessage" in SMS_VERIFICATION_MESSAGE_TYPE;
        user_attribute_update_settings: Option<UserAttributeUpdateSettingsType> = "UserAttributeUpdateSettings" in UserAttributeUpdateSettingsType::SHAPE;
        mfa_configuration: Option<UserPoolMfaType> = "MfaConfiguration" in UserPoolMfaType::SHAPE;
        device_configuration: Option<DeviceConfigurationType> = "DeviceConfiguration" in DeviceConfigurationType::SHAPE;
        estimated_number_of_users: Option<i32> = "EstimatedNumberOfUsers" in INTEGER_TYPE;
        email_configuration: Option<EmailConfigurationType> = "EmailConfiguration" in EmailConfigurationType::SHAPE;
        sms_configuration: Option<SmsConfigurationType> = "SmsConfiguration" in SmsConfigurationType::SHAPE;
        user_pool_tags: Option<BTreeMap<String, String>> = "UserPoolTags" in USER_POOL_TAGS_TYPE;
        sms_configuration_failure: Option<String> = "SmsConfigurationFailure" in STRING_TYPE;
        email_configuration_failure: Option<String> = "EmailConfigurationFailure" in STRING_TYPE;
        domain: Option<String> = "Domain" in DOMAIN_TYPE;
        custom_domain: Option<String> = "CustomDomain" in DOMAIN_TYPE;
        admin_create_user_config: Option<AdminCreateUserConfigType> = "AdminCreateUserConfig" in AdminCreateUserConfigType::SHAPE;
        user_pool_add_ons: Option<UserPoolAddOnsType> = "UserPoolAddOns" in UserPoolAddOnsType::SHAPE;
        dcr_configuration: Option<DcrConfigurationType> = "DcrConfiguration" in DcrConfigurationType::SHAPE;
        username_configuration: Option<UsernameConfigurationType> = "UsernameConfiguration" in UsernameConfigurationType::SHAPE;
        arn: Option<String> = "Arn" in ARN_TYPE;
        account_recovery_setting: Option<AccountRecoverySettingType> = "AccountRecoverySetting" in AccountRecoverySettingType::SHAPE;
        user_pool_tier: Option<UserPoolTierType> = "UserPoolTier" in UserPoolTierType::SHAPE;
        key_configuration: Option<KeyConfigurationType> = "KeyConfiguration" in KeyConfigurationType::SHAPE;
        issuer_configuration: Option<IssuerConfigurationType> = "IssuerConfiguration" in IssuerConfigurationType::SHAPE;
        acr_configuration: Option<BTreeMap<String, AcrLevelConfigType>> = "AcrConfiguration" in ACR_CONFIGURATION_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UserType {
        username: Option<Sensitive<String>> = "Username" in USERNAME_TYPE;
        attributes: Option<Vec<AttributeType>> = "Attributes" in ATTRIBUTE_LIST_TYPE;
        user_create_date: Option<Timestamp> = "UserCreateDate" in DATE_TYPE;
        user_last_modified_date: Option<Timestamp> = "UserLastModifiedDate" in DATE_TYPE;
        enabled: Option<bool> = "Enabled" in BOOLEAN_TYPE;
        user_status: Option<UserStatusType> = "UserStatus" in UserStatusType::SHAPE;
        mfa_options: Option<Vec<MFAOptionType>> = "MFAOptions" in MFA_OPTION_LIST_TYPE;
    }
}

structure! {
    #[derive(Default)]
    UsernameConfigurationType {
        case_sensitive: bool = "CaseSensitive" in WRAPPED_BOOLEAN_TYPE;
    }
}

structure! {
    #[derive(Default)]
    VerificationMessageTemplateType {
        sms_message: Option<String> = "SmsMessage" in SMS_VERIFICATION_MESSAGE_TYPE;
        email_message: Option<String> = "EmailMessage" in EMAIL_VERIFICATION_MESSAGE_TYPE;
        email_subject: Option<String> = "EmailSubject" in EMAIL_VERIFICATION_SUBJECT_TYPE;
        email_message_by_link: Option<String> = "EmailMessageByLink" in EMAIL_VERIFICATION_MESSAGE_BY_LINK_TYPE;
        email_subject_by_link: Option<String> = "EmailSubjectByLink" in EMAIL_VERIFICATION_SUBJECT_BY_LINK_TYPE;
        default_email_option: Option<DefaultEmailOptionType> = "DefaultEmailOption" in DefaultEmailOptionType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    WebAuthnConfigurationType {
        relying_party_id: Option<String> = "RelyingPartyId" in RELYING_PARTY_ID_TYPE;
        user_verification: Option<UserVerificationType> = "UserVerification" in UserVerificationType::SHAPE;
        factor_configuration: Option<WebAuthnFactorConfigurationType> = "FactorConfiguration" in WebAuthnFactorConfigurationType::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    WebAuthnCredentialDescription {
        credential_id: String = "CredentialId" in STRING_TYPE;
        friendly_credential_name: String = "FriendlyCredentialName" in STRING_TYPE;
        relying_party_id: String = "RelyingPartyId" in STRING_TYPE;
        authenticator_attachment: Option<String> = "AuthenticatorAttachment" in WEB_AUTHN_AUTHENTICATOR_ATTACHMENT_TYPE;
        authenticator_transports: Vec<String> = "AuthenticatorTransports" in WEB_AUTHN_AUTHENTICATOR_TRANSPORTS_LIST;
        created_at: Timestamp = "CreatedAt" in DATE_TYPE;
    }
}

structure! {
    #[derive(Default)]
    WebAuthnMfaSettingsType {
        enabled: Option<bool> = "Enabled" in BOOLEAN_TYPE;
    }
}
