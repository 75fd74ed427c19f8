"""A 问题整改台账 comes in as a workbook."""

import pytest

from services.notifier.operations.order.upload_rectifications import upload_rectifications
from services.notifier.rules.rectification_file import NoRectificationRow, NotARectificationList
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, OTHER_COUNTY_VILLAGE, TOWN, VILLAGE
from tests.builders.orders import QIAN, a_list, a_problem, an_officer, letters


async def taken(session, *rows):
    return await upload_rectifications(session, a_list(*rows), by=COUNTY_OFFICER, at=MONDAY)


async def test_each_sound_row_is_an_order_once_however_often_the_list_is_sent(session) -> None:
    await an_officer(session, QIAN)
    rows = [a_problem(), a_problem(问题编号="巡-02", 责任地代码=VILLAGE, 责任人账号=QIAN.subject, 佐证材料="照片、公示截图")]
    orders, known, faults = await taken(session, *rows)
    assert (len(orders), known, faults) == (2, 0, [])
    first, second = orders
    assert (first.kind, first.problem, first.region, first.addressee) == ("rectification", "补助没有公示", TOWN, "town")
    assert first.due_at.isoformat() == "2020-06-30T23:59:59.999999+08:00"
    assert (second.papers, second.addressee, second.is_checked) == (["照片", "公示截图"], "village", True)
    orders, known, _ = await taken(session, *rows, a_problem(问题编号="巡-03"))
    assert ([order.title for order in orders], known) == (["问题整改 巡-03"], 2)
    assert len(await letters(session)) == 3


async def test_wrong_rows_are_said_by_row_and_column_and_the_others_are_taken(session) -> None:
    orders, _, faults = await taken(
        session,
        a_problem(),
        a_problem(),
        a_problem(问题编号="巡-04", 整改期限="下个月"),
        a_problem(问题编号="巡-05", 责任地代码=OTHER_COUNTY_VILLAGE),
        a_problem(问题编号="巡-06", 责任部门="水利"),
        a_problem(问题编号="巡-07", 存在的问题="11010519491231002X 重复领取"),
        a_problem(问题编号="巡-08", 责任人账号="没有这个人"),
        a_problem(问题编号="巡-09", 责任地代码="371311999"),
        a_problem(问题编号="巡-10", 责任级别="村"),
        a_problem(问题编号="", 整改期限=None),
    )
    assert len(orders) == 1
    assert [(fault.row, fault.column) for fault in faults] == [
        (3, "问题编号"),
        (4, "整改期限"),
        (5, "责任地代码"),
        (6, "责任部门"),
        (7, "存在的问题"),
        (8, "责任人账号"),
        (9, "责任地代码"),
        (10, "责任地代码"),
        (11, "问题编号"),
        (11, "整改期限"),
    ]
    assert not any("11010519491231002X" in fault.reason + fault.mend for fault in faults)


async def test_a_file_that_is_no_such_list_is_refused(session) -> None:
    with pytest.raises(NotARectificationList):
        await upload_rectifications(session, "姓名,地址\n甲,乙\n".encode(), by=COUNTY_OFFICER, at=MONDAY)
    with pytest.raises(NoRectificationRow):
        await taken(session)
