"""Handing people over to another jurisdiction: offered by the leaving side, taken in or sent back by the receiving one."""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, Forbidden, Unprocessable


class TransferState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


TRANSFER_STATE_NAMES = {
    TransferState.OFFERED: "待接收",
    TransferState.ACCEPTED: "已接收",
    TransferState.DECLINED: "已退回",
    TransferState.WITHDRAWN: "已撤回",
}


class TransferAnswered(Conflict):
    """这次移交已办结"""

    mend = "请查询移交的状态；需要再次移交的请重新提出"


class AlreadyOffered(Conflict):
    """该户已有一次待接收的移交"""

    mend = "请等待接收方办理，或先撤回原移交"


class NoNeedToTransfer(Unprocessable):
    """接收方与原户在同一个村"""

    mend = "同一辖区内请直接办理迁移、分户或并户"


class NotYourSide(Forbidden):
    """这次移交不由您办理"""

    mend = "接收和退回由接收方办理，撤回由移出方办理"


class NotInTheirRegion(Unprocessable):
    """迁入的村不在移交所定的接收方辖区内"""

    mend = "请填写接收方辖区内的村（社区）代码"


class TransferOutdated(Conflict):
    """移交提出之后，其中有人已不在原户"""

    mend = "请退回，由移出方按现状重新提出"


def must_still_be_there(person_ids: Collection[UUID], seated: Collection[UUID]) -> None:
    """Raises TransferOutdated."""
    if not set(person_ids) <= set(seated):
        raise TransferOutdated
