"""What callers send and get of disputes about grades."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.housing.rules.grade_dispute import DISPUTE_STATE_NAMES, OUTCOME_NAMES, DisputeOutcome, DisputeState
from services.housing.rules.house import Grade
from services.housing.rules.standing import SOURCE_NAMES, StandingSource
from services.housing.schemas.house import spoken_village
from shared.schemas import Form, View


class FileDispute(Form):
    """What a household has to say against the grade."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"said": "西屋山墙已经裂开，只评了 C 级，请重新看。"}]})

    said: str = Field(title="住户的意见", min_length=2, max_length=1000)


class DecideDispute(Form):
    """Who judged it, and why the grade stays or changes; which of both is what the signed opinions say."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "appraiser_id": "0198d6f2-0000-7000-8000-000000000000",
                    "reasons": ["另一机构到场复核，逐构件清点后仍为 C 级"],
                }
            ]
        }
    )

    appraiser_id: UUID = Field(title="复核的鉴定人", description="不得是原鉴定人，也不得与其同一机构")
    reasons: list[str] = Field(title="决定的理由", min_length=1, max_length=20)


class WithdrawDispute(Form):
    """Why a household takes it back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"why": "住户看过鉴定表后表示同意"}]})

    why: str = Field(title="撤回原因", min_length=2, max_length=200)


class DisputeView(View):
    """A dispute, its deadline, and what came of it."""

    id: UUID = Field(title="异议标识")
    number: str = Field(title="回执编号")
    appraisal_id: UUID = Field(title="鉴定标识")
    house_id: UUID = Field(title="住房编号")
    household_id: UUID | None = Field(title="户标识", description="空置的住房为空")
    region: str = Field(title="村（社区）代码")
    grade: Grade = Field(title="有异议的等级")
    said: str = Field(title="住户的意见")
    filed_on: date = Field(title="受理日期")
    filed_by: str = Field(title="受理人")
    due_on: date = Field(title="应决定日期")
    state: DisputeState = Field(title="状态")
    is_overdue: bool = Field(title="是否逾期未决定")
    appraiser_id: UUID | None = Field(title="复核的鉴定人")
    outcome: DisputeOutcome | None = Field(title="结果")
    grade_after: Grade | None = Field(title="决定后的等级")
    reasons: list[str] = Field(title="理由")
    closed_on: date | None = Field(title="决定或撤回日期")
    closed_by: str = Field(title="决定或撤回的经办人")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        if self.outcome:
            return OUTCOME_NAMES[self.outcome]
        return "逾期未决定" if self.is_overdue else DISPUTE_STATE_NAMES[self.state]

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)


class StandingView(View):
    """Which grade of a house counts on a day."""

    house_id: UUID = Field(title="住房编号")
    on: date = Field(title="截至日期")
    grade: Grade = Field(title="等级")
    source: StandingSource = Field(title="来源")
    source_id: UUID = Field(title="排查、鉴定或验收的标识")
    since: date = Field(title="自")
    until: date | None = Field(title="有效期至")
    is_held: bool = Field(title="是否暂停使用", description="有异议未决定，或两次鉴定结论不同而尚未终定")

    @computed_field(title="来源名称")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]
