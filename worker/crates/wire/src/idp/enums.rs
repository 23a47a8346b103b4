// Made by `cargo xtask codegen` from the model of cognito-idp in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use crate::macros::enumeration;

enumeration! {
    AccountTakeoverEventActionType {
        Block = "BLOCK",
        MfaIfConfigured = "MFA_IF_CONFIGURED",
        MfaRequired = "MFA_REQUIRED",
        NoAction = "NO_ACTION",
    }
}

enumeration! {
    AdvancedSecurityEnabledModeType {
        Audit = "AUDIT",
        Enforced = "ENFORCED",
    }
}

enumeration! {
    AdvancedSecurityModeType {
        Off = "OFF",
        Audit = "AUDIT",
        Enforced = "ENFORCED",
    }
}

enumeration! {
    AliasAttributeType {
        PhoneNumber = "phone_number",
        Email = "email",
        PreferredUsername = "preferred_username",
    }
}

enumeration! {
    AssetCategoryType {
        FaviconIco = "FAVICON_ICO",
        FaviconSvg = "FAVICON_SVG",
        EmailGraphic = "EMAIL_GRAPHIC",
        SmsGraphic = "SMS_GRAPHIC",
        AuthAppGraphic = "AUTH_APP_GRAPHIC",
        PasswordGraphic = "PASSWORD_GRAPHIC",
        PasskeyGraphic = "PASSKEY_GRAPHIC",
        PageHeaderLogo = "PAGE_HEADER_LOGO",
        PageHeaderBackground = "PAGE_HEADER_BACKGROUND",
        PageFooterLogo = "PAGE_FOOTER_LOGO",
        PageFooterBackground = "PAGE_FOOTER_BACKGROUND",
        PageBackground = "PAGE_BACKGROUND",
        FormBackground = "FORM_BACKGROUND",
        FormLogo = "FORM_LOGO",
        IdpButtonIcon = "IDP_BUTTON_ICON",
    }
}

enumeration! {
    AssetExtensionType {
        Ico = "ICO",
        Jpeg = "JPEG",
        Png = "PNG",
        Svg = "SVG",
        Webp = "WEBP",
    }
}

enumeration! {
    AttributeDataType {
        String = "String",
        Number = "Number",
        DateTime = "DateTime",
        Boolean = "Boolean",
    }
}

enumeration! {
    AuthFactorType {
        Password = "PASSWORD",
        EmailOtp = "EMAIL_OTP",
        SmsOtp = "SMS_OTP",
        WebAuthn = "WEB_AUTHN",
        SoftwareToken = "SOFTWARE_TOKEN",
    }
}

enumeration! {
    AuthFlowType {
        UserSrpAuth = "USER_SRP_AUTH",
        RefreshTokenAuth = "REFRESH_TOKEN_AUTH",
        RefreshToken = "REFRESH_TOKEN",
        CustomAuth = "CUSTOM_AUTH",
        AdminNoSrpAuth = "ADMIN_NO_SRP_AUTH",
        UserPasswordAuth = "USER_PASSWORD_AUTH",
        AdminUserPasswordAuth = "ADMIN_USER_PASSWORD_AUTH",
        UserAuth = "USER_AUTH",
    }
}

enumeration! {
    CIMDCacheActionType {
        Refresh = "REFRESH",
        Invalidate = "INVALIDATE",
    }
}

enumeration! {
    ChallengeName {
        Password = "Password",
        Mfa = "Mfa",
    }
}

enumeration! {
    ChallengeNameType {
        SmsMfa = "SMS_MFA",
        EmailOtp = "EMAIL_OTP",
        SoftwareTokenMfa = "SOFTWARE_TOKEN_MFA",
        SelectMfaType = "SELECT_MFA_TYPE",
        MfaSetup = "MFA_SETUP",
        PasswordVerifier = "PASSWORD_VERIFIER",
        CustomChallenge = "CUSTOM_CHALLENGE",
        SelectChallenge = "SELECT_CHALLENGE",
        DeviceSrpAuth = "DEVICE_SRP_AUTH",
        DevicePasswordVerifier = "DEVICE_PASSWORD_VERIFIER",
        AdminNoSrpAuth = "ADMIN_NO_SRP_AUTH",
        NewPasswordRequired = "NEW_PASSWORD_REQUIRED",
        SmsOtp = "SMS_OTP",
        Password = "PASSWORD",
        WebAuthn = "WEB_AUTHN",
        PasswordSrp = "PASSWORD_SRP",
    }
}

enumeration! {
    ChallengeResponse {
        Success = "Success",
        Failure = "Failure",
    }
}

enumeration! {
    ClientTypeType {
        Regular = "REGULAR",
        Dcr = "DCR",
    }
}

enumeration! {
    ColorSchemeModeType {
        Light = "LIGHT",
        Dark = "DARK",
        Dynamic = "DYNAMIC",
    }
}

enumeration! {
    CompromisedCredentialsEventActionType {
        Block = "BLOCK",
        NoAction = "NO_ACTION",
    }
}

enumeration! {
    CustomEmailSenderLambdaVersionType {
        V1_0 = "V1_0",
    }
}

enumeration! {
    CustomSMSSenderLambdaVersionType {
        V1_0 = "V1_0",
    }
}

enumeration! {
    DefaultEmailOptionType {
        ConfirmWithLink = "CONFIRM_WITH_LINK",
        ConfirmWithCode = "CONFIRM_WITH_CODE",
    }
}

enumeration! {
    DeletionProtectionType {
        Active = "ACTIVE",
        Inactive = "INACTIVE",
    }
}

enumeration! {
    DeliveryMediumType {
        Sms = "SMS",
        Email = "EMAIL",
    }
}

enumeration! {
    DeviceRememberedStatusType {
        Remembered = "remembered",
        NotRemembered = "not_remembered",
    }
}

enumeration! {
    DomainStatusType {
        Creating = "CREATING",
        Deleting = "DELETING",
        Updating = "UPDATING",
        Active = "ACTIVE",
        Failed = "FAILED",
    }
}

enumeration! {
    EmailSendingAccountType {
        CognitoDefault = "COGNITO_DEFAULT",
        Developer = "DEVELOPER",
    }
}

enumeration! {
    EncryptionKeyType {
        AwsOwnedKey = "AWS_OWNED_KEY",
        CustomerManagedKey = "CUSTOMER_MANAGED_KEY",
    }
}

enumeration! {
    EventFilterType {
        SignIn = "SIGN_IN",
        PasswordChange = "PASSWORD_CHANGE",
        SignUp = "SIGN_UP",
    }
}

enumeration! {
    EventResponseType {
        Pass = "Pass",
        Fail = "Fail",
        InProgress = "InProgress",
    }
}

enumeration! {
    EventSourceName {
        UserNotification = "userNotification",
        UserAuthEvents = "userAuthEvents",
    }
}

enumeration! {
    EventType {
        SignIn = "SignIn",
        SignUp = "SignUp",
        ForgotPassword = "ForgotPassword",
        PasswordChange = "PasswordChange",
        ResendCode = "ResendCode",
    }
}

enumeration! {
    ExplicitAuthFlowsType {
        AdminNoSrpAuth = "ADMIN_NO_SRP_AUTH",
        CustomAuthFlowOnly = "CUSTOM_AUTH_FLOW_ONLY",
        UserPasswordAuth = "USER_PASSWORD_AUTH",
        AllowAdminUserPasswordAuth = "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        AllowCustomAuth = "ALLOW_CUSTOM_AUTH",
        AllowUserPasswordAuth = "ALLOW_USER_PASSWORD_AUTH",
        AllowUserSrpAuth = "ALLOW_USER_SRP_AUTH",
        AllowRefreshTokenAuth = "ALLOW_REFRESH_TOKEN_AUTH",
        AllowUserAuth = "ALLOW_USER_AUTH",
        AllowTokenExchangeDelegation = "ALLOW_TOKEN_EXCHANGE_DELEGATION",
        AllowTokenExchangeImpersonation = "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
        AllowClientTokenAuth = "ALLOW_CLIENT_TOKEN_AUTH",
    }
}

enumeration! {
    FeatureType {
        Enabled = "ENABLED",
        Disabled = "DISABLED",
    }
}

enumeration! {
    FeedbackValueType {
        Valid = "Valid",
        Invalid = "Invalid",
    }
}

enumeration! {
    IdentityProviderTypeType {
        Saml = "SAML",
        Facebook = "Facebook",
        Google = "Google",
        LoginWithAmazon = "LoginWithAmazon",
        SignInWithApple = "SignInWithApple",
        Oidc = "OIDC",
    }
}

enumeration! {
    InboundFederationLambdaVersionType {
        V1_0 = "V1_0",
    }
}

enumeration! {
    IssuedTokenTypeIdentifierType {
        AccessToken = "ACCESS_TOKEN",
        IdToken = "ID_TOKEN",
    }
}

enumeration! {
    IssuerType {
        Original = "ORIGINAL",
        Updated = "UPDATED",
    }
}

enumeration! {
    LimitClass {
        ApiCategory = "API_CATEGORY",
    }
}

enumeration! {
    LogLevel {
        Error = "ERROR",
        Info = "INFO",
    }
}

enumeration! {
    MessageActionType {
        Resend = "RESEND",
        Suppress = "SUPPRESS",
    }
}

enumeration! {
    OAuthFlowType {
        Code = "code",
        Implicit = "implicit",
        ClientCredentials = "client_credentials",
    }
}

enumeration! {
    OAuthTokenTypeType {
        Bearer = "Bearer",
        NA = "N_A",
    }
}

enumeration! {
    PasswordHashingAlgorithmType {
        Bcrypt = "BCRYPT",
        Scrypt = "SCRYPT",
        Argon2id = "ARGON2ID",
        Pbkdf2Sha256 = "PBKDF2_SHA256",
    }
}

enumeration! {
    PreTokenGenerationLambdaVersionType {
        V1_0 = "V1_0",
        V2_0 = "V2_0",
        V3_0 = "V3_0",
    }
}

enumeration! {
    PreventUserExistenceErrorTypes {
        Legacy = "LEGACY",
        Enabled = "ENABLED",
    }
}

enumeration! {
    RecoveryOptionNameType {
        VerifiedEmail = "verified_email",
        VerifiedPhoneNumber = "verified_phone_number",
        AdminOnly = "admin_only",
    }
}

enumeration! {
    ReplicaRoleType {
        Primary = "PRIMARY",
        Secondary = "SECONDARY",
    }
}

enumeration! {
    ReplicaStatusType {
        Creating = "CREATING",
        Active = "ACTIVE",
        Inactive = "INACTIVE",
        Deleting = "DELETING",
    }
}

enumeration! {
    ResourceServerManagedByType {
        Cognito = "COGNITO",
    }
}

enumeration! {
    RestoreStatusType {
        PreviewGenerating = "PREVIEW_GENERATING",
        PreviewGenerated = "PREVIEW_GENERATED",
        PreviewCancelled = "PREVIEW_CANCELLED",
        PreviewGenerationFailed = "PREVIEW_GENERATION_FAILED",
        PreviewExpired = "PREVIEW_EXPIRED",
        Restoring = "RESTORING",
        RestoreCompleted = "RESTORE_COMPLETED",
        TemporaryInternalErrorSeeSupportCase = "TEMPORARY_INTERNAL_ERROR_SEE_SUPPORT_CASE",
        AwsAborted = "AWS_ABORTED",
    }
}

enumeration! {
    RevokeAssociatedSessionsType {
        None = "NONE",
        Linked = "LINKED",
    }
}

enumeration! {
    RiskDecisionType {
        NoRisk = "NoRisk",
        AccountTakeover = "AccountTakeover",
        Block = "Block",
    }
}

enumeration! {
    RiskLevelType {
        Low = "Low",
        Medium = "Medium",
        High = "High",
    }
}

enumeration! {
    SecurityPolicyType {
        TlsV1 = "TLS_V1",
        TlsV1_2_2021 = "TLS_V1_2_2021",
        TlsV1_3_2025 = "TLS_V1_3_2025",
    }
}

enumeration! {
    SessionTypeType {
        Token = "TOKEN",
        Sso = "SSO",
    }
}

enumeration! {
    StatusType {
        Enabled = "Enabled",
        Disabled = "Disabled",
    }
}

enumeration! {
    TermsEnforcementType {
        None = "NONE",
    }
}

enumeration! {
    TermsSourceType {
        Link = "LINK",
    }
}

enumeration! {
    TimeUnitsType {
        Seconds = "seconds",
        Minutes = "minutes",
        Hours = "hours",
        Days = "days",
    }
}

enumeration! {
    TokenTypeIdentifierType {
        AccessToken = "ACCESS_TOKEN",
        IdToken = "ID_TOKEN",
        Saml2 = "SAML2",
    }
}

enumeration! {
    UpdateReplicaStatusType {
        Active = "ACTIVE",
        Inactive = "INACTIVE",
    }
}

enumeration! {
    UserImportJobStatusType {
        Created = "Created",
        Pending = "Pending",
        InProgress = "InProgress",
        Stopping = "Stopping",
        Expired = "Expired",
        Stopped = "Stopped",
        Failed = "Failed",
        Succeeded = "Succeeded",
    }
}

enumeration! {
    UserPoolMfaType {
        Optional = "OPTIONAL",
        Off = "OFF",
        On = "ON",
    }
}

enumeration! {
    UserPoolTierType {
        Lite = "LITE",
        Essentials = "ESSENTIALS",
        Plus = "PLUS",
    }
}

enumeration! {
    UserSessionTrackingType {
        Enabled = "ENABLED",
        Disabled = "DISABLED",
    }
}

enumeration! {
    UserStatusType {
        Unconfirmed = "UNCONFIRMED",
        Confirmed = "CONFIRMED",
        Archived = "ARCHIVED",
        Compromised = "COMPROMISED",
        Unknown = "UNKNOWN",
        ResetRequired = "RESET_REQUIRED",
        ForceChangePassword = "FORCE_CHANGE_PASSWORD",
        ExternalProvider = "EXTERNAL_PROVIDER",
    }
}

enumeration! {
    UserVerificationType {
        Required = "required",
        Preferred = "preferred",
    }
}

enumeration! {
    UsernameAttributeType {
        PhoneNumber = "phone_number",
        Email = "email",
    }
}

enumeration! {
    VerifiedAttributeType {
        PhoneNumber = "phone_number",
        Email = "email",
    }
}

enumeration! {
    VerifySoftwareTokenResponseType {
        Success = "SUCCESS",
        Error = "ERROR",
    }
}

enumeration! {
    WebAuthnFactorConfigurationType {
        SingleFactor = "SINGLE_FACTOR",
        MultiFactorWithUserVerification = "MULTI_FACTOR_WITH_USER_VERIFICATION",
    }
}
