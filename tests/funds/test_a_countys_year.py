"""A year's life of a county, from the first document to the closed books; then the public's totals are held against the ledger's.

Three projects, 200 houses, 2,000 grants, one flood, an asset's income, loans, one recovery.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import text

from services.funds.rules.account import SOURCE_NAMES, AccountKind, Source
from services.funds.rules.budget_line import MoveKind
from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.effect import Effect
from services.funds.rules.head import public_of, written_key
from services.funds.verifier.verify import main
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.funds_budget import NEXT_JANUARY
from tests.builders.funds_year import live_a_year
from tests.builders.log import a_key, take_in

HOUSES, GRANTS = 200, 2000
PROGRAMMES = {"housing": "农村危房改造", "industry": "产业扶贫", "loan-subsidy": "扶贫小额信贷贴息与风险补偿", "": None}
RESERVES = "临时救助与镇街备用金"

Totals = Counter[tuple[Any, ...]]

# What went from accounts of one kind to those of another, by whose money it was; what came back is taken off.
_FLOWS = """
    SELECT giving.kind, giving.source, giving.programme, giving.year,
           sum(gave.credits_posted_fen - gave.debits_posted_fen)::bigint AS fen,
           count(*) FILTER (WHERE gave.credits_posted_fen > 0) AS gifts
    FROM transfer t
    JOIN posting gave ON gave.transfer_id = t.id JOIN account giving ON giving.id = gave.account_id
    JOIN posting got ON got.transfer_id = t.id AND got.account_id <> gave.account_id
    JOIN account taking ON taking.id = got.account_id
    WHERE giving.kind = ANY(:giving) AND taking.kind = :taking AND gave.credits_posted_fen + gave.debits_posted_fen <> 0
    GROUP BY 1, 2, 3, 4
"""
_RECEIVED = """
    SELECT a.source, a.year, sum(p.debits_posted_fen)::bigint AS fen FROM transfer t
    JOIN posting p ON p.transfer_id = t.id JOIN account a ON a.id = p.account_id
    WHERE t.purpose = 'allocation' AND a.kind = 'county-pool' GROUP BY 1, 2
"""
PAYING = [AccountKind.BUDGET_LINE, AccountKind.TOWN_RESERVE, AccountKind.DONATION_FUND, AccountKind.ASSET_INCOME]


async def flows(session, taking: AccountKind, giving: Iterable[AccountKind] = PAYING) -> list[Any]:
    return list(await session.execute(text(_FLOWS), {"giving": list(giving), "taking": taking}))


def by_money(rows: Iterable[Any]) -> Totals:
    """The ledger's sums, named as the public reads them: by source, programme and year."""
    totals: Totals = Counter()
    for row in rows:
        is_reserve = row.kind == AccountKind.TOWN_RESERVE
        source = SOURCE_NAMES[Source(row.source)] if row.source else None
        totals[source, RESERVES if is_reserve else PROGRAMMES[row.programme], row.year or 2020] += row.fen
    return totals


def published(entries: Iterable[dict[str, Any]], *kinds: DisclosureKind, sign: int = 1) -> Totals:
    totals: Totals = Counter()
    for entry in entries:
        if entry["kind"] in kinds:
            totals[entry.get("source"), entry.get("programme"), entry.get("year")] += sign * entry["amount_fen"]
    return totals


async def the_archive(api, path) -> list[dict[str, Any]]:
    answer = await api.get("/disclosures/archive.jsonl")
    path.write_bytes(answer.content)
    return [json.loads(line) for line in answer.content.splitlines()]


async def test_what_the_public_reads_of_a_year_is_what_the_ledger_says_to_the_fen(session, api, log_around, tmp_path, capsys):
    year = await live_a_year(session, houses=HOUSES, grants=GRANTS)
    await take_in(session, at=NEXT_JANUARY)
    await session.commit()
    await set_scope(session, the_platform("test", "test"))
    county = api.as_(Role.COUNTY)

    # The year was as it is in life.
    assert len(year.needs) == GRANTS and year.waited == 200
    assert {one.kind for one in year.closed} == {MoveKind.CARRIED_OUT, MoveKind.CLAWED_BACK}

    # The books are sound, balance, and every month and the year are closed.
    assert (await county.get("/books/check")).json() == {"is_sound": True, "findings": []}
    trial = (await county.get("/trial-balance")).json()
    assert trial["is_balanced"], trial

    # The log has taken all in, and an auditor finds nothing amiss with it.
    archive = await the_archive(api, tmp_path / "archive.jsonl")
    key = written_key("linyi.test", public_of(a_key(b"1")))
    code = main([str(tmp_path / "archive.jsonl"), "--key", key, "--witness", str(log_around.heads)])
    assert code == 0, capsys.readouterr().out
    entries = [json.loads(line["canonical"]) for line in archive if line["is"] == "record"]
    rows = await session.execute(text("SELECT count(*), sum(amount_fen)::bigint FROM disclosure"))
    assert rows.one() == (len(entries), sum(entry["amount_fen"] for entry in entries))

    # Money in, by source and year.
    received = {(SOURCE_NAMES[Source(row.source)], row.year): row.fen for row in await session.execute(text(_RECEIVED))}
    told: Totals = Counter()
    for (source, _, of_year), fen in published(entries, DisclosureKind.MONEY_RECEIVED).items():
        told[source, of_year] += fen
    assert told == received
    assert {source for source, _ in received} == {"中央财政", "省级财政", "县区财政"}

    # Donations in, and an asset's income parted: all of it went on.
    [given] = await flows(session, AccountKind.DONATION_FUND, [AccountKind.DONORS])
    assert published(entries, DisclosureKind.DONATION).total() == given.fen == 20_000_00
    [income] = await flows(session, AccountKind.ASSET_INCOME, [AccountKind.OPERATORS])
    parted = await flows(session, AccountKind.COLLECTIVE_PAID_OUT, [AccountKind.ASSET_INCOME])
    parted += await flows(session, AccountKind.HOUSEHOLD_PAID_OUT, [AccountKind.ASSET_INCOME])
    whole = [entry for entry in entries if entry["effect"] == Effect.SHARED_OUT]
    assert published(whole, DisclosureKind.DISTRIBUTION).total() == income.fen == sum(row.fen for row in parted)

    # Money to households, by source, programme and year; what came back is taken off.
    to_households = await flows(session, AccountKind.HOUSEHOLD_PAID_OUT)
    told = published(entries, DisclosureKind.PAYMENT, DisclosureKind.EMERGENCY_GRANT)
    told.update(published(entries, DisclosureKind.PAYMENT_RETURNED, DisclosureKind.GRANT_RETURNED, sign=-1))
    assert told == by_money(to_households)

    # Money to suppliers.
    payments = [entry for entry in entries if entry["reason"].startswith("项目付款：")]
    assert len(payments) == 9
    assert published(payments, DisclosureKind.SUPPLIER_PAYMENT) == by_money(await flows(session, AccountKind.SUPPLIER_PAID_OUT))

    # Money for loans: interest to the bank, a fund that stands for them, and what it gave back.
    loans = published([one for one in entries if one["effect"] == Effect.SPENT], DisclosureKind.LOAN)
    loans.update(published([one for one in entries if one["effect"] == Effect.RETURNED], DisclosureKind.LOAN, sign=-1))
    lent = by_money(await flows(session, AccountKind.BANK_PAID_OUT))
    lent.update(by_money(await flows(session, AccountKind.GUARANTEE_FUND)))
    assert loans == lent and loans.total() > 60_000_00

    # Totals as they are published say the same as the lines.
    totals: Totals = Counter()
    for row in (await api.get("/disclosures/totals.json")).json()["rows"]:
        totals[row["kind"], row.get("programme")] += row.get("amount_fen") or round(float(row["amount_yuan"]) * 100)
    lines: Totals = Counter()
    for entry in entries:
        lines[entry["kind"], entry.get("programme")] += entry["amount_fen"]
    assert totals == lines

    # Every payment of a household has one public entry, and every such entry one payment.
    paid = (await session.execute(text("SELECT disclosure_id FROM payment WHERE paid_at IS NOT NULL"))).scalars().all()
    kinds = (DisclosureKind.PAYMENT, DisclosureKind.EMERGENCY_GRANT)
    assert sorted(map(str, paid)) == sorted(entry["id"] for entry in entries if entry["kind"] in kinds)
    assert len(paid) == sum(row.gifts for row in to_households) == HOUSES + 30 + GRANTS

    # Nobody can be found in anything that the public reads.
    public = (tmp_path / "archive.jsonl").read_text(encoding="utf-8")
    for path in ("/notices", "/notices/page", "/disclosures", "/disclosures.json", "/duties", "/disclosures/totals.json"):
        public += (await api.get(path)).text
    assert len(year.secrets) > 4 * HOUSES + 2 * GRANTS
    assert [secret for secret in year.secrets if secret in public] == []
