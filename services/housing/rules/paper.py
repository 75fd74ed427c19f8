"""Papers of houses, surveys and renovations: each about one matter, once, withdrawn with a reason (content: `shared.papers`)."""

from enum import StrEnum

from shared.errors import NotFound

PAPERS_OF_A_MATTER = 200
"""A house of many years with its photos; more in one file is a mistake of whoever sends them."""


class PaperAbout(StrEnum):
    """In whose file a paper lies: the noun whose id stands beside it. `store.paper` knows each noun's table."""

    HOUSE = "house"
    SURVEY = "survey"
    RENOVATION = "renovation"
    RELOCATION = "relocation"


PAPER_ABOUT_NAMES = {
    PaperAbout.HOUSE: "住房",
    PaperAbout.SURVEY: "排查",
    PaperAbout.RENOVATION: "危房改造",
    PaperAbout.RELOCATION: "搬迁户",
}


class NoSuchPaper(NotFound):
    """没有找到这份材料"""


class NoSuchMatter(NotFound):
    """没有找到材料所属的事项"""
