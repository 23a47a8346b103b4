//! Modular exponentiation for SRP by the runtime's BigInt, several times as fast as big numbers in wasm.

use vestibule_crypto::srp::ModPow;
use wasm_bindgen::prelude::wasm_bindgen;

/// The runtime's big integers.
pub(crate) struct BigIntModPow;

impl ModPow for BigIntModPow {
    fn modpow(&self, base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
        js_modpow(base, exponent, modulus)
    }
}

#[wasm_bindgen(module = "/src/adapters/js/modpow.js")]
extern "C" {
    #[wasm_bindgen(js_name = modpow)]
    fn js_modpow(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8>;
}
