"""Enrolment files, and how what they say differs from the roster."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from services.medical.rules.premium import Scheme
from shared.schemas import View

FAULTS_SHOWN = 100
"""In the answer itself; all of them are in the workbook."""


class FaultView(View):
    """一处错误"""

    row: int = Field(title="行号")
    column: str = Field(title="列")
    reason: str = Field(title="错误原因")
    mend: str = Field(title="如何更正")


class EnrolmentFileView(View):
    """参保文件"""

    id: UUID = Field(title="文件编号")
    region: str = Field(title="地区代码")
    region_name: str = Field(title="地区")
    scheme: Scheme = Field(title="险种")
    scheme_title: str = Field(title="险种名称")
    year: int = Field(title="参保年度")
    rows: int = Field(title="行数")
    taken: int = Field(title="接收行数")
    refused: int = Field(title="退回行数")
    errors_total: int = Field(title="错误总数")
    errors: list[FaultView] = Field(title="错误", description=f"前 {FAULTS_SHOWN} 处；全部见 errors.xlsx")
    uploaded_by: str = Field(title="提交人")
    uploaded_at: datetime = Field(title="提交时间")
    replaced_by: UUID | None = Field(title="被哪个文件取代", description="为空表示正在使用")


class DifferenceKind(StrEnum):
    """How an enrolment differs from the roster."""

    MISSING = "missing"
    EXTRA = "extra"
    TWICE = "twice"


DIFFERENCE_TITLES = {
    DifferenceKind.MISSING: "应保未保",
    DifferenceKind.EXTRA: "在保而不在册",
    DifferenceKind.TWICE: "重复参保",
}


class DifferenceView(View):
    """差异中的一人（重复参保为其中一条）"""

    person_id: UUID | None = Field(title="人员编号", description="不在登记之中的为空")
    name: str | None = Field(title="姓名", description="按权限显示")
    id_number: str | None = Field(title="公民身份号码", description="县区和所在村可见全号，其他人只见掩码")
    region: str = Field(title="地区代码", description="所在村；不在登记之中的为参保文件所写地区")
    region_name: str = Field(title="地区")
    by_class: str | None = Field(title="据以资助的类别")
    scheme: Scheme | None = Field(title="险种")
    file_id: UUID | None = Field(title="参保文件编号")
    row_no: int | None = Field(title="参保文件行号")


class VillageCount(View):
    """各村人数"""

    region: str = Field(title="地区代码")
    region_name: str = Field(title="地区")
    count: int = Field(title="条数")


class DifferenceCountsView(View):
    """差异统计"""

    kind: DifferenceKind = Field(title="差异", description="missing 应保未保；extra 在保而不在册；twice 重复参保")
    title: str = Field(title="名称")
    total: int = Field(title="条数")
    villages: list[VillageCount] = Field(title="按村")
