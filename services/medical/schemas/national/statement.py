"""3201, 3202 and the files that go with them."""

import base64
from typing import Any

from pydantic import Field, field_validator

from services.medical.schemas.national.field import Amount, Code, Day, NationalForm


class ReconcileTotals(NationalForm):
    """医药机构费用结算对总账（3201）"""

    insutype: Code | None = Field(default=None, title="险种")
    clr_type: Code | None = Field(default=None, title="清算类别")
    setl_optins: str = Field(title="结算经办机构", min_length=2, max_length=6, pattern=r"^\d+$")
    stmt_begndate: Day = Field(title="对账开始日期")
    stmt_enddate: Day = Field(title="对账结束日期")
    medfee_sumamt: Amount = Field(default=0, title="医疗费总额")
    fund_pay_sumamt: Amount = Field(default=0, title="基金支付总额")
    acct_pay: Amount = Field(default=0, title="个人账户支付金额")
    fixmedins_setl_cnt: int = Field(default=0, title="定点医药机构结算笔数", ge=0, le=2_000_000_000)
    refd_setl_flag: str | None = Field(default=None, title="退费结算标志", max_length=6)


class ReconcileLines(ReconcileTotals):
    """医药机构费用结算对明细账（3202）"""

    file_qury_no: str = Field(title="文件查询号", description="9101 上传明细文件后返回", min_length=1, max_length=36)


class UploadFile(NationalForm):
    """文件上传（9101）的 fsUploadIn"""

    content: bytes = Field(alias="in", title="文件数据", description="字节数组，或 base64 文本", max_length=8 * 1024 * 1024)
    filename: str = Field(title="文件名", min_length=1, max_length=200)

    @field_validator("content", mode="before")
    @classmethod
    def _bytes(cls, value: Any) -> bytes:
        return _bytes_of(value)


def _bytes_of(value: Any) -> bytes:
    """A JSON array of bytes (signed ones too, as Java writes them), or base64."""
    try:
        if isinstance(value, list):
            return bytes(byte & 0xFF if byte >= -128 else 256 for byte in value)
        return base64.b64decode(value, validate=True)
    except (TypeError, ValueError):
        raise ValueError("应为字节数组（0 到 255 的整数）或 base64 文本") from None


class DownloadFile(NationalForm):
    """文件下载（9102）的 fsDownloadIn"""

    file_qury_no: str = Field(title="文件查询号", min_length=1, max_length=36)
    filename: str | None = Field(default=None, title="文件名", max_length=200)
