//! Web Authentication against W3C's published vectors, and against what may be wrong in a ceremony.

mod keys;
mod vectors;

use keys::Libraries;
use proptest::prelude::*;
use serde_json::{Value, json};
use vectors::{Made, RELYING_PARTY, VECTORS, cbor, der};
use vestibule_crypto::webauthn::{
    Authentication, Expected, PublicKey, Refusal, Registered, Registration, Used,
};

fn expected(challenge: &[u8]) -> Expected<'_> {
    Expected {
        challenge,
        relying_party: RELYING_PARTY,
        user_verification: false,
        framed: true,
    }
}

fn register(json: &Value, challenge: &[u8]) -> Result<Registered, Refusal> {
    Registration::parse(json)?.verify(&expected(challenge), &Libraries)
}

fn made(info: &str) -> Made {
    let vector = VECTORS.iter().find(|vector| vector.info == info);
    vector.unwrap().make()
}

fn use_it(made: &Made, key: &PublicKey, counter: u32) -> Result<Used, Refusal> {
    let authentication = Authentication::parse(&made.authentication())?;
    authentication.verify(&expected(&made.challenges[1]), key, counter, &Libraries)
}

#[test]
fn the_vectors_of_w3c_pass() {
    for vector in VECTORS {
        let made = vector.make();
        assert_eq!(made.digest(), vector.published, "{}", vector.info);
        let registered = register(&made.registration(), &made.challenges[0]).unwrap();
        assert_eq!(registered.id, made.id, "{}", vector.info);
        assert_eq!(registered.counter, 0);
        assert_eq!(registered.transports, ["internal", "usb"]);
        assert_eq!(registered.attachment.as_deref(), Some("platform"));
        let key = PublicKey::from_cose(&registered.public_key).unwrap();
        let used = use_it(&made, &key, 0).unwrap();
        assert_eq!(used.backup_eligible, registered.backup_eligible);
    }
}

#[test]
fn a_frame_in_another_origins_page_is_refused_where_none_is_expected() {
    for info in ["none.ES256.crossOrigin", "none.ES256.topOrigin"] {
        let made = made(info);
        let expected = Expected {
            framed: false,
            ..expected(&made.challenges[0])
        };
        let registration = Registration::parse(&made.registration()).unwrap();
        assert_eq!(registration.challenge().as_ref(), Some(&made.challenges[0]));
        let verified = registration.verify(&expected, &Libraries);
        assert_eq!(verified, Err(Refusal::Framed), "{info}");
    }
}

#[test]
fn another_challenge_relying_party_or_ceremony_is_refused() {
    let made = made("packed.ES256");
    let registration = Registration::parse(&made.registration()).unwrap();
    let with = |expected: Expected<'_>| registration.verify(&expected, &Libraries).map(drop);
    let right = expected(&made.challenges[0]);
    assert_eq!(with(right), Ok(()));
    assert_eq!(with(expected(&made.challenges[1])), Err(Refusal::Challenge));
    let elsewhere = Expected {
        relying_party: "example.com",
        ..right
    };
    assert_eq!(with(elsewhere), Err(Refusal::Origin));
    // The origin may use both ids; the credential is for one of them.
    let above = Expected {
        relying_party: "org",
        ..right
    };
    assert_eq!(with(above), Err(Refusal::RelyingParty));
    let swapped = vectors::registration(&made.id, &made.client_data, &made.attestation_object);
    let swapped = register(&swapped, &made.challenges[1]);
    assert_eq!(swapped, Err(Refusal::OtherCeremony));
    let other = vectors::registration(
        b"id",
        &made.registered_client_data,
        &made.attestation_object,
    );
    let other = register(&other, &made.challenges[0]);
    assert_eq!(other, Err(Refusal::OtherCredential));
}

#[test]
fn verification_is_demanded_where_it_is_asked_for() {
    // Its flags are those of a present, unverified user.
    let made = made("packed-self.ES256");
    let registered = register(&made.registration(), &made.challenges[0]).unwrap();
    let key = PublicKey::from_cose(&registered.public_key).unwrap();
    let demanding = Expected {
        user_verification: true,
        ..expected(&made.challenges[1])
    };
    let authentication = Authentication::parse(&made.authentication()).unwrap();
    let verified = authentication.verify(&demanding, &key, 0, &Libraries);
    assert_eq!(verified, Err(Refusal::NotVerified));
}

/// The same object with its format or a member of its statement replaced.
fn attested(
    made: &Made,
    change: impl FnOnce(&mut ciborium::Value, &mut Vec<(ciborium::Value, ciborium::Value)>),
) -> Value {
    let mut object: ciborium::Value =
        ciborium::from_reader(made.attestation_object.as_slice()).unwrap();
    let members = object.as_map_mut().unwrap();
    let (format, rest) = members.split_first_mut().unwrap();
    change(&mut format.1, rest[0].1.as_map_mut().unwrap());
    vectors::registration(&made.id, &made.registered_client_data, &cbor(&object))
}

#[test]
fn other_formats_are_refused() {
    let made = made("packed.ES256");
    for format in [
        "tpm",
        "android-key",
        "android-safetynet",
        "apple",
        "fido-u2f",
        "compound",
        "",
    ] {
        let other = attested(&made, |name, _| *name = format.into());
        let refused = register(&other, &made.challenges[0]);
        assert_eq!(refused, Err(Refusal::Format), "{format}");
    }
}

#[test]
fn a_statement_that_does_not_hold_is_refused() {
    let refused = |made: &Made, json: &Value| {
        let refused = register(json, &made.challenges[0]);
        assert_eq!(refused, Err(Refusal::Attestation), "{json}");
    };
    for info in ["packed.ES256", "packed-self.ES256"] {
        let made = made(info);
        refused(&made, &attested(&made, |name, _| *name = "none".into()));
        refused(&made, &attested(&made, |_, it| it[0].1 = (-257).into()));
        refused(&made, &attested(&made, |_, it| it[0].1 = (-35).into()));
        refused(
            &made,
            &attested(&made, |_, it| it[1].1 = vec![0u8; 70].into()),
        );
        refused(&made, &attested(&made, |_, it| drop(it.remove(1))));
        refused(
            &made,
            &attested(&made, |_, it| it.push(("more".into(), 1.into()))),
        );
        let unsigned = attested(&made, |_, it| {
            *it[1].1.as_bytes_mut().unwrap().last_mut().unwrap() ^= 1
        });
        refused(&made, &unsigned);
    }
    let made = made("packed.ES256");
    refused(&made, &attested(&made, |_, it| drop(it.remove(2))));
    refused(
        &made,
        &attested(&made, |_, it| it[2].1 = ciborium::Value::Array(Vec::new())),
    );
}

/// What section 8.2.1 demands, each broken in turn. The certificate's own signature isn't looked at.
#[test]
fn a_certificate_that_may_not_attest_is_refused() {
    let made = made("packed.ES256");
    let with = |find: &[u8], replace: &[u8]| {
        assert_eq!(find.len(), replace.len());
        let changed = attested(&made, |_, it| {
            let certificate = it[2].1.as_array_mut().unwrap()[0].as_bytes_mut().unwrap();
            // The last: the issuer's name comes before the subject's.
            let at = certificate
                .windows(find.len())
                .rposition(|window| window == find);
            certificate[at.unwrap()..][..find.len()].copy_from_slice(replace);
        });
        register(&changed, &made.challenges[0]).map(drop)
    };
    assert_eq!(with(b"W3C", b"W3D"), Ok(()));
    for (find, replace) in [
        // Version 2, another unit; no country, organization or common name.
        (
            b"\xa0\x03\x02\x01\x02".as_slice(),
            b"\xa0\x03\x02\x01\x01".as_slice(),
        ),
        (b"Authenticator Attestation", b"Authenticator attestation"),
        (b"\x55\x04\x06", b"\x55\x04\x07"),
        (b"\x55\x04\x0a", b"\x55\x04\x07"),
        (b"\x55\x04\x03", b"\x55\x04\x07"),
        // No basic constraints.
        (b"\x55\x1d\x13", b"\x55\x1d\x12"),
        // Another curve.
        (b"\xce\x3d\x03\x01\x07", b"\xce\x3d\x03\x01\x06"),
    ] {
        assert_eq!(with(find, replace), Err(Refusal::Attestation), "{find:?}");
    }
}

#[test]
fn a_certificate_of_another_model_or_an_authority_is_refused() {
    let made = made("packed.ES256");
    // In place of the key's identifier: the same certificate, with another extension at its end.
    let with = |extension: &[u8]| {
        let changed = attested(&made, |_, it| {
            let certificate = it[2].1.as_array_mut().unwrap()[0].as_bytes_mut().unwrap();
            let old = certificate.clone();
            let head = old.windows(2).position(|pair| pair == b"\xa3\x60").unwrap();
            let (body, after) = (&old[8..head], &old[head + 2 + 0x60..]);
            let extensions = [&old[head + 4..head + 2 + 0x60], extension].concat();
            let extensions = der(0xa3, &[&der(0x30, &[&extensions])]);
            *certificate = der(0x30, &[&der(0x30, &[body, &extensions]), after]);
        });
        register(&changed, &made.challenges[0]).map(drop)
    };
    let model = |critical: &str, aaguid: &[u8]| {
        let name = hex::decode(format!("060b2b0601040182e51c010104{critical}")).unwrap();
        der(0x30, &[&name, &der(0x04, &[&der(0x04, &[aaguid])])])
    };
    let registered = register(&made.registration(), &made.challenges[0]).unwrap();
    assert_eq!(with(&model("", &registered.aaguid)), Ok(()));
    let refused = Err(Refusal::Attestation);
    assert_eq!(with(&model("", &[7; 16])), refused);
    assert_eq!(with(&model("0101ff", &registered.aaguid)), refused);
    let authority = hex::decode("300f0603551d130101ff040530030101ff").unwrap();
    assert_eq!(with(&authority), refused);
}

#[test]
fn a_counter_has_to_grow_unless_there_is_none() {
    let made = made("none.ES256");
    let registered = register(&made.registration(), &made.challenges[0]).unwrap();
    let key = PublicKey::from_cose(&registered.public_key).unwrap();
    assert!(use_it(&made, &key, 0).is_ok());
    assert_eq!(use_it(&made, &key, 1), Err(Refusal::Counter));
}

#[test]
fn only_the_credentials_own_signature_is_taken() {
    let mut made = made("none.ES256");
    let other = register(
        &self::made("packed.EdDSA").registration(),
        &self::made("packed.EdDSA").challenges[0],
    )
    .unwrap();
    let other = PublicKey::from_cose(&other.public_key).unwrap();
    assert_eq!(use_it(&made, &other, 0), Err(Refusal::Signature));
    let registered = register(&made.registration(), &made.challenges[0]).unwrap();
    let key = PublicKey::from_cose(&registered.public_key).unwrap();
    made.authenticator_data[36] ^= 1;
    assert_eq!(use_it(&made, &key, 0), Err(Refusal::Signature));
}

#[test]
fn json_that_is_not_a_browsers_is_refused() {
    let made = made("none.ES256");
    let refused = |change: &dyn Fn(&mut Value)| {
        let (mut registration, mut authentication) = (made.registration(), made.authentication());
        change(&mut registration);
        change(&mut authentication);
        assert_eq!(Registration::parse(&registration), Err(Refusal::Malformed));
        let authentication = Authentication::parse(&authentication);
        assert_eq!(authentication, Err(Refusal::Malformed));
    };
    refused(&|json| *json = json!(null));
    refused(&|json| *json = json!([]));
    refused(&|json| json["type"] = json!("password"));
    refused(&|json| json["id"] = json!("other"));
    refused(&|json| json["rawId"] = json!(null));
    refused(&|json| (json["id"], json["rawId"]) = (json!(""), json!("")));
    refused(&|json| {
        let long = "A".repeat(1366);
        (json["id"], json["rawId"]) = (json!(long), json!(long));
    });
    refused(&|json| json["response"] = json!("{}"));
    refused(&|json| json["response"]["clientDataJSON"] = json!("e30"));
    refused(&|json| json["response"]["clientDataJSON"] = json!("e30="));
    refused(&|json| json["response"]["clientDataJSON"] = json!("A".repeat(12_000)));
    let mut authentication = made.authentication();
    authentication["response"]["userHandle"] = json!("A".repeat(88));
    assert_eq!(
        Authentication::parse(&authentication),
        Err(Refusal::Malformed)
    );
    authentication["response"]["userHandle"] = json!("YWJj");
    let parsed = Authentication::parse(&authentication).unwrap();
    assert_eq!(
        (parsed.id(), parsed.user_handle()),
        (made.id.as_slice(), Some(b"abc".as_slice()))
    );
}

proptest! {
    #[test]
    fn no_change_of_a_byte_breaks_it_or_passes_for_another_credential(
        vector in 0..VECTORS.len(), at: prop::sample::Index, bits in 1u8..,
    ) {
        let made = VECTORS[vector].make();
        let mut object = made.attestation_object.clone();
        let at = at.index(object.len());
        object[at] ^= bits;
        let json = vectors::registration(&made.id, &made.registered_client_data, &object);
        if let Ok(registered) = register(&json, &made.challenges[0]) {
            prop_assert_eq!(registered.id, made.id);
        }
    }

    #[test]
    fn no_attestation_object_breaks_it(object: Vec<u8>, id: Vec<u8>) {
        let made = made("none.ES256");
        let json = vectors::registration(&id, &made.registered_client_data, &object);
        prop_assert!(register(&json, &made.challenges[0]).is_err());
    }
}
