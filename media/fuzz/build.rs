//! Links libFuzzer into the one binary that wants it. `scripts/fuzz` names the archive.

fn main() {
    println!("cargo:rerun-if-env-changed=RAPAT_LIBFUZZER");
    if let Ok(archive) = std::env::var("RAPAT_LIBFUZZER") {
        println!("cargo:rustc-link-arg-bin=libfuzzer={archive}");
        println!("cargo:rustc-link-arg-bin=libfuzzer=-lstdc++");
    }
}
