"""Photos and papers of households, as officers file them and as they are listed."""

from uuid import UUID

from pydantic import Field

from shared.filing.forms import DescribePaper, FiledView


class FilePaper(DescribePaper):
    """What is said of a paper that is sent; the paper itself comes beside it."""

    person_id: UUID | None = Field(default=None, title="人员编号")


class PaperView(FiledView):
    """One photo or paper of a household's file."""

    household_id: UUID = Field(title="户标识")
    person_id: UUID | None = Field(title="人员编号")
