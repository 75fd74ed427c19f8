"""The rules for helpers and campaigns, read once from their policy files, as they hold in each place on a day."""

from datetime import date
from pathlib import Path

from services.registry.rules.campaign import CampaignKind, CampaignPolicy, NoSuchCampaignKind
from services.registry.rules.checklist import Subject
from services.registry.store.checklist import list_checklists
from shared.policy.document import in_force
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "campaigns"
SHELF = Shelf(CampaignPolicy, FOLDER)


def list_campaign_policies() -> list[CampaignPolicy]:
    """Every file. Raises PolicyFileRefused, and ValueError for a kept kind that the country's file does not have, and for a
    checklist that there is not or that nobody fills in."""
    policies = SHELF.policies()
    whole = {kind.kind for policy in policies if not policy.region for kind in policy.kinds}
    filled = {each.checklist for each in list_checklists() if each.of is Subject.HOUSEHOLD and not each.is_computed}
    for policy in policies:
        if unknown := set(policy.keeps) - whole:
            raise ValueError(f"{policy.policy}: keeps 中没有这些全国活动：{'、'.join(sorted(unknown))}")
        if unfilled := {kind.checklist for kind in policy.kinds if kind.checklist} - filled:
            raise ValueError(f"{policy.policy}: checklist 中没有这些由人填写的户清单：{'、'.join(sorted(unfilled))}")
    return policies


def campaign_policy(region: str, on: date) -> CampaignPolicy:
    """The file in force there and then; the country's covers every place and day."""
    found = in_force(list_campaign_policies(), region=region, on=on)
    if found is None:
        raise LookupError(f"no campaign policy covers {region} on {on}")
    return found


def kinds_in_force(region: str, on: date) -> list[tuple[CampaignKind, CampaignPolicy]]:
    """The kinds of a place, each with the file that it stands in: its own, and those of the country that it keeps."""
    held = campaign_policy(region, on)
    country = campaign_policy("", on)
    kept = [(kind, country) for kind in country.kinds if held is not country and kind.kind in held.keeps]
    return [*kept, *((kind, held) for kind in held.kinds)]


def get_kind(name: str, *, region: str, on: date) -> tuple[CampaignKind, CampaignPolicy, str]:
    """A kind with its file and the file's version. Raises NoSuchCampaignKind."""
    for kind, policy in kinds_in_force(region, on):
        if kind.kind == name:
            return kind, policy, SHELF.version_of(policy)
    raise NoSuchCampaignKind(pointer="/kind", kind=name)


def get_kind_of(policy: str, name: str) -> CampaignKind:
    """The kind that a campaign was opened by; a file and a kind are never taken away. Raises NoSuchCampaignKind if one was."""
    for each in list_campaign_policies():
        for kind in each.kinds:
            if (each.policy, kind.kind) == (policy, name):
                return kind
    raise NoSuchCampaignKind(kind=name, policy=policy)
