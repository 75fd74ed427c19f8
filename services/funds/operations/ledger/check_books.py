from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.books import must_govern
from services.funds.store.books import Finding, list_findings
from shared.security import Principal


async def check_books(session: AsyncSession, *, by: Principal) -> list[Finding]:
    """Recompute every sum, line, balance and transfer from the postings, and say what does not agree with what is kept.

    Whoever sees a part of a county's books sees transfers with one side only, and could find nothing. Raises NotAWholeCounty.
    """
    must_govern(by.region)
    return await list_findings(session)
