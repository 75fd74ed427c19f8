"""From the rows of helpers to what people read."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from services.registry.schemas.assignment import (
    AssignmentView,
    CoverageLine,
    CoverageView,
    HelpedHousehold,
    HelperFile,
    HelperView,
    SubstitutionView,
    UncoveredLine,
)
from services.registry.store.campaign_policy import campaign_policy
from services.registry.store.helped import Coverage, Mine, Uncovered
from services.registry.tables import Helper, HelperAssignment, Substitution
from shared import regions
from shared.identity import masked_name
from shared.security import Principal, Role
from shared.vault import unseal

UNNAMED = "（待核实）"


def name_of(sealed: bytes | None, by: Principal) -> str:
    """A name as who asks may read it."""
    if sealed is None:
        return UNNAMED
    return masked_name(unseal(sealed)) if by.role is Role.AUDITOR else unseal(sealed)


def region_name(code: str) -> str:
    return regions.name_of(code) if code and regions.exists(code) else code or "全部辖区"


def _helper(helper: Helper, households: int, by: Principal) -> dict[str, object]:
    phone = unseal(helper.phone_sealed) if helper.phone_sealed else ""
    return helper.model_dump() | {
        "helper_id": helper.id,
        "name": name_of(helper.name_sealed, by),
        "phone": f"*{phone[-4:]}" if phone and by.role is Role.AUDITOR else phone,
        "region_name": region_name(helper.region),
        "has_account": helper.subject is not None,
        "households": households,
    }


def helper_view(helper: Helper, *, households: int, by: Principal) -> HelperView:
    return HelperView.model_validate(_helper(helper, households, by))


def helped_view(mine: Mine, by: Principal) -> HelpedHousehold:
    return HelpedHousehold(
        **{name: value for name, value in vars(mine).items() if name not in ("code", "name_sealed", "helper_id")},
        household_code=mine.code,
        head=name_of(mine.name_sealed, by),
        region_name=region_name(mine.region),
    )


def helper_file(
    helper: Helper, *, households: int, mine: Sequence[Mine], substitutions: Sequence[Substitution], by: Principal
) -> HelperFile:
    told = {
        "helped": [helped_view(each, by) for each in mine],
        "substitutions": [SubstitutionView.model_validate(each) for each in substitutions],
    }
    return HelperFile.model_validate(_helper(helper, households, by) | told)


def assignment_view(
    held: HelperAssignment, helpers: Mapping[UUID, Helper], loads: Mapping[UUID, int], by: Principal
) -> AssignmentView:
    helper = helper_view(helpers[held.helper_id], households=loads[held.helper_id], by=by)
    return AssignmentView.model_validate({**held.model_dump(), "helper": helper})


def uncovered_line(each: Uncovered, by: Principal) -> UncoveredLine:
    return UncoveredLine(
        household_id=each.household_id,
        household_code=each.code,
        head=name_of(each.name_sealed, by),
        region=each.region,
        region_name=region_name(each.region),
        without_since_on=each.without_since_on,
    )


def coverage_view(counted: Sequence[Coverage], *, region: str, on: date) -> CoverageView:
    policy = campaign_policy(region, on)
    return CoverageView(
        region=region,
        clause=policy.source(policy.helpers).spoken,
        households=sum(each.households for each in counted),
        uncovered=sum(each.uncovered for each in counted),
        places=[CoverageLine(**vars(each), place_name=region_name(each.place)) for each in counted],
    )
