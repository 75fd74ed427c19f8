"""Complaints, their sealed letters, and what others are to look into."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import OPEN, ComplaintState, DeskShut, NoSuchComplaint, NoSuchComplaintTask
from services.notifier.rules.complaint_policy import ComplaintPolicy
from services.notifier.rules.department import Department
from services.notifier.tables import Complaint, ComplaintLetter, ComplaintReading, ComplaintTask
from shared import envelopes
from shared.errors import Unprocessable
from shared.policy.document import in_force, read_document
from shared.receipts import hash_key, hash_receipt, receipt_of
from shared.rows import insert
from shared.vault import hash_identity

STAMP = "complaint"
SAME_WORDS = timedelta(days=30)
"""So long the same words are one complaint sent again."""
SIGNERS_SHOWN = 100
"""Of those who said the same in their own name."""
_FOLDER = Path(__file__).parent.parent / "policy" / "complaints"


class NoComplaintPolicy(Unprocessable):
    """这一天没有生效的监督举报规则"""

    mend = "请联系平台运维补录"


@cache
def list_complaint_policies() -> tuple[ComplaintPolicy, ...]:
    """Every file. Raises PolicyFileRefused."""
    return tuple(read_document(ComplaintPolicy, path)[0] for path in sorted(_FOLDER.glob("*.yaml")))


def get_complaint_policy(region: str, on: date) -> ComplaintPolicy:
    """Of the narrowest place around. Raises NoComplaintPolicy."""
    found = in_force(list_complaint_policies(), region=region, on=on)
    if found is None:
        raise NoComplaintPolicy(on=on.isoformat())
    return found


def find_papers_most(region: str, on: date) -> int | None:
    """How many photos and papers may come with a complaint about a place; None where no rules hold."""
    found = in_force(list_complaint_policies(), region=region, on=on)
    return found.papers.most if found else None


def receipt(complaint_id: UUID) -> str:
    """What whoever complained asks with."""
    return receipt_of(STAMP, complaint_id)


def hash_said(said: str) -> str:
    """Keyed, of the letters and digits alone: the same words in other spacing are the same."""
    return hash_identity("".join(sign for sign in unicodedata.normalize("NFKC", said) if sign.isalnum()))


def seal_letter(content: dict[str, str]) -> str:
    """To the desk's own key. Raises DeskShut."""
    keys = envelopes.public_keys()
    if not keys["keys"]:
        raise DeskShut
    return envelopes.seal_for(keys, content)


async def find_sent(session: AsyncSession, key: UUID) -> Complaint | None:
    """What was sent under this key of a page."""
    return (await session.exec(select(Complaint).where(Complaint.sent_hash == hash_key(key)))).one_or_none()


async def find_same_words(session: AsyncSession, said_hash: str, region: str, *, at: datetime) -> Complaint | None:
    """The first of the last days that said the same of this place."""
    query = select(Complaint).where(
        Complaint.said_hash == said_hash, Complaint.region == region, col(Complaint.received_at) > at - SAME_WORDS
    )
    first = query.where(col(Complaint.repeats_id).is_(None)).order_by(col(Complaint.id)).limit(1)
    return (await session.exec(first)).first()


async def get_own_by_receipt(session: AsyncSession, told: str) -> Complaint:
    """What the receipt was given for, be it the same words sent again. Raises NoSuchComplaint."""
    query = select(Complaint).where(Complaint.receipt_hash == hash_receipt(told))
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NoSuchComplaint
    return found


async def get_by_receipt(session: AsyncSession, told: str) -> Complaint:
    """The same; of the same words sent again, the first. Raises NoSuchComplaint."""
    found = await get_own_by_receipt(session, told)
    return await get_complaint(session, found.repeats_id) if found.repeats_id else found


async def lock_by_receipt(session: AsyncSession, told: str) -> Complaint:
    """The same, locked. A stranger can lock only what is answered, and what is not is refused by its state."""
    found = await get_by_receipt(session, told)
    await session.refresh(found, with_for_update=found.state in {ComplaintState.ANSWERED, ComplaintState.CLOSED})
    return found


async def lock_answered(session: AsyncSession, *, limit: int) -> Sequence[Complaint]:
    """What was answered and may still be asked to be looked at again, the earliest first."""
    query = select(Complaint).where(Complaint.state == ComplaintState.ANSWERED, col(Complaint.repeats_id).is_(None))
    ordered = query.order_by(col(Complaint.answered_at), col(Complaint.id)).limit(limit)
    return (await session.exec(ordered.with_for_update(skip_locked=True))).all()


async def get_complaint(session: AsyncSession, complaint_id: UUID) -> Complaint:
    """Raises NoSuchComplaint, also for one that the asker may not see."""
    found = await session.get(Complaint, complaint_id, populate_existing=True)
    if found is None:
        raise NoSuchComplaint
    return found


async def lock_complaint(session: AsyncSession, complaint_id: UUID) -> Complaint:
    """Raises NoSuchComplaint."""
    found = await session.get(Complaint, complaint_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NoSuchComplaint
    return found


async def read_letters(session: AsyncSession, complaint: Complaint, *, by: str, at: datetime) -> list[dict[str, Any]]:
    """What was written, round by round, then by those who put their name to the same words; none for whoever may not read it.
    Each look leaves a trace.

    Raises UnreadableEnvelope.
    """
    signed = select(Complaint.id).where(Complaint.repeats_id == complaint.id, ~col(Complaint.is_anonymous))
    query = select(ComplaintLetter).order_by(col(ComplaintLetter.id))
    own = (await session.exec(query.where(ComplaintLetter.complaint_id == complaint.id))).all()
    others = (await session.exec(query.where(col(ComplaintLetter.complaint_id).in_(signed)).limit(SIGNERS_SHOWN))).all()
    letters = [*own, *others]
    if letters:
        # What is traced cannot be read back by whoever left it: nothing is fetched.
        await insert(session, ComplaintReading(complaint_id=complaint.id, region=complaint.region, read_by=by, read_at=at))
    return [{**envelopes.open_envelope(letter.sealed), "is_repeated": letter.complaint_id != complaint.id} for letter in letters]


async def list_complaints(
    session: AsyncSession,
    *,
    region: str,
    state: ComplaintState | None,
    late_on: date | None,
    is_open: bool = False,
    after: UUID | None,
    limit: int,
) -> Sequence[Complaint]:
    """In the order in which they came, those sent again not among them; one more than `limit`."""
    query = select(Complaint).where(
        col(Complaint.repeats_id).is_(None), col(Complaint.region).startswith(region, autoescape=True)
    )
    if state:
        query = query.where(Complaint.state == state)
    if late_on:
        query = query.where(_is_late(late_on))
    if is_open:
        query = query.where(col(Complaint.state).in_(OPEN))
    if after:
        query = query.where(col(Complaint.id) > after)
    return (await session.exec(query.order_by(col(Complaint.id)).limit(limit + 1))).all()


async def lock_late(session: AsyncSession, *, on: date, limit: int) -> Sequence[Complaint]:
    """Late ones of which nobody was told today; those that another transaction is at are left to it."""
    untold = or_(col(Complaint.urged_on).is_(None), col(Complaint.urged_on) < on)
    query = select(Complaint).where(_is_late(on), untold, col(Complaint.repeats_id).is_(None)).order_by(col(Complaint.id))
    return (await session.exec(query.limit(limit).with_for_update(skip_locked=True))).all()


def _is_late(on: date):  # type: ignore[no-untyped-def]  # a clause of SQLAlchemy
    waiting = OPEN - {ComplaintState.RECEIVED}
    return or_(
        (col(Complaint.state) == ComplaintState.RECEIVED) & (col(Complaint.accept_by) < on),
        col(Complaint.state).in_(waiting) & (col(Complaint.finish_by) < on),
    )


async def count_repeats(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, int]:
    """How often each was sent again."""
    found = await session.exec(select(Complaint.repeats_id).where(col(Complaint.repeats_id).in_(ids)))
    counted: dict[UUID, int] = {}
    for repeated in found:
        if repeated is not None:
            counted[repeated] = counted.get(repeated, 0) + 1
    return counted


async def get_task(session: AsyncSession, task_id: UUID) -> ComplaintTask:
    """Raises NoSuchComplaintTask, also for one that the asker may not see."""
    found = await session.get(ComplaintTask, task_id)
    if found is None:
        raise NoSuchComplaintTask
    return found


async def lock_task(session: AsyncSession, task_id: UUID) -> ComplaintTask:
    """Raises NoSuchComplaintTask, also for one that the asker may not see."""
    found = await session.get(ComplaintTask, task_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NoSuchComplaintTask
    return found


async def list_tasks_of(session: AsyncSession, complaint_id: UUID) -> Sequence[ComplaintTask]:
    """In the order in which they were given."""
    query = select(ComplaintTask).where(ComplaintTask.complaint_id == complaint_id).order_by(col(ComplaintTask.id))
    return (await session.exec(query)).all()


async def list_tasks(
    session: AsyncSession, *, department: Department | None, is_open: bool, after: UUID | None, limit: int
) -> Sequence[ComplaintTask]:
    """Those of the asker's place; a department's own. One more than `limit`."""
    query = select(ComplaintTask).where(~col(ComplaintTask.is_withdrawn)).order_by(col(ComplaintTask.id)).limit(limit + 1)
    if department:
        query = query.where(ComplaintTask.department == department)
    if is_open:
        query = query.where(col(ComplaintTask.reported_at).is_(None))
    return (await session.exec(query.where(col(ComplaintTask.id) > after) if after else query)).all()


async def list_of_period(session: AsyncSession, region: str, *, since: datetime, until: datetime) -> Sequence[Complaint]:
    """Those of a place and its parts that came in this time, for the published numbers."""
    query = select(Complaint).where(
        col(Complaint.region).startswith(region, autoescape=True),
        col(Complaint.received_at) >= since,
        col(Complaint.received_at) < until,
        col(Complaint.repeats_id).is_(None),
    )
    return (await session.exec(query)).all()
