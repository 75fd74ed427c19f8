"""What the register and the platform know of a household that a checklist may ask or take for granted, each with its source.

Pure: a household as it stands goes in, named answers come out. What is not known is not there; a checklist then asks for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.registry.rules.vocabulary import HEAD, PersonClass
from shared.money import yuan

LOOKS = {
    "has-pupil": "有义务教育阶段学生",
    "has-student": "有在校学生",
    "has-chronic": "有长期慢性病患者",
    "has-mental-disorder": "有精神残疾人",
    "has-disabled": "有残疾人",
    "has-elderly": "有60周岁以上老年人",
    "has-stay": "一年内有住院结算",
    "is-enrolled": "建档立卡",
    "is-new-house": "近年安置或改造了住房",
    "income-last-year": "上一年度人均纯收入（元）",
    "income-this-year": "本年度预计人均纯收入（元）",
    "all-insured": "成员全部参加基本医疗保险",
    "all-supplementary": "成员全部有商业补充医疗保险",
    "gets-medical-aid": "接受大病医疗救助",
    "house-grade": "房屋等级",
    "has-safe-water": "饮水安全",
    "has-income-book": "有家庭收支台账",
    "has-living-power": "通生活用电",
    "has-project": "有帮扶项目",
    "has-helper": "有结对帮扶责任人",
    "people-clear": "贫困人口清楚",
    "cause-clear": "致贫原因清楚",
    "measures-clear": "帮扶措施清楚",
    "path-clear": "脱贫路径清楚",
    "outcome-clear": "脱贫成效清楚",
}
"""Everything that a checklist may name, and what it is called."""

SCHOOL_AGE = range(6, 16)
"""6 to 15 on the day: nine years of school from six (义务教育法 第十一条; policy/watch 控辍保学)."""
OLD_AGE = 60
"""老年人权益保障法 第二条."""
_PUPILS = ("小学", "七年级", "八年级", "九年级")


@dataclass(frozen=True)
class Known:
    """An answer that is on file. `missing` says what is lacking where the answer is 否."""

    value: str
    source: str
    missing: str = ""


@dataclass(frozen=True)
class MemberLook:
    relation: str
    born_on: date | None
    classes: Sequence[str]
    is_verified: bool
    is_identified: bool
    """Name and ID number are on file."""
    particulars: Mapping[str, str]


@dataclass(frozen=True)
class YearLook:
    """A year of the income book."""

    per_head_fen: int
    is_expected: bool
    version: int


@dataclass(frozen=True)
class PlannedLook:
    """A measure of this year's plan that was not dropped; `is_project`: it develops the household (产业、就业、金融、公益岗)."""

    title: str
    is_project: bool


@dataclass(frozen=True)
class HouseholdLook:
    """A household as its file stands on a day. `grade`: the newest survey of its house, with when and by what it is known."""

    on: date
    code: str | None
    standard: str
    causes: Sequence[str]
    particulars: Mapping[str, str]
    members: Sequence[MemberLook]
    incomes: Mapping[int, YearLook] = field(default_factory=dict)
    grade: tuple[str, str] | None = None
    stay_on: date | None = None
    helped: Sequence[str] = ()
    """What the platform has done for it: parts of its cases, in Chinese."""
    planned: Sequence[PlannedLook] = ()
    helper: tuple[str, date] | None = None
    """The office of whoever helps it, and since when."""
    state: str = ""
    """未脱贫, 脱贫享受政策 ...; empty for an ordinary household."""
    judged_on: date | None = None
    """The day of its newest answers about the five assurances."""


def look_at(household: HouseholdLook) -> dict[str, Known]:
    """By the keys of LOOKS."""
    return {key: known for key, known in (*_traits(household), *_answers(household), *_clears(household)) if known}


def _traits(household: HouseholdLook) -> Iterator[tuple[str, Known | None]]:
    members, register = household.members, "登记册"
    traits = {
        "has-pupil": any(_is_pupil(member, household.on) for member in members),
        "has-student": any(_schooling(member) not in ("", "学龄前儿童") for member in members),
        "has-chronic": any("慢性病" in member.particulars.get("健康状况", "") for member in members),
        "has-mental-disorder": any("精神" in member.particulars.get("残疾类别", "") for member in members),
        "has-disabled": any(_is_disabled(member) for member in members),
        "has-elderly": any(_age(member, household.on) >= OLD_AGE for member in members),
        "is-enrolled": any(PersonClass.ENROLLED in member.classes for member in members),
    }
    yield from ((key, Known("是" if held else "否", register)) for key, held in traits.items())
    yield "has-stay", Known("是", f"医疗结算，{household.stay_on}") if household.stay_on else None


def _answers(household: HouseholdLook) -> Iterator[tuple[str, Known | None]]:
    members, said, year = household.members, household.particulars, household.on.year
    insured = [_any_yes(each, "是否参加新农合(城乡居民医保)", "是否参加城镇职工基本医疗保险") for each in members]
    yield "all-insured", _of_all(insured, "登记册的参保信息", "未参保")
    extra = [_any_yes(each, "是否参加商业补充医疗保险") for each in members]
    yield "all-supplementary", _of_all(extra, "登记册的参保信息", "没有商业补充医疗保险")
    aided = [_any_yes(each, "是否接受大病医疗救助") for each in members]
    yield "gets-medical-aid", Known("是", "登记册") if any(aided) else None
    yield "house-grade", Known(*household.grade) if household.grade else None
    yield "has-safe-water", Known(said["饮水安全"], "登记册“饮水安全”") if said.get("饮水安全") else None
    power = said.get("是否通生活用电")
    yield "has-living-power", Known(power, "登记册“是否通生活用电”") if power else None
    for key, of in (("income-last-year", year - 1), ("income-this-year", year)):
        book = household.incomes.get(of)
        yield key, Known(yuan(book.per_head_fen), f"{of} 年收入台账第 {book.version} 版") if book else None
    newest = max((of for of in household.incomes if of >= year - 1), default=None)
    yield "has-income-book", Known("是", f"{newest} 年收入台账") if newest else None
    projects = "、".join(each.title for each in household.planned if each.is_project)
    yield "has-project", Known("是", f"{year} 年帮扶计划：{projects}") if projects else None
    yield "has-helper", Known("是", "责任人结对：{}，{} 起".format(*household.helper)) if household.helper else None


def _clears(household: HouseholdLook) -> Iterator[tuple[str, Known]]:
    """五个清楚 (淄博 2018 第4条): people, cause, measures, path, outcome. What makes each of them clear is our own reading."""
    members, on = household.members, household.on
    blank = [
        ("没有成员", not members),
        ("没有户主", bool(members) and all(each.relation != HEAD for each in members)),
        ("没有户编号", not household.code),
        ("没有识别标准", not household.standard),
        (f"{sum(not each.is_verified for each in members)} 人待核实", any(not each.is_verified for each in members)),
        (
            f"{sum(not each.is_identified for each in members)} 人缺姓名或证件号码",
            any(not each.is_identified for each in members),
        ),
    ]
    yield "people-clear", _clear("登记册", blank)
    for_members = {"健康状况": "健康状况", "劳动技能": "劳动技能"}
    blank = [("没有主要致贫原因", not household.causes)]
    if {"因病", "因残"} & set(household.causes):
        blank += [(f"{name}没有填写", not any(each.particulars.get(name) for each in members)) for name in for_members]
    yield "cause-clear", _clear("登记册", blank)
    measures = dict.fromkeys([*(each.title for each in household.planned), *household.helped, *_measures(members)])
    blank = [("没有登记任何帮扶措施", not measures), ("没有帮扶责任人", household.helper is None)]
    yield "measures-clear", _clear("帮扶计划、登记册、即时帮扶台账与责任人结对", blank, "、".join(measures))
    path = _path(members)
    yield "path-clear", _clear("登记册", [("没有就业、产业、公益性岗位或兜底保障的登记", not path)], "、".join(path))
    income = household.incomes.get(on.year - 1)
    blank = [
        (f"没有 {on.year - 1} 年收入台账", income is None),
        ("没有核查“两不愁三保障”", household.judged_on is None),
        ("没有脱贫状态", not household.state),
    ]
    yield "outcome-clear", _clear("收入台账、核查表与脱贫状态", blank, household.state)


def _clear(source: str, blank: Sequence[tuple[str, bool]], told: str = "") -> Known:
    missing = "；".join(name for name, is_blank in blank if is_blank)
    return Known("否" if missing else "是", f"{source}：{told}" if told and not missing else source, missing)


def _measures(members: Sequence[MemberLook]) -> list[str]:
    columns = {
        "公益性岗位类型": "公益性岗位",
        "产业分类": "产业帮扶",
        "就业渠道": "就业帮扶",
        "是否接受大病医疗救助": "大病医疗救助",
        "是否接受其他健康扶贫": "健康扶贫",
    }
    found = [name for column, name in columns.items() if any(_said(each, column) for each in members)]
    return found + (["低保或特困供养"] if any(_is_backed(each) for each in members) else [])


def _path(members: Sequence[MemberLook]) -> list[str]:
    found = []
    if any(_said(each, "务工时间(月)") not in ("", "0") or _said(each, "就业渠道") for each in members):
        found.append("务工就业")
    if any(_said(each, "产业分类") for each in members):
        found.append("产业增收")
    if any(_said(each, "公益性岗位类型") for each in members):
        found.append("公益性岗位")
    return found + (["兜底保障"] if any(_is_backed(each) for each in members) else [])


def _is_backed(member: MemberLook) -> bool:
    return not {PersonClass.LOW_INCOME, PersonClass.EXTREME_POVERTY}.isdisjoint(member.classes)


def _said(member: MemberLook, column: str) -> str:
    value = str(member.particulars.get(column, ""))
    return "" if value in ("否", "无") else value


def _any_yes(member: MemberLook, *columns: str) -> bool | None:
    answers = [member.particulars.get(column) for column in columns]
    return True if "是" in answers else False if "否" in answers else None


def _of_all(answers: Sequence[bool | None], source: str, lacking: str) -> Known | None:
    """None as long as anybody's answer is unknown and nobody's is no."""
    lack = sum(answer is False for answer in answers)
    if not answers or (not lack and None in answers):
        return None
    return Known("否" if lack else "是", source, f"{lack} 人{lacking}" if lack else "")


def _schooling(member: MemberLook) -> str:
    return member.particulars.get("在校生状况", "")


def _is_pupil(member: MemberLook, on: date) -> bool:
    return _schooling(member) in _PUPILS or _age(member, on) in SCHOOL_AGE


def _is_disabled(member: MemberLook) -> bool:
    return bool(member.particulars.get("残疾类别")) or "残疾" in member.particulars.get("健康状况", "")


def _age(member: MemberLook, on: date) -> int:
    """In whole years; -1 for somebody whose birth is not known."""
    if member.born_on is None:
        return -1
    return on.year - member.born_on.year - ((on.month, on.day) < (member.born_on.month, member.born_on.day))
