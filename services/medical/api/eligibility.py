"""Who is this person to the policy? The ID number travels in the body, never in a URL."""

from typing import Annotated

from services.medical.operations.person.check_eligibility import check_eligibility
from services.medical.schemas.eligibility import CheckEligibility, EligibilityView
from shared import clock
from shared.identity import InvalidIdNumber
from shared.policy.load import NoPolicyInForce
from shared.regions import UnknownRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/eligibility-checks", "待遇资格")


@router.post("", summary="查询待遇资格", responses=refuses(InvalidIdNumber, UnknownRegion, NoPolicyInForce))
async def create_eligibility_check(
    form: CheckEligibility, session: Transaction, by: Annotated[Principal, may(Role.HOSPITAL, Role.COUNTY, Role.TOWN)]
) -> EligibilityView:
    """人员类别、是否免押金及其依据、本年度各项限额余额。"""
    return await check_eligibility(session, form, on=clock.today())
