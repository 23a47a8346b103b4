// Made by `cargo xtask codegen` from the model of cognito-sync in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use super::types::*;
use crate::schema::Shape;

pub(super) static APPLICATION_ARN: Shape =
    Shape::string().pattern(r"arn:aws:sns:[-0-9a-z]+:\d+:app/[A-Z_]+/[a-zA-Z0-9_.-]+");

pub(super) static APPLICATION_ARN_LIST: Shape = Shape::list(&APPLICATION_ARN);

pub(super) static ASSUME_ROLE_ARN: Shape = Shape::string()
    .min(20)
    .max(2048)
    .pattern(r"arn:aws:iam::\d+:role/.*");

pub(super) static BOOLEAN: Shape = Shape::boolean();

pub(super) static CLIENT_CONTEXT: Shape = Shape::string();

pub(super) static COGNITO_EVENT_TYPE: Shape = Shape::string();

pub(super) static DATASET_LIST: Shape = Shape::list(&Dataset::SHAPE);

pub(super) static DATASET_NAME: Shape =
    Shape::string().min(1).max(128).pattern(r"[a-zA-Z0-9_.:-]+");

pub(super) static DATE: Shape = Shape::timestamp();

pub(super) static DEVICE_ID: Shape = Shape::string().min(1).max(256);

pub(super) static EVENTS: Shape = Shape::map(&COGNITO_EVENT_TYPE, &LAMBDA_FUNCTION_ARN).max(1);

pub(super) static IDENTITY_ID: Shape = Shape::string().min(1).max(55).pattern(r"[\w-]+:[0-9a-f-]+");

pub(super) static IDENTITY_POOL_ID: Shape =
    Shape::string().min(1).max(55).pattern(r"[\w-]+:[0-9a-f-]+");

pub(super) static IDENTITY_POOL_USAGE_LIST: Shape = Shape::list(&IdentityPoolUsage::SHAPE);

pub(super) static INTEGER: Shape = Shape::integer();

pub(super) static INTEGER_STRING: Shape = Shape::integer();

pub(super) static LAMBDA_FUNCTION_ARN: Shape = Shape::string();

pub(super) static LONG: Shape = Shape::long();

pub(super) static MERGED_DATASET_NAME_LIST: Shape = Shape::list(&STRING);

pub(super) static PUSH_TOKEN: Shape = Shape::string();

pub(super) static RECORD_KEY: Shape = Shape::string().min(1).max(1024);

pub(super) static RECORD_LIST: Shape = Shape::list(&Record::SHAPE);

pub(super) static RECORD_PATCH_LIST: Shape = Shape::list(&RecordPatch::SHAPE);

pub(super) static RECORD_VALUE: Shape = Shape::string().max(1048575);

pub(super) static STREAM_NAME: Shape = Shape::string().min(1).max(128);

pub(super) static STRING: Shape = Shape::string();

pub(super) static SYNC_SESSION_TOKEN: Shape = Shape::string();
