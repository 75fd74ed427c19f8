"""A row of the books as a row of an open table: codes by their names, sums in yuan, and who is no unit not named."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.asset import KIND_NAMES, STATE_NAMES, TITLE_NAMES, AssetKind, AssetState, TitleKind
from services.funds.rules.contract import PAY_KIND_NAMES, PROCUREMENT_NAMES, PayKind, ProcurementMethod
from services.funds.rules.disclosure import DISCLOSURE_NAMES, DisclosureKind, PublicEntry, public_number
from services.funds.rules.donation import EARMARK_NAMES, GIFT_NAMES, USE_NAMES, EarmarkKind, GiftKind, UseKind
from services.funds.rules.loan import percent
from services.funds.rules.loan_policy import BORROWER_NAMES, Borrower
from services.funds.rules.open_sums import BACK_NAMES, GRANT_NAMES, BackKind, GrantKind
from services.funds.rules.open_table import NOT_SAID, Money, Value, organisation, sayable
from services.funds.rules.project import PROJECT_KIND_NAMES, PROJECT_STATE_NAMES, ProjectKind, ProjectState
from services.funds.rules.public_text import SMALL
from services.funds.rules.shown_renovation import HOUSE_STATE_NAMES, HouseState, mode_name
from shared.regions import name_of

Cells = Sequence[Value]
_SHARES = 10_000
"""Shares of a loss are kept in ten-thousandths."""


def _disclosure(row: Any) -> Cells:
    entry = PublicEntry.read(row.canonical)
    return (
        row.position, entry.id, entry.number, entry.kind, DISCLOSURE_NAMES[DisclosureKind(entry.kind)], entry.region,
        entry.region_name, entry.subject, Money(entry.amount_fen), entry.reason, entry.clause, entry.published_on,
        entry.corrects, entry.source, entry.programme, entry.year, entry.project,
    )  # fmt: skip


def _project(row: Any) -> Cells:
    is_small = row.households < SMALL
    return (
        row.number, row.title, PROJECT_KIND_NAMES[ProjectKind(row.kind)], row.region, name_of(row.region),
        PROJECT_STATE_NAMES[ProjectState(row.state)], organisation(row.unit), sayable(row.task), sayable(row.standard),
        sayable(row.mechanism), None if is_small else row.households, None if is_small else row.persons,
        Money(row.planned_fen), _money(row.approved_fen), row.approved_under, row.approved_on, row.plan_year, row.starts_on,
        row.ends_on, row.accepted_on, row.handed_over_on,
    )  # fmt: skip


def _project_source(row: Any) -> Cells:
    return row.project, SOURCE_NAMES[Source(row.source)], Money(row.amount_fen), _money(row.approved_fen)


def _contract(row: Any) -> Cells:
    supplier = organisation(row.supplier, row.supplier_code)
    return (
        row.number, row.project, sayable(row.title), supplier, None if supplier == NOT_SAID else row.supplier_code,
        PROCUREMENT_NAMES[ProcurementMethod(row.method)], row.tender_opened_on, row.tender_closed_on, row.bidders,
        row.awarded_on, row.signed_on, row.starts_on, row.ends_on, Money(row.first_fen), Money(row.amount_fen),
        row.warranty_days,
    )  # fmt: skip


def _amendment(row: Any) -> Cells:
    before, now = Money(row.amount_before_fen), Money(row.amount_fen)
    return row.contract, row.sequence, row.signed_on, before, now, row.ends_before_on, row.ends_on


def _contract_payment(row: Any) -> Cells:
    return (
        public_number(row.disclosure_id), row.contract, PAY_KIND_NAMES[PayKind(row.kind)], Money(row.amount_fen), row.paid_on,
        row.returned_on, row.line, str(row.disclosure_id),
    )  # fmt: skip


def _budget_line(row: Any) -> Cells:
    return (
        row.number, row.region, name_of(row.region), row.title, SOURCE_NAMES[Source(row.source)], row.programme_title,
        row.use_title, row.year, row.money_of_year, Money(row.amount_fen), row.project or None,
    )  # fmt: skip


def _donation(row: Any) -> Cells:
    entry, earmark = PublicEntry.read(row.canonical), EarmarkKind(row.earmark_kind)
    says_whom = earmark in (EarmarkKind.PROGRAMME, EarmarkKind.SCHOOL, EarmarkKind.PERSON_CLASS)
    return (
        row.number, row.fund, row.fund_title, entry.region, entry.region_name, entry.subject, GIFT_NAMES[GiftKind(row.kind)],
        Money(row.amount_fen), sayable(row.goods) or None, row.quantity or None, sayable(row.unit) or None,
        EARMARK_NAMES[earmark], sayable(row.earmark_title) if says_whom else None, row.donated_on, entry.id,
    )  # fmt: skip


def _donation_use(row: Any) -> Cells:
    entry = PublicEntry.read(row.canonical)
    return (
        row.number, row.fund, row.fund_title, entry.region, entry.region_name, USE_NAMES[UseKind(row.kind)], sayable(row.title),
        entry.subject, Money(row.amount_fen), row.quantity or None, entry.programme, row.approved_on, entry.id,
    )  # fmt: skip


def _asset(row: Any) -> Cells:
    return (
        row.number, row.title, KIND_NAMES[AssetKind(row.kind)], row.region, name_of(row.region),
        STATE_NAMES[AssetState(row.state)], Money(row.value_fen), row.acquired_on, row.project or None, row.disposed_on,
    )  # fmt: skip


def _asset_title(row: Any) -> Cells:
    title = TITLE_NAMES[TitleKind(row.kind)]
    return row.asset, title, organisation(row.holder), row.holder_region, row.share, row.from_on, row.until_on


def _asset_income(row: Any) -> Cells:
    return (
        row.number, row.region, name_of(row.region), organisation(row.collective), row.year, Money(row.pool_fen),
        Money(row.households_fen), Money(row.collective_fen), None if row.households < SMALL else row.households, row.paid_on,
    )  # fmt: skip


def _money(fen: int | None) -> Value:
    return None if fen is None else Money(fen)


def _grant(row: Any) -> Cells:
    is_small = row.holders < SMALL
    return (
        row.region, name_of(row.region), GRANT_NAMES[GrantKind(row.kind)], row.month, None if is_small else row.holders,
        None if is_small else row.grants, Money(row.amount_fen),
    )  # fmt: skip


def _loan(row: Any) -> Cells:
    borrower = Borrower(row.borrower)
    is_small = borrower is not Borrower.ENTERPRISE and row.holders < SMALL
    counted = (None, None, None) if is_small else (row.holders, row.loans, Money(row.amount_fen))
    return row.region, name_of(row.region), BORROWER_NAMES[borrower], row.title, row.quarter, *counted


def _guarantee_fund(row: Any) -> Cells:
    is_small = 0 < row.holders < SMALL
    return (
        row.region, name_of(row.region), row.bank, row.multiple, percent(Fraction(row.fund_share, _SHARES)),
        Money(row.balance_fen), None if is_small else Money(row.guaranteed_fen), Money(row.paid_fen), Money(row.back_fen),
    )  # fmt: skip


def _recovery(row: Any) -> Cells:
    kind, is_small = BackKind(row.kind), row.holders < SMALL
    amount = None if is_small and kind is not BackKind.GRANT else Money(row.amount_fen)
    return row.region, name_of(row.region), BACK_NAMES[kind], row.quarter, None if is_small else row.holders, amount


def _renovation(row: Any) -> Cells:
    return (
        row.number, row.region, name_of(row.region), row.year, row.grade, mode_name(row.mode), Money(row.standard_fen),
        HOUSE_STATE_NAMES[HouseState(row.state)], row.progressed_on,
        "是" if row.is_paid else "部分" if row.is_partly_paid else "否",
    )  # fmt: skip


CELLS: dict[str, Callable[[Any], Cells]] = {
    "disclosures": _disclosure,
    "projects": _project,
    "project_sources": _project_source,
    "contracts": _contract,
    "contract_amendments": _amendment,
    "contract_payments": _contract_payment,
    "budget_lines": _budget_line,
    "donations": _donation,
    "donation_uses": _donation_use,
    "assets": _asset,
    "asset_titles": _asset_title,
    "asset_income": _asset_income,
    "grants": _grant,
    "loans": _loan,
    "guarantee_funds": _guarantee_fund,
    "recoveries": _recovery,
    "renovations": _renovation,
}
"""How the rows of each table are written, by its name."""
