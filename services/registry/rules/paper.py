"""Photos and papers in a household's file: how many, each once, withdrawn with a reason (what may come in: `shared.papers`)."""

from shared.errors import Conflict, Unprocessable

PAPERS_OF_A_HOUSEHOLD = 200


class AlreadyFiled(Conflict):
    """该户已有一份内容完全相同的材料"""

    mend = "不必重复上传"


class TooManyPapers(Conflict):
    """该户的材料已满 200 份"""

    mend = "请先撤下不再需要的材料"


class PaperNotOfHousehold(Unprocessable):
    """所填的材料编号不是这一户的材料，或已经撤下"""

    mend = "请先把照片或材料上传到这一户（POST /households/{household_id}/papers），再填写得到的编号"


class AlreadyWithdrawn(Conflict):
    """这份材料已撤下"""

    mend = "请查看材料列表"
