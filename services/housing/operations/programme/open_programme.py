from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.programme import must_be_in_time
from services.housing.schemas.programme import OpenProgramme
from services.housing.store.relocation_policy import get_kind_there
from services.housing.tables import Programme
from shared.security import Principal


async def open_programme(session: AsyncSession, form: OpenProgramme, *, by: Principal, today: date) -> Programme:
    """A county opens a programme of relocation, by the rule of its place on that day, which holds for it to the end.

    Raises OutsideRegion, ProgrammeOutOfTime, NoRelocationRule, NoSuchRelocationKind.
    """
    by.must_cover(form.region, pointer="/region")

    must_be_in_time(form.opened_on, since=None, today=today, pointer="/opened_on")
    _, policy, version = get_kind_there(form.kind, region=form.region, on=form.opened_on)

    programme = Programme(
        region=form.region,
        kind=form.kind,
        title=form.title,
        asked_by=form.asked_by,
        policy=policy.policy,
        policy_version=version,
        opened_on=form.opened_on,
        opened_by=by.subject,
    )
    session.add(programme)
    await session.flush()
    return programme
