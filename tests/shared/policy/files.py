"""Small policy files for tests: a whole one, ways to spoil it, and a rich one around the layers that a test is about."""

import yaml

from shared.policy.clauses import Policy, Stay
from shared.policy.evaluate import settle
from shared.policy.load import load_text

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


RICH = """\
policy: rich-2020
title: 什么都有的政策
region: "3713"
in_force: {from: 2020-01-01, to: 2020-12-31}
persons: {poor: 贫困人口, old: 老人}
levels: {"1": 一级, "2": 二级, "3": 三级}
regions: {"371311": 罗庄区}
schemes: {resident: 居民, employee: 职工}
visits: {inpatient: 住院, chronic: 门诊慢性病}
places: {in_county: 县内, outside: 县外}
diseases: {cancer: 癌症}
traits: {designated: 定点, referred: 已转诊}
items: {registration: 挂号费, ct: 大型检查, implant: 植入材料}
references:
  doc: {document: 文件, clause: 第一条, address: 公报, trust: printed}
examples:
  - name: 例
    reference: doc
    facts: {on: 2020-05-01, region: "371311", level: "1", total: 1, in_policy: 1}
    expected: {patient: 1}
"""


def rich(layers: str, *, more: str = "") -> str:
    """A whole file around some layers; each is given a title, a payer and a reference of its own."""
    turns = yaml.load(layers, Loader=yaml.BaseLoader)  # noqa: S506 BaseLoader makes only text
    said = [
        {"title": turn["layer"], "reference": "doc"} | ({} if "payers" in turn else {"payer": "支付方"}) | turn for turn in turns
    ]
    return RICH + more + yaml.safe_dump({"layers": said}, allow_unicode=True, sort_keys=False)


CEILINGS = """\
ceilings:
  by_stay: {title: 每次, per: stay, limit: 4000, reference: doc}
  by_year: {title: 每年, per: year, limit: 5000, reference: doc}
  by_life: {title: 终身, per: life, limit: 6000, reference: doc}
  by_family: {title: 全家, per: year, of: family, limit: 3000, reference: doc}
"""

HALF = "- {layer: first, base: in_policy, ratio: 50%}\n"


def of_layers(layers: str, *, more: str = "") -> Policy:
    return load_text(rich(layers, more=more), file="t.yaml")


def bill(total: int = 10_000, in_policy: int | None = None, **facts: object) -> Stay:
    """Amounts in yuan."""
    inside = total if in_policy is None else in_policy
    given: dict[str, object] = {"region": "371311", "level": "2", "persons": frozenset()}
    return Stay(**given | {"total_fen": total * 100, "in_policy_fen": inside * 100} | facts)  # type: ignore[arg-type]


def paid(layers: str, stay: Stay, *, more: str = "") -> list[float]:
    """Yuan by layer."""
    return [share.paid_fen / 100 for share in settle(of_layers(layers, more=more), stay).shares]


def words(*names: str) -> frozenset[str]:
    return frozenset(names)
