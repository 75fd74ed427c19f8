"""Ids that the database makes itself, for rows that are written set by set."""

UUID7 = (
    "CAST(lpad(to_hex(CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)), 12, '0') || '7'"
    " || substr(replace(CAST(gen_random_uuid() AS text), '-', ''), 14) AS uuid)"
)
"""In the order of time (UUIDv7), as those that are made outside the database."""
