"""Years to be topped up: sample rules for 罗庄 in 2020 (no place's own), stays of that year, and runs on their way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.top_up.book_top_ups import book_top_ups
from services.medical.operations.top_up.confirm_top_up import confirm_top_up
from services.medical.operations.top_up.reckon_top_ups import reckon_top_ups
from services.medical.operations.top_up.start_top_up import start_top_up
from services.medical.schemas.top_up import ConfirmTopUp, StartTopUp
from services.medical.store import policies
from services.medical.tables import TopUp, TopUpRun, TopUpShare
from shared.money import yuan
from shared.security import Principal, Role
from tests.builders.medical import COUNTY, a_settlement, an_enrolled_person, an_id_number

MAKER = Principal("李编制", Role.COUNTY, COUNTY)
CONFIRMER = Principal("张复核", Role.COUNTY, COUNTY)
JANUARY = date(2021, 1, 15)
IN_JANUARY = datetime.fromisoformat("2021-01-15T09:00:00+08:00")
FINANCE, AID = "区财政", "区医疗救助基金"

SAMPLE = """\
policy: sample-2020
title: 年终补足样例（2020年）
region: "371311"
in_force: {from: 2020-01-01, to: 2021-12-31}
persons: {enrolled: 建档立卡, low-income: 低保}
levels: {"1": 一级, "2": 二级, "3": 三级}
references:
  doc: {document: 样例办法, clause: 第一条, address: 测试用, trust: printed}
ceilings:
  person_year: {title: 个人年终限额, per: year, limit: 5000, reference: doc}
  family_year: {title: 家庭年终限额, per: year, of: family, limit: 3000, reference: doc}
layers:
  - {layer: basic, title: 基本医疗保险, payer: 基本医保基金, base: in_policy, ratio: 50%, reference: doc}
  - layer: grant_now
    title: 即时补助
    payer: 区财政
    for: {persons: [low-income]}
    base: in_policy
    ratio: 10%
    draws_on: [person_year]
    reference: doc
year_end:
  - layer: top_up
    title: 年终补足
    payer: 区财政
    for: {persons: [enrolled, low-income]}
    counting: {visits: [inpatient]}
    base: in_policy
    deductible: {share: 10%, of: in_policy_total}
    ratio: 100%
    draws_on: [person_year]
    reference: doc
  - layer: grant
    title: 年终补助
    payer: 区医疗救助基金
    for: {persons: [enrolled]}
    base: everything
    ratio: 50%
    draws_on: [family_year]
    reference: doc
examples:
  - name: 单次
    reference: doc
    facts: {on: 2020-05-01, region: "371311", level: "2", total: 100, in_policy: 100}
    expected: {basic: 50}
"""


@contextmanager
def ruled_by(folder: Path) -> Iterator[None]:
    """The service reads its policy files from this folder instead."""
    kept = policies.FOLDER
    policies.FOLDER = folder
    policies.shelf.cache_clear()
    try:
        yield
    finally:
        policies.FOLDER = kept
        policies.shelf.cache_clear()


async def a_poor_stay(session: AsyncSession, sequence: int = 1, *, in_policy_fen: int = 1_000_000, on: date | None = None):
    """A stay of an enrolled person of which the patient bears half."""
    number = an_id_number(sequence)
    await an_enrolled_person(session, id_number=number)
    return await a_settlement(
        session, id_number=number, in_policy_fen=in_policy_fen, out_of_policy_fen=0, on=on or date(2020, 6, 12)
    )


async def a_started_run(session: AsyncSession, *, by: Principal = MAKER) -> TopUpRun:
    return await start_top_up(session, StartTopUp(region=COUNTY, year=2020), by=by, on=JANUARY)


async def a_draft(session: AsyncSession, *, limit: int = 200) -> TopUpRun:
    """Reckoned to the end."""
    run = await a_started_run(session)
    while await reckon_top_ups(session, at=IN_JANUARY, limit=limit):
        pass
    return run


async def a_confirmed_run(session: AsyncSession, *, limit: int = 100) -> TopUpRun:
    """Booked to the end."""
    run = await a_draft(session)
    await confirm_top_up(session, as_seen(run), run_id=run.id, by=CONFIRMER)
    while await book_top_ups(session, at=IN_JANUARY, limit=limit):
        pass
    return run


def as_seen(run: TopUpRun) -> ConfirmTopUp:
    return ConfirmTopUp.model_validate({"content_hash": run.content_hash, "pay_yuan": yuan(run.pay_fen)})


async def lines_of(session: AsyncSession, run_id: UUID) -> list[TopUp]:
    """By identity hash."""
    return list(await session.exec(select(TopUp).where(TopUp.run_id == run_id).order_by(col(TopUp.identity_hash))))


async def shares_of(session: AsyncSession, run_id: UUID) -> list[TopUpShare]:
    """The largest payment first."""
    query = select(TopUpShare).where(TopUpShare.run_id == run_id).order_by(col(TopUpShare.pay_fen).desc())
    return list(await session.exec(query.execution_options(populate_existing=True)))


async def paid_of(session: AsyncSession, run_id: UUID) -> dict[str, tuple[int, int]]:
    """By rule: to be paid and paid too much, in yuan."""
    return {one.layer: (one.pay_fen // 100, one.over_fen // 100) for one in await shares_of(session, run_id)}


async def in_no_register(session: AsyncSession) -> None:
    """Top-ups as of people of whom no household is known: the desk pays them. What a top-up says is fixed, so past its guard."""
    await session.execute(text("ALTER TABLE top_up DISABLE TRIGGER kept"))
    await session.execute(text("UPDATE top_up SET household_id = NULL"))
    await session.execute(text("ALTER TABLE top_up ENABLE TRIGGER kept"))
    session.expunge_all()
