"""Money of a house that is asked back: funds proposes or orders it and the county decides; housing only says how far it is."""

from enum import StrEnum


class RecoveryState(StrEnum):
    """What funds has said last of an order."""

    PROPOSED = "proposed"
    """The county has yet to decide."""
    OPEN = "open"
    RECOVERED = "recovered"
    LIFTED = "lifted"
    """It is left with the household, or what had not come in yet is."""


RECOVERY_STATE_NAMES = {
    RecoveryState.PROPOSED: "待县区决定",
    RecoveryState.OPEN: "追回中",
    RecoveryState.RECOVERED: "已全部追回",
    RecoveryState.LIFTED: "不再追回",
}

_WHY_NAMES = {
    "house-overpaid": "分阶段多发",
    "house-abandoned": "改造中止",
    "not-eligible": "不符合条件",
}


def why_said(why: str) -> str:
    """Funds' reason in words; one that is newer than we are is another."""
    return _WHY_NAMES.get(why, "其他原因")
