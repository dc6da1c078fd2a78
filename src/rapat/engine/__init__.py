"""The conference engine behind the port ``Engine``."""
