"""Looking for people: what is asked, who is found, and what the trace says of it."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.registry.rules.search import Standing
from services.registry.rules.vocabulary import PersonClass
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT
from shared.regions import AnyRegion
from shared.schemas import Form, View

TYPED = "姓名或其中的字、拼音、拼音首字母、证件末四位或末六位、出生日期（1972-03-15）或年份（1972年），可以并用，以空格分开"
STANDS = "present 在册、left 已离开、dead 已故、merged 已并入另一份档案"


class SearchPeople(Form):
    """The same as in the address of `GET /persons`, where neither a name nor a whole number should stand in it."""

    q: str = Field(default="", title="找谁", description=TYPED, max_length=100, examples=["王小明"])
    id_number: str | None = Field(default=None, title="完整的身份证号码", description="只找这一个人", max_length=40)
    region: AnyRegion | None = Field(default=None, title="辖区代码", description="不填为本人全部辖区")
    person_class: PersonClass | None = Field(default=None, alias="class", title="人员类别")
    standing: Standing | None = Field(default=None, title="是否在册", description=STANDS)
    after: str | None = Field(default=None, title="分页位置", description="上一页返回的 next", max_length=100)
    limit: int = Field(default=PAGE_ROWS, title="每页条数", ge=1, le=PAGE_ROWS_LIMIT)


class FoundView(View):
    """Somebody who was found. The number is shown in part; an auditor sees the name in part too."""

    person_id: UUID = Field(title="人员编号")
    household_id: UUID = Field(title="户标识", description="已离开或已故的，为最后所在的户")
    household_code: str | None = Field(title="户编号")
    name: str | None = Field(title="姓名", description="待核实的人员为空")
    id_number: str | None = Field(title="身份证号码", description="部分隐去")
    sex: str = Field(title="性别代码", description="1 男、2 女，待核实的为空")
    sex_name: str = Field(title="性别")
    born_on: date | None = Field(title="出生日期")
    relation: str = Field(title="与户主关系")
    classes: list[str] = Field(title="人员类别代码")
    class_names: list[str] = Field(title="人员类别")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    standing: Standing = Field(title="是否在册代码")
    standing_name: str = Field(title="是否在册", description="在册、已离开、已故、已并入另一份档案")
    merged_into_id: UUID | None = Field(title="已并入的人员编号", description="这份档案是重复登记；为空即没有")
    merged_into_household_id: UUID | None = Field(title="已并入的人员所在户", description="最后所在的户；不在本人辖区的为空")
    is_verified: bool = Field(title="是否已核实")
    joined_on: date = Field(title="加入本户日期")
    left_on: date | None = Field(title="离开日期")
    died_on: date | None = Field(title="死亡日期")


class SearchTraceView(View):
    """Who looked for people. What was typed is kept sealed and not shown."""

    searched_at: datetime = Field(title="查找时间")
    searched_by: str = Field(title="查找人")
    role: str = Field(title="角色代码")
    role_name: str = Field(title="角色")
    region: str = Field(title="查找人的辖区代码")
    kinds: list[str] = Field(title="按什么查找", examples=[["姓名", "辖区"]])
    seen: int = Field(title="看到的人数")


class ExportTraceView(View):
    """Who took a list out."""

    exported_at: datetime = Field(title="导出时间")
    exported_by: str = Field(title="导出人")
    role: str = Field(title="角色代码")
    role_name: str = Field(title="角色")
    region: str = Field(title="导出人的辖区代码")
    title: str = Field(title="名单")
    rows: int = Field(title="行数")
    has_whole_numbers: bool = Field(title="是否含完整的身份证号码")
    why: str = Field(title="用途")
