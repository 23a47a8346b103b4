#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| vestibule_fuzz::targets::smtp_reply::run(input));
