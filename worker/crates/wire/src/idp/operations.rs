// Made by `cargo xtask codegen` from the model of cognito-idp in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use super::{requests::*, responses::*};
use crate::macros::operations;

operations! {
    CognitoIdp;

    AddCustomAttributes(AddCustomAttributesRequest) -> AddCustomAttributesResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, UserImportInProgressException,
        InternalErrorException,
    ];

    AddUserPoolClientSecret(AddUserPoolClientSecretRequest) -> AddUserPoolClientSecretResponse, SigV4, "POST" "/", [
        InvalidParameterException, InternalServerException, TooManyRequestsException,
        LimitExceededException, AccessDeniedException, ResourceNotFoundException,
    ];

    AdminAddUserToGroup(AdminAddUserToGroupRequest) -> (), SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminConfirmSignUp(AdminConfirmSignUpRequest) -> AdminConfirmSignUpResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, UnexpectedLambdaException,
        UserLambdaValidationException, NotAuthorizedException, TooManyFailedAttemptsException,
        InvalidLambdaResponseException, TooManyRequestsException, LimitExceededException,
        UserNotFoundException, OperationNotEnabledException, InternalErrorException,
    ];

    AdminCreateUser(AdminCreateUserRequest) -> AdminCreateUserResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, UserNotFoundException,
        UsernameExistsException, InvalidPasswordException, CodeDeliveryFailureException,
        UnexpectedLambdaException, UserLambdaValidationException, InvalidLambdaResponseException,
        PreconditionNotMetException, InvalidSmsRoleAccessPolicyException,
        InvalidSmsRoleTrustRelationshipException, TooManyRequestsException,
        NotAuthorizedException, UnsupportedUserStateException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminDeleteSoftwareToken(AdminDeleteSoftwareTokenRequest) -> AdminDeleteSoftwareTokenResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        TooManyRequestsException, UserNotFoundException, UserNotConfirmedException,
        OperationNotEnabledException, InternalErrorException,
    ];

    AdminDeleteUser(AdminDeleteUserRequest) -> (), SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminDeleteUserAttributes(AdminDeleteUserAttributesRequest) -> AdminDeleteUserAttributesResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminDisableProviderForUser(AdminDisableProviderForUserRequest) -> AdminDisableProviderForUserResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, AliasExistsException,
        OperationNotEnabledException, InternalErrorException,
    ];

    AdminDisableUser(AdminDisableUserRequest) -> AdminDisableUserResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminEnableUser(AdminEnableUserRequest) -> AdminEnableUserResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminForgetDevice(AdminForgetDeviceRequest) -> (), SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException,
        InvalidUserPoolConfigurationException, TooManyRequestsException, NotAuthorizedException,
        OperationNotEnabledException, UserNotFoundException, InternalErrorException,
    ];

    AdminGetDevice(AdminGetDeviceRequest) -> AdminGetDeviceResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException,
        InvalidUserPoolConfigurationException, TooManyRequestsException,
        OperationNotEnabledException, InternalErrorException, NotAuthorizedException,
    ];

    AdminGetUser(AdminGetUserRequest) -> AdminGetUserResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminGetUserAuthFactors(AdminGetUserAuthFactorsRequest) -> AdminGetUserAuthFactorsResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        OperationNotEnabledException, TooManyRequestsException, UserNotFoundException,
        InternalErrorException,
    ];

    AdminInitiateAuth(AdminInitiateAuthRequest) -> AdminInitiateAuthResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, UnsupportedOperationException, InvalidParameterException,
        NotAuthorizedException, TooManyRequestsException, InternalErrorException,
        UnexpectedLambdaException, InvalidUserPoolConfigurationException,
        UserLambdaValidationException, InvalidLambdaResponseException,
        MFAMethodNotFoundException, InvalidSmsRoleAccessPolicyException,
        InvalidEmailRoleAccessPolicyException, InvalidSmsRoleTrustRelationshipException,
        PasswordResetRequiredException, UserNotFoundException, UserNotConfirmedException,
        OperationNotEnabledException, FeatureUnavailableInTierException,
    ];

    AdminLinkProviderForUser(AdminLinkProviderForUserRequest) -> AdminLinkProviderForUserResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, AliasExistsException,
        LimitExceededException, OperationNotEnabledException, InternalErrorException,
    ];

    AdminListDevices(AdminListDevicesRequest) -> AdminListDevicesResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException,
        InvalidUserPoolConfigurationException, TooManyRequestsException,
        OperationNotEnabledException, InternalErrorException, NotAuthorizedException,
    ];

    AdminListGroupsForUser(AdminListGroupsForUserRequest) -> AdminListGroupsForUserResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminListUserAuthEvents(AdminListUserAuthEventsRequest) -> AdminListUserAuthEventsResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        UserPoolAddOnNotEnabledException, InternalErrorException,
    ];

    AdminListUserSessions(AdminListUserSessionsRequest) -> AdminListUserSessionsResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminRemoveUserFromGroup(AdminRemoveUserFromGroupRequest) -> (), SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminResetUserPassword(AdminResetUserPasswordRequest) -> AdminResetUserPasswordResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, UnexpectedLambdaException,
        UserLambdaValidationException, NotAuthorizedException, InvalidLambdaResponseException,
        TooManyRequestsException, LimitExceededException, UserNotFoundException,
        InvalidSmsRoleAccessPolicyException, InvalidEmailRoleAccessPolicyException,
        InvalidSmsRoleTrustRelationshipException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminRespondToAuthChallenge(AdminRespondToAuthChallengeRequest) -> AdminRespondToAuthChallengeResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        CodeMismatchException, ExpiredCodeException, UnexpectedLambdaException,
        InvalidPasswordException, PasswordHistoryPolicyViolationException,
        UserLambdaValidationException, InvalidLambdaResponseException, TooManyRequestsException,
        InvalidUserPoolConfigurationException, InternalErrorException,
        MFAMethodNotFoundException, InvalidEmailRoleAccessPolicyException,
        InvalidSmsRoleAccessPolicyException, InvalidSmsRoleTrustRelationshipException,
        AliasExistsException, PasswordResetRequiredException, UserNotFoundException,
        UserNotConfirmedException, SoftwareTokenMFANotFoundException,
        OperationNotEnabledException,
    ];

    AdminRevokeUserSession(AdminRevokeUserSessionRequest) -> AdminRevokeUserSessionResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AdminSetUserMFAPreference(AdminSetUserMFAPreferenceRequest) -> AdminSetUserMFAPreferenceResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        PasswordResetRequiredException, UserNotFoundException, UserNotConfirmedException,
        OperationNotEnabledException, InternalErrorException,
    ];

    AdminSetUserPassword(AdminSetUserPasswordRequest) -> AdminSetUserPasswordResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, NotAuthorizedException, UserNotFoundException,
        InternalErrorException, TooManyRequestsException, InvalidParameterException,
        InvalidPasswordException, PasswordHistoryPolicyViolationException,
        OperationNotEnabledException,
    ];

    AdminSetUserSettings(AdminSetUserSettingsRequest) -> AdminSetUserSettingsResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        UserNotFoundException, OperationNotEnabledException, InternalErrorException,
    ];

    AdminUpdateAuthEventFeedback(AdminUpdateAuthEventFeedbackRequest) -> AdminUpdateAuthEventFeedbackResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, UserPoolAddOnNotEnabledException,
        OperationNotEnabledException, InternalErrorException,
    ];

    AdminUpdateDeviceStatus(AdminUpdateDeviceStatusRequest) -> AdminUpdateDeviceStatusResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException,
        InvalidUserPoolConfigurationException, TooManyRequestsException, NotAuthorizedException,
        OperationNotEnabledException, UserNotFoundException, InternalErrorException,
    ];

    AdminUpdateUserAttributes(AdminUpdateUserAttributesRequest) -> AdminUpdateUserAttributesResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, UnexpectedLambdaException,
        UserLambdaValidationException, InvalidLambdaResponseException, AliasExistsException,
        TooManyRequestsException, NotAuthorizedException, UserNotFoundException,
        InternalErrorException, InvalidSmsRoleAccessPolicyException,
        InvalidEmailRoleAccessPolicyException, InvalidSmsRoleTrustRelationshipException,
        OperationNotEnabledException,
    ];

    AdminUserGlobalSignOut(AdminUserGlobalSignOutRequest) -> AdminUserGlobalSignOutResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException,
    ];

    AssociateSoftwareToken(AssociateSoftwareTokenRequest) -> AssociateSoftwareTokenResponse, None, "POST" "/", [
        ConcurrentModificationException, InvalidParameterException, NotAuthorizedException,
        ResourceNotFoundException, InternalErrorException, SoftwareTokenMFANotFoundException,
        ForbiddenException, OperationNotEnabledException,
    ];

    CancelPointInTimeRecovery(CancelPointInTimeRecoveryRequest) -> CancelPointInTimeRecoveryResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, FeatureUnavailableInTierException,
        ConcurrentModificationException, TooManyRequestsException, NotAuthorizedException,
        OperationNotEnabledException, InternalErrorException,
    ];

    ChangePassword(ChangePasswordRequest) -> ChangePasswordResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, InvalidPasswordException,
        PasswordHistoryPolicyViolationException, NotAuthorizedException,
        TooManyRequestsException, LimitExceededException, PasswordResetRequiredException,
        UserNotFoundException, UserNotConfirmedException, OperationNotEnabledException,
        InternalErrorException, ForbiddenException,
    ];

    CompleteWebAuthnRegistration(CompleteWebAuthnRegistrationRequest) -> CompleteWebAuthnRegistrationResponse, None, "POST" "/", [
        ForbiddenException, InternalErrorException, InvalidParameterException,
        LimitExceededException, NotAuthorizedException, TooManyRequestsException,
        WebAuthnNotEnabledException, WebAuthnChallengeNotFoundException,
        WebAuthnRelyingPartyMismatchException, WebAuthnClientMismatchException,
        WebAuthnOriginNotAllowedException, PasswordResetRequiredException,
        WebAuthnCredentialNotSupportedException, OperationNotEnabledException,
    ];

    ConfirmDevice(ConfirmDeviceRequest) -> ConfirmDeviceResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        InvalidPasswordException, InvalidLambdaResponseException, UsernameExistsException,
        InvalidUserPoolConfigurationException, TooManyRequestsException,
        PasswordResetRequiredException, UserNotFoundException, UserNotConfirmedException,
        InternalErrorException, OperationNotEnabledException, DeviceKeyExistsException,
        ForbiddenException,
    ];

    ConfirmForgotPassword(ConfirmForgotPasswordRequest) -> ConfirmForgotPasswordResponse, None, "POST" "/", [
        ResourceNotFoundException, UnexpectedLambdaException, UserLambdaValidationException,
        InvalidParameterException, InvalidPasswordException,
        PasswordHistoryPolicyViolationException, NotAuthorizedException, CodeMismatchException,
        ExpiredCodeException, TooManyFailedAttemptsException, InvalidLambdaResponseException,
        TooManyRequestsException, LimitExceededException, UserNotFoundException,
        UserNotConfirmedException, OperationNotEnabledException, InternalErrorException,
        ForbiddenException,
    ];

    ConfirmSignUp(ConfirmSignUpRequest) -> ConfirmSignUpResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, UnexpectedLambdaException,
        UserLambdaValidationException, NotAuthorizedException, TooManyFailedAttemptsException,
        CodeMismatchException, ExpiredCodeException, InvalidLambdaResponseException,
        AliasExistsException, TooManyRequestsException, LimitExceededException,
        UserNotFoundException, OperationNotEnabledException, InternalErrorException,
        ForbiddenException,
    ];

    CreateCIMDPolicy(CreateCIMDPolicyRequest) -> CreateCIMDPolicyResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, ConcurrentModificationException,
        NotAuthorizedException, TooManyRequestsException, LimitExceededException,
        OperationNotEnabledException, InternalErrorException, FeatureUnavailableInTierException,
    ];

    CreateGroup(CreateGroupRequest) -> CreateGroupResponse, SigV4, "POST" "/", [
        InvalidParameterException, GroupExistsException, ResourceNotFoundException,
        TooManyRequestsException, LimitExceededException, NotAuthorizedException,
        OperationNotEnabledException, InternalErrorException,
    ];

    CreateIdentityProvider(CreateIdentityProviderRequest) -> CreateIdentityProviderResponse, SigV4, "POST" "/", [
        InvalidParameterException, DuplicateProviderException, ResourceNotFoundException,
        NotAuthorizedException, TooManyRequestsException, LimitExceededException,
        InternalErrorException,
    ];

    CreateManagedLoginBranding(CreateManagedLoginBrandingRequest) -> CreateManagedLoginBrandingResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, ConcurrentModificationException,
        ManagedLoginBrandingExistsException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, LimitExceededException, OperationNotEnabledException,
        InternalErrorException,
    ];

    CreateResourceServer(CreateResourceServerRequest) -> CreateResourceServerResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, LimitExceededException, OperationNotEnabledException,
        InternalErrorException,
    ];

    CreateTerms(CreateTermsRequest) -> CreateTermsResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, ConcurrentModificationException, TermsExistsException,
        InvalidParameterException, TooManyRequestsException, NotAuthorizedException,
        LimitExceededException, OperationNotEnabledException, InternalErrorException,
    ];

    CreateUserImportJob(CreateUserImportJobRequest) -> CreateUserImportJobResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        PreconditionNotMetException, NotAuthorizedException, LimitExceededException,
        OperationNotEnabledException, InternalErrorException,
    ];

    CreateUserPool(CreateUserPoolRequest) -> CreateUserPoolResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, LimitExceededException,
        InvalidSmsRoleAccessPolicyException, InvalidSmsRoleTrustRelationshipException,
        InvalidEmailRoleAccessPolicyException, NotAuthorizedException, UserPoolTaggingException,
        InternalErrorException, TierChangeNotAllowedException, FeatureUnavailableInTierException,
    ];

    CreateUserPoolClient(CreateUserPoolClientRequest) -> CreateUserPoolClientResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        LimitExceededException, NotAuthorizedException, ScopeDoesNotExistException,
        InvalidOAuthFlowException, OperationNotEnabledException, InternalErrorException,
        FeatureUnavailableInTierException,
    ];

    CreateUserPoolDomain(CreateUserPoolDomainRequest) -> CreateUserPoolDomainResponse, SigV4, "POST" "/", [
        InvalidParameterException, NotAuthorizedException, ConcurrentModificationException,
        ResourceNotFoundException, LimitExceededException, InternalErrorException,
        OperationNotEnabledException, FeatureUnavailableInTierException,
    ];

    CreateUserPoolReplica(CreateUserPoolReplicaRequest) -> CreateUserPoolReplicaResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, LimitExceededException,
        NotAuthorizedException, UserPoolTaggingException, OperationNotEnabledException,
        InternalErrorException, ResourceNotFoundException, FeatureUnavailableInTierException,
    ];

    DeleteCIMDPolicy(DeleteCIMDPolicyRequest) -> DeleteCIMDPolicyResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, ConcurrentModificationException,
        TooManyRequestsException, NotAuthorizedException, OperationNotEnabledException,
        InternalErrorException,
    ];

    DeleteGroup(DeleteGroupRequest) -> (), SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    DeleteIdentityProvider(DeleteIdentityProviderRequest) -> (), SigV4, "POST" "/", [
        InvalidParameterException, UnsupportedIdentityProviderException,
        ConcurrentModificationException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    DeleteManagedLoginBranding(DeleteManagedLoginBrandingRequest) -> (), SigV4, "POST" "/", [
        ResourceNotFoundException, ConcurrentModificationException, InvalidParameterException,
        TooManyRequestsException, NotAuthorizedException, OperationNotEnabledException,
        InternalErrorException,
    ];

    DeleteResourceServer(DeleteResourceServerRequest) -> (), SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, OperationNotEnabledException, InternalErrorException,
    ];

    DeleteTerms(DeleteTermsRequest) -> (), SigV4, "POST" "/", [
        ResourceNotFoundException, ConcurrentModificationException, InvalidParameterException,
        TooManyRequestsException, NotAuthorizedException, OperationNotEnabledException,
        InternalErrorException,
    ];

    DeleteUser(DeleteUserRequest) -> (), None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        TooManyRequestsException, PasswordResetRequiredException, UserNotFoundException,
        UserNotConfirmedException, OperationNotEnabledException, InternalErrorException,
        ForbiddenException,
    ];

    DeleteUserAttributes(DeleteUserAttributesRequest) -> DeleteUserAttributesResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        TooManyRequestsException, PasswordResetRequiredException, UserNotFoundException,
        UserNotConfirmedException, OperationNotEnabledException, InternalErrorException,
        ForbiddenException,
    ];

    DeleteUserPool(DeleteUserPoolRequest) -> (), SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserImportInProgressException, OperationNotEnabledException,
        InternalErrorException,
    ];

    DeleteUserPoolClient(DeleteUserPoolClientRequest) -> (), SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, ConcurrentModificationException, OperationNotEnabledException,
        InternalErrorException,
    ];

    DeleteUserPoolClientSecret(DeleteUserPoolClientSecretRequest) -> DeleteUserPoolClientSecretResponse, SigV4, "POST" "/", [
        InvalidParameterException, InternalServerException, TooManyRequestsException,
        LimitExceededException, ResourceNotFoundException,
    ];

    DeleteUserPoolDomain(DeleteUserPoolDomainRequest) -> DeleteUserPoolDomainResponse, SigV4, "POST" "/", [
        NotAuthorizedException, InvalidParameterException, ConcurrentModificationException,
        ResourceNotFoundException, OperationNotEnabledException, InternalErrorException,
    ];

    DeleteUserPoolReplica(DeleteUserPoolReplicaRequest) -> DeleteUserPoolReplicaResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, NotAuthorizedException,
        OperationNotEnabledException, InternalErrorException, ResourceNotFoundException,
    ];

    DeleteWebAuthnCredential(DeleteWebAuthnCredentialRequest) -> DeleteWebAuthnCredentialResponse, None, "POST" "/", [
        ForbiddenException, InternalErrorException, InvalidParameterException,
        TooManyRequestsException, LimitExceededException, PasswordResetRequiredException,
        NotAuthorizedException, ResourceNotFoundException, OperationNotEnabledException,
    ];

    DescribeCIMDPolicy(DescribeCIMDPolicyRequest) -> DescribeCIMDPolicyResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    DescribeIdentityProvider(DescribeIdentityProviderRequest) -> DescribeIdentityProviderResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    DescribeManagedLoginBranding(DescribeManagedLoginBrandingRequest) -> DescribeManagedLoginBrandingResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    DescribeManagedLoginBrandingByClient(DescribeManagedLoginBrandingByClientRequest) -> DescribeManagedLoginBrandingByClientResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    DescribePointInTimeRecovery(DescribePointInTimeRecoveryRequest) -> DescribePointInTimeRecoveryResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, FeatureUnavailableInTierException,
        TooManyRequestsException, NotAuthorizedException, OperationNotEnabledException,
        InternalErrorException,
    ];

    DescribeResourceServer(DescribeResourceServerRequest) -> DescribeResourceServerResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, OperationNotEnabledException, InternalErrorException,
    ];

    DescribeRiskConfiguration(DescribeRiskConfigurationRequest) -> DescribeRiskConfigurationResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserPoolAddOnNotEnabledException, OperationNotEnabledException,
        InternalErrorException,
    ];

    DescribeTerms(DescribeTermsRequest) -> DescribeTermsResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    DescribeTermsByClient(DescribeTermsByClientRequest) -> DescribeTermsByClientResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    DescribeUserImportJob(DescribeUserImportJobRequest) -> DescribeUserImportJobResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    DescribeUserPool(DescribeUserPoolRequest) -> DescribeUserPoolResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserPoolTaggingException, OperationNotEnabledException,
        InternalErrorException,
    ];

    DescribeUserPoolClient(DescribeUserPoolClientRequest) -> DescribeUserPoolClientResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        OperationNotEnabledException, NotAuthorizedException, InternalErrorException,
    ];

    DescribeUserPoolDomain(DescribeUserPoolDomainRequest) -> DescribeUserPoolDomainResponse, SigV4, "POST" "/", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        OperationNotEnabledException, InternalErrorException,
    ];

    ForgetDevice(ForgetDeviceRequest) -> (), None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        TooManyRequestsException, InvalidUserPoolConfigurationException,
        PasswordResetRequiredException, UserNotFoundException, UserNotConfirmedException,
        OperationNotEnabledException, InternalErrorException, ForbiddenException,
    ];

    ForgotPassword(ForgotPasswordRequest) -> ForgotPasswordResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, UnexpectedLambdaException,
        UserLambdaValidationException, NotAuthorizedException, InvalidLambdaResponseException,
        TooManyRequestsException, LimitExceededException, InvalidSmsRoleAccessPolicyException,
        InvalidSmsRoleTrustRelationshipException, InvalidEmailRoleAccessPolicyException,
        CodeDeliveryFailureException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException, ForbiddenException,
    ];

    GetCSVHeader(GetCSVHeaderRequest) -> GetCSVHeaderResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    GetClientToken(GetClientTokenRequest) -> GetClientTokenResponse, None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException, OperationNotEnabledException,
        ForbiddenException,
    ];

    GetDerivedToken(GetDerivedTokenRequest) -> GetDerivedTokenResponse, None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, UserNotFoundException, UnexpectedLambdaException,
        UserLambdaValidationException, InvalidLambdaResponseException, InternalErrorException,
        OperationNotEnabledException, ForbiddenException,
    ];

    GetDevice(GetDeviceRequest) -> GetDeviceResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException,
        InvalidUserPoolConfigurationException, NotAuthorizedException, TooManyRequestsException,
        PasswordResetRequiredException, UserNotFoundException, UserNotConfirmedException,
        OperationNotEnabledException, InternalErrorException, ForbiddenException,
    ];

    GetGroup(GetGroupRequest) -> GetGroupResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    GetIdentityProviderByIdentifier(GetIdentityProviderByIdentifierRequest) -> GetIdentityProviderByIdentifierResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    GetLogDeliveryConfiguration(GetLogDeliveryConfigurationRequest) -> GetLogDeliveryConfigurationResponse, SigV4, "POST" "/", [
        InvalidParameterException, InternalErrorException, TooManyRequestsException,
        NotAuthorizedException, ResourceNotFoundException,
    ];

    GetProvisionedLimit(GetProvisionedLimitRequest) -> GetProvisionedLimitResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    GetSigningCertificate(GetSigningCertificateRequest) -> GetSigningCertificateResponse, SigV4, "POST" "/", [
        InternalErrorException, InvalidParameterException, ResourceNotFoundException,
        OperationNotEnabledException,
    ];

    GetTokensFromRefreshToken(GetTokensFromRefreshTokenRequest) -> GetTokensFromRefreshTokenResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        TooManyRequestsException, UserNotFoundException, UnexpectedLambdaException,
        UserLambdaValidationException, InvalidLambdaResponseException, ForbiddenException,
        RefreshTokenReuseException, OperationNotEnabledException, InternalErrorException,
    ];

    GetUICustomization(GetUICustomizationRequest) -> GetUICustomizationResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        OperationNotEnabledException, TooManyRequestsException, InternalErrorException,
    ];

    GetUser(GetUserRequest) -> GetUserResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        TooManyRequestsException, PasswordResetRequiredException, UserNotFoundException,
        UserNotConfirmedException, OperationNotEnabledException, InternalErrorException,
        ForbiddenException,
    ];

    GetUserAttributeVerificationCode(GetUserAttributeVerificationCodeRequest) -> GetUserAttributeVerificationCodeResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UnexpectedLambdaException, UserLambdaValidationException,
        InvalidLambdaResponseException, InvalidSmsRoleAccessPolicyException,
        InvalidSmsRoleTrustRelationshipException, InvalidEmailRoleAccessPolicyException,
        CodeDeliveryFailureException, LimitExceededException, PasswordResetRequiredException,
        UserNotFoundException, UserNotConfirmedException, OperationNotEnabledException,
        InternalErrorException, ForbiddenException,
    ];

    GetUserAuthFactors(GetUserAuthFactorsRequest) -> GetUserAuthFactorsResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        TooManyRequestsException, PasswordResetRequiredException, UserNotFoundException,
        UserNotConfirmedException, OperationNotEnabledException, InternalErrorException,
        ForbiddenException,
    ];

    GetUserPoolClientSessionConfiguration(GetUserPoolClientSessionConfigurationRequest) -> GetUserPoolClientSessionConfigurationResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, ResourceNotFoundException,
        NotAuthorizedException, InternalErrorException, OperationNotEnabledException,
    ];

    GetUserPoolMfaConfig(GetUserPoolMfaConfigRequest) -> GetUserPoolMfaConfigResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, ResourceNotFoundException,
        NotAuthorizedException, InternalErrorException,
    ];

    GetUserPoolSessionConfiguration(GetUserPoolSessionConfigurationRequest) -> GetUserPoolSessionConfigurationResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, ResourceNotFoundException,
        NotAuthorizedException, InternalErrorException, OperationNotEnabledException,
    ];

    GlobalSignOut(GlobalSignOutRequest) -> GlobalSignOutResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        TooManyRequestsException, PasswordResetRequiredException, UserNotConfirmedException,
        OperationNotEnabledException, InternalErrorException, ForbiddenException,
    ];

    InitiateAuth(InitiateAuthRequest) -> InitiateAuthResponse, None, "POST" "/", [
        UnsupportedOperationException, ResourceNotFoundException, InvalidParameterException,
        NotAuthorizedException, TooManyRequestsException, UnexpectedLambdaException,
        InvalidUserPoolConfigurationException, UserLambdaValidationException,
        InvalidLambdaResponseException, PasswordResetRequiredException, UserNotFoundException,
        UserNotConfirmedException, InternalErrorException, InvalidSmsRoleAccessPolicyException,
        InvalidEmailRoleAccessPolicyException, InvalidSmsRoleTrustRelationshipException,
        OperationNotEnabledException, FeatureUnavailableInTierException, ForbiddenException,
    ];

    InitiatePointInTimeRecovery(InitiatePointInTimeRecoveryRequest) -> InitiatePointInTimeRecoveryResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, ConcurrentModificationException,
        FeatureUnavailableInTierException, LimitExceededException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    ListCIMDPolicies(ListCIMDPoliciesRequest) -> ListCIMDPoliciesResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    ListClientMetadataURLs(ListClientMetadataURLsRequest) -> ListClientMetadataURLsResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    ListDevices(ListDevicesRequest) -> ListDevicesResponse, None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        InvalidUserPoolConfigurationException, TooManyRequestsException,
        PasswordResetRequiredException, UserNotFoundException, UserNotConfirmedException,
        OperationNotEnabledException, InternalErrorException, ForbiddenException,
    ];

    ListGroups(ListGroupsRequest) -> ListGroupsResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    ListIdentityProviders(ListIdentityProvidersRequest) -> ListIdentityProvidersResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    ListPointInTimeRecoveries(ListPointInTimeRecoveriesRequest) -> ListPointInTimeRecoveriesResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, FeatureUnavailableInTierException,
        TooManyRequestsException, NotAuthorizedException, OperationNotEnabledException,
        InternalErrorException,
    ];

    ListResourceServers(ListResourceServersRequest) -> ListResourceServersResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, OperationNotEnabledException, InternalErrorException,
    ];

    ListTagsForResource(ListTagsForResourceRequest) -> ListTagsForResourceResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, NotAuthorizedException, TooManyRequestsException,
        InvalidParameterException, OperationNotEnabledException, InternalErrorException,
    ];

    ListTerms(ListTermsRequest) -> ListTermsResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    ListUserImportJobs(ListUserImportJobsRequest) -> ListUserImportJobsResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    ListUserPoolClientSecrets(ListUserPoolClientSecretsRequest) -> ListUserPoolClientSecretsResponse, SigV4, "POST" "/", [
        InvalidParameterException, InternalServerException, TooManyRequestsException,
        LimitExceededException, ResourceNotFoundException,
    ];

    ListUserPoolClients(ListUserPoolClientsRequest) -> ListUserPoolClientsResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    ListUserPoolReplicas(ListUserPoolReplicasRequest) -> ListUserPoolReplicasResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, NotAuthorizedException,
        OperationNotEnabledException, InternalErrorException, ResourceNotFoundException,
    ];

    ListUserPools(ListUserPoolsRequest) -> ListUserPoolsResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, NotAuthorizedException,
        InternalErrorException,
    ];

    ListUserSessions(ListUserSessionsRequest) -> ListUserSessionsResponse, None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, PasswordResetRequiredException, UserNotFoundException,
        UserNotConfirmedException, OperationNotEnabledException, InternalErrorException,
        ForbiddenException,
    ];

    ListUsers(ListUsersRequest) -> ListUsersResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    ListUsersInGroup(ListUsersInGroupRequest) -> ListUsersInGroupResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    ListWebAuthnCredentials(ListWebAuthnCredentialsRequest) -> ListWebAuthnCredentialsResponse, None, "POST" "/", [
        ForbiddenException, InternalErrorException, InvalidParameterException,
        TooManyRequestsException, LimitExceededException, PasswordResetRequiredException,
        NotAuthorizedException, OperationNotEnabledException,
    ];

    ResendConfirmationCode(ResendConfirmationCodeRequest) -> ResendConfirmationCodeResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, UnexpectedLambdaException,
        UserLambdaValidationException, NotAuthorizedException, InvalidLambdaResponseException,
        TooManyRequestsException, LimitExceededException, InvalidSmsRoleAccessPolicyException,
        InvalidSmsRoleTrustRelationshipException, InvalidEmailRoleAccessPolicyException,
        CodeDeliveryFailureException, UserNotFoundException, OperationNotEnabledException,
        InternalErrorException, ForbiddenException,
    ];

    RespondToAuthChallenge(RespondToAuthChallengeRequest) -> RespondToAuthChallengeResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        CodeMismatchException, ExpiredCodeException, UnexpectedLambdaException,
        UserLambdaValidationException, InvalidPasswordException,
        PasswordHistoryPolicyViolationException, InvalidLambdaResponseException,
        TooManyRequestsException, InvalidUserPoolConfigurationException,
        MFAMethodNotFoundException, PasswordResetRequiredException, UserNotFoundException,
        UserNotConfirmedException, InvalidSmsRoleAccessPolicyException,
        InvalidSmsRoleTrustRelationshipException, InvalidEmailRoleAccessPolicyException,
        AliasExistsException, InternalErrorException, SoftwareTokenMFANotFoundException,
        ForbiddenException, OperationNotEnabledException,
    ];

    RevokeToken(RevokeTokenRequest) -> RevokeTokenResponse, None, "POST" "/", [
        TooManyRequestsException, InternalErrorException, UnauthorizedException,
        InvalidParameterException, UnsupportedOperationException, UnsupportedTokenTypeException,
        ForbiddenException, OperationNotEnabledException,
    ];

    RevokeUserSession(RevokeUserSessionRequest) -> RevokeUserSessionResponse, None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, PasswordResetRequiredException, UserNotFoundException,
        UserNotConfirmedException, OperationNotEnabledException, InternalErrorException,
        ForbiddenException,
    ];

    SetLogDeliveryConfiguration(SetLogDeliveryConfigurationRequest) -> SetLogDeliveryConfigurationResponse, SigV4, "POST" "/", [
        InvalidParameterException, InternalErrorException, TooManyRequestsException,
        NotAuthorizedException, ResourceNotFoundException, FeatureUnavailableInTierException,
    ];

    SetRiskConfiguration(SetRiskConfigurationRequest) -> SetRiskConfigurationResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, UserPoolAddOnNotEnabledException, CodeDeliveryFailureException,
        InvalidEmailRoleAccessPolicyException, OperationNotEnabledException,
        InternalErrorException,
    ];

    SetUICustomization(SetUICustomizationRequest) -> SetUICustomizationResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, OperationNotEnabledException, InternalErrorException,
    ];

    SetUserMFAPreference(SetUserMFAPreferenceRequest) -> SetUserMFAPreferenceResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        PasswordResetRequiredException, UserNotFoundException, UserNotConfirmedException,
        OperationNotEnabledException, InternalErrorException, ForbiddenException,
    ];

    SetUserPoolClientSessionConfiguration(SetUserPoolClientSessionConfigurationRequest) -> SetUserPoolClientSessionConfigurationResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, ConcurrentModificationException,
        ResourceNotFoundException, NotAuthorizedException, InternalErrorException,
        FeatureUnavailableInTierException, OperationNotEnabledException,
    ];

    SetUserPoolMfaConfig(SetUserPoolMfaConfigRequest) -> SetUserPoolMfaConfigResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, ConcurrentModificationException,
        ResourceNotFoundException, InvalidSmsRoleAccessPolicyException,
        InvalidSmsRoleTrustRelationshipException, NotAuthorizedException,
        OperationNotEnabledException, InternalErrorException, FeatureUnavailableInTierException,
    ];

    SetUserPoolSessionConfiguration(SetUserPoolSessionConfigurationRequest) -> SetUserPoolSessionConfigurationResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, ConcurrentModificationException,
        ResourceNotFoundException, NotAuthorizedException, InternalErrorException,
        FeatureUnavailableInTierException, OperationNotEnabledException,
    ];

    SetUserSettings(SetUserSettingsRequest) -> SetUserSettingsResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, NotAuthorizedException,
        PasswordResetRequiredException, UserNotFoundException, UserNotConfirmedException,
        OperationNotEnabledException, InternalErrorException, ForbiddenException,
    ];

    SignUp(SignUpRequest) -> SignUpResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, UnexpectedLambdaException,
        UserLambdaValidationException, NotAuthorizedException, InvalidPasswordException,
        InvalidLambdaResponseException, UsernameExistsException, TooManyRequestsException,
        InternalErrorException, LimitExceededException, InvalidSmsRoleAccessPolicyException,
        InvalidSmsRoleTrustRelationshipException, InvalidEmailRoleAccessPolicyException,
        CodeDeliveryFailureException, OperationNotEnabledException, ForbiddenException,
    ];

    StartPointInTimeRecovery(StartPointInTimeRecoveryRequest) -> StartPointInTimeRecoveryResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, FeatureUnavailableInTierException,
        ConcurrentModificationException, TooManyRequestsException, NotAuthorizedException,
        OperationNotEnabledException, InternalErrorException,
    ];

    StartUserImportJob(StartUserImportJobRequest) -> StartUserImportJobResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        InternalErrorException, PreconditionNotMetException, OperationNotEnabledException,
        NotAuthorizedException,
    ];

    StartWebAuthnRegistration(StartWebAuthnRegistrationRequest) -> StartWebAuthnRegistrationResponse, None, "POST" "/", [
        ForbiddenException, InternalErrorException, InvalidParameterException,
        LimitExceededException, NotAuthorizedException, TooManyRequestsException,
        WebAuthnNotEnabledException, PasswordResetRequiredException,
        WebAuthnConfigurationMissingException, OperationNotEnabledException,
    ];

    StopUserImportJob(StopUserImportJobRequest) -> StopUserImportJobResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        InternalErrorException, PreconditionNotMetException, OperationNotEnabledException,
        NotAuthorizedException,
    ];

    TagResource(TagResourceRequest) -> TagResourceResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, NotAuthorizedException, TooManyRequestsException,
        InvalidParameterException, OperationNotEnabledException, InternalErrorException,
    ];

    UntagResource(UntagResourceRequest) -> UntagResourceResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, NotAuthorizedException, TooManyRequestsException,
        InvalidParameterException, OperationNotEnabledException, InternalErrorException,
    ];

    UpdateAuthEventFeedback(UpdateAuthEventFeedbackRequest) -> UpdateAuthEventFeedbackResponse, None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, TooManyRequestsException,
        NotAuthorizedException, UserNotFoundException, UserPoolAddOnNotEnabledException,
        OperationNotEnabledException, InternalErrorException,
    ];

    UpdateCIMDPolicy(UpdateCIMDPolicyRequest) -> UpdateCIMDPolicyResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, ConcurrentModificationException,
        NotAuthorizedException, TooManyRequestsException, LimitExceededException,
        OperationNotEnabledException, InternalErrorException, FeatureUnavailableInTierException,
    ];

    UpdateClientMetadataURLState(UpdateClientMetadataURLStateRequest) -> UpdateClientMetadataURLStateResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, CachedCIMDURLDoesNotExistException,
        NotAuthorizedException, TooManyRequestsException, OperationNotEnabledException,
        InternalErrorException, FeatureUnavailableInTierException,
    ];

    UpdateDeviceStatus(UpdateDeviceStatusRequest) -> UpdateDeviceStatusResponse, None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        InvalidUserPoolConfigurationException, TooManyRequestsException,
        PasswordResetRequiredException, UserNotFoundException, UserNotConfirmedException,
        OperationNotEnabledException, InternalErrorException, ForbiddenException,
    ];

    UpdateGroup(UpdateGroupRequest) -> UpdateGroupResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, TooManyRequestsException,
        NotAuthorizedException, OperationNotEnabledException, InternalErrorException,
    ];

    UpdateIdentityProvider(UpdateIdentityProviderRequest) -> UpdateIdentityProviderResponse, SigV4, "POST" "/", [
        InvalidParameterException, UnsupportedIdentityProviderException,
        ResourceNotFoundException, ConcurrentModificationException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    UpdateManagedLoginBranding(UpdateManagedLoginBrandingRequest) -> UpdateManagedLoginBrandingResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, ConcurrentModificationException, InvalidParameterException,
        TooManyRequestsException, NotAuthorizedException, OperationNotEnabledException,
        InternalErrorException,
    ];

    UpdateProvisionedLimit(UpdateProvisionedLimitRequest) -> UpdateProvisionedLimitResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, ServiceQuotaExceededException, InternalErrorException,
    ];

    UpdateResourceServer(UpdateResourceServerRequest) -> UpdateResourceServerResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, OperationNotEnabledException, InternalErrorException,
    ];

    UpdateTerms(UpdateTermsRequest) -> UpdateTermsResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, ConcurrentModificationException, TermsExistsException,
        InvalidParameterException, TooManyRequestsException, NotAuthorizedException,
        OperationNotEnabledException, InternalErrorException,
    ];

    UpdateUserAttributes(UpdateUserAttributesRequest) -> UpdateUserAttributesResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, CodeMismatchException,
        ExpiredCodeException, NotAuthorizedException, UnexpectedLambdaException,
        UserLambdaValidationException, InvalidLambdaResponseException, TooManyRequestsException,
        AliasExistsException, InvalidSmsRoleAccessPolicyException,
        InvalidSmsRoleTrustRelationshipException, InvalidEmailRoleAccessPolicyException,
        CodeDeliveryFailureException, PasswordResetRequiredException, UserNotFoundException,
        UserNotConfirmedException, OperationNotEnabledException, InternalErrorException,
        ForbiddenException,
    ];

    UpdateUserPool(UpdateUserPoolRequest) -> UpdateUserPoolResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, ConcurrentModificationException,
        TooManyRequestsException, NotAuthorizedException, UserImportInProgressException,
        InternalErrorException, InvalidSmsRoleAccessPolicyException,
        InvalidSmsRoleTrustRelationshipException, UserPoolTaggingException,
        InvalidEmailRoleAccessPolicyException, OperationNotEnabledException,
        TierChangeNotAllowedException, FeatureUnavailableInTierException,
    ];

    UpdateUserPoolClient(UpdateUserPoolClientRequest) -> UpdateUserPoolClientResponse, SigV4, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, ConcurrentModificationException,
        TooManyRequestsException, NotAuthorizedException, ScopeDoesNotExistException,
        InvalidOAuthFlowException, OperationNotEnabledException, InternalErrorException,
        FeatureUnavailableInTierException,
    ];

    UpdateUserPoolDomain(UpdateUserPoolDomainRequest) -> UpdateUserPoolDomainResponse, SigV4, "POST" "/", [
        InvalidParameterException, NotAuthorizedException, ConcurrentModificationException,
        ResourceNotFoundException, TooManyRequestsException, OperationNotEnabledException,
        InternalErrorException, FeatureUnavailableInTierException,
    ];

    UpdateUserPoolReplica(UpdateUserPoolReplicaRequest) -> UpdateUserPoolReplicaResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, NotAuthorizedException,
        OperationNotEnabledException, InternalErrorException, ResourceNotFoundException,
    ];

    VerifySoftwareToken(VerifySoftwareTokenRequest) -> VerifySoftwareTokenResponse, None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException,
        InvalidUserPoolConfigurationException, NotAuthorizedException, TooManyRequestsException,
        PasswordResetRequiredException, UserNotFoundException, UserNotConfirmedException,
        InternalErrorException, EnableSoftwareTokenMFAException,
        SoftwareTokenMFANotFoundException, CodeMismatchException, ForbiddenException,
        OperationNotEnabledException,
    ];

    VerifyUserAttribute(VerifyUserAttributeRequest) -> VerifyUserAttributeResponse, None, "POST" "/", [
        ResourceNotFoundException, InvalidParameterException, CodeMismatchException,
        ExpiredCodeException, NotAuthorizedException, TooManyRequestsException,
        LimitExceededException, PasswordResetRequiredException, UserNotFoundException,
        UserNotConfirmedException, OperationNotEnabledException, InternalErrorException,
        AliasExistsException, ForbiddenException,
    ];
}
