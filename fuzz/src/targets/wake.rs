//! What an object's timer asks of the Worker: nobody who lacks the deployment's keys can ask for anything.

use crate::{deployment, http};
use vestibule_engine::{testing::at_once, wake};

pub fn run(input: &[u8]) {
    deployment::with(|deployment| {
        let request = http::request(&deployment.read(input));
        deployment.run(|cx| {
            assert_eq!(at_once(wake::answer(&cx, &request)).status, 404);
            assert!(!deployment.asked_anything(), "an object was asked");
        });
    });
}
