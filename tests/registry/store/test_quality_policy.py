"""The quality rules of a place, and what they say of a register file before it is taken in."""

from datetime import date

import pytest

from services.registry.rules.household import families_of
from services.registry.rules.member import Member, read_member
from services.registry.rules.quality import QualityPolicy
from services.registry.store import quality_policy
from services.registry.store.quality_policy import advice_on, rules_of
from tests.builders.registry import LONGTAN, ON, a_member, rows_of_lines


def test_what_is_odd_about_a_file_is_told_and_keeps_nobody_out() -> None:
    line = a_member(户联系电话="123", 健康状况="", 文化程度="小学", 在校生状况="小学", 务工所在地="外地", **{"务工时间(月)": ""})
    [row] = rows_of_lines([line])
    member = read_member(row, on=ON, within="")
    assert isinstance(member, Member)
    [family] = families_of([member])
    told = {(fault.column, fault.reason) for fault in advice_on(family)}
    assert {
        ("户联系电话", "户联系电话不是 11 位手机号码"),
        ("健康状况", "没有填写健康状况"),
        ("文化程度", "文化程度与在校生状况都填写了"),
        ("务工所在地", "务工所在地与务工时间只填了一项"),
    } <= told
    assert {fault.row for fault in advice_on(family)} == {row.number}
    assert "上一年没有收入台账" not in {reason for _, reason in told}


def test_a_place_adds_rules_and_drops_those_that_do_not_fit_it(monkeypatch: pytest.MonkeyPatch) -> None:
    national = rules_of(LONGTAN, date(2023, 6, 30)).names
    local = QualityPolicy.model_validate(
        {
            "policy": "quality-linyi",
            "title": "临沂",
            "region": "3713",
            "in_force": {"from": "2020-01-01", "to": "2022-12-31"},
            "references": {"own": {"document": "某文件", "clause": "一", "address": "临", "trust": "printed"}},
            "drops": ["income-of-last-year-missing"],
        }
    )
    with_local = (*quality_policy._read(), (local, "v"))
    monkeypatch.setattr(quality_policy, "_read", lambda: with_local)
    assert national - rules_of(LONGTAN, date(2021, 1, 1)).names == {"income-of-last-year-missing"}
    assert rules_of("371402001001", date(2021, 1, 1)).names == national
    assert rules_of(LONGTAN, date(2023, 1, 1)).names == national
