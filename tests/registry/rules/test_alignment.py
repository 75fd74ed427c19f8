"""The seven unities: what lines show, what registers show, and what a place must answer for itself."""

from pathlib import Path

import pytest

from services.registry.rules.alignment import (
    AlignmentPolicy,
    DifferenceKind,
    SeenInTheRegister,
    Standing,
    Unity,
    check_answered,
    judge_lines,
    judge_registers,
)
from services.registry.rules.line import Line, LineKind
from services.registry.store.alignment import FOLDER, get_alignment_policy
from shared.policy.document import read_document
from shared.policy.source import PolicyFileRefused
from tests.builders.plan import ON

LINZI, _ = get_alignment_policy("370305", ON)
LUOZHUANG, _ = get_alignment_policy("371311", ON)


def a_line(kind: LineKind, amount_fen: int, year: int = 2017) -> Line:
    return Line(kind, "37", year, amount_fen, "文件", "", "lines")


@pytest.mark.parametrize(
    ("policy", "dibao", "standing"),
    [
        (LINZI, 352_700, Standing.MET),
        (LINZI, 352_699, Standing.UNMET),
        (LUOZHUANG, 352_700, Standing.UNMET),
        (LUOZHUANG, 352_701, Standing.MET),
    ],
)
def test_the_dibao_line_reaches_the_standard_or_stands_above_it(policy: AlignmentPolicy, dibao: int, standing: Standing) -> None:
    judged, _ = judge_lines(policy, dibao=a_line(LineKind.DIBAO, dibao), poverty=a_line(LineKind.POVERTY, 352_700))
    assert judged is standing


def test_lines_of_different_years_or_none_show_nothing() -> None:
    poverty = a_line(LineKind.POVERTY, 352_700)
    assert judge_lines(LINZI, dibao=None, poverty=poverty) == (Standing.UNKNOWN, "没有已公布的农村低保标准")
    judged, shows = judge_lines(LINZI, dibao=a_line(LineKind.DIBAO, 420_000, 2018), poverty=poverty)
    assert judged is Standing.UNKNOWN
    assert "不是同一年度" in shows


def test_registers_agree_differ_or_are_empty() -> None:
    none = dict.fromkeys(DifferenceKind, 0)
    assert judge_registers(none, households=3) == (Standing.MET, "3 户，两项登记一致")
    assert judge_registers(none, households=0)[0] is Standing.UNKNOWN
    judged, shows = judge_registers(none | {DifferenceKind.PARTLY_DIBAO: 2}, households=3)
    assert judged is Standing.UNMET
    assert shows == "同一户中，一部分成员在低保，一部分不在 2 户"


def test_what_the_machine_sees_nobody_answers() -> None:
    check_answered(LINZI, Unity.INFORMATION)
    for unity in (Unity.STANDARD, Unity.OBJECT):
        with pytest.raises(SeenInTheRegister):
            check_answered(LINZI, unity)


def test_a_standard_of_six_unities_is_refused(tmp_path: Path) -> None:
    lines = (FOLDER / "linzi_2017.yaml").read_text("utf-8").splitlines()
    path = tmp_path / "wrong.yaml"
    path.write_text("\n".join(line for line in lines if "unity: policy" not in line), "utf-8")
    with pytest.raises(PolicyFileRefused, match="依次写全"):
        read_document(AlignmentPolicy, path)
