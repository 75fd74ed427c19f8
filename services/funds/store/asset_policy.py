"""The policies of assets, read once, each with its version."""

from datetime import date
from pathlib import Path

from services.funds.rules.asset import NoAssetRule
from services.funds.rules.asset_policy import AssetPolicy
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "assets"
SHELF = Shelf(AssetPolicy, FOLDER)


def list_asset_policies() -> list[AssetPolicy]:
    return SHELF.policies()


def get_asset_policy(region: str, on: date) -> tuple[AssetPolicy, str]:
    """The policy in force there and then, with its version. Raises NoAssetRule."""
    return SHELF.get(region, on, otherwise=NoAssetRule)


def get_asset_policy_named(name: str) -> AssetPolicy:
    """The policy that an earlier decision names; a file is never taken away."""
    return SHELF.named(name)
