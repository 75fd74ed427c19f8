"""Things of one visit, done together and each for itself: what one of them breaks does not hold up the others."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations.errand.complete_errand import complete_errand
from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.ask_about_order import ask_about_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order_paper.file_order_paper import file_order_paper
from services.notifier.rules.errand import EndsByRecord, ErrandOver
from services.notifier.rules.inbox import HANDED_ON, NothingChosen, meanwhile
from services.notifier.rules.message import refuse_id_number
from services.notifier.rules.office import NotYourOrder
from services.notifier.rules.order import OrderCannotMove, OrderState
from services.notifier.rules.order_paper import PapersMissing
from services.notifier.schemas.errand import CompleteErrand
from services.notifier.schemas.inbox import OutcomesView, OutcomeView
from services.notifier.schemas.order import AskAboutOrder, CompleteOrder
from services.notifier.schemas.order_view import OrderView
from services.notifier.store.errand import ErrandNotFound, get_errand
from services.notifier.store.order import OrderNotFound, get_order
from shared import clock
from shared.errors import Refusal
from shared.filing.forms import DescribePaper
from shared.papers import AlreadyFiled, TooManyPapers
from shared.security import Principal

_OF_ONE = (OrderNotFound, NotYourOrder, OrderCannotMove, PapersMissing, ErrandNotFound, EndsByRecord, ErrandOver, TooManyPapers)
"""Laws that one thing breaks. Whatever else is wrong is wrong with what was written, and sends all of it back."""


async def accept_each(session: AsyncSession, order_ids: Sequence[UUID], *, by: Principal) -> OutcomesView:
    async def accept(order_id: UUID) -> None:
        order = await get_order(session, order_id, by=by)
        if order.state is OrderState.ACCEPTED and order.accepted_by == by.subject:
            return  # tapped twice, on two pages
        await accept_order(session, order_id, by=by, at=clock.now())

    return OutcomesView(outcomes=[await _order(session, one, accept, by) for one in _each(order_ids)])


async def ask(session: AsyncSession, order_id: UUID, question: str, *, by: Principal) -> OutcomesView:
    """Raises IdNumberInText."""

    async def asking(order_id: UUID) -> None:
        await ask_about_order(session, order_id, AskAboutOrder(question=question), by=by, at=clock.now())

    return OutcomesView(outcomes=[await _order(session, order_id, asking, by)])


async def report_visit(
    session: AsyncSession,
    order_ids: Sequence[UUID],
    errand_ids: Sequence[UUID],
    words: str,
    photos: Sequence[tuple[str, bytes]],
    *,
    by: Principal,
) -> OutcomesView:
    """The same words and photos for all of it. An order that nobody accepted yet is accepted by who reports it.

    Raises NothingChosen, IdNumberInText and the CONTENT_LAWS.
    """
    if not order_ids and not errand_ids:
        raise NothingChosen
    refuse_id_number(words, pointer="/words")

    async def report(order_id: UUID) -> None:
        order = await get_order(session, order_id, by=by)
        if order.state is OrderState.OPEN:
            await accept_order(session, order_id, by=by, at=clock.now())
        for title, photo in photos:
            await _file(session, order_id, title, photo, by)
        await complete_order(session, order_id, CompleteOrder(result=words), by=by, at=clock.now())

    async def report_errand(errand_id: UUID) -> None:
        await complete_errand(session, errand_id, CompleteErrand(report=words), by=by, at=clock.now())

    outcomes = [await _order(session, one, report, by) for one in _each(order_ids)]
    outcomes += [await _errand(session, one, report_errand) for one in _each(errand_ids)]
    return OutcomesView(outcomes=outcomes)


async def _file(session: AsyncSession, order_id: UUID, title: str, photo: bytes, by: Principal) -> None:
    try:
        await file_order_paper(session, order_id, DescribePaper(title=title), photo, by=by, at=clock.now())
    except AlreadyFiled:
        return  # it lies there since an earlier try, which is what was wanted


async def _order(session: AsyncSession, order_id: UUID, act: Callable[[UUID], Awaitable[None]], by: Principal) -> OutcomeView:
    try:
        called = OrderView.model_validate(await get_order(session, order_id, by=by)).called
    except OrderNotFound as gone:
        return _refused("order", order_id, "", gone)
    return await _by_itself(session, "order", order_id, called, act)


async def _errand(session: AsyncSession, errand_id: UUID, act: Callable[[UUID], Awaitable[None]]) -> OutcomeView:
    try:
        errand = await get_errand(session, errand_id)
    except ErrandNotFound as gone:
        return _refused("errand", errand_id, "", gone)
    return await _by_itself(session, "errand", errand_id, errand.title or errand.kind.label, act)


async def _by_itself(
    session: AsyncSession, thing: Literal["order", "errand"], id: UUID, called: str, act: Callable[[UUID], Awaitable[None]]
) -> OutcomeView:
    """Undone as a whole where it is refused, so that no half of it stays beside what the others did."""
    try:
        async with session.begin_nested():
            await act(id)
    except _OF_ONE as refusal:
        return _refused(thing, id, called, refusal)
    return OutcomeView(thing=thing, id=id, called=called, is_done=True)


def _refused(thing: Literal["order", "errand"], id: UUID, called: str, why: Refusal) -> OutcomeView:
    """In the words of somebody who stands in a village with a telephone and wrote before this was so."""
    title, mend = why.title, why.mend
    if isinstance(why, OrderCannotMove):
        title, mend = meanwhile(OrderState(why.facts["state"])) or (title, mend)
    elif isinstance(why, NotYourOrder):
        title, mend = HANDED_ON
    elif isinstance(why, PapersMissing):
        title = f"{title}（还缺{'、'.join(why.told['missing'])}）"
        mend = "请在这一件里上传，选好是哪一份材料，再办结"
    return OutcomeView(thing=thing, id=id, called=called, is_done=False, code=why.code, title=title, mend=mend)


def _each(ids: Sequence[UUID]) -> list[UUID]:
    """Each once, in one order for everybody, so that two visits never wait for one another."""
    return sorted(set(ids))
