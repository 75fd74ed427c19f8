"""Door one, by noun: work orders, deliveries, posts."""
