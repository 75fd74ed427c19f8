"""By whose income a rule goes: what the household has, or what was published for the place, a head and year. Money is fen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shared.errors import Unprocessable
from shared.policy.stay import Stay


class IncomeOf(StrEnum):
    """The income that a share is taken of."""

    INCOME = "income"
    """Of the household, a head and year, as the facts of the bill say it."""
    HOUSEHOLD_INCOME = "household_income"
    """Of the whole household: that, times its members."""
    PUBLISHED_INCOME = "published_income"
    """Published for the place, a head: that of the year before the bill's, from a table in the file."""


class IncomeNeeded(Unprocessable):
    """该地政策按家庭收入计算，账单没有写明收入"""

    mend = "请填写家庭人均年收入 income（按户计算的还有家庭人口 members）"


class IncomeNotPublished(Unprocessable):
    """政策文件没有上一年度的人均收入"""

    mend = "请在政策文件的 incomes 中补上该年度公布的数值及其出处"


@dataclass(frozen=True, slots=True)
class IncomeTable:
    """Published incomes a head, by the year in which they were earned."""

    name: str
    title: str
    per_head_fen: Mapping[int, int] = field(hash=False)


def income_fen(of: IncomeOf, table: IncomeTable | None, stay: Stay) -> int:
    """Raises IncomeNeeded, IncomeNotPublished."""
    if table is not None:
        found = table.per_head_fen.get(stay.year - 1)
        if found is None:
            raise IncomeNotPublished(table=table.name, year=stay.year - 1, known=sorted(table.per_head_fen))
        return found
    if stay.income_fen is None or (of is IncomeOf.HOUSEHOLD_INCOME and not stay.members):
        raise IncomeNeeded(pointer="/income_yuan" if stay.income_fen is None else "/members")
    return stay.income_fen * (stay.members if of is IncomeOf.HOUSEHOLD_INCOME else 1)


def income_title(of: IncomeOf, table: IncomeTable | None, stay: Stay) -> str:
    """What the income is called, for the patient: `2019年居民人均可支配收入`."""
    if table is not None:
        return f"{stay.year - 1}年{table.title}"
    return f"家庭年收入（{stay.members} 人）" if of is IncomeOf.HOUSEHOLD_INCOME else "家庭人均年收入"
