from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.schemas.review import FormCommittee
from services.funds.tables import Committee
from shared.security import Principal


async def form_committee(session: AsyncSession, form: FormCommittee, *, by: Principal) -> Committee:
    """Form a committee of a town or a county; its members are added one by one. Nobody else is told. Raises OutsideRegion."""
    by.must_cover(form.region, pointer="/region")
    committee = Committee(region=form.region, title=form.title, formed_on=form.formed_on)
    session.add(committee)
    await session.flush()
    return committee
