//! What needs everything at once.

mod at_rest;
mod interleavings;
mod lost_replies;
