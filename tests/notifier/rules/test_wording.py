"""Templates name fields, put them through our filters, choose and list; they can do nothing else."""

from datetime import UTC, date, datetime

import pytest

from services.notifier.rules.wording import TemplateAstray, brief, cut, day, filled, hour, names_in, yuan_plain, yuan_said


@pytest.mark.parametrize(
    ("fen", "written", "said"),
    [
        (300_000, "3000元", "三千元"),
        (1_250, "12.50元", "十二元五角"),
        (5, "0.05元", "五分"),
        (10_050, "100.50元", "一百元五角"),
        (100_005, "1000.05元", "一千元零五分"),
        (12_345_678_00, "12345678元", "一千二百三十四万五千六百七十八元"),
    ],
)
def test_an_amount_is_written_and_said_as_people_do(fen: int, written: str, said: str) -> None:
    assert (yuan_plain(fen), yuan_said(fen)) == (written, said)


def test_a_place_is_called_as_people_call_it_and_no_longer_than_there_is_room() -> None:
    assert brief("罗庄街道龙潭社区居民委员会") == "罗庄街道龙潭社区"
    assert brief("册山街道李庄村村民委员会") == "册山街道李庄村"
    assert cut("南十里铺社区（南）十里铺村民委员会", 6) == "南十里铺社…"


def test_an_instant_is_short_and_on_china_s_clock() -> None:
    assert (hour(datetime(2020, 6, 1, 16, 5, tzinfo=UTC)), day(date(2020, 6, 2))) == ("6月2日00:05", "6月2日")


def test_a_template_says_what_it_names() -> None:
    assert names_in("{{ place }}{% if count %}，{{ count }} 项{% endif %}") == {"place", "count"}


@pytest.mark.parametrize(
    "template",
    [
        "{{ range(9) }}",
        "{{ place.upper() }}",
        "{{ 'a' * 999999 }}",
        "{{ count + 1 }}",
        "{{ place | attr('x') }}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{% for a in x %}{% for b in x %}{% for c in x %}{{ c }}{% endfor %}{% endfor %}{% endfor %}",
        "{{ place ",
        "{% if place %}",
    ],
)
def test_a_template_that_reckons_or_calls_is_refused(template: str) -> None:
    with pytest.raises(TemplateAstray):
        names_in(template)


@pytest.mark.parametrize("template", ["{{ place.__class__ }}", "{{ nobody }}", "{{ place | yuan }}"])
def test_what_a_field_has_not_is_an_error_and_not_a_blank(template: str) -> None:
    with pytest.raises(TemplateAstray):
        filled(template, {"place": "罗庄街道"})
