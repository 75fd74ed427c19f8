"""What became of clues that were handed in within a period, as of its end."""

from datetime import date, datetime, timedelta

from services.notifier.rules.board import period_of
from services.notifier.rules.clue import ClueBy, ClueOutcome
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_times import Line
from services.notifier.store.clue_board import count_clues
from services.notifier.store.order_board import Asked
from shared.security import Principal, Role
from tests.builders.notifier import COUNTY, TOWN
from tests.builders.order_records import a_recorded_clue, a_recorded_order, write_orders

MONDAY = datetime.fromisoformat("2020-06-01T09:00+08:00")
OTHER_TOWN = "371311002"
JUNE = (date(2020, 6, 1), date(2020, 6, 30))


def a_record(*acts: tuple[Act, int, int], begun: datetime = MONDAY) -> list[Line]:
    """Given, then each act in its turn so many days later."""
    return [
        Line(Act.GIVEN, 1, begun, begun + timedelta(days=3)),
        *(Line(act, turn, begun + timedelta(days=days), begun + timedelta(days=days + 3)) for act, turn, days in acts),
    ]


async def june(session, by: ClueBy, *, to_on: date = JUNE[1]):
    period = period_of(JUNE[0], to_on, now=MONDAY + timedelta(days=60))
    asked = Asked(Principal("纪委老郑", Role.COUNTY, COUNTY), period, COUNTY, OrderKind.CLUE)
    return await count_clues(session, asked, group=by)


async def some_clues(session) -> None:
    answered = (Act.COMPLETED, 1)
    await write_orders(
        session,
        a_recorded_clue(a_record((*answered, 2)), ClueOutcome.VERIFIED),
        a_recorded_clue(a_record((*answered, 4)), ClueOutcome.FILED, found_by="区审计局"),
        a_recorded_clue(a_record((*answered, 10)), ClueOutcome.UNFOUNDED, region=OTHER_TOWN),
        a_recorded_clue(
            a_record((*answered, 1), (Act.REOPENED, 2, 2), (Act.COMPLETED, 2, 20)),
            ClueOutcome.UNFOUNDED,
            ClueOutcome.PARTLY,
        ),
        a_recorded_clue(a_record(), region=OTHER_TOWN),
        a_recorded_clue(a_record((Act.CANCELLED, 1, 1))),
        a_recorded_clue(a_record((*answered, 3)), ClueOutcome.VERIFIED),
        a_recorded_clue(a_record((*answered, 3), begun=MONDAY - timedelta(days=40)), ClueOutcome.VERIFIED),
        a_recorded_order(a_record((*answered, 9))),
    )


async def test_every_clue_of_the_period_stands_in_one_column(session) -> None:
    await some_clues(session)
    whole, _ = await june(session, ClueBy.PLACE)
    assert (whole.given, whole.open, whole.withdrawn, whole.unsaid) == (7, 1, 1, 0)
    assert {each.value: many for each, many in whole.outcomes.items()} == {
        "filed": 1, "verified": 2, "partly": 1, "unfounded": 1, "passed-on": 0,
    }  # fmt: skip
    assert whole.oldest_open_at == MONDAY
    assert whole.took.spoken == "中位 4 天，最长 20 天（共 5 件）", "that sent back, from when it was first handed in"


async def test_they_are_told_apart_by_place_and_by_who_found_them(session) -> None:
    await some_clues(session)
    _, places = await june(session, ClueBy.PLACE)
    assert [(line.key, line.given, line.open) for line in places] == [(TOWN, 5, 0), (OTHER_TOWN, 2, 1)]
    _, sources = await june(session, ClueBy.SOURCE)
    assert [(line.key, line.given, line.outcomes[ClueOutcome.FILED]) for line in sources] == [
        ("区委巡察组", 6, 0),
        ("区审计局", 1, 1),
    ]


async def test_a_day_that_is_over_keeps_its_numbers(session) -> None:
    """On the fifth the clue that was sent back was open, and nobody knew how it would come out."""
    await some_clues(session)
    whole, _ = await june(session, ClueBy.MONTH, to_on=date(2020, 6, 5))
    assert (whole.given, whole.open, whole.outcomes[ClueOutcome.PARTLY], whole.outcomes[ClueOutcome.UNFOUNDED]) == (7, 3, 0, 0)
