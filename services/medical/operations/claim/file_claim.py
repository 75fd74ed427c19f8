"""Take in a claim on paper: what the desk received, by when it is due, and the bill as the invoice says it."""

from datetime import date
from uuid import UUID

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules import claim as claims_rules
from services.medical.rules.admission import AdmissionStatus
from services.medical.rules.line import CatalogueClass, LineCost, must_stay_countable
from services.medical.rules.tally import tally
from services.medical.schemas.claim import ClaimSums, FileClaim
from services.medical.store import admissions, charges, claims
from services.medical.tables import PaperClaim
from shared import clock
from shared.ids import uuid7
from shared.money import yuan
from shared.security import Principal
from shared.vault import seal


async def file_claim(session: AsyncSession, form: FileClaim, *, admission_id: UUID, by: Principal, on: date) -> PaperClaim:
    """`admission_id` is the visit that was opened for it, under the desk's code. With sums instead of lines, one line stands for
    each catalogue class, its parts as they were given.

    Raises NoSuchAdmission, DateOutOfOrder, InvoiceAlreadyClaimed, ClaimAmountsDoNotAddUp, BillTooLarge.
    """
    visit = await admissions.lock_admission(session, admission_id)

    rules.must_be_own(visit.hospital, by.org)
    rules.must_fall_between("/discharged_on", form.admitted_on, form.discharged_on, on)
    rules.must_fall_between("/received_on", form.discharged_on, form.received_on, on)
    lines = _lines_of(form.sums) if form.sums else []
    sums = tally((kind, None, parts) for kind, parts in lines)
    must_stay_countable(sums.cost.total_fen)

    claim = PaperClaim(
        admission_id=visit.id,
        identity_hash=visit.identity_hash,
        region=visit.region,
        hospital_title=form.hospital_title,
        invoice_no=form.invoice_no,
        papers=sorted({paper.value for paper in form.papers}),
        payee_sealed=seal(orjson.dumps(form.payee.model_dump()).decode()),
        received_on=form.received_on,
        due_on=claims_rules.due_on(form.received_on),
    )
    if not await claims.add_claim(session, claim):
        raise claims_rules.InvoiceAlreadyClaimed(pointer="/invoice_no")
    visit.place, visit.given = form.place, dict(form.given)
    visit.traits = sorted(set(form.traits))
    visit.status, visit.discharged_on, visit.discharged_at = AdmissionStatus.DISCHARGED, form.discharged_on, clock.now()
    await session.flush()
    if lines:
        rows = [_row(number, kind, parts, form) for number, (kind, parts) in enumerate(lines, 1)]
        await charges.add_lines(session, visit, rows, sums=sums, last_charged_on=form.discharged_on, portion=visit.portion)
    return claim


def _lines_of(sums: ClaimSums) -> list[tuple[CatalogueClass, LineCost]]:
    """What stands above a price ceiling is taken from class A first. Raises ClaimAmountsDoNotAddUp."""
    over_a_fen = min(sums.over_ceiling_fen, sums.class_a_fen)
    over_b_fen = sums.over_ceiling_fen - over_a_fen
    in_b_fen = sums.class_b_fen - sums.class_b_pre_pay_fen - over_b_fen
    if sums.total_fen != sums.class_a_fen + sums.class_b_fen + sums.class_c_fen or in_b_fen < 0:
        raise claims_rules.ClaimAmountsDoNotAddUp(
            pointer="/sums", classes_yuan=yuan(sums.class_a_fen + sums.class_b_fen + sums.class_c_fen)
        )
    found = [
        (CatalogueClass.A, LineCost(in_policy_fen=sums.class_a_fen - over_a_fen, over_ceiling_fen=over_a_fen)),
        (CatalogueClass.B, LineCost(in_b_fen, sums.class_b_pre_pay_fen, over_b_fen)),
        (CatalogueClass.C, LineCost(out_of_policy_fen=sums.class_c_fen)),
    ]
    return [(kind, parts) for kind, parts in found if parts.total_fen]


def _row(number: int, kind: CatalogueClass, parts: LineCost, form: FileClaim) -> dict[str, object]:
    return {
        "id": uuid7(),
        "line_no": number,
        "charged_on": form.discharged_on,
        "code": f"INVOICE-{kind}",
        "name": f"票据 {form.invoice_no} {kind} 类合计",
        "catalogue_class": kind.value,
        "unit_price": yuan(parts.total_fen),
        "quantity": 1,
        "amount_fen": parts.total_fen,
        "in_policy_fen": parts.in_policy_fen,
        "pre_pay_fen": parts.pre_pay_fen,
        "over_ceiling_fen": parts.over_ceiling_fen,
        "out_of_policy_fen": parts.out_of_policy_fen,
    }
