from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import grade_dispute as rule
from services.housing.rules.appraiser import must_be_licensed, must_be_of
from services.housing.rules.awaited_step import Matter
from services.housing.rules.grade_dispute import DisputeOutcome, DisputeState
from services.housing.schemas.grade_dispute import DecideDispute
from services.housing.store.appraisal import find_under_way, list_opinions, lock_appraisal
from services.housing.store.appraiser import get_appraiser
from services.housing.store.awaited_step import end_steps
from services.housing.store.grade_dispute import get_dispute
from services.housing.tables import GradeDispute
from shared import outbox
from shared.events.housing import HouseGradeDecided
from shared.security import Principal


async def decide_dispute(
    session: AsyncSession, dispute_id: UUID, form: DecideDispute, *, by: Principal, on: date
) -> GradeDispute:
    """Decide a dispute by what the signed opinions say, by people who had no part in the one that is disputed.

    Raises NoSuchDispute, DisputeSettledAlready, NoSuchAppraiser, AppraiserOfElsewhere, NotLicensed, JudgedByTheSame,
    SignerMayNotDecide, ReviewUnderWay, OpinionsDiffer.
    """
    appraisal = await lock_appraisal(session, (await get_dispute(session, dispute_id)).appraisal_id)
    dispute = await get_dispute(session, dispute_id, locked=True)
    appraiser = await get_appraiser(session, form.appraiser_id)
    opinions = await list_opinions(session, appraisal.first_id)
    disputed = next(one for one in opinions if one.appraisal_id == appraisal.id)
    under_way = await find_under_way(session, appraisal.house_id)

    rule.must_be_undecided(dispute.state)
    must_be_of(appraiser.region, appraisal.region)
    must_be_licensed(
        licensed_from=appraiser.licensed_from_on,
        licensed_until=appraiser.licensed_until_on,
        ended_on=appraiser.ended_on,
        on=on,
    )
    rule.must_be_judged_by_another(appraiser.id, appraiser.institution, disputed)
    rule.must_not_be_signer(by.subject, appraisal.signed_by)
    outcome, grade = rule.decide(disputed.grade, opinions, is_under_way=under_way is not None)

    dispute.state, dispute.outcome, dispute.grade_after = DisputeState.DECIDED, outcome, grade
    dispute.appraiser_id, dispute.reasons = appraiser.id, form.reasons
    dispute.closed_on, dispute.closed_by = on, by.subject
    await session.flush()

    await end_steps(session, Matter.DISPUTE, dispute.id, on=on)
    await outbox.record(
        session,
        HouseGradeDecided(
            dispute_id=dispute.id,
            appraisal_id=appraisal.id,
            house_id=appraisal.house_id,
            household_id=appraisal.household_id,
            region=appraisal.region,
            is_corrected=outcome is DisputeOutcome.CORRECTED,
            grade=grade,
            decided_on=on,
        ),
    )
    return dispute
