//! Arbitrary bytes as a call: `cargo +nightly fuzz run redact` in `shared/phi-redaction`.
#![no_main]
#[path = "../../tests/fuzz/body.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::check(&body::turns(data)));
