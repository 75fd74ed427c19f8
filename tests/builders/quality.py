"""A household of the register in which nothing is odd, so that a test says the one thing that is."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.poverty import Axis, PovertyState, StateOrigin
from services.registry.rules.vocabulary import HouseholdState, PersonClass
from services.registry.tables import Helper, HelperAssignment, Household, IncomeBook, Person, PovertyEntry
from shared import rows
from shared.clock import today
from shared.database import set_scope, the_platform
from shared.ids import uuid7
from shared.vault import hash_identity, seal
from tests.builders.file import on_file
from tests.builders.registry import LONGTAN

ON = date(2023, 6, 30)
SINCE = date(2020, 1, 1)
_BOTH = {
    "健康状况": "健康",
    "文化程度": "初中",
    "劳动技能": "普通劳动力",
    "是否享受低保": "否",
    "是否特困供养人员": "否",
    "是否参加新农合(城乡居民医保)": "是",
    "是否参加城镇职工基本医疗保险": "否",
    "是否参加大病保险": "是",
}
_HEAD = ("王小明", "37131119780318001X", date(1978, 3, 18), "1", "户主")
_SPOUSE = ("李芳", "371311198005020024", date(1980, 5, 2), "2", "配偶")
NOTHING: Mapping[str, str] = {}


async def a_sound_household(
    session: AsyncSession,
    *,
    village: str = LONGTAN,
    head: Mapping[str, str] = NOTHING,
    has_income: bool = True,
    has_helper: bool = True,
    **otherwise: Any,
) -> tuple[Household, list[Person]]:
    """Head and spouse, committed by the caller. `head` changes the head's particulars, an empty text takes one out; the rest is
    the household's own. A second one holds the same numbers under other hashes: rules look at one household at a time."""
    household = Household(
        region=village,
        state=HouseholdState.CURRENT,
        enrolled_on=SINCE,
        **({"causes": ["缺技术"], "standard": "国家标准", "phone_sealed": seal("13905390001")} | otherwise),
    )
    people = [
        Person(
            household_id=household.id,
            region=village,
            identity_hash=hash_identity(str(uuid7())),
            name_sealed=seal(name),
            id_number_sealed=seal(number),
            born_on=born_on,
            sex=sex,
            relation=relation,
            ethnic_group="01",
            classes=[PersonClass.ENROLLED.value],
            particulars={field: value for field, value in {**_BOTH, **changed}.items() if value},
            joined_on=SINCE,
        )
        for (name, number, born_on, sex, relation), changed in ((_HEAD, head), (_SPOUSE, NOTHING))
    ]
    await set_scope(session, the_platform("test", "builder"))  # a commit before this ended the scope of the session
    await rows.insert(session, household, *people, *(_books(household) if has_income else ()))
    await on_file(session, household, people, since_on=SINCE)
    if has_helper:
        helper = _helper(village)
        await rows.insert(session, helper)
        await rows.insert(session, _assignment(household, helper))
    return household, people


async def watched_since(session: AsyncSession, household: Household, since_on: date) -> None:
    """边缘易致贫户 from this day on, as the national system answered."""
    entry = PovertyEntry(
        household_id=household.id,
        region=household.region,
        axis=Axis.WATCH,
        state=PovertyState.MARGINAL,
        since_on=since_on,
        origin=StateOrigin.NATIONAL,
        national_reference="2023-0001",
        by="test",
        why="国家系统答复",
        recorded_at=datetime(2023, 1, 1, tzinfo=UTC),
    )
    await rows.insert(session, entry)


def _helper(village: str) -> Helper:
    entered = datetime(2020, 1, 1, tzinfo=UTC)
    office = {"office": "街道办事处", "post": "干部", "entered_by": "test", "entered_at": entered}
    return Helper(region=village, name_sealed=seal("张帮扶"), **office)


def _assignment(household: Household, helper: Helper) -> HelperAssignment:
    given = {"why": "结对帮扶", "assigned_by": "test", "assigned_at": helper.entered_at}
    return HelperAssignment(household_id=household.id, helper_id=helper.id, region=household.region, since_on=SINCE, **given)


def _books(household: Household) -> list[IncomeBook]:
    """Of the year before the tests' day, and before today for those that ask the doors."""
    nothing = dict.fromkeys(
        ("wages_fen", "business_fen", "transfer_fen", "property_fen", "costs_fen", "net_fen", "per_head_fen"), 0
    )
    return [
        IncomeBook(
            household_id=household.id,
            region=household.region,
            year=year,
            version=1,
            heads=2,
            heads_counted_on=date(year, 12, 31),
            is_expected=False,
            recorded_by="test",
            recorded_at=datetime(year + 1, 1, 5, tzinfo=UTC),
            **nothing,
        )
        for year in {ON.year - 1, today().year - 1}
    ]
