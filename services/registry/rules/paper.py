"""Photos and papers in a household's file (what may come in, and each once: `shared.papers`)."""

from shared.errors import Unprocessable

PAPERS_OF_A_HOUSEHOLD = 200


class PaperNotOfHousehold(Unprocessable):
    """所填的材料编号不是这一户的材料，或已经撤下"""

    mend = "请先把照片或材料上传到这一户（POST /households/{household_id}/papers），再填写得到的编号"
