"""Tests mirror the tree; names are sentences."""
