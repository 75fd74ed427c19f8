"""What reached people as 360Giving: sound to its schema, exact in its sums, and of nobody."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import jsonschema
from referencing import Registry, Resource

from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.tables import Disclosure
from shared.ids import uuid7
from tests.builders.funds import DETECTED_AT, OTHER_TOWN
from tests.builders.funds_donations import a_fund, a_recipient, a_use, given, to_school, used
from tests.builders.funds_open import a_household_paid
from tests.builders.log import take_in

SPECS = Path(__file__).parent.parent / "specs"


def faults_of(package: dict) -> list[str]:
    grant, whole = (
        json.loads((SPECS / name).read_text()) for name in ("360-giving-schema.json", "360-giving-package-schema.json")
    )
    for schema in (grant, whole):
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"  # the published address of it has no s
    inside = whole["properties"]["grants"]["items"]["$ref"]
    registry = Registry().with_resource(inside, Resource.from_contents(grant))
    checker = jsonschema.Draft202012Validator(whole, registry=registry, format_checker=jsonschema.FormatChecker())
    return [f"{fault.json_path}: {fault.message}" for fault in checker.iter_errors(package)]


async def taken(api, year: int = 2020) -> dict:
    answer = await api.get(f"/open-data/360giving/{year}.json")
    assert answer.status_code == 200, answer.text
    told: dict = json.loads(answer.content, parse_float=Decimal, parse_int=Decimal)
    return told


async def test_a_package_of_all_kinds_of_grants_is_sound(api, session, log_around):
    for _ in range(6):
        a_household_paid(session)
    a_household_paid(session, region=OTHER_TOWN, programme="急难救助", amount_fen=1_000_00)
    fund = await a_fund(session)
    await given(session, fund, 2_000_00)
    await used(session, to_school(fund, 300_00))
    await take_in(session)
    await session.commit()

    package = await taken(api)

    assert faults_of(json.loads(json.dumps(package, default=float))) == []
    assert faults_of({"grants": [{"id": "360G-x-1"}]}) != []
    assert sum(grant["amountAwarded"] for grant in package["grants"]) == 6 * 14_000 + 1_000 + 300
    assert len({grant["id"] for grant in package["grants"]}) == 8


async def test_of_a_class_of_few_households_only_county_month_and_programme_are_said(api, session, log_around):
    many = [a_household_paid(session, at=DETECTED_AT + timedelta(days=day)) for day in range(5)]
    few = [a_household_paid(session, region=OTHER_TOWN, amount_fen=9_999_99) for _ in range(4)]
    await take_in(session)
    await session.commit()

    grants = (await taken(api))["grants"]

    fine = [grant for grant in grants if "dataSource" in grant]
    coarse = [grant for grant in grants if "dataSource" not in grant]
    assert {grant["dataSource"].rpartition("/")[2] for grant in fine} == {str(entry.id) for entry in many}
    assert len(coarse) == len(few)
    for grant in coarse:
        assert [place["geoCode"] for place in grant["beneficiaryLocation"]] == ["371311"]
        assert (grant["title"], grant["description"]) == ("农村危房改造", "农村危房改造")
        assert grant["awardDate"].endswith("-01") and grant["amountAwarded"] == Decimal("9999.99")
    told = json.dumps(coarse, ensure_ascii=False, default=str)
    assert not any(word in told for entry in few for word in (str(entry.id), json.loads(entry.canonical)["number"]))


async def test_a_household_that_is_paid_every_month_is_one_household(api, session, log_around):
    household = uuid4()
    for month in range(6):
        a_household_paid(session, household=household, at=DETECTED_AT + timedelta(days=30 * month))
    await take_in(session)
    await session.commit()
    assert not any("dataSource" in grant for grant in (await taken(api))["grants"])


async def test_a_household_has_no_name_and_no_id_that_leads_anywhere(api, session, log_around):
    household = uuid4()
    for _ in range(6):
        a_household_paid(session, household=household)
    await take_in(session)
    await session.commit()
    grants = (await taken(api))["grants"]
    assert {grant["recipientIndividual"]["name"] for grant in grants} == {"受助家庭（不公开姓名）"}
    assert len({grant["recipientIndividual"]["id"] for grant in grants}) == 6, (
        "one household's grants are not to be told together"
    )
    assert str(household) not in json.dumps(grants, default=str)


async def test_what_came_back_is_awarded_and_not_out(api, session, log_around):
    entry = a_household_paid(session)
    back = PublicEntry.read(entry.canonical).taken_back(
        id=uuid7(), kind=DisclosureKind.PAYMENT_RETURNED, published_on=DETECTED_AT.date()
    )
    await session.flush()
    session.add(Disclosure.of(back))
    await take_in(session)
    await session.commit()
    [grant] = (await taken(api))["grants"]
    assert (grant["amountAwarded"], grant["amountDisbursed"]) == (Decimal("14000.00"), Decimal(0))


async def test_a_donation_s_households_are_counted_when_they_are_paid_and_not_twice(api, session, log_around):
    fund = await a_fund(session)
    await given(session, fund, 2_000_00)
    await used(session, a_use(fund, recipients=[a_recipient(200_00)]))
    await used(session, to_school(fund, 300_00))
    await take_in(session)
    await session.commit()
    grants = (await taken(api))["grants"]
    assert [grant["amountAwarded"] for grant in grants] == [Decimal("300.00")]
    assert grants[0]["recipientOrganization"][0]["name"] == "罗庄一中"
