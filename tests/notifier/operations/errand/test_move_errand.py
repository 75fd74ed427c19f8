"""An errand goes where the household goes."""

from datetime import timedelta

from sqlmodel import select

from services.notifier.operations.errand.finish_errands import finish_errands
from services.notifier.operations.errand.move_errand import move_errand
from services.notifier.operations.errand.open_errands import open_errands
from services.notifier.tables import Errand
from shared.events.registry import AlertMoved
from tests.builders.notifier import (
    MONDAY,
    OTHER_VILLAGE,
    VILLAGE,
    a_decision,
    an_alert,
)


async def only(session) -> Errand:
    return (await session.exec(select(Errand).execution_options(populate_existing=True))).one()


async def test_an_errand_goes_where_the_household_goes_and_the_later_move_counts(session) -> None:
    alert = an_alert()
    await open_errands(session, [alert], at=MONDAY)

    def moved(to: str, *, days: int) -> AlertMoved:
        return AlertMoved(
            alert_id=alert.alert_id,
            household_id=alert.household_id,
            from_region=VILLAGE,
            region=to,
            moved_at=MONDAY + timedelta(days=days),
        )

    third = "371311001005"
    assert await move_errand(session, moved(third, days=2), at=MONDAY) is not None
    assert await move_errand(session, moved(OTHER_VILLAGE, days=1), at=MONDAY) is None
    assert (await only(session)).region == third
    # The decision finds the errand wherever it went.
    await finish_errands(session, [a_decision(alert)])
    assert (await only(session)).state == "done"
