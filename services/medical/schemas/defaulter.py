"""The list of malicious defaulters."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from services.medical.rules.defaulter import LISTINGS_SPOKEN, ListingStatus
from shared.schemas import Form, View


class ProposeDefaulter(Form):
    """提请列入恶意拖欠名单"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "plan_id": "01726e2a-0000-7000-8000-000000000006",
                    "reason": "经两次上门提醒，有偿还能力而拒绝偿还",
                }
            ]
        }
    )

    plan_id: UUID = Field(title="分期还款协议编号")
    reason: str = Field(title="理由", description="写明有偿还能力而不还的事实", min_length=5, max_length=500)


class DecideDefaulter(Form):
    """确认或不予列入"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"is_confirmed": True, "reason": "经核实有偿还能力"}]})

    of: ClassVar = ListingStatus.PROPOSED
    """What is decided on."""

    is_confirmed: bool = Field(title="是否列入")
    reason: str = Field(title="理由", min_length=2, max_length=500)

    @property
    def to(self) -> ListingStatus:
        return ListingStatus.CONFIRMED if self.is_confirmed else ListingStatus.REJECTED


class AppealListing(Form):
    """申诉"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "当月因住院无收入，已与村委会商定下月补还"}]})

    reason: str = Field(title="申诉理由", min_length=5, max_length=500)


class DecideAppeal(Form):
    """裁定申诉"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"is_upheld": True, "reason": "情况属实，移出名单"}]})

    of: ClassVar = ListingStatus.APPEALED
    """What is decided on."""

    is_upheld: bool = Field(title="申诉是否成立", description="成立的移出名单，不成立的维持")
    reason: str = Field(title="理由", min_length=2, max_length=500)

    @property
    def to(self) -> ListingStatus:
        return ListingStatus.LIFTED if self.is_upheld else ListingStatus.CONFIRMED


class StepView(View):
    """经过"""

    status: ListingStatus = Field(title="状态", description=LISTINGS_SPOKEN)
    by: str = Field(title="经办人")
    reason: str = Field(title="理由")
    at: datetime = Field(title="时间")


class ListingView(View):
    """恶意拖欠记录"""

    id: UUID = Field(title="记录编号")
    plan_id: UUID = Field(title="分期还款协议编号")
    hospital: str = Field(title="提请的医疗机构编号")
    region: str = Field(title="患者所在村（社区）代码")
    status: ListingStatus = Field(title="状态", description=LISTINGS_SPOKEN)
    reason: str = Field(title="提请理由")
    confirmed_on: date | None = Field(title="列入日期")
    lifted_on: date | None = Field(title="移出日期")
    proposed_at: datetime = Field(title="提请时间")
    history: list[StepView] = Field(default=[], title="经过", description="列表中不附，查询单条时给出")
