"""The papers and photos that show that an order was done."""

from collections.abc import Collection, Sequence

from shared.errors import NotFound, Unprocessable

PAPERS_OF_AN_ORDER = 60


class NoSuchOrderPaper(NotFound):
    """没有这份工单材料"""


class PapersMissing(Unprocessable):
    """办结所需的材料还没有上传"""

    mend = "请先上传 missing 所列的材料，材料名称照写，再办结"


def must_be_there(wanted: Sequence[str], filed: Collection[str]) -> None:
    """Each paper that the order wants is there under its name. Raises PapersMissing."""
    if missing := [title for title in wanted if title not in filed]:
        raise PapersMissing(pointer="/result", missing=missing)
