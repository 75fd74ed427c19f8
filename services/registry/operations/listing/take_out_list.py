"""Leave a trace of a list that was taken out as a workbook."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.tables import ListExport
from shared import clock, rows
from shared.database import EVERYWHERE
from shared.security import Principal
from shared.vault import seal


async def take_out_list(
    session: AsyncSession, title: str, asked: str, *, many: int, has_whole_numbers: bool, why: str, by: Principal
) -> None:
    """`asked` are the filters as people read them, kept sealed, for a name may be among them; `many` rows were written."""
    trace = ListExport(
        region=by.region.removesuffix(EVERYWHERE),
        title=title,
        asked_sealed=seal(asked),
        rows=many,
        has_whole_numbers=has_whole_numbers,
        why=why,
        exported_by=by.subject,
        role=by.role,
        exported_at=clock.now(),
    )
    await rows.insert(session, trace)
