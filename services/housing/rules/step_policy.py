"""The shape of a policy of steps: who has how many days for each step of housing."""

from collections import Counter
from typing import Self

from pydantic import Field, model_validator

from services.housing.rules.awaited_step import STEP_NAMES, Step
from services.housing.rules.renovation import Level
from shared.errors import Unprocessable
from shared.policy.document import Document
from shared.policy.term import Term


class NoStepRule(Unprocessable):
    """该地该日没有可适用的办理期限"""

    mend = "请由平台运维为该地补充政策文件"


class StepTerm(Term):
    """Whose turn a step is, and how long they have from the day on which it begins."""

    step: Step
    level: Level


class StepPolicy(Document):
    """The terms of a place between two dates, each step once."""

    steps: tuple[StepTerm, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(term.reference for term in self.steps)
        counted = Counter(term.step for term in self.steps)
        if twice := [STEP_NAMES[step] for step, times in counted.items() if times > 1]:
            raise ValueError(f"steps 写了两次：{'、'.join(twice)}")
        if missing := [STEP_NAMES[step] for step in Step if step not in counted]:
            raise ValueError(f"steps 中没有：{'、'.join(missing)}")
        return self

    def term(self, step: Step) -> StepTerm:
        return next(term for term in self.steps if term.step is step)
