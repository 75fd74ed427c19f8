"""Door one: the household of a renovation, when it moves elsewhere, and when somebody dies, moves away or forms a household."""

from services.housing.api.renovation import DATED, RenovationId, Town
from services.housing.api.renovation_views import renovation_shown
from services.housing.operations.house_money import hand_on_house_money as handing
from services.housing.operations.renovation import house_household as housing
from services.housing.operations.renovation import settle_household as settling
from services.housing.rules import household_question as question
from services.housing.rules import rehousing, works
from services.housing.rules.dwelling import HouseGone, NoSuchHouse
from services.housing.rules.help import GroupUnknown
from services.housing.rules.mode import ModeNotOffered
from services.housing.rules.occupancy import LivesThereAlready, MovedOutOfTime
from services.housing.rules.prefill import ApplicantUntold
from services.housing.rules.renovation import HelpHindered
from services.housing.schemas.renovation import HouseHousehold, SettleHousehold
from services.housing.schemas.renovation_view import RenovationView
from shared import clock
from shared.service import Transaction, door, refuses

router = door("/renovations", "危房改造")

MOVING_IN = (
    *DATED,
    question.HouseholdUnsettled,
    works.BuildersWay,
    rehousing.CareIsNoHouse,
    rehousing.NewHomeUntold,
    rehousing.NewHomeUnsafe,
    NoSuchHouse,
    HouseGone,
    LivesThereAlready,
    MovedOutOfTime,
)
SETTLING = (
    *DATED,
    question.NothingToSettle,
    question.SuccessorUnknown,
    question.NobodyLeft,
    ApplicantUntold,
    GroupUnknown,
    HelpHindered,
    ModeNotOffered,
)
"""What may refuse moving in, and with whom it goes on, by whichever door."""


@router.post(
    "/{renovation_id}/moving-in",
    status_code=201,
    summary="登记入住",
    responses=refuses(*MOVING_IN),
)
async def house_household(renovation_id: RenovationId, form: HouseHousehold, session: Transaction, by: Town) -> RenovationView:
    """集中供养、租赁和安置的，没有施工环节，签协议后登记入住；原住房的居住登记随之终止，没有其他住户的从危房台账销号。"""
    return await renovation_shown(session, await housing.house_household(session, renovation_id, form, by=by, at=clock.now()))


@router.post(
    "/{renovation_id}/settlement",
    status_code=201,
    summary="明确由谁继续改造",
    responses=refuses(*SETTLING),
)
async def settle_household(renovation_id: RenovationId, form: SettleHousehold, session: Transaction, by: Town) -> RenovationView:
    """户主去世、迁移、分户或销户后，由在世成员或接续的户继续的在此登记，其后各步才能办理；不再改造的办理撤销。

    没有请求发放的补助随之转到接续的户；已经请求的，由资金部门撤回后再次请求。
    """
    renovation = await settling.settle_household(session, renovation_id, form, by=by, at=clock.now())
    await handing.hand_on_house_money(session, renovation_id, by=by, at=clock.now())
    return await renovation_shown(session, renovation)
