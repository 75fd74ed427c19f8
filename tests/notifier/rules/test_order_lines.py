"""Many orders are counted by place, and the first twenty are listed."""

from datetime import UTC, datetime, timedelta

from services.notifier.rules.message_field import Line
from services.notifier.rules.order_lines import LINES_SHOWN, grouped

AT = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)


def test_each_place_is_counted_whole_and_its_first_lines_listed_by_deadline() -> None:
    lines = [("乙村", Line(f"第{number}件", AT + timedelta(hours=-number))) for number in range(15)]
    lines += [("甲村", Line("另一件", AT))] * 10

    first, second = grouped(lines)

    assert [(group.place, group.count, len(group.lines)) for group in (first, second)] == [
        ("乙村", 15, 15),
        ("甲村", 10, LINES_SHOWN - 15),
    ]
    assert first.lines[0].name == "第14件"
