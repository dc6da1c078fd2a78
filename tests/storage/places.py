"""Where a test keeps its data: most on SQLite; modules that ask for it run on both databases."""

import pytest

EVERY_DATABASE = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
"""Runs a test, or all tests of a module, once on each; every one of them needs the fixture ``place``."""
EMPTY_DATABASE = pytest.mark.parametrize("place", ["sqlite", "empty postgresql"], indirect=True)
"""The same without any table yet."""
