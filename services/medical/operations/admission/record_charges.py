"""Take in a batch of charge lines: all of them, or none."""

from datetime import date
from functools import reduce
from operator import add
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules.admission import AdmissionStatus
from services.medical.rules.line import LineAlreadyRecorded, LineCost, cost, must_stay_countable, refuse_repeated_numbers
from services.medical.schemas.charge import ChargeLine, ChargesView, RecordCharges
from services.medical.store import admissions
from shared.ids import uuid7
from shared.security import Principal


async def record_charges(
    session: AsyncSession, form: RecordCharges, *, admission_id: UUID, by: Principal, on: date
) -> ChargesView:
    """Cost every line and add its parts to the stay's running sums.

    Raises NoSuchAdmission, AdmissionSettled, DateOutOfOrder, AmountIsNotQuantityTimesPrice, SelfPayRatioNotForClass,
    DuplicateLineNumbers, LineAlreadyRecorded, BillTooLarge.
    """
    stay = await admissions.lock_admission(session, admission_id)

    rules.must_be_own(stay.hospital, by.org)
    rules.must_take_charges(AdmissionStatus(stay.status))
    refuse_repeated_numbers([line.line_no for line in form.lines])
    costs = []
    for at, line in enumerate(form.lines):
        rules.must_fall_between(f"/lines/{at}/charged_on", stay.admitted_on, line.charged_on, on)
        costs.append(cost(line.charged(line.line_no), pointer=f"/lines/{at}"))
    batch = reduce(add, costs, LineCost())
    must_stay_countable(stay.total_fen + batch.total_fen)

    new = await admissions.add_lines(
        session,
        stay,
        [_row(line, parts) for line, parts in zip(form.lines, costs, strict=True)],
        costs=batch,
        last_charged_on=max(line.charged_on for line in form.lines),
    )
    if len(new) < len(form.lines):
        raise LineAlreadyRecorded(pointer="/lines", line_nos=sorted({line.line_no for line in form.lines} - new))

    return ChargesView(
        admission_id=stay.id,
        recorded=len(form.lines),
        line_count=stay.line_count + len(form.lines),
        total_fen=stay.total_fen + batch.total_fen,
        in_policy_fen=stay.in_policy_fen + batch.in_policy_fen,
        pre_pay_fen=stay.pre_pay_fen + batch.pre_pay_fen,
        over_ceiling_fen=stay.over_ceiling_fen + batch.over_ceiling_fen,
        out_of_policy_fen=stay.out_of_policy_fen + batch.out_of_policy_fen,
    )


def _row(line: ChargeLine, parts: LineCost) -> dict[str, object]:
    return line.model_dump() | {
        "id": uuid7(),
        "in_policy_fen": parts.in_policy_fen,
        "pre_pay_fen": parts.pre_pay_fen,
        "over_ceiling_fen": parts.over_ceiling_fen,
        "out_of_policy_fen": parts.out_of_policy_fen,
    }
