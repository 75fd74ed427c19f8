"""Take in people whom another jurisdiction hands over: as the household that they were, as a new one, or into one of ours."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.move import arranged, must_be_open, must_be_possible
from services.registry.rules.transfer import (
    NotInTheirRegion,
    NotYourSide,
    TransferAnswered,
    TransferState,
    must_still_be_there,
)
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.feed import household_news, person_news
from services.registry.schemas.move import AcceptTransfer
from services.registry.store import history
from services.registry.store.move import (
    Step,
    change_household_facts,
    changed_relations,
    instant_for,
    lock_file,
    write_steps,
)
from services.registry.store.opening import open_household
from services.registry.store.transfer import lock_transfer, take_over
from services.registry.tables import Row, Transfer
from shared import outbox, rows
from shared.events.registry import HouseholdChanged, PersonChanged
from shared.security import Principal


async def accept_transfer(session: AsyncSession, form: AcceptTransfer, *, transfer_id: UUID, by: Principal, on: date) -> Transfer:
    """A whole household keeps its id, and with it its cases and measures; its file until now stays with the leaving side.

    Raises NoSuchTransfer, TransferAnswered, NotYourSide, NotInTheirRegion, OutsideRegion, TransferOutdated, NoSuchHousehold,
    HouseholdIsCancelled, HappenedInTheFuture, BeforeTheySatHere, NotAMember, NoHeadLeft, TwoHeads, TwoSpouses.
    """
    transfer = await lock_transfer(session, transfer_id)
    if transfer.state is not TransferState.OFFERED:
        raise TransferAnswered(state=transfer.state)
    if not await take_over(session, transfer_id):
        raise NotYourSide
    old = await lock_file(session, transfer.household_id)
    target = await lock_file(session, form.household_id) if form.household_id else None
    at = await instant_for(session, old, *([target] if target else []))

    by.must_cover(form.village, pointer="/village")
    if not form.village.startswith(transfer.to_region):
        raise NotInTheirRegion(pointer="/village", to_region=transfer.to_region)
    must_still_be_there(transfer.person_ids, old.seats)
    coming_people = old.of(transfer.person_ids)
    must_be_possible(form.happened_on, today=on, seated_on=[person.joined_on for person in coming_people])
    stay = arranged(
        old.seats,
        leaving=transfer.person_ids,
        relations={UUID(person_id): relation for person_id, relation in transfer.relations.items()},
    )
    said = {each.person_id: each.relation for each in form.relations}
    coming = {person.id: said.get(person.id, person.relation) for person in coming_people}
    arranged(target.seats if target else {}, coming=coming, pointer="/relations")
    if target:
        must_be_open(target.household.state)

    act = Act(ChangeKind.TRANSFERRED, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    keeps_household = target is None and len(coming_people) == len(old.members)
    leaves = old.household
    left_region, new_rows = leaves.region, list[Row]()
    if keeps_household:
        new, here = leaves, history.change_of(act, leaves.id, form.village)
        new_rows = [here]
    elif target:
        new, here = target.household, history.change_of(act, target.household.id, target.household.region)
        new_rows = [here]
    else:
        new, opening = open_household(
            act,
            code=None,
            region=form.village,
            state=HouseholdState.CURRENT,
            facts={"standard": leaves.standard or None, "causes": leaves.causes or None},
            other_household_id=leaves.id,
        )
        here, new_rows = opening.change, list(opening.rows)
    there = history.change_of(act, leaves.id, left_region, other_household_id=new.id)
    await rows.insert(session, *new_rows, there)
    if keeps_household:
        await change_household_facts(session, old, {"region": form.village}, here)
    others = changed_relations(old, stay, there)
    steps = [Step(person, new, coming[person.id], here) for person in coming_people]
    await write_steps(session, [*steps, *others], on=form.happened_on)
    transfer.state, transfer.answered_by, transfer.answered_at = TransferState.ACCEPTED, by.subject, at
    transfer.answer, transfer.to_household_id = form.reason, new.id
    session.add(transfer)
    await session.flush()

    moved = [
        PersonChanged(**person_news(person, act.kind, form.happened_on, former_household_id=leaves.id))
        for person in coming_people
    ]
    stayed = [PersonChanged(**person_news(step.person, ChangeKind.RELATION_CHANGED, form.happened_on)) for step in others]
    await outbox.record(session, HouseholdChanged(**household_news(new, act.kind, form.happened_on)), *moved, *stayed)
    return transfer
