//! A run that stops half-way.

use super::*;

#[test]
fn a_refused_write_stops_and_the_next_run_goes_on_from_there() {
    for failing in 0..8 {
        let deployment = Deployment::default();
        deployment.writes_before_failure.set(Some(failing));
        let Err(Failure::Write {
            error,
            done,
            not_done,
        }) = run(&deployment, FILE)
        else {
            panic!("write {failing} fails")
        };
        assert!(!error.may_have_happened());
        assert_eq!((done.len(), not_done.len()), (failing, 8 - failing));
        assert_eq!(writes(&deployment).len(), failing);

        run(&deployment, FILE).unwrap();
        assert_eq!(
            writes(&deployment).len(),
            8 - failing,
            "what was done is not done again"
        );
        assert_eq!(deployment.pool_ids().len(), 1);
    }
}

#[test]
fn a_lost_answer_makes_nothing_twice() {
    for failing in 0..8 {
        let deployment = Deployment::default();
        deployment.loses_answer.set(true);
        deployment.writes_before_failure.set(Some(failing));
        let Err(Failure::Write { error, .. }) = run(&deployment, FILE) else {
            panic!("write {failing} fails")
        };
        assert!(error.may_have_happened());

        run(&deployment, FILE).unwrap();
        assert_eq!(deployment.pool_ids().len(), 1);
        deployment.client("demo app");
        deployment.client("server");
    }
}
