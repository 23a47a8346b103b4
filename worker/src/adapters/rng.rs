//! Randomness.

use std::cell::Cell;
use vestibule_crypto::{Rng, SeededRng};
use wasm_bindgen::prelude::wasm_bindgen;

/// The isolate's generator: ChaCha20, seeded by the runtime when it is first used, and again after [`DRAWS`]. Asking
/// the runtime each time would cost a tenth of a short answer. The platform refuses it outside a request or an alarm.
pub(crate) struct IsolateRng;

/// Draws from one seed.
const DRAWS: u32 = 4096;

thread_local! {
    static GENERATOR: Cell<Option<(SeededRng, u32)>> = const { Cell::new(None) };
}

impl Rng for IsolateRng {
    fn fill(&self, out: &mut [u8]) {
        let (rng, left) = match GENERATOR.take() {
            Some((rng, left @ 1..)) => (rng, left - 1),
            _ => (SeededRng::new(seed()), DRAWS - 1),
        };
        rng.fill(out);
        GENERATOR.set(Some((rng, left)));
    }
}

fn seed() -> [u8; 32] {
    let mut seed = [0; 32];
    get_random_values(&mut seed);
    seed
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(out: &mut [u8]);
}
