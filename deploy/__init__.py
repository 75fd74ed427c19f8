"""What starts the house: on a laptop (embedded), in containers (compose), and the gate in front of it."""

SERVICES = ("registry", "medical", "housing", "funds", "notifier")
"""The five houses, in the order of their ports."""
