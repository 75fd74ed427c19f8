"""Take a settlement back: its counters are restored and the stay is open again; the settlement itself stays on record."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules import counters, reversal
from services.medical.rules.admission import AdmissionStatus
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store import admissions, receivables, settlements
from services.medical.tables import Reversal
from shared import outbox
from shared.events.medical import SettlementReversed
from shared.security import Principal


async def reverse_settlement(session: AsyncSession, form: ReverseSettlement, *, settlement_id: UUID, by: Principal) -> Reversal:
    """Raises NoSuchSettlement, NoSuchAdmission, AlreadyReversed, LaterSettlementsDepend, AlreadyAdmitted."""
    settlement = await settlements.get_settlement(session, settlement_id)
    stay = await admissions.lock_admission(session, settlement.admission_id)
    account = await settlements.lock_year(session, settlement.identity_hash, settlement.year)

    rules.must_be_own(settlement.hospital, by.org)
    reversal.must_be_last(str(settlement.id), account.standing)
    if open_stay := await admissions.find_open_admission(session, settlement.identity_hash, settlement.hospital):
        raise rules.AlreadyAdmitted(admission_id=open_stay.id)

    account.counters = counters.restored(account.counters, settlement.result["drawn"])
    account.burden_fen -= settlement.patient_fen
    account.standing = account.standing[:-1]
    stay.status, stay.settlement_id, stay.discharged_on = AdmissionStatus.OPEN, None, None
    taken_back = Reversal(settlement_id=settlement.id, region=settlement.region, hospital=settlement.hospital, reason=form.reason)
    session.add(taken_back)
    await session.flush()
    await receivables.add_counter_entries(session, taken_back)

    await outbox.record(
        session,
        SettlementReversed(
            reversal_id=taken_back.id,
            settlement_id=settlement.id,
            admission_id=settlement.admission_id,
            hospital=settlement.hospital,
            total_fen=settlement.total_fen,
        ),
    )
    return taken_back
