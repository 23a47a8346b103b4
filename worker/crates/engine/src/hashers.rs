//! The hashers beside the Worker, as one isolate knows them: whether they are asked, and what is done when they don't answer.

use crate::ports::hasher::{Hasher, HasherError};
use std::cell::Cell;
use vestibule_crypto::{SecretBytes, hasher::Task};
use vestibule_model::time::{Span, Timestamp};

/// For how long they are not asked again when they didn't answer: whoever tries pays for it.
const AWAY: Span = Span::seconds(5);

/// Whether they answer.
#[derive(Default)]
pub(crate) struct Hashers {
    away_until: Cell<Option<Timestamp>>,
}

impl Hashers {
    /// Whether they answered when they were asked last.
    pub(crate) fn are_there(&self) -> bool {
        self.away_until.get().is_none()
    }

    /// Whether they are to be asked now: where they have not answered, by one request after a while.
    fn may_be_asked(&self, now: Timestamp) -> bool {
        match self.away_until.get() {
            Some(until) if now < until => false,
            Some(_) => {
                self.away_until.set(Some(now + AWAY));
                true
            }
            None => true,
        }
    }

    /// Notes that they don't answer; whether that is news.
    pub(crate) fn go_away(&self, now: Timestamp) -> bool {
        let until = (now + AWAY).max(self.away_until.get().unwrap_or(now));
        self.away_until.replace(Some(until)).is_none()
    }

    /// The tag of a task by them; `None` when it is to be computed here: they don't take such a task, or they don't answer,
    /// which `tell` is told, once.
    pub(crate) async fn tag(
        &self,
        now: Timestamp,
        hasher: &dyn Hasher,
        task: &Task<'_>,
        tell: impl FnOnce(HasherError),
    ) -> Option<SecretBytes> {
        let bytes = task.to_bytes()?;
        let were_there = self.are_there();
        if !self.may_be_asked(now) {
            return None;
        }
        match ask(hasher, &bytes, task.tag_length).await {
            Ok(tag) => {
                if !were_there {
                    self.away_until.set(None);
                }
                Some(tag)
            }
            Err(error) => {
                if self.go_away(now) {
                    tell(error);
                }
                None
            }
        }
    }
}

async fn ask(
    hasher: &dyn Hasher,
    task: &SecretBytes,
    tag_length: usize,
) -> Result<SecretBytes, HasherError> {
    let tag = hasher.tag(task).await?;
    match tag.expose().len() == tag_length {
        true => Ok(tag),
        false => Err(HasherError("an answer that is no tag".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cx::Cx, hash_queue::HashQueue, ports::LocalFuture, testing::World};
    use vestibule_crypto::password::Params;

    /// Answers what it is told to, and counts.
    struct Fake {
        answer: Cell<Option<usize>>,
        asked: Cell<u32>,
    }

    impl Hasher for Fake {
        fn tag<'a>(
            &'a self,
            _task: &'a SecretBytes,
        ) -> LocalFuture<'a, Result<SecretBytes, HasherError>> {
            self.asked.set(self.asked.get() + 1);
            let answer = self.answer.get();
            Box::pin(async move {
                let length = answer.ok_or_else(|| HasherError("connection refused".to_owned()))?;
                Ok(SecretBytes::from(vec![7; length]))
            })
        }
    }

    fn world() -> World {
        let mut world = World::new();
        world.hashes = HashQueue::of_machine(28, 2);
        world
    }

    /// Whether a request gets a tag, and what it leaves in the log.
    fn request(world: &World, fake: &Fake) -> (bool, Option<String>) {
        let cx = Cx {
            hasher: Some(fake),
            ..world.cx()
        };
        let task = Task {
            params: Params::default(),
            salt: vec![7; 16],
            tag_length: 32,
            password: b"password",
        };
        let tag = world.run(cx.tag(&task));
        let cause = cx.line.borrow().cause.clone();
        (tag.is_some(), cause)
    }

    #[test]
    fn one_that_is_gone_is_told_once_and_tried_again_after_a_while_by_one_request() {
        let world = world();
        let fake = Fake {
            answer: Cell::new(None),
            asked: Cell::new(0),
        };
        let told = "hashers: connection refused; the Worker hashes itself".to_owned();
        assert_eq!(request(&world, &fake), (false, Some(told.clone())));
        for _ in 0..10 {
            assert_eq!(request(&world, &fake), (false, None));
        }
        assert_eq!(fake.asked.get(), 1);
        world.advance(AWAY);
        for _ in 0..10 {
            assert_eq!(request(&world, &fake), (false, None));
        }
        assert_eq!(fake.asked.get(), 2);
        assert!(!world.hashes.hashers().are_there());

        fake.answer.set(Some(32));
        world.advance(AWAY);
        assert_eq!(request(&world, &fake), (true, None));
        assert_eq!(request(&world, &fake), (true, None));
        assert!(world.hashes.hashers().are_there());

        // It goes a second time: that is news again.
        fake.answer.set(None);
        assert_eq!(request(&world, &fake), (false, Some(told)));
    }

    #[test]
    fn an_answer_of_another_length_is_none() {
        let world = world();
        for length in [0, 31, 33] {
            let fake = Fake {
                answer: Cell::new(Some(length)),
                asked: Cell::new(0),
            };
            assert!(!request(&world, &fake).0, "{length}");
            world.advance(AWAY);
        }
    }
}
