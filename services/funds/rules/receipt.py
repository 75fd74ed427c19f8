"""What a household takes home to check its own entry of the disclosure with."""

from shared.errors import NotFound


class NotPublishedYet(NotFound):
    """这笔资金还没有公示"""

    mend = "请在发放并公示之后再打印凭条"
