"""Words as templates: how they are compiled, what they may do, and how they are filled in.

A template is a small Jinja text in a sandbox. It may name fields, put them through our filters, choose and list; it can call
nothing and reckon nothing, so a file that somebody uploads to look at it costs no more than its length.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.notifier.rules.message import moment
from shared.capital import in_capitals
from shared.money import yuan, yuan_grouped
from shared.periods import CHINA

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Filter,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
)
_SAID = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")


NESTED = 2
"""Loops within one another: places, and the orders of each."""


class TemplateAstray(Exception):
    """A template that cannot be used; what is wrong, for whoever wrote it."""


def brief(place: str, length: int = 14) -> str:
    """A place as people call it, `罗庄街道龙潭社区`, and not longer."""
    for whole, short in (("社区居民委员会", "社区"), ("村民委员会", "村"), ("居民委员会", "居委会")):
        place = place.replace(whole, short)
    return cut(place.replace("村村", "村"), length)


def cut(text: str, length: int) -> str:
    """At most so many characters; what is left out is shown by `…`."""
    return text if len(text) <= length else text[: length - 1] + "…"


def hour(at: datetime) -> str:
    """`6月2日09:00`, for a short text."""
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def day(on: date) -> str:
    """`6月2日`."""
    return f"{on.month}月{on.day}日"


def iso(on: date) -> str:
    return on.isoformat()


def yuan_plain(amount_fen: int) -> str:
    """`3000元`, `12.50元`: without separators and without empty cents, as people write it."""
    return f"{yuan(amount_fen).removesuffix('.00')}元"


def yuan_said(amount_fen: int) -> str:
    """`三千元`, `十二元五角`: as it is read out, after the numerals of Chinese forms."""
    said = in_capitals(amount_fen).removeprefix("人民币").removesuffix("整").translate(_SAID)
    return said.removeprefix("一") if said.startswith("一十") else said


FILTERS: Mapping[str, Callable[..., object]] = {
    "length": len,
    "brief": brief,
    "cut": cut,
    "moment": moment,
    "hour": hour,
    "day": day,
    "iso": iso,
    "yuan": yuan_grouped,
    "yuan_plain": yuan_plain,
    "yuan_said": yuan_said,
}


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
    environment.filters = dict(FILTERS)
    environment.globals = {}
    environment.tests = {}
    return environment


@lru_cache(maxsize=2048)
def _compiled(template: str) -> Any:
    return _environment().from_string(template)


def names_in(template: str) -> frozenset[str]:
    """The fields that it names. Raises TemplateAstray for what is no template, or does more than one may."""
    try:
        tree = _environment().parse(template)
        _compiled(template)
    except TemplateError as wrong:
        raise TemplateAstray(f"模板写错了：{wrong.message}") from None
    if odd := next((node for node in tree.find_all(nodes.Node) if not isinstance(node, _ALLOWED)), None):
        raise TemplateAstray(f"模板里不能用 {type(odd).__name__}，只能写字段、过滤器、if 和 for")
    if _loops(tree) > NESTED:
        raise TemplateAstray(f"for 里面至多再套 {NESTED - 1} 个 for")
    return frozenset(find_undeclared_variables(tree))


def _loops(node: nodes.Node) -> int:
    return isinstance(node, nodes.For) + max((_loops(child) for child in node.iter_child_nodes()), default=0)


def filled(template: str, fields: Mapping[str, Any]) -> str:
    """The words. Raises TemplateAstray where the fields do not do."""
    try:
        return str(_compiled(template).render(**fields)).strip("\n")
    except (TemplateError, TypeError, ValueError, AttributeError) as wrong:
        raise TemplateAstray(f"模板套用字段时出错：{wrong}") from None
