"""Verbs of notices and objections."""
