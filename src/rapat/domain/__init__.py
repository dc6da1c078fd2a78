"""RULES. Pure: no I/O, no clock, no framework."""
