"""What the scale of words means, without a browser."""

import json
import pickle

import pytest
import traitlets

from course import plots, work
from course.errors import PlacementError
from course.widgets.probability_words import PHRASES, ProbabilityWords
from course.wording import spelling


@pytest.fixture(autouse=True)
def own_work(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path))
    return tmp_path


@pytest.fixture
def scale():
    return ProbabilityWords()


def row(scale, phrase):
    return scale._rows[phrase]


def test_a_word_starts_without_a_place(scale):
    """A handle in the middle would suggest 50, and untouched would look like answered."""
    assert scale.answers == dict.fromkeys(PHRASES)
    assert {row(scale, phrase).box.value for phrase in PHRASES} == {""}
    assert {row(scale, phrase).slider.value for phrase in PHRASES} == {-1}


def test_most_phrases_stand_in_two_schemes_and_some_in_the_survey_only(scale):
    """Comparing schemes needs phrases that they share; the rest show what no standard covers."""
    known = set(zip(scale.words["scheme"], scale.words["phrase"], strict=True))
    schemes = [
        sum(
            (scheme, spelling(phrase, scheme)) in known for scheme in ("icd_203", "kent", "readers")
        )
        for phrase in PHRASES
    ]
    assert sum(number >= 2 for number in schemes) == 7
    assert schemes.count(1) == 2


def test_the_list_gives_no_order_away(scale):
    """Phrases listed by size would be placed by size."""
    whole = ProbabilityWords(name=None)
    for phrase in PHRASES:
        whole.place(phrase, 50)
    medians = whole.compare()["readers_mid"]
    assert not medians.is_monotonic_increasing
    assert not medians.is_monotonic_decreasing


def test_call_slider_box_and_variable_say_the_same(scale):
    """Whichever way a word is placed, all of them follow."""
    scale.place("likely", 70)
    assert (row(scale, "likely").slider.value, row(scale, "likely").box.value) == (70, "70")
    row(scale, "likely").slider.value = 65
    assert (scale.answers["likely"], row(scale, "likely").box.value) == (65, "65")
    row(scale, "likely").box.value = "80 %"
    assert (scale.answers["likely"], row(scale, "likely").slider.value) == (80, 80)
    assert row(scale, "likely").box.value == "80"
    scale.answers = {"likely": 75}
    assert (row(scale, "likely").slider.value, row(scale, "likely").box.value) == (75, "75")


@pytest.mark.parametrize("percent", [0, 50, 100])
def test_ends_and_middle_can_be_chosen(scale, percent):
    """0 and 50 are answers like any other, so no place on the scale may mean "not placed"."""
    row(scale, "about even").slider.value = percent
    assert scale.answers["about even"] == percent


def test_an_emptied_box_takes_the_word_off_the_scale(scale):
    """A reader may take an answer back."""
    scale.place("likely", 70)
    row(scale, "likely").box.value = ""
    assert scale.answers["likely"] is None
    assert row(scale, "likely").slider.value == -1


@pytest.mark.parametrize("text", ["101", "-3", "often", "7,5", "1e2", "²"])
def test_what_is_no_percent_is_said_and_changes_nothing(scale, text):
    """The box shows the old number again, and the reason stands below."""
    scale.place("likely", 70)
    row(scale, "likely").box.value = text
    assert scale.answers["likely"] == 70
    assert row(scale, "likely").box.value == "70"
    assert "whole number from 0 to 100" in scale.note.value


@pytest.mark.parametrize("percent", [-1, 101, 62.5, True, "70", float("nan")])
def test_place_refuses_what_is_no_whole_percent(scale, percent):
    """The error names the phrase and what was expected, and comes back whole from elsewhere."""
    with pytest.raises(PlacementError, match=r"'likely'.*0 to 100") as refused:
        scale.place("likely", percent)
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)
    assert scale.answers["likely"] is None


def test_place_refuses_a_phrase_that_is_not_there(scale):
    """The error lists the phrases."""
    with pytest.raises(PlacementError, match=r"'perhaps'.*probably not"):
        scale.place("perhaps", 50)
    with pytest.raises(PlacementError, match="perhaps"):
        ProbabilityWords(["perhaps"])
    with pytest.raises((PlacementError, traitlets.TraitError)):
        scale.answers = {"perhaps": 50}


def test_nothing_is_drawn_before_a_word_is_compared(scale):
    """Bands seen first would be copied: a first answer must be the reader's own."""
    scale.place("likely", 70)
    assert scale.comparison.empty
    assert scale.figure is None
    assert scale._shown.children == ()


def test_only_placed_words_are_compared(scale):
    """The others keep their secret until they are placed and compared."""
    scale.place("likely", 70)
    assert scale.compare()["phrase"].tolist() == ["likely"]
    scale.place("unlikely", 30)
    assert scale.comparison["phrase"].tolist() == ["likely"]
    assert "Press Compare again to add: unlikely" in scale.note.value
    assert scale.compare()["phrase"].tolist() == ["unlikely", "likely"]


def test_comparing_nothing_says_what_to_do(scale):
    """An empty figure would be no answer."""
    assert scale.compare().empty
    assert "Place at least one word first" in scale.note.value


def test_moving_a_word_after_comparing_redraws_and_is_said(scale):
    """The figure is the last answer; that it is no first answer any more is in words."""
    scale.place("likely", 70)
    scale.compare()
    assert "Inside the middle half of the readers&#x27; answers: 1 of 1" in scale.told.value
    scale.place("likely", 85)
    assert list(scale.figure.data[-1].x) == [85]
    assert "0 of 1 placements in the ICD 203 band" in scale.figure.layout.title.text
    assert "“likely” from 70 to 85" in scale.told.value
    assert scale.first == {"likely": 70}
    assert plots.data_table(scale.figure)["mine"].tolist() == [85]
    (output,) = scale._picture.outputs
    assert output["data"]["text/plain"] == plots.describe(scale.figure)


def test_the_words_below_count_as_one_would_by_hand(scale):
    """Likely 85 (ICD 203 55-80, readers 65-75), unlikely 25 (20-45, 10-28.75), probably not 20.

    Readers' medians are 70, 20 and 26.5, so the last two are turned. Likely and unlikely are the
    words that ICD 203 and the readers share; both ranges of both differ.
    """
    for phrase, percent in {"likely": 85, "unlikely": 25, "probably not": 20}.items():
        scale.place(phrase, percent)
    scale.compare()
    told = scale.told.value.replace("&#x27;", "'")
    assert "Inside the ICD 203 band: 1 of 2." in told
    assert "Inside Kent's band: 1 of 1." in told
    assert "Inside the middle half of the readers' answers: 2 of 3." in told
    assert "other way round than the readers: 1 (“unlikely” above “probably not”)" in told
    assert "different ranges for 3 of the 3 words" in told
    assert "Furthest apart: “unlikely”, together 10 to 45, in common only 20 to 28.75" in told


def test_phrases_matched_across_spellings_are_named(scale):
    """What is taken for the same word is the reader's to judge."""
    scale.place("almost certain", 95)
    scale.compare()
    assert "“almost certain” with “almost certainly” (surveyed readers)" in scale.told.value
    assert "roughly even" not in scale.told.value


def test_answers_are_kept_and_taken_up(scale):
    """A kernel restarts; the first answers cannot be given twice."""
    scale.place("likely", 70)
    scale.compare()
    scale.place("likely", 75)
    again = ProbabilityWords()
    assert again.answers["likely"] == 75
    assert again.first == {"likely": 70}
    assert again.comparison["mine"].tolist() == [75]
    assert again._picture in again._shown.children
    assert "Kept on this computer in my-work/" in again.note.value


def test_start_over_forgets(scale, own_work):
    """Nothing of the old answers is left on the page or on the disk."""
    scale.place("likely", 70)
    scale.compare()
    scale.again_button.click()
    assert scale.answers == dict.fromkeys(PHRASES)
    assert scale.first == {}
    assert (scale.figure, scale._shown.children) == (None, ())
    assert list(own_work.iterdir()) == []
    assert ProbabilityWords().answers == dict.fromkeys(PHRASES)


@pytest.mark.parametrize(
    "kept",
    [
        [],
        {"answers": 3},
        {"answers": {"likely": 400, "perhaps": 5, "unlikely": "x"}},
        {"first": [], "answers": {"likely": None}},
    ],
)
def test_what_was_kept_and_is_broken_is_left_aside(kept):
    """A file edited by hand must not keep a lesson from opening."""
    assert work.keep("1.3 probability words", kept)
    assert ProbabilityWords().answers == dict.fromkeys(PHRASES)


def test_a_folder_that_cannot_be_written_is_said(monkeypatch, tmp_path):
    """Better to know before one closes the lid."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CASEBOOK_WORK", str(tmp_path / "file" / "below"))
    scale = ProbabilityWords()
    scale.place("likely", 70)
    assert scale.answers["likely"] == 70
    assert "Not kept" in scale.note.value
    scale.start_over()
    assert scale.answers["likely"] is None
    assert "Not kept" in scale.note.value


def test_without_a_name_nothing_is_kept(own_work):
    """A second scale on the page can leave the first one's answers alone."""
    ProbabilityWords(["likely"], name=None).place("likely", 70)
    assert list(own_work.iterdir()) == []


def test_what_is_kept_is_plain(scale, own_work):
    """A student can read the file and take it along."""
    scale.place("likely", 70)
    (file,) = own_work.iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["answers"]["likely"] == 70
