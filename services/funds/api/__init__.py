"""Door one: HTTP, by noun."""
