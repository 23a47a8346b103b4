//! What the service needs of the world, one port a file. The Worker implements them over Cloudflare's runtime,
//! the tests over memory.

pub mod hasher;
pub mod keys;
pub mod mail;
pub mod objects;
pub mod presence;
pub mod timer;

use std::{future::Future, pin::Pin};

/// A future that isn't `Send`: a Worker has a single thread.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;
