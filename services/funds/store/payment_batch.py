"""Batches for the bank: numbered one after another, their lines and files, and the bank's answers."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.bank_answer import NoSuchAnswer
from services.funds.rules.payment_batch import BatchState, FileForm, LineState, NoSuchBatch
from services.funds.tables import BankAnswer, BatchFile, BatchLine, PayingAccount, PaymentBatch

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


async def lock_numbers(session: AsyncSession, county: str) -> None:
    """One batch of a county is made at a time, so that numbers have no gaps and none comes twice."""
    await session.execute(_ONE_AT_A_TIME, {"what": f"payment batch {county}"})


async def lock_answers(session: AsyncSession, county: str) -> None:
    """One answer of a county is read at a time: the same file twice at once is read once."""
    await session.execute(_ONE_AT_A_TIME, {"what": f"bank answer {county}"})


async def count_batches(session: AsyncSession, county: str, year: int) -> int:
    """How many batches a county has made in a year."""
    made = col(PaymentBatch.number).startswith(f"FF-{county}-{year}-")
    return (await session.exec(select(func.count()).select_from(PaymentBatch).where(made))).one()


async def find_paying_account(session: AsyncSession, county: str) -> PayingAccount | None:
    """The account in use, locked."""
    mine = (PayingAccount.region == county, col(PayingAccount.until_at).is_(None))
    return (await session.exec(select(PayingAccount).where(*mine).with_for_update())).first()


async def list_paying_accounts(session: AsyncSession, *, limit: int) -> Sequence[PayingAccount]:
    """The newest first."""
    return (await session.exec(select(PayingAccount).order_by(col(PayingAccount.id).desc()).limit(limit))).all()


async def get_batch(session: AsyncSession, id: UUID) -> PaymentBatch:
    """Raises NoSuchBatch."""
    batch = await session.get(PaymentBatch, id)
    if batch is None:
        raise NoSuchBatch(batch_id=str(id))
    return batch


async def lock_batch(session: AsyncSession, id: UUID) -> PaymentBatch:
    """Raises NoSuchBatch."""
    batch = await session.get(PaymentBatch, id, with_for_update=True, populate_existing=True)
    if batch is None:
        raise NoSuchBatch(batch_id=str(id))
    return batch


async def lock_batches(session: AsyncSession, ids: Collection[UUID]) -> list[PaymentBatch]:
    """In the order of their ids."""
    query = select(PaymentBatch).where(col(PaymentBatch.id).in_(ids)).order_by(col(PaymentBatch.id)).with_for_update()
    return list(await session.exec(query.execution_options(populate_existing=True)))


async def list_batches(
    session: AsyncSession, *, state: BatchState | None, after: UUID | None, limit: int
) -> Sequence[PaymentBatch]:
    """The newest first."""
    query = select(PaymentBatch)
    if state is not None:
        query = query.where(PaymentBatch.state == state)
    if after is not None:
        query = query.where(col(PaymentBatch.id) < after)
    return (await session.exec(query.order_by(col(PaymentBatch.id).desc()).limit(limit))).all()


async def list_files(session: AsyncSession, batch_id: UUID) -> Sequence[BatchFile]:
    return (await session.exec(select(BatchFile).where(BatchFile.batch_id == batch_id).order_by(BatchFile.form))).all()


async def find_file(session: AsyncSession, batch_id: UUID, form: FileForm) -> BatchFile | None:
    mine = (BatchFile.batch_id == batch_id, BatchFile.form == form)
    return (await session.exec(select(BatchFile).where(*mine))).first()


async def list_lines(session: AsyncSession, batch_id: UUID, *, after: int, limit: int) -> Sequence[BatchLine]:
    """The lines of a batch after this one, in their order."""
    query = select(BatchLine).where(BatchLine.batch_id == batch_id, BatchLine.line > after)
    return (await session.exec(query.order_by(col(BatchLine.line)).limit(limit))).all()


async def list_lines_of(session: AsyncSession, payment_id: UUID) -> Sequence[BatchLine]:
    """How a payment was sent, the first time first."""
    return (await session.exec(select(BatchLine).where(BatchLine.payment_id == payment_id).order_by(col(BatchLine.id)))).all()


async def list_lines_of_batches(session: AsyncSession, batch_ids: Collection[UUID]) -> list[BatchLine]:
    query = select(BatchLine).where(col(BatchLine.batch_id).in_(batch_ids)).order_by(col(BatchLine.line))
    return list(await session.exec(query.execution_options(populate_existing=True)))


async def list_numbered_lines(session: AsyncSession, county: str, numbers: Collection[str]) -> list[BatchLine]:
    """The lines of a county's batches by the numbers that the bank gives back."""
    query = select(BatchLine).where(col(BatchLine.number).in_(numbers), col(BatchLine.region).startswith(county, autoescape=True))
    return list(await session.exec(query))


async def find_numbered_batch(session: AsyncSession, county: str, number: str) -> PaymentBatch | None:
    mine = (PaymentBatch.number == number, PaymentBatch.region == county)
    return (await session.exec(select(PaymentBatch).where(*mine))).first()


async def list_lines_of_payments(session: AsyncSession, payment_ids: Collection[UUID]) -> list[BatchLine]:
    """Every line of these payments, the first sent first, as they are now."""
    query = select(BatchLine).where(col(BatchLine.payment_id).in_(payment_ids)).order_by(col(BatchLine.id))
    return list(await session.exec(query.execution_options(populate_existing=True)))


async def list_batches_waiting(session: AsyncSession, batch_ids: Collection[UUID]) -> set[UUID]:
    """Those of these batches of which the bank has not said everything."""
    waits = (col(BatchLine.batch_id).in_(batch_ids), BatchLine.state == LineState.SENT)
    return set(await session.exec(select(BatchLine.batch_id).where(*waits).distinct()))


async def find_answer(session: AsyncSession, county: str, sha256: str) -> BankAnswer | None:
    """The same file, if it was read before."""
    return (await session.exec(select(BankAnswer).where(BankAnswer.region == county, BankAnswer.sha256 == sha256))).first()


async def get_answer(session: AsyncSession, id: UUID) -> BankAnswer:
    """Raises NoSuchAnswer."""
    answer = await session.get(BankAnswer, id)
    if answer is None:
        raise NoSuchAnswer(answer_id=str(id))
    return answer


async def list_answers(session: AsyncSession, *, after: UUID | None, limit: int) -> Sequence[BankAnswer]:
    """The newest first."""
    query = select(BankAnswer).order_by(col(BankAnswer.id).desc()).limit(limit)
    return (await session.exec(query.where(col(BankAnswer.id) < after) if after else query)).all()
