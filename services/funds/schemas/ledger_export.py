"""Who took the whole ledger out, as auditors are told."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from shared.schemas import View


class LedgerExportView(View):
    """One export."""

    id: UUID = Field(title="导出编号")
    region: str = Field(title="区县代码")
    form: str = Field(title="格式")
    accounts: int = Field(title="账户数")
    postings: int = Field(title="明细行数")
    accounts_sha256: str = Field(title="账户文件的摘要", description="SHA-256；账户文件含每个账户的余额和行数")
    reason: str = Field(title="用途")
    taken_by: str = Field(title="导出人")
    role: str = Field(title="角色")
    taken_at: datetime = Field(title="导出时间")
