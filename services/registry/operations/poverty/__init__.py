"""Verbs of households' poverty states."""
