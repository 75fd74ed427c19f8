"""What callers send of renovations."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue

from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.rules.occupancy import Tenure
from services.housing.rules.renovation import Votes
from services.housing.rules.structure import STRUCTURE_NAMES, Structure
from services.housing.rules.works import ASSURANCE_NAMES, STAGE_NAMES, STOP_NAMES, Assurance, Flaw, Stage, StopWhy
from services.housing.schemas.acceptance import LastLook
from services.housing.schemas.help import HelpedBefore, SquareMetres
from services.housing.schemas.part import SOUND
from services.housing.schemas.prefill import GroupCode
from shared.money import Yuan
from shared.schemas import Form

STRUCTURES = "，".join(f"{each} {name}" for each, name in STRUCTURE_NAMES.items())
Said = Annotated[str, Field(title="说明", max_length=500)]


class ApplyForRenovation(Form):
    """A household asks that its dangerous house be made safe."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "survey_id": "0199a5a0-0000-7000-8000-000000000001",
                    "groups": ["enrolled"],
                    "persons": 3,
                    "oldest": 62,
                    "mode": "rebuild",
                    "applied_on": "2020-06-05",
                }
            ]
        }
    )

    survey_id: UUID = Field(title="排查编号", description="评为 C、D 级的排查")
    groups: list[GroupCode] | None = Field(default=None, title="对象类别", description="不填的取登记所告", max_length=10)
    persons: int | None = Field(default=None, title="人口数", description="不填的取登记所告", ge=1, le=30)
    oldest: int = Field(title="最年长成员的周岁", ge=0, le=130)
    wishes_care: bool = Field(default=False, title="是否愿意集中供养")
    children_have_safe_house: bool = Field(default=False, title="子女（赡养义务人）是否有安全住房")
    has_another_safe_house: bool = Field(default=False, title="名下是否另有安全住房")
    former: list[HelpedBefore] = Field(default=[], title="平台启用前享受的危房改造", max_length=20)
    mode: Mode = Field(title="改造方式", description="、".join(f"{mode} {name}" for mode, name in MODE_NAMES.items()))
    mode_reason: str = Field(default="", title="选择该方式的原因", description="没有选排在最前的方式时必填", max_length=200)
    looked_into: str = Field(default="", title="核实说明", description="有须先核实的情形时必填", max_length=500)
    differs_because: str = Field(
        default="", title="与登记不同的原因", description="对象类别、人口数与登记不同时必填", max_length=200
    )
    applied_on: date = Field(title="申请日期")


class ReviewRenovation(Form):
    """A level's opinion; the village's with the votes of its assembly."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"is_agreed": True, "said": "情况属实，同意上报", "present": 21, "agreed": 19}]}
    )

    is_agreed: bool = Field(title="是否同意改造")
    said: str = Field(title="意见", min_length=2, max_length=500)
    present: int | None = Field(default=None, title="到会人数", description="只有村级评议填写", ge=1, le=10000)
    agreed: int | None = Field(default=None, title="同意人数", description="只有村级评议填写", ge=0, le=10000)

    @property
    def votes(self) -> Votes | None:
        return Votes(self.present, self.agreed or 0) if self.present is not None else None


class SignAgreement(Form):
    """What the household, the town and the builder have agreed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "signed_on": "2020-07-10",
                    "starts_on": "2020-07-15",
                    "ends_on": "2020-09-30",
                    "planned_cost_yuan": "42000.00",
                    "planned_area_m2": "55",
                    "retention_percent": "5",
                }
            ]
        }
    )

    contractor_id: UUID | None = Field(default=None, title="施工方编号", description="户主自建的不填")
    signed_on: date = Field(title="签订日期")
    starts_on: date = Field(title="约定开工日期")
    ends_on: date = Field(title="约定完工日期")
    planned_cost_fen: Annotated[Yuan, Field(gt=0)] | None = Field(
        default=None, alias="planned_cost_yuan", title="约定造价（元）", description="修缮加固和拆除重建的必填；不施工的不填"
    )
    planned_area_m2: SquareMetres | None = Field(default=None, title="约定建筑面积（平方米）", description="重建的必填")
    retention_percent: Annotated[Decimal, Field(ge=0, le=20, max_digits=4, decimal_places=2)] = Field(
        default=Decimal(0), title="质保金比例（%）", description="户主从造价中留存，满一年无质量问题后付给施工方"
    )


class DatedStep(Form):
    """A step with its day."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2020-07-15", "said": "放线开挖"}]})

    on: date = Field(title="日期")
    said: Said = ""


class HouseHousehold(DatedStep):
    """Where a household went that does not build."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"on": "2020-07-15", "elsewhere": "罗庄区公租房三号楼", "said": "租约三年"}]}
    )

    house_id: UUID | None = Field(default=None, title="入住的住房标识", description="在册的住房填写；居住登记和危房台账随之变更")
    elsewhere: str = Field(default="", title="其他住处", description="供养机构，或不在册的住处", max_length=100)
    tenure: Tenure | None = Field(
        default=None, title="居住方式", description="不填的，租赁为 rented，保障安置为 collective；置换归户的填 own"
    )


class SettleHousehold(Form):
    """With whom a renovation goes on after a death, a move or a split."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"on": "2020-08-05", "said": "户主去世，由同户的妻子继续改造", "persons": 2, "oldest": 52}]
        }
    )

    on: date = Field(title="日期")
    said: str = Field(title="明确的结果和经过", min_length=2, max_length=500)
    household_id: UUID | None = Field(default=None, title="接续的户", description="由另一户继续的填写，如分出的户、继承人的户")
    groups: list[GroupCode] | None = Field(default=None, title="对象类别", description="不填的取登记", max_length=10)
    persons: int | None = Field(default=None, title="人口数", description="不填的取登记", ge=1, le=30)
    oldest: int | None = Field(default=None, title="最年长成员的周岁", description="不填的不变", ge=0, le=130)


class VisitAgain(DatedStep):
    """A return visit, and whether the house is still sound."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2021-03-22", "is_sound": True, "said": "未见裂缝、渗漏"}]})

    is_sound: bool = Field(default=True, title="住房是否完好", description="有问题的写明，整改后再次回访；留存的质保金不放")


class StopWorks(Form):
    """Why the works stand still."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2020-11-20", "why": "winter", "said": "日均气温低于5℃"}]})

    on: date = Field(title="停工日期")
    why: StopWhy = Field(title="原因", description="、".join(f"{why} {name}" for why, name in STOP_NAMES.items()))
    said: Said = ""


class DefectFound(Form):
    """What is wrong, and by when it is to be cured."""

    assurance: Assurance = Field(title="检查项")
    what: str = Field(title="问题", min_length=2, max_length=200)
    due_on: date = Field(title="整改期限")


_ALL_WELL: dict[str, JsonValue] = {each.value: True for each in Assurance}


class InspectWorks(Form):
    """A look at the works: every assurance answered, every no with a defect."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "stage": "foundation",
                    "inspected_on": "2020-07-25",
                    "inspectors": "镇村建所 刘、村监督员 王",
                    "answers": _ALL_WELL,
                }
            ]
        }
    )

    stage: Stage = Field(title="施工阶段", description="、".join(f"{stage} {name}" for stage, name in STAGE_NAMES.items()))
    inspected_on: date = Field(title="检查日期")
    inspectors: str = Field(title="检查人", min_length=2, max_length=200)
    answers: dict[Assurance, bool] = Field(
        title="逐项结论，合格为真", description="；".join(f"{each} {name}" for each, name in ASSURANCE_NAMES.items())
    )
    defects: list[DefectFound] = Field(default=[], title="问题", max_length=50)

    @property
    def flaws(self) -> list[Flaw]:
        return [Flaw(each.assurance, each.what, each.due_on) for each in self.defects]


class CureDefect(Form):
    """How a defect was cured."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2020-08-02", "cure": "凿除重浇，现场复查合格"}]})

    on: date = Field(title="整改日期")
    cure: str = Field(title="整改情况", min_length=2, max_length=200)


class AcceptRenovation(LastLook):
    """What was seen of the finished house, what it cost and how large it is; the subsidy follows from the rule."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                SOUND
                | {
                    "accepted_on": "2020-09-20",
                    "budget_code": "housing",
                    "year": 2020,
                    "cost_yuan": "41000.00",
                    "area_m2": "55",
                    "structure": "masonry",
                    "storeys": 1,
                }
            ]
        }
    )

    cost_fen: Annotated[Yuan, Field(gt=0)] = Field(alias="cost_yuan", title="实际支出（元）")
    area_m2: SquareMetres | None = Field(default=None, title="建筑面积（平方米）", description="重建的必填，辅助用房不计")
    structure: Structure | None = Field(default=None, title="新房的结构类型", description=f"只有重建的填写；{STRUCTURES}")
    storeys: int | None = Field(default=None, title="新房的层数", description="只有重建的填写", ge=1, le=30)

    @property
    def new_house(self) -> dict[str, object]:
        return {"structure": self.structure, "storeys": self.storeys}


class RejectWorks(Form):
    """Why the finished house is not accepted."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2020-09-18", "why": "屋面渗漏，返工后再验收"}]})

    on: date = Field(title="日期")
    why: str = Field(title="未通过的原因", min_length=2, max_length=500)


class WithdrawRenovation(Form):
    """Why a renovation does not go on: death, a move, the household's wish."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2020-08-01", "why": "户主随子女迁居县城，自愿放弃"}]})

    on: date = Field(title="日期")
    why: str = Field(title="撤销的原因", min_length=2, max_length=500)
