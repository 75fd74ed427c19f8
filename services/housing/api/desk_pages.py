"""What a town writes down at its desk: the agreement, with whom a renovation goes on, the closing of its file, or its end."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.housing.api import renovation as doors
from services.housing.api.act_forms import (
    DESCRIPTION,
    FORM_LAWS,
    ActForm,
    Written,
    act_page,
    do_act,
    form_of,
    told_in,
)
from services.housing.api.renovation import CLOSING, DATED, SIGNING, RenovationId
from services.housing.api.renovation_household import SETTLING, settle_household
from services.housing.rules.contractor import CONTRACTOR_NAMES
from services.housing.rules.floor_area import floor_limit
from services.housing.rules.household_question import SuccessorUnknown
from services.housing.rules.mode import BUILDS, Mode
from services.housing.rules.next_step import is_open
from services.housing.rules.renovation import Act, NoSuchRenovation, RenovationState
from services.housing.schemas.renovation import DatedStep, SettleHousehold, SignAgreement, WithdrawRenovation
from services.housing.store.contractor import list_fit
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.household import find_coded, find_known
from services.housing.store.renovation import get_renovation
from services.housing.store.renovation_list import list_waits
from services.housing.tables import Contractor, Renovation
from shared.money import yuan
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.written_form import FormTicket

router = door("/renovations", "危房改造", kind=ActForm)

Town = Annotated[Principal, may(Role.TOWN)]
CONTRACTORS_SHOWN = 1_000
"""Whoever a county has registered; more are chosen through the JSON door."""


async def _no_photos() -> None:
    """These acts ask for none."""


@router.get(
    "/{renovation_id}/agreement/page",
    summary="登记改造协议（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchRenovation),
)
async def show_agreement_form(renovation_id: RenovationId, request: Request, session: Transaction, by: Town) -> HTMLResponse:
    """县级公示期满后，登记签订日期、工期、造价、面积和施工方。"""
    return await _agreement_page(renovation_id, request, session, by, Written())


@router.post(
    "/{renovation_id}/agreement/page",
    summary="提交网页填写的改造协议",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(*SIGNING, *FORM_LAWS),
)
async def post_agreement(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Town, ticket: FormTicket
) -> HTMLResponse:
    async def act(fields: dict[str, str]) -> str:
        told = form_of(SignAgreement, told_in(SignAgreement, fields))
        await doors.sign_agreement(renovation_id, told, session, by)
        return "改造协议已登记"

    written = await do_act(session, await request.form(), act, _no_photos)
    return await _agreement_page(renovation_id, request, session, by, written)


async def _agreement_page(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Principal, written: Written
) -> HTMLResponse:
    one = await get_renovation(session, renovation_id)
    builders = await list_fit(session, one.region[:6], limit=CONTRACTORS_SHOWN) if one.mode in BUILDS else ()
    limit = floor_limit(get_help_policy_named(one.policy), one.persons) if one.mode is Mode.REBUILD else None
    return await act_page(
        "agreement_form.html",
        request,
        session,
        one,
        by,
        written,
        builds=one.mode in BUILDS,
        builders={str(each.id): _named(each) for each in builders},
        limit=limit,
        may_act=await _may_act(session, one, Act.SIGNED),
    )


def _named(builder: Contractor) -> str:
    until = f"，证书至 {builder.valid_until}" if builder.valid_until else ""
    return f"{builder.name}（{CONTRACTOR_NAMES[builder.kind]}，{builder.licence}{until}）"


@router.get(
    "/{renovation_id}/settlement/page",
    summary="明确由谁继续改造（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchRenovation),
)
async def show_settlement_form(renovation_id: RenovationId, request: Request, session: Transaction, by: Town) -> HTMLResponse:
    """户主去世、迁移、分户或销户后，由在世成员或接续的户继续的在此登记；不再改造的办理撤销。"""
    return await _settlement_page(renovation_id, request, session, by, Written())


@router.post(
    "/{renovation_id}/settlement/page",
    summary="提交网页填写的由谁继续改造",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(*SETTLING, *FORM_LAWS),
)
async def post_settlement(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Town, ticket: FormTicket
) -> HTMLResponse:
    async def act(fields: dict[str, str]) -> str:
        told = form_of(SettleHousehold, await _settled(session, fields))
        settled = await settle_household(renovation_id, told, session, by)
        if settled.state is RenovationState.ACCEPTED:
            return "已明确由谁继续改造"
        return f"已明确由谁继续改造，这户 {settled.persons} 人，补助标准 {yuan(settled.standard_fen)} 元"

    written = await do_act(session, await request.form(), act, _no_photos)
    return await _settlement_page(renovation_id, request, session, by, written)


async def _settled(session: Transaction, fields: dict[str, str]) -> dict[str, object]:
    """What the page says, the household by the code that people write. Raises SuccessorUnknown."""
    told: dict[str, object] = dict(told_in(SettleHousehold, fields))
    if groups := [name.removeprefix("group-") for name in fields if name.startswith("group-")]:
        told["groups"] = groups
    if named := fields.get("household_code"):
        found = (await find_coded(session, [named])).get(named)
        if found is None:
            raise SuccessorUnknown(pointer="/household_code", household_code=named)
        told["household_id"] = found.id
    return told


async def _settlement_page(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Principal, written: Written
) -> HTMLResponse:
    one = await get_renovation(session, renovation_id)
    known = await find_known(session, one.household_id)
    return await act_page(
        "settlement_form.html",
        request,
        session,
        one,
        by,
        written,
        groups={group.code: group.title for group in get_help_policy_named(one.policy).groups},
        oldest=one.oldest,
        living=known.persons if known else 0,
        is_judged=one.state is not RenovationState.ACCEPTED,
        may_act=await _may_act(session, one, Act.SETTLED),
    )


@router.get(
    "/{renovation_id}/closing/page",
    summary="登记归档（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchRenovation),
)
async def show_closing_form(renovation_id: RenovationId, request: Request, session: Transaction, by: Town) -> HTMLResponse:
    """补助到户后登记；一户一档还缺的材料列在上面。"""
    return await _closing_page(renovation_id, request, session, by, Written())


@router.post(
    "/{renovation_id}/closing/page",
    summary="提交网页填写的归档",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(*CLOSING, *FORM_LAWS),
)
async def post_closing(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Town, ticket: FormTicket
) -> HTMLResponse:
    async def act(fields: dict[str, str]) -> str:
        told = form_of(DatedStep, told_in(DatedStep, fields))
        closed = await doors.close_file(renovation_id, told, session, by)
        return f"已归档，须于 {'、'.join(map(str, closed.visits_due))} 回访" if closed.visits_due else "已归档"

    written = await do_act(session, await request.form(), act, _no_photos)
    return await _closing_page(renovation_id, request, session, by, written)


async def _closing_page(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Principal, written: Written
) -> HTMLResponse:
    one = await get_renovation(session, renovation_id)
    may_act = await _may_act(session, one, Act.CLOSED)
    return await act_page("closing_form.html", request, session, one, by, written, may_act=may_act)


@router.get(
    "/{renovation_id}/withdrawal/page",
    summary="撤销改造（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchRenovation),
)
async def show_withdrawal_form(renovation_id: RenovationId, request: Request, session: Transaction, by: Town) -> HTMLResponse:
    """去世、迁移或自愿放弃的；已验收的先由县区撤销验收。"""
    return await _withdrawal_page(renovation_id, request, session, by, Written())


@router.post(
    "/{renovation_id}/withdrawal/page",
    summary="提交网页填写的撤销",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(*DATED, *FORM_LAWS),
)
async def post_withdrawal(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Town, ticket: FormTicket
) -> HTMLResponse:
    async def act(fields: dict[str, str]) -> str:
        told = form_of(WithdrawRenovation, told_in(WithdrawRenovation, fields))
        await doors.withdraw_renovation(renovation_id, told, session, by)
        return "改造已撤销"

    written = await do_act(session, await request.form(), act, _no_photos)
    return await _withdrawal_page(renovation_id, request, session, by, written)


async def _withdrawal_page(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Principal, written: Written
) -> HTMLResponse:
    one = await get_renovation(session, renovation_id)
    may_act = await _may_act(session, one, Act.WITHDRAWN)
    return await act_page("withdrawal_form.html", request, session, one, by, written, may_act=may_act)


async def _may_act(session: Transaction, one: Renovation, act: Act) -> bool:
    return is_open(act, (await list_waits(session, [one]))[one.id].standing)
