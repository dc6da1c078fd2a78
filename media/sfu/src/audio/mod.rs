//! What is special about audio: redundancy (RFC 2198) passed on, unwrapped and made. Sound itself is
//! never decoded.

pub mod forms;
pub mod recovery;
pub mod red;
pub mod redundancy;
