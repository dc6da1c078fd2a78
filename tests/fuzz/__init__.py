"""Fuzz targets of the Python side; run by scripts/fuzz."""
