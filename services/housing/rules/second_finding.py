"""What a second officer saw of a house whose survey another had completed meanwhile: kept beside it, never in its place."""

from services.housing.rules.house import Grade
from services.housing.rules.survey import SurveyCancelled, SurveyState
from shared.errors import Conflict


class SurveyNotCompleted(Conflict):
    """这项住房安全排查还没有完成"""

    mend = "请直接填报排查结果（POST /surveys/{survey_id}/completion）"


class FindingKeptAlready(Conflict):
    """您对这项排查另报的所见已经留存"""

    mend = "不必重报；情况有变的，请安排一次临时排查"


def must_be_completed(state: SurveyState) -> None:
    """Raises SurveyCancelled, SurveyNotCompleted."""
    if state is SurveyState.CANCELLED:
        raise SurveyCancelled
    if state is not SurveyState.COMPLETED:
        raise SurveyNotCompleted


def is_worse(grade: Grade, than: Grade | None) -> bool:
    """Whether somebody has to look again: the grade of the survey stands until then."""
    return than is not None and grade > than
