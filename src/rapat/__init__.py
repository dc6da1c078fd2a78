"""Rapat: meetings on your own box. Product and conference engine in one package."""

__version__ = "0.1.0"
