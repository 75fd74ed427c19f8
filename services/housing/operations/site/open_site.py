from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.programme import SiteNamedTwice, must_be_in_time, must_go_on
from services.housing.schemas.programme import OpenSite
from services.housing.store.programme import list_sites, lock_programme
from services.housing.tables import Site
from shared.security import Principal


async def open_site(session: AsyncSession, programme_id: UUID, form: OpenSite, *, by: Principal, today: date) -> Site:
    """A county says where the households of a programme are to move to.

    Raises NoSuchProgramme, OutsideRegion, ProgrammeEnded, ProgrammeOutOfTime, SiteNamedTwice.
    """
    programme = await lock_programme(session, programme_id)
    by.must_cover(form.region, pointer="/region")
    there = {each.title for each in await list_sites(session, [programme.id])}

    must_go_on(programme.ended_on)
    must_be_in_time(form.opened_on, since=programme.opened_on, today=today, pointer="/opened_on")
    if form.title in there:
        raise SiteNamedTwice(pointer="/title")

    site = Site(
        programme_id=programme.id,
        region=form.region,
        title=form.title,
        says=form.says,
        opened_on=form.opened_on,
        opened_by=by.subject,
    )
    session.add(site)
    await session.flush()
    return site
