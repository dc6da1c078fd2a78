"""BRIDGE to the Rust core: commands out, events in."""
