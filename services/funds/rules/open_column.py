"""Columns of the open tables, as most of them are."""

from services.funds.rules.open_table import Column, Kind

PLACE = r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def text(name: str, title: str, said: str = "", *, pattern: str = "", is_required: bool = False) -> Column:
    return Column(name, title, said=said, pattern=pattern, is_required=is_required)


def word(name: str, title: str, words: list[str]) -> Column:
    return Column(name, title, is_required=True, words=words)


def number(title: str) -> Column:
    return Column("number", title, is_required=True, is_unique=True)


def yuan(name: str, title: str, said: str = "", *, is_required: bool = True) -> Column:
    return Column(name, f"{title}（元）", Kind.AMOUNT, is_required=is_required, minimum=0, said=said)


def day(name: str, title: str, *, is_required: bool = False) -> Column:
    return Column(name, title, Kind.DAY, is_required=is_required)


def whole(name: str, title: str, said: str = "", *, is_required: bool = False) -> Column:
    return Column(name, title, Kind.WHOLE, is_required=is_required, minimum=0, said=said)


def year(name: str, title: str, *, is_required: bool = False) -> Column:
    return Column(name, title, Kind.YEAR, is_required=is_required)


REGION = (text("region", "区划代码", pattern=PLACE, is_required=True), text("region_name", "地区", is_required=True))
SMALL_SAID = "不足 5 户的不公布"
