"""What a hospital is to a policy: its grade, its traits, and where it lies seen from the place where the patient is insured."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.errors import NotFound, Unprocessable

DESIGNATED = "designated"
TRAITS_OF_HOSPITALS = frozenset({DESIGNATED, "traditional", "community", "preferential"})
"""What only the county can say of a hospital; the rest (`referred`, `emergency`) belongs to the way there."""
TRAITS_SPOKEN = (
    "referred 已办转诊、emergency 急诊；designated 定点、traditional 中医、community 社区、preferential 惠民医院，由县区登记"
)


class Place(StrEnum):
    """Where a hospital lies, seen from the place where the patient is insured."""

    IN_COUNTY = "in_county"
    IN_CITY = "in_city"
    OUT_OF_CITY = "out_of_city"
    OUT_OF_PROVINCE = "out_of_province"


PLACES_SPOKEN = "in_county 县域内、in_city 市内县外、out_of_city 省内市外、out_of_province 省外"


class NoSuchHospital(NotFound):
    """没有登记这家医疗机构"""

    mend = "请核对医疗机构编号；未登记的请由县区或平台运维登记"


class HospitalLevelContradicts(Unprocessable):
    """申报的医疗机构等级与登记的不一致"""

    mend = "请不填 hospital_level，或填写 known_level；登记有误的请联系县区更正"


class HospitalLevelMissing(Unprocessable):
    """没有填写医疗机构等级，平台也没有登记这家医疗机构"""

    mend = "请填写 hospital_level，或请县区登记本医疗机构"


class HospitalLevelUnknown(Unprocessable):
    """没有这个医疗机构等级"""

    mend = "请使用所在地政策列明的等级，见 known；没有定级的填 unrated"


@dataclass(frozen=True, slots=True)
class LevelCode:
    """A grade: what it is called, the national code of its grade, and the grade by which a place goes that does not name it."""

    title: str
    hosp_lv: str
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A hospital as the county has registered it."""

    level: str
    traits: frozenset[str]
    region: str


def level_of(declared: str | None, known: Known | None) -> str:
    """The registered grade counts. Raises HospitalLevelContradicts, HospitalLevelMissing."""
    if known is None:
        if declared is None:
            raise HospitalLevelMissing(pointer="/hospital_level")
        return declared
    if declared not in (None, known.level):
        raise HospitalLevelContradicts(pointer="/hospital_level", known_level=known.level)
    return known.level


def level_for(named: Mapping[str, str], level: str, codes: Mapping[str, LevelCode]) -> str:
    """The grade by which a place's policy (`named`) goes: its own word for it, or the national grade that it stands for.

    What is neither is left as it is, for the policy to refuse with what it knows.
    """
    if level in named:
        return level
    code = codes.get(level)
    return code.stands_for if code and code.stands_for in named else level


def must_be_level(level: str, *, named: Mapping[str, str], codes: Mapping[str, LevelCode]) -> None:
    """Raises HospitalLevelUnknown."""
    if level not in named and level not in codes:
        known = {code: known.title for code, known in codes.items()} | dict(named)
        raise HospitalLevelUnknown(pointer="/level", level=level, known=known)


def traits_of(declared: Iterable[str], known: Known | None) -> list[str]:
    """What is declared of the way there; of the hospital itself what is registered, where it is registered."""
    if known is None:
        return sorted(set(declared))
    return sorted((set(declared) - TRAITS_OF_HOSPITALS) | known.traits)


def place_of(hospital: str, insured: str) -> Place:
    """By the codes of the two regions; a code that ends at the city lies in no county of it."""
    if len(hospital) >= 6 and hospital[:6] == insured[:6]:
        return Place.IN_COUNTY
    if len(hospital) >= 4 and hospital[:4] == insured[:4]:
        return Place.IN_CITY
    if hospital[:2] == insured[:2]:
        return Place.OUT_OF_CITY
    return Place.OUT_OF_PROVINCE
