"""The grades of hospitals, as the file beside the national code lists has them; read once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from services.medical.rules.hospital import LevelCode

FILE = Path(__file__).parent.parent / "national" / "levels.yaml"


@cache
def level_codes() -> Mapping[str, LevelCode]:
    """By our code. Raises TypeError for a key that a grade does not have."""
    return {level: LevelCode(**said) for level, said in yaml.safe_load(FILE.read_text("utf-8")).items()}
