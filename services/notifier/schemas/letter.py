"""Letters on paper, as they are asked for and shown."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.notifier.rules.letter import PaperState, Receiver
from shared.regions import AnyRegion
from shared.schemas import Form, View


class Recipient(View):
    """Who stands in a letter's window; sealed as long as it is kept."""

    name: str = Field(title="收信人")
    address: str = Field(title="送达地址")


class TakeRun(Form):
    """Which place's letters go to the printer."""

    region: AnyRegion = Field(title="哪里的信函", description="村（社区）、镇街或县区代码", examples=["371311001001"])


class RunView(View):
    """Letters that were taken to the printer together."""

    id: UUID = Field(title="打印批次编号")
    region: str = Field(title="区划代码")
    letters: int = Field(title="封数")
    taken_by: str = Field(title="打印人")
    taken_at: datetime = Field(title="打印时间")


class HandOverLetter(Form):
    """Somebody took it."""

    receiver: Receiver = Field(title="由谁签收", examples=["self"])


class ReturnLetter(Form):
    """It came back."""

    reason: str = Field(title="退回原因", min_length=2, max_length=200, examples=["本人外出务工，家中无人"])


class LetterView(View):
    """A letter and how far it has come."""

    id: UUID = Field(title="信函编号")
    delivery_id: UUID = Field(title="送达记录编号")
    region: str = Field(title="村（社区）代码")
    subject: str = Field(title="标题")
    state: PaperState = Field(title="状态")
    written_at: datetime = Field(title="成文时间")
    print_run_id: UUID | None = Field(title="打印批次编号")
    ended_by: str | None = Field(title="送交或退回的登记人")
    ended_at: datetime | None = Field(title="送交或退回的登记时间")
    taken_by: Receiver | None = Field(title="由谁签收")
    came_back_because: str | None = Field(title="退回原因")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_label(self) -> str:
        return self.state.label
