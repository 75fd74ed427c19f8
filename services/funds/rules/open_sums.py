"""What the sums of the open data are of: kinds of grants, and kinds of money that came back."""

from enum import StrEnum

from services.funds.rules.guarantee import RecoveryOf
from services.funds.rules.transfer import About


class GrantKind(StrEnum):
    """A grant by what was paid."""

    FIRST_AID = About.EMERGENCY_GRANT.value
    WHOLE = About.GRANT_APPLICATION.value


GRANT_NAMES = {GrantKind.FIRST_AID: "先行救助", GrantKind.WHOLE: "临时救助"}


class BackKind(StrEnum):
    """Money that came back, by what it was of."""

    GRANT = "grant"
    SUBSIDY = RecoveryOf.SUBSIDY.value
    COMPENSATION = RecoveryOf.COMPENSATION.value


BACK_NAMES = {BackKind.GRANT: "救助金追回", BackKind.SUBSIDY: "贴息追回", BackKind.COMPENSATION: "代偿后收回"}
