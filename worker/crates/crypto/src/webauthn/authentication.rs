//! A credential that is used (section 7.2).

use super::{
    Expected, Refusal,
    authenticator_data::AuthenticatorData,
    client_data::ClientData,
    json::{self, LONGEST_CLIENT_DATA, LONGEST_OBJECT},
    key::{PublicKey, Signatures},
};
use crate::digest::sha256;
use serde_json::Value;

/// Of the key with the longest modulus.
const LONGEST_SIGNATURE: usize = 512;
/// The longest user handle, in bytes (section 5.4.3).
const LONGEST_HANDLE: usize = 64;

/// An `AuthenticationResponseJSON` (section 5.1), parsed and not yet verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Authentication {
    id: Vec<u8>,
    user_handle: Option<Vec<u8>>,
    client_data_json: Vec<u8>,
    client_data: ClientData,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
}

/// What a credential that was verified showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    pub counter: u32,
    pub user_verified: bool,
    pub backup_eligible: bool,
    pub backed_up: bool,
}

impl Authentication {
    pub fn parse(json: &Value) -> Result<Self, Refusal> {
        let (id, response) = json::credential(json)?;
        let client_data_json = json::bytes(response, "clientDataJSON", LONGEST_CLIENT_DATA)?;
        let user_handle = match response.get("userHandle") {
            None | Some(Value::Null) => None,
            Some(_) => Some(json::bytes(response, "userHandle", LONGEST_HANDLE)?),
        };
        Ok(Self {
            id,
            user_handle,
            client_data: ClientData::parse(&client_data_json)?,
            client_data_json,
            authenticator_data: json::bytes(response, "authenticatorData", LONGEST_OBJECT)?,
            signature: json::bytes(response, "signature", LONGEST_SIGNATURE)?,
        })
    }

    /// Which credential it says it is.
    pub fn id(&self) -> &[u8] {
        &self.id
    }

    /// Whose it says it is, where it was discovered: the `user.id` of its registration.
    pub fn user_handle(&self) -> Option<&[u8]> {
        self.user_handle.as_deref()
    }

    /// Verifies it against what was asked for, by the credential's key and counter as they are known.
    ///
    /// The counter has to have grown, unless both are zero: authenticators that keep none.
    pub fn verify(
        &self,
        expected: &Expected<'_>,
        key: &PublicKey,
        counter: u32,
        signatures: &dyn Signatures,
    ) -> Result<Used, Refusal> {
        self.client_data.verify("webauthn.get", expected)?;
        let data = AuthenticatorData::parse(&self.authenticator_data)?;
        data.verify(expected)?;
        let hash = sha256(&[&self.client_data_json]);
        let message = [self.authenticator_data.as_slice(), &hash].concat();
        if !key.signed(signatures, &message, &self.signature) {
            return Err(Refusal::Signature);
        }
        if (counter, data.counter) != (0, 0) && data.counter <= counter {
            return Err(Refusal::Counter);
        }
        Ok(Used {
            counter: data.counter,
            user_verified: data.user_verified(),
            backup_eligible: data.backup_eligible(),
            backed_up: data.backed_up(),
        })
    }
}
