"""A department's or officer's request to pay households for a matter: its number, and one row of a list of people to be paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.cells import Cell, Fault, Row, rows_called, text_of
from shared.errors import Conflict, NotFound, Unprocessable
from shared.identity import half_width
from shared.listed_person import ALSO_CALLED, ID_NUMBER, NAME, read_person
from shared.money import fen

AMOUNT, NOTE = "金额（元）", "备注"
COLUMNS = (ID_NUMBER, NAME, AMOUNT, NOTE)
REQUIRED = {ID_NUMBER, NAME, "金额（元）"}
ROWS_LIMIT = 2_000
NOTE_LIMIT = 100

_ALSO = {
    **ALSO_CALLED,
    "金额": AMOUNT,
    half_width(AMOUNT): AMOUNT,
    "补助金额": AMOUNT,
    "发放金额": AMOUNT,
}


class RequestState(StrEnum):
    """A list is looked at before it is committed; what a system asks for is asked at once."""

    DRAFT = "draft"
    WAITING = "waiting"
    """Of a matter that another service told: no room in a line, or nobody knows where to pay."""
    ASKED = "asked"
    DISCARDED = "discarded"


REQUEST_STATE_NAMES = {
    RequestState.DRAFT: "待提交",
    RequestState.WAITING: "等待条件具备",
    RequestState.ASKED: "已提出",
    RequestState.DISCARDED: "已作废",
}


class NoSuchRequest(NotFound):
    """没有这份发放申请"""


class NotAPaymentList(Unprocessable):
    """没有找到发放名单的表头"""

    mend = "表头须在前 5 行之内，有“身份证号”“姓名”“金额（元）”三列；可下载模板填写"


class NoPayees(Unprocessable):
    """表中只有表头，没有人员"""

    mend = "请提交有人员的名单"


class NoRowRefused(NotFound):
    """这份名单没有退回的行"""

    mend = "全部行可以提交，无需更正"


class RequestNotDraft(Conflict):
    """这份名单已经提交或作废"""

    mend = "请查看其状态；如须重新提出，请另行提交名单"


class ListHasFaults(Conflict):
    """名单中还有未更正的行"""

    mend = "请更正退回的行后重新提交整份名单；确实只发其余各户的，提交时注明 leave_out_refused"


class NothingSound(Conflict):
    """名单中没有可以发放的行"""

    mend = "请更正退回的行后重新提交"


class ListChanged(Conflict):
    """合计与所核对的不符"""

    mend = "请重新查看名单，并以最新的笔数和合计提交"


class AskedBefore(Conflict):
    """同一事项已经为其中的户提出过发放"""

    mend = "同一事项、同一轮次每户只发一次；分期发放的，请写明轮次"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row that is sound in itself."""

    row: int
    id_number: str
    name: str
    amount_fen: int
    note: str


def request_number(region: str, year: int, count: int) -> str:
    """`SQ-371311-2020-0003` (SQ 申请), counted within the place whose money it is (a county, a town) and the year."""
    return f"SQ-{region}-{year}-{count:04}"


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotAPaymentList, NoPayees."""
    rows = rows_called(grid, COLUMNS, is_ours=REQUIRED.issubset, name=lambda heading: _ALSO.get(heading, heading))
    if rows is None:
        raise NotAPaymentList
    if not rows:
        raise NoPayees
    return rows


def read_row(row: Row, *, on: date) -> ListRow | list[Fault]:
    """The row, or everything that is wrong with it; neither says an ID number."""
    person, faults = read_person(row, on=on)

    def wrong(column: str, reason: str, mend: str) -> None:
        faults.append(Fault(row.number, column, reason, mend))

    texts = {column: text_of(row.cells.get(column)) for column in (AMOUNT, NOTE)}
    amount_fen = 0
    try:
        amount_fen = fen(texts[AMOUNT].replace(",", ""))
        if amount_fen == 0:
            wrong(AMOUNT, "金额为零", "请填写应发金额，不发的删去该行")
    except ValueError as invalid:
        wrong(AMOUNT, str(invalid) if texts[AMOUNT] else "没有填写", "请填写应发金额，精确到分")
    if len(texts[NOTE]) > NOTE_LIMIT:
        wrong(NOTE, f"超过 {NOTE_LIMIT} 个字", "请缩短备注")
    return faults or ListRow(row.number, person.id_number, person.name, amount_fen, texts[NOTE])


def doubled(rows: Sequence[ListRow]) -> list[Fault]:
    """Somebody who stands in a list more than once: the second row and those after it."""
    first: dict[str, int] = {}
    faults = []
    for row in rows:
        before = first.setdefault(row.id_number, row.row)
        if before != row.row:
            faults.append(Fault(row.row, ID_NUMBER, f"与第 {before} 行为同一人", "请合并为一行"))
    return faults


def must_be_draft(state: RequestState) -> None:
    """Raises RequestNotDraft."""
    if state is not RequestState.DRAFT:
        raise RequestNotDraft(state=REQUEST_STATE_NAMES[state])


def must_be_committable(
    state: RequestState, *, seen: tuple[int, int], there: tuple[int, int], refused: int, leaves_out_refused: bool
) -> None:
    """Whoever commits says what they saw: rows, and their sum in fen.

    Raises RequestNotDraft, NothingSound, ListHasFaults, ListChanged.
    """
    must_be_draft(state)
    if there[0] == 0:
        raise NothingSound
    if refused and not leaves_out_refused:
        raise ListHasFaults(pointer="/leave_out_refused", refused=refused)
    if seen != there:
        raise ListChanged(households=there[0], total_fen=there[1])
