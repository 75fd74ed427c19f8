"""Recomputing the books: sound whatever was done, and what somebody changed behind their back is found."""

import asyncpg
import pytest

from deploy.embedded.postgres import Postgres
from services.funds.operations.ledger.check_books import check_books
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.operations.ledger.settle_reservation import settle_reservation
from services.funds.rules.books import NotAWholeCounty
from services.funds.rules.transfer import Phase
from services.funds.schemas.ledger import ReverseTransfer
from shared.database import set_scope, the_platform
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, DETECTED_AT, TOWN
from tests.builders.funds_ledger import a_fill, a_pool, book

AUDITOR = Principal("审计", Role.AUDITOR, COUNTY)


async def _some_books(session) -> None:
    await a_pool(session, 1000)
    [moved] = await book(session, a_fill(300))
    [reserved] = await book(session, a_fill(50, is_reserved=True))
    await settle_reservation(session, reserved.id, Phase.POSTED, at=DETECTED_AT)
    await reverse_transfer(session, moved.id, ReverseTransfer(reason="误记"), at=DETECTED_AT)


async def test_books_that_nobody_touched_are_sound(session):
    await _some_books(session)

    assert await check_books(session, by=AUDITOR) == []


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ("UPDATE account SET debits_posted_fen = debits_posted_fen + 1 WHERE kind = 'county-pool'", {"account-sums"}),
        ("UPDATE posting SET balance_fen = balance_fen + 1 WHERE line = 2", {"line-balance"}),
        (
            "DELETE FROM posting WHERE line = 1 AND account_id IN (SELECT id FROM account WHERE kind = 'town-reserve')",
            {"account-sums", "line-balance", "line-missing", "transfer-lopsided", "follower-strays"},
        ),
        (
            "UPDATE transfer SET amount_fen = amount_fen + 1 WHERE phase = 'reserved'",
            {"transfer-lopsided", "follower-strays"},
        ),
        ("UPDATE transfer SET booked_on = booked_on + 40 WHERE purpose = 'allocation'", {"posting-elsewhere"}),
        (
            "UPDATE posting SET debits_posted_fen = 7 * sign(debits_posted_fen),"
            " credits_posted_fen = 7 * sign(credits_posted_fen)"
            " WHERE transfer_id IN (SELECT id FROM transfer WHERE phase = 'reversed')",
            {"account-sums", "line-balance", "transfer-lopsided", "follower-strays"},
        ),
    ],
)
async def test_what_was_changed_with_the_triggers_off_is_found(
    session, database_url: str, postgres: Postgres, change: str, codes: set[str]
):
    await _some_books(session)
    await session.commit()
    admin = await asyncpg.connect(postgres.url(database=database_url.rpartition("/")[2], driver=""))
    await admin.execute("SET session_replication_role = replica")
    await admin.execute(change)
    await admin.close()
    await set_scope(session, the_platform("test", "test"))

    assert {found.code for found in await check_books(session, by=AUDITOR)} == codes


@pytest.mark.parametrize(("region", "sees"), [("*", True), ("3713", True), (COUNTY, True), (TOWN, False)])
async def test_whoever_sees_a_part_of_a_county_cannot_check_it(session, region: str, sees: bool):
    by = Principal("审计", Role.AUDITOR, region)
    if sees:
        assert await check_books(session, by=by) == []
    else:
        with pytest.raises(NotAWholeCounty):
            await check_books(session, by=by)
