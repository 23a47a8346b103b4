//! Waiting.

use std::time::Duration;
use vestibule_engine::ports::{LocalFuture, timer::Timer};
use vestibule_model::time::Span;

/// `setTimeout`.
pub struct RuntimeTimer;

impl Timer for RuntimeTimer {
    fn wait(&self, span: Span) -> LocalFuture<'_, ()> {
        let millis = u64::try_from(span.as_millis()).unwrap_or(0);
        Box::pin(async move { worker::Delay::from(Duration::from_millis(millis)).await })
    }
}
