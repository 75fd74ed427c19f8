"""Everything that may hang on somebody of the register and on their household."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.assign_households import assign_households
from services.registry.operations.campaign.draw_sample import draw_sample
from services.registry.operations.campaign.open_campaign import open_campaign
from services.registry.operations.case.open_case import open_case
from services.registry.operations.checklist.keep_draft import keep_draft
from services.registry.operations.comparison.compare_list import compare_list
from services.registry.operations.credit.rate_household import rate_household
from services.registry.operations.paper.file_paper import file_paper
from services.registry.operations.plan.add_measure import add_measure
from services.registry.operations.plan.draft_plan import draft_plan
from services.registry.operations.quality.look_over import look_over
from services.registry.operations.visit.record_household_visit import record_household_visit
from services.registry.operations.watch.note_facts import note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.rules.case import Origin
from services.registry.rules.sighting import Sighting
from services.registry.schemas.assignment import AssignHouseholds
from services.registry.schemas.campaign import DrawSample, OpenCampaign
from services.registry.schemas.checklist import KeepDraft
from services.registry.schemas.paper import FilePaper
from services.registry.schemas.plan import AddMeasure
from services.registry.schemas.visit import FoundProblem
from services.registry.tables import Helper, Household, Person
from shared.events.civil_affairs import Trigger
from shared.vault import unseal
from tests.builders.comparison import CIVIL_AFFAIRS, a_list
from tests.builders.plan import a_rating_form
from tests.builders.registry_file import OFFICER, TODAY
from tests.builders.walking import ALL_WELL, COUNTY, TOWN, a_helper, a_visit
from tests.builders.watch import a_bill
from tests.shared.test_papers import a_photo

CAMPAIGN = "visit-all"


async def what_is_known_of(session: AsyncSession, person: Person) -> None:
    """A case, facts, an alert, a paper, and findings about whoever still sits somewhere."""
    household = await session.get_one(Household, person.household_id)
    sighting = Sighting(Origin.BURDEN, Trigger.ILLNESS, person.region, identity_hash=person.identity_hash)
    await open_case(session, sighting, by="medical")
    bill = a_bill(household, 2_000_000, on=TODAY)
    await note_facts(session, [bill, type(bill)(**vars(bill) | {"source_id": person.id, "person_id": person.id})], by="medical")
    await raise_alerts(session, [household.id], on=TODAY)
    await file_paper(session, FilePaper(title="身份证", person_id=person.id), a_photo(6), household_id=household.id, by=OFFICER)
    await look_over(session, [household.id], on=TODAY)


async def what_is_done_for(session: AsyncSession, person: Person) -> Helper:
    """A helper, a campaign with a visit, a problem and a sample, a plan, a rating, a draft, and what a list says otherwise."""
    household = await session.get_one(Household, person.household_id)
    helper = await a_helper(session)
    form = AssignHouseholds(household_ids=[household.id], reason="结对帮扶")
    await assign_households(session, helper.id, form, by=COUNTY.subject, on=TODAY)
    walk = OpenCampaign(kind=CAMPAIGN, region="371311", starts_on=TODAY, ends_on=TODAY)
    campaign = await open_campaign(session, walk, by=COUNTY, on=TODAY)
    problem = FoundProblem(found="东屋漏雨", due_on=TODAY)
    visit = a_visit(campaign, visited_on=TODAY, answers=ALL_WELL, problems=[problem])
    await record_household_visit(session, household.id, visit, by=TOWN, on=TODAY)
    await draw_sample(session, campaign.id, DrawSample(), by=COUNTY)
    await draft_plan(session, household.id, TODAY.year, by=OFFICER.subject, on=TODAY)
    measure = AddMeasure(measure="small-loan", reason="户主申请，已有销路", person_ids=[person.id])
    await add_measure(session, household.id, TODAY.year, measure, by=OFFICER.subject, on=TODAY)
    await rate_household(session, household.id, a_rating_form(person.id), by=OFFICER.subject, on=TODAY)
    await keep_draft(session, KeepDraft(answers=[]), checklist="five-assurances", household_id=household.id, by=OFFICER, on=TODAY)
    assert person.id_number_sealed
    number = unseal(person.id_number_sealed)
    for kind, says in (("low-income", {"保障类别": "A类"}), ("deaths", {"死亡日期": "2020-05-20"})):
        listed = a_list({"who": number, **says})
        await compare_list(session, listed, kind=kind, place="371311", listed_on=TODAY, by=CIVIL_AFFAIRS, on=TODAY)
    return helper
