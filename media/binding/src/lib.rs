//! Python module `rapat_sfu`: thin conversions around `rapat_io::engine::Engine`.
//!
//! The contract is `rapat_sfu.pyi`. Nothing here decides; no Rust thread ever takes the GIL.

mod commands;
mod engine;
mod error;
mod events;
mod sdp;

use pyo3::prelude::*;

/// The module's contents.
#[pymodule]
fn rapat_sfu(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("SdpError", py.get_type::<error::SdpError>())?;
    module.add("EngineError", py.get_type::<error::EngineError>())?;
    module.add_function(wrap_pyfunction!(sdp::inspect_offer, module)?)?;
    module.add_class::<engine::Engine>()
}
