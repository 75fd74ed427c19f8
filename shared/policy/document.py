"""Policy files of any subject: the outer shape that all share, how one is read, and which of them is in force.

A house brings the values that its subject needs; what every file has stands here: a name, a title, a region, a term, references
for every value, and the complaint with file, line and mend for whatever is wrong.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Generic, Self, TypeVar

from pydantic import Field, ValidationError, field_validator, model_validator

from shared.policy.clauses import Trust
from shared.policy.load import version_of
from shared.policy.shape import Draft, ReferenceDraft, TermDraft
from shared.policy.source import PolicyFileRefused, Source
from shared.policy.written import Text, in_full_width


class Reference(ReferenceDraft):
    """Where a value comes from. An inferred one has a reason."""

    @field_validator("document", "clause", "address", "reason")
    @classmethod
    def _as_it_is_read(cls, text: str) -> str:
        return in_full_width(text)

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.trust is Trust.INFERRED and not self.reason:
            raise ValueError("推定的数值（trust: inferred）须写明理由（reason）")
        return self

    @property
    def spoken(self) -> str:
        """`鲁民〔2018〕85号:…`, and aloud where we concluded it ourselves."""
        return f"{self.document}：{self.clause}" + ("（平台推定）" if self.trust is Trust.INFERRED else "")


class Value(Draft):
    """Something the policy fixes, with the key of its reference."""

    reference: str


class Document(Draft):
    """One place's rules of one subject between two dates. An empty region is the whole country."""

    policy: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    region: Annotated[str, Field(pattern=r"^(\d{2}){0,3}$")]
    in_force: TermDraft
    references: dict[str, Reference] = Field(min_length=1)

    def source(self, value: Value) -> Reference:
        """The document behind a value."""
        return self.references[value.reference]

    def covers(self, on: date) -> bool:
        return self.in_force.start <= on and (self.in_force.end is None or on <= self.in_force.end)

    def must_know(self, references: Iterable[str]) -> None:
        """Raises ValueError for a key that the file does not explain."""
        if unknown := set(references) - set(self.references):
            raise ValueError(f"references 中没有 {'、'.join(sorted(unknown))}")


class NamedRule(Value):
    """One of the rules that a file holds, by its own name."""

    rule: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]


R = TypeVar("R", bound=NamedRule)


class RuleBook(Document, Generic[R]):
    """Rules of a subject or of a place. All files around a place hold there together, but for the rules that one `drops`."""

    rules: tuple[R, ...] = ()
    drops: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(rule.reference for rule in self.rules)
        if twice := [name for name, count in Counter(rule.rule for rule in self.rules).items() if count > 1]:
            raise ValueError(f"rule 重复：{'、'.join(twice)}")
        if not self.rules and not self.drops:
            raise ValueError("至少写一条规则")
        if self.drops and not self.region:
            raise ValueError("drops 只用于一地的文件，停用全国文件的规则")
        return self


D = TypeVar("D", bound=Document)


def in_force(documents: Iterable[D], *, region: str, on: date) -> D | None:
    """The document of the narrowest place around `region` on this day; the newest where two files overlap."""
    fitting = [document for document in documents if region.startswith(document.region) and document.covers(on)]
    return max(fitting, key=lambda document: (len(document.region), document.in_force.start), default=None)


def read_document(kind: type[D], path: Path) -> tuple[D, str]:
    """A file and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    source = Source(path.name, path.read_text(encoding="utf-8"))
    try:
        document = kind.model_validate(source.tree)
    except ValidationError as wrong:
        complaints = [source.complaint(error["loc"], error["msg"], "按同目录其他文件的写法更正") for error in wrong.errors()]
        raise PolicyFileRefused(complaints) from None
    return document, version_of(source.tree)
