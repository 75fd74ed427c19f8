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


def test_a_code_that_is_over_has_its_name_and_cannot_be_written() -> None:
    assert regions.name_of("350402") == "福建省三明市梅列区（原区划，至 2021 年）"
    assert regions.name_of("350402001001") == "福建省三明市梅列区（原区划，至 2021 年，其中编码 001001）"
    assert not regions.exists("350402")
    with pytest.raises(ValidationError):
        TypeAdapter(AnyRegion).validate_python("350402")


def test_what_succeeded_a_county_is_followed_to_today() -> None:
    assert regions.successors_of("130222") == ("130207",), "丰南县、丰南市、丰南区"
    assert regions.successors_of("130106") == ("130102", "130104", "130105", "130108"), "石家庄郊区 was divided"
    assert regions.successors_of("371311") == ("371311",)
    assert regions.successors_of("999999") == ()


def test_a_county_answers_for_what_became_part_of_it_and_for_nothing_that_was_divided() -> None:
    assert {"350402", "350403"} <= set(regions.predecessors_of("350404"))
    assert "371202" in regions.predecessors_of("3701"), "莱芜 lies in 济南 now"
    assert all("130106" not in regions.predecessors_of(code) for code in ("130102", "130104"))
    assert regions.predecessors_of("350404001") == ()


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("福建省", "三明市", "梅列区", "列东街道"), "350404"),
        (("福建省", "三明市", "沙县", "凤岗街道"), "350405"),
        (("山东省", "临沂市", "苍山县", "卞庄街道"), "371324"),
        (("山东省", "莱芜市", "莱城区", "凤城街道"), "370116"),
    ],
)
def test_an_old_file_is_read_by_the_names_of_its_time(names: tuple[str, ...], code: str) -> None:
    town = next(each for each in regions.children_of(code) if regions.short_name_of(each) == names[3])
    villages = regions.children_of(town)
    village = regions.short_name_of(villages[0]) if villages else ""
    if village:
        assert regions.code_of(*names, village) == villages[0]  # type: ignore[call-arg]
    else:
        with pytest.raises(UnknownRegion) as unknown:
            regions.code_of(*names, "没有的村")  # type: ignore[call-arg]
        assert (unknown.value.facts["level"], unknown.value.facts["within"]) == ("村", regions.name_of(town))


def test_every_successor_is_a_code_of_today() -> None:
    for code in regions._former():
        assert all(regions.exists(successor) for successor in regions.successors_of(code)), code
