"""Whether a printed sheet is worth anything, by the code that it bears."""

from enum import StrEnum

from shared.errors import NotFound


class NoSuchSheet(NotFound):
    """没有找到这张结算单：查验码有误，或者不是本平台出具的"""

    mend = "请对照原件逐字核对查验码（40 位，字母与数字 2 至 7）；仍查不到的，请向参保地医疗保障经办窗口反映"


class SheetStanding(StrEnum):
    """What has become of the settlement that a sheet was printed for."""

    STANDING = "standing"
    REVERSED = "reversed"
    REPLACED = "replaced"


SHEET_STANDING_TITLES = {
    SheetStanding.STANDING: "有效",
    SheetStanding.REVERSED: "已冲正，不再有效",
    SheetStanding.REPLACED: "已冲正，并由新的结算代替",
}


def standing_of(*, is_reversed: bool, has_later: bool) -> SheetStanding:
    """A settlement that stands is worth what it says, whatever else was settled of the same stay."""
    if not is_reversed:
        return SheetStanding.STANDING
    return SheetStanding.REPLACED if has_later else SheetStanding.REVERSED
