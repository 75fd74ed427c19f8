"""Papers in the files of money: what each is about (what may come in, and each once: `shared.papers`)."""

from enum import StrEnum

from shared.errors import NotFound, Unprocessable

PAPERS_OF_A_MATTER = 500
"""A project of three years with its photos; more in one file is a mistake of whoever sends them."""


class PaperAbout(StrEnum):
    """In whose file a paper lies: the noun whose id stands beside it. `store.paper` knows each noun's table."""

    EMERGENCY_GRANT = "emergency-grant"
    GRANT_APPLICATION = "grant-application"
    PROJECT = "project"
    NOTICE = "notice"
    """What an investigation of objections rests on."""
    DUTY = "duty"
    """The photo of what was posted on a board."""
    ASSET = "asset"
    """Photos, certificates, hand-over lists, contracts."""
    DISPOSAL = "disposal"
    """Minutes of the assembly, the valuation."""
    DISTRIBUTION = "distribution"
    LOAN = "loan"
    """The application, minutes, the contract, what a check found."""


PAPER_ABOUT_NAMES = {
    PaperAbout.EMERGENCY_GRANT: "急难救助金",
    PaperAbout.GRANT_APPLICATION: "临时救助申请",
    PaperAbout.PROJECT: "项目",
    PaperAbout.NOTICE: "公示",
    PaperAbout.DUTY: "公开任务",
    PaperAbout.ASSET: "帮扶资产",
    PaperAbout.DISPOSAL: "资产处置",
    PaperAbout.DISTRIBUTION: "收益分配方案",
    PaperAbout.LOAN: "小额信贷",
}


class NoSuchPaper(NotFound):
    """没有找到这份材料"""


class NoSuchMatter(NotFound):
    """没有找到材料所属的事项"""


class PaperNotOfMatter(Unprocessable):
    """所填的材料编号不是该事项的材料，或已经撤下"""

    mend = "请先把材料上传到该事项（POST /papers），再填写得到的编号"
