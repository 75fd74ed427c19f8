"""What plans can lack of a household: a valid plan, a measure in time, any measure at all, anything that develops it."""

from enum import StrEnum


class GapKind(StrEnum):
    NO_PLAN = "no-plan"
    LATE = "late"
    WATCHED_WITHOUT_MEASURES = "watched-without-measures"
    WATCHED_WITHOUT_DEVELOPMENT = "watched-without-development"


GAP_NAMES = {
    GapKind.NO_PLAN: "没有有效的帮扶计划",
    GapKind.LATE: "有措施逾期",
    GapKind.WATCHED_WITHOUT_MEASURES: "监测一个月以上没有措施",
    GapKind.WATCHED_WITHOUT_DEVELOPMENT: "有劳动力的监测户六个月没有产业、就业、金融或公益岗措施",
}
