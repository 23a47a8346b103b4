//! `DeleteWebAuthnCredential`: a user removes one of its passkeys.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html>

use super::caller;
use crate::error::{Error, Result};
use vestibule_engine::{accounts::outcomes::too_late, cx::Cx};
use vestibule_model::user::Standing;
use vestibule_store::users::passkeys::{Change, ChangePasskeys, Changed};
use vestibule_wire::idp::{DeleteWebAuthnCredentialRequest, DeleteWebAuthnCredentialResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: DeleteWebAuthnCredentialRequest,
) -> Result<DeleteWebAuthnCredentialResponse> {
    let token = input.access_token.expose();
    let caller = caller(cx, token).await?;
    let home = caller.config.object_of(&caller.user.sub);
    let remove = ChangePasskeys {
        caller: Standing::of(&caller.user),
        sub: caller.user.sub,
        change: Change::Remove(input.credential_id),
    };
    match cx.decide(&caller.config, &home, remove).await? {
        Changed::Done => Ok(DeleteWebAuthnCredentialResponse {}),
        Changed::Missing => Err(Error::not_found("The user has no such passkey.")),
        Changed::Nobody => Err(Error::user_not_found()),
        _ => Err(too_late(cx, token).await.into()),
    }
}
