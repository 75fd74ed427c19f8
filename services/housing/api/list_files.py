"""What the doors of lists have in common that a county brings along in files: a template, a preview, what is handed back."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Form, Path, Query, Response
from pydantic import BaseModel

from services.housing.rules.list_file import ListRow
from services.housing.schemas.list_file import FAULTS_SHOWN
from services.housing.tables import DisasterList
from services.housing.tables.list_file import ListFile
from shared import clock
from shared.attachments import attached
from shared.cells import Fault, Row
from shared.errors import Refusal
from shared.grid import FILE_BYTES
from shared.handed_back import write_handed_back
from shared.regions import AnyRegion
from shared.vault import unseal_bytes
from shared.workbook import HOW_TO_FILL_IN, Sheet, workbook

UPLOAD_BYTES = FILE_BYTES + 64 * 1024
"""With what multipart adds around the file."""
FILE_SAYS = ".xlsx、.xls 工作簿，或 UTF-8、GBK 编码的 .csv"

FileId = Annotated[UUID, Path(title="导入标识")]
OfRegion = Annotated[AnyRegion, Form(title="地区代码", description="名单覆盖的地区，县区或镇街", examples=["371311"])]
FromRow = Annotated[int, Query(title="从第几行起", ge=1, le=100_000)]


R = TypeVar("R", bound=ListRow)
V = TypeVar("V", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class ListKind(Generic[R]):
    """A kind of list: what it is called, its columns with their widths and how to fill them in, how a file of it is read, and
    the refusal of one that has no wrong row."""

    title: str
    columns: Sequence[str]
    widths: Mapping[str, int]
    guide: Sequence[tuple[str, str]]
    read: Callable[..., tuple[list[Row], list[R | list[Fault]]]]
    nothing_refused: type[Refusal]

    async def template(self) -> Response:
        """An empty workbook that says how to fill it in."""
        columns = [(name, self.widths.get(name, 14)) for name in self.columns]
        packed = await asyncio.to_thread(workbook, Sheet(self.title, columns, []), asked=self.guide, heads=HOW_TO_FILL_IN)
        return attached(packed, f"{self.title}模板.xlsx")

    async def rows_of(self, file: ListFile | DisasterList) -> tuple[list[Row], list[R | list[Fault]]]:
        """The file's rows, as they read on the day on which it came."""
        on: date = clock.china(file.uploaded_at).date()
        return await asyncio.to_thread(self.read, unseal_bytes(file.content_sealed), on=on)

    async def handed_back(self, file: ListFile | DisasterList) -> Response:
        """The refused rows as a workbook to be mended and sent again. Raises `nothing_refused`."""
        faults = [Fault(**fault) for fault in file.faults]
        if not faults:
            raise self.nothing_refused(file_id=str(file.id))
        rows, _ = await self.rows_of(file)
        wrong = {fault.row for fault in faults}
        back = [row for row in rows if row.number in wrong]
        return await handed_back(self.title, self.columns, back, faults, sent_at=file.uploaded_at)


async def handed_back(
    title: str, columns: Sequence[str], rows: Sequence[Row], faults: Sequence[Fault], *, sent_at: datetime
) -> Response:
    """These rows as a workbook that says at its cells what is wrong."""
    packed = await asyncio.to_thread(write_handed_back, rows, faults, columns=columns)
    return attached(packed, f"需更正的{title}-{clock.china(sent_at):%Y%m%d}.xlsx")


def file_shown(view: type[V], file: ListFile | DisasterList) -> V:
    """Without its content, and with the first faults only."""
    told: dict[str, Any] = file.model_dump(exclude={"content_sealed"})
    return view.model_validate(told | {"faults": file.faults[:FAULTS_SHOWN]})
