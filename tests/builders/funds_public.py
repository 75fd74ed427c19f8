"""A county of funds full of people, as a test that looks for them in public bytes needs it."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.committee.add_member import add_member
from services.funds.operations.contract.settle_supplier_payment import settle_supplier_payment
from services.funds.operations.distribution.approve_plan import approve_plan
from services.funds.operations.loan.publish_loans import publish_loans
from services.funds.operations.notice.object_to_notice import object_to_notice
from services.funds.rules.contract import PayState
from services.funds.rules.public_text import Line, MaskedName, PublicText
from services.funds.schemas.review import AddMember
from services.funds.store.notice import letterbox
from services.funds.store.old_loan import list_taken
from shared.notices.forms import ObjectToNotice
from shared.regions import name_of, short_name_of
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, TOWN, VILLAGE, a_filled_reserve, a_need, pay_grant
from tests.builders.funds_assets import AT, COUNTY_CHIEF, ON, a_household, a_plan, an_income
from tests.builders.funds_donations import a_fund, a_recipient, a_use, given, used
from tests.builders.funds_loans import a_fund as a_guarantee_fund
from tests.builders.funds_loans import asked_later
from tests.builders.funds_notices import (
    ANOTHER_OFFICER,
    OPENED_ON,
    a_notice,
    answered,
    at_ten,
    proved,
    the_board_of,
)
from tests.builders.funds_old_loans import a_row, taken, uploaded
from tests.builders.funds_payments import (
    ASKER,
    CASHIER,
    OTHER_LINE,
    RECORDER,
    SIGNER,
    a_batch,
    a_card,
    a_line,
    a_member,
    a_payee,
    a_paying_account,
    an_id,
    asked,
    failure,
    lines_of,
    sign,
    success,
)
from tests.builders.funds_payments import answered as bank_answered
from tests.builders.funds_projects import CHECKER, CLERK, a_committee, an_asked_payment, day

HOME = "371311001002"
"""The village where those live who are helped. No notice, asset or project is of this village, so its name may stand nowhere."""
NOTICED = ("王小明", "买买提·吐尔逊", "欧阳娜娜")
SAID, CONTACT = "这户在县城有一套商品房", "13805391234"
PAYEES = ("孙玉兰", "司马长青")
POSTER = Principal("钱守业", Role.TOWN, TOWN)
DONORS = ("王慈心", "隐名商会联合体")

Secrets = dict[str, str]
"""What must not be found, and what it is."""


async def a_county_full_of_people(session: AsyncSession) -> tuple[Secrets, str]:
    """What must not be found in any public byte, and the receipt of an objection that was answered."""
    told: Secrets = {
        name_of(HOME): "a household's village",
        short_name_of(HOME): "a household's village",
        HOME: "a household's village",
        "王建国": "who answers for a project",
        COUNTY_PAYS_FROM: "the county's bank account",
    }
    for officer in (ASKER, RECORDER, SIGNER, CASHIER, POSTER, ANOTHER_OFFICER, COUNTY_CHIEF, CLERK, CHECKER):
        told[officer.subject] = "an officer"
    told |= dict(await _grants(session))
    told |= dict(await _payments(session))
    told |= dict(await _donations(session))
    told |= dict(await _projects(session))
    told |= dict(await _income(session))
    told |= dict(await _loans(session))
    receipt = await _notices(session)
    told |= {name: "somebody on a notice" for name in NOTICED} | {SAID: "an objection", CONTACT: "an objector's telephone"}
    return told, receipt


COUNTY_PAYS_FROM = "80101000000123456"


def _ids(what: str, *ids: UUID) -> Iterator[tuple[str, str]]:
    for id in ids:
        yield str(id), what
        yield id.hex, what


async def _grants(session: AsyncSession) -> list[tuple[str, str]]:
    await a_filled_reserve(session)
    need = a_need(village=HOME)
    waiting = a_need(village="371311100203")  # whose town has no reserve
    paid = await pay_grant(session, need, at=AT)
    waits = await pay_grant(session, waiting, at=AT)
    return [
        *_ids("a household with a grant", need.household_id, waiting.household_id),
        *_ids("a case", need.case_id, waiting.case_id),
        *_ids("a grant", paid.id, waits.id),
        (name_of(waiting.region), "the village of a household whose grant waits"),
        (waiting.region, "the village of a household whose grant waits"),
    ]


async def _payments(session: AsyncSession) -> list[tuple[str, str]]:
    """Two households, one of whom the bank could not pay."""
    await a_line(session, key=OTHER_LINE)
    members = [await a_member(session, count, village=HOME) for count in (1, 2)]
    payees = [await a_payee(session, who, at, name=name) for at, (who, name) in enumerate(zip(members, PAYEES, strict=True), 1)]
    payments = await asked(session, members, key=OTHER_LINE)
    await sign(session, payments)
    await a_paying_account(session)
    batch = await a_batch(session)
    sent, refused = await lines_of(session, batch)
    await bank_answered(session, success(sent) + failure(refused))
    numbers = [(number, what) for at in (1, 2) for number, what in ((a_card(at), "a card"), (an_id(at), "an ID"))]
    return [
        *((name, "a payee") for name in PAYEES),
        *numbers,
        *((member.identity_hash, "an identity's hash") for member in members),
        *_ids("a household that was paid", *(member.household_id for member in members)),
        *_ids("a person", *(member.person_id for member in members)),
        *_ids("a payee's account", *(payee.id for payee in payees)),
        *_ids("a payment", *(payment.id for payment in payments)),
        (sent.number, "a line for the bank"),
    ]


async def _donations(session: AsyncSession) -> list[tuple[str, str]]:
    fund = await a_fund(session)
    await given(session, fund, 500_00, donor=DONORS[0])
    await given(session, fund, 500_00, donor=DONORS[1], donor_kind="organisation", is_anonymous=True)
    await given(session, fund, 500_00, donor=DONORS[0], earmark_kind="village", earmark=HOME)
    recipient = a_recipient(200_00, village=HOME)
    await used(session, a_use(fund, recipients=[recipient]))
    return [*((donor, "a donor") for donor in DONORS), *_ids("a household helped", UUID(recipient["household_id"]))]


async def _projects(session: AsyncSession) -> list[tuple[str, str]]:
    """A project through its whole chain of notices and votes, and a supplier who was paid."""
    _, payment, now = await an_asked_payment(session)
    await settle_supplier_payment(session, payment.id, PayState.PAID, by=CHECKER, at=day(now))
    committee, _ = await a_committee(session, COUNTY)
    seat: dict[str, Any] = {"person": "赵维民", "post": "农业农村局副局长", "since_on": ON}
    await add_member(session, committee, AddMember.model_validate(seat))
    return [("赵维民", "a member of a committee"), ("委员0", "a member of a committee"), ("委员1", "a member of a committee")]


async def _loans(session: AsyncSession) -> list[tuple[str, str]]:
    """One of those who were paid has a loan from before the platform; somebody of another village has one too, and asks for more
    time to repay it, which that village is shown."""
    await a_guarantee_fund(session, 0)
    other = await a_member(session, 3, village=VILLAGE)
    rows = a_row("罗农商借字2018第7777号", 姓名=PAYEES[0]), a_row("罗农商借字2018第8888号", 身份证号=an_id(3), 姓名="慕容雪")
    listed = await uploaded(session, *rows)
    await taken(session, listed)
    [loan] = [loan for loan in await list_taken(session, listed.id) if loan.household_id == other.household_id]
    await asked_later(session, loan, "2021-06-09", on="2020-06-01", reason="羊群尚未出栏")
    assert await publish_loans(session, on=date(2020, 6, 1))
    return [
        *_ids("a loan", loan.id),
        ("罗农商借字2018第7777号", "a contract"),
        ("罗农商借字2018第8888号", "a contract"),
        ("慕容雪", "a borrower"),
        (an_id(3), "an ID"),
        *_ids("a household with a loan", other.household_id),
        ("羊群尚未出栏", "why a household asks for more time"),
    ]


async def _income(session: AsyncSession) -> list[tuple[str, str]]:
    await an_income(session)
    households = [a_household(household=1), a_household(household=1, no_labour=1)]
    plan = await a_plan(session, *households)
    await approve_plan(session, plan.id, by=COUNTY_CHIEF, on=ON)
    return list(_ids("a household with a share", *(each["household_id"] for each in households)))


async def _notices(session: AsyncSession) -> str:
    """A notice with people on it, one objection answered and one open; the first one's receipt."""
    lines = tuple(Line(MaskedName.of(name), PublicText("公益岗位工资"), 120_000) for name in NOTICED)
    notice = await a_notice(session, lines=lines, by=POSTER.subject)
    await proved(session, await the_board_of(session, notice), on=OPENED_ON, by=POSTER)
    form = ObjectToNotice(said=SAID, contact=CONTACT)
    received = await object_to_notice(session, form, notice_id=notice.id, on=OPENED_ON, at=at_ten(OPENED_ON))
    await answered(session, await letterbox.get_objection_by_receipt(session, received.receipt), on=OPENED_ON)
    await object_to_notice(session, form, notice_id=notice.id, on=OPENED_ON, at=at_ten(OPENED_ON))
    return received.receipt
