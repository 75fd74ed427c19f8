"""A house's money over housing and funds, each with its own database, and every event handed over as the broker would."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.jobs import ask_waiting_matters, hold_waiting_house_money
from services.funds.store.books import list_findings
from services.funds.tables import Payment
from services.housing.app import create
from services.housing.rules.renovation import RenovationState
from services.housing.tables import Renovation
from shared import consumers, database
from shared.clock import CHINA, frozen, now
from shared.events import every_event
from shared.events.wire import decode
from shared.security import Role
from shared.settings import Settings
from tests.builders.funds_houses import CENTRAL, COUNTYS, a_household, lines
from tests.builders.funds_payments import (
    FIRST_OF_COUNTY,
    JULY_1,
    SECOND_OF_COUNTY,
    SIGNER,
    a_batch,
    a_line,
    a_paying_account,
    answered,
    check_payments,
    lines_of,
    room_fen,
    sign,
    success,
)
from tests.builders.housing import SOUND, TOWN, VILLAGE
from tests.builders.housing_money import a_place_that
from tests.builders.housing_papers import with_photos_after
from tests.builders.housing_renovation import a_renovation
from tests.conftest import Api, HandDelivery, _administer

ANSWERS = dict.fromkeys(("quality", "safety", "stability", "progress", "relief", "rules", "earthquake", "materials"), True)
_BY_SUBJECT = {event.subject: event for event in every_event()}


@dataclass
class Side:
    """One of the two, its outbox read to a point."""

    app: Any
    sessions: database.Sessions
    read_to: int = 0


@dataclass
class Both:
    """Housing and funds; `pump` hands each other's events over until nobody owes any."""

    housing: Side
    funds: Side

    async def pump(self) -> None:
        moved = True
        while moved:
            moved = await self._hand_over(self.housing, self.funds) | await self._hand_over(self.funds, self.housing)

    async def _hand_over(self, sender: Side, reader: Side) -> bool:
        async with sender.sessions() as session:
            await database.set_scope(session, database.the_platform("test", "test"))
            query = text("SELECT position, subject, body FROM outbox WHERE position > :after ORDER BY position")
            rows = list(await session.execute(query, {"after": sender.read_to}))
        for row in rows:
            sender.read_to = row.position
            kind = _BY_SUBJECT[row.subject]
            event = decode(kind, bytes(row.body))
            for handler in reader.app.state.handlers.handlers:
                if handler.event_type is kind:
                    delivery = HandDelivery(event.sent_to, bytes(row.body))
                    await consumers.settle(reader.app.state.service, handler, delivery, reader.sessions)
                    assert delivery.settled == ["ack"], (kind, delivery)
        return bool(rows)


@pytest.fixture
async def both(app, sessions, template, postgres) -> AsyncIterator[Both]:
    name = f"test_{uuid4().hex}"
    await asyncio.to_thread(template, "housing")
    await _administer(postgres, f"CREATE DATABASE {name} TEMPLATE template_housing OWNER housing")
    housing = create(Settings(database_url=postgres.url("housing", name, "housing")))
    yield Both(Side(housing, housing.state.sessions), Side(app, sessions))
    await housing.state.engine.dispose()
    await _administer(postgres, f"DROP DATABASE {name} WITH (FORCE)")


class Officers:
    """Housing's doors on a day."""

    def __init__(self, both: Both, renovation: Renovation) -> None:
        self.both, self.path = both, f"/renovations/{renovation.id}"
        self.client = Api(transport=httpx.ASGITransport(both.housing.app), base_url="http://housing")

    async def do(self, day: str, role: Role, step: str, form: dict[str, Any], *, status: int = 201) -> dict[str, Any]:
        region = {Role.VILLAGE: VILLAGE, Role.TOWN: TOWN, Role.COUNTY: "371311"}[role]
        with frozen(datetime.fromisoformat(f"{day}T10:00:00+08:00")):
            answer = await self.client.as_(role, region=region).post(f"{self.path}/{step}", json=form)
        assert answer.status_code == status, answer.text
        await self.both.pump()
        return dict(answer.json())

    async def money(self) -> dict[str, Any]:
        with frozen(datetime(2020, 10, 30, 9, tzinfo=CHINA)):
            answer = await self.client.as_(Role.COUNTY).get(f"{self.path}/money")
            page = await self.client.as_(Role.COUNTY).get("/house-money/page")
        assert page.status_code == 200
        return dict(answer.json())

    async def differences(self) -> list[Any]:
        answer = await self.client.as_(Role.COUNTY).get("/house-money/differences")
        return list(answer.json()["rows"])


async def paid(session: AsyncSession, both: Both, *, at: datetime = JULY_1) -> None:
    """Whatever was asked for goes through funds' checks and signatures and comes back from the bank as paid."""
    await database.set_scope(session, database.the_platform("test", "test"))
    await check_payments(session, at=at)
    asked = list(await session.exec(select(Payment).where(Payment.state == "asked")))
    for by in (SIGNER, FIRST_OF_COUNTY, SECOND_OF_COUNTY):
        await sign(session, asked, by)
    batch = await a_batch(session)
    await answered(session, "".join(success(line) for line in await lines_of(session, batch)))
    await session.commit()
    await both.pump()
    await database.set_scope(session, database.the_platform("test", "test"))


async def promised(both: Both, member: Any) -> Officers:
    """A renovation that the town has agreed to and that the county agrees to now."""
    async with both.housing.sessions() as session:
        await database.set_scope(session, database.the_platform("test", "test"))
        renovation = await a_renovation(session, RenovationState.TOWN_AGREED)
        renovation.household_id = member.household_id
        await session.commit()
    officers = Officers(both, renovation)
    await officers.do("2020-06-26", Role.COUNTY, "reviews", {"is_agreed": True, "said": "同意"})
    return officers


async def signed(both: Both, officers: Officers, *, price: str = "42000.00") -> None:
    async with both.housing.sessions() as session:
        await database.set_scope(session, database.the_platform("test", "test"))
        await session.execute(text("UPDATE renovation SET has_stood = true"))
        await session.commit()
    form = {"signed_on": "2020-07-10", "starts_on": "2020-07-15", "ends_on": "2020-09-30", "planned_area_m2": "55"}
    await officers.do("2020-07-10", Role.TOWN, "agreement", form | {"planned_cost_yuan": price})


async def built(officers: Officers) -> None:
    for stage in ("foundation", "structure", "roof", "finish"):
        form = {"stage": stage, "inspected_on": "2020-08-01", "inspectors": "镇村建所 刘", "answers": ANSWERS}
        await officers.do("2020-08-01", Role.TOWN, "inspections", form)
    await officers.do("2020-09-15", Role.VILLAGE, "finish", {"on": "2020-09-15"})
    async with officers.both.housing.sessions() as session:
        await database.set_scope(session, database.the_platform("test", "test"))
        await with_photos_after(session, (await session.exec(select(Renovation))).one())
        await session.commit()


def a_look(cost: str) -> dict[str, Any]:
    told = {"accepted_on": "2020-09-20", "budget_code": "housing", "year": 2020, "cost_yuan": cost, "area_m2": "55"}
    return SOUND | told


async def test_promised_lacking_held_paid_in_stages_and_closed(session, both, tmp_path):
    with a_place_that(tmp_path, works_wait=True):
        member = await a_household(session)
        await a_paying_account(session)
        await a_line(session, 10_000_000, key=CENTRAL)
        await a_line(session, 1, key=COUNTYS)
        await session.commit()
        await database.set_scope(session, database.the_platform("test", "test"))
        officers = await promised(both, member)
        told = await officers.money()
        assert (told["state"], [line["line"] for line in told["lines"]]) == ("held", [CENTRAL.holder, COUNTYS.holder])
        assert [line["amount_yuan"] for line in told["lines"]] == ["17999.99", "0.01"]

        await signed(both, officers)
        await officers.do("2020-07-15", Role.VILLAGE, "start", {"on": "2020-07-15"})
        assert [stage["state"] for stage in (await officers.money())["stages"]] == ["underway", "planned", "planned"]
        await paid(session, both)
        await built(officers)
        await paid(session, both)
        await officers.do("2020-09-20", Role.COUNTY, "acceptance", a_look("41000.00"))
        await officers.do("2020-09-25", Role.TOWN, "closing", {"on": "2020-09-25"}, status=409)
        await paid(session, both)
        await officers.do("2020-10-08", Role.TOWN, "closing", {"on": "2020-10-08"})

    told = await officers.money()
    assert [(stage["state"], stage["amount_yuan"]) for stage in told["stages"]] == [
        ("paid", "5400.00"),
        ("paid", "7200.00"),
        ("paid", "5400.00"),
    ]
    assert (told["paid_yuan"], told["asked_back_yuan"]) == ("18000.00", "0.00")
    assert (told["held_yuan"], told["lines"], await officers.differences()) == ("0.00", [], [])
    assert len(told["stages"][2]["payments"]) == 2  # the last fen lies on the county's line
    assert await room_fen(session, CENTRAL) == (8_200_001, 0, 1_799_999)
    assert await list_findings(session) == []


async def test_without_money_no_works_begin_until_a_line_has_room(session, both, tmp_path):
    with a_place_that(tmp_path, works_wait=True):
        officers = await promised(both, await a_household(session))
        await session.commit()
        await signed(both, officers)
        refused = await officers.do("2020-07-15", Role.VILLAGE, "start", {"on": "2020-07-15"}, status=409)
        assert refused["code"] == "money-not-held"
        assert [each["lacks_yuan"] for each in (await officers.money())["short"]] == ["14000.00", "4000.00"]

        await database.set_scope(session, database.the_platform("test", "test"))
        await lines(session)
        await hold_waiting_house_money(session, now() + timedelta(minutes=2))
        await session.commit()
        await both.pump()
        await officers.do("2020-07-16", Role.VILLAGE, "start", {"on": "2020-07-16"})


async def test_an_agreement_below_the_standard_and_a_house_that_cost_less_than_was_paid(session, both, tmp_path):
    with a_place_that(tmp_path):
        member = await a_household(session)
        await a_paying_account(session)
        await lines(session)
        await session.commit()
        await database.set_scope(session, database.the_platform("test", "test"))
        officers = await promised(both, member)
        await signed(both, officers, price="15000.00")
        assert await room_fen(session, COUNTYS) == (9_900_000, 100_000, 0)
        await session.commit()  # looking locks the line

        await officers.do("2020-07-15", Role.VILLAGE, "start", {"on": "2020-07-15"})
        await built(officers)
        await paid(session, both)
        await officers.do("2020-09-20", Role.COUNTY, "acceptance", a_look("10000.00"))

    await database.set_scope(session, database.the_platform("test", "test"))
    told = await officers.money()
    assert [stage["amount_yuan"] for stage in told["stages"]] == ["4500.00", "6000.00", "0.00"]
    assert (told["promised_yuan"], told["paid_yuan"], told["asked_back_yuan"]) == ("10000.00", "10500.00", "500.00")
    assert await officers.differences() == []
    [order] = list(await session.execute(text("SELECT amount_fen, state, why FROM recovery_order")))
    assert tuple(order) == (50_000, "proposed", "house-overpaid")
    assert await room_fen(session, COUNTYS) == (10_000_000, 0, 0)
    assert await list_findings(session) == []


async def test_a_renovation_that_is_given_up_frees_its_money_and_what_was_paid_is_decided_on(session, both, tmp_path):
    with a_place_that(tmp_path):
        member = await a_household(session)
        await a_paying_account(session)
        await lines(session)
        await session.commit()
        await database.set_scope(session, database.the_platform("test", "test"))
        officers = await promised(both, member)
        await signed(both, officers)
        await officers.do("2020-07-15", Role.VILLAGE, "start", {"on": "2020-07-15"})
        await paid(session, both)
        await officers.do("2020-08-01", Role.TOWN, "withdrawal", {"on": "2020-08-01", "why": "户主去世，无人续建"})

    told = await officers.money()
    assert (told["state"], told["asked_back_yuan"]) == ("ended", "5400.00")
    assert await room_fen(session, CENTRAL) == (9_460_000, 0, 540_000)
    assert await room_fen(session, COUNTYS) == (10_000_000, 0, 0)
    assert not await ask_waiting_matters(session, JULY_1)
