//! `VerifySoftwareToken`: the first code of a new software token shows that the person has it.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html>

use super::associate_software_token::{either, not_offered};
use crate::error::{Error, Result};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    access_token,
    accounts::outcomes::too_late,
    auth_flow::set_up,
    cx::Cx,
    error::{Refusal, SessionRefusal},
    software_token::{self, FirstCode, NotVerified},
};
use vestibule_model::{
    factor::Factor,
    user::{Authority, Standing},
};
use vestibule_wire::{
    Sensitive,
    idp::{
        ErrorCode, VerifySoftwareTokenRequest, VerifySoftwareTokenResponse,
        VerifySoftwareTokenResponseType,
    },
};

pub async fn handle(
    cx: &Cx<'_>,
    input: VerifySoftwareTokenRequest,
) -> Result<VerifySoftwareTokenResponse> {
    let code = SecretString::new(input.user_code.into_inner());
    let name = input.friendly_device_name;
    let session = match (&input.access_token, &input.session) {
        (Some(token), None) => {
            by_token(cx, token.expose(), &code, name).await?;
            None
        }
        (None, Some(session)) => {
            let config = set_up::client_of(cx, session.expose()).await?;
            let verified = set_up::verify(cx, &config, session.expose(), &code, name).await;
            Some(Sensitive::new(verified.map_err(|why| {
                refused(why).unwrap_or_else(|| SessionRefusal::Invalid.into())
            })?))
        }
        _ => return Err(either()),
    };
    Ok(VerifySoftwareTokenResponse {
        status: Some(VerifySoftwareTokenResponseType::Success),
        session,
    })
}

async fn by_token(
    cx: &Cx<'_>,
    token: &str,
    code: &SecretString,
    name: Option<String>,
) -> Result<()> {
    let caller = access_token::resolve(cx, token).await?;
    let (config, user) = (&caller.config, &caller.user);
    if !config
        .pool
        .settings
        .factors
        .offers(Factor::SoftwareTokenMfa)
    {
        return Err(not_offered());
    }
    let Some(seed) = &user.factors.pending else {
        return Err(no_secret());
    };
    cx.spend(&caller.token.client_id)?;
    let first = FirstCode {
        seed,
        code,
        name,
        turns_on: false,
        spends: None,
    };
    let own = Authority::User(Standing::of(user));
    match software_token::verify(cx, config, user, own, first).await {
        Ok(()) => Ok(()),
        Err(why) => match refused(why) {
            Some(error) => Err(error),
            None => Err(too_late(cx, token).await.into()),
        },
    }
}

/// `None`: the caller is no longer who it was.
fn refused(why: NotVerified) -> Option<Error> {
    Some(match why {
        NotVerified::Wrong => Error::new(
            ErrorCode::EnableSoftwareTokenMFAException,
            "Code mismatch and fail enable Software Token MFA",
        ),
        NotVerified::TooMany { .. } => Refusal::TooManyCodes.into(),
        NotVerified::NoSecret => no_secret(),
        NotVerified::NotOffered => not_offered(),
        NotVerified::Failed(error) => error.into(),
        NotVerified::Changed => return None,
    })
}

fn no_secret() -> Error {
    Error::new(
        ErrorCode::SoftwareTokenMFANotFoundException,
        "Software Token MFA does not exist for the user.",
    )
}
