"""The yearly examination."""

from enum import StrEnum

from shared.errors import Conflict, Unprocessable


class Result(StrEnum):
    NORMAL = "normal"
    ABNORMAL = "abnormal"
    REFERRED = "referred"


RESULT_TITLES = {Result.NORMAL: "未见异常", Result.ABNORMAL: "有异常", Result.REFERRED: "有异常，已转诊"}


class AlreadyExamined(Conflict):
    """此人本年度已登记过健康查体"""

    mend = "一年登记一次；复查请登记在相应的健康档案中"


class NoExaminationRule(Unprocessable):
    """该地区没有公布年度健康查体的对象"""

    mend = "请核对地区；查体对象公布后请补录项目文件"
