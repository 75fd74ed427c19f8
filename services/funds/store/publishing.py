"""The policies of public notice, read once, each with its version."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.notice import NoNoticeRule
from services.funds.rules.publishing import Bundle, PublishingPolicy
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parent.parent / "policy" / "disclosure"


def read_publishing_policy(path: Path) -> tuple[PublishingPolicy, str]:
    """One file's policy and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(PublishingPolicy, path)


@lru_cache
def _policies() -> dict[str, tuple[PublishingPolicy, str]]:
    read = map(read_publishing_policy, sorted(FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_publishing_policies() -> list[PublishingPolicy]:
    return [policy for policy, _ in _policies().values()]


def find_publishing_policy(region: str, on: date) -> PublishingPolicy | None:
    """The policy in force there and then; before the guideline there was none."""
    return in_force(list_publishing_policies(), region=region, on=on)


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
    return _policies()[name][0]
