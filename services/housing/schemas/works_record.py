"""What became of what contractors built, as callers get it."""

from datetime import date
from fractions import Fraction
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.contractor import CONTRACTOR_NAMES, ContractorKind
from services.housing.schemas.progress import percent
from shared.money import YuanShown, half_up
from shared.schemas import View


class ContractorRecordView(View):
    """A contractor's record. Counts are of what the asker sees."""

    id: UUID = Field(title="施工方编号")
    region: str = Field(title="县区代码")
    kind: ContractorKind = Field(title="种类代码")
    name: str = Field(title="名称")
    licence: str = Field(title="证号")
    valid_until: date | None = Field(title="证书有效期至")
    is_barred: bool = Field(title="是否停止承接")
    barred_why: str = Field(title="停止承接的原因")
    houses: int = Field(title="承接户数")
    accepted: int = Field(title="验收合格户数")
    on_time: int = Field(title="按期完工户数")
    late: int = Field(title="超过工期户数", description="冬季、汛期停工顺延；含还没有完工的")
    inspections: int = Field(title="检查次数")
    defects: int = Field(title="发现问题数")
    uncured: int = Field(title="尚未整改问题数")
    cured_late: int = Field(title="逾期整改问题数", description="含到期还没有整改的")
    rejections: int = Field(title="验收未通过次数")
    stops: int = Field(title="质量安全停工次数")
    median_fen: YuanShown | None = Field(alias="median_yuan", title="每平方米造价中位数（元）")
    over_percent: int | None = Field(title="比同方式中位数高百分之几", description="各户与同方式中位数之比的中位数；低于的为负")

    @computed_field(title="种类")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return CONTRACTOR_NAMES[self.kind]

    @computed_field(title="按期率（%）", description="按期与超过工期的户数相比")  # type: ignore[prop-decorator]
    @property
    def on_time_percent(self) -> str:
        return percent(self.on_time, self.on_time + self.late)

    @computed_field(title="每次检查发现的问题")  # type: ignore[prop-decorator]
    @property
    def defects_per_inspection(self) -> str:
        if not self.inspections:
            return "-"
        hundredths = half_up(Fraction(self.defects * 100, self.inspections))
        return f"{hundredths // 100}.{hundredths % 100:02}"
