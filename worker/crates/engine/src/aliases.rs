//! Changing users together with the aliases that they hold.
//!
//! An alias's row lives in the object of the alias's slot, which can be another than the user's. Then a claim has three
//! steps: [`ReserveAlias`] writes the row, under a random epoch; the user's own transition records the alias and its epoch
//! together with the change that needs it; [`OwnAlias`] makes the reservation final. At every moment the row names one
//! user, and it is true only if that user's own row has the alias under the same epoch.
//!
//! A request can die after any step. Whoever then meets a reservation that has expired, or an owned row, asks the object of
//! the user whom it names, by [`SettleClaim`]: the user holds the alias, or the epoch is void for ever, and the row can be
//! overwritten or freed. Where the alias's row and the user share an object, all of this is one transition.

use crate::{
    config::Config,
    cx::Cx,
    error::{Error, Result},
};
use std::collections::BTreeSet;
use vestibule_crypto::RngExt as _;
use vestibule_model::{
    alias::Alias,
    ids::{PoolId, Sub},
    object_key::ObjectKey,
    pool::{Names, Pool},
    time::Span,
};
use vestibule_store::{
    transition::Transition,
    users::aliases::{
        AliasRow, Claim, FreeAlias, NoteReleased, OwnAlias, ReadUnsettled, RecordsClaims, Refused,
        ReserveAlias, Reserved, SettleClaim, Settled, YieldAlias,
    },
};

/// How long a reservation is respected without a question.
pub const RESERVED: Span = Span::seconds(30);
/// Steps of one change before the caller is to try again: each alias takes a few, and more only where others contend
/// for it.
const STEPS: usize = 12;
/// How many claims of one change may have expired before the user's object saw them, until it is given up: a request that
/// is this slow doesn't become faster.
const LATE: usize = 2;
/// How often a change that takes aliases over waits for another that is about to have one.
const PATIENCE: u32 = 3;
/// Claims that one call of the timer settles.
const BATCH: u32 = 100;

/// How a change ended.
#[derive(Debug)]
pub enum Change<T> {
    Done(T),
    /// Another user has this alias.
    Taken(Alias),
}

/// What happens where another user holds an alias that a change needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfHeld {
    /// That user keeps it, and the change is not made.
    Refuse,
    /// That user loses it, where it is an address: `ForceAliasCreation`.
    TakeOver,
}

impl<T> Change<T> {
    /// What the transition came to, or the alias that another user has.
    pub fn unless_taken(self) -> Result<T, Alias> {
        match self {
            Self::Done(output) => Ok(output),
            Self::Taken(alias) => Err(alias),
        }
    }
}

impl IfHeld {
    /// As `ForceAliasCreation` says. In pools whose users sign in with an address alone it has no effect.
    pub fn by_force(pool: &Pool, force: bool) -> Self {
        match &pool.names {
            Names::Username { .. } if force => Self::TakeOver,
            _ => Self::Refuse,
        }
    }

    /// Addresses can be taken over; usernames never are.
    fn takes_over(self, alias: &Alias) -> bool {
        self == Self::TakeOver && alias.kind() != "username"
    }
}

/// Changes a user, with the aliases that the change needs.
///
/// `expected` are those that the change is likely to need: what is missing is claimed after the first refusal.
///
/// # Errors
/// [`crate::error::Refusal::RateExceeded`] when the claims do not settle.
pub async fn change<T, D>(
    cx: &Cx<'_>,
    config: &Config,
    sub: &Sub,
    expected: BTreeSet<Alias>,
    if_held: IfHeld,
    transition: impl Fn(Vec<Claim>) -> T,
) -> Result<Change<D>>
where
    T: Transition<Output = Result<D, Refused>>,
    D: RecordsClaims,
{
    let claims = Claims {
        cx,
        config,
        sub,
        home: config.object_of(sub),
    };
    // Rows in other objects are reserved only after the first refusal: by then the transition has made its other checks, and
    // nothing is reserved for a change that would fail anyway.
    let mut made: Vec<Claim> = expected
        .into_iter()
        .filter_map(|alias| claims.here(alias, None))
        .collect();
    let mut late = 0;
    for _ in 0..STEPS {
        let output = match cx
            .decide(config, &claims.home, transition(made.clone()))
            .await
        {
            Err(Error::StaleConfig) => {
                claims.give_up(&made).await?;
                return Err(Error::StaleConfig);
            }
            output => output?,
        };
        let refused = match output {
            Ok(done) => {
                if done.is_recorded() {
                    claims.own(&made).await;
                }
                return Ok(Change::Done(done));
            }
            Err(refused) => refused,
        };
        let (alias, void) = match refused {
            Refused::Unclaimed(alias) => (alias, None),
            Refused::Void { .. } if late == LATE => break,
            Refused::Void { alias, epoch } => {
                late += 1;
                (alias, Some(epoch))
            }
            Refused::Doubtful { alias, sub, epoch } => {
                match claims.settle(&alias, &sub, &epoch).await? {
                    Settled::Void => (alias, Some(epoch)),
                    Settled::Held if if_held.takes_over(&alias) => {
                        claims.take_from(&alias, &sub, &epoch).await?;
                        (alias, Some(epoch))
                    }
                    Settled::Held => return Ok(Change::Taken(alias)),
                }
            }
            Refused::Taken { alias, sub, epoch } if if_held.takes_over(&alias) => {
                claims.take_from(&alias, &sub, &epoch).await?;
                (alias, Some(epoch))
            }
            Refused::Taken { alias, .. } => return Ok(Change::Taken(alias)),
        };
        made.retain(|claim| claim.alias != alias);
        match claims.claim(alias.clone(), void, if_held).await {
            Ok(Some(claim)) => made.push(claim),
            Ok(None) => return Ok(Change::Taken(alias)),
            Err(error) if error.is_rate_exceeded() => break,
            Err(error) => return Err(error),
        }
    }
    // Who comes again must not be stopped by this.
    claims.give_up(&made).await?;
    Err(Error::rate_exceeded())
}

/// Settles what was left half-way in one `Users` object; its timer asks for this.
pub async fn settle_due(cx: &Cx<'_>, object: &ObjectKey) -> Result<()> {
    let pool = object.pool().and_then(PoolId::parse);
    let pool = pool.ok_or_else(|| Error::internal(format!("{} names no pool", object.name)))?;
    settle(cx, &*cx.pool(pool.as_str()).await?, object).await
}

pub async fn settle(cx: &Cx<'_>, config: &Config, object: &ObjectKey) -> Result<()> {
    let unsettled = cx.call(object, ReadUnsettled { limit: BATCH }).await?;
    for (alias, sub, epoch) in unsettled.reservations {
        let settle = SettleClaim {
            sub: sub.clone(),
            alias: alias.clone(),
            epoch: epoch.clone(),
        };
        match cx.call(&config.object_of(&sub), settle).await? {
            Settled::Held => cx.call(object, OwnAlias { alias, epoch }).await?,
            Settled::Void => cx.call(object, FreeAlias { alias, epoch }).await?,
        }
    }
    let mut released = Vec::new();
    for (alias, epoch) in unsettled.releases {
        let slot = config.object_of_identifier(alias.value());
        cx.call(
            &slot,
            FreeAlias {
                alias,
                epoch: epoch.clone(),
            },
        )
        .await?;
        released.push(epoch);
    }
    if !released.is_empty() {
        cx.call(object, NoteReleased { epochs: released }).await?;
    }
    Ok(())
}

/// The claims of one change.
struct Claims<'a, 'cx> {
    cx: &'a Cx<'cx>,
    config: &'a Config,
    sub: &'a Sub,
    home: ObjectKey,
}

impl Claims<'_, '_> {
    /// A claim on an alias whose row lives with the user.
    fn here(&self, alias: Alias, void: Option<String>) -> Option<Claim> {
        (self.config.object_of_identifier(alias.value()) == self.home).then(|| Claim {
            alias,
            epoch: self.cx.rng.alphanumeric(22),
            row: AliasRow::Here,
            void,
        })
    }

    /// A claim; `None` when another user has the alias. `void` is an epoch that is known to be void. Who takes an alias
    /// over waits for one that is only reserved: whose it becomes isn't settled, and then it can be taken.
    async fn claim(
        &self,
        alias: Alias,
        mut void: Option<String>,
        if_held: IfHeld,
    ) -> Result<Option<Claim>> {
        if let Some(claim) = self.here(alias.clone(), void.clone()) {
            return Ok(Some(claim));
        }
        let slot = self.config.object_of_identifier(alias.value());
        let mut waited = 0;
        for _ in 0..STEPS {
            let until = self.cx.now + RESERVED;
            let reserve = ReserveAlias {
                alias: alias.clone(),
                sub: self.sub.clone(),
                epoch: self.cx.rng.alphanumeric(22),
                until,
                void: void.take(),
            };
            let (sub, epoch) = match self.cx.decide(self.config, &slot, reserve).await? {
                Reserved::Reserved { epoch } => {
                    return Ok(Some(Claim {
                        alias,
                        epoch,
                        row: AliasRow::Reserved(until),
                        void: None,
                    }));
                }
                Reserved::Busy { .. } if !if_held.takes_over(&alias) => return Ok(None),
                Reserved::Busy { .. } if waited == PATIENCE => break,
                Reserved::Busy { .. } => {
                    self.cx.timer.wait(Span::millis(50 << waited)).await;
                    waited += 1;
                    continue;
                }
                Reserved::Doubtful { sub, epoch } => (sub, epoch),
            };
            if self.settle(&alias, &sub, &epoch).await? == Settled::Held {
                if !if_held.takes_over(&alias) {
                    return Ok(None);
                }
                self.take_from(&alias, &sub, &epoch).await?;
            }
            void = Some(epoch);
        }
        Err(Error::rate_exceeded())
    }

    async fn settle(&self, alias: &Alias, sub: &Sub, epoch: &str) -> Result<Settled> {
        let settle = SettleClaim {
            sub: sub.clone(),
            alias: alias.clone(),
            epoch: epoch.to_owned(),
        };
        self.cx.call(&self.config.object_of(sub), settle).await
    }

    async fn take_from(&self, alias: &Alias, sub: &Sub, epoch: &str) -> Result<()> {
        let yields = YieldAlias {
            sub: sub.clone(),
            alias: alias.clone(),
            epoch: epoch.to_owned(),
        };
        self.cx.call(&self.config.object_of(sub), yields).await
    }

    /// Frees what was reserved. The operation is about to start again, and must not be stopped by its own reservations.
    async fn give_up(&self, claims: &[Claim]) -> Result<()> {
        for Claim { alias, epoch, .. } in claims.iter().filter(|claim| claim.row != AliasRow::Here)
        {
            if self.settle(alias, self.sub, epoch).await? == Settled::Void {
                let slot = self.config.object_of_identifier(alias.value());
                self.cx
                    .call(
                        &slot,
                        FreeAlias {
                            alias: alias.clone(),
                            epoch: epoch.clone(),
                        },
                    )
                    .await?;
            }
        }
        Ok(())
    }

    /// The last step. The change itself is made, so what fails here is left to the timer of the alias's object.
    async fn own(&self, claims: &[Claim]) {
        for claim in claims.iter().filter(|claim| claim.row != AliasRow::Here) {
            let slot = self.config.object_of_identifier(claim.alias.value());
            let own = OwnAlias {
                alias: claim.alias.clone(),
                epoch: claim.epoch.clone(),
            };
            let _left_to_the_timer = self.cx.call(&slot, own).await;
        }
    }
}
