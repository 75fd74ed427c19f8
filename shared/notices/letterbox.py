"""Where anybody's objection to a notice falls in, sealed and with a receipt, and where officers take it out."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import receipts, regions
from shared.ids import uuid7
from shared.notices.forms import ObjectToNotice
from shared.notices.laws import NoSuchNotice, NoSuchObjection, Verdict, must_be_of_one_notice
from shared.notices.rows import ObjectionLetterRow, ObjectionRow
from shared.receipts import hash_key, hash_receipt
from shared.vault import seal, unseal

Posted = TypeVar("Posted", bound=SQLModel)
Objection = TypeVar("Objection", bound=ObjectionRow)
Letter = TypeVar("Letter", bound=ObjectionLetterRow)

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('notice ' || :of, 0))")


class Letterbox(Generic[Posted, Objection, Letter]):
    """Of one service: its tables, and under which name its receipts are stamped."""

    def __init__(self, notice: type[Posted], objection: type[Objection], letter: type[Letter], *, stamp: str) -> None:
        self.notice, self.objection, self.letter, self.stamp = notice, objection, letter, stamp

    def receipt_of(self, objection_id: UUID) -> str:
        """What an objector asks with."""
        return receipts.receipt_of(self.stamp, objection_id)

    async def lock_notice(self, session: AsyncSession, notice_id: UUID) -> None:
        """Whoever objects and whoever goes on by a notice wait for each other; a stranger cannot lock a row, so it is none."""
        await session.execute(_LOCK, {"of": str(notice_id)})

    async def get_notice(self, session: AsyncSession, notice_id: UUID) -> Posted:
        """Raises NoSuchNotice."""
        notice = await session.get(self.notice, notice_id, populate_existing=True)
        if notice is None:
            raise NoSuchNotice(notice_id=str(notice_id))
        return notice

    async def find_sent(self, session: AsyncSession, key: UUID) -> Objection | None:
        """What was sent under this key of a page."""
        return (await session.exec(select(self.objection).where(self.objection.sent_hash == hash_key(key)))).one_or_none()

    async def take_in(
        self,
        session: AsyncSession,
        form: ObjectToNotice,
        *,
        notice_id: UUID,
        region: str,
        on: date,
        due_on: date,
        at: datetime,
        **own: Any,
    ) -> Objection:
        """Only adds rows: whoever sends it is a stranger. `own`: what the service's own table says besides."""
        id = uuid7()
        objection = self.objection(
            id=id,
            notice_id=notice_id,
            line_id=form.line_id,
            region=region,
            receipt_hash=hash_receipt(self.receipt_of(id)),
            sent_hash=hash_key(form.key),
            received_at=at,
            received_on=on,
            due_on=due_on,
            **own,
        )
        session.add(objection)
        await session.flush()
        contact = seal(form.contact) if form.contact else None
        session.add(self.letter(objection_id=id, region=region, said_sealed=seal(form.said), contact_sealed=contact))
        await session.flush()
        return objection

    async def list_objections(self, session: AsyncSession, notice_ids: Collection[UUID]) -> Sequence[Objection]:
        query = select(self.objection).where(col(self.objection.notice_id).in_(notice_ids)).order_by(col(self.objection.id))
        return (await session.exec(query, execution_options={"populate_existing": True})).all()

    async def list_open_objections(
        self, session: AsyncSession, *, region: str | None, late_on: date | None, after: UUID | None, limit: int
    ) -> Sequence[Objection]:
        """What has to be looked into, the oldest first. One more than `limit`."""
        mine = self.objection
        query = select(mine).where(col(mine.answered_at).is_(None)).order_by(col(mine.id)).limit(limit + 1)
        if region:
            query = query.where(col(mine.region).startswith(region, autoescape=True))
        if late_on is not None:
            query = query.where(col(mine.due_on) < late_on)
        if after is not None:
            query = query.where(col(mine.id) > after)
        return (await session.exec(query)).all()

    async def lock_objections(self, session: AsyncSession, objection_ids: Collection[UUID]) -> Sequence[Objection]:
        """These, all of one notice, which is locked. Raises NoSuchObjection, ObjectionsOfSeveralNotices."""
        asked = await self._get_objections(session, objection_ids)
        must_be_of_one_notice(asked)
        await self.lock_notice(session, asked[0].notice_id)
        return await self._get_objections(session, objection_ids)

    async def _get_objections(self, session: AsyncSession, objection_ids: Collection[UUID]) -> Sequence[Objection]:
        query = select(self.objection).where(col(self.objection.id).in_(objection_ids)).order_by(col(self.objection.id))
        found = (await session.exec(query, execution_options={"populate_existing": True})).all()
        if missing := set(objection_ids) - {objection.id for objection in found}:
            raise NoSuchObjection(objection_id=str(min(missing)))
        return found

    async def get_objection_by_receipt(self, session: AsyncSession, receipt: str) -> Objection:
        """Raises NoSuchObjection."""
        query = select(self.objection).where(self.objection.receipt_hash == hash_receipt(receipt))
        objection = (await session.exec(query)).one_or_none()
        if objection is None:
            raise NoSuchObjection
        return objection

    async def list_letters(self, session: AsyncSession, objection_ids: Collection[UUID]) -> Mapping[UUID, Letter]:
        """By objection; none for a reader who may not see them."""
        query = select(self.letter).where(col(self.letter.objection_id).in_(objection_ids))
        return {letter.objection_id: letter for letter in await session.exec(query)}


def answer(objections: Collection[ObjectionRow], verdict: Verdict, answer: str, *, by: str, on: date, at: datetime) -> None:
    """One investigation, one answer to each."""
    for objection in objections:
        objection.answered_at, objection.answered_on, objection.answered_by = at, on, by
        objection.verdict, objection.answer = verdict, answer


def shown(objection: ObjectionRow, letters: Mapping[UUID, ObjectionLetterRow], *, on: date) -> dict[str, Any]:
    """What `ObjectionShown` says of it, but for who investigates."""
    letter = letters.get(objection.id)
    return {
        "objection_id": objection.id,
        "region_name": regions.name_of(objection.region),
        "said": unseal(letter.said_sealed) if letter else None,
        "contact": unseal(letter.contact_sealed) if letter and letter.contact_sealed else None,
        "is_late": objection.due_on < on,
        **objection.model_dump(include={"notice_id", "line_id", "received_at", "due_on"}),
    }
