"""National answers by sheet: sound rows are recorded, the others go back mended-to-be, and the same sheet changes nothing."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.national_sheet import COLUMNS
from services.registry.rules.poverty import POVERTY_STATE_NAMES
from services.registry.store.procedure import list_entries
from services.registry.tables import Household, PovertyEntry
from shared.database import set_scope, the_platform
from shared.events.registry import HouseholdStateChanged
from shared.security import Role
from tests.builders.registry import an_xlsx
from tests.builders.registry_file import a_file

POST = "/poverty/national-answers"


def line(household: Household | str, state: str, since: str, reference: str = "2020年第9批，第12行") -> dict[str, str]:
    code = household if isinstance(household, str) else household.code or ""
    return dict(zip(COLUMNS, (code, state, since, reference, ""), strict=True))


def sent(*lines: dict[str, str]) -> dict[str, Any]:
    return {"files": {"file": ("全国系统结果.xlsx", an_xlsx(list(lines), columns=list(COLUMNS)))}}


async def history(session: AsyncSession, household: Household) -> list[PovertyEntry]:
    await set_scope(session, the_platform("test", "look"))
    return await list_entries(session, household.id)


@pytest.fixture
async def household(session: AsyncSession) -> Household:
    household, _ = await a_file(session)
    await session.commit()
    return household


async def test_sound_rows_are_recorded_in_the_order_of_their_days_and_the_others_are_told(
    api: Any, session: AsyncSession, emitted: Any, household: Household
) -> None:
    county = api.as_(Role.COUNTY)
    answer = await county.post(
        POST,
        **sent(
            line(household, "脱贫享受政策", "2020-11-01"),
            line(household, "未脱贫", "2016-01-01"),
            line("0000000000000001", "未脱贫", "2016-01-01"),
            line(household, "脱贫不稳定户", "2999-01-01"),
            line(household, "贫困", "2016-01-01"),
        ),
    )
    told = answer.json()
    assert answer.status_code == 201
    assert (told["rows"], told["recorded"], told["unchanged"], told["refused"]) == (5, 2, 0, 3)
    assert [(fault["row"], fault["column"]) for fault in told["faults"]] == [(4, "户编号"), (5, "起始日期"), (6, "状态")]
    entries = await history(session, household)
    assert [(entry.state, entry.origin) for entry in entries] == [("poor", "national"), ("supported", "national")]
    assert entries[0].national_reference == "2020年第9批，第12行"
    states = [event.state for event in await emitted(session) if isinstance(event, HouseholdStateChanged)]
    assert states == ["poor", "supported"]


async def test_the_same_sheet_again_changes_nothing(api: Any, session: AsyncSession, household: Household) -> None:
    county = api.as_(Role.COUNTY)
    sheet = sent(
        line(household, "未脱贫", "2016-01-01"),
        line(household, "脱贫享受政策", "2020-11-01"),
        line(household, "边缘易致贫户", "2021-03-01"),
    )
    first, again = (await county.post(POST, **sheet)).json(), (await county.post(POST, **sheet)).json()
    assert (first["recorded"], first["unchanged"]) == (3, 0)
    assert (again["recorded"], again["unchanged"], again["refused"]) == (0, 3, 0)
    later = (await county.post(POST, **sent(line(household, "脱贫享受政策", "2020-12-01")))).json()
    assert (later["unchanged"], later["faults"]) == (1, [])
    assert len(await history(session, household)) == 3


async def test_refused_rows_come_back_as_a_workbook_that_can_be_sent_again(
    api: Any, session: AsyncSession, household: Household
) -> None:
    county = api.as_(Role.COUNTY)
    params = {"as_workbook": "true"}
    back = await county.post(
        POST, params=params, **sent(line(household, "贫困", "2016-01-01"), line("1", "未脱贫", "2016-01-01"))
    )
    assert back.status_code == 201 and "spreadsheetml" in back.headers["content-type"]
    book = load_workbook(io.BytesIO(back.content))
    sheet = book.active
    assert sheet is not None
    assert [sheet.cell(1, at).value for at in range(1, 6)] == list(COLUMNS)
    assert (sheet.cell(2, 2).comment.text.split("\n")[0], sheet.cell(3, 1).comment.text.split("\n")[0]) == (
        "没有这样的状态",
        "没有找到这一户",
    )
    sheet.cell(2, 2).value = "未脱贫"
    sheet.delete_rows(3)
    mended = io.BytesIO()
    book.save(mended)
    again = await county.post(POST, params=params, files={"file": ("更正.xlsx", mended.getvalue())})
    assert (again.json()["recorded"], again.json()["refused"]) == (1, 0)


async def test_another_county_cannot_record_and_does_not_learn_whose_the_code_is(api: Any, household: Household) -> None:
    other = api.as_(Role.COUNTY, region="371402")
    told = (await other.post(POST, **sent(line(household, "未脱贫", "2016-01-01")))).json()
    assert (told["recorded"], told["faults"][0]["reason"]) == (0, "没有找到这一户")
    assert (await api.as_(Role.VILLAGE).post(POST, **sent(line(household, "未脱贫", "2016-01-01")))).status_code == 403


async def test_more_rows_than_are_taken_at_once_are_refused_before_any_is_recorded(
    api: Any, session: AsyncSession, household: Household
) -> None:
    rows = "".join(f"{household.code},未脱贫,2016-01-01,第{number}行,\n" for number in range(2_001))
    content = f"{','.join(COLUMNS)}\n{rows}".encode()
    answer = await api.as_(Role.COUNTY).post(POST, files={"file": ("多.csv", content)})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-many-rows")
    assert await history(session, household) == []


async def test_the_empty_form_offers_the_states_and_can_be_filled_in(api: Any, household: Household) -> None:
    county = api.as_(Role.COUNTY)
    book = load_workbook(io.BytesIO((await county.get(f"{POST}/form.xlsx")).content))
    sheet = book.active
    assert sheet is not None
    [choice] = sheet.data_validations.dataValidation
    assert choice.formula1.strip('"').split(",") == list(POVERTY_STATE_NAMES.values())
    for at, cell in enumerate(line(household, "返贫", "2021-05-01").values(), start=1):
        sheet.cell(2, at).value = cell
    filled = io.BytesIO()
    book.save(filled)
    told = (await county.post(POST, files={"file": ("全国系统结果.xlsx", filled.getvalue())})).json()
    assert (told["rows"], told["recorded"]) == (1, 1)
