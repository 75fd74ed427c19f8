from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.head import judge_cosignature
from services.funds.schemas.log import GiveCosignature
from services.funds.store.log import find_cosignature, get_head
from services.funds.tables import Cosignature


async def take_cosignature(
    session: AsyncSession, form: GiveCosignature, *, number: int, witnesses: list[str], at: datetime
) -> Cosignature:
    """Keep a witness's signature under a head, once; given again, the first one stays.

    Raises NoSuchHead, UnknownWitness, CosignatureWrong, WitnessedFromTheFuture.
    """
    head = await get_head(session, number)
    seen = judge_cosignature(form.line, head.note.partition("\n\n")[0] + "\n", witnesses=witnesses, at=at)
    kept = await find_cosignature(session, number, seen.key_id)
    if kept is not None:
        return kept
    cosignature = Cosignature(
        head_number=number, witness=seen.witness, key_id=seen.key_id, line=seen.line, seen_at=seen.seen_at, given_at=at
    )
    session.add(cosignature)
    return cosignature
