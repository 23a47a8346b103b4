//! `ListWebAuthnCredentials` lists a user's passkeys, the oldest first, a page at a time.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html>

use super::caller;
use crate::error::Result;
use vestibule_engine::{cx::Cx, paging::page_length, passkeys};
use vestibule_model::passkey::Passkey;
use vestibule_wire::{
    Timestamp,
    idp::{
        ListWebAuthnCredentialsRequest, ListWebAuthnCredentialsResponse,
        WebAuthnCredentialDescription,
    },
};

const LONGEST_PAGE: u32 = 20;

pub async fn handle(
    cx: &Cx<'_>,
    input: ListWebAuthnCredentialsRequest,
) -> Result<ListWebAuthnCredentialsResponse> {
    let caller = caller(cx, input.access_token.expose()).await?;
    let (config, sub) = (&caller.config, &caller.user.sub);
    let listing = [
        "ListWebAuthnCredentials",
        config.pool.id.as_str(),
        sub.as_str(),
    ];
    let after: Option<(i64, String)> = cx.position(&listing, input.next_token.as_deref())?;
    let mut rest = passkeys::read(cx, config, sub).await?;
    if let Some(after) = after {
        rest.retain(|passkey| place(passkey) > after);
    }
    let length = page_length(input.max_results, LONGEST_PAGE);
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let more = rest.len() > length;
    rest.truncate(length);
    let next_token = rest
        .last()
        .filter(|_| more)
        .map(|last| cx.next_token(&listing, &place(last)))
        .transpose()?;
    Ok(ListWebAuthnCredentialsResponse {
        credentials: rest.into_iter().map(shown).collect(),
        next_token,
    })
}

/// Where it stands in the list.
fn place(passkey: &Passkey) -> (i64, String) {
    (passkey.created.millis(), passkey.id.clone())
}

fn shown(passkey: Passkey) -> WebAuthnCredentialDescription {
    WebAuthnCredentialDescription {
        credential_id: passkey.id,
        friendly_credential_name: passkey.name,
        relying_party_id: passkey.relying_party,
        authenticator_attachment: passkey.attachment,
        authenticator_transports: passkey.transports,
        created_at: Timestamp(passkey.created.millis()),
    }
}
