"""What may be written into a file."""

import pytest

from services.medical.rules.health.file import (
    ENTRY_TITLES,
    OUTCOME_TITLES,
    EntryKind,
    HospitalNotDesignated,
    Outcome,
    must_be_designated,
)
from services.medical.rules.health.programme import DesignatedHospital

NAMED = (DesignatedHospital(programme="gastric-cancer", code="H1", title="区人民医院", reference="x"),)


def test_where_hospitals_were_published_only_those_will_do():
    must_be_designated("H1", NAMED)
    must_be_designated(None, NAMED)
    must_be_designated("H2", ())
    with pytest.raises(HospitalNotDesignated) as refused:
        must_be_designated("H2", NAMED)
    assert refused.value.facts["designated"] == ["H1 区人民医院"]


def test_every_entry_and_every_outcome_has_a_chinese_name():
    assert (ENTRY_TITLES.keys(), OUTCOME_TITLES.keys()) == (set(EntryKind), set(Outcome))
