"""One row of the export, read as one member of one household."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from services.registry.rules.export import COLUMNS, HOUSEHOLD_COLUMNS, SECRET_COLUMNS
from services.registry.rules.vocabulary import (
    CAUSES,
    CITIZEN_CARDS,
    DISABILITY_CARDS,
    ETHNIC_GROUPS,
    RELATIONS,
    PersonClass,
)
from shared import regions
from shared.cells import Fault, Row, date_of, has_lost_digits, is_broken_formula
from shared.identity import IdNumber, InvalidIdNumber, Sex, check_id_number

_TYPED = """
省 市 县 乡 村 户编号 人口编号 姓名 性别 出生日期 证件类型 证件号码 民族 户联系电话 成员联系电话 与户主关系 识别标准 主要致贫原因
"""
_NOT_PARTICULARS = SECRET_COLUMNS.union(_TYPED.split())
"""Columns that have a place of their own, or that are secret; the others are kept as particulars."""
_PARTICULARS = frozenset({*COLUMNS, *HOUSEHOLD_COLUMNS}) - _NOT_PARTICULARS

_SEXES = {"男": Sex.MALE, "男性": Sex.MALE, "女": Sex.FEMALE, "女性": Sex.FEMALE}
_YES_NO = {"是": True, "否": False, "": False}


@dataclass(frozen=True)
class Member:
    """A row that is sound in itself; whether its household is, `rules.household` says."""

    row: int
    village: str
    household_code: str
    person_code: str
    name: str
    identity: IdNumber
    disability_card: str
    relation: str
    ethnic_group: str
    household_phone: str
    phone: str
    standard: str
    cause: str
    classes: tuple[PersonClass, ...]
    particulars: Mapping[str, str]
    employer: str = ""

    def entitled_from(self, on: date) -> date:
        """The first day of the year that the export speaks of: the person stood in the register then, whenever the file came.

        Without a year in the past (or with none at all) it is `on`, the day of import.
        """
        year = self.particulars.get("年度", "")
        return min(on, date(int(year), 1, 1)) if year.isascii() and year.isdigit() and len(year) == 4 else on


def member_of(
    row: int,
    text: Mapping[str, str],
    village: str,
    identity: IdNumber,
    disability_card: str,
    ethnic_group: str,
    classes: tuple[PersonClass, ...],
) -> Member:
    """The member that a sound row tells of: what was read out of its cells, and the others as they are."""
    return Member(
        row=row,
        village=village,
        household_code=text["户编号"],
        person_code=text.get("人口编号", ""),
        name=text["姓名"],
        identity=identity,
        disability_card=disability_card,
        relation=text["与户主关系"],
        ethnic_group=ethnic_group,
        household_phone=text.get("户联系电话", ""),
        phone=text.get("成员联系电话", ""),
        standard=text.get("识别标准", ""),
        cause=text.get("主要致贫原因", ""),
        classes=classes,
        particulars={column: value for column, value in text.items() if value and column in _PARTICULARS},
        employer=text.get("务工企业名称", ""),
    )


def fields_told(columns: Iterable[str], *, of_person: bool) -> frozenset[str]:
    """The fields of a person's (a household's) file that a sheet with these columns decides: of all others it says nothing, and
    what is known of them stays known."""
    present = frozenset(columns)
    if not of_person:
        named = {"识别标准": "standard", "主要致贫原因": "causes", "户联系电话": "phone"}
        kept = present.intersection(HOUSEHOLD_COLUMNS) - {"主要致贫原因"}
        return frozenset({"code", *kept, *(field for column, field in named.items() if column in present)})
    named = {"人口编号": "code", "成员联系电话": "phone", "务工企业名称": "employer", "民族": "ethnic_group"}
    told = {"name", "id_number", "disability_card", "sex", "born_on", "is_verified", "classes"}
    return frozenset(
        {*told, *present.intersection(_PARTICULARS), *(field for column, field in named.items() if column in present)}
    )


def read_member(row: Row, *, on: date, within: str) -> Member | list[Fault]:
    """Read a row, or say everything that is wrong with it at once.

    `on` is the day by which people must have been born, `within` the code prefix that the importing officer is responsible for.
    """
    return _Reading(row, on, within).member()


class _Reading:
    """The reading of one row: collects faults, so that an officer sees all of them in one round."""

    def __init__(self, row: Row, on: date, within: str) -> None:
        self.row = row
        self.on = on
        self.within = within
        self.text = row.texts
        self.faults: list[Fault] = []

    def member(self) -> Member | list[Fault]:
        self._formulas()
        village = self._village()
        self._code("户编号", required=True)
        self._code("人口编号", required=False)
        self._name()
        identity, disability_card = self._identity()
        self._one_of("与户主关系", RELATIONS, "请填写导出表的 28 种关系之一，如 户主、配偶、之子")
        ethnic_group = self._ethnic_group()
        self._one_of("主要致贫原因", CAUSES | {""}, "请填写登记表所列的致贫原因之一")
        classes = self._classes()
        if self.faults or identity is None:
            return self.faults
        return member_of(self.row.number, self.text, village, identity, disability_card, ethnic_group, classes)

    def _fault(self, column: str, reason: str, mend: str) -> None:
        if all(fault.column != column for fault in self.faults):
            self.faults.append(Fault(self.row.number, column, reason, mend))

    def _formulas(self) -> None:
        for column, cell in self.row.cells.items():
            # Nearly every cell is empty or a text without this sign, which no formula without a value is.
            if cell is not None and (type(cell) is not str or "#" in cell) and is_broken_formula(cell):
                self._fault(column, "公式没有可读的计算结果", "请在 Excel 中把这一格复制后选择性粘贴为数值，再保存")

    def _village(self) -> str:
        names = self.text["省"], self.text["市"], self.text["县"], self.text["乡"], self.text["村"]
        found = _village_named(*names)
        if isinstance(found, tuple):
            level, reason = found
            self._fault(level, reason, "请按行政区划的规范名称填写，如 山东省、临沂市、罗庄区、沂堂镇、某某村")
            return ""
        if not found.startswith(self.within):
            self._fault("村", "不在您的辖区内", f"您只能录入{regions.name_of(self.within)}的人员，请交由当地录入")
        return found

    def _code(self, column: str, *, required: bool) -> None:
        code = self.text.get(column, "")
        if has_lost_digits(self.row.cells.get(column)):
            self._fault(column, "存成了数字，末尾几位已变成 0", "请把这一列设为文本格式后重新填写")
        elif (code or required) and not (code.isascii() and code.isdecimal() and 4 <= len(code) <= 20):
            self._fault(column, "没有填写" if not code else "应为 4 至 20 位数字", f"请填写系统中的{column}")

    def _name(self) -> None:
        name = self.text["姓名"]
        if not name:
            self._fault("姓名", "没有填写", "请填写与身份证一致的姓名")
        elif len(name) > 50 or any(sign.isdecimal() for sign in name):
            self._fault("姓名", "含有数字或过长，不像姓名", "请填写与身份证一致的姓名")

    def _identity(self) -> tuple[IdNumber | None, str]:
        """The ID number, and the whole number of a disability card where that is what was given."""
        column, kind, typed = "证件号码", self.text.get("证件类型", ""), self.text["证件号码"].upper().replace(" ", "")
        if kind and kind not in CITIZEN_CARDS | DISABILITY_CARDS:
            self._fault("证件类型", "不是居民身份证或残疾人证", "请填写 居民身份证 或 残疾人证")
        if has_lost_digits(self.row.cells[column]):
            self._fault(column, "存成了数字，Excel 只保留 15 位，后三位已变成 0", "请把这一列设为文本格式后重新填写")
            return None, ""
        card = typed if len(typed) in (20, 22) else ""
        if card and not _is_disability_card(card):
            self._fault(
                column,
                "20 或 22 位的应为残疾人证号，其第 19 位类别应为 1 至 7、第 20 位等级应为 1 至 4",
                "请对照残疾人证核对，或改填 18 位身份证号码",
            )
            return None, ""
        try:
            identity = check_id_number(typed[:18] if card else typed, on=self.on)
        except InvalidIdNumber as refused:
            self._fault(column, f"身份证号码不正确：{refused.reason}", refused.mend)
            return None, ""
        self._agrees(identity)
        return identity, card

    def _agrees(self, identity: IdNumber) -> None:
        """An export that does not tell the birth date or the sex (the older one may) leaves both to the number."""
        born_on = date_of(self.row.cells.get("出生日期"))
        if "出生日期" not in self.text:
            pass
        elif born_on is None:
            reason = "没有填写" if not self.text["出生日期"] else "不是可识别的日期"
            self._fault("出生日期", reason, "请填写如 1965-03-18 的日期")
        elif born_on != identity.born_on:
            self._fault("出生日期", f"与证件号码中的出生日期 {identity.born_on.isoformat()} 不一致", "请核对出生日期和证件号码")
        sex = _SEXES.get(self.text.get("性别", ""))
        if "性别" not in self.text:
            pass
        elif sex is None:
            self._fault("性别", "应为 男 或 女", "请填写 男 或 女")
        elif sex is not identity.sex:
            self._fault("性别", "与证件号码第 17 位表示的性别不一致", "请核对性别和证件号码")

    def _one_of(self, column: str, values: frozenset[str], mend: str) -> None:
        value = self.text.get(column, "")
        if value not in values:
            self._fault(column, "没有填写" if not value else f"“{value[:20]}”不在可选值之内", mend)

    def _ethnic_group(self) -> str:
        name = self.text.get("民族", "")
        code = ETHNIC_GROUPS.get(name) or ETHNIC_GROUPS.get(f"{name}族", "")
        if name and not code:
            self._fault("民族", f"“{name[:20]}”不是国家标准（GB/T 3304）的民族名称", "请填写如 汉族、回族")
        return code

    def _classes(self) -> tuple[PersonClass, ...]:
        asked = {PersonClass.LOW_INCOME: "是否享受低保", PersonClass.EXTREME_POVERTY: "是否特困供养人员"}
        classes = [PersonClass.ENROLLED]
        for person_class, column in asked.items():
            answer = _YES_NO.get(self.text.get(column, ""))
            if answer is None:
                self._fault(column, "应为 是 或 否", "请填写 是 或 否")
            elif answer:
                classes.append(person_class)
        return tuple(classes)


def _is_disability_card(card: str) -> bool:
    """18 digits of identity, category 1-7, grade 1-4, and for a replacement B with its count (GB/T 26341)."""
    return card[18] in "1234567" and card[19] in "1234" and (len(card) == 20 or (card[20] == "B" and card[21].isdecimal()))


@lru_cache(maxsize=10_000)
def _village_named(province: str, city: str, county: str, town: str, village: str) -> str | tuple[str, str]:
    """The village's code, or the column that does not fit and why."""
    try:
        return regions.code_of(province, city, county, town, village)
    except regions.UnknownRegion as unknown:
        level, name = str(unknown.facts["level"]), str(unknown.facts["name"])
        within = unknown.facts["within"] or "全国"
        return level, (f"{within}没有“{name[:30]}”" if name else "没有填写")
