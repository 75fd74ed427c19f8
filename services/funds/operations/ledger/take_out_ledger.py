from datetime import datetime
from hashlib import sha256

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.books import must_govern
from services.funds.rules.ledger_file import LedgerForm, file_of
from services.funds.store.ledger_export import ACCOUNT_COLUMNS, Snapshot, take_snapshot
from services.funds.tables import LedgerExport
from shared import rows
from shared.security import Principal


async def take_out_ledger(
    session: AsyncSession, county: str, form: LedgerForm, *, reason: str, by: Principal, at: datetime
) -> Snapshot:
    """The county's ledger as it stands now, up to which line of each account; and a trace of who took it.

    The trace keeps the hash of the file of accounts, which says where every account stood: the ledger cannot be shown otherwise
    later. Raises OutsideRegion, NotAWholeCounty.
    """
    by.must_cover(county, pointer="/county")
    must_govern(by.region)

    snapshot = await take_snapshot(session, county)
    accounts = b"".join(file_of(form, ACCOUNT_COLUMNS, snapshot.accounts))

    trace = LedgerExport(
        region=county,
        form=form.value,
        accounts=len(snapshot.accounts),
        postings=snapshot.postings,
        accounts_sha256=sha256(accounts).hexdigest(),
        reason=reason,
        taken_by=by.subject,
        role=by.role.value,
        taken_at=at,
    )
    await rows.insert(session, trace)
    return snapshot
