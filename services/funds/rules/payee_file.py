"""One row of a bank's card list (一卡通 list): whose card of which bank, or what is wrong with the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.funds.rules.payee import InvalidCard, card_of
from shared.cells import Cell, Fault, Row, date_of, has_lost_digits, rows_called, text_of
from shared.errors import NotFound, Unprocessable
from shared.listed_person import ALSO_CALLED, ID_NUMBER, NAME, read_person

BANK, BANK_CODE, CARD, FROM = "开户银行", "行号", "卡号", "启用日期"
COLUMNS = (ID_NUMBER, NAME, BANK, BANK_CODE, CARD, FROM)
REQUIRED = {ID_NUMBER, NAME, BANK, CARD}
ROWS = 5_000
"""One file; a larger county sends its towns one by one."""
BANK_LIMIT = 60

_ALSO = {
    **ALSO_CALLED,
    "持卡人": NAME,
    "户名": NAME,
    "持卡人姓名": NAME,
    "开户行": BANK,
    "银行": BANK,
    "联行号": BANK_CODE,
    "银行卡号": CARD,
    "一卡通账号": CARD,
    "账号": CARD,
    "生效日期": FROM,
}


class NotACardList(Unprocessable):
    """没有找到发卡名单的表头"""

    mend = "表头须在前 5 行之内，至少有“身份证号”“姓名”“开户银行”“卡号”四列"


class NoCards(Unprocessable):
    """表中只有表头，没有持卡人"""

    mend = "请提交有持卡人的名单"


class NoSuchPayeeFile(NotFound):
    """没有这个发卡名单"""


class NoCardRefused(NotFound):
    """这个发卡名单没有退回的行"""

    mend = "全部行已接收，无需更正"


@dataclass(frozen=True, slots=True)
class CardRow:
    """A row that is sound in itself. `bank_code` is empty and `from_on` None where the list does not say it."""

    row: int
    id_number: str
    name: str
    bank: str
    bank_code: str
    card: str
    from_on: date | None


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotACardList, NoCards."""
    rows = rows_called(grid, COLUMNS, is_ours=REQUIRED.issubset, name=lambda heading: _ALSO.get(heading, heading))
    if rows is None:
        raise NotACardList
    if not rows:
        raise NoCards
    return rows


def read_card(row: Row, *, on: date) -> CardRow | list[Fault]:
    """The row, or everything that is wrong with it; neither says an ID or a card number."""
    person, faults = read_person(row, on=on)

    def wrong(column: str, reason: str, mend: str) -> None:
        faults.append(Fault(row.number, column, reason, mend))

    texts = {column: text_of(row.cells.get(column)) for column in COLUMNS}
    card = ""
    if has_lost_digits(row.cells.get(CARD)):
        wrong(CARD, "号码存成了数字，末几位已经丢失", "请把该列设为文本格式，重新填写")
    else:
        try:
            card = card_of(texts[CARD])
        except InvalidCard as invalid:
            wrong(CARD, str(invalid.facts["reason"]), InvalidCard.mend)
    if not 0 < len(texts[BANK]) <= BANK_LIMIT:
        wrong(BANK, "没有填写" if not texts[BANK] else f"超过 {BANK_LIMIT} 个字", f"请填写{BANK}")
    if texts[BANK_CODE] and not (texts[BANK_CODE].isdecimal() and len(texts[BANK_CODE]) == 12):
        wrong(BANK_CODE, "行号应为 12 位数字", "请填写人民银行支付系统行号，不知道的留空")
    from_on = date_of(row.cells.get(FROM)) if texts[FROM] else None
    if texts[FROM] and (from_on is None or from_on > on):
        wrong(FROM, "不是今天或以前的日期", "请写成 2020-06-01")
    if faults:
        return faults
    return CardRow(row.number, person.id_number, person.name, texts[BANK], texts[BANK_CODE], card, from_on)
