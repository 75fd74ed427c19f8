"""An instant and a delay are said as people say them, and free text may not carry an ID number."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.notifier.rules import message

AT = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)


def test_an_instant_and_a_case_are_said_as_people_say_them() -> None:
    assert message.moment(AT) == "6月1日（周一）09:00"
    assert message.case_short(UUID("01970000-0000-7000-8000-00003f2a9c01")) == "3F2A9C01"


@pytest.mark.parametrize(
    ("late", "spoken"),
    [
        (timedelta(0), "0 分钟"),
        (timedelta(minutes=59), "59 分钟"),
        (timedelta(hours=25), "25 小时"),
        (timedelta(hours=47), "47 小时"),
        (timedelta(hours=49), "2 天"),
    ],
)
def test_a_delay_is_told_in_the_unit_that_people_would_use(late: timedelta, spoken: str) -> None:
    assert message.elapsed(AT + late, AT) == spoken


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
