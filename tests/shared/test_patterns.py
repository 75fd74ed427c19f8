"""Whoever filled a field in wrongly reads what belongs there, not a regular expression."""

import pytest

from shared.faults import in_chinese
from shared.patterns import meaning


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (r"^1[3-9]\d{9}$", "应为 11 位手机号码，例如 13900000000"),
        (r"^(20[0-9]{2})?$", "应为年份，例如 2020；也可以不填"),
        (r"^[a-z][a-z0-9-]{2,38}[a-z0-9]$", "应为小写字母、数字、连字符，4 至 40 个字符，以小写字母开头"),
        (r"^[0-9A-Za-z-]{0,32}$", "应为数字、大写字母、小写字母、连字符，至多 32 个字符"),
        (r"^([a-z0-9][a-z0-9-]*)?$", "应为小写字母、数字、连字符，以小写字母或数字开头；也可以不填"),
        (r"^(draft|file)$", "应为以下之一：draft、file"),
        (r"^[^\x00-\x1f]{1,60}$", "应为 1 至 60 个字，不含换行等控制字符"),
        (r"^(ab)?(cd)?$", None),
        (r"^(?!x)[a-z]+é$", None),
    ],
)
def test_a_pattern_is_said_in_words(pattern: str, told: str | None) -> None:
    assert meaning(pattern) == told


def test_a_fault_says_what_belongs_there() -> None:
    wrong = {
        "type": "string_pattern_mismatch",
        "loc": ("body", "month"),
        "msg": "",
        "ctx": {"pattern": r"^20\d{2}-(0[1-9]|1[0-2])$"},
    }
    assert in_chinese([wrong]) == [
        {"pointer": "/month", "code": "string-pattern-mismatch", "detail": "格式不符，应为年月，例如 2020-06"}
    ]
