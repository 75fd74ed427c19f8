"""What was published is laid out once, and totals are the sums of their lines."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from services.funds.jobs import lay_flow
from services.funds.operations.flow import lay_flow as laying
from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.flow import Stage
from services.funds.tables import Flow, FlowName, FlowPending, FlowTotal
from shared.database import the_platform, transaction
from tests.builders.funds import DETECTED_AT, OTHER_TOWN, TOWN
from tests.builders.funds_flow import lay_out
from tests.builders.log import publish

_UNEQUAL = text("""
    SELECT t.id FROM flow_total t LEFT JOIN flow f ON f.total_id = t.id
    GROUP BY t.id HAVING t.lines <> count(f.entry_id) OR t.amount_fen <> coalesce(sum(f.amount_fen), 0)
""")


async def test_entries_are_laid_out_once_and_their_sums_are_kept(session):
    for town, fen in ((TOWN, 100), (TOWN, 200), (OTHER_TOWN, 400)):
        publish(session, region=town, amount_fen=fen)
    await lay_out(session)
    await lay_out(session)

    totals = (await session.exec(select(FlowTotal).order_by(FlowTotal.region))).all()
    assert [(one.region, one.lines, one.amount_fen, one.stage) for one in totals] == [
        (TOWN, 2, 300, Stage.SPENT),
        (OTHER_TOWN, 1, 400, Stage.SPENT),
    ]
    assert (await session.execute(_UNEQUAL)).all() == []
    assert (await session.exec(select(FlowPending))).all() == []


async def test_more_of_the_same_adds_to_the_same_total_over_many_batches(session, monkeypatch):
    monkeypatch.setattr(laying, "ENTRIES_AT_ONCE", 3)
    for _ in range(8):
        publish(session, amount_fen=100)
    await lay_out(session)
    publish(session, amount_fen=50)
    await lay_out(session)

    [total] = (await session.exec(select(FlowTotal))).all()
    assert (total.lines, total.amount_fen) == (9, 850)


async def test_a_project_is_called_what_its_last_entry_calls_it(session):
    for _ in range(2):
        publish(session, kind=DisclosureKind.PROJECT, project="P-371311-2020-0009")
        await lay_out(session)

    [name] = (await session.exec(select(FlowName))).all()
    assert (name.number, name.title, name.region) == ("P-371311-2020-0009", "某村 1 户", TOWN)


async def test_two_at_once_lay_each_entry_out_once(sessions, session):
    for _ in range(5):
        publish(session, amount_fen=100)
    await session.commit()

    async def lay() -> None:
        async with transaction(sessions, the_platform("test", "test")) as own:
            await lay_flow(own, DETECTED_AT)

    await asyncio.gather(*(lay() for _ in range(4)))

    [total] = (await session.exec(select(FlowTotal))).all()
    assert (total.lines, total.amount_fen) == (5, 500)


async def test_a_line_of_a_total_is_never_changed(session):
    publish(session)
    await lay_out(session)
    [line] = (await session.exec(select(Flow))).all()

    line.amount_fen = 1
    with pytest.raises(IntegrityError):
        await session.flush()
