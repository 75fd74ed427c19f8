"""Papers of matters, as tests file them."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.paper.file_paper import file_paper
from services.funds.rules.paper import PaperAbout
from services.funds.schemas.paper import FilePaper
from services.funds.tables import Paper
from tests.builders.funds import COUNTY_OFFICER, DETECTED_AT

_COUNTED = iter(range(10**9))


def a_pdf() -> bytes:
    """A small paper like no other."""
    return b"%%PDF-1.7\n1 0 obj %d\n%%%%EOF\n" % next(_COUNTED)


async def a_paper(
    session: AsyncSession, about: PaperAbout, about_id: UUID, *, kind: str = "", title: str = "材料", content: bytes | None = None
) -> Paper:
    """A paper in the file of a matter."""
    form = FilePaper(about=about, about_id=about_id, title=title, kind=kind)
    return await file_paper(session, form, content or a_pdf(), by=COUNTY_OFFICER, at=DETECTED_AT)
