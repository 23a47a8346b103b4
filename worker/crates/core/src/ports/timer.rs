//! Waiting.

use super::LocalFuture;
use crate::model::time::Span;

/// Waiting, for the few places that do.
pub trait Timer {
    fn wait(&self, span: Span) -> LocalFuture<'_, ()>;
}
