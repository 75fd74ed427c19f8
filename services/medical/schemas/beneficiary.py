"""Who stands in the register on a day, as medical knows it."""

from uuid import UUID

from pydantic import Field

from shared.schemas import View


class BeneficiaryView(View):
    """待遇人员"""

    person_id: UUID = Field(title="人员编号")
    household_id: UUID = Field(title="户标识")
    name: str | None = Field(title="姓名（掩码）", description="就诊和参保文件都没有出现过的人员为空")
    id_number: str | None = Field(title="公民身份号码（掩码）", description="就诊和参保文件都没有出现过的人员为空")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="村（社区）")
    classes: list[str] = Field(title="人员类别代码")
    class_titles: list[str] = Field(title="人员类别")
