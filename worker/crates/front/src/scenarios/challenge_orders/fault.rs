//! What can go wrong on the way between the Worker and the objects.

use std::{cell::Cell, future::pending};
use vestibule_engine::{
    ports::{
        LocalFuture,
        objects::{ObjectError, Objects},
    },
    testing::MemoryObjects,
};
use vestibule_model::object_key::ObjectKey;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The object has committed, and its reply is lost: the Worker sends the same again.
    LostReply,
    /// The Worker dies before the object hears of it.
    DeathBefore,
    /// The object has committed, and the Worker dies before it hears of that.
    DeathAfter,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::LostReply, Self::DeathBefore, Self::DeathAfter];
}

/// What goes wrong in a request, at its so-manieth transition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    pub(super) kind: Kind,
    pub(super) at: usize,
}

/// The objects, by a way on which at most one thing goes wrong.
pub(super) struct Way<'a> {
    objects: &'a MemoryObjects,
    fault: Option<Fault>,
    sent: Cell<usize>,
}

impl<'a> Way<'a> {
    pub(super) fn new(objects: &'a MemoryObjects, fault: Option<Fault>) -> Self {
        Self {
            objects,
            fault,
            sent: Cell::default(),
        }
    }

    /// Whether the request came as far as the fault.
    pub(super) fn has_failed(&self) -> bool {
        self.fault.is_some_and(|fault| fault.at < self.sent.get())
    }
}

impl Objects for Way<'_> {
    fn send<'a>(
        &'a self,
        key: &'a ObjectKey,
        message: Vec<u8>,
    ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>> {
        Box::pin(async move {
            let place = self.sent.replace(self.sent.get() + 1);
            let fault = self.fault.filter(|fault| fault.at == place);
            match fault.map(|fault| fault.kind) {
                None => self.objects.send(key, message).await,
                Some(Kind::DeathBefore) => pending().await,
                Some(Kind::DeathAfter) => {
                    self.objects.send(key, message).await?;
                    pending().await
                }
                Some(Kind::LostReply) => {
                    self.objects.send(key, message).await?;
                    Err(ObjectError::Retryable("the reply was lost".to_owned()))
                }
            }
        })
    }
}
