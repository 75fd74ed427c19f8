"""What applies in a place, and how far it is: catalogues and boards of numbers."""

from uuid import UUID

from pydantic import AwareDatetime, Field

from services.medical.rules.health.programme import Kind, TreatmentClass
from services.medical.rules.health.reading import Purpose
from services.medical.schemas.health.contract import ContractView, ExaminationView
from services.medical.schemas.health.file import FileLine
from services.medical.schemas.reference import ReferenceView
from shared.schemas import View


class FindingView(View):
    """一种随访结果"""

    code: str = Field(title="代码")
    title: str = Field(title="名称")
    days: int | None = Field(title="几天内再访")
    months: int | None = Field(title="几个月后再访")
    levels: list[int] = Field(title="对应的危险性等级")
    reference: ReferenceView = Field(title="依据")


class HospitalView(View):
    """一所定点医院"""

    code: str = Field(title="医院编号")
    title: str = Field(title="名称")


class ProgrammeView(View):
    """一个健康项目"""

    code: str = Field(title="项目代码")
    title: str = Field(title="名称")
    kind: Kind = Field(title="类别代码")
    kind_title: str = Field(title="类别")
    hospitals: list[HospitalView] = Field(title="定点医院", description="为空表示没有公布名单，可登记任何医院")
    findings: list[FindingView] = Field(title="随访结果与再访时间")
    reference: ReferenceView = Field(title="依据")


class ClassView(View):
    """一种救治分类"""

    code: TreatmentClass = Field(title="代码")
    title: str = Field(title="名称")
    changed_by: list[str] = Field(title="可以改定的单位")
    reference: ReferenceView = Field(title="依据")


class ItemView(View):
    """清单的一项"""

    code: str = Field(title="代码")
    title: str = Field(title="名称")


class CatalogueView(View):
    """一地在一天适用的健康项目"""

    region: str = Field(title="行政区划代码")
    programmes: list[ProgrammeView] = Field(title="项目")
    classes: list[ClassView] = Field(title="救治分类")
    checklist: list[ItemView] = Field(title="清单", description="八个一")


class TownView(View):
    """一个镇街的救治进度"""

    town: str = Field(title="镇街代码")
    town_name: str = Field(title="镇街")
    task: int = Field(title="应救治人数")
    target: int = Field(title="本年末累计任务")
    treated: list[int] = Field(title="各月末累计已救治人数", description="自一月起，到本月为止")
    cured: int = Field(title="其中治愈")
    gap: int = Field(title="距年末任务尚差")


class ProgressView(View):
    """救治进度（442）"""

    region: str = Field(title="行政区划代码")
    year: int = Field(title="年度")
    share: str = Field(title="本年末累计应完成比例")
    reference: ReferenceView = Field(title="依据")
    towns: list[TownView] = Field(title="各镇街")
    total: TownView = Field(title="合计")


class ChecklistTown(View):
    """一个镇街的清单完成情况"""

    town: str = Field(title="镇街代码")
    town_name: str = Field(title="镇街")
    people: int = Field(title="患者人数")
    complete: int = Field(title="全部完成的人数")
    lacking: int = Field(title="未完成的项数", description="各人未完成项数之和")
    share: str = Field(title="全部完成的比例")


class CoverageTown(View):
    """一个镇街的康复服务覆盖"""

    town: str = Field(title="镇街代码")
    town_name: str = Field(title="镇街")
    needed: int = Field(title="有需求人数")
    served: int = Field(title="已服务人数")
    share: str = Field(title="覆盖率")


class CoverageView(View):
    """一个康复项目的覆盖情况"""

    programme: str = Field(title="项目代码")
    programme_title: str = Field(title="项目")
    needed: int = Field(title="有需求人数")
    served: int = Field(title="已服务人数", description="至少得到一次康复服务或一件辅助器具")
    share: str = Field(title="覆盖率")
    target: str | None = Field(title="目标")
    is_reached: bool | None = Field(title="是否达标")
    reference: ReferenceView | None = Field(title="目标的依据")
    towns: list[CoverageTown] = Field(title="各镇街")


class WholeFileView(View):
    """一个人的全部健康档案（限可见的）"""

    files: list[FileLine] = Field(title="健康档案")
    contracts: list[ContractView] = Field(title="家庭医生签约")
    examinations: list[ExaminationView] = Field(title="健康查体")


class ReadView(View):
    """一次查阅"""

    id: UUID = Field(title="查阅编号")
    read_at: AwareDatetime = Field(title="时间")
    by: str = Field(title="查阅人")
    role: str = Field(title="角色")
    org: str = Field(title="单位")
    purpose: Purpose = Field(title="用途")
    way: str = Field(title="接口")
    record: str = Field(title="档案种类")
    record_id: UUID | None = Field(title="档案编号")
    person_id: UUID | None = Field(title="人员编号")
    identity_hash: str | None = Field(title="身份摘要")
    region: str = Field(title="行政区划代码")
