"""Recognizers: one small file per kind of personal data, each with its patterns and validator."""
