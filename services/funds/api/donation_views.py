"""Donations as people read them: lists, receipts, reports, and a fund's year."""

from fractions import Fraction

from services.funds.api.budget_views import percent
from services.funds.rules.disclosure import PublicEntry
from services.funds.rules.donation import EARMARK_NAMES, GIFT_NAMES, DonorKind, GiftKind
from services.funds.rules.donation_lot import check_fund
from services.funds.schemas.donation import (
    DonationReport,
    DonationView,
    DrawView,
    FundCheck,
    FundStatement,
    FundView,
    UsedView,
)
from services.funds.schemas.donation_use import UseView
from services.funds.store.disclosure import get_entry
from services.funds.store.donation import get_fund_of, list_draws_of_donation, list_spent, sum_year
from services.funds.store.donation_policy import get_donation_policy
from services.funds.store.donation_trace import find_ticket, sum_handings
from services.funds.store.ledger import get_account
from services.funds.tables import Account, Donation, DonationFund, DonationTicket, DonationUse
from shared import clock
from shared.capital import in_capitals
from shared.html import wall_clock
from shared.identity import masked_name
from shared.money import half_up, yuan_grouped
from shared.regions import name_of
from shared.security import Principal, Role
from shared.service import Transaction
from shared.vault import unseal

UNNAMED_DONOR = "匿名捐赠人"


def donor_of(given: Donation, by: Principal) -> str:
    """Who gave; an auditor does not read a person's whole name."""
    if given.donor_sealed is None:
        return UNNAMED_DONOR
    name = unseal(given.donor_sealed)
    return masked_name(name) if by.role is Role.AUDITOR and given.donor_kind is DonorKind.PERSON else name


def fund_view(fund: DonationFund, account: Account) -> FundView:
    return FundView(
        **fund.model_dump(include={"number", "region", "title", "kind", "account_id", "opened_at"}),
        available_fen=account.holding.sums.available_fen,
    )


def donation_view(given: Donation, fund: str, by: Principal) -> DonationView:
    kept = given.model_dump(include=set(DonationView.model_fields) - {"fund", "donor", "left_fen"})
    return DonationView(**kept, fund=fund, donor=donor_of(given, by), left_fen=given.left_fen)


def use_view(use: DonationUse, fund: str) -> UseView:
    kept = use.model_dump(include=set(UseView.model_fields) - {"fund", "households"})
    return UseView(**kept, fund=fund, households=len(use.recipients))


async def report_of(session: Transaction, given: Donation, by: Principal) -> DonationReport:
    """What a donation did, fen by fen."""
    fund = await get_fund_of(session, given.fund_id)
    view = donation_view(given, fund.number, by)
    drawn = await list_draws_of_donation(session, given.id)
    taken = await sum_handings(session, [use.id for _, use in drawn])
    return DonationReport(
        **view.model_dump(by_alias=False, exclude={"kind_name", "earmark_name"}),
        draws=[
            DrawView(
                use=use.number,
                kind=use.kind,
                title=use.title,
                person_class_title=use.person_class_title,
                place=name_of(use.region),
                approved_on=clock.china(draw.made_at).date(),
                amount_fen=draw.amount_fen,
                quantity=draw.quantity,
                handed=taken[use.id].quantity if use.id in taken else 0,
                handed_households=taken[use.id].households if use.id in taken else 0,
            )
            for draw, use in drawn
        ],
    )


async def statement_of(session: Transaction, fund: DonationFund, year: int) -> FundStatement:
    """A fund's year, and whether it was used for whom its rule says."""
    account = await get_account(session, fund.account_id)
    policy, _ = get_donation_policy(fund.region, clock.today())
    sums, spent = await sum_year(session, fund.id, year), await list_spent(session, fund.id, year)
    kind = policy.kind_of(fund.kind)
    told = {name: int(sums[name]) for name in ("opening_fen", "received_fen", "goods_received_fen", "used_fen", "returned_fen")}
    kept = check_fund(kind, spent) if kind else None
    classes = "、".join(one.title for one in policy.classes if kind and one.code in kind.classes)
    return FundStatement(
        fund=fund_view(fund, account),
        year=year,
        **told,
        used=[
            UsedView(person_class_title=one.title, amount_fen=one.money_fen, goods_fen=one.goods_fen)
            for one in spent
            if one.money_fen or one.goods_fen
        ],
        closing_fen=told["opening_fen"] + told["received_fen"] - told["used_fen"] - told["returned_fen"],
        check=FundCheck(
            rule=f"用于{classes}。{policy.source(kind).spoken}" if kind else "当地规则已没有这种基金",
            due=percent(kept.due) if kept else "0.0",
            actual=percent(kept.actual) if kept else "0.0",
            is_kept=kept.is_kept if kept else False,
        ),
        left_in_donations_fen=int(sums["left_fen"]),
        is_whole=int(sums["left_fen"]) == account.holding.sums.available_fen,
    )


def _ticket_facts(ticket: DonationTicket, given: Donation, by: Principal) -> list[tuple[str, str]]:
    """What the official receipt prints (财综〔2024〕1号第六条), beside the sheet's own; an auditor reads no person's code."""
    hides = by.role is Role.AUDITOR and given.donor_kind is DonorKind.PERSON
    payer = unseal(ticket.payer_code_sealed) if ticket.payer_code_sealed and not hides else ""
    unit, count = (given.unit, given.quantity) if given.kind is GiftKind.GOODS else ("元", 1)
    each = given.amount_fen if given.kind is not GiftKind.GOODS else half_up(Fraction(given.amount_fen, given.quantity))
    return [
        ("票据名称", "公益事业捐赠票据"),
        ("票据代码、号码", f"{ticket.code}　{ticket.number}"),
        ("校验码", ticket.check_code),
        ("交款人代码", payer or "无"),
        ("开票日期", ticket.issued_on.isoformat()),
        ("项目编码、名称", f"{ticket.item_code}　{ticket.item_title}"),
        ("单位、数量、标准", f"{unit}　{count}　{yuan_grouped(each)}"),
        ("收款单位", ticket.receiver),
        ("收款人、复核人", f"{ticket.received_by}　{ticket.checked_by}"),
    ]


async def receipt_of(session: Transaction, given: Donation, by: Principal) -> dict[str, object]:
    """What stands on the receipt, all of it text."""
    fund = await get_fund_of(session, given.fund_id)
    entry = await get_entry(session, given.disclosure_id)
    goods = f"{given.goods} {given.quantity} {given.unit}" if given.kind is GiftKind.GOODS else ""
    wish = EARMARK_NAMES[given.earmark_kind] + (f"：{given.earmark_title}" if given.earmark_title else "")
    facts = [
        ("捐赠人", donor_of(given, by)),
        ("捐赠类别", GIFT_NAMES[given.kind] + (f"（{goods}）" if goods else "")),
        ("接收基金", f"{fund.title}（{fund.number}）"),
        ("捐赠意愿", wish),
        ("捐赠日期", given.donated_on.isoformat()),
        ("公示号", PublicEntry.read(entry.canonical).number),
        ("备注", given.memo or "无"),
    ]
    ticket = await find_ticket(session, given.id)
    if ticket is not None:
        facts += _ticket_facts(ticket, given, by)
    return {
        "place": name_of(fund.region),
        "number": given.number,
        "facts": [{"label": label, "text": text} for label, text in facts],
        "amount_title": "物资折价" if goods else "捐赠金额",
        "amount": yuan_grouped(given.amount_fen),
        "capitals": in_capitals(given.amount_fen),
        "recorded_by": given.recorded_by,
        "recorded_at": wall_clock(given.recorded_at),
    }
