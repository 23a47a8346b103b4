//! How large the body of a call may be, by what its headers say: as large as the model lets anybody need.

use super::{Target, authentication};
use vestibule_engine::{deployment::Deployment, http::Request};
use vestibule_model::time::Timestamp;
use vestibule_wire::{
    Auth,
    schema::{Kind, Shape, Structure},
};

/// Of what is no call, and of one that has to be signed and doesn't say by one of our keys, in bytes.
pub(super) const NOBODYS: usize = 8 * 1024;
/// Of texts: tokens, sessions, codes; and of what is not built, which is said before it is read.
const TEXTS: usize = 16 * 1024;
/// With an access token, which names a person's groups: a hundred at most.
const TOKEN: usize = 32 * 1024;
/// With a map: parameters of a sign-in, what an app says of itself.
const MAP: usize = 32 * 1024;
/// With attributes: thirty of the longest, which are 2,048 bytes, or each one that a pool may have with 900. Of twice as
/// much, 300 that come at once would take the memory that all requests together may take.
const ATTRIBUTES: usize = 64 * 1024;
/// Of an administrator's.
const SIGNED: usize = 1_000_000;
/// Of an administrator's that carries pictures, and of our own.
const BRANDING: usize = 2_000_000;

pub(super) fn of(request: &Request, deployment: &Deployment, now: Timestamp) -> usize {
    let Some(target) = Target::read(request) else {
        return NOBODYS;
    };
    match target.auth() {
        Auth::None => target.input().map_or(TEXTS, of_input),
        Auth::SigV4 if authentication::names_a_key(deployment, now, request, target.service()) => {
            of_signed(target)
        }
        Auth::SigV4 => NOBODYS,
    }
}

fn of_signed(target: Target) -> usize {
    let name = target.name();
    let is_own = matches!(target, Target::Extension(_));
    if is_own || name.contains("Branding") || name.contains("UICustomization") {
        BRANDING
    } else {
        SIGNED
    }
}

fn of_input(input: &Structure) -> usize {
    let of_shape = |shape: &Shape| match shape.kind {
        Kind::List(element) if matches!(element.kind, Kind::Structure(_)) => ATTRIBUTES,
        Kind::Map(..) | Kind::Document => MAP,
        _ => TEXTS,
    };
    let members = input.members.iter();
    members
        .map(|member| match member.name {
            "AccessToken" => TOKEN,
            _ => of_shape(member.shape),
        })
        .max()
        .unwrap_or(NOBODYS)
}
