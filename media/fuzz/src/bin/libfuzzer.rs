//! Entry of libFuzzer (coverage-guided). The environment variable `RAPAT_FUZZ_TARGET` chooses the target.
#![no_main]

use std::sync::OnceLock;

use rapat_fuzz::TARGETS;

/// Called by libFuzzer for each input.
///
/// # Safety
/// `data` points to `size` readable bytes, as libFuzzer promises.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn LLVMFuzzerTestOneInput(data: *const u8, size: usize) -> i32 {
    static TARGET: OnceLock<fn(&[u8])> = OnceLock::new();
    let target = TARGET.get_or_init(|| {
        let wanted = std::env::var("RAPAT_FUZZ_TARGET").unwrap_or_default();
        let known = TARGETS.iter().find(|(name, _)| *name == wanted);
        known.expect("RAPAT_FUZZ_TARGET names a target").1
    });
    // An empty input may come with a null pointer, which a slice must not have.
    let input = if size == 0 {
        &[]
    } else {
        unsafe { std::slice::from_raw_parts(data, size) }
    };
    // libFuzzer catches the abort, not the unwinding.
    if std::panic::catch_unwind(|| target(input)).is_err() {
        std::process::abort();
    }
    0
}
