"""The board of small loans as the doors show it."""

from datetime import date
from fractions import Fraction
from typing import Protocol, Self

from pydantic import Field

from services.funds.rules.loan import percent
from services.funds.schemas.guarantee import FundView
from shared.money import YuanShown
from shared.schemas import View


class Counted(Protocol):
    """Loans of a group, added up."""

    @property
    def loans(self) -> int: ...
    @property
    def borrowers(self) -> int: ...
    @property
    def lent_fen(self) -> int: ...
    @property
    def outstanding_fen(self) -> int: ...
    @property
    def overdue_fen(self) -> int: ...
    @property
    def overdue_loans(self) -> int: ...
    @property
    def key(self) -> str: ...


class BoardLine(View):
    """Loans of a bank, a town or a class."""

    key: str = Field(title="代码")
    title: str = Field(title="名称")
    loans: int = Field(title="累计笔数")
    borrowers: int = Field(title="借款户（单位）数")
    lent_fen: YuanShown = Field(alias="lent_yuan", title="累计放款（元）")
    outstanding_fen: YuanShown = Field(alias="outstanding_yuan", title="在贷余额（元）")
    overdue_fen: YuanShown = Field(alias="overdue_yuan", title="逾期本金（元）")
    overdue_loans: int = Field(title="逾期笔数")
    overdue_said: str = Field(title="逾期率")

    @classmethod
    def of(cls, row: Counted, title: str) -> Self:
        """A group by the name that people read."""
        share = Fraction(row.overdue_fen, row.outstanding_fen) if row.outstanding_fen else Fraction(0)
        return cls(
            key=row.key,
            title=title,
            loans=row.loans,
            borrowers=row.borrowers,
            lent_fen=row.lent_fen,
            outstanding_fen=row.outstanding_fen,
            overdue_fen=row.overdue_fen,
            overdue_loans=row.overdue_loans,
            overdue_said=percent(share),
        )

    @classmethod
    def empty(cls, title: str) -> Self:
        """Where nothing was lent."""
        return cls(
            key="",
            title=title,
            loans=0,
            borrowers=0,
            lent_fen=0,
            outstanding_fen=0,
            overdue_fen=0,
            overdue_loans=0,
            overdue_said=percent(Fraction(0)),
        )


class BoardView(View):
    """A place's small loans on a day."""

    region: str = Field(title="地区代码")
    place: str = Field(title="地区")
    on: date = Field(title="截至")
    total: BoardLine = Field(title="合计")
    banks: list[BoardLine] = Field(title="按银行")
    towns: list[BoardLine] = Field(title="按镇街")
    classes: list[BoardLine] = Field(title="按类别")
    subsidised_fen: YuanShown = Field(alias="subsidised_yuan", title="已拨付贴息（元）")
    before_fen: YuanShown = Field(alias="before_yuan", title="平台启用前已贴息（元）", description="随存量清单接收的贷款")
    waiting_fen: YuanShown = Field(alias="waiting_yuan", title="待复核贴息（元）")
    compensated_fen: YuanShown = Field(alias="compensated_yuan", title="累计代偿（元）")
    recovered_fen: YuanShown = Field(alias="recovered_yuan", title="代偿后追回归还基金（元）")
    funds: list[FundView] = Field(title="担保基金")
