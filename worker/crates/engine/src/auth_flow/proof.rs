//! A sign-in without a password, for who has just proven it: the last step of a sign-up, right after the confirmation.

use super::{Hosted, IssuedCode, Refusal, Step, next::Next, progress::Progress};
use crate::{config::ClientConfig, cx::Cx, error::Result, find_user};
use serde::{Deserialize, Serialize};
use vestibule_crypto::RngExt as _;
use vestibule_model::{
    assurance::Methods,
    ids::Sub,
    time::Timestamp,
    user::{Standing, Status, User},
};
use vestibule_store::users::sign_in::{RecordSignIn, SignInOutcome};

/// That this browser made an account or proved its password. It signs in once, and not after the password has changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proof {
    id: String,
    sub: Sub,
    credential_version: i64,
}

impl Proof {
    pub fn of(cx: &Cx<'_>, user: &User) -> Self {
        Self {
            id: cx.rng.alphanumeric(22),
            sub: user.sub.clone(),
            credential_version: user.credential_version,
        }
    }

    pub fn sub(&self) -> &Sub {
        &self.sub
    }

    /// Signs in, or goes on with a second factor; `None` when the proof was used, or the user is not confirmed or has changed since.
    pub async fn sign_in(
        self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        requester: &Hosted<'_>,
        until: Timestamp,
    ) -> Result<Option<Step<IssuedCode>>> {
        let Some(user) = find_user::read(cx, config, &self.sub).await? else {
            return Ok(None);
        };
        if user.status != Status::Confirmed {
            return Ok(None);
        }
        let progress = Progress::default().proving(Methods::PASSWORD);
        let next = Next::after(cx, config, requester, &user, &cx.request_id, &progress).await?;
        let record = RecordSignIn {
            sub: self.sub.clone(),
            credential_version: self.credential_version,
            standing: Standing::of(&user),
            reservation: None,
            spends: Some((self.id, until)),
            rehash: None,
            issue: next.issue(),
        };
        let object = config.object_of(&self.sub);
        Ok(match cx.decide(config, &object, record).await? {
            SignInOutcome::Recorded => Some(next.recorded(cx, &object, user).await?),
            SignInOutcome::Exhausted { until } => {
                Some(Step::Refused(Refusal::TooManyCodes { until }))
            }
            SignInOutcome::Changed | SignInOutcome::Spent => None,
        })
    }
}
