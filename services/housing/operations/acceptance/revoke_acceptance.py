from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import must_be_revocable
from services.housing.rules.awaited_step import Matter
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.renovation import Act, move
from services.housing.schemas.acceptance import RevokeAcceptance
from services.housing.schemas.renovation_told import progress_news
from services.housing.store.acceptance import lock_acceptance
from services.housing.store.awaited_step import end_steps
from services.housing.store.hazard import stand_again
from services.housing.store.house_money import find_state_at_acceptance, unsettle
from services.housing.store.renovation import add_event, lock_renovation_accepted
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Acceptance
from shared import outbox
from shared.clock import china
from shared.events.housing import HouseAcceptanceRevoked, RenovationProgressed
from shared.security import Principal


async def revoke_acceptance(
    session: AsyncSession, acceptance_id: UUID, form: RevokeAcceptance, *, by: Principal, at: datetime
) -> Acceptance:
    """An acceptance was a mistake: its house stands in the ledger of dangerous houses again, and may be accepted anew, for which
    its renovation waits. Only while none of its money moves.

    Raises NoSuchAcceptance, AcceptanceRevokedAlready, SubsidyMoves, RenovationStateForbids.
    """
    acceptance = await lock_acceptance(session, acceptance_id)
    renovation = await lock_renovation_accepted(session, acceptance_id)

    own = await find_state_at_acceptance(session, renovation.id) if renovation else None
    must_be_revocable(own or acceptance.subsidy, is_revoked=acceptance.revoked_at is not None)

    acceptance.revoked_at, acceptance.revoked_by, acceptance.revocation = at, by.subject, form.reason
    session.add(acceptance)
    matter_id = None
    if renovation is not None:
        renovation.state, renovation.acceptance_id = move(renovation.state, Act.UNACCEPTED, renovation.mode), None
        session.add(renovation)
        matter_id = await unsettle(session, renovation.id)
        add_event(session, renovation, Act.UNACCEPTED, on=china(at).date(), by=by.subject, at=at, said=form.reason)
    await session.flush()
    await stand_again(session, acceptance.house_id, StruckWhy.MADE_SAFE, acceptance_id=acceptance.id)

    today = china(at).date()
    for awaited in {acceptance.id, matter_id or acceptance.id}:
        await end_steps(session, Matter.SUBSIDY, awaited, on=today)
    if renovation is not None:
        await follow_renovation(session, renovation, on=today)
        await outbox.record(session, RenovationProgressed(**progress_news(renovation, on=today)))

    revoked = HouseAcceptanceRevoked(acceptance_id=acceptance.id, matter_id=matter_id, region=acceptance.region)
    await outbox.record(session, revoked)
    return acceptance
