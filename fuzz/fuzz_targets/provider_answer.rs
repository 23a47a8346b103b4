#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| vestibule_fuzz::targets::provider_answer::run(input));
