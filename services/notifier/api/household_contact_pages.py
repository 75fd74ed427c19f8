"""Agreements of households to be written to, as pages: those of a place, and one household's, entered, renewed and withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import StringConstraints, ValidationError

from services.notifier.api.household_contacts import HouseholdId, Keeper, Within, contact_view, list_household_contacts
from services.notifier.operations.household_contact.put_household_contact import put_household_contact
from services.notifier.operations.household_contact.withdraw_household_contact import withdraw_household_contact
from services.notifier.rules.household_contact import (
    AgreedLater,
    AgreementWithdrawn,
    NoHouseholdContact,
    must_have_agreed,
    telephone_in,
)
from services.notifier.rules.place import VILLAGE_DIGITS, called
from services.notifier.schemas.household_contact import PutHouseholdContact
from services.notifier.store.household_contact import find_contact
from services.notifier.tables import HouseholdContact
from shared import clock, regions
from shared.errors import Refusal
from shared.faults import in_chinese
from shared.html import page
from shared.pages import PAGE_ROWS, After, UnreadableCursor
from shared.periods import day_in_china
from shared.problems import InvalidInput
from shared.schemas import SeenText
from shared.security import OutsideRegion, Principal
from shared.service import Transaction, door, refuses
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door("/household-contacts", "群众短信", kind=WrittenForm)

Village = Annotated[regions.Region | None, Query(title="村（社区）代码", description="本户所在；还没有登记过的，登记在这里")]
Line = Annotated[SeenText, StringConstraints(strip_whitespace=True, max_length=200)]


@dataclass(frozen=True, slots=True)
class Written:
    """What a page brought, and what came of it: what is wrong stands beside its field."""

    fields: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    done: str = ""

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else 200


@router.get("/page", summary="同意接收短信的家庭（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_contacts(session: Transaction, by: Keeper, region: Within = "", after: After = None) -> HTMLResponse:
    """本辖区现在同意的，号码隐去中间四位；换号码、撤回在各户的页面上。"""
    found = await list_household_contacts(session, by, region, after, PAGE_ROWS)
    return page(
        "notifier",
        "household_contacts.html",
        region=by.region,
        contacts=found.rows,
        asked=region,
        next=found.next,
        is_first=after is None,
    )


@router.get(
    "/{household_id}/page",
    summary="一户的短信联系方式（网页）",
    response_class=HTMLResponse,
    responses=refuses(OutsideRegion),
)
async def show_contact(
    household_id: HouseholdId, request: Request, session: Transaction, by: Keeper, region: Village = None
) -> HTMLResponse:
    """谁同意的、号码后四位，换号码、撤回；还没有登记过的或撤回了的，可以登记。"""
    contact = await find_contact(session, household_id)
    if region and contact is None:
        by.must_cover(region, pointer="/region")
    return _page(household_id, contact, by, request, Written({"region": region or ""}))


@router.post(
    "/{household_id}/page",
    summary="在网页上登记同意、换号码和撤回",
    response_class=HTMLResponse,
    responses=refuses(OutsideRegion, AgreedLater, NoHouseholdContact, AgreementWithdrawn, PageNotOurs),
)
async def write_contact(
    household_id: HouseholdId,
    request: Request,
    session: Transaction,
    by: Keeper,
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    act: Annotated[Literal["agree", "withdraw"], Form(title="办什么", examples=["agree"])],
    region: Annotated[Line, Form(title="村（社区）代码", description="登记过的以登记的为准")] = "",
    agreed_by: Annotated[Line, Form(title="谁同意的")] = "",
    agreed_on: Annotated[Line, Form(title="哪天同意的", description="例如 2020-06-01")] = "",
    telephone: Annotated[Line, Form(title="手机号码", description="可以带空格和横线")] = "",
) -> HTMLResponse:
    """退回的页面上，哪一栏有误写在哪一栏旁边，填写的内容还在。"""
    known, at = await find_contact(session, household_id), clock.now()
    fields = {
        "region": known.region if known and regions.exists(known.region) else region,
        "agreed_by": agreed_by,
        "agreed_on": agreed_on,
        "telephone": telephone,
    }
    try:
        async with session.begin_nested():
            if act == "withdraw":
                contact = await withdraw_household_contact(session, household_id, by=by, at=at)
                return _page(household_id, contact, by, request, Written(done="已登记撤回"))
            form = PutHouseholdContact.model_validate(fields | {"telephone": telephone_in(telephone)})
            contact = await put_household_contact(session, household_id, form, by=by, at=at)
            return _page(household_id, contact, by, request, Written(done="已登记，以后的消息发到这个号码"))
    except ValidationError as error:
        written = Written(fields, _wrong_in(fields, error, on=day_in_china(at)), InvalidInput())
    except Refusal as refusal:
        written = Written(fields, _beside(fields, refusal), refusal)
    return _page(household_id, await find_contact(session, household_id), by, request, written)


def _wrong_in(fields: Mapping[str, str], error: ValidationError, *, on: date) -> dict[str, str]:
    """By field, in Chinese; of what is empty only that it is. A day to come is said with the rest, not when that is mended."""
    told = {each["pointer"].removeprefix("/"): each["detail"] for each in in_chinese(error.errors())}
    wrong = {name: detail if fields.get(name) else "请填写" for name, detail in told.items()}
    if "agreed_on" not in wrong:
        try:
            must_have_agreed(date.fromisoformat(fields["agreed_on"]), on=on)
        except AgreedLater as refusal:
            wrong |= _beside(fields, refusal)
        except ValueError:
            pass
    return wrong


def _beside(fields: Mapping[str, str], refusal: Refusal) -> dict[str, str]:
    name = (refusal.pointer or "").removeprefix("/")
    return {name: f"{refusal.title}，{refusal.mend}"} if name in fields else {}


def _page(
    household_id: UUID, contact: HouseholdContact | None, by: Principal, request: Request, written: Written
) -> HTMLResponse:
    asked = contact.region if contact else written.fields.get("region") or (by.region if len(by.region) == VILLAGE_DIGITS else "")
    is_known = len(asked) == VILLAGE_DIGITS and regions.exists(asked) and by.covers(asked)
    return page(
        "notifier",
        "household_contact.html",
        status=written.status,
        region=by.region,
        household_id=household_id,
        contact=contact_view(contact) if contact else None,
        village=asked,
        village_name=called(asked) if is_known else "",
        written=written,
        today=day_in_china(clock.now()),
        ticket=ticket_for(by, request.url.path),
    )
