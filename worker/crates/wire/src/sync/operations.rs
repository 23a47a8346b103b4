// Made by `cargo xtask codegen` from the model of cognito-sync in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use super::{requests::*, responses::*};
use crate::macros::operations;

operations! {
    CognitoSync;

    BulkPublish(BulkPublishRequest) -> BulkPublishResponse, SigV4, "POST" "/identitypools/{IdentityPoolId}/bulkpublish", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        InternalErrorException, DuplicateRequestException, AlreadyStreamedException,
    ];

    DeleteDataset(DeleteDatasetRequest) -> DeleteDatasetResponse, SigV4, "DELETE" "/identitypools/{IdentityPoolId}/identities/{IdentityId}/datasets/{DatasetName}", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        InternalErrorException, TooManyRequestsException, ResourceConflictException,
    ];

    DescribeDataset(DescribeDatasetRequest) -> DescribeDatasetResponse, SigV4, "GET" "/identitypools/{IdentityPoolId}/identities/{IdentityId}/datasets/{DatasetName}", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        InternalErrorException, TooManyRequestsException,
    ];

    DescribeIdentityPoolUsage(DescribeIdentityPoolUsageRequest) -> DescribeIdentityPoolUsageResponse, SigV4, "GET" "/identitypools/{IdentityPoolId}", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        InternalErrorException, TooManyRequestsException,
    ];

    DescribeIdentityUsage(DescribeIdentityUsageRequest) -> DescribeIdentityUsageResponse, SigV4, "GET" "/identitypools/{IdentityPoolId}/identities/{IdentityId}", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        InternalErrorException, TooManyRequestsException,
    ];

    GetBulkPublishDetails(GetBulkPublishDetailsRequest) -> GetBulkPublishDetailsResponse, SigV4, "POST" "/identitypools/{IdentityPoolId}/getBulkPublishDetails", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        InternalErrorException,
    ];

    GetCognitoEvents(GetCognitoEventsRequest) -> GetCognitoEventsResponse, SigV4, "GET" "/identitypools/{IdentityPoolId}/events", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        InternalErrorException, TooManyRequestsException,
    ];

    GetIdentityPoolConfiguration(GetIdentityPoolConfigurationRequest) -> GetIdentityPoolConfigurationResponse, SigV4, "GET" "/identitypools/{IdentityPoolId}/configuration", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        InternalErrorException, TooManyRequestsException,
    ];

    ListDatasets(ListDatasetsRequest) -> ListDatasetsResponse, SigV4, "GET" "/identitypools/{IdentityPoolId}/identities/{IdentityId}/datasets", [
        NotAuthorizedException, InvalidParameterException, InternalErrorException,
        TooManyRequestsException,
    ];

    ListIdentityPoolUsage(ListIdentityPoolUsageRequest) -> ListIdentityPoolUsageResponse, SigV4, "GET" "/identitypools", [
        NotAuthorizedException, InvalidParameterException, InternalErrorException,
        TooManyRequestsException,
    ];

    ListRecords(ListRecordsRequest) -> ListRecordsResponse, SigV4, "GET" "/identitypools/{IdentityPoolId}/identities/{IdentityId}/datasets/{DatasetName}/records", [
        InvalidParameterException, NotAuthorizedException, TooManyRequestsException,
        InternalErrorException,
    ];

    RegisterDevice(RegisterDeviceRequest) -> RegisterDeviceResponse, SigV4, "POST" "/identitypools/{IdentityPoolId}/identity/{IdentityId}/device", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        InternalErrorException, InvalidConfigurationException, TooManyRequestsException,
    ];

    SetCognitoEvents(SetCognitoEventsRequest) -> (), SigV4, "POST" "/identitypools/{IdentityPoolId}/events", [
        InvalidParameterException, ResourceNotFoundException, NotAuthorizedException,
        InternalErrorException, TooManyRequestsException,
    ];

    SetIdentityPoolConfiguration(SetIdentityPoolConfigurationRequest) -> SetIdentityPoolConfigurationResponse, SigV4, "POST" "/identitypools/{IdentityPoolId}/configuration", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        InternalErrorException, TooManyRequestsException, ConcurrentModificationException,
    ];

    SubscribeToDataset(SubscribeToDatasetRequest) -> SubscribeToDatasetResponse, SigV4, "POST" "/identitypools/{IdentityPoolId}/identities/{IdentityId}/datasets/{DatasetName}/subscriptions/{DeviceId}", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        InternalErrorException, InvalidConfigurationException, TooManyRequestsException,
    ];

    UnsubscribeFromDataset(UnsubscribeFromDatasetRequest) -> UnsubscribeFromDatasetResponse, SigV4, "DELETE" "/identitypools/{IdentityPoolId}/identities/{IdentityId}/datasets/{DatasetName}/subscriptions/{DeviceId}", [
        NotAuthorizedException, InvalidParameterException, ResourceNotFoundException,
        InternalErrorException, InvalidConfigurationException, TooManyRequestsException,
    ];

    UpdateRecords(UpdateRecordsRequest) -> UpdateRecordsResponse, SigV4, "POST" "/identitypools/{IdentityPoolId}/identities/{IdentityId}/datasets/{DatasetName}", [
        InvalidParameterException, LimitExceededException, NotAuthorizedException,
        ResourceNotFoundException, ResourceConflictException,
        InvalidLambdaFunctionOutputException, LambdaThrottledException, TooManyRequestsException,
        InternalErrorException,
    ];
}
