"""What cannot be previewed."""

from shared.errors import Unprocessable


class NoSuchForm(Unprocessable):
    """这一类消息没有这种说法或形式"""

    mend = "对群众（plain）只有与一户有关的消息才有；群消息只有对工作人员的，书面告知只有对群众的"


class FieldsUnreadable(Unprocessable):
    """字段不是这一类消息的，或者值读不懂"""

    mend = "请对照返回的 fields；不写字段就用示例值"
