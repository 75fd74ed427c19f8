"""Whoever reads a health record says what for."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why health data may be read; the list is closed."""

    TREATMENT = "treatment"
    FOLLOW_UP = "follow-up"
    PROGRAMME_WORK = "programme-work"
    STATISTICS = "statistics"
    QUALITY_CHECK = "quality-check"
    PERSON_ASKED = "person-asked"


PURPOSE_TITLES = {
    Purpose.TREATMENT: "诊疗",
    Purpose.FOLLOW_UP: "随访与查体",
    Purpose.PROGRAMME_WORK: "项目经办",
    Purpose.STATISTICS: "统计汇总",
    Purpose.QUALITY_CHECK: "质量核查",
    Purpose.PERSON_ASKED: "本人申请查阅",
}
PURPOSES_SPOKEN = "、".join(f"{purpose.value} {title}" for purpose, title in PURPOSE_TITLES.items())
