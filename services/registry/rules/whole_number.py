"""ID numbers that leave the register whole: for whom, and why."""

from shared.errors import Forbidden, Unprocessable


class NumbersNotForThisRole(Forbidden):
    """当前角色不能导出完整的身份证号码"""

    mend = "请去掉 whole_numbers，号码将部分隐去；确需完整号码的，请由镇街或县区办理"


class NoReasonForNumbers(Unprocessable):
    """导出完整的身份证号码须写明用途"""

    mend = "请在 why 中写明用途，如：报送全国系统比对"


def must_be_allowed(*, is_entitled: bool, why: str) -> None:
    """Raises NumbersNotForThisRole, NoReasonForNumbers."""
    if not is_entitled:
        raise NumbersNotForThisRole(pointer="/query/whole_numbers")
    if len(why.strip()) < 2:
        raise NoReasonForNumbers(pointer="/query/why")
