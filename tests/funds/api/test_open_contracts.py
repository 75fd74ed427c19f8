"""Contracts as OCDS: what the partnership's own checker and its own merging say of what a project's life publishes."""

import json
import warnings
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from services.funds.rules.ocds_record import compiled
from tests.builders.funds_open import TRADER, TRADER_CODE, a_finished_project, an_abandoned_project

SCHEMAS = Path(__file__).parent.parent / "specs" / "ocds-standard-1.1-schema.zip"


def checked(package: dict, schemas: Path = SCHEMAS) -> dict:
    """What lib-cove-ocds finds, without a network."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from libcoveocds.api import ocds_json_output
        from libcoveocds.config import LibCoveOCDSConfig

        config = LibCoveOCDSConfig()
        config.config |= {"context": "api", "standard_zip": schemas.as_uri()}
        told: dict = ocds_json_output(json_data=package, lib_cove_ocds_config=config)
    return told


def faults_of(package: dict, schemas: Path = SCHEMAS) -> dict:
    told = checked(package, schemas)
    wanted = (
        "validation_errors", "deprecated_fields", "additional_fields", "additional_checks", "additional_closed_codelist_values",
        "additional_open_codelist_values",
    )  # fmt: skip
    return {name: told[name] for name in wanted if told[name]}


@pytest.fixture
async def project(session):
    project, _ = await a_finished_project(session)
    await an_abandoned_project(session)
    await session.commit()
    return project


async def taken(api, path: str) -> dict:
    answer = await api.get(f"/open-data/ocds/{path}")
    assert answer.status_code == 200, answer.text
    told: dict = json.loads(answer.content)
    return told


async def test_the_partnership_s_checker_finds_nothing_in_a_year_s_releases(api, project):
    assert faults_of(await taken(api, "releases/2020.json")) == {}


async def test_the_partnership_s_checker_finds_nothing_in_the_records(api, project, tmp_path):
    assert faults_of(await taken(api, "records/2020.json"), without_a_network(tmp_path)) == {}


def without_a_network(folder: Path) -> Path:
    """The schemas with the one address that records are checked by led to the copy beside them."""
    versioned, moved = "versioned-release-validation-schema.json", folder / "schemas.zip"
    with zipfile.ZipFile(SCHEMAS) as packed, zipfile.ZipFile(moved, "w") as repacked:
        (folder / versioned).write_bytes(packed.read(f"standard-1.1/schema/{versioned}"))
        for name in packed.namelist():
            told = packed.read(name)
            if name.endswith("record-package-schema.json"):
                found = [line for line in told.decode().split('"') if line.endswith(versioned)]
                assert found
                told = told.replace(found[0].encode(), (folder / versioned).as_uri().encode())
            repacked.writestr(name, told)
    return moved


async def test_the_checker_would_find_what_is_wrong(api, project):
    package = await taken(api, "releases/2020.json")
    package["releases"][0]["tag"] = ["invented"]
    package["releases"][1]["invented"] = "that"
    del package["releases"][2]["ocid"]
    assert faults_of(package).keys() == {"validation_errors", "additional_fields", "additional_closed_codelist_values"}


async def test_each_change_is_a_release_with_its_tag(api, project):
    package = await taken(api, "releases/2020.json")
    prefix = f"ocds-000000-{project.number}"
    told = [
        (release["ocid"].removeprefix(prefix), release["tag"]) for release in package["releases"] if prefix in release["ocid"]
    ]
    assert told == [
        ("", ["planning"]),
        ("", ["planningUpdate"]),
        ("", ["planningUpdate"]),
        ("-C1", ["tender", "award", "contract"]),
        ("-C2", ["tender", "award", "contract"]),
        ("-C1", ["contractAmendment"]),
        ("-C1", ["implementation"]),
        ("-C2", ["implementation"]),
        ("-C1", ["implementation"]),
        ("-C1", ["implementationUpdate"]),
        ("-C1", ["implementationUpdate"]),
        ("-C2", ["implementationUpdate"]),
    ]
    assert len({release["id"] for release in package["releases"]}) == len(package["releases"])


async def test_a_record_is_what_the_standard_s_own_merging_makes_of_the_releases(api, project):
    from ocdsmerge import Merger

    releases = (await taken(api, "releases/2020.json"))["releases"]
    records = (await taken(api, "records/2020.json"))["records"]
    assert {record["ocid"] for record in records} == {release["ocid"] for release in releases}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        merger = Merger(schema())
        for record in records:
            of_process = [release for release in releases if release["ocid"] == record["ocid"]]
            assert record["compiledRelease"] == merger.create_compiled_release(of_process)
            assert [told["url"].partition("#")[2] for told in record["releases"]] == [told["id"] for told in of_process]


def schema() -> dict:
    with zipfile.ZipFile(SCHEMAS) as packed:
        told: dict = json.loads(packed.read("standard-1.1/schema/dereferenced-release-schema.json"))
    return told


async def test_the_money_of_a_contract_can_be_followed_to_the_fen(api, project):
    answer = await api.get("/open-data/ocds/records/2020.json")
    records = json.loads(answer.content, parse_float=Decimal)["records"]
    by_ocid = {record["ocid"].rpartition("-")[2]: record["compiledRelease"] for record in records if "-C" in record["ocid"]}
    [first], [second] = by_ocid["C1"]["contracts"], by_ocid["C2"]["contracts"]
    assert (first["value"]["amount"], by_ocid["C1"]["awards"][0]["value"]["amount"]) == (
        Decimal("520000.00"),
        Decimal("500000.00"),
    )
    assert [change["id"].rpartition("-")[2] for change in first["amendments"]] == ["M1"]
    county, supplier = "county-371311", "CN-USCC-91371300MA3C4R5T6J"
    ways = [(one["payer"]["id"], one["payee"]["id"], one["value"]["amount"]) for one in first["implementation"]["transactions"]]
    assert ways == [
        (county, supplier, Decimal("100000.00")),
        (county, supplier, Decimal("20000.00")),
        (supplier, county, Decimal("20000.00")),
    ]
    [only] = second["implementation"]["transactions"]
    assert only["value"]["amount"] == Decimal("5000.50") and b"5000.50" in answer.content
    assert [met["status"] for met in first["implementation"]["milestones"]] == ["met"]


async def test_a_person_in_trade_is_no_party(api, project):
    for path in ("releases/2020.json", "records/2020.json"):
        text = json.dumps(await taken(api, path), ensure_ascii=False)
        assert TRADER not in text and TRADER_CODE not in text
        assert "张大爷" not in text, "what officers wrote as the reason of a change"
        assert "王建国" not in text, "who answers for the project"


async def test_a_contracting_process_says_where_it_was_planned(api, project):
    releases = (await taken(api, "releases/2020.json"))["releases"]
    [related] = next(release for release in releases if "tender" in release["tag"])["relatedProcesses"]
    assert (related["relationship"], related["identifier"]) == (["planning"], f"ocds-000000-{project.number}")
    assert related["identifier"] in {release["ocid"] for release in releases if release["tag"] == ["planning"]}


def test_two_lists_of_members_merge_by_id_and_a_list_of_words_is_replaced():
    first = {"ocid": "o", "id": "1", "date": "1", "tag": ["a"], "parties": [{"id": "x", "roles": ["buyer"]}], "n": {"a": 1}}
    later = {
        "ocid": "o",
        "id": "2",
        "date": "2",
        "tag": ["b"],
        "parties": [{"id": "y"}, {"id": "x", "roles": ["payer"]}],
        "n": {"b": 2},
    }
    merged = compiled([first, later])
    assert merged["parties"] == [{"id": "x", "roles": ["payer"]}, {"id": "y"}]
    assert (merged["n"], merged["tag"], merged["id"]) == ({"a": 1, "b": 2}, ["compiled"], "o-2")
