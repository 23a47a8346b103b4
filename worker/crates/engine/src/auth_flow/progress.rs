//! How far a sign-in has come, and how far it is to come: what was proven, and the level that the client asks for
//! (`TARGET_ACR_VALUES`).
//!
//! What a pool or a user asks for by itself is asked for whatever the level; a level can ask for more.

use super::Requester;
use crate::{
    config::{ClientConfig, Config},
    cx::Cx,
    error::{Refusal, Result},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    assurance::{self, Methods},
    factor::{Factor, Factors},
    ids::Sub,
    pool::{MfaMode, PoolSettings},
    user::User,
};
use vestibule_store::users::sign_in::Issue;

/// See the module. As long as nothing was proven and no level is asked for, it is the default.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Progress {
    methods: Methods,
    /// No second factor is to be proven any more.
    second: bool,
    /// The levels, a digit each, those first that are sought first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    levels: String,
    /// By whom it was proven, where that came along: what a name means may change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whose: Option<Sub>,
}

impl Progress {
    /// Nothing is proven, and one of these levels is sought: names with spaces between them, those first that are sought
    /// first. `None` where the pool has none of them.
    pub fn towards(settings: &PoolSettings, names: &str) -> Option<Self> {
        let mut levels = String::new();
        for name in names.split(' ') {
            let level = assurance::level_of(settings, name).map(|level| char::from(b'0' + level));
            if let Some(level) = level.filter(|level| !levels.contains(*level)) {
                levels.push(level);
            }
        }
        (!levels.is_empty()).then(|| Self {
            levels,
            ..Self::default()
        })
    }

    /// The same, with this proven.
    #[must_use]
    pub(super) fn proving(&self, methods: Methods) -> Self {
        Self {
            methods: self.methods.and(methods),
            ..self.clone()
        }
    }

    /// The same, with a second factor proven.
    #[must_use]
    pub(super) fn with_second(&self) -> Self {
        Self {
            second: true,
            ..self.clone()
        }
    }

    /// The same, of this user alone.
    #[must_use]
    pub(super) fn of(&self, sub: &Sub) -> Self {
        Self {
            whose: Some(sub.clone()),
            ..self.clone()
        }
    }

    /// Whether it can be this user's.
    pub(super) fn may_be_of(&self, sub: &Sub) -> bool {
        self.whose.as_ref().is_none_or(|whose| whose == sub)
    }

    pub(super) const fn methods(&self) -> Methods {
        self.methods
    }

    pub(super) const fn has_second(&self) -> bool {
        self.second
    }

    fn sought(&self) -> impl Iterator<Item = u8> {
        self.levels.bytes().map(|digit| digit - b'0')
    }

    /// The first level of those sought that is no higher than this. `None` where none is sought.
    ///
    /// # Errors
    /// [`Refusal::UnreachableLevel`] where all are higher.
    pub(super) fn aim(&self, highest: u8) -> Result<Option<u8>> {
        if self.levels.is_empty() {
            return Ok(None);
        }
        let aim = self.sought().find(|level| *level <= highest);
        aim.map(Some)
            .ok_or_else(|| Refusal::UnreachableLevel.into())
    }

    /// The same, with this level alone sought.
    #[must_use]
    pub(super) fn only(&self, level: u8) -> Self {
        Self {
            levels: char::from(b'0' + level).to_string(),
            ..self.clone()
        }
    }

    /// The second factors that can be asked for. Where the user has turned none on, and a level is sought, that is its software
    /// token: an address may be the one that recovers the password.
    pub(super) fn possible(&self, config: &Config, user: &User) -> Vec<Factor> {
        let mut possible = Factors::active(&config.pool, user);
        let settings = &config.pool.settings;
        let token = Factor::SoftwareTokenMfa;
        let has_token =
            settings.mfa != MfaMode::Off && settings.factors.offers(token) && user.can_prove(token);
        if !self.levels.is_empty() && possible.is_empty() && has_token {
            possible.push(token);
        }
        possible
    }

    /// The highest level that can be reached with one more of these.
    pub(super) fn reach(&self, factors: &[Factor]) -> u8 {
        let with = factors.iter().map(|factor| self.level_with(*factor));
        with.fold(self.methods.level(), u8::max)
    }

    fn level_with(&self, factor: Factor) -> u8 {
        self.methods.and(Methods::of(factor)).level()
    }

    /// The second factors that each reach the level that is sought; none where it is reached, or none is sought.
    ///
    /// # Errors
    /// [`Refusal::UnreachableLevel`] where the user has nothing that does.
    pub(super) fn missing(&self, config: &Config, user: &User) -> Result<Vec<Factor>> {
        let possible = self.possible(config, user);
        let by_password = match &user.credential {
            Some(_) => self.proving(Methods::PASSWORD).reach(&possible),
            None => 0,
        };
        let reach = self.reach(&possible);
        let Some(aim) = self.aim(reach.max(by_password))? else {
            return Ok(Vec::new());
        };
        if aim <= self.methods.level() {
            return Ok(Vec::new());
        }
        let reaching = possible
            .into_iter()
            .filter(|factor| self.level_with(*factor) >= aim);
        let missing: Vec<_> = reaching.collect();
        match missing.is_empty() {
            true => Err(Refusal::UnreachableLevel.into()),
            false => Ok(missing),
        }
    }

    /// The second factors of which one is to be chosen: those that reach the level, or else all.
    ///
    /// # Errors
    /// As [`Self::missing`].
    pub(super) fn choices(&self, config: &Config, user: &User) -> Result<Vec<Factor>> {
        let missing = self.missing(config, user)?;
        Ok(match missing.is_empty() {
            true => self.possible(config, user),
            false => missing,
        })
    }

    /// What a finished sign-in issues. Where a level was sought, its tokens tell which was reached, and by what.
    pub(super) fn issue<R: Requester>(
        &self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        requester: &R,
        user: &User,
        event_id: &str,
    ) -> (Issue, R::Issued) {
        let (mut issue, mut issued) = requester.issue(cx, config, user, event_id);
        if !self.levels.is_empty() {
            let acr = assurance::acr_of(&config.pool.settings, self.methods.level());
            R::on_level(&mut issue, &mut issued, acr, self.methods);
        }
        (issue, issued)
    }
}
