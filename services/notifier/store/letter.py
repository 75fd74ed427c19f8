"""Letters on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.letter import LetterNotFound, PaperState
from services.notifier.tables import Delivery, PaperLetter, PrintRun


@dataclass(frozen=True)
class Heap:
    """How many letters of a village wait for the printer, or are printed and not handed over yet."""

    region: str
    waiting: int
    printed: int


async def lock_waiting(session: AsyncSession, region: str, *, limit: int) -> Sequence[PaperLetter]:
    """The oldest that wait in a place. Those that another is just printing are left to them."""
    waiting = select(PaperLetter).where(
        PaperLetter.state == PaperState.WAITING, col(PaperLetter.region).startswith(region, autoescape=True)
    )
    rows = waiting.order_by(col(PaperLetter.region), col(PaperLetter.id)).limit(limit).with_for_update(skip_locked=True)
    return (await session.exec(rows)).all()


async def lock_letter(session: AsyncSession, letter_id: UUID) -> PaperLetter:
    """Raises LetterNotFound."""
    found = (await session.exec(select(PaperLetter).where(PaperLetter.id == letter_id).with_for_update())).one_or_none()
    if found is None:
        raise LetterNotFound(pointer="/path/letter_id")
    return found


async def lock_deliveries(session: AsyncSession, letters: Sequence[PaperLetter]) -> Sequence[Delivery]:
    """The deliveries that these letters are."""
    ids = [letter.delivery_id for letter in letters]
    rows = select(Delivery).where(col(Delivery.id).in_(ids)).order_by(col(Delivery.id)).with_for_update()
    return (await session.exec(rows)).all()


async def get_run(session: AsyncSession, run_id: UUID) -> PrintRun:
    """Raises LetterNotFound."""
    found = await session.get(PrintRun, run_id)
    if found is None:
        raise LetterNotFound(pointer="/path/run_id")
    return found


async def list_letters_of_run(session: AsyncSession, run_id: UUID) -> Sequence[PaperLetter]:
    """As they were printed, village by village."""
    rows = select(PaperLetter).where(PaperLetter.print_run_id == run_id)
    return (await session.exec(rows.order_by(col(PaperLetter.region), col(PaperLetter.id)))).all()


async def list_letters(
    session: AsyncSession, *, state: PaperState | None, region: str | None, after: UUID | None, limit: int
) -> Sequence[PaperLetter]:
    """Letters in the order in which they were written."""
    letters = select(PaperLetter).order_by(col(PaperLetter.id)).limit(limit)
    if state:
        letters = letters.where(PaperLetter.state == state)
    if region:
        letters = letters.where(col(PaperLetter.region).startswith(region, autoescape=True))
    return (await session.exec(letters.where(PaperLetter.id > after) if after else letters)).all()


async def list_runs(session: AsyncSession, *, limit: int) -> Sequence[PrintRun]:
    """The latest first."""
    return (await session.exec(select(PrintRun).order_by(col(PrintRun.id).desc()).limit(limit))).all()


async def count_heaps(session: AsyncSession) -> list[Heap]:
    """Village by village, where there is anything to do."""
    is_waiting = func.count().filter(col(PaperLetter.state) == PaperState.WAITING)
    is_printed = func.count().filter(col(PaperLetter.state) == PaperState.PRINTED)
    rows = await session.exec(
        select(PaperLetter.region, is_waiting, is_printed)
        .where(col(PaperLetter.state).in_([PaperState.WAITING, PaperState.PRINTED]))
        .group_by(col(PaperLetter.region))
        .order_by(col(PaperLetter.region))
    )
    return [Heap(*row) for row in rows.all()]
