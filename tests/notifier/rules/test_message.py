"""Messages say where, what and by when in plain Chinese, and never who."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from inline_snapshot import snapshot

from services.notifier.rules import message
from services.notifier.rules.department import Department
from services.notifier.rules.escalation import Level
from services.notifier.rules.message import OrderLine
from tests.builders.notifier import VILLAGE_NAME

CASE = UUID("01970000-0000-7000-8000-00003f2a9c01")
AT = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)
LINE = OrderLine(Department.CIVIL_AFFAIRS, "按急难情形先行给予临时救助", AT + timedelta(hours=24))
LINK = "http://127.0.0.1:8100/case"


def test_the_village_officer_reads_what_to_do_by_when_and_who_else_is_coming() -> None:
    text = message.case_opened(
        case_id=CASE,
        place=VILLAGE_NAME,
        opened_at=AT,
        task="上门看望核实",
        due_at=AT + timedelta(hours=24),
        orders=[LINE],
        link=LINK,
    )
    assert text.subject == snapshot("【及时雨】龙潭社区居民委员会有新的即时帮扶任务（台账尾号 3F2A9C01）")
    assert text.body == snapshot("""\
龙潭社区居民委员会有一户家庭遇到困难，6月1日（周一）09:00已建立即时帮扶台账，尾号 3F2A9C01。

请您做：上门看望核实。
最迟：6月2日（周二）09:00。

各部门已同时接到工单：
· 民政，6月2日（周二）09:00前

是哪一户、怎么联系，请登录查看：http://127.0.0.1:8100/case
如果您已不负责这个村（社区），请转告镇街值班人员。\
""")


def test_a_department_reads_what_it_owes() -> None:
    text = message.order_opened(case_id=CASE, place=VILLAGE_NAME, line=LINE, link=LINK)
    assert text.subject == snapshot("【及时雨】民政新工单：龙潭社区居民委员会（台账尾号 3F2A9C01）")
    assert text.body == snapshot("""\
龙潭社区居民委员会一户家庭需要即时帮扶，台账尾号 3F2A9C01。

办理事项：按急难情形先行给予临时救助。
办理期限：6月2日（周二）09:00。

请先接单，办完后填写结果：http://127.0.0.1:8100/case\
""")


def test_the_level_above_reads_how_long_an_order_is_overdue() -> None:
    text = message.order_overdue(
        case_id=CASE, place=VILLAGE_NAME, line=LINE, level=Level.COUNTY, at=LINE.due_at + timedelta(hours=25), link=LINK
    )
    assert text.subject == snapshot("【及时雨】逾期督办：民政，龙潭社区居民委员会（台账尾号 3F2A9C01）")
    assert text.body == snapshot("""\
民政的一件即时帮扶工单已经逾期，现报县级督办。

地点：龙潭社区居民委员会，台账尾号 3F2A9C01。
办理事项：按急难情形先行给予临时救助。
办理期限：6月2日（周二）09:00，到6月3日（周三）10:00已过 25 小时。

请督促办理：http://127.0.0.1:8100/case\
""")


@pytest.mark.parametrize(
    ("late", "spoken"),
    [
        (timedelta(0), "0 分钟"),
        (timedelta(minutes=59), "59 分钟"),
        (timedelta(hours=47), "47 小时"),
        (timedelta(hours=49), "2 天"),
    ],
)
def test_a_delay_is_told_in_the_unit_that_people_would_use(late: timedelta, spoken: str) -> None:
    text = message.order_overdue(
        case_id=CASE, place=VILLAGE_NAME, line=LINE, level=Level.COUNTY, at=LINE.due_at + late, link=LINK
    )
    assert f"已过 {spoken}" in text.body


@pytest.mark.parametrize(
    "text",
    [
        "已救助，身份证 11010519491231002X",
        "已救助11010519491231002x。",
        "110105 19491231 002X",
        "110105-19491231-002X",
        "11010519491231002X".translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789X"}),
        "电话13800000000 110105194912310021",
    ],
)
def test_a_result_with_an_id_number_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(message.IdNumberInText) as refused:
        message.refuse_id_number(text, pointer="/result")
    assert refused.value.pointer == "/result"
    assert not refused.value.facts, "a refusal does not repeat what must not be said"


@pytest.mark.parametrize("text", ["已发放临时救助金 1000 元", "电话 13800000000", "订单 202006010900123456 号", ""])
def test_other_numbers_may_stand_in_a_result(text: str) -> None:
    message.refuse_id_number(text, pointer="/result")


def test_the_officer_reads_which_departments_come_besides() -> None:
    text = message.orders_added(case_id=CASE, place=VILLAGE_NAME, orders=[LINE], link=LINK)
    assert text.subject == snapshot("【及时雨】龙潭社区居民委员会帮扶任务增派部门（台账尾号 3F2A9C01）")
    assert text.body == snapshot("""\
龙潭社区居民委员会一户正在帮扶的家庭又有新的情况，台账尾号 3F2A9C01。请上门看望，把情况报给镇街。

另有部门接到工单：
· 民政，6月2日（周二）09:00前

是哪一户、怎么联系，请登录查看：http://127.0.0.1:8100/case\
""")
