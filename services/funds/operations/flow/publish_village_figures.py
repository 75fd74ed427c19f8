from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.village_figure import is_to_publish, next_quarter, quarter_of, shown
from services.funds.store.flow import take_pen
from services.funds.store.village_figure import count_villages, find_first_payment_day, find_last_quarter
from services.funds.tables import VillageFigure
from shared.clock import china


async def publish_village_figures(session: AsyncSession, *, at: datetime) -> bool:
    """Publish the first quarter that is over and not published, for ever: villages with enough households, and each town's whole.

    Returns whether there was one.
    """
    if not await take_pen(session):
        return False
    last, first = await find_last_quarter(session), await find_first_payment_day(session)
    if first is None:
        return False
    quarter_on = next_quarter(last) if last else quarter_of(first)

    if not is_to_publish(quarter_on, on=china(at).date()):
        return False
    counted = await count_villages(session, quarter_on, until_on=next_quarter(quarter_on))

    session.add(
        VillageFigure(
            quarter_on=quarter_on, region="", programme="", village="", households=0, payments=0, amount_fen=0, counted_at=at
        )
    )
    for (town, programme), figures in counted.items():
        whole = [each for each in figures if not each.village]
        for each in (*whole, *shown([each for each in figures if each.village])):
            session.add(
                VillageFigure(
                    quarter_on=quarter_on,
                    region=town,
                    programme=programme,
                    village=each.village,
                    households=each.households,
                    payments=each.payments,
                    amount_fen=each.amount_fen,
                    counted_at=at,
                )
            )
    await session.flush()
    return True
