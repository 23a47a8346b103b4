//! Whether somebody still waits for the answer.

use vestibule_engine::ports::presence::Presence;
use wasm_bindgen::{JsCast as _, prelude::wasm_bindgen};
use worker::web_sys::Request;

/// By the request's signal, which the compatibility flag `enable_request_signal` has end with the connection.
pub struct RequestPresence<'a>(pub &'a Request);

impl Presence for RequestPresence<'_> {
    fn has_hung_up(&self) -> bool {
        let request: &RequestWithSignal = self.0.unchecked_ref();
        request.signal().aborted()
    }
}

#[wasm_bindgen]
extern "C" {
    type RequestWithSignal;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &RequestWithSignal) -> Signal;

    type Signal;
    #[wasm_bindgen(method, getter)]
    fn aborted(this: &Signal) -> bool;
}
