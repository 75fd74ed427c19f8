from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.hazard import StruckWhy, must_be_strikeable
from services.housing.schemas.hazard import StrikeOffHazard
from services.housing.store.hazard import get_hazard, lock_hazard, strike
from services.housing.store.house import lock_house
from services.housing.store.occupancy import is_lived_in
from services.housing.tables import Hazard
from shared.security import Principal


async def strike_off_hazard(session: AsyncSession, hazard_id: UUID, form: StrikeOffHazard, *, by: Principal, on: date) -> Hazard:
    """A house stands in the ledger no more, for a reason that stays readable. Nobody is told.

    Raises NoSuchHazard, HazardStruckAlready, NotStruckByHand, HazardStillLivedIn, CorrectedToUnsafe, StruckOutOfTime.
    """
    await lock_house(session, (await get_hazard(session, hazard_id)).house_id)
    hazard = await lock_hazard(session, hazard_id)
    lived_in = await is_lived_in(session, hazard.house_id)

    must_be_strikeable(
        StruckWhy(form.why),
        grade=form.grade,
        struck_on=form.struck_on,
        listed_on=hazard.listed_on,
        is_struck=hazard.struck_on is not None,
        is_lived_in=lived_in,
        on=on,
    )

    told = f"{form.reason}（更正为 {form.grade} 级）" if form.grade else form.reason
    await strike(session, hazard, StruckWhy(form.why), on=form.struck_on, by=by.subject, reason=told)
    return hazard
