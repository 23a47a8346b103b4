// Made by `cargo xtask codegen` from the model of cognito-sync in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use std::collections::BTreeMap;

use super::enums::*;
use super::shapes::*;
use super::types::*;
use crate::macros::structure;

structure! {
    #[derive(Default)]
    BulkPublishRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
    }
}

structure! {
    #[derive(Default)]
    DeleteDatasetRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
        identity_id: String = "IdentityId" in IDENTITY_ID, uri "IdentityId";
        dataset_name: String = "DatasetName" in DATASET_NAME, uri "DatasetName";
    }
}

structure! {
    #[derive(Default)]
    DescribeDatasetRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
        identity_id: String = "IdentityId" in IDENTITY_ID, uri "IdentityId";
        dataset_name: String = "DatasetName" in DATASET_NAME, uri "DatasetName";
    }
}

structure! {
    #[derive(Default)]
    DescribeIdentityPoolUsageRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
    }
}

structure! {
    #[derive(Default)]
    DescribeIdentityUsageRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
        identity_id: String = "IdentityId" in IDENTITY_ID, uri "IdentityId";
    }
}

structure! {
    #[derive(Default)]
    GetBulkPublishDetailsRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
    }
}

structure! {
    #[derive(Default)]
    GetCognitoEventsRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
    }
}

structure! {
    #[derive(Default)]
    GetIdentityPoolConfigurationRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
    }
}

structure! {
    #[derive(Default)]
    ListDatasetsRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
        identity_id: String = "IdentityId" in IDENTITY_ID, uri "IdentityId";
        next_token: Option<String> = "NextToken" in STRING, query "nextToken";
        max_results: Option<i32> = "MaxResults" in INTEGER_STRING, query "maxResults";
    }
}

structure! {
    #[derive(Default)]
    ListIdentityPoolUsageRequest {
        next_token: Option<String> = "NextToken" in STRING, query "nextToken";
        max_results: Option<i32> = "MaxResults" in INTEGER_STRING, query "maxResults";
    }
}

structure! {
    #[derive(Default)]
    ListRecordsRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
        identity_id: String = "IdentityId" in IDENTITY_ID, uri "IdentityId";
        dataset_name: String = "DatasetName" in DATASET_NAME, uri "DatasetName";
        last_sync_count: Option<i64> = "LastSyncCount" in LONG, query "lastSyncCount";
        next_token: Option<String> = "NextToken" in STRING, query "nextToken";
        max_results: Option<i32> = "MaxResults" in INTEGER_STRING, query "maxResults";
        sync_session_token: Option<String> = "SyncSessionToken" in SYNC_SESSION_TOKEN, query "syncSessionToken";
    }
}

structure! {
    RegisterDeviceRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
        identity_id: String = "IdentityId" in IDENTITY_ID, uri "IdentityId";
        platform: Platform = "Platform" in Platform::SHAPE;
        token: String = "Token" in PUSH_TOKEN;
    }
}

structure! {
    #[derive(Default)]
    SetCognitoEventsRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
        events: BTreeMap<String, String> = "Events" in EVENTS;
    }
}

structure! {
    #[derive(Default)]
    SetIdentityPoolConfigurationRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
        push_sync: Option<PushSync> = "PushSync" in PushSync::SHAPE;
        cognito_streams: Option<CognitoStreams> = "CognitoStreams" in CognitoStreams::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SubscribeToDatasetRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
        identity_id: String = "IdentityId" in IDENTITY_ID, uri "IdentityId";
        dataset_name: String = "DatasetName" in DATASET_NAME, uri "DatasetName";
        device_id: String = "DeviceId" in DEVICE_ID, uri "DeviceId";
    }
}

structure! {
    #[derive(Default)]
    UnsubscribeFromDatasetRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
        identity_id: String = "IdentityId" in IDENTITY_ID, uri "IdentityId";
        dataset_name: String = "DatasetName" in DATASET_NAME, uri "DatasetName";
        device_id: String = "DeviceId" in DEVICE_ID, uri "DeviceId";
    }
}

structure! {
    #[derive(Default)]
    UpdateRecordsRequest {
        identity_pool_id: String = "IdentityPoolId" in IDENTITY_POOL_ID, uri "IdentityPoolId";
        identity_id: String = "IdentityId" in IDENTITY_ID, uri "IdentityId";
        dataset_name: String = "DatasetName" in DATASET_NAME, uri "DatasetName";
        device_id: Option<String> = "DeviceId" in DEVICE_ID;
        record_patches: Option<Vec<RecordPatch>> = "RecordPatches" in RECORD_PATCH_LIST;
        sync_session_token: String = "SyncSessionToken" in SYNC_SESSION_TOKEN;
        client_context: Option<String> = "ClientContext" in CLIENT_CONTEXT, header "x-amz-Client-Context";
    }
}
