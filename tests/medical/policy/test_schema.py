"""The JSON Schema that editors use: current, and of one mind with what loads."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from deploy.policy.schema import written_schema
from services.medical.store.policies import FOLDER

SCHEMA = json.loads((FOLDER / "policy.schema.json").read_text("utf-8"))
FILES = [*sorted(FOLDER.glob("*.yaml")), *sorted((Path(__file__).parent / "places").glob("*.yaml"))]


class AsAnEditorReads(yaml.SafeLoader):
    """YAML 1.2, as editors read it: numbers are numbers, days stay text, and `on` is a word."""

    yaml_implicit_resolvers = {
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or letter in "tTfF"]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


AsAnEditorReads.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def read(text: str) -> Any:
    return yaml.load(text, Loader=AsAnEditorReads)  # noqa: S506 a SafeLoader without dates


def as_json(tree: Any) -> Any:
    """JSON has only text for keys: `{12000: 50%}` is `{"12000": "50%"}` to a schema."""
    if isinstance(tree, dict):
        return {str(key): as_json(value) for key, value in tree.items()}
    return [as_json(one) for one in tree] if isinstance(tree, list) else tree


def test_the_schema_beside_the_files_is_current():
    assert (FOLDER / "policy.schema.json").read_text("utf-8") == written_schema(), "run `make policy-schema`"


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_that_loads_is_well_formed_to_an_editor(file: Path):
    jsonschema.Draft202012Validator(SCHEMA).validate(as_json(read(file.read_text("utf-8"))))
    assert file.read_text("utf-8").startswith("# yaml-language-server: $schema=")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ratio: 100%", "ratio: 1"),
        ("per: year", "per: years"),
        ("base: in_policy", "basis: in_policy"),
        ("trust: printed", "trust: sure"),
        ("limit: 150000", "limit: -1"),
        ('region: "3713"', 'region: "37132"'),
    ],
)
def test_a_mistake_is_seen_while_writing(old: str, new: str):
    text = (FOLDER / "linyi_2020.yaml").read_text("utf-8")
    assert old in text

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(as_json(read(text.replace(old, new, 1))), SCHEMA)


def test_what_an_editor_shows_is_chinese():
    shape = SCHEMA["properties"]
    assert shape["layers"]["title"] == "保障项目，按支付次序"
    assert all("title" in field for field in SCHEMA["$defs"]["LayerDraft"]["properties"].values())
