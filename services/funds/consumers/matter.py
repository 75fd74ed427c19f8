"""What other services ask to be paid to households: a subsidy for a house that was made safe, and what payers owe patients."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.house_hold.ask_house_money_back import ask_house_money_back
from services.funds.operations.house_hold.settle_house_money import settle_house_money
from services.funds.operations.house_hold.tell_house_hold import tell_house_hold
from services.funds.operations.payment_request.drop_matter import drop_matter
from services.funds.operations.payment_request.take_matter import take_matter
from services.funds.rules.matter import Matter
from services.funds.rules.recovery import RecoveryWhy
from services.funds.rules.transfer import About
from shared import clock
from shared.consumers import Consumers
from shared.events.housing import HouseAcceptanceRevoked, HouseAccepted
from shared.events.medical import PaperClaimReversed, PaperClaimSettled, TopUpConfirmed

handlers = Consumers("funds")


@handlers.on(HouseAccepted)
async def ask_for_subsidy(session: AsyncSession, event: HouseAccepted) -> None:
    """A house was made safe: its household is to be paid the subsidy, or what stages before have left of it. What was set aside
    for it and is not due after all is free; what stages brought too much somebody decides on."""
    due_fen, is_held = event.due_fen if event.due_fen is not None else event.subsidy_fen, False
    if event.renovation_id is not None:
        rest = {"due_fen": due_fen, "rest_fen": event.rest_fen}
        is_held = await settle_house_money(session, event.renovation_id, **rest, at=clock.now()) is not None
        why, over_fen = RecoveryWhy.HOUSE_OVERPAID, event.over_fen
        if over_fen:
            await ask_house_money_back(session, event.renovation_id, over_fen=over_fen, why=why, at=clock.now())
    if due_fen == 0:
        await _tell(session, event)
        return
    matter = Matter(
        about=About.HOUSING,
        about_id=event.acceptance_id,
        round=1,
        household_id=event.household_id,
        region=event.region,
        amount_fen=due_fen,
        title=f"{event.year}年农村危房改造补助",
        clause=f"农村危房改造竣工验收合格（改造前为 {event.grade} 级），{event.accepted_on.isoformat()} 验收",
        year=event.year,
        asked_by=f"housing:{event.asked_by}",
        programme=event.budget_code,
        thing_id=None if is_held else event.house_id,
        renovation_id=event.renovation_id if is_held else None,
    )
    await take_matter(session, matter, at=clock.now())
    await _tell(session, event)


async def _tell(session: AsyncSession, event: HouseAccepted) -> None:
    """Of a renovation whose money was set aside: what still is."""
    if event.renovation_id is not None:
        await tell_house_hold(session, event.renovation_id, at=clock.now())


@handlers.on(HouseAcceptanceRevoked)
async def spare_subsidy(session: AsyncSession, event: HouseAcceptanceRevoked) -> None:
    """The acceptance was a mistake."""
    await drop_matter(session, About.HOUSING, event.matter_id or event.acceptance_id, round=1, at=clock.now())


@handlers.on(TopUpConfirmed)
async def ask_for_top_up(session: AsyncSession, event: TopUpConfirmed) -> None:
    """A payer owes somebody a top-up of a year. Whoever is in no register is paid by the county's desk."""
    if event.household_id is None:
        return
    matter = Matter(
        about=About.TOP_UP,
        about_id=event.payment_id,
        round=event.ask,
        household_id=event.household_id,
        region=event.region,
        amount_fen=event.amount_fen,
        title=f"{event.year}年医疗费用年终补足",
        clause=f"{event.year}年医疗费用年终补足，{event.payer}支付",
        year=event.year,
        asked_by=f"medical:{event.asked_by or ''}",
        person_id=event.person_id,
        payer=event.payer,
    )
    await take_matter(session, matter, at=clock.now())


@handlers.on(PaperClaimSettled)
async def ask_for_claim(session: AsyncSession, event: PaperClaimSettled) -> None:
    """A payer owes a patient its part of a bill that they had paid themselves."""
    matter = Matter(
        about=About.PAPER_CLAIM,
        about_id=event.payment_id,
        round=event.ask,
        household_id=event.household_id,
        region=event.region,
        amount_fen=event.amount_fen,
        title="医疗费用手工报销",
        clause=f"医疗费用手工报销，{event.payer}支付",
        year=event.settled_on.year,
        asked_by=f"medical:{event.asked_by}",
        person_id=event.person_id,
        payer=event.payer,
    )
    await take_matter(session, matter, at=clock.now())


@handlers.on(PaperClaimReversed)
async def spare_claim(session: AsyncSession, event: PaperClaimReversed) -> None:
    """The settlement of the bill was taken back: what is not with the bank is not paid."""
    await drop_matter(session, About.PAPER_CLAIM, event.payment_id, round=event.ask, at=clock.now())
