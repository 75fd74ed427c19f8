"""Taking a charge line back, whole or in part, by a line with a negative quantity. Amounts in fen, exact throughout."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.medical.rules.line import AmountIsNotQuantityTimesPrice, CatalogueClass, LineCost
from shared.errors import Conflict, Unprocessable
from shared.money import half_up, split, yuan


class RefundNamesNoLine(Unprocessable):
    """退费行（负数行）没有写明所退的费用行，或所退的行不存在"""

    mend = "请在 refunds_line_no 中填写本次就诊已记入的（或同批在内的）正数行的行号；正数行不填 refunds_line_no"


class RefundDiffers(Unprocessable):
    """退费行与所退的费用行不一致"""

    mend = "项目编码、目录类别、单价、限价、先行自付比例与所退的行相同；退费日期不早于该行的费用日期"


class RefundExceedsCharge(Conflict):
    """退费数量超过了该行尚未退回的数量"""

    mend = "请核对 quantity_left，退费数量不得超过它"


class LineSettled(Conflict):
    """所退的费用行已经结算"""

    mend = "请先冲正该次（中途）结算，再退费"


@dataclass(frozen=True, slots=True)
class ChargedBefore:
    """The line that is taken back, and what of it has not been taken back yet."""

    line_no: int
    code: str
    catalogue_class: CatalogueClass
    unit_price: Decimal
    price_ceiling: Decimal | None
    self_pay_ratio: Decimal | None
    quantity_left: Decimal
    left: LineCost


@dataclass(frozen=True, slots=True)
class RefundLine:
    """A refund as the hospital sends it: quantity and amount below zero."""

    line_no: int
    code: str
    catalogue_class: CatalogueClass
    unit_price: Decimal
    quantity: Decimal
    amount_fen: int
    price_ceiling: Decimal | None = None
    self_pay_ratio: Decimal | None = None


def refund(line: RefundLine, charged: ChargedBefore, *, pointer: str = "") -> LineCost:
    """The four parts that go back, all at most zero.

    They stand to each other as the parts of the line did, to the fen by largest remainder, and never more than is left of each;
    a line that is taken back whole leaves nothing of any part. The amount is quantity times price, rounded; the last refund of a
    line gives back what is left of it, so that roundings do not outlive the line. Raises RefundDiffers, RefundExceedsCharge,
    AmountIsNotQuantityTimesPrice.
    """
    same = (
        line.code == charged.code
        and line.catalogue_class is charged.catalogue_class
        and line.unit_price == charged.unit_price
        and line.price_ceiling in (None, charged.price_ceiling)
        and line.self_pay_ratio in (None, charged.self_pay_ratio)
    )
    if not same:
        raise RefundDiffers(pointer=f"{pointer}/refunds_line_no", line_no=line.line_no, refunds_line_no=charged.line_no)
    back = -line.quantity
    if back > charged.quantity_left:
        raise RefundExceedsCharge(
            pointer=f"{pointer}/quantity", line_no=line.line_no, quantity_left=format(charged.quantity_left.normalize(), "f")
        )
    left_fen = charged.left.total_fen
    product_fen = half_up(Fraction(back) * Fraction(line.unit_price) * 100)
    expected_fen = left_fen if back == charged.quantity_left else min(product_fen, left_fen)
    if -line.amount_fen != expected_fen:
        raise AmountIsNotQuantityTimesPrice(
            pointer=f"{pointer}/amount_yuan", line_no=line.line_no, quantity_times_price_yuan=yuan(-expected_fen)
        )
    if not expected_fen:
        return LineCost()
    left = charged.left
    weights = (left.in_policy_fen, left.pre_pay_fen, left.over_ceiling_fen, left.out_of_policy_fen)
    return LineCost(*(-part_fen for part_fen in split(expected_fen, weights)))
