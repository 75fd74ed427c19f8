"""What the amount of a public entry does to the county's money, so that anyone can add entries up as the ledger does."""

from enum import StrEnum


class Effect(StrEnum):
    """It is a part of what is hashed: no total rests on what a text may mean."""

    RECEIVED = "received"
    """Came in from a source."""
    GIVEN_BACK = "given-back"
    """Went back, unused, to whoever gave it."""
    ALLOCATED = "allocated"
    """Was set down for a programme, a line, a use."""
    MOVED = "moved"
    """From one line to another."""
    CARRIED = "carried"
    """Left its year at its end: from a line to one of the next year, or back into the next year's pool."""
    SPENT = "spent"
    """Is with a household, a supplier, a collective."""
    RETURNED = "returned"
    """Came back, in part, from where it was spent."""
    GIVEN = "given"
    """Set down and spent in one."""
    SHARED_OUT = "shared-out"
    """An income of assets, which is known to the public from the day on which it is parted."""
    TOLD = "told"
    """Moves nothing: what a project is approved for, what an asset is worth, goods, what a bank lent of its own."""
