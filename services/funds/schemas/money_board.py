"""Speed, idle money, waiting and concentration, as the doors show them."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.money import YuanShown
from shared.schemas import View


class SpeedRowView(View):
    """The lines of one number, programme or town together."""

    key: str = Field(title="指标编号、专项代码或区划代码")
    name: str = Field(title="名称")
    region: str = Field(title="区划代码")
    budget_fen: YuanShown = Field(alias="budget_yuan", title="预算（元）")
    spent_fen: YuanShown = Field(alias="spent_yuan", title="已支出（元）")
    share: str = Field(title="支出进度")
    permille: int = Field(title="支出进度（千分之几）")
    last_budget_fen: YuanShown = Field(alias="last_budget_yuan", title="上年预算（元）")
    last_spent_fen: YuanShown = Field(alias="last_spent_yuan", title="上年同期已支出（元）")
    last_share: str | None = Field(title="上年同期进度", description="上年没有预算的为空")
    is_behind: bool = Field(title="是否落后于时间进度")


class SpeedView(View):
    """How fast the lines of a year are spent."""

    region: str = Field(title="区划代码")
    year: int = Field(title="预算年度")
    on: date = Field(title="截止日期")
    by: str = Field(title="汇总口径")
    calendar: str = Field(title="时间进度")
    calendar_permille: int = Field(title="时间进度（千分之几）")
    total: SpeedRowView = Field(title="合计")
    rows: list[SpeedRowView] = Field(title="各行", description="落后最多的在前，至多 2000 行")
    months: list[YuanShown] = Field(title="逐月支出（元）")
    last_months: list[YuanShown] = Field(title="上年逐月支出（元）")


class BucketView(View):
    """What is of one age."""

    key: str = Field(title="分段代码")
    name: str = Field(title="分段")
    many: int = Field(title="笔数")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")


class IdleRowView(View):
    """Money that is free in an account."""

    account_id: UUID = Field(title="账户编号")
    kind_name: str = Field(title="账户类别")
    name: str = Field(title="名称")
    region: str = Field(title="区划代码")
    region_name: str = Field(title="所在地")
    source_name: str = Field(title="资金来源")
    year: int = Field(title="预算年度", description="不分年度的为 0")
    line: str | None = Field(title="指标编号")
    free_fen: YuanShown = Field(alias="free_yuan", title="可用余额（元）")
    since_on: date | None = Field(title="最近一次支出日期", description="没有支出过的为首次入账日期")
    days: int = Field(title="未动用天数")


class IdleView(View):
    """Idle money by its age."""

    region: str = Field(title="区划代码")
    on: date = Field(title="截止日期")
    buckets: list[BucketView] = Field(title="按未动用天数")
    rows: list[IdleRowView] = Field(title="各账户", description="最久的在前，至多 2000 行")


class LateRowView(View):
    """Something that waits."""

    id: UUID = Field(title="编号")
    stage: str = Field(title="环节")
    stage_name: str = Field(title="环节名称")
    label: str = Field(title="名称")
    link: str = Field(title="对象的页面", description="相对于资金服务地址的路径")
    region: str = Field(title="区划代码")
    region_name: str = Field(title="所在地")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    since_on: date = Field(title="自哪天起")
    working_days: int = Field(title="已过工作日")


class StageView(View):
    """What waits at one stage, by how long."""

    stage: str = Field(title="环节")
    name: str = Field(title="环节名称")
    buckets: list[BucketView] = Field(title="按已过工作日")
    many: int = Field(title="笔数")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")


class LateView(View):
    """What waits, by stage and age."""

    region: str = Field(title="区划代码")
    on: date = Field(title="截止日期")
    stages: list[StageView] = Field(title="各环节")
    rows: list[LateRowView] = Field(title="各笔", description="最久的在前，至多 2000 行")


class GotRowView(View):
    """What somebody got."""

    place: int = Field(title="名次")
    key: str = Field(title="代码")
    name: str = Field(title="名称")
    region: str = Field(title="区划代码")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    many: int = Field(title="笔数")
    share: str = Field(title="占比")
    permille: int = Field(title="占比（千分之几）")


class ConcentrationView(View):
    """How concentrated money is."""

    region: str = Field(title="区划代码")
    of: str = Field(title="对象")
    year: int = Field(title="年度")
    many: int = Field(title="对象个数")
    total_fen: YuanShown = Field(alias="total_yuan", title="合计（元）")
    first_fen: YuanShown = Field(alias="first_yuan", title="前十名合计（元）")
    first_share: str = Field(title="前十名占比")
    herfindahl: int = Field(title="赫芬达尔指数", description="0 到 10000；全部归一个对象时为 10000")
    reading: str = Field(title="集中程度", description="1500 以下分散，2500 以上高度集中，只作提示")
    last_first_share: str = Field(title="上年前十名占比")
    last_herfindahl: int = Field(title="上年赫芬达尔指数")
    rows: list[GotRowView] = Field(title="各对象", description="多的在前，至多 2000 行")
