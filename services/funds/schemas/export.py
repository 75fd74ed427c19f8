"""Who took what out as a file."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, computed_field

from shared.schemas import View
from shared.security import ROLE_NAMES, Role


class FileExportView(View):
    """A file that somebody took out."""

    id: UUID = Field(title="导出编号")
    exported_at: datetime = Field(title="导出时间")
    exported_by: str = Field(title="导出人")
    role: Role = Field(title="角色代码")
    region: str = Field(title="导出人的辖区代码", description="全部辖区的为空")
    title: str = Field(title="导出内容")
    asked: str = Field(title="条件")
    rows: int = Field(title="行数")

    @computed_field(title="角色")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def role_name(self) -> str:
        return ROLE_NAMES[self.role]
