"""Villages' sums are published once a quarter, where enough households stand behind them, and never again."""

from datetime import datetime, timedelta

from sqlmodel import select

from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.tables import Payment, VillageFigure
from shared import clock
from tests.builders.funds import DETECTED_AT, TOWN, VILLAGE, a_filled_reserve, a_need, pay_grant
from tests.builders.funds_flow import publish_quarters

QUARTER_OVER = datetime(2020, 7, 11, 1, tzinfo=clock.CHINA)
NEIGHBOUR = "371311001002"
GRANT_FEN = 100_000


async def grants(session, village: str, many: int) -> list:
    return [await pay_grant(session, a_need(village=village), at=DETECTED_AT) for _ in range(many)]


async def figures(session) -> list[tuple[str, int, int]]:
    rows = (await session.exec(select(VillageFigure).where(VillageFigure.region == TOWN))).all()
    return sorted((one.village, one.households, one.amount_fen // GRANT_FEN) for one in rows)


async def test_a_village_with_enough_households_is_shown_beside_its_town(session):
    await a_filled_reserve(session, 10_000_000)
    await grants(session, VILLAGE, 6)
    await grants(session, NEIGHBOUR, 5)

    assert await publish_quarters(session, at=QUARTER_OVER) == 1
    shown = await figures(session)
    assert [(village, households) for village, households, _ in shown] == [("", 11), (VILLAGE, 6), (NEIGHBOUR, 5)]
    assert shown[0][2] == shown[1][2] + shown[2][2]


async def test_a_village_with_few_is_not_even_named_and_takes_the_next_with_it(session):
    await a_filled_reserve(session, 10_000_000)
    await grants(session, VILLAGE, 6)
    await grants(session, NEIGHBOUR, 2)

    await publish_quarters(session, at=QUARTER_OVER)
    assert [(village, households) for village, households, _ in await figures(session)] == [("", 8)]


async def test_a_quarter_is_published_once_and_what_comes_back_later_changes_nothing(session):
    await a_filled_reserve(session, 10_000_000)
    await grants(session, VILLAGE, 7)
    await session.flush()
    paid = (await session.exec(select(Payment).order_by(Payment.id))).all()
    back = ReverseTransfer(reason="核查不符合条件，已追回")
    await reverse_transfer(session, paid[0].transfer_id, back, at=DETECTED_AT + timedelta(days=3))
    await session.flush()

    assert await publish_quarters(session, at=QUARTER_OVER - timedelta(days=2)) == 0
    assert await publish_quarters(session, at=QUARTER_OVER) == 1
    before = await figures(session)
    await reverse_transfer(session, paid[1].transfer_id, back, at=QUARTER_OVER)
    await session.flush()

    assert await publish_quarters(session, at=QUARTER_OVER + timedelta(days=1)) == 0
    assert [(village, households) for village, households, _ in before] == [("", 6), (VILLAGE, 6)]
    assert await figures(session) == before


async def test_a_county_without_payments_publishes_nothing(session):
    assert await publish_quarters(session, at=QUARTER_OVER) == 0
