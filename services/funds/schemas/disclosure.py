"""What the public gets: entries, and a day's proof."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.funds.rules.disclosure import DisclosureKind
from shared.schemas import View

HOW_TO_CHECK = [
    "每条公示的 canonical 是当时公布并参与计算的原文（RFC 8785 规范 JSON，UTF-8 编码）。",
    "叶哈希 = `SHA-256(0x00 ‖ canonical)`，节点哈希 = `SHA-256(0x01 ‖ 左 ‖ 右)`（RFC 9162 第 2.1 节）。",
    "从叶哈希起，按 path 自下而上逐层合并：序号为奇数，邻居在左；为偶数，邻居在右；本层没有邻居，直接上移。最后应等于 root。",
    "记下 root：以后任何时候重新下载，root 不变，当日公示就一条未改、一条未少。",
    "也可以不联网运行本站的 check_proof.py，命令为 `python check_proof.py 凭证文件.json [您记下的 root]`。",
]


class EntryView(View):
    """A public entry, as it was published and hashed."""

    id: UUID = Field(title="公示条目编号")
    number: str = Field(title="公示号", examples=["7K3M-90XQ"])
    kind: DisclosureKind = Field(title="公示类别")
    region: str = Field(title="区划代码", description="到镇街为止")
    region_name: str = Field(title="区划名称")
    subject: str = Field(title="对象", description="到户资金不公布姓名与村名", examples=["某村 1 户"])
    amount_fen: int = Field(title="金额（分）")
    amount_yuan: str = Field(title="金额（元）", examples=["1000.00"])
    reason: str = Field(title="事由", examples=["因病"])
    clause: str = Field(title="依据")
    published_on: date = Field(title="公示日期")
    corrects: UUID | None = Field(title="所更正的条目")
    source: str | None = Field(title="资金来源", examples=["中央财政"])
    programme: str | None = Field(title="专项")
    year: int | None = Field(title="预算年度")
    project: str | None = Field(title="项目编号")
    effect: str | None = Field(title="资金动作", description="到账、安排、支出等；早期条目没有这一项", examples=["spent"])
    line: str | None = Field(title="预算指标编号", examples=["B-371311-2020-0012"])
    line_to: str | None = Field(title="调入或结转到的预算指标编号")
    village: str | None = Field(title="所在村代码", description="只有项目、资产和村集体收益写到村，到户资金不写")


class ProvedView(View):
    """An entry's exact text and the way from it to the root."""

    index: int = Field(title="序号", description="从 0 起")
    canonical: str = Field(title="条目原文")
    path: list[str] = Field(title="证明路径", description="自下而上的相邻哈希（十六进制）")


class DayProofView(View):
    """A day's proof."""

    day: date = Field(alias="date", title="日期")
    root: str = Field(title="根哈希", examples=["5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"])
    size: int = Field(title="条目数")
    is_sealed: bool = Field(title="是否已封存", description="封存后当日不再增加条目；未封存时 root 会随新条目改变")
    sealed_at: datetime | None = Field(title="封存时间")
    how_to_check: list[str] = Field(default=HOW_TO_CHECK, title="核对方法")
    entries: list[ProvedView] = Field(title="条目与证明")
