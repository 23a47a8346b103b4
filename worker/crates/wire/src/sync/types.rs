// Made by `cargo xtask codegen` from the model of cognito-sync in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use super::enums::*;
use super::shapes::*;
use crate::Timestamp;
use crate::macros::structure;

structure! {
    #[derive(Default)]
    CognitoStreams {
        stream_name: Option<String> = "StreamName" in STREAM_NAME;
        role_arn: Option<String> = "RoleArn" in ASSUME_ROLE_ARN;
        streaming_status: Option<StreamingStatus> = "StreamingStatus" in StreamingStatus::SHAPE;
    }
}

structure! {
    #[derive(Default)]
    Dataset {
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
        dataset_name: Option<String> = "DatasetName" in DATASET_NAME;
        creation_date: Option<Timestamp> = "CreationDate" in DATE;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE;
        last_modified_by: Option<String> = "LastModifiedBy" in STRING;
        data_storage: Option<i64> = "DataStorage" in LONG;
        num_records: Option<i64> = "NumRecords" in LONG;
    }
}

structure! {
    #[derive(Default)]
    IdentityPoolUsage {
        identity_pool_id: Option<String> = "IdentityPoolId" in IDENTITY_POOL_ID;
        sync_sessions_count: Option<i64> = "SyncSessionsCount" in LONG;
        data_storage: Option<i64> = "DataStorage" in LONG;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE;
    }
}

structure! {
    #[derive(Default)]
    IdentityUsage {
        identity_id: Option<String> = "IdentityId" in IDENTITY_ID;
        identity_pool_id: Option<String> = "IdentityPoolId" in IDENTITY_POOL_ID;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE;
        dataset_count: Option<i32> = "DatasetCount" in INTEGER;
        data_storage: Option<i64> = "DataStorage" in LONG;
    }
}

structure! {
    #[derive(Default)]
    PushSync {
        application_arns: Option<Vec<String>> = "ApplicationArns" in APPLICATION_ARN_LIST;
        role_arn: Option<String> = "RoleArn" in ASSUME_ROLE_ARN;
    }
}

structure! {
    #[derive(Default)]
    Record {
        key: Option<String> = "Key" in RECORD_KEY;
        value: Option<String> = "Value" in RECORD_VALUE;
        sync_count: Option<i64> = "SyncCount" in LONG;
        last_modified_date: Option<Timestamp> = "LastModifiedDate" in DATE;
        last_modified_by: Option<String> = "LastModifiedBy" in STRING;
        device_last_modified_date: Option<Timestamp> = "DeviceLastModifiedDate" in DATE;
    }
}

structure! {
    RecordPatch {
        op: Operation = "Op" in Operation::SHAPE;
        key: String = "Key" in RECORD_KEY;
        value: Option<String> = "Value" in RECORD_VALUE;
        sync_count: i64 = "SyncCount" in LONG;
        device_last_modified_date: Option<Timestamp> = "DeviceLastModifiedDate" in DATE;
    }
}
