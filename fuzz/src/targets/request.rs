//! Bodies of requests, of every operation of user pools and identity pools: what is read keeps to the model, and is read
//! again as it was written.

use crate::shape::{assert_refusal, assert_within, is_same};
use vestibule_wire::fuzzing::{self, Input};

/// The operation's name, or any text to choose one by, and on the next line the body.
pub fn run(input: &[u8]) {
    let mut parts = input.splitn(2, |byte| *byte == b'\n');
    let (name, body) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let operation = operation(name);
    let value = match (operation.parse)(body) {
        Ok(value) => value,
        Err(error) => return assert_refusal(error, operation.service),
    };
    let members = value.as_object().expect("an input is a structure");
    assert_within(operation.structure, members);
    let again = (operation.parse)(value.to_string().as_bytes());
    let again = again.expect("what was read can be read");
    assert!(is_same(&value, &again), "{value} became {again}");
}

fn operation(name: &[u8]) -> &'static Input {
    let inputs = fuzzing::inputs();
    let named = inputs.iter().find(|input| input.name.as_bytes() == name);
    let any = name.iter().map(|byte| usize::from(*byte)).sum::<usize>();
    named.unwrap_or(&inputs[any % inputs.len()])
}
