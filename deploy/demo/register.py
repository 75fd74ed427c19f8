"""A town's register as the national system exports it, made up: real villages of 罗庄区, valid check digits, nobody's name.

    python -m deploy.demo.register register.xlsx     # 40 good households and 8 that an officer has to mend

The same seed gives the same people, so that the story can name them.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook
from stdnum.iso7064 import mod_11_2

from services.registry.rules.export import COLUMNS
from shared import regions

COUNTY = "371311"
YEAR = 2020
SEED = 20200601

Line = dict[str, Any]
"""One row: cell by column."""

_SURNAMES = "王李张刘陈杨赵孙周徐朱高马郭林何宋郑韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_MALE = "建国志强永刚学军德福长林明辉海涛庆祥树春立新兴华保山"
_FEMALE = "秀英桂兰玉梅淑珍翠红春霞月娥凤芹素云爱菊雪莲丽娟"
_HEALTH = ("健康", "健康", "健康", "长期慢性病", "患有大病", "残疾")
_CAUSES = ("因病", "因病", "因残", "缺劳力", "缺技术", "因学", "缺资金")


def id_number(born_on: date, sequence: int, *, county: str = COUNTY) -> str:
    """A number with its check digit; an odd sequence is a man's."""
    stem = f"{county}{born_on:%Y%m%d}{sequence:03d}"
    return stem + mod_11_2.calc_check_digit(stem)


@dataclass
class Town:
    """Makes one household after another; every person gets another number."""

    seed: int = SEED
    villages: Sequence[str] = ()
    random: Random = field(init=False)
    households: int = 0
    people: int = 0
    numbers: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311  made-up people need no secrecy
        self.villages = self.villages or [
            village for town in regions.children_of(COUNTY) for village in regions.children_of(town)
        ]

    def household(self) -> list[Line]:
        """The rows of one sound household of one to five."""
        pick = self.random
        self.households += 1
        village = pick.choice(self.villages)
        surname, age = pick.choice(_SURNAMES), pick.randint(38, 78)
        is_man = pick.random() < 0.75
        low_income = pick.random() < 0.35
        head = self._person(village, surname, age, is_man, "户主", low_income)
        rows = [head]
        if pick.random() < 0.7:
            rows.append(self._person(village, pick.choice(_SURNAMES), age - pick.randint(-2, 5), not is_man, "配偶", low_income))
        for _ in range(pick.choice((0, 0, 1, 1, 2))):
            is_son = pick.random() < 0.5
            child_age = max(1, age - pick.randint(23, 32))
            rows.append(self._person(village, surname, child_age, is_son, "之子" if is_son else "之女", low_income))
        if age < 60 and pick.random() < 0.2:
            rows.append(self._person(village, pick.choice(_SURNAMES), age + pick.randint(20, 26), False, "之母", low_income))
        for row in rows:
            row |= {"户主姓名": head["姓名"], "户主证件号码": head["证件号码"]}
        return rows

    def _person(self, village: str, surname: str, age: int, is_man: bool, relation: str, low_income: bool) -> Line:
        pick = self.random
        self.people += 1
        born_on = date(YEAR - age, 1, 1) + timedelta(days=pick.randrange(330))
        given = pick.sample(_MALE if is_man else _FEMALE, pick.choice((1, 2, 2)))
        number = self._number(born_on, is_man)
        at_school = 3 <= age <= 22
        province, city, county, town, place = (regions.short_name_of(village[:length]) for length in (2, 4, 6, 9, 12))
        works = not at_school and 22 < age < 60 and pick.random() < 0.4
        code = f"{COUNTY}{self.households:08d}"
        row: Line = dict.fromkeys(COLUMNS, "")
        return row | {
            "省": province,
            "市": city,
            "县": county,
            "乡": town,
            "村": place,
            "户编号": code,
            "人口编号": f"{COUNTY}{self.people:010d}",
            "姓名": surname + "".join(given),
            "性别": "男" if is_man else "女",
            "出生日期": f"{born_on:%Y%m%d}",
            "证件类型": "居民身份证",
            "证件号码": number,
            "民族": "汉族",
            "户联系电话": f"139{pick.randrange(10**8):08d}",
            "年度": str(YEAR),
            "与户主关系": relation,
            "文化程度": "" if at_school else pick.choice(("小学", "初中", "初中", "高中")),
            "在校生状况": _school(age) if at_school else "",
            "劳动技能": "普通劳动力" if 16 <= age < 60 else "无劳动力",
            "务工时间(月)": str(pick.randint(3, 11)) if works else "",
            "务工所在地": "县(区)内" if works else "",
            "健康状况": pick.choice(_HEALTH),
            "政治面貌": "群众",
            "是否享受低保": "是" if low_income else "否",
            "是否参加大病保险": "是",
            "是否参加新农合(城乡居民医保)": "是",
            "是否参加城乡居民基本养老保险": "是" if age >= 16 else "否",
            "是否参加城镇职工基本养老保险": "否",
            "是否参加城镇职工基本医疗保险": "否",
            "是否参加商业补充医疗保险": "是",
            "是否会讲普通话": "是",
            "是否特困供养人员": "是" if relation == "户主" and age >= 70 and low_income and pick.random() < 0.3 else "否",
            "识别标准": "国家标准",
        }

    def _number(self, born_on: date, is_man: bool) -> str:
        """One that nobody of this town has yet."""
        sequence = self.people * 2 % 998 + is_man
        while (number := id_number(born_on, sequence)) in self.numbers:
            sequence = (sequence + 2) % 1000
        self.numbers.add(number)
        return number


def _school(age: int) -> str:
    return "学龄前儿童" if age < 6 else "小学" if age < 12 else "初中" if age < 15 else "高中" if age < 18 else "本科"


def _as_typed(rows: list[Line], random: Random) -> None:
    """The ways in which real files differ without being wrong: dates as dates, full-width digits, a lower-case x, blanks."""
    for row in rows:
        habit = random.random()
        if habit < 0.3:
            row["出生日期"] = date.fromisoformat(f"{row['出生日期'][:4]}-{row['出生日期'][4:6]}-{row['出生日期'][6:]}")
        elif habit < 0.4:
            row["证件号码"] = row["证件号码"].translate({0x30 + digit: 0xFF10 + digit for digit in range(10)})
        elif habit < 0.5:
            row["证件号码"] = row["证件号码"].lower() + " "


def _wrong_check_digit(rows: list[Line]) -> None:
    number = rows[0]["证件号码"]
    rows[0]["证件号码"] = number[:-1] + ("1" if number[-1] != "1" else "2")


def _two_heads(rows: list[Line]) -> None:
    rows[-1]["与户主关系"] = "户主"


def _unknown_relation(rows: list[Line]) -> None:
    rows[-1]["与户主关系"] = "干女儿"


def _no_such_village(rows: list[Line]) -> None:
    rows[0]["村"] = "桃花源村"


def _impossible_birth(rows: list[Line]) -> None:
    rows[0]["证件号码"] = f"{COUNTY}19650230{rows[0]['证件号码'][14:]}"


def _number_cell(rows: list[Line]) -> None:
    rows[0]["证件号码"] = float(rows[0]["证件号码"][:17] + "0")


BAD: tuple[Callable[[list[Line]], None], ...] = (
    _wrong_check_digit, _two_heads, _unknown_relation, _no_such_village, _impossible_birth, _number_cell,
)  # fmt: skip


def demo_register(good: int = 40, *, seed: int = SEED) -> list[Line]:
    """`good` sound households as people type them, one bad one of each kind in between, and someone who is in two of them."""
    town = Town(seed)
    families = [town.household() for _ in range(good)]
    for rows in families:
        _as_typed(rows, town.random)
    for at, spoil in enumerate(BAD):
        rows = town.household()
        while len(rows) < 2:
            rows = town.household()
        spoil(rows)
        families.insert(5 * (at + 1), rows)
    twice = town.household()
    families += [twice, _moved(town, twice[0])]
    return [row for rows in families for row in rows]


def _moved(town: Town, person: Line) -> list[Line]:
    """A household that claims someone of another one."""
    rows = town.household()[:1]
    claimed = {column: person[column] for column in ("姓名", "性别", "出生日期", "证件号码")}
    return [*rows, rows[0] | claimed | {"与户主关系": "其他"}]


def write_register(rows: Sequence[Line], path: Path) -> None:
    """As the national system writes it: one sheet, headings in the first row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("人口信息")
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([row[column] for column in COLUMNS])
    book.save(path)


if __name__ == "__main__":
    write_register(demo_register(), Path(sys.argv[1] if len(sys.argv) > 1 else "register.xlsx"))
