"""A household that agreed to be written to itself."""

import re
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.household_contact import TELEPHONE
from services.notifier.schemas.post import SmsContact
from shared.regions import Region
from shared.schemas import Form, View


def _telephone(number: str) -> str:
    if not re.fullmatch(TELEPHONE, number, re.ASCII):
        raise PydanticCustomError("not-a-mobile", "应为 11 位手机号码，例如 13900000000；固定电话收不到短信")
    return number


Telephone = Annotated[str, AfterValidator(_telephone), WithJsonSchema({"type": "string", "pattern": TELEPHONE})]


class _Said(Form):
    """Who of the household agreed, when, and by which telephone it is reached."""

    agreed_by: str = Field(
        title="谁同意的", description="本户成员的姓名；加密保存", min_length=1, max_length=40, examples=["张大爷"]
    )
    agreed_on: date = Field(title="哪天同意的", examples=["2020-06-01"])
    telephone: Telephone = Field(title="手机号码", description="加密保存，显示时隐去中间四位", examples=["13900000000"])

    @property
    def sms(self) -> SmsContact:
        channel: Literal[ChannelName.SMS] = ChannelName.SMS
        return SmsContact(channel=channel, address=self.telephone)

    @property
    def shown(self) -> str:
        return f"{self.telephone[:3]}****{self.telephone[-4:]}"


class PutHouseholdContact(_Said):
    """That a household of a village agreed."""

    region: Region = Field(title="村（社区）代码", examples=["371311001001"])


class KeptContact(_Said):
    """The same as it was sealed. The village of then may be over by now and is not asked for: where the household lives stands
    beside it and goes along."""

    model_config = ConfigDict(extra="ignore")


class HouseholdContactView(View):
    """Whether a household is written to itself."""

    id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    place: str = Field(title="村（社区）")
    agreed_by: str = Field(title="谁同意的", description="撤回后为空")
    agreed_on: date = Field(title="哪天同意的")
    telephone: str = Field(title="手机号码", description="隐去中间四位；撤回后为空")
    entered_by: str = Field(title="登记人账号")
    entered_at: datetime = Field(title="登记时间")
    withdrawn_on: date | None = Field(title="哪天撤回的", description="空为仍然同意")
