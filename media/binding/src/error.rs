//! Rust errors as Python exceptions, and the wall that no panic passes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::create_exception;
use pyo3::exceptions::{PyKeyError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use rapat_io::error::AnswerError;

create_exception!(
    rapat_sfu,
    SdpError,
    PyValueError,
    "The offer is malformed or beyond a limit; the text says which line or limit, never echoes input."
);
create_exception!(
    rapat_sfu,
    EngineError,
    PyRuntimeError,
    "Ports cannot be bound, or the engine is shut down; the text says which and the next step."
);

/// Runs an entry point. A panic in it becomes an `EngineError`; `PyO3` alone would raise a
/// `BaseException`, which no event loop survives.
pub fn guarded<T>(entry: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(entry)).unwrap_or_else(|_| {
        Err(EngineError::new_err(
            "a fault in the media core: its report is on standard error; restart the server",
        ))
    })
}

/// For `map_err`.
pub fn sdp_error(error: &rapat_wire::sdp::SdpError) -> PyErr {
    SdpError::new_err(error.to_string())
}

/// For `map_err`.
pub fn engine_error(error: &rapat_io::error::EngineError) -> PyErr {
    EngineError::new_err(error.to_string())
}

/// For `map_err`.
pub fn answer_error(error: &AnswerError) -> PyErr {
    match error {
        AnswerError::Sdp(error) => sdp_error(error),
        AnswerError::NoMemory { .. } => SdpError::new_err(error.to_string()),
        AnswerError::NoPeer => PyKeyError::new_err(error.to_string()),
        AnswerError::Engine(error) => engine_error(error),
    }
}
