"""A year that was topped up under two numbers, and then they turn out to be one human being: in sum what one year is owed."""

from datetime import date

from services.medical.operations.person.join_years import join_years
from services.medical.store.top_up_years import load_years
from services.medical.tables import TopUp, TopUpRun
from tests.builders.medical import a_settlement, an_enrolled_person, an_id_number
from tests.builders.top_up import a_confirmed_run, a_draft, lines_of
from tests.medical.operations.person.test_follow_merger import merged

FIRST, SECOND = an_id_number(1), an_id_number(2)
IN_JUNE, IN_JULY = date(2020, 6, 12), date(2020, 7, 20)


async def a_stay_under(session, number: str, in_policy_fen: int, on: date):
    person = await an_enrolled_person(session, id_number=number)
    await a_settlement(session, id_number=number, in_policy_fen=in_policy_fen, out_of_policy_fen=0, on=on)
    return person


async def two_numbers(session):
    first = await a_stay_under(session, FIRST, 1_000_000, IN_JUNE)
    return first, await a_stay_under(session, SECOND, 2_000_000, IN_JULY)


async def by_number(session, run: TopUpRun) -> dict[str, TopUp]:
    return {line.identity_hash: line for line in await lines_of(session, run.id)}


async def test_before_anything_was_topped_up_both_numbers_are_one_line(session):
    first, second = await two_numbers(session)
    await join_years(session, merged(first, second))

    run = await a_draft(session)

    [line] = await lines_of(session, run.id)
    # 30,000 of which 15,000 are the patient's: 12,000 above a tenth, of which the year's ceiling lets 5,000 through; of the
    # 10,000 that remain half, of which the family's lets 3,000.
    assert (line.identity_hash, line.pay_fen) == (first.identity_hash, 8_000_00)


async def test_what_was_topped_up_under_two_numbers_is_set_off_against_the_one_year(session):
    first, second = await two_numbers(session)
    apart = await by_number(session, await a_confirmed_run(session))
    given = sum(line.pay_fen for line in apart.values())
    await join_years(session, merged(first, second))

    again = await by_number(session, await a_draft(session))

    owed = {number: line.owed_fen for number, line in again.items()}
    assert owed == {first.identity_hash: 8_000_00, second.identity_hash: 0}
    assert given == apart[first.identity_hash].pay_fen + apart[second.identity_hash].pay_fen
    assert sum(line.owed_fen - line.before_fen for line in again.values()) == 8_000_00 - given


async def test_the_one_year_has_each_ceiling_once(session):
    """What the second number's top-up drew is given back when that is taken back, so nothing is drawn twice or lost."""
    first, second = await two_numbers(session)
    await a_confirmed_run(session)
    await join_years(session, merged(first, second))

    await a_confirmed_run(session)

    years = await load_years(session, [first.identity_hash, second.identity_hash], 2020)
    drawn = {number: one.year.counters.get("person_year", 0) if one.year else 0 for number, one in years.people.items()}
    assert drawn == {first.identity_hash: 5_000_00, second.identity_hash: 0}
