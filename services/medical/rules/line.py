"""One charge line: does it hold together, and which part of it lies within the policy. Amounts in fen, exact throughout."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from shared.errors import Conflict, Unprocessable
from shared.money import LIMIT_FEN, yuan
from shared.policy.catalogue import LineValues
from shared.policy.clauses import Part


class CatalogueClass(StrEnum):
    """Class of a drug, treatment or material in the insurance catalogue."""

    A = "A"
    """甲类: enters whole."""
    B = "B"
    """乙类: the patient pays a share first (先行自付), the rest enters."""
    C = "C"
    """丙类, 自费: stays with the patient."""


CLASS_TITLES = {CatalogueClass.A: "甲类", CatalogueClass.B: "乙类", CatalogueClass.C: "自费"}


class AmountIsNotQuantityTimesPrice(Unprocessable):
    """金额不等于数量乘以单价（四舍五入到分）"""

    mend = "请核对该行的数量、单价和金额"


class SelfPayRatioNotForClass(Unprocessable):
    """先行自付比例只用于乙类，乙类必须填写"""

    mend = "乙类填写 0 到 1 之间的比例（如 0.1），当地政策文件已规定的可不填；甲类、丙类不填"


class DuplicateLineNumbers(Unprocessable):
    """同一次提交中有重复的费用行号"""

    mend = "每一行使用不同的行号"


class BillTooLarge(Unprocessable):
    """费用合计过大"""

    mend = "请核对各行的单价、数量和金额"


class LineAlreadyRecorded(Conflict):
    """该行号已经记入了内容不同的费用"""

    mend = "line_nos 列出这些行；已记入的行不能修改，请以负数行退回后用新的行号补记。内容完全相同的行可以重传"


class TooManyLines(Conflict):
    """一次就诊的费用行过多"""

    mend = "一次就诊至多 20000 行（含退费行）；请核对是否重复上传"


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A line as the hospital sends it: unit price up to six decimals, quantity up to four."""

    line_no: int
    catalogue_class: CatalogueClass
    unit_price: Decimal
    quantity: Decimal
    amount_fen: int
    price_ceiling: Decimal | None = None
    self_pay_ratio: Decimal | None = None
    item: str | None = None
    """The kind of service, where a policy singles it out: `registration`, `implant`."""


@dataclass(frozen=True, slots=True)
class LineCost:
    """The four parts of a line; they add up to its amount."""

    in_policy_fen: int = 0
    pre_pay_fen: int = 0
    over_ceiling_fen: int = 0
    out_of_policy_fen: int = 0

    @property
    def total_fen(self) -> int:
        return self.in_policy_fen + self.pre_pay_fen + self.over_ceiling_fen + self.out_of_policy_fen

    def __add__(self, other: "LineCost") -> "LineCost":
        return LineCost(
            self.in_policy_fen + other.in_policy_fen,
            self.pre_pay_fen + other.pre_pay_fen,
            self.over_ceiling_fen + other.over_ceiling_fen,
            self.out_of_policy_fen + other.out_of_policy_fen,
        )

    def __sub__(self, other: "LineCost") -> "LineCost":
        return LineCost(
            self.in_policy_fen - other.in_policy_fen,
            self.pre_pay_fen - other.pre_pay_fen,
            self.over_ceiling_fen - other.over_ceiling_fen,
            self.out_of_policy_fen - other.out_of_policy_fen,
        )


def cost(line: ChargedLine, *, pointer: str | None = None, values: LineValues | None = None) -> LineCost:
    """Split a line into its four parts.

    What stands above the price ceiling is the patient's; of what is left of a class B line the patient pays the self-pay
    ratio first; class C stays with the patient whole. 政策范围内费用 = 总费用 − 自费 − 超限价 − 乙类先行自付. Where the line
    brings no ratio and no ceiling of its own, those of the policy (`values`) hold, for special items of class A too.
    Raises AmountIsNotQuantityTimesPrice, SelfPayRatioNotForClass. `pointer` is where the line stands in the request.
    """
    amount_fen, class_ = line.amount_fen, line.catalogue_class
    product_fen = _product_fen(line.quantity, line.unit_price)
    if product_fen != amount_fen:
        raise AmountIsNotQuantityTimesPrice(
            pointer=pointer and f"{pointer}/amount_yuan", line_no=line.line_no, quantity_times_price_yuan=yuan(product_fen)
        )
    ratio: Decimal | Fraction | None = line.self_pay_ratio
    price_ceiling: Decimal | Fraction | None = line.price_ceiling
    if ratio is not None and class_ is not CatalogueClass.B:
        raise SelfPayRatioNotForClass(pointer=pointer and f"{pointer}/self_pay_ratio", line_no=line.line_no)
    if class_ is CatalogueClass.C:
        return LineCost(0, 0, 0, amount_fen)
    if values is not None and (ratio is None or price_ceiling is None):
        policy_ratio, ceiling_fen = values.of(class_.value, line.item)
        ratio = policy_ratio if ratio is None else ratio
        if price_ceiling is None and ceiling_fen is not None:
            price_ceiling = Fraction(ceiling_fen, 100)
    if ratio is None and class_ is CatalogueClass.B:
        raise SelfPayRatioNotForClass(pointer=pointer and f"{pointer}/self_pay_ratio", line_no=line.line_no)
    over_ceiling_fen = 0
    if price_ceiling is not None:
        over_ceiling_fen = max(0, amount_fen - _product_fen(line.quantity, price_ceiling))
    within_fen = amount_fen - over_ceiling_fen
    if not ratio:
        return LineCost(within_fen, 0, over_ceiling_fen, 0)
    numerator, denominator = ratio.as_integer_ratio()
    pre_pay_fen = (2 * within_fen * numerator + denominator) // (2 * denominator)
    return LineCost(within_fen - pre_pay_fen, pre_pay_fen, over_ceiling_fen, 0)


def _product_fen(quantity: Decimal, price: Decimal | Fraction) -> int:
    """Quantity times price, rounded half up to the fen: in whole numbers, for a bill has many lines."""
    of_quantity, per_quantity = quantity.as_integer_ratio()
    of_price, per_price = price.as_integer_ratio()
    denominator = per_quantity * per_price
    return (200 * of_quantity * of_price + denominator) // (2 * denominator)


def parts_of(lines: Iterable[tuple[ChargedLine, LineCost]]) -> tuple[dict[str, Part], dict[str, Part]]:
    """The bill by catalogue class, and its special items: what a policy may ask of it besides its sums."""
    classes: dict[str, Part] = {}
    items: dict[str, Part] = {}
    for line, parts in lines:
        _add(classes, line.catalogue_class.value, line.amount_fen, parts)
        if line.item is not None:
            _add(items, line.item, line.amount_fen, parts)
    return classes, items


def _add(parts: dict[str, Part], name: str, amount_fen: int, cost: LineCost) -> None:
    was = parts.get(name)
    if was is None:
        parts[name] = Part(amount_fen, cost.in_policy_fen, cost.pre_pay_fen)
    else:
        parts[name] = Part(
            was.amount_fen + amount_fen, was.in_policy_fen + cost.in_policy_fen, was.pre_pay_fen + cost.pre_pay_fen
        )


STAY_LINES_LIMIT = 20_000
"""Lines of one stay, refunds among them: the longest known bills have about half as many."""


def must_stay_countable(total_fen: int, *, line_count: int = 0) -> None:
    """A bill stays inside what one amount, and one stay, may be. Raises BillTooLarge, TooManyLines."""
    if total_fen >= LIMIT_FEN:
        raise BillTooLarge(pointer="/lines")
    if line_count > STAY_LINES_LIMIT:
        raise TooManyLines(pointer="/lines", line_count=line_count, limit=STAY_LINES_LIMIT)


def refuse_repeated_numbers(numbers: list[int]) -> None:
    """Raises DuplicateLineNumbers, naming them."""
    if len(set(numbers)) < len(numbers):
        repeated = sorted({number for number in numbers if numbers.count(number) > 1})
        raise DuplicateLineNumbers(pointer="/lines", line_nos=repeated)
