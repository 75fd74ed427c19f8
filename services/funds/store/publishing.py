"""The policies of public notice, read once, each with its version."""

from datetime import date
from pathlib import Path

from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.notice import NoNoticeRule
from services.funds.rules.publishing import Bundle, PublishingPolicy
from shared.policy.document import read_document
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "disclosure"
SHELF = Shelf(PublishingPolicy, FOLDER)


def read_publishing_policy(path: Path) -> tuple[PublishingPolicy, str]:
    """One file's policy and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(PublishingPolicy, path)


def list_publishing_policies() -> list[PublishingPolicy]:
    return SHELF.policies()


def find_publishing_policy(region: str, on: date) -> PublishingPolicy | None:
    """The policy in force there and then; before the guideline there was none."""
    found = SHELF.find(region, on)
    return found[0] if found else None


def get_publishing_policy(region: str, on: date) -> PublishingPolicy:
    """The policy in force there and then. Raises NoNoticeRule."""
    policy = find_publishing_policy(region, on)
    if policy is None:
        raise NoNoticeRule(region=region, on=on.isoformat())
    return policy


def gathered_kinds() -> set[DisclosureKind]:
    """The kinds of public entries that are published by the month somewhere."""
    contents = (content for policy in list_publishing_policies() for content in policy.contents)
    return {kind for content in contents if content.bundle is Bundle.MONTH for kind in content.entries}


def get_publishing_policy_named(name: str) -> PublishingPolicy:
    """The policy that a notice or a duty names; a file is never taken away."""
    return SHELF.named(name)
