"""Ask the payers of a bill on paper to pay the patient, who had paid it; after another settlement only the difference."""

from collections import defaultdict
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.payout import PayoutState, asks_of
from services.medical.rules.receivable import parts_of
from services.medical.store import admissions, claim_payouts, payouts, people
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

    made = [
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
    session.add_all(made)
    await session.flush()

    to_ask = [payouts.asking_of(one) for one in made if one.pay_fen and one.household_id and one.person_id]
    await outbox.record(session, *(PaperClaimSettled(**asking, asked_by=hash_identity(by.subject)) for asking in to_ask))
    return made
