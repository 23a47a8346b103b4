//! Attestation objects (section 6.5.4) and the two formats of statements that are taken (sections 8.2 and 8.7).

use super::{
    Refusal,
    authenticator_data::{AttestedCredential, AuthenticatorData},
    cbor::{self, Map},
    certificate,
    key::{Algorithm, PublicKey, Signatures},
};

/// An attestation object that was parsed, and not yet verified.
#[derive(Debug)]
pub(super) struct AttestationObject<'a> {
    format: &'a str,
    statement: Map<'a>,
    authenticator_data: &'a [u8],
}

impl<'a> AttestationObject<'a> {
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Refusal> {
        Self::read(bytes).ok_or(Refusal::Malformed)
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let whole = cbor::whole(bytes)?;
        let object = whole.map()?;
        Some(Self {
            format: object.named("fmt")?.text()?,
            statement: object.named("attStmt")?.map()?.clone(),
            authenticator_data: object.named("authData")?.bytes()?,
        })
    }

    /// What the authenticator said, with the new credential.
    pub fn credential(&self) -> Result<(AuthenticatorData<'a>, AttestedCredential<'a>), Refusal> {
        let mut data = AuthenticatorData::parse(self.authenticator_data)?;
        let credential = data.credential.take().ok_or(Refusal::Malformed)?;
        Ok((data, credential))
    }

    /// Whether the statement holds for what the authenticator said and the hash of the client data.
    pub fn verify(
        &self,
        credential: &AttestedCredential<'_>,
        key: &PublicKey,
        client_data_hash: &[u8; 32],
        signatures: &dyn Signatures,
    ) -> Result<(), Refusal> {
        let message = || [self.authenticator_data, client_data_hash].concat();
        let holds = match self.format {
            "none" => self.statement.len() == 0,
            "packed" => self
                .packed(credential, key)
                .is_some_and(|(signer, signature)| {
                    signer.signed(signatures, &message(), signature)
                }),
            _ => return Err(Refusal::Format),
        };
        holds.then_some(()).ok_or(Refusal::Attestation)
    }

    /// Who signed a `packed` statement, and the signature.
    fn packed(
        &self,
        credential: &AttestedCredential<'_>,
        key: &PublicKey,
    ) -> Option<(PublicKey, &'a [u8])> {
        let statement = &self.statement;
        let algorithm = Algorithm::of_number(statement.named("alg")?.integer()?)?;
        let signature = statement.named("sig")?.bytes()?;
        let (signer, members) = match statement.named("x5c") {
            None => (key.clone(), 2),
            Some(chain) => {
                let leaf = chain.array()?.first()?.bytes()?;
                (certificate::key_of(leaf, &credential.aaguid)?, 3)
            }
        };
        (signer.algorithm() == algorithm && statement.len() == members)
            .then_some((signer, signature))
    }
}
