"""Callsight: call recordings in, a PII-free database of answers out."""

__version__ = "0.1.0"
