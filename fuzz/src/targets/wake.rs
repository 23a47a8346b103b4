//! What an object's timer asks of the Worker: nobody who lacks the deployment's keys can ask for anything.

use crate::{
    http,
    world::{self, World},
};
use vestibule_engine::wake;

pub fn run(input: &[u8]) {
    let request = http::request(input);
    let world = World::new();
    let response = world::run(wake::answer(&world.cx(), &request));
    assert_eq!(response.status, 404);
    assert!(!world.has_failed(), "no object was asked");
}
