"""The photos and papers of complaints: what they say is the desk's alone; who sent them reads what they are called."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import DeskShut
from services.notifier.rules.complaint_paper import PAPERS_OF_A_COMPLAINT, NoSuchComplaintPaper
from services.notifier.tables import Complaint, ComplaintPaper, ComplaintPaperContent, ComplaintPaperRead
from shared import envelopes
from shared.filing.cabinet import Cabinet
from shared.receipts import hash_receipt

PAPERS_SHOWN = 200
"""Of one complaint and of those who said the same."""
_A_DAY = timedelta(days=1)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('papers of complaint ' || CAST(:complaint AS text), 0))")


def _seal(content: bytes) -> bytes:
    """To the desk's own key. Raises DeskShut."""
    keys = envelopes.public_keys()
    if not keys["keys"]:
        raise DeskShut
    return envelopes.seal_bytes_for(keys, content)


cabinet = Cabinet(
    ComplaintPaper,
    ComplaintPaperContent,
    ComplaintPaperRead,
    limit=PAPERS_OF_A_COMPLAINT,
    seal=_seal,
    unseal=envelopes.open_bytes,
)


async def lock_papers(session: AsyncSession, complaint_id: UUID) -> None:
    """Of one complaint, to the end of the transaction: a stranger may lock no row of one that stands open."""
    await session.execute(_ONE_AT_A_TIME, {"complaint": str(complaint_id)})


async def list_digests(session: AsyncSession, complaint_id: UUID) -> set[str]:
    """Of what was sent with a complaint."""
    return set(await session.exec(select(ComplaintPaper.sha256).where(*cabinet.standing_in({"complaint_id": complaint_id}))))


async def count_strangers_bytes(session: AsyncSession, *, at: datetime) -> int:
    """Of what people without an account sent within a day."""
    sent = select(func.coalesce(func.sum(ComplaintPaper.size_bytes), 0))
    return int((await session.exec(sent.where(ComplaintPaper.filed_by == "", ComplaintPaper.filed_at > at - _A_DAY))).one())


async def list_by_receipt(session: AsyncSession, told: str) -> Sequence[ComplaintPaper]:
    """What was sent with this receipt, the earliest first; of the same words sent again by another, their own."""
    own = select(Complaint.id).where(Complaint.receipt_hash == hash_receipt(told))
    query = select(ComplaintPaper).where(col(ComplaintPaper.complaint_id).in_(own)).order_by(col(ComplaintPaper.id))
    return (await session.exec(query)).all()


async def list_papers(session: AsyncSession, complaint_id: UUID) -> Sequence[ComplaintPaper]:
    """With those of whoever said the same, the earliest first; none for whoever may not read the letter."""
    said = select(Complaint.id).where(or_(col(Complaint.id) == complaint_id, col(Complaint.repeats_id) == complaint_id))
    query = select(ComplaintPaper).where(col(ComplaintPaper.complaint_id).in_(said)).order_by(col(ComplaintPaper.id))
    return (await session.exec(query.limit(PAPERS_SHOWN))).all()


async def get_complaint_paper(session: AsyncSession, paper_id: UUID) -> ComplaintPaper:
    """Raises NoSuchComplaintPaper, also for one that the asker may not see."""
    paper = await session.get(ComplaintPaper, paper_id)
    if paper is None:
        raise NoSuchComplaintPaper(paper_id=str(paper_id))
    return paper
