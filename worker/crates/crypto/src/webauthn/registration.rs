//! A new credential (section 7.1).

use super::{
    Expected, Refusal,
    attestation::AttestationObject,
    client_data::ClientData,
    json::{self, LONGEST_CLIENT_DATA, LONGEST_OBJECT},
    key::{Algorithm, Signatures},
};
use crate::digest::sha256;
use serde_json::Value;

/// What is kept of the ways to reach an authenticator: those that there are (section 5.8.4), so that no others are told.
const TRANSPORTS: [&str; 6] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];
const ATTACHMENTS: [&str; 2] = ["platform", "cross-platform"];

/// A `RegistrationResponseJSON` (section 5.1), parsed and not yet verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    id: Vec<u8>,
    client_data_json: Vec<u8>,
    client_data: ClientData,
    attestation_object: Vec<u8>,
    transports: Vec<String>,
    attachment: Option<String>,
}

/// A credential that was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    pub id: Vec<u8>,
    /// In COSE's form: [`super::PublicKey::from_cose`] reads it.
    pub public_key: Vec<u8>,
    pub algorithm: Algorithm,
    pub counter: u32,
    /// The authenticator's model; all zeros where it doesn't tell.
    pub aaguid: [u8; 16],
    pub user_verified: bool,
    /// Whether it may be on several devices.
    pub backup_eligible: bool,
    pub backed_up: bool,
    /// Ways to reach the authenticator, ordered.
    pub transports: Vec<String>,
    /// `platform` or `cross-platform`.
    pub attachment: Option<String>,
}

impl Registration {
    pub fn parse(json: &Value) -> Result<Self, Refusal> {
        let (id, response) = json::credential(json)?;
        let client_data_json = json::bytes(response, "clientDataJSON", LONGEST_CLIENT_DATA)?;
        let told = response.get("transports").and_then(Value::as_array);
        let is_told = |transport: &&str| {
            told.is_some_and(|told| told.iter().any(|one| one.as_str() == Some(transport)))
        };
        let transports = TRANSPORTS.into_iter().filter(is_told);
        Ok(Self {
            id,
            client_data: ClientData::parse(&client_data_json)?,
            client_data_json,
            attestation_object: json::bytes(response, "attestationObject", LONGEST_OBJECT)?,
            transports: transports.map(str::to_owned).collect(),
            attachment: json::text(json, "authenticatorAttachment")
                .filter(|attachment| ATTACHMENTS.contains(attachment))
                .map(str::to_owned),
        })
    }

    /// The challenge that the client says it answers: whoever finds one that was asked passes it to [`Self::verify`].
    pub fn challenge(&self) -> Option<Vec<u8>> {
        self.client_data.challenge()
    }

    /// Verifies it against what was asked for.
    pub fn verify(
        &self,
        expected: &Expected<'_>,
        signatures: &dyn Signatures,
    ) -> Result<Registered, Refusal> {
        self.client_data.verify("webauthn.create", expected)?;
        let object = AttestationObject::parse(&self.attestation_object)?;
        let (data, credential) = object.credential()?;
        data.verify(expected)?;
        let key = credential.key.as_ref().ok_or(Refusal::Key)?;
        let hash = sha256(&[&self.client_data_json]);
        object.verify(&credential, key, &hash, signatures)?;
        if credential.id != self.id {
            return Err(Refusal::OtherCredential);
        }
        Ok(Registered {
            id: self.id.clone(),
            public_key: credential.public_key.to_vec(),
            algorithm: key.algorithm(),
            counter: data.counter,
            aaguid: credential.aaguid,
            user_verified: data.user_verified(),
            backup_eligible: data.backup_eligible(),
            backed_up: data.backed_up(),
            transports: self.transports.clone(),
            attachment: self.attachment.clone(),
        })
    }
}
