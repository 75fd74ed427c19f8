"""A preview says what would be new, what otherwise and who may not come in, and changes nothing."""

from sqlalchemy import text
from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.register.import_register import import_register
from services.registry.rules.preview import Decision, ImportState
from services.registry.tables import Household
from shared.security import Principal, Role
from tests.builders.imports import OFFICER, entries_of, previewed
from tests.builders.registry import ON, a_csv, a_household, a_member, an_xlsx

OTHERS = a_household(2, code="3713110000000002", first_sequence=101)


async def test_a_new_household_is_to_be_created_and_nothing_is_written_yet(session: AsyncSession) -> None:
    sent = await previewed(session, an_xlsx(a_household(3)))
    assert (sent.state, sent.created, sent.updated, sent.returned, sent.taken) == (ImportState.PREVIEWED, 1, 0, 0, 3)
    assert (await session.exec(select(func.count()).select_from(Household))).one() == 0
    assert (await session.execute(text("SELECT count(*) FROM outbox"))).scalar() == 0


async def test_differences_are_told_field_by_field_and_the_unchanged_is_left(session: AsyncSession) -> None:
    rows = [row | {"是否享受低保": "否", "健康状况": "健康"} for row in a_household(2)]
    await import_register(session, an_xlsx([*rows, *OTHERS]), by=OFFICER, on=ON)
    changed = [rows[0], rows[1] | {"姓名": "王小花", "健康状况": "", "是否享受低保": "是"}]
    sent = await previewed(session, an_xlsx([*changed, *OTHERS]))
    assert (sent.created, sent.updated, sent.unchanged) == (0, 1, 1)
    updated, left = await entries_of(session, sent)
    assert left.decision is Decision.LEAVE
    told = {each.field: (each.row, each.before, each.after) for each in updated.differences}
    assert told == {
        "name": (3, "王小芳", "王小花"),
        "健康状况": (3, "健康", None),
        "是否享受低保": (3, "否", "是"),
        "classes": (3, ["enrolled"], ["enrolled", "low-income"]),
    }


async def test_a_column_that_the_file_does_not_have_takes_nothing_away(session: AsyncSession) -> None:
    rows = [row | {"是否享受低保": "是", "民族": "回族"} for row in a_household(2)]
    await import_register(session, an_xlsx(rows), by=OFFICER, on=ON)
    older = (
        "省", "市", "县", "乡", "村", "户编号", "姓名", "证件号码", "与户主关系", "健康状况",
        "人数", "脱贫属性", "危房户", "人均纯收入",
    )  # fmt: skip
    lines = [row | {"人数": "2", "脱贫属性": "未脱贫", "危房户": "否", "人均纯收入": "3000"} for row in rows]
    sent = await previewed(session, an_xlsx(lines, columns=older))
    assert sent.returned == 0, sent.faults
    [entry] = await entries_of(session, sent)
    assert {each.field for each in entry.differences} <= {"人数", "脱贫属性", "危房户", "人均纯收入"}
    assert not any(each.after is None for each in entry.differences)
    assert any("26 列" in note for note in sent.notes)


async def test_someone_of_another_household_goes_back(session: AsyncSession) -> None:
    await import_register(session, an_xlsx(a_household(2)), by=OFFICER, on=ON)
    sent = await previewed(session, an_xlsx(a_household(2, code="3713110000000009")))
    assert (sent.returned, sent.taken, sent.refused) == (1, 0, 2)
    assert sent.faults[0]["reason"] == "此人已登记在户 3713110000000001"


async def test_a_new_member_of_a_known_household_is_an_update(session: AsyncSession) -> None:
    await import_register(session, an_xlsx(a_household(2)), by=OFFICER, on=ON)
    sent = await previewed(session, an_xlsx(a_household(3)))
    [entry] = await entries_of(session, sent)
    assert [(each.row, each.field, each.after) for each in entry.differences] == [(4, "membership", "新登记")]


async def test_what_was_recognised_is_said(session: AsyncSession) -> None:
    sent = await previewed(session, a_csv(a_household(2), encoding="gbk"))
    assert sent.file_kind == ".csv（GBK）"
    assert sent.notes[0] == "识别为 .csv（GBK），47 列导出表"


async def test_an_officer_previews_within_their_own_region_alone(session: AsyncSession) -> None:
    await import_register(
        session, an_xlsx([a_member(village="371402001001")]), by=Principal("外县", Role.COUNTY, "371402"), on=ON
    )
    sent = await previewed(session, an_xlsx(a_household(2, code=a_member()["户编号"], first_sequence=301)))
    assert [fault["reason"] for fault in sent.faults] == ["该户编号已在其他辖区登记"]
