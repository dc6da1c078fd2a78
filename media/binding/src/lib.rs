//! Python module `rapat_sfu`: thin conversions around the engine.
