//! Randomness.

use wasm_bindgen::prelude::wasm_bindgen;

/// 32 bytes of the runtime's secure randomness, to seed a generator with. The platform refuses this outside a
/// request or an alarm.
#[must_use]
pub(crate) fn seed() -> [u8; 32] {
    let mut seed = [0; 32];
    get_random_values(&mut seed);
    seed
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(out: &mut [u8]);
}
