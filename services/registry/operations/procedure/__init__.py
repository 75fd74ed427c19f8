"""Verbs of procedures."""
