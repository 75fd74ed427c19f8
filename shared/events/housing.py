"""What housing tells the others."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.events import Event


class SafetySurveyOpened(Event):
    """住房安全排查已安排"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    survey_id: UUID = Field(title="排查编号")
    region: str = Field(title="村（社区）代码")
    due_on: date = Field(title="应完成日期")


class SafetySurveyCompleted(Event):
    """住房安全排查已完成"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    survey_id: UUID = Field(title="排查编号")
    region: str = Field(title="村（社区）代码")
    grade: str = Field(title="房屋等级", pattern="^[ABCD]$")
    completed_on: date = Field(title="完成日期")
