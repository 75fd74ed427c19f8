from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import grade_dispute as rule
from services.housing.rules.appraisal_life import AppraisalState
from services.housing.rules.awaited_step import Matter, Step
from services.housing.rules.grade_dispute import DisputeState, NothingToDispute
from services.housing.rules.number import Series, year_of_county
from services.housing.rules.standing import standing
from services.housing.schemas.grade_dispute import FileDispute
from services.housing.store.appraisal import lock_appraisal
from services.housing.store.appraisal_policy import get_appraisal_policy_named
from services.housing.store.awaited_step import await_steps, new_step
from services.housing.store.grade_dispute import has_open_dispute
from services.housing.store.house import get_house
from services.housing.store.number import take_number
from services.housing.store.standing import list_found, list_held, list_signed
from services.housing.tables import GradeDispute
from shared import outbox
from shared.events.housing import HouseGradeDisputed
from shared.security import Principal


async def file_dispute(session: AsyncSession, appraisal_id: UUID, form: FileDispute, *, by: Principal, on: date) -> GradeDispute:
    """A household disputes the grade that counts: it gets a receipt and a deadline, and the grade is held until then.

    Raises NoSuchAppraisal, NothingToDispute, DisputeOpenAlready, DisputedTooLate.
    """
    appraisal = await lock_appraisal(session, appraisal_id)
    house = await get_house(session, appraisal.house_id)
    found, signed = await list_found(session, house), await list_signed(session, house.id)
    counts = standing(found, signed, await list_held(session, house.id), on=on)
    has_open = await has_open_dispute(session, appraisal.id)
    terms = get_appraisal_policy_named(appraisal.policy).dispute

    if appraisal.state is not AppraisalState.SIGNED or appraisal.signed_on is None or appraisal.grade is None:
        raise NothingToDispute
    stands = counts is not None and counts.id == appraisal.id
    rule.must_be_disputable(stands=stands, terms=terms, signed_on=appraisal.signed_on, has_open=has_open, on=on)

    dispute = GradeDispute(
        number=await take_number(session, Series.DISPUTE, year_of_county(appraisal.region, on.year)),
        appraisal_id=appraisal.id,
        house_id=appraisal.house_id,
        household_id=appraisal.household_id,
        region=appraisal.region,
        grade=appraisal.grade,
        said=form.said,
        filed_on=on,
        filed_by=by.subject,
        due_on=rule.due_on(terms, on),
        state=DisputeState.OPEN,
    )
    session.add(dispute)
    await session.flush()
    awaited = new_step(
        Matter.DISPUTE,
        dispute.id,
        Step.DECIDE_DISPUTE,
        region=dispute.region,
        since=on,
        due_on=dispute.due_on,
        number=dispute.number,
    )

    await await_steps(session, [awaited])
    await outbox.record(
        session,
        HouseGradeDisputed(
            dispute_id=dispute.id,
            appraisal_id=appraisal.id,
            house_id=appraisal.house_id,
            household_id=appraisal.household_id,
            region=appraisal.region,
            grade=appraisal.grade,
            due_on=dispute.due_on,
        ),
    )
    return dispute
