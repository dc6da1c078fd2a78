"""Strangers against the running server: real browsers, the PyPI SDK, a network without a way out."""
