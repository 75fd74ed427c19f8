"""Snapshots of the register, for whoever builds a read model of it from the events."""

from typing import Annotated

from services.registry.schemas.snapshot import (
    CLOCKS_APART,
    HouseholdStanding,
    PersonState,
    SnapshotPage,
    household_standing,
    person_state,
)
from services.registry.store import household as store
from shared import clock
from shared.pages import PAGE_ROWS_LIMIT, After, Limit, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/snapshots", "登记快照")

Reader = Annotated[Principal, may(Role.COUNTY, Role.OPERATOR)]
DESCRIPTION = "不含姓名、号码等个人信息。逐页读完后，从第一页的 feed_from_at 起接收消息。"


@router.get("/persons", summary="人员快照", description=DESCRIPTION, responses=refuses(UnreadableCursor))
async def read_persons(
    session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS_LIMIT
) -> SnapshotPage[PersonState]:
    at = clock.now()
    found = await store.list_persons(session, after=place(after), limit=limit)
    rows = found[:limit]
    return SnapshotPage(
        rows=[person_state(person) for person in rows],
        next=cursor(rows[-1].id) if len(found) > limit else None,
        feed_from_at=at - CLOCKS_APART,
    )


@router.get("/households", summary="家庭快照", description=DESCRIPTION, responses=refuses(UnreadableCursor))
async def read_households(
    session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS_LIMIT
) -> SnapshotPage[HouseholdStanding]:
    at = clock.now()
    found = await store.list_households(session, after=place(after), limit=limit)
    rows = found[:limit]
    return SnapshotPage(
        rows=[household_standing(household) for household in rows],
        next=cursor(rows[-1].id) if len(found) > limit else None,
        feed_from_at=at - CLOCKS_APART,
    )
