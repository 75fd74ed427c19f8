"""Verbs of checklists."""
