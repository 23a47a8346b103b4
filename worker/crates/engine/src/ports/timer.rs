//! Waiting.

use super::LocalFuture;
use vestibule_model::time::Span;

/// Waits, for the few places that have to.
pub trait Timer {
    fn wait(&self, span: Span) -> LocalFuture<'_, ()>;
}
