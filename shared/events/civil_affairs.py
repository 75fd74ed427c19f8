"""What civil-affairs and other departments' systems may tell us, each on its own credential and its own region's subject."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from shared.events import Event


class Trigger(StrEnum):
    """What threw the household into need, as the national registration form and the rules of watching name it."""

    ILLNESS = "illness"
    ACCIDENT = "accident"
    DISASTER = "disaster"
    DEATH = "death"
    JOB_LOSS = "job-loss"
    DROP_OUT = "drop-out"


TRIGGER_NAMES = {
    Trigger.ILLNESS: "因病",
    Trigger.ACCIDENT: "因意外伤害",
    Trigger.DISASTER: "因灾",
    Trigger.DEATH: "因主要劳动力去世",
    Trigger.JOB_LOSS: "因失业",
    Trigger.DROP_OUT: "因学",
}
"""The words that every service shows and publishes."""


class ReliefNeedReported(Event):
    """部门上报救助需求"""

    address: ClassVar[str] = "region"

    region: str = Field(title="上报单位辖区代码", pattern=r"^\d{2}(\d{2}){0,2}$|^\d{9}$")
    village: str = Field(title="困难家庭所在村（社区）代码", pattern=r"^\d{12}$")
    trigger: Trigger = Field(title="致困情形")
    happened_on: date = Field(title="发生日期")
    house_is_unsafe: bool = Field(
        default=False, title="住房不安全", description="住建等部门报告住房不能安全居住时为 true，致困情形填 disaster"
    )
    household_code: str | None = Field(default=None, title="户编号", pattern=r"^\d{4,20}$")
    sealed_person: str | None = Field(
        default=None,
        title="加密的当事人身份",
        max_length=4096,
        description="未建档的家庭用：以平台公钥加密（JWE）的 {id_number, name}。平台之外没有人能解开。",
    )
