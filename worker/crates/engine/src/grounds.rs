//! The snapshots that a request is decided under, and whether they still hold.

use crate::config::Config;
use std::{cell::RefCell, rc::Rc};

/// Of one request: each snapshot, and whether it is known to hold since the request began.
#[derive(Default)]
pub struct Grounds(RefCell<Vec<(Rc<Config>, bool)>>);

impl Grounds {
    /// Notes a snapshot that was used.
    pub(crate) fn rest_on(&self, config: &Rc<Config>, holds: bool) {
        if !self.find(config, holds) {
            self.0.borrow_mut().push((Rc::clone(config), holds));
        }
    }

    /// Notes that an object of the pool knew of no newer one.
    pub(crate) fn hold(&self, config: &Config) {
        self.find(config, true);
    }

    /// Whether a snapshot has been noted; it holds, if it did or does now.
    fn find(&self, config: &Config, holds: bool) -> bool {
        let mut all = self.0.borrow_mut();
        let noted = all
            .iter_mut()
            .find(|(noted, _)| noted.version == config.version && noted.pool.id == config.pool.id);
        if let Some((_, held)) = noted {
            *held |= holds;
            return true;
        }
        false
    }

    /// One that may hold no more.
    pub fn open(&self) -> Option<Rc<Config>> {
        let all = self.0.borrow();
        let open = all.iter().find(|(_, holds)| !holds);
        open.map(|(config, _)| Rc::clone(config))
    }

    pub(crate) fn start_over(&self) {
        self.0.borrow_mut().clear();
    }
}
