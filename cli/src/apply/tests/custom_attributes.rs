//! Custom attributes, which are added and nothing else.

use super::*;

#[test]
fn custom_attributes_are_added_and_never_changed() {
    let deployment = Deployment::default();
    let with = |attributes: &str| format!("{OTHER_POOL}[pool.custom_attributes]\n{attributes}");
    run(&deployment, &with("team = {}\n")).unwrap();
    writes(&deployment);
    let more =
        with("team = {}\nlevel = { type = \"number\", min = 1, max = 9, mutable = false }\n");
    let shown = run(&deployment, &more).unwrap();
    assert_eq!(writes(&deployment), ["AddCustomAttributes"]);
    assert!(
        shown.contains("level  none → number, fixed once set, min 1, max 9"),
        "{shown}"
    );
    assert!(
        run(&deployment, &more)
            .unwrap()
            .contains("Everything is as the file says.")
    );

    let Err(Failure::Conflicts(conflicts)) = run(&deployment, &with("team = { max = 5 }\n")) else {
        panic!("it is fixed")
    };
    assert!(
        conflicts[0]
            .message
            .contains("custom_attributes.team.max is fixed"),
        "{conflicts:?}"
    );
}

#[test]
fn custom_attributes_are_added_by_the_call_and_no_more_than_fit() {
    let deployment = Deployment::default();
    let with = |numbers: std::ops::Range<u32>| {
        let attributes: String = numbers
            .map(|number| format!("a{number} = {{}}\n"))
            .collect();
        format!("{OTHER_POOL}[pool.custom_attributes]\n{attributes}")
    };
    run(&deployment, &with(0..1)).unwrap();
    writes(&deployment);
    run(&deployment, &with(0..40)).unwrap();
    assert_eq!(
        writes(&deployment),
        ["AddCustomAttributes", "AddCustomAttributes"]
    );

    let Err(Failure::Conflicts(conflicts)) = run(&deployment, &with(40..51)) else {
        panic!("they are too many")
    };
    let expected =
        "the pool has 40 custom attributes already; expected at most 50 with those that are new";
    assert_eq!(conflicts[0].message, expected);
    assert_eq!(conflicts[0].at.line, 5);
    assert_eq!(writes(&deployment), Vec::<&str>::new());
}

#[test]
fn a_new_pool_has_no_more_attributes_than_its_making_takes() {
    let attributes: String = (0..50)
        .map(|number| format!("a{number} = {{}}\n"))
        .collect();
    let file = format!(
        "{OTHER_POOL}required_attributes = [\"name\"]\n[pool.custom_attributes]\n{attributes}"
    );
    let deployment = Deployment::default();
    let Err(Failure::Conflicts(conflicts)) = run(&deployment, &file) else {
        panic!("they are too many")
    };
    assert_eq!(conflicts[0].at.line, 6);
    assert_eq!(writes(&deployment), Vec::<&str>::new());
}
