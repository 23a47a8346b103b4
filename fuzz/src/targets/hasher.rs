//! What comes over a hasher's socket: what it takes for a task has one form, and costs no more than is computed.

use vestibule_cli::fuzzing::read_tasks;
use vestibule_crypto::{hasher::Task, password::Params};

pub fn run(input: &[u8]) {
    for bytes in read_tasks(input) {
        let task = Task::parse(bytes.expose()).expect("it was taken for a task");
        assert_eq!(task.to_bytes().as_ref(), Some(&bytes));
        let (cost, max) = (task.params, Params::MAX);
        assert!(cost.m_kib <= max.m_kib && cost.t <= max.t && cost.p <= max.p);
        assert!(bytes.expose().len() <= Task::LONGEST);
    }
}
