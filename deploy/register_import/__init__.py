"""A register file sent from a terminal, watched while it is read and while it comes in."""
