//! Starting a request again when the configuration that it was decided under has changed meanwhile.

use crate::cx::Cx;

/// How often a request is tried whose configuration changes under it.
const TRIES: u32 = 8;

/// Answers a request by `answer`, and from the beginning again when `is_stale` says of its failure that an object refused the
/// configuration as too old. Then nothing was changed, and the configuration is loaded anew; what was paid for is kept. The
/// last try counts, stale or not.
pub async fn while_stale<T, E>(
    cx: &Cx<'_>,
    is_stale: impl Fn(&E) -> bool,
    mut answer: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut tries = 1;
    loop {
        let result = answer().await;
        if tries == TRIES || !result.as_ref().is_err_and(&is_stale) {
            return result;
        }
        cx.cache.clear();
        cx.paid.start_over();
        cx.grounds.start_over();
        cx.note(|line| (line.outcome, line.error) = (None, None));
        tries += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        error::Error,
        log::{Line, Outcome},
        testing::World,
    };

    /// How often it is tried, and what comes of it, when the first `stale` tries are.
    fn tried(stale: u32) -> (u32, Result<(), Error>) {
        let world = World::new();
        let cx = world.cx();
        let mut tries = 0;
        let result = world.run(while_stale(&cx, Error::is_stale_config, async || {
            let noted = |line: &Line| (line.outcome, line.error);
            let before = noted(&cx.line.borrow());
            assert_eq!(before, (None, None), "what came to nothing isn't logged");
            cx.note(|line| line.outcome = Some(Outcome::SignedIn));
            cx.note(|line| line.error = Some("redirect_mismatch"));
            tries += 1;
            match tries > stale {
                true => Ok(()),
                false => Err(Error::StaleConfig),
            }
        }));
        (tries, result)
    }

    #[test]
    fn a_stale_try_is_made_again_and_the_eighth_is_the_last() {
        assert!(matches!(tried(0), (1, Ok(()))));
        assert!(matches!(tried(7), (8, Ok(()))));
        assert!(matches!(tried(8), (8, Err(Error::StaleConfig))));
    }

    #[test]
    fn another_failure_is_final() {
        let world = World::new();
        let cx = world.cx();
        let mut tries = 0;
        let result = world.run(while_stale(&cx, Error::is_stale_config, async || {
            tries += 1;
            Err::<(), _>(Error::rate_exceeded())
        }));
        assert!(result.is_err_and(|error| error.is_rate_exceeded()));
        assert_eq!(tries, 1);
    }
}
