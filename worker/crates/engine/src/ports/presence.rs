//! Whether somebody still waits for the answer.

/// Who asked.
pub trait Presence {
    /// Whether the connection has ended: nobody reads what is answered.
    fn has_hung_up(&self) -> bool;
}
