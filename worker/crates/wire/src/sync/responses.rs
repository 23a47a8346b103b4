// Made by `cargo xtask codegen` from the model of cognito-sync in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use std::collections::BTreeMap;

use super::enums::*;
use super::shapes::*;
use super::types::*;
use crate::Timestamp;
use crate::macros::structure;

structure! {
    #[derive(Default)]
    BulkPublishResponse {
        identity_pool_id: Option<String> = "IdentityPoolId" in IDENTITY_POOL_ID;
    }
}

structure! {
    #[derive(Default)]
    DeleteDatasetResponse {
        dataset: Option<Dataset> = "Dataset" in Dataset::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeDatasetResponse {
        dataset: Option<Dataset> = "Dataset" in Dataset::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeIdentityPoolUsageResponse {
        identity_pool_usage: Option<IdentityPoolUsage> = "IdentityPoolUsage" in IdentityPoolUsage::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    DescribeIdentityUsageResponse {
        identity_usage: Option<IdentityUsage> = "IdentityUsage" in IdentityUsage::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    GetBulkPublishDetailsResponse {
        identity_pool_id: Option<String> = "IdentityPoolId" in IDENTITY_POOL_ID;
        bulk_publish_start_time: Option<Timestamp> = "BulkPublishStartTime" in DATE;
        bulk_publish_complete_time: Option<Timestamp> = "BulkPublishCompleteTime" in DATE;
        bulk_publish_status: Option<BulkPublishStatus> = "BulkPublishStatus" in BulkPublishStatus::SHAPE;
        failure_message: Option<String> = "FailureMessage" in STRING;
    }
}

structure! {
    #[derive(Default)]
    GetCognitoEventsResponse {
        events: Option<BTreeMap<String, String>> = "Events" in EVENTS;
    }
}

structure! {
    #[derive(Default)]
    GetIdentityPoolConfigurationResponse {
        identity_pool_id: Option<String> = "IdentityPoolId" in IDENTITY_POOL_ID;
        push_sync: Option<PushSync> = "PushSync" in PushSync::SHAPE;
        cognito_streams: Option<CognitoStreams> = "CognitoStreams" in CognitoStreams::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    ListDatasetsResponse {
        datasets: Option<Vec<Dataset>> = "Datasets" in DATASET_LIST;
        count: Option<i32> = "Count" in INTEGER;
        next_token: Option<String> = "NextToken" in STRING;
    }
}

structure! {
    #[derive(Default)]
    ListIdentityPoolUsageResponse {
        identity_pool_usages: Option<Vec<IdentityPoolUsage>> = "IdentityPoolUsages" in IDENTITY_POOL_USAGE_LIST;
        max_results: Option<i32> = "MaxResults" in INTEGER;
        count: Option<i32> = "Count" in INTEGER;
        next_token: Option<String> = "NextToken" in STRING;
    }
}

structure! {
    #[derive(Default)]
    ListRecordsResponse {
        records: Option<Vec<Record>> = "Records" in RECORD_LIST;
        next_token: Option<String> = "NextToken" in STRING;
        count: Option<i32> = "Count" in INTEGER;
        dataset_sync_count: Option<i64> = "DatasetSyncCount" in LONG;
        last_modified_by: Option<String> = "LastModifiedBy" in STRING;
        merged_dataset_names: Option<Vec<String>> = "MergedDatasetNames" in MERGED_DATASET_NAME_LIST;
        dataset_exists: Option<bool> = "DatasetExists" in BOOLEAN;
        dataset_deleted_after_requested_sync_count: Option<bool> = "DatasetDeletedAfterRequestedSyncCount" in BOOLEAN;
        sync_session_token: Option<String> = "SyncSessionToken" in STRING;
    }
}

structure! {
    #[derive(Default)]
    RegisterDeviceResponse {
        device_id: Option<String> = "DeviceId" in DEVICE_ID;
    }
}

structure! {
    #[derive(Default)]
    SetIdentityPoolConfigurationResponse {
        identity_pool_id: Option<String> = "IdentityPoolId" in IDENTITY_POOL_ID;
        push_sync: Option<PushSync> = "PushSync" in PushSync::SHAPE;
        cognito_streams: Option<CognitoStreams> = "CognitoStreams" in CognitoStreams::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    SubscribeToDatasetResponse {}
}

structure! {
    #[derive(Default)]
    UnsubscribeFromDatasetResponse {}
}

structure! {
    #[derive(Default)]
    UpdateRecordsResponse {
        records: Option<Vec<Record>> = "Records" in RECORD_LIST;
    }
}
