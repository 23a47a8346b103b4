//! The objects that know names.

pub mod class;
pub mod names;
