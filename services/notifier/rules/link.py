"""Where a message sends its reader: pages behind the gateway, which ask who is reading before they show anything."""

import re
from uuid import UUID

from services.notifier.rules.errand import ErrandKind
from services.notifier.rules.message import MessageKind

_LINK = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")


def link_in(text: str, base_url: str) -> str:
    """The first of our own links in a text; empty without one. A link elsewhere is not made a code that people scan."""
    own = f"{base_url.rstrip('/')}/"
    return next((found for found in _LINK.findall(text) if found.startswith(own)), "")


def case_page(base_url: str, case_id: UUID) -> str:
    """The case with its timeline, kept by registry."""
    return f"{base_url.rstrip('/')}/registry/cases/{case_id}/page"


def board(base_url: str, case_id: UUID) -> str:
    """The orders of one case on the departments' board."""
    return f"{base_url.rstrip('/')}/notifier/orders/page?case_id={case_id}"


def order(base_url: str, order_id: UUID) -> str:
    """One order with what was done so far."""
    return f"{base_url.rstrip('/')}/notifier/orders/{order_id}/page"


def today(base_url: str) -> str:
    """What the reader has before them."""
    return f"{base_url.rstrip('/')}/notifier/inbox/page"


def errand(base_url: str, kind: ErrandKind, source_id: UUID, page: str = "") -> str:
    """Where an errand's alert, or its differences, are seen and seen to; of an order the page that its rule names."""
    pages = {
        ErrandKind.ALERT_VISIT: f"registry/watch/alerts/{source_id}/page",
        ErrandKind.DIFFERENCES: "registry/comparisons/differences/page",
        ErrandKind.RESETTLEMENT: "housing/supports/page",
    }
    return f"{base_url.rstrip('/')}/{page or pages[kind]}"


def duties(base_url: str) -> str:
    """What the reader's places have to publish, kept by funds."""
    return f"{base_url.rstrip('/')}/funds/duties/page"


def objections(base_url: str) -> str:
    """The objections that wait for an answer."""
    return f"{base_url.rstrip('/')}/funds/objections/page"


def findings(base_url: str, region: str, rule: str) -> str:
    """What supervision found of a rule in a place, kept by funds."""
    return f"{base_url.rstrip('/')}/funds/supervision/findings/page?region={region}&rule={rule}"


def received(base_url: str, household_id: UUID) -> str:
    """What a household received or will, and its monthly statements, kept by funds."""
    return f"{base_url.rstrip('/')}/funds/households/{household_id}/received/page"


def reserves(base_url: str) -> str:
    """The towns' reserves and their refills."""
    return f"{base_url.rstrip('/')}/funds/reserves/page"


def asset(base_url: str, asset_id: UUID) -> str:
    """An asset with its dues."""
    return f"{base_url.rstrip('/')}/funds/assets/{asset_id}/page"


def loan(base_url: str, loan_id: UUID) -> str:
    """A small loan with its account."""
    return f"{base_url.rstrip('/')}/funds/loans/{loan_id}/page"


def subscription(base_url: str, subscription_id: UUID) -> str:
    """What was sent to another system, and what became of it."""
    return f"{base_url.rstrip('/')}/notifier/subscriptions/{subscription_id}/page"


def complaint_tasks(base_url: str) -> str:
    """What the reader is to look into for the desk of 12317."""
    return f"{base_url.rstrip('/')}/notifier/complaint-tasks/page"


def complaint_statistics(base_url: str, region: str) -> str:
    """What anyone may read of a place's complaints."""
    return f"{base_url.rstrip('/')}/notifier/complaints/statistics/page?region={region}"


def gathered(base_url: str, digest_id: UUID, kind: MessageKind | None = None) -> str:
    """The messages that went into a digest."""
    return f"{base_url.rstrip('/')}/notifier/messages/page?digest_id={digest_id}" + (f"&kind={kind}" if kind else "")


def household_contact(base_url: str, household_id: UUID) -> str:
    """Whether a household is written to itself, and by which telephone."""
    return f"{base_url.rstrip('/')}/notifier/household-contacts/{household_id}/page"


def weekly_report(base_url: str, report_id: UUID) -> str:
    """What the leaders of a place are told of a week."""
    return f"{base_url.rstrip('/')}/notifier/boards/weekly/{report_id}.pdf"
