"""What callers send and get of those who build."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.housing.rules.contractor import CONTRACTOR_NAMES, ContractorKind
from shared.schemas import Form, View


class RegisterContractor(Form):
    """A company or a trained craftsman who may build for households of the county."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "craftsman", "name": "王师傅建筑队", "licence": "临罗工匠2019-017", "valid_until": "2022-12-31"}
            ]
        }
    )

    kind: ContractorKind = Field(title="种类", description="company 施工企业，craftsman 农村建筑工匠")
    name: str = Field(title="名称", min_length=2, max_length=100)
    licence: str = Field(title="证号", description="企业的统一社会信用代码，或工匠的培训合格证号", min_length=4, max_length=60)
    valid_until: date | None = Field(default=None, title="证书有效期至", description="长期有效的不填")


class BarContractor(Form):
    """Why a contractor may not build any more; an empty reason lets it build again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"why": "两处住房屋面渗漏，逾期不整改"}]})

    why: str = Field(title="停止承接的原因", description="为空的恢复承接", max_length=200)


class ContractorView(View):
    """Who builds, with what became of what they built."""

    id: UUID = Field(title="施工方编号")
    region: str = Field(title="县区代码")
    kind: ContractorKind = Field(title="种类")
    name: str = Field(title="名称")
    licence: str = Field(title="证号")
    valid_until: date | None = Field(title="证书有效期至")
    is_barred: bool = Field(title="是否停止承接")
    barred_why: str = Field(title="停止承接的原因")
    houses: int = Field(title="承接的户数")
    accepted: int = Field(title="验收合格的户数")
    late: int = Field(title="超过协议工期的户数", description="冬季、汛期停工顺延；撤销的不计")
    defects: int = Field(title="检查发现的问题数")
    uncured: int = Field(title="尚未整改的问题数")

    @computed_field(title="种类名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return CONTRACTOR_NAMES[self.kind]
