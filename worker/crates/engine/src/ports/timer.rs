//! Waiting.

use super::LocalFuture;
use vestibule_model::time::Span;

/// Waiting, for the few places that do.
pub trait Timer {
    fn wait(&self, span: Span) -> LocalFuture<'_, ()>;
}
