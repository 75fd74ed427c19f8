"""The income book on a real database: reckoned by the members of the year, corrected by versions, held against the line."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.income.record_income import record_income
from services.registry.operations.person.remove_member import remove_member
from services.registry.rules.income import (
    CorrectionWithoutReason,
    EarnerElsewhere,
    HeadsWithoutReason,
    IncomeChangedMeanwhile,
    IncomeKind,
    YearToCome,
)
from services.registry.schemas.income import EntryForm, RecordIncome
from services.registry.schemas.move import RemoveMember
from services.registry.store.household import NoSuchHousehold
from services.registry.store.income import income_evidence, list_books, list_versions
from shared.ids import uuid7
from tests.builders.registry_file import OFFICER
from tests.builders.watch import a_household_in_the_register, an_income

ON = date(2020, 6, 1)


async def test_net_income_is_shared_by_the_members_of_the_year_and_stands_beside_the_line(session: AsyncSession) -> None:
    household, people = await a_household_in_the_register(session, members=3)
    gone = RemoveMember(happened_on=date(2019, 2, 1), reason="外出定居")
    await remove_member(session, gone, person_id=people[2].id, by=OFFICER, on=ON)
    book = await record_income(session, household.id, 2018, an_income(2_000_000, costs_fen=500_000), by="王干部", on=ON)
    assert (book.heads, book.net_fen, book.per_head_fen) == (3, 1_500_000, 500_000)
    later = await record_income(session, household.id, 2019, an_income(2_000_000, costs_fen=500_000), by="王干部", on=ON)
    assert (later.heads, later.per_head_fen, later.is_expected) == (2, 750_000, False)
    assert book.line_fen == 360_900
    assert "山东省统计局" in book.line_source


async def test_a_correction_is_a_new_version_and_the_old_one_stays(session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session)
    await record_income(session, household.id, 2019, an_income(2_000_000), by="王干部", on=ON)
    with pytest.raises(IncomeChangedMeanwhile):
        await record_income(session, household.id, 2019, an_income(2_500_000), by="李干部", on=ON)
    with pytest.raises(CorrectionWithoutReason):
        await record_income(session, household.id, 2019, an_income(2_500_000, replaces=1), by="李干部", on=ON)
    again = an_income(2_500_000, replaces=1, reason="漏记工资")
    await record_income(session, household.id, 2019, again, by="李干部", on=ON)
    versions = await list_versions(session, household.id)
    assert [(book.version, book.per_head_fen) for book in versions] == [(2, 1_250_000), (1, 1_000_000)]
    [(held, _)] = await list_books(session, year=2019, region="3713", below_line=False, after=None, limit=10)
    assert held.version == 2
    evidence = await income_evidence(session, household.id, 2019)
    assert evidence is not None
    assert (evidence.version, evidence.per_head_fen, evidence.line_fen) == (2, 1_250_000, 340_000)
    assert await income_evidence(session, household.id, 2018) is None


async def test_nobody_overwrites_a_book(session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session)
    await record_income(session, household.id, 2019, an_income(2_000_000), by="王干部", on=ON)
    with pytest.raises(DBAPIError, match="only ever added"):
        await session.execute(text("UPDATE income_book SET net_fen = 0"))


async def test_what_cannot_be_is_refused_before_anything_is_written(session: AsyncSession) -> None:
    household, people = await a_household_in_the_register(session)
    with pytest.raises(YearToCome):
        await record_income(session, household.id, 2021, an_income(2_000_000), by="王干部", on=ON)
    with pytest.raises(NoSuchHousehold):
        await record_income(session, uuid7(), 2019, an_income(2_000_000), by="王干部", on=ON)
    stranger = EntryForm(kind=IncomeKind.WAGES, source="务工", amount_fen="100", person_id=uuid7())
    with pytest.raises(EarnerElsewhere) as refused:
        await record_income(session, household.id, 2019, RecordIncome(entries=[stranger]), by="王干部", on=ON)
    assert refused.value.pointer == "/entries/0/person_id"
    own = EntryForm(kind=IncomeKind.WAGES, source="务工", amount_fen="100", person_id=people[0].id)
    with pytest.raises(HeadsWithoutReason):
        await record_income(session, household.id, 2019, RecordIncome(entries=[own], heads=3), by="王干部", on=ON)
    told = RecordIncome(entries=[own], heads=1, heads_reason="配偶常年在外定居")
    book = await record_income(session, household.id, 2019, told, by="王干部", on=ON)
    assert (book.heads, book.per_head_fen, book.heads_reason) == (1, 10_000, "配偶常年在外定居")
    assert len(await list_versions(session, household.id)) == 1


async def test_a_running_year_is_an_expectation_and_lists_can_ask_for_those_below_the_line(session: AsyncSession) -> None:
    poor, _ = await a_household_in_the_register(session)
    fair, _ = await a_household_in_the_register(session)
    await record_income(session, poor.id, 2020, an_income(700_000), by="王干部", on=ON)
    await record_income(session, fair.id, 2020, an_income(900_000), by="王干部", on=ON)
    [(below, _)] = await list_books(session, year=2020, region=None, below_line=True, after=None, limit=10)
    assert (below.household_id, below.is_expected) == (poor.id, True)
