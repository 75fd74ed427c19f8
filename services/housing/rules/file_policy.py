"""The shape of a policy of household files (一户一档): which act asks for which photos, and what a closed file holds."""

from typing import Self

from pydantic import Field, model_validator

from services.housing.rules.house import Part, PhotoView
from services.housing.rules.mode import BUILDS, Mode
from services.housing.rules.renovation import Act
from services.housing.rules.renovation_paper import PaperKind, Phase
from shared.policy.document import Document, Value

ASKING = {Act.APPLIED: Phase.BEFORE, Act.INSPECTED: Phase.DURING, Act.ACCEPTED: Phase.AFTER}
"""The acts that look at photos, and of which phase there can be any by then. Closing looks at all that was asked for."""


class PhotoAsk(Value):
    """Photos that an act asks for. `views` of the house; without them, of the works: the stage that is looked at."""

    act: Act
    views: tuple[PhotoView, ...] = ()
    modes: tuple[Mode, ...] = Field(default=tuple(mode for mode in Mode if mode in BUILDS), min_length=1)
    where: tuple[Part, ...] = ()
    """Only where one of these parts was found failing or failed; empty: always."""

    @property
    def phase(self) -> Phase:
        return ASKING[self.act]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.act not in ASKING:
            raise ValueError(f"act 只能是 {'、'.join(ASKING)}")
        if (self.phase is Phase.DURING) == bool(self.views):
            raise ValueError("applied、accepted 须写 views；inspected 问的是所检查阶段的照片，不写 views")
        if not set(self.modes) <= BUILDS:
            raise ValueError("照片只问有施工环节的改造方式")
        return self


class PaperAsk(Value):
    """A paper without which a file is not closed."""

    kind: PaperKind
    modes: tuple[Mode, ...] = Field(default=tuple(Mode), min_length=1)


class FilePolicy(Document):
    """One place's rule of household files between two dates; a place may ask for nothing."""

    photos: tuple[PhotoAsk, ...] = ()
    papers: tuple[PaperAsk, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(value.reference for value in (*self.photos, *self.papers))
        kinds = [ask.kind for ask in self.papers]
        if len(set(kinds)) != len(kinds):
            raise ValueError("papers 中有重复的 kind")
        return self
