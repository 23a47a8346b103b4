// Made by `cargo xtask codegen` from the model of cognito-sync in botocore 1.44.8, and not edited:
// corrections are in `corrections.toml`.

use crate::macros::enumeration;

enumeration! {
    BulkPublishStatus {
        NotStarted = "NOT_STARTED",
        InProgress = "IN_PROGRESS",
        Failed = "FAILED",
        Succeeded = "SUCCEEDED",
    }
}

enumeration! {
    Operation {
        Replace = "replace",
        Remove = "remove",
    }
}

enumeration! {
    Platform {
        Apns = "APNS",
        ApnsSandbox = "APNS_SANDBOX",
        Gcm = "GCM",
        Adm = "ADM",
    }
}

enumeration! {
    StreamingStatus {
        Enabled = "ENABLED",
        Disabled = "DISABLED",
    }
}
