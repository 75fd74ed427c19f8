"""The policies of assets, read once, each with its version."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.funds.rules.asset import NoAssetRule
from services.funds.rules.asset_policy import AssetPolicy
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parent.parent / "policy" / "assets"


@lru_cache
def _policies() -> dict[str, tuple[AssetPolicy, str]]:
    read = (read_document(AssetPolicy, path) for path in sorted(FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_asset_policies() -> list[AssetPolicy]:
    return [policy for policy, _ in _policies().values()]


def get_asset_policy(region: str, on: date) -> tuple[AssetPolicy, str]:
    """The policy in force there and then, with its version. Raises NoAssetRule."""
    policy = in_force(list_asset_policies(), region=region, on=on)
    if policy is None:
        raise NoAssetRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_asset_policy_named(name: str) -> AssetPolicy:
    """The policy that an earlier decision names; a file is never taken away."""
    return _policies()[name][0]
