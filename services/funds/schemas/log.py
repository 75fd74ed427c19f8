"""The public log as it is handed out, and what a witness gives back."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from shared.schemas import Form, View

HASH = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


class GiveCosignature(Form):
    """A witness's word that it saw a head."""

    line: str = Field(
        title="见证签名行",
        description="C2SP tlog-cosignature v1：`— 见证人名称 base64(密钥标识 4 字节 ‖ 时间 8 字节 ‖ 签名 64 字节)`",
        min_length=10,
        max_length=400,
        examples=["— witness.example +1fGZwAAAABe3g4AAAAA"],
    )


class CosignatureView(View):
    """A witness's signature under a head."""

    witness: str = Field(title="见证人")
    key_id: str = Field(title="密钥标识")
    line: str = Field(title="见证签名行")
    seen_at: datetime = Field(title="见证时间")
    given_at: datetime = Field(title="送达时间")


class HeadView(View):
    """A signed head."""

    number: int = Field(title="树头编号", description="从 1 起连续")
    size: int = Field(title="条目数")
    root: str = Field(title="根哈希", examples=[HASH])
    signed_at: datetime = Field(title="签名时间")
    key_id: str = Field(title="密钥标识")
    note: str = Field(title="签名树头原文", description="C2SP tlog-checkpoint：名称、条目数、根哈希、编号、时间和签名")
    cosignatures: list[CosignatureView] = Field(title="见证签名")


class HeadsView(View):
    """Heads, the newest first."""

    rows: list[HeadView] = Field(title="树头")
    next: int | None = Field(title="下一页位置", description="作为 before 参数取更早的树头；为空表示已到末页")


class LogKeyView(View):
    """A public key of the log."""

    key_id: str = Field(title="密钥标识")
    public: str = Field(title="公钥", description="名称+标识+base64（C2SP signed-note）")
    since_at: datetime = Field(title="启用时间")
    endorsement: str = Field(title="前一密钥的背书", description="第一把密钥没有")


class LogEntryView(View):
    """An entry of the log with what is needed to reckon its leaf."""

    position: int = Field(title="位置", description="从 0 起")
    salt: str = Field(title="盐值", description="32 字节，十六进制")
    commitment: str = Field(title="承诺", description="`SHA-256(盐值 ‖ 条目原文)`，十六进制")
    canonical: str | None = Field(title="条目原文", description="为空表示原文已不在库中，这不应当发生")
    logged_at: datetime = Field(title="记入时间")


class LogPageView(View):
    """A run of the log."""

    size: int = Field(title="日志条目数", description="以最新树头为准")
    rows: list[LogEntryView] = Field(title="条目")
    next: int | None = Field(title="下一页位置", description="作为 from 参数取下一页；为空表示已到末尾")


class InclusionView(View):
    """That a record stands in the log, under a signed head."""

    kind: str = Field(default="inclusion", title="证明类别", examples=["inclusion"])
    entry_id: UUID = Field(title="公示条目编号")
    position: int = Field(title="位置")
    salt: str = Field(title="盐值", description="32 字节，十六进制")
    commitment: str = Field(title="承诺")
    canonical: str = Field(title="条目原文")
    size: int = Field(title="树头条目数")
    path: list[str] = Field(title="证明路径", description="自下而上的相邻哈希（十六进制），RFC 9162 第 2.1.3 节")
    note: str = Field(title="签名树头原文")
    keys: list[LogKeyView] = Field(title="日志公钥")


class ConsistencyView(View):
    """That a later head only adds to an earlier one."""

    kind: str = Field(default="consistency", title="证明类别", examples=["consistency"])
    first: int = Field(title="较早的条目数")
    second: int = Field(title="较晚的条目数")
    first_root: str = Field(title="较早的根哈希", examples=[HASH])
    second_root: str = Field(title="较晚的根哈希", examples=[HASH])
    path: list[str] = Field(title="证明路径", description="十六进制，RFC 9162 第 2.1.4 节")


class TotalView(View):
    """What was published of a year, a place, a kind, a source, a programme and a project, together."""

    year: int = Field(title="年份", description="按公示日期")
    region: str = Field(title="区划代码")
    kind: str = Field(title="公示类别")
    source: str | None = Field(title="资金来源")
    programme: str | None = Field(title="专项")
    project: str | None = Field(title="项目编号")
    entries: int = Field(title="条数")
    amount_fen: int = Field(title="金额合计（分）")


class TotalsView(View):
    """The published totals."""

    size: int = Field(title="日志条目数", description="合计只算到这个树头为止")
    rows: list[TotalView] = Field(title="合计")
