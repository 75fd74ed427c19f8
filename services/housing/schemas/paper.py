"""Photos and papers as officers file them and as they are listed."""

from datetime import date, datetime
from uuid import UUID

from pydantic import AwareDatetime, Field, computed_field

from services.housing.rules.paper import PAPER_ABOUT_NAMES, PaperAbout
from shared.schemas import Form, View


class FilePaper(Form):
    """What is said of a paper that is sent; the paper itself comes beside it."""

    about: PaperAbout = Field(title="所属事项")
    about_id: UUID = Field(title="所属事项编号")
    title: str = Field(title="材料名称", min_length=1, max_length=100)
    kind: str = Field(default="", title="照片所示", max_length=40)
    taken_on: date | None = Field(default=None, title="拍摄或出具日期")
    taken_at: AwareDatetime | None = Field(default=None, title="拍摄时间")
    keeps_particulars: bool = Field(default=False, title="是否保留照片中的位置和时间")


class WithdrawPaper(Form):
    """A paper was filed by mistake."""

    reason: str = Field(title="撤下原因", min_length=2, max_length=500, examples=["传错了住房"])


class FiledPaperView(View):
    """One photo or paper of a matter's file."""

    paper_id: UUID = Field(title="材料编号")
    about: PaperAbout = Field(title="所属事项")
    about_id: UUID = Field(title="所属事项编号")
    kind: str = Field(title="照片所示", description="front / roof / inner-wall / outer-wall；其余为空")
    title: str = Field(title="材料名称")
    media_type: str = Field(title="类型")
    size_bytes: int = Field(title="字节数")
    sha256: str = Field(title="SHA-256 摘要", description="上传时原件的摘要")
    taken_on: date | None = Field(title="拍摄或出具日期")
    taken_at: datetime | None = Field(title="拍摄时间", description="手机所记，知道时刻的才有")
    has_particulars: bool = Field(title="是否保留了照片中的位置和时间")
    filed_by: str = Field(title="上传人")
    filed_at: datetime = Field(title="上传时间")
    withdrawn_by: str | None = Field(title="撤下人")
    withdrawn_at: datetime | None = Field(title="撤下时间")
    withdrawn_why: str | None = Field(title="撤下原因")

    @computed_field(title="所属事项名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def about_name(self) -> str:
        return PAPER_ABOUT_NAMES[self.about]


class PaperReadView(View):
    """Who looked at a paper."""

    read_by: str = Field(title="查看人")
    role: str = Field(title="角色")
    role_name: str = Field(title="角色名称")
    read_at: datetime = Field(title="查看时间")
