"""Planned meetings: when they take place, in whose time zone, and what changing one, the following or all means."""
