"""The embedded engine: LiveKit client protocol and rooms in Python, packets in Rust."""
