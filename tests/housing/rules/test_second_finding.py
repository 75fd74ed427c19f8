"""What a second officer saw stands beside a survey that is complete, and says where somebody has to look again."""

import pytest

from services.housing.rules.house import Grade
from services.housing.rules.second_finding import SurveyNotCompleted, is_worse, must_be_completed
from services.housing.rules.survey import SurveyCancelled, SurveyState


@pytest.mark.parametrize(
    ("second", "first", "worse"), [("D", "B", True), ("C", "C", False), ("A", "D", False), ("D", None, False)]
)
def test_only_what_is_worse_than_the_survey_has_somebody_look_again(second, first, worse):
    assert is_worse(Grade(second), Grade(first) if first else None) is worse


def test_an_open_survey_is_completed_and_a_cancelled_one_left_alone():
    must_be_completed(SurveyState.COMPLETED)
    with pytest.raises(SurveyNotCompleted):
        must_be_completed(SurveyState.OPEN)
    with pytest.raises(SurveyCancelled):
        must_be_completed(SurveyState.CANCELLED)
