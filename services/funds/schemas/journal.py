"""What the county books by hand, and accounts by what they are known by."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.journal import Movement
from services.funds.rules.transfer import Purpose
from services.funds.schemas.ledger import Amount, Memo, TransferView
from shared.regions import AnyRegion
from shared.schemas import Form, View

FIRST_DAY = date(2000, 1, 1)
"""No book of ours goes further back: an earlier day is a slip of the pen."""
MOVEMENTS_LIMIT = 50
"""What a person can look through before sending it."""


class AccountNamed(Form):
    """An account by its key."""

    kind: AccountKind = Field(title="账户类别", examples=["county-pool"])
    region: AnyRegion = Field(title="所属区划代码", examples=["371311"])
    holder: str = Field(default="", title="户主", description="同一地方有多个同类账户时填写", max_length=100, examples=[""])
    source: Source = Field(default=Source.UNNAMED, title="资金来源", examples=["central"])
    programme: str = Field(
        default="", title="专项代码", max_length=40, pattern=r"^([a-z0-9][a-z0-9-]*)?$", examples=["emergency-aid"]
    )
    year: int = Field(default=0, title="预算年度", description="不分年度的写 0", ge=0, le=2999, examples=[2020])

    @property
    def key(self) -> AccountKey:
        return AccountKey(self.kind, self.region, self.holder, self.source, self.programme, self.year)


class MoveByHand(Form):
    """One movement of a journal entry."""

    source: AccountNamed = Field(title="转出账户")
    target: AccountNamed = Field(title="转入账户")
    purpose: Purpose = Field(title="用途", examples=["reserve-fill"])
    amount_fen: Amount = Field(alias="amount_yuan", title="金额（元）", examples=["30000.00"])

    @property
    def movement(self) -> Movement:
        return Movement(self.source.key, self.target.key, self.purpose, self.amount_fen)


class RecordJournal(Form):
    """Money that the county moves by hand."""

    movements: Annotated[list[MoveByHand], Field(min_length=1, max_length=MOVEMENTS_LIMIT)] = Field(
        title="各笔划转", description="全部办成或全部不办；后一笔可用前一笔转入的钱"
    )
    memo: Memo = Field(title="事由", examples=["2020年第二季度备用金，罗财社〔2020〕12号"])
    is_reserved: bool = Field(default=False, title="是否预留", description="为真：先预留，之后再入账或撤销", examples=[False])
    expires_at: AwareDatetime | None = Field(
        default=None, title="预留到期时间", description="到期没有入账的自动释放；不写则一直保留", examples=[None]
    )
    booked_on: date | None = Field(
        default=None, ge=FIRST_DAY, title="记账日期", description="不写为今天；可补记到还没有结账的月份", examples=[None]
    )


class GiveReason(Form):
    """Why something is done to transfers that stand."""

    reason: Memo = Field(title="原因", examples=["资金已到账"])


class TransfersView(View):
    """Transfers that were made together."""

    link_id: UUID | None = Field(title="关联编号", description="只有一笔的没有")
    rows: list[TransferView] = Field(title="各笔款项")

    @classmethod
    def of(cls, transfers: Sequence[Any]) -> "TransfersView":
        """What the ledger wrote together, in its order; at least one."""
        return cls(link_id=transfers[0].link_id, rows=[TransferView.model_validate(transfer) for transfer in transfers])
