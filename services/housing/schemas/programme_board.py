"""How far a programme of relocation has come, by village, and what is owed afterwards."""

from datetime import date

from pydantic import Field, computed_field

from services.housing.schemas.house import spoken_village
from services.housing.schemas.programme import ProgrammeView, SiteView
from shared.schemas import View


class BoardFigures(View):
    """Households by how far they have come; each is counted once, under the furthest."""

    households: int = Field(title="认定户数")
    unwilling: int = Field(title="不愿搬迁")
    waiting: int = Field(title="待公示和公示中")
    confirmed: int = Field(title="待分房")
    allotted: int = Field(title="已分房未入住")
    moved: int = Field(title="已入住")
    closed: int = Field(title="已办结")
    withdrawn: int = Field(title="已撤销")
    demolition_late: int = Field(title="旧房逾期未拆")


class BoardVillage(BoardFigures):
    region: str = Field(title="迁出村（社区）代码")

    @computed_field(title="迁出村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)


class BoardSite(SiteView):
    """A site with its dwellings and how many of them are taken."""

    dwellings: int = Field(title="房源套数")
    lots: int = Field(title="抽签次数")


class BoardSupport(View):
    """One of the supports, over the whole programme."""

    title: str = Field(title="扶持事项")
    households: int = Field(title="应办户数")
    answered: int = Field(title="已办结")
    late: int = Field(title="逾期未办")


class ProgrammeBoard(View):
    """How far a programme has come."""

    programme: ProgrammeView = Field(title="搬迁项目")
    on: date = Field(title="统计日期")
    total: BoardFigures = Field(title="合计")
    villages: list[BoardVillage] = Field(title="各村（社区）", description="旧房逾期未拆多的在前")
    sites: list[BoardSite] = Field(title="安置点")
    supports: list[BoardSupport] = Field(title="后续扶持")
    checks_made: int = Field(title="已回访次数")
    checks_late: int = Field(title="逾期未回访次数")
