"""Where a message sends its reader: pages behind the gateway, which ask who is reading before they show anything."""

from uuid import UUID


def case_page(base_url: str, case_id: UUID) -> str:
    """The case with its timeline, kept by registry."""
    return f"{base_url.rstrip('/')}/registry/cases/{case_id}/page"


def board(base_url: str, case_id: UUID) -> str:
    """The orders of one case on the departments' board."""
    return f"{base_url.rstrip('/')}/notifier/orders/page?case_id={case_id}"
