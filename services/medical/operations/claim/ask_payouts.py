"""Ask the payers of a bill on paper to pay the patient, who had paid it; after another settlement only the difference."""

from collections import defaultdict
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.claim_payout import asks_of
from services.medical.rules.receivable import parts_of
from services.medical.rules.top_up import PayoutState
from services.medical.store import admissions, claim_payouts, people
from services.medical.tables import ClaimPayout, SettledBill
from shared import outbox
from shared.events.medical import PaperClaimSettled
from shared.security import Principal
from shared.vault import hash_identity


async def ask_payouts(session: AsyncSession, settlement: SettledBill, *, by: Principal, on: date) -> list[ClaimPayout]:
    """One payout a payer. Funds pays whoever is in the register, the desk who is not. Nothing for a bill that is no claim's."""
    claim = await claim_payouts.find_claim_of(session, settlement.admission_id)
    if claim is None:
        return []
    visit = await admissions.get_admission(session, claim.admission_id)
    person = await people.get_standing(session, claim.identity_hash, on=on)
    owed: defaultdict[str, int] = defaultdict(int)
    for part in parts_of(settlement.result["shares"]):
        owed[part.payer] += part.amount_fen
    await claim_payouts.replace_refused(session, claim.id)

    payouts = [
        ClaimPayout(
            claim_id=claim.id,
            settlement_id=settlement.id,
            region=visit.region,
            person_id=person.person_id,
            household_id=person.household_id,
            payer=ask.payer,
            settled_on=settlement.settled_on,
            owed_fen=ask.owed_fen,
            before_fen=ask.before_fen,
            pay_fen=ask.pay_fen,
            over_fen=ask.over_fen,
            state=PayoutState.AWAITING if ask.pay_fen else PayoutState.NOTHING,
            asks=1 if ask.pay_fen else 0,
        )
        for ask in asks_of(owed, await claim_payouts.sum_asked(session, claim.id))
    ]
    session.add_all(payouts)
    await session.flush()

    await outbox.record(session, *(_event(one, by=by) for one in payouts if one.pay_fen and one.household_id and one.person_id))
    return payouts


def _event(payout: ClaimPayout, *, by: Principal) -> PaperClaimSettled:
    assert payout.person_id is not None and payout.household_id is not None
    return PaperClaimSettled(
        payment_id=payout.id,
        claim_id=payout.claim_id,
        region=payout.region,
        person_id=payout.person_id,
        household_id=payout.household_id,
        payer=payout.payer,
        amount_fen=payout.pay_fen,
        settled_on=payout.settled_on,
        ask=payout.asks,
        asked_by=hash_identity(by.subject),
    )
