"""Photos of houses before and after, as callers get them."""

from datetime import date
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.house import VIEW_NAMES, PhotoView
from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.schemas.house import spoken_village
from shared.schemas import View


class PhotoShown(View):
    """A photo: its small picture is at /papers/{id}/thumbnail."""

    id: UUID = Field(title="照片编号", description="缩略图见 GET /papers/{paper_id}/thumbnail")
    on: date = Field(title="拍摄日期", description="没有写明的为上传日期")


class PairView(View):
    """A view of a house before and after its works."""

    view: PhotoView = Field(title="照片所示代码")
    before: PhotoShown | None = Field(title="改造前", description="没有的为空")
    after: PhotoShown | None = Field(title="改造后", description="没有的为空")

    @computed_field(title="照片所示")  # type: ignore[prop-decorator]
    @property
    def view_name(self) -> str:
        return VIEW_NAMES[self.view]


class WallLine(View):
    """A renovation on the wall."""

    id: UUID = Field(title="改造编号")
    number: str = Field(title="改造编号（读数）")
    region: str = Field(title="村（社区）代码")
    house_id: UUID = Field(title="住房标识")
    mode: Mode = Field(title="改造方式代码")
    started_on: date = Field(title="开工日期")
    finished_on: date = Field(title="完工日期")
    pairs: list[PairView] = Field(title="各面的照片", description="前后都有的在前")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)

    @computed_field(title="改造方式")  # type: ignore[prop-decorator]
    @property
    def mode_name(self) -> str:
        return MODE_NAMES[self.mode]
