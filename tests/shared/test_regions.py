"""Administrative divisions: which codes exist, what they are called, and what is found by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared import regions
from shared.regions import AnyRegion, Region, UnknownRegion

LONGTAN = "371311001001"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("37", "山东省"),
        ("371311", "山东省临沂市罗庄区"),
        ("371311100", "山东省临沂市罗庄区沂堂镇"),
        (LONGTAN, "山东省临沂市罗庄区罗庄街道龙潭社区居民委员会"),
        ("110101001", "北京市东城区东华门街道"),
        ("441900003", "广东省东莞市东城街道"),
        ("110101001004", "北京市东城区东华门街道（村码 004）"),
    ],
)
def test_a_region_is_called_by_its_full_name(code: str, name: str) -> None:
    assert regions.exists(code)
    assert regions.name_of(code) == name


@pytest.mark.parametrize(
    "code", ["", "99", "371399", "371311999", "371311001999", "371311001000", "110101001000", "3713110", "37131100100X"]
)
def test_a_region_that_does_not_exist_has_no_name(code: str) -> None:
    assert not regions.exists(code)
    with pytest.raises(UnknownRegion):
        regions.name_of(code)


def test_a_village_knows_its_town_and_its_county() -> None:
    assert regions.town_of(LONGTAN) == "371311001"
    assert regions.county_of(LONGTAN) == "371311"
    assert regions.short_name_of(LONGTAN) == "龙潭社区居民委员会"


def test_a_county_has_no_town() -> None:
    with pytest.raises(UnknownRegion):
        regions.town_of("371311")


def test_what_lies_inside_is_listed_in_order() -> None:
    assert regions.children_of("371311")[:2] == ("371311001", "371311002")
    assert regions.children_of(LONGTAN) == ()


@pytest.mark.parametrize("village", ["龙潭社区居民委员会", "龙潭社区居委会", "龙潭社区", " 龙潭社区 ", "龙潭"])
def test_a_village_is_found_by_the_name_that_people_write(village: str) -> None:
    assert regions.code_of("山东省", "临沂市", "罗庄区", "罗庄街道", village) == LONGTAN


def test_the_level_that_does_not_fit_is_named() -> None:
    with pytest.raises(UnknownRegion) as refused:
        regions.code_of("山东省", "临沂市", "罗庄区", "沂塘镇", "龙潭社区")
    assert refused.value.facts == {"level": "乡", "name": "沂塘镇", "within": "山东省临沂市罗庄区"}


@given(st.sampled_from(sorted(regions._names())))
def test_every_code_of_the_table_exists_and_has_a_name_that_begins_above_it(code: str) -> None:
    shorter = {4: 2, 6: 4, 9: 6, 12: 9}.get(len(code))
    assert regions.exists(code)
    if shorter and len(code) > 4:
        assert regions.name_of(code).startswith(regions.name_of(code[:2]))
    if shorter:
        assert code in regions.children_of(code[:shorter])


@given(st.text(max_size=14))
def test_any_text_is_a_region_or_is_not(text: str) -> None:
    assert regions.exists(text) in {True, False}


def test_a_field_takes_a_village_and_refuses_a_county() -> None:
    village = TypeAdapter(Region)
    assert village.validate_python(LONGTAN) == LONGTAN
    with pytest.raises(ValidationError, match="应为 12 位"):
        village.validate_python("371311")
    with pytest.raises(ValidationError, match="没有这个行政区划代码"):
        village.validate_python("371311001999")


def test_a_field_may_take_any_region() -> None:
    anywhere = TypeAdapter(AnyRegion)
    assert anywhere.validate_python("371311") == "371311"
    with pytest.raises(ValidationError) as refused:
        anywhere.validate_python("371399")
    assert refused.value.errors()[0]["type"] == "unknown-region"
