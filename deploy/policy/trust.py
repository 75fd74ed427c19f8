"""How far each policy file can be trusted: its values counted by where they come from, as the table on the format page."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from shared.policy.clauses import Layer, Policy, Reference, Trust
from shared.policy.load import load_file

BEGIN, END = "<!-- trust: begin -->\n", "<!-- trust: end -->\n"


def values(policy: Policy) -> Iterator[Reference]:
    """The reference of every value that a file fixes: each case of a list is one, and so is each layer's place in the order."""
    ceilings = {ceiling.name: ceiling for layer in (*policy.layers, *policy.year_end) for ceiling in layer.ceilings}
    for layer in (*policy.layers, *policy.year_end):
        yield layer.reference
        yield from _of_layer(layer)
    for ceiling in ceilings.values():
        yield from (case.reference for case in ceiling.limits)
    yield from (rule.reference for rule in policy.catalogue.pre_pay)
    yield from (rule.reference for rule in policy.catalogue.price_ceilings)
    yield from (case.reference for case in policy.burden_lines)
    if policy.deposit:
        yield policy.deposit.reference


def _of_layer(layer: Layer) -> Iterator[Reference]:
    for cases in (layer.deductibles, layer.deductible_shares, layer.enters, layer.scales, layer.limits):
        yield from (case.reference for case in cases)
    for portion in layer.portions:
        yield from (case.reference for case in portion.ratios)


def trust_table(paths: Iterable[Path]) -> str:
    """A Markdown table, one file a row."""
    rows = [
        "| 文件 | 地方和时期 | 有效期 | 公开文件 | 基础文件 | 推断 | 推断占 | 算例 |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(path, load_file(path)) for path in paths),
    ]
    return "\n".join(rows) + "\n"


def _row(path: Path, policy: Policy) -> str:
    counted = Counter(reference.trust for reference in values(policy))
    printed, seed, inferred = (counted[trust] for trust in (Trust.PRINTED, Trust.SEED, Trust.INFERRED))
    term = f"{policy.term.start} 至 {policy.term.end}" if policy.term.end else f"{policy.term.start} 起"
    share = f"{round(100 * inferred / counted.total())}%"
    cells = (f"`{path.name}`", policy.title, term, printed, seed, inferred, share, len(policy.examples))
    return f"| {' | '.join(map(str, cells))} |"


def put_table(page: str, table: str) -> str:
    """The page with the table between its two marks. Raises ValueError for a page without the marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no place for the table")
    return before + begin + table + end + after
