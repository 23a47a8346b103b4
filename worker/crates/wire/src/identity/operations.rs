// Made by `cargo xtask codegen` from the model of cognito-identity in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use super::{requests::*, responses::*, types::*};
use crate::macros::operations;

operations! {
    CognitoIdentity;

    CreateIdentityPool(CreateIdentityPoolInput) -> IdentityPool, SigV4, "POST" "/", [
        InvalidParameterException, NotAuthorizedException, ResourceConflictException,
        TooManyRequestsException, InternalErrorException, LimitExceededException,
    ];

    DeleteIdentities(DeleteIdentitiesInput) -> DeleteIdentitiesResponse, SigV4, "POST" "/", [
        InvalidParameterException, TooManyRequestsException, InternalErrorException,
    ];

    DeleteIdentityPool(DeleteIdentityPoolInput) -> (), SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    DescribeIdentity(DescribeIdentityInput) -> IdentityDescription, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    DescribeIdentityPool(DescribeIdentityPoolInput) -> IdentityPool, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    GetCredentialsForIdentity(GetCredentialsForIdentityInput) -> GetCredentialsForIdentityResponse, None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        ResourceConflictException, TooManyRequestsException,
        InvalidIdentityPoolConfigurationException, InternalErrorException,
        ExternalServiceException,
    ];

    GetId(GetIdInput) -> GetIdResponse, None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        ResourceConflictException, TooManyRequestsException, InternalErrorException,
        LimitExceededException, ExternalServiceException,
    ];

    GetIdentityPoolRoles(GetIdentityPoolRolesInput) -> GetIdentityPoolRolesResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        ResourceConflictException, TooManyRequestsException, InternalErrorException,
    ];

    GetOpenIdToken(GetOpenIdTokenInput) -> GetOpenIdTokenResponse, None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        ResourceConflictException, TooManyRequestsException, InternalErrorException,
        ExternalServiceException,
    ];

    GetOpenIdTokenForDeveloperIdentity(GetOpenIdTokenForDeveloperIdentityInput) -> GetOpenIdTokenForDeveloperIdentityResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        ResourceConflictException, TooManyRequestsException, InternalErrorException,
        DeveloperUserAlreadyRegisteredException,
    ];

    GetPrincipalTagAttributeMap(GetPrincipalTagAttributeMapInput) -> GetPrincipalTagAttributeMapResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    ListIdentities(ListIdentitiesInput) -> ListIdentitiesResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    ListIdentityPools(ListIdentityPoolsInput) -> ListIdentityPoolsResponse, SigV4, "POST" "/", [
        InvalidParameterException, NotAuthorizedException, TooManyRequestsException,
        ResourceNotFoundException, InternalErrorException,
    ];

    ListTagsForResource(ListTagsForResourceInput) -> ListTagsForResourceResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    LookupDeveloperIdentity(LookupDeveloperIdentityInput) -> LookupDeveloperIdentityResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        ResourceConflictException, TooManyRequestsException, InternalErrorException,
    ];

    MergeDeveloperIdentities(MergeDeveloperIdentitiesInput) -> MergeDeveloperIdentitiesResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        ResourceConflictException, TooManyRequestsException, InternalErrorException,
    ];

    SetIdentityPoolRoles(SetIdentityPoolRolesInput) -> (), SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        ResourceConflictException, TooManyRequestsException, InternalErrorException,
        ConcurrentModificationException,
    ];

    SetPrincipalTagAttributeMap(SetPrincipalTagAttributeMapInput) -> SetPrincipalTagAttributeMapResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    TagResource(TagResourceInput) -> TagResourceResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    UnlinkDeveloperIdentity(UnlinkDeveloperIdentityInput) -> (), SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        ResourceConflictException, TooManyRequestsException, InternalErrorException,
    ];

    UnlinkIdentity(UnlinkIdentityInput) -> (), None, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        ResourceConflictException, TooManyRequestsException, InternalErrorException,
        ExternalServiceException,
    ];

    UntagResource(UntagResourceInput) -> UntagResourceResponse, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        TooManyRequestsException, InternalErrorException,
    ];

    UpdateIdentityPool(IdentityPool) -> IdentityPool, SigV4, "POST" "/", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        ResourceConflictException, TooManyRequestsException, InternalErrorException,
        ConcurrentModificationException, LimitExceededException,
    ];
}
