//! Attestation certificates: what section 8.2.1 demands of one. Whose authority signed it isn't looked at, nor when it ends.

use super::{
    der::{Reader, tag},
    key::PublicKey,
};

const COUNTRY: &[u8] = &[0x55, 0x04, 0x06];
const ORGANIZATION: &[u8] = &[0x55, 0x04, 0x0a];
const UNIT: &[u8] = &[0x55, 0x04, 0x0b];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
/// `id-fido-gen-ce-aaguid`, 1.3.6.1.4.1.45724.1.1.4.
const AAGUID: &[u8] = &[
    0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0xe5, 0x1c, 0x01, 0x01, 0x04,
];
/// What the subject's unit has to be called.
const ATTESTATION: &[u8] = b"Authenticator Attestation";
/// Version 3, as it is written.
const VERSION_3: &[u8] = &[tag::INTEGER, 1, 2];
const TRUE: &[u8] = &[0xff];

/// The key of a certificate (RFC 5280 section 4.1) that may attest authenticators of this model.
pub(super) fn key_of(der: &[u8], aaguid: &[u8; 16]) -> Option<PublicKey> {
    let mut outer = Reader::new(der);
    let mut certificate = outer.sequence()?;
    let mut body = certificate.sequence()?;
    let is_version_3 = body.expect(tag::VERSION)? == VERSION_3;
    body.expect(tag::INTEGER)?;
    let _algorithm = body.sequence()?;
    let _issuer = body.sequence()?;
    let _validity = body.sequence()?;
    let is_subject = is_attestation(body.sequence()?)?;
    let key = PublicKey::from_info(body.sequence()?)?;
    // The two unique identifiers that RFC 5280 lets stand between have tags of their own.
    let _ = (body.optional(0x81), body.optional(0x82));
    let extensions = Reader::new(body.expect(tag::EXTENSIONS)?).sequence()?;
    let fits = are_for(extensions, aaguid)?;
    (outer.is_empty() && is_version_3 && is_subject && fits).then_some(key)
}

/// Whether a subject has what it must.
fn is_attestation(mut names: Reader<'_>) -> Option<bool> {
    let (mut country, mut organization, mut unit, mut common_name) = (false, false, false, false);
    while !names.is_empty() {
        let mut set = Reader::new(names.expect(tag::SET)?);
        while !set.is_empty() {
            let mut pair = set.sequence()?;
            let name = pair.expect(tag::OBJECT_IDENTIFIER)?;
            let (_, value) = pair.any()?;
            match name {
                COUNTRY => country |= value.len() == 2,
                ORGANIZATION => organization |= !value.is_empty(),
                UNIT => unit |= value == ATTESTATION,
                COMMON_NAME => common_name |= !value.is_empty(),
                _ => {}
            }
        }
    }
    Some(country && organization && unit && common_name)
}

/// Whether the extensions say that it is no authority's, and nothing of another model.
fn are_for(mut extensions: Reader<'_>, aaguid: &[u8; 16]) -> Option<bool> {
    let (mut is_leaf, mut is_model) = (false, true);
    while !extensions.is_empty() {
        let mut extension = extensions.sequence()?;
        let name = extension.expect(tag::OBJECT_IDENTIFIER)?;
        let critical = extension.optional(tag::BOOLEAN) == Some(TRUE);
        let mut value = Reader::new(extension.expect(tag::OCTET_STRING)?);
        match name {
            BASIC_CONSTRAINTS => is_leaf = value.sequence()?.optional(tag::BOOLEAN) != Some(TRUE),
            AAGUID => is_model &= !critical && value.expect(tag::OCTET_STRING)? == aaguid,
            _ => {}
        }
    }
    Some(is_leaf && is_model)
}
