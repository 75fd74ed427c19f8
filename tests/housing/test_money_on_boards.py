"""What funds says of the money of renovations, event by event: the boards say how much is held, on its way, with the household
and kept for quality, to the fen, and a subsidy is paid once all of it is but what is kept."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

import pytest
from sqlmodel import col, select

from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import RenovationState
from services.housing.store.acceptance import get_acceptance
from services.housing.tables import AwaitedStep
from shared.clock import CHINA
from shared.database import set_scope, the_platform
from shared.events.funds import (
    HouseholdPaid,
    HouseholdPaymentAsked,
    HouseholdPaymentFailed,
    HouseholdPaymentReturned,
    HouseMoneyHeld,
)
from shared.ids import uuid7
from shared.security import Role
from tests.builders.housing import TOWN
from tests.builders.housing_money import KEPT_BACK, a_place_that, a_promise, stages
from tests.builders.housing_renovation import COUNTY_OFFICER, a_final_look, on

MONEY = ("promised_yuan", "held_yuan", "kept_yuan", "way_yuan", "paid_yuan", "back_yuan")


def noon(day):
    return datetime.combine(date.fromisoformat(day), time(12), CHINA)


def of_payment(kind, stage, money, day, payment_id, **told):
    usual = {"payment_id": payment_id, "household_id": money.household_id, "region": TOWN, "about": "housing"}
    return kind(**usual, about_id=stage.matter_id, occurred_at=noon(day), **told)


def asked(stage, money, day, payment_id):
    told = {"round": 1, "amount_fen": stage.amount_fen}
    return of_payment(HouseholdPaymentAsked, stage, money, day, payment_id, **told)


def paid(stage, money, day, payment_id):
    told = {"amount_fen": stage.amount_fen, "paid_on": date.fromisoformat(day)}
    return of_payment(HouseholdPaid, stage, money, day, payment_id, **told)


def held(money, fen, day):
    return HouseMoneyHeld(
        renovation_id=money.renovation_id,
        region=TOWN,
        plan=1,
        amount_fen=fen,
        lines=[],
        held_on=date.fromisoformat(day),
        occurred_at=noon(day),
    )


async def anew(session):
    """What was written stands, and what is read from now on is what others wrote meanwhile."""
    await session.commit()
    session.expire_all()
    await set_scope(session, the_platform("test", "test"))


@dataclass(frozen=True)
class Promise:
    """What events say of a promise."""

    renovation_id: UUID
    household_id: UUID


async def promised(session, until):
    money = await a_promise(session, until)
    return Promise(money.renovation_id, money.household_id)


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


async def sums(county, facet=None, key=None, **wanted):
    board = (await county.get("/renovation-progress", params=wanted)).json()
    line = board["whole"]
    if facet:
        [part] = [part for part in board["parts"] if part["facet"] == facet]
        line = next(one for one in part["lines"] if one["key"] == key)
    return [float(line[name]) for name in MONEY], (line["partly"], line["paid"])


async def open_steps(session, renovation_id):
    query = select(AwaitedStep).where(AwaitedStep.renovation_id == renovation_id, col(AwaitedStep.ended_on).is_(None))
    return sorted((each.step, each.due_on.isoformat()) for each in await session.exec(query))


async def test_the_boards_follow_the_money_stage_by_stage_to_the_fen(session, tmp_path, deliver, county):
    with a_place_that(tmp_path, pays=KEPT_BACK):
        money = await promised(session, RenovationState.FINISHED)
        other = await promised(session, RenovationState.AGREED)
        id = money.renovation_id
        await anew(session)
        for each, fen in ((money, 1_800_000), (other, 1_800_001)):
            await deliver(held(each, fen, "2020-09-01"))
        # What funds holds, as it last said; the first stage was due already and is asked for at once.
        assert await sums(county) == ([36000.0, 36000.01, 0, 6000.0, 0, 0], (0, 0))

        await anew(session)
        start = (await stages(session, id))["start"]
        first, second = uuid7(), uuid7()
        await deliver(asked(start, money, "2020-09-02", first))
        await deliver(held(money, 1_200_000, "2020-09-02"))
        assert (await sums(county))[0] == [36000.0, 30000.01, 0, 6000.0, 0, 0]
        await deliver(paid(start, money, "2020-09-05", first))
        assert await sums(county) == ([36000.0, 30000.01, 0, 0, 6000.0, 0], (1, 0))
        assert await sums(county, on="2020-09-04") == ([36000.0, 30000.01, 0, 0, 0, 0], (0, 0))

        await anew(session)
        acceptance = await accept_renovation(session, id, a_final_look(), by=COUNTY_OFFICER, at=on("2020-09-20"))
        accepted = acceptance.id
        await anew(session)
        due = (await stages(session, id))["acceptance"]
        assert await open_steps(session, id) == [("pay", "2020-10-20")]
        await deliver(held(money, 120_000, "2020-09-21"))
        await deliver(asked(due, money, "2020-09-21", second))
        for facet, key in (("place", TOWN), ("mode", Mode.REBUILD)):
            assert await sums(county, facet, key) == ([36000.0, 19200.01, 1200.0, 10800.0, 6000.0, 0], (1, 0))

        await deliver(paid(due, money, "2020-10-08", second))
        assert await sums(county) == ([36000.0, 19200.01, 1200.0, 0, 16800.0, 0], (0, 1))
        await anew(session)
        told = await get_acceptance(session, accepted)
        assert (told.subsidy, told.paid_on) == ("paid", date(2020, 10, 8))
        assert await open_steps(session, id) == [("close", "2020-10-21")]

        start = (await stages(session, id))["start"]
        back = {"amount_fen": start.amount_fen, "returned_on": date(2020, 10, 12)}
        await deliver(of_payment(HouseholdPaymentReturned, start, money, "2020-10-12", first, **back))
        await anew(session)
        assert (await get_acceptance(session, accepted)).subsidy == "returned"
        assert (await sums(county))[1] == (1, 0)
        assert await open_steps(session, id) == []


async def test_a_stage_that_fails_is_late_on_the_board_by_its_own_day(session, tmp_path, deliver, county, frozen_at):
    pays = KEPT_BACK.replace("at: started,", "at: started, within_months: 1,")
    with a_place_that(tmp_path, pays=pays):
        money = await promised(session, RenovationState.UNDER_WAY)
        await anew(session)
        with frozen_at("2020-07-16T12:00:00+08:00"):
            await deliver(held(money, 1_800_000, "2020-07-16"))
        await anew(session)
        start = (await stages(session, money.renovation_id))["start"]
        payment = uuid7()
        await deliver(asked(start, money, "2020-07-17", payment))
        await deliver(
            of_payment(HouseholdPaymentFailed, start, money, "2020-07-20", payment, code="AC04", failed_on=date(2020, 7, 20))
        )

        with frozen_at("2020-09-01T10:00:00+08:00"):
            late = (await county.get("/renovation-delays", params={"step": "pay"})).json()["rows"]
            row = (await county.get(f"/renovations/{money.renovation_id}/page")).text
    assert [(one["what"], one["owner"], one["due_on"]) for one in late] == [("开工后拨付", "funds", "2020-08-16")]
    assert "开工后拨付" in row and "银行退回" in row
