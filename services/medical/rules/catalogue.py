"""What the insurance catalogue must know of an item before its cost can be split."""

from decimal import Decimal

from services.medical.rules.line import CatalogueClass
from shared.errors import Unprocessable


class CatalogueCodeUnknown(Unprocessable):
    """医疗目录编码不在参保地的医保目录中"""

    mend = "codes 列出这些编码：请核对目录对照；确属目录内的，请医保经办机构先补录目录"


class RatioNotForClass(Unprocessable):
    """目录条目的先行自付比例与类别不符"""

    mend = "乙类（B）填写先行自付比例，甲类（A）、丙类（C）不填"


class ItemsRepeated(Unprocessable):
    """同一次提交中有重复的目录编码"""

    mend = "每个编码只写一次"


def must_fit_class(catalogue_class: CatalogueClass, ratio: Decimal | None, *, pointer: str) -> None:
    """Class B has a self-pay ratio, the others have none. Raises RatioNotForClass."""
    if (catalogue_class is CatalogueClass.B) != (ratio is not None):
        raise RatioNotForClass(pointer=pointer)


def must_not_repeat(codes: list[str]) -> None:
    """Raises ItemsRepeated."""
    repeated = sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
    if repeated:
        raise ItemsRepeated(pointer="/items", codes=repeated)
