"""Lay down items of a place's insurance catalogue, by which national charge lines are split."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.catalogue import must_fit_class, must_not_repeat
from services.medical.schemas.catalogue import CatalogueLaid, LayCatalogue
from services.medical.store import catalogue
from services.medical.tables import CatalogueItem
from shared.security import Principal


async def lay_catalogue(session: AsyncSession, form: LayCatalogue, *, by: Principal) -> CatalogueLaid:
    """What is said of a code replaces what was said before; lines that are in a bill already keep their parts.

    Raises OutsideRegion, ItemsRepeated, RatioNotForClass.
    """
    by.must_cover(form.region, pointer="/region")
    must_not_repeat([item.code for item in form.items])
    for at, item in enumerate(form.items):
        must_fit_class(item.catalogue_class, item.self_pay_ratio, pointer=f"/items/{at}/self_pay_ratio")

    await catalogue.put_items(session, [CatalogueItem(region=form.region, **item.model_dump()) for item in form.items])
    return CatalogueLaid(region=form.region, laid=len(form.items))
