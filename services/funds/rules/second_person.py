"""Where two people decide, the second is another than the first."""

from shared.errors import Forbidden


class SamePerson(Forbidden):
    """经办人和审批人不能是同一人"""

    mend = "请由另一名工作人员审批"


def must_be_another(first: str, second: str) -> None:
    """Two people, by their accounts. Raises SamePerson."""
    if first == second:
        raise SamePerson(first=first)
