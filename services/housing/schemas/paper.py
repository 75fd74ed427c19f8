"""Photos and papers of houses and surveys, as officers file them and as they are listed."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime, Field, computed_field

from services.housing.rules.paper import PAPER_ABOUT_NAMES, PaperAbout
from services.housing.rules.renovation_paper import Phase
from shared.clock import china
from shared.filing.forms import DescribePaper, FiledView


class FilePaper(DescribePaper):
    """What is said of a paper that is sent; the paper itself comes beside it."""

    about: PaperAbout = Field(title="所属事项")
    about_id: UUID = Field(title="所属事项编号")
    kind: str = Field(default="", title="照片所示", max_length=40)
    phase: Phase | None = Field(default=None, title="拍摄阶段")
    taken_at: AwareDatetime | None = Field(default=None, title="拍摄时间")

    def dated(self) -> Self:
        """With the day on which it was taken, where the telephone told the instant alone."""
        on = self.taken_on or (china(self.taken_at).date() if self.taken_at else None)
        return self.model_copy(update={"taken_on": on})


class FiledPaperView(FiledView):
    """One photo or paper of a matter's file."""

    about: PaperAbout = Field(title="所属事项")
    about_id: UUID = Field(title="所属事项编号")
    kind: str = Field(
        title="照片所示", description="front / roof / inner-wall / outer-wall；改造的为施工阶段或材料种类；其余为空"
    )
    phase: Phase | None = Field(title="拍摄阶段", description="before 改造前，during 施工中，after 改造后；只有改造的照片有")
    taken_at: datetime | None = Field(title="拍摄时间", description="手机所记，知道时刻的才有")

    @computed_field(title="所属事项名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def about_name(self) -> str:
        return PAPER_ABOUT_NAMES[self.about]
