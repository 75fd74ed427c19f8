"""Claims on paper that were settled, and what their payers owe the patient."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.claim.ask_payouts import ask_payouts
from services.medical.operations.claim.close_claim import close_claim
from services.medical.operations.claim.file_claim import file_claim
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.claim import desk_of
from services.medical.schemas.claim import CLAIM_EXAMPLE, FileClaim
from services.medical.schemas.settlement import SettleAdmission
from services.medical.store.settlements import get_settlement
from services.medical.tables import ClaimPayout, PaperClaim, Settlement
from shared.security import Principal, Role
from tests.builders.medical import COUNTY, ID_NUMBER, JUNE_12, VILLAGE, an_enrolled_person

DESK = Principal("罗庄区经办员", Role.COUNTY, COUNTY, desk_of(VILLAGE))


async def a_settled_claim(session: AsyncSession, *, is_enrolled: bool = True) -> tuple[PaperClaim, Settlement]:
    """A bill of 23,000 yuan that a patient had paid, settled at the desk; nobody was asked to pay yet."""
    if is_enrolled:
        await an_enrolled_person(session)
    form = FileClaim.model_validate(CLAIM_EXAMPLE | {"id_number": ID_NUMBER})
    visit = await admit_patient(session, form.opening(), by=DESK, on=JUNE_12, is_paper=True)
    claim = await file_claim(session, form, admission_id=visit.id, by=DESK, on=JUNE_12)
    return claim, await settled(session, claim)


async def settled(session: AsyncSession, claim: PaperClaim) -> Settlement:
    await close_claim(session, claim_id=claim.id)
    made = await settle_admission(session, SettleAdmission(), admission_id=claim.admission_id, by=DESK, on=JUNE_12)
    return await get_settlement(session, made.id)


async def payouts_of(session: AsyncSession, *, is_enrolled: bool = True) -> Sequence[ClaimPayout]:
    """What the payers of such a bill were asked to pay."""
    _, settlement = await a_settled_claim(session, is_enrolled=is_enrolled)
    return await ask_payouts(session, settlement, by=DESK, on=JUNE_12)
