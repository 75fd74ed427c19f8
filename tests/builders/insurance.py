"""What the tests of the special insurance are made of: orders for confirmed rosters, and claims in every state."""

from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.insurance_claim.accept_claim import accept_claim
from services.medical.operations.insurance_claim.assess_claim import assess_claim
from services.medical.operations.insurance_claim.decide_claim import decide_claim
from services.medical.operations.insurance_claim.record_compensation import record_compensation
from services.medical.operations.insurance_claim.report_loss import report_loss
from services.medical.operations.purchase.make_purchase import make_purchase
from services.medical.operations.purchase.order_purchase import order_purchase
from services.medical.schemas.insurance_claim import AcceptClaim, AssessClaim, DecideClaim, RecordCompensation, ReportLoss
from services.medical.schemas.purchase import MakePurchase, OrderPurchase
from services.medical.tables import InsuranceClaim, InsurancePurchase, Roster
from shared.money import yuan
from shared.security import Principal
from tests.builders.roster import CHECKER, MAKER, a_person, an_id_number, confirmed

INSURER = "中国人民财产保险股份有限公司罗庄支公司"
JUNE_12 = date(2020, 6, 12)
MAY_20 = date(2020, 5, 20)
PAPERS = [
    "claim-form", "id-card", "claimant-id", "bank-card", "accident-proof", "invoice", "fee-list", "medical-record", "death-proof",
    "disability-proof", "disaster-proof", "police-proof", "loss-list",
]  # fmt: skip
"""Every paper that the place knows."""


def a_purchase(roster: Roster, **changes: Any) -> MakePurchase:
    given = {
        "roster_id": roster.id,
        "policy_no": f"PTHB{roster.year}371311",
        "insurer": INSURER,
        "from_on": date(roster.year, 1, 1),
        "to_on": date(roster.year, 12, 31),
    }
    return MakePurchase.model_validate(given | changes)


async def drafted(session: AsyncSession, roster: Roster, **changes: Any) -> InsurancePurchase:
    return await make_purchase(session, a_purchase(roster, **changes), by=MAKER)


async def ordered(session: AsyncSession, roster: Roster, **changes: Any) -> InsurancePurchase:
    """Drafted by one person and ordered by another."""
    purchase = await drafted(session, roster, **changes)
    form = OrderPurchase.model_validate(
        {"persons": purchase.added + purchase.changed + purchase.removed, "premium_yuan": yuan(purchase.premium_fen)}
    )
    return await order_purchase(session, form, purchase_id=purchase.id, by=CHECKER)


async def insured_people(session: AsyncSession, people: int = 1, **given: Any) -> InsurancePurchase:
    """People of one village, numbered from 1, insured for 2020."""
    for sequence in range(1, people + 1):
        await a_person(session, sequence, "enrolled", **given)
    return await ordered(session, await confirmed(session))


def a_loss(sequence: int = 1, **changes: Any) -> ReportLoss:
    given = {
        "id_number": an_id_number(sequence),
        "name": "王小明",
        "benefit": "accident-medical",
        "event_on": MAY_20,
        "reported_on": JUNE_12,
        "claimant": "self",
        "payee": {"name": "王小明", "bank": "罗庄农商银行", "account": "6223190012345678"},
    }
    bill = {"invoice_no": "37010120000123", "loss_yuan": "3000.00", "paid_elsewhere_yuan": "1200.50"}
    if changes.get("benefit", "accident-medical") != "accident-medical" or "settlement_id" in changes:
        bill = {}
    return ReportLoss.model_validate(given | bill | changes)


async def reported(session: AsyncSession, sequence: int = 1, *, on: date = JUNE_12, **changes: Any) -> InsuranceClaim:
    return await report_loss(session, a_loss(sequence, **changes), by=MAKER, on=on)


async def accepted(
    session: AsyncSession, sequence: int = 1, *, papers: list[str] | None = None, on: date = JUNE_12, **changes: Any
) -> InsuranceClaim:
    claim = await reported(session, sequence, on=on, **changes)
    form = AcceptClaim(papers=PAPERS if papers is None else papers)
    return await accept_claim(session, form, claim_id=claim.id, by=MAKER, on=on)


async def assess(
    session: AsyncSession, claim: InsuranceClaim, amount: str = "1799.50", *, by: Principal = MAKER, **given: Any
) -> InsuranceClaim:
    form = AssessClaim.model_validate({"amount_yuan": amount, "note": "属于保险责任"} | given)
    return await assess_claim(session, form, claim_id=claim.id, by=by)


async def decide(
    session: AsyncSession, claim: InsuranceClaim, *, agree: bool = True, by: Principal = CHECKER, **given: Any
) -> InsuranceClaim:
    seen = {"agree": agree, "amount_yuan": yuan(claim.assessed_fen), "note": "同意核定意见"}
    return await decide_claim(session, DecideClaim.model_validate(seen | given), claim_id=claim.id, by=by, on=JUNE_12)


async def approved(session: AsyncSession, sequence: int = 1, *, amount: str = "1799.50", **changes: Any) -> InsuranceClaim:
    return await decide(session, await assess(session, await accepted(session, sequence, **changes), amount))


async def refused(session: AsyncSession, sequence: int = 1, **changes: Any) -> InsuranceClaim:
    claim = await accepted(session, sequence, **changes)
    return await decide(
        session, await assess(session, claim, "0", refuse=True, note="酒后驾驶，条款除外"), note="酒后驾驶，条款除外"
    )


async def compensated(session: AsyncSession, claim: InsuranceClaim, *, amount: str | None = None) -> InsuranceClaim:
    owed = yuan(claim.approved_fen - claim.paid_fen) if amount is None else amount
    form = RecordCompensation.model_validate({"amount_yuan": owed, "paid_on": JUNE_12, "voucher_no": "FK001"})
    return await record_compensation(session, form, claim_id=claim.id, by=MAKER, on=JUNE_12)
