"""Structured logs without personal data, and metrics."""
