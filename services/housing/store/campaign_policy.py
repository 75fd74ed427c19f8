"""The places' rules of campaigns, as their files say them."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.housing.rules.campaign import CampaignKind, CampaignPolicy, NoCampaignRule, NoSuchCampaignKind
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parents[1] / "policy" / "campaign"


@lru_cache
def _policies() -> dict[str, tuple[CampaignPolicy, str]]:
    read = (read_document(CampaignPolicy, path) for path in sorted(FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_campaign_policies() -> list[CampaignPolicy]:
    return [policy for policy, _ in _policies().values()]


def get_campaign_policy(region: str, on: date) -> tuple[CampaignPolicy, str]:
    """The policy in force there and then, with its version. Raises NoCampaignRule."""
    policy = in_force(list_campaign_policies(), region=region, on=on)
    if policy is None:
        raise NoCampaignRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_kind(name: str, *, region: str, on: date) -> tuple[CampaignKind, CampaignPolicy, str]:
    """A kind with its file and the file's version. Raises NoCampaignRule, NoSuchCampaignKind."""
    policy, version = get_campaign_policy(region, on)
    kind = next((each for each in policy.kinds if each.kind == name), None)
    if kind is None:
        raise NoSuchCampaignKind(pointer="/kind", kind=name)
    return kind, policy, version


def get_kind_of(policy: str, name: str) -> tuple[CampaignKind, CampaignPolicy]:
    """The kind that a campaign was opened by; a file and a kind are never taken away."""
    file = _policies()[policy][0]
    return next(each for each in file.kinds if each.kind == name), file
