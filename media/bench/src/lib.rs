//! Load generator and physical-limit program.
