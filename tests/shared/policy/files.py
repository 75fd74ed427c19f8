"""Small policy files for tests: a whole one, and ways to spoil it."""

WHOLE = """\
policy: testing-2020
title: 测试政策
region: "3713"
in_force: {from: 2020-01-01, to: 2020-12-31}
persons: {poor: 贫困人口}
levels: {"1": 一级, "2": 二级}
references:
  doc: {document: 文件, clause: 第一条, address: 公报, trust: printed}
ceilings:
  joint: {title: 共用限额, per: year, limit: 1000, reference: doc}
layers:
  - layer: first
    title: 第一层
    payer: 甲方
    base: in_policy
    deductible: 100
    ratio: 50%
    draws_on: [joint]
    reference: doc
  - layer: second
    title: 第二层
    payer: 乙方
    for: {persons: [poor]}
    base: everything
    per: year
    tiers: {0: 10%, 500: 20%}
    draws_on: [joint]
    reference: doc
examples:
  - name: 例一
    reference: doc
    facts: {on: 2020-05-01, region: "371311", level: "1", total: 1100, in_policy: 1100}
    expected: {first: 500, patient: 600}
"""


def spoiled(old: str, new: str) -> str:
    """The whole file with one thing changed."""
    assert WHOLE.count(old) == 1, f"{old!r} stands {WHOLE.count(old)} times in the file"
    return WHOLE.replace(old, new)
