import asyncio
import json
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.dwelling_file import ROWS, read_rows, rows_of
from services.housing.rules.programme import DWELLINGS_A_SITE, SiteTooLarge, must_go_on
from services.housing.store.programme import get_programme, list_dwellings, lock_site
from services.housing.store.relocation_policy import get_rules_of
from services.housing.tables import DwellingFile, SiteDwelling
from shared.grid import read_grid
from shared.security import Principal
from shared.vault import seal


async def enter_dwellings(session: AsyncSession, site_id: UUID, content: bytes, *, by: Principal, at: datetime) -> DwellingFile:
    """A site's dwellings out of a workbook: sound rows are taken in, each other is handed back with its reason. Dwellings are
    only added, so what a lot was drawn from never changes.

    Raises NoSuchSite, OutsideRegion, ProgrammeEnded, the refusals of `shared.grid`, NotADwellingTable, NoDwellingRows,
    SiteTooLarge.
    """
    site = await lock_site(session, site_id)
    by.must_cover(site.region)
    programme = await get_programme(session, site.programme_id)
    kind, _ = get_rules_of(programme.policy, programme.kind)
    there = await list_dwellings(session, site.id)
    filled = rows_of(await asyncio.to_thread(read_grid, content, rows=ROWS))

    must_go_on(programme.ended_on)
    sound, faults = read_rows(filled, kind, known=frozenset(each.number for each in there))
    if len(there) + len(sound) > DWELLINGS_A_SITE:
        raise SiteTooLarge(there=len(there), limit=DWELLINGS_A_SITE)

    dwellings = [
        SiteDwelling(
            site_id=site.id,
            region=site.region,
            number=one.number,
            area_m2=one.area_m2,
            rooms=one.rooms,
            storey=one.storey,
            is_barrier_free=one.is_barrier_free,
            size_class=one.size_class,
        )
        for one in sound
    ]
    wrong = {fault.row for fault in faults}
    back = [(row.number, row.texts) for row in filled if row.number in wrong]
    file = DwellingFile(
        site_id=site.id,
        region=site.region,
        rows=len(filled),
        entered=len(sound),
        refused=len(wrong),
        faults=[vars(fault) for fault in faults],
        refused_rows_sealed=seal(json.dumps(back, ensure_ascii=False)) if back else None,
        uploaded_by=by.subject,
        uploaded_at=at,
    )
    session.add_all((*dwellings, file))
    await session.flush()
    return file
