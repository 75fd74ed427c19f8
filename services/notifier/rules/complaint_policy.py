"""A place's rules of complaints: terms in days, matters and who looks into them, and how small a number may be published."""

from collections import Counter
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.notifier.rules.complaint import HandlerLevel, UnknownMatter
from services.notifier.rules.complaint_paper import PAPERS_LIMIT
from services.notifier.rules.department import Department
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Text


class Days(Value):
    """Calendar days; the day on which they begin is not counted."""

    days: Annotated[int, Field(gt=0, le=366)]


class Terms(Draft):
    """How long each step may take."""

    accept_days: Days
    finish_days: Days
    extension_days: Days
    task_days: Days
    review_days: Days


class Least(Value):
    """The smallest number that is published as such."""

    least: Annotated[int, Field(gt=0, le=100)]


class Papers(Value):
    """How many photos and papers may come with a complaint, and again with each further look that is asked for."""

    most: Annotated[int, Field(gt=0, le=PAPERS_LIMIT)]


class Matter(Value):
    """What people complain of, and who looks into it unless the desk says otherwise."""

    matter: Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=32)]
    title: Text
    level: HandlerLevel
    department: Department | None = None


class ComplaintPolicy(Document):
    """The rules of a place."""

    terms: Terms
    published: Least
    papers: Papers
    matters: tuple[Matter, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        days: list[Days] = [getattr(self.terms, name) for name in Terms.model_fields]
        self.must_know(value.reference for value in (*days, *self.matters, self.published, self.papers))
        counted = Counter(matter.matter for matter in self.matters)
        if twice := [name for name, count in counted.items() if count > 1]:
            raise ValueError(f"写了两次：{'、'.join(twice)}")
        if wrong := [one.matter for one in self.matters if (one.department is None) == (one.level is HandlerLevel.DEPARTMENT)]:
            raise ValueError(f"只有由部门办理的写 department：{'、'.join(wrong)}")
        return self

    def matter(self, name: str) -> Matter:
        """Raises UnknownMatter."""
        found = next((matter for matter in self.matters if matter.matter == name), None)
        if found is None:
            raise UnknownMatter(pointer="/matter", allowed=[matter.matter for matter in self.matters])
        return found

    def title_of(self, name: str) -> str:
        """Of a matter that an earlier file may have had."""
        return next((matter.title for matter in self.matters if matter.matter == name), name)
