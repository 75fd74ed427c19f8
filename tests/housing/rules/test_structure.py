"""One list of structures: what the register says of a house leads to the form by which it is appraised, and to the ledger."""

import pytest

from services.housing.rules.structure import APPRAISED, STRUCTURE_NAMES, Structure, appraised_as
from tests.housing.rules.test_hazard_file import read


@pytest.mark.parametrize("structure", APPRAISED)
def test_a_house_is_appraised_by_the_form_of_its_structure(structure):
    assert appraised_as(structure) is structure


def test_a_house_of_bricks_with_a_timber_roof_is_appraised_as_masonry():
    assert appraised_as(Structure.BRICK_TIMBER) is Structure.MASONRY


def test_what_no_form_knows_is_not_appraised_before_somebody_says_what_bears_it():
    with pytest.raises(ValueError, match="按实际承重的构件"):
        appraised_as(Structure.OTHER)


@pytest.mark.parametrize("structure", Structure)
def test_what_the_ledger_hands_out_it_takes_in_again(structure):
    assert read(结构类型=STRUCTURE_NAMES[structure]).structure is structure
