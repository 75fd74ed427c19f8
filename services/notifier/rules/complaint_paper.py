"""Photos and papers with a complaint: as part of the letter they are the desk's alone, and come while the complaint is open."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from services.notifier.rules.complaint import OPEN, ComplaintState
from shared.errors import Conflict, NotFound, TooLarge
from shared.papers import PAPER_BYTES

PAPERS_LIMIT: Final = 20
"""The most that a policy may allow with one complaint in one round."""
PAPERS_OF_A_COMPLAINT: Final = 1000
"""In all its rounds; more than any has."""
AT_ONCE_BYTES: Final = 2 * PAPER_BYTES
"""Of all the files of one form: five photos of a telephone. More come with the receipt."""
STRANGERS_DAY_BYTES: Final = 4 * 2**30
"""Of all files that people without an account send within a day: whoever floods us fills no disk."""
NAME_LIMIT: Final = 100
TITLE: Final = "举报材料"
"""What all of them are called in the open."""


@dataclass(frozen=True)
class SentPaper:
    """A file as somebody chose it."""

    name: str
    content: bytes


class NoSuchComplaintPaper(NotFound):
    """没有这份举报材料"""


class ComplaintTakesNoMore(Conflict):
    """这件举报已经答复或办结，不能再补交材料"""

    mend = "对答复不服的，请求复查后可以补交；有新情况的，请重新举报"


class ComplaintPapersFull(Conflict):
    """照片和文件的份数超过了上限"""

    mend = "请挑最要紧的提交；几张照片可以合成一个 PDF"


class TooMuchAtOnce(TooLarge):
    """这一次选的照片和文件太大"""

    mend = "一次合计至多 20 MB：请先少选几份，其余的提交后凭回执号补交"


class StrangersSendTooMuch(Conflict):
    """今天网上收到的照片和文件太多，暂不能再收"""

    mend = "请先不选文件，只提交文字；文件明天凭回执号补交，或送到受理窗口"


PAPERS_LAWS = (ComplaintTakesNoMore, ComplaintPapersFull, TooMuchAtOnce, StrangersSendTooMuch)


def name_of(filename: str | None) -> str:
    """What a chosen file is called: without its folders and without signs that nobody sees, and no longer than a line or two."""
    last = (filename or "").replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    if len(shown) > NAME_LIMIT:
        ending = shown.rpartition(".")[2][-5:]
        shown = f"{shown[: NAME_LIMIT - len(ending) - 2]}….{ending}"
    return shown or "未命名"


def must_take_papers(state: ComplaintState) -> None:
    """Raises ComplaintTakesNoMore."""
    if state not in OPEN:
        raise ComplaintTakesNoMore


def must_be_carried(sent: int) -> None:
    """`sent`: the bytes of one form. Raises TooMuchAtOnce."""
    if sent > AT_ONCE_BYTES:
        raise TooMuchAtOnce(pointer="/file", bytes=sent, limit_bytes=AT_ONCE_BYTES)


def allowed_in(round: int, *, most: int) -> int:
    """Whoever is not content with an answer has room for as many again."""
    return most * round


def must_fit(there: int, more: int, *, most: int) -> None:
    """Raises ComplaintPapersFull."""
    if there + more > most:
        raise ComplaintPapersFull(pointer="/file", there=there, chosen=more, limit=most)


def must_have_room(today: int, more: int) -> None:
    """In bytes, of what strangers sent. Raises StrangersSendTooMuch."""
    if today + more > STRANGERS_DAY_BYTES:
        raise StrangersSendTooMuch(pointer="/file")
