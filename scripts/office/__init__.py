"""The office benchmark: a large organisation's data, and how fast a running server answers over it."""
