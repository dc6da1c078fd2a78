//! What is special about audio: the loudest microphones of a large room alone are passed on; redundancy
//! (RFC 2198) is passed on, unwrapped and made. Sound itself is never decoded.

pub mod floor;
pub mod forms;
pub mod gap;
pub mod recovery;
pub mod red;
pub mod redundancy;
pub mod sealed;
pub mod voice;
