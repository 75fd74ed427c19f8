"""Say who a person is to the policy of their place today; changes nothing."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import eligibility
from services.medical.schemas.eligibility import CeilingLeft, CheckEligibility, EligibilityView
from services.medical.schemas.reference import ReferenceView
from services.medical.store import defaulters, people, policies
from shared.identity import check_id_number, masked
from shared.policy.clauses import Period, Policy, Stay, first
from shared.vault import hash_identity


async def check_eligibility(session: AsyncSession, form: CheckEligibility, *, on: date) -> EligibilityView:
    """Raises InvalidIdNumber, NoPolicyInForce."""
    number = check_id_number(form.id_number, on=on).number
    identity_hash = hash_identity(number)
    policy = policies.get_policy(form.region, on)
    known = await people.get_standing(session, identity_hash, on=on)
    year = await people.find_year(session, identity_hash, on.year)

    persons = eligibility.persons_of(known.classes, has_cover=known.has_cover)
    decision = eligibility.decide_deposit(
        policy,
        persons=persons,
        region=form.region,
        level=form.hospital_level,
        cause=form.cause,
        is_defaulter=await defaulters.is_listed(session, identity_hash),
    )
    stay = Stay(form.region, form.hospital_level, persons, total_fen=0, in_policy_fen=0, so_far=year.counters if year else {})

    return EligibilityView(
        id_number_masked=masked(number),
        persons=sorted(persons),
        person_titles=[title for name, title in policy.persons.items() if name in persons],
        has_cover=known.has_cover,
        is_without_deposit=decision.is_without_deposit,
        deposit_reason=decision.reason,
        deposit_reference=ReferenceView.of(decision.reference) if decision.reference else None,
        policy=policy.name,
        policy_title=policy.title,
        policy_version=policy.version,
        on=on,
        ceilings=_ceilings_left(policy, stay),
    )


def _ceilings_left(policy: Policy, stay: Stay) -> list[CeilingLeft]:
    """Of the layers that this person is entitled to, what is left of each yearly ceiling."""
    left = []
    for layer in policy.layers:
        for ceiling in layer.ceilings if layer.entitled.holds(stay) else ():
            case = first(ceiling.limits, stay)
            if ceiling.per is Period.YEAR and case is not None and case.value is not None:
                left_fen = max(0, case.value - stay.so_far.get(ceiling.name, 0))
                left.append(CeilingLeft(layer=layer.name, title=ceiling.title, limit_fen=case.value, left_fen=left_fen))
    return left
