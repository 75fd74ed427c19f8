"""What was seen to and happens once more: the errand that is there is open again, with a message of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.errand import ErrandState
from services.notifier.store.errand import Sent
from services.notifier.store.writing import Letter, add_letters
from services.notifier.tables import Errand

_ANEW = ("task", "reference", "title", "page", "addressee", "department", "region", "is_by_hand", "opened_at", "due_at")
"""What is said of it this time."""


@dataclass(frozen=True, slots=True)
class Again:
    """An errand that may be there already, and when what it is about happened."""

    sent: Sent
    happened_at: datetime


async def reopen_errands(session: AsyncSession, again: Sequence[Again]) -> list[Errand]:
    """Those of them that were done before it happened, open again; what is still open, or was done since, is left as it is."""
    if not again:
        return []
    latest = {_key(one.sent.errand): one for one in sorted(again, key=lambda one: one.happened_at)}
    key = tuple_(col(Errand.source_id), col(Errand.part), col(Errand.rule))
    query = select(Errand).where(key.in_(list(latest)), Errand.state == ErrandState.DONE).order_by(col(Errand.id))
    done = (await session.exec(query.with_for_update().execution_options(populate_existing=True))).all()
    reopened = [errand for errand in done if errand.closed_at and errand.closed_at < latest[_key(errand)].happened_at]
    for errand in reopened:
        sent = latest[_key(errand)].sent
        for name in _ANEW:
            setattr(errand, name, getattr(sent.errand, name))
        errand.state, errand.closed_at, errand.is_late, errand.told = ErrandState.OPEN, None, None, None
        errand.reported_by = errand.report = ""
        sent.letter.errand_id = errand.id
    await session.flush()
    await add_letters(session, [Letter(sent.letter, sent.delivery) for sent in (latest[_key(each)].sent for each in reopened)])
    return reopened


def _key(errand: Errand) -> tuple[object, str, str]:
    return errand.source_id, errand.part, errand.rule
