"""Leave a trace of what was taken out as a file."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.tables import ListExport
from shared import rows
from shared.database import EVERYWHERE
from shared.security import Principal


async def take_out_file(session: AsyncSession, title: str, asked: str, *, many: int, by: Principal, at: datetime) -> None:
    """`asked` are the conditions as people read them, `many` how many rows were written. Auditors alone read the trace."""
    trace = ListExport(
        region=by.region.removesuffix(EVERYWHERE),
        title=title,
        asked=asked,
        rows=many,
        exported_by=by.subject,
        role=by.role,
        exported_at=at,
    )
    await rows.insert(session, trace)
