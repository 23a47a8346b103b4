//! Reserving an attempt on a password in the object that counts it, and settling it afterwards.

use super::{Refusal, Requester};
use crate::{
    config::{ClientConfig, Config},
    cx::Cx,
    delivery::{Outgoing, When},
    error::{Error, Result},
    find_user::{self, Named},
    hash_queue::Place,
    messages::{self, Contact},
};
use vestibule_crypto::RngExt as _;
use vestibule_model::{ids::Sub, object_key::ObjectKey, time::Span, user::User};
use vestibule_store::users::attempts::{
    Notice, RecordFailure, ReserveAttempt, Reserved, Who, WithdrawAttempt,
};

/// Only a few attempts on one user may run at once. How often it is asked whether there is room for one more.
const PATIENCE: u32 = 5;

/// A reserved attempt, with what the work under it needs.
pub(super) struct Attempt<P = ()> {
    reservation: String,
    /// The object that holds the reservation.
    object: ObjectKey,
    /// Who is to be told when strangers have locked the account, in pools that tell: the user, and how it is reached.
    told: Option<(Sub, Option<Contact>)>,
    pub(super) place: P,
}

/// Whose attempt it is.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    /// Whom the name means.
    Named,
    /// A user whom an earlier step of the flow has found.
    Found(&'a Sub),
    /// Nobody's: an earlier step has found none.
    Nobody,
}

/// What is done under the reservation.
pub(super) trait Work<'a> {
    type Place;

    fn place(&self, cx: &Cx<'a>) -> Result<Self::Place>;
}

/// A password hash, for which there is a queue.
pub(super) struct Hash<'c> {
    pub(super) client: &'c str,
}

impl<'a> Work<'a> for Hash<'_> {
    type Place = Place<'a>;

    fn place(&self, cx: &Cx<'a>) -> Result<Place<'a>> {
        cx.place(self.client)
    }
}

/// The proof of SRP, which costs less and needs no queue.
pub(super) struct Proof;

impl Work<'_> for Proof {
    type Place = ();

    fn place(&self, _: &Cx<'_>) -> Result<()> {
        Ok(())
    }
}

/// Reserves an attempt on the user of a name, as it was typed. `None`: there is no such user, and an attempt all the same.
///
/// # Errors
/// [`crate::error::Refusal::RateExceeded`] when too many attempts on one user are under way, or too many hashes;
/// `Ok(Err(Locked))` after too many failures.
pub(super) async fn reserve<'a, W: Work<'a>>(
    cx: &Cx<'a>,
    config: &Config,
    typed: &str,
    subject: Subject<'_>,
    mark: Option<&str>,
    work: W,
) -> Result<Result<(Attempt<W::Place>, Option<User>), Refusal>> {
    let formerly = match subject {
        Subject::Named => find_user::find_formerly(cx, config, typed).await?,
        Subject::Found(_) | Subject::Nobody => None,
    };
    let subject = formerly
        .as_ref()
        .map_or(subject, |user| Subject::Found(&user.sub));
    let hardening = config.pool.extensions.hardening;
    let name = config.pool.normalise(cx.unicode, typed);
    let nobody = config.routing.nobody(&name);
    let mark = mark.filter(|_| hardening).map(str::to_owned);
    let reservation = cx.rng.alphanumeric(22);
    let (mut object, mut who) = begin(cx, config, typed, &name, subject);
    let mut place = work.place(cx)?;
    for patience in 0..PATIENCE {
        let transition = ReserveAttempt {
            reservation: reservation.clone(),
            who: who.clone(),
            nobody: nobody.clone(),
            mark: mark.clone(),
        };
        let user = match cx.decide(config, &object, transition).await? {
            Reserved::User(user) => Some(*user),
            Reserved::Nobody => None,
            Reserved::Locked { until } => return Ok(Err(Refusal::Locked { until })),
            Reserved::NotHere => {
                (object, who) = (find_user::home_of_nobody(config, &name), Who::Nobody);
                continue;
            }
            Reserved::Elsewhere { sub, alias, epoch } => {
                object = config.object_of(&sub);
                who = Who::Held { sub, alias, epoch };
                continue;
            }
            Reserved::Busy => {
                // While it waits, others may hash.
                drop(place);
                cx.timer.wait(Span::millis(25 << patience)).await;
                place = work.place(cx)?;
                continue;
            }
        };
        let told = hardening.then(|| match &user {
            Some(user) => (user.sub.clone(), Contact::for_notice(user)),
            None => (Sub::of_nobody(&name, &config.routing), None),
        });
        let attempt = Attempt {
            reservation,
            object,
            told,
            place,
        };
        return Ok(Ok((attempt, user)));
    }
    Err(Error::rate_exceeded())
}

/// The object that is asked first, and for whom.
fn begin(
    cx: &Cx<'_>,
    config: &Config,
    typed: &str,
    name: &str,
    subject: Subject<'_>,
) -> (ObjectKey, Who) {
    let named = match subject {
        Subject::Found(sub) => Named::Sub(sub.clone()),
        Subject::Named | Subject::Nobody => Named::of(&config.pool, cx.unicode, typed),
    };
    let object = config.object_of_identifier(name);
    let home_of_nobody = find_user::home_of_nobody(config, name);
    match named {
        Named::Sub(sub) => (config.object_of(&sub), Who::Known(sub)),
        Named::Aliases(_) if matches!(subject, Subject::Nobody) => (home_of_nobody, Who::Nobody),
        Named::Aliases(candidates) if object == home_of_nobody => (object, Who::Named(candidates)),
        Named::Aliases(candidates) => (object, Who::Sought(candidates)),
    }
}

impl<P> Attempt<P> {
    /// The work is done: others may have the place.
    pub(super) fn without_place(self) -> Attempt {
        Attempt {
            reservation: self.reservation,
            object: self.object,
            told: self.told,
            place: (),
        }
    }

    /// The reservation and its object, for the transition that settles it. The place is given up.
    pub(super) fn into_parts(self) -> (String, ObjectKey) {
        (self.reservation, self.object)
    }

    /// Settles the attempt as a failure. The notice goes along in case that this one locks the account; to nobody, too.
    pub(super) async fn fail(self, cx: &Cx<'_>, config: &Config) -> Result<()> {
        let notice = match self.told {
            None => None,
            Some((sub, contact)) => {
                let contact = contact.unwrap_or_else(Contact::nobodys);
                let text = messages::lock_notice(&config.pool, &contact);
                let outgoing = Outgoing::new(cx, config, &contact, text, When::ByTimer)?;
                let message = outgoing.row();
                Some(Notice { sub, message })
            }
        };
        let record = RecordFailure {
            reservation: self.reservation,
            notice,
        };
        cx.call(&self.object, record).await
    }

    /// Settles the attempt by what the caller is told. Wherever that is the same as for a wrong password it counts as a
    /// failure, too: otherwise whether a lock follows would tell the two apart.
    pub(super) async fn refuse<R: Requester>(
        self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        refusal: Refusal,
    ) -> Result<()> {
        if refusal.sounds_like_a_wrong_password::<R>(config.client.hides_users()) {
            return self.fail(cx, config).await;
        }
        self.withdraw(cx).await
    }

    /// Goes on with what the work came to. Where it came to nothing, nobody hears whether the password was right.
    pub(super) async fn unless_failed<T>(self, cx: &Cx<'_>, work: Result<T>) -> Result<(Self, T)> {
        match work {
            Ok(done) => Ok((self, done)),
            Err(error) => {
                self.withdraw(cx).await?;
                Err(error)
            }
        }
    }

    /// Takes the attempt back: it counts as none.
    async fn withdraw(self, cx: &Cx<'_>) -> Result<()> {
        let (reservation, object) = self.into_parts();
        cx.call(&object, WithdrawAttempt { reservation }).await
    }
}
