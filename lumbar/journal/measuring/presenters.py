"""One screen of the check-in, as it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.clinical.library import Library
from lumbar.journal.measuring.asking import Asked, Question
from lumbar.people.models import Clinic
from lumbar.site.wording import page_language

HTML_LANGUAGES = {"en": "en-GB", "zh-hant": "zh-Hant-HK"}
QUESTIONS_A_MINUTE = 8


@dataclass(frozen=True, slots=True)
class ChoiceView:
    key: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question with what was chosen so far."""

    id: str
    ask: str
    lead: str
    kind: str
    choices: tuple[ChoiceView, ...]
    least: str
    most: str
    error: str

    @property
    def described_by(self) -> str:
        """Ids of what explains the question, for ``aria-describedby``."""
        parts = (("lead", self.lead), ("ends", self.least), ("error", self.error))
        return " ".join(f"{self.id}-{part}" for part, said in parts if said)


@dataclass(frozen=True, slots=True)
class ScreenView:
    """One measure as it is shown. ``kind``: ``single``, ``ticks`` or ``several``."""

    measure: str
    name: str
    about: str
    kind: str
    questions: tuple[QuestionView, ...]
    language: str
    """For the ``lang`` of the questions, where it is not the page's; else empty."""
    only_in: str
    """That a clinic's form has no other language, where it is not the page's."""
    optional: str
    """What may be left out, where some may."""
    error: str
    """What is wrong with all the answers together."""
    own_words: str
    licence: str
    copyright: str
    sources: tuple[str, ...]

    @property
    def errors(self) -> tuple[QuestionView, ...]:
        return tuple(question for question in self.questions if question.error)

    @property
    def wrong(self) -> bool:
        return bool(self.error or self.errors)

    @property
    def only(self) -> QuestionView:
        """The question of a ``single`` screen."""
        return self.questions[0]


def screen_view(
    asked: Asked, knowledge: Library, given: Mapping[str, str], errors: Mapping[str, str]
) -> ScreenView:
    """A measure's screen, with what was chosen and what is wrong with it."""
    words = knowledge.care.words(page_language()).measures
    measure = asked.measure
    ticks = bool(asked.questions) and all(one.kind == "tick" for one in asked.questions)
    single = len(asked.questions) == 1 and not measure.per_goal
    foreign = asked.language != page_language()
    return ScreenView(
        measure=measure.id,
        name=asked.name,
        about=asked.about,
        kind="ticks" if ticks else "single" if single else "several",
        questions=tuple(
            _question(one, given.get(one.id, ""), errors.get(one.id, "")) for one in asked.questions
        ),
        language=HTML_LANGUAGES[asked.language] if foreign else "",
        only_in=_only_in(asked.language) if foreign else "",
        optional=_what_may_be_left_out(asked, ticks),
        error=_too_few(asked) if "" in errors else "",
        own_words=words.own_words if measure.licence in ("public-domain", "free") else "",
        licence=words.measures[measure.id].licence,
        copyright=asked.form.copyright if asked.form else "",
        sources=tuple(knowledge.sources[source].title for source in measure.source),
    )


def _question(question: Question, given: str, error: str) -> QuestionView:
    labels = {"1": _("Yes"), "0": _("No")} if question.kind == "yes-no" else {}
    return QuestionView(
        id=question.id,
        ask=question.ask,
        lead=question.lead,
        kind="options" if question.kind == "yes-no" else question.kind,
        choices=tuple(
            ChoiceView(one.key, labels.get(str(one.value), one.label), one.key == given)
            for one in question.choices
        ),
        least=question.least,
        most=question.most,
        error=_error(error, question.kind) if error else "",
    )


def _only_in(language: str) -> str:
    if language == "en":
        return _("The clinic has this form in English only.")
    return _("The clinic has this form in Chinese only.")


def _error(reason: str, kind: str) -> str:
    if reason == "missing":
        return (
            _("Choose a number.") if kind == "numbers" else _("Choose the answer that fits best.")
        )
    return _("That answer is not one of the choices. Please choose again.")


def _what_may_be_left_out(asked: Asked, ticks: bool) -> str:
    if ticks:
        return _("Tick what fits you today. Leave the rest blank.")
    if asked.measure.missing == "over-answered":
        few = asked.measure.most_items() - (asked.measure.answered_at_least or 1)
        return ngettext(
            "You may leave out %(count)s question that does not fit you.",
            "You may leave out up to %(count)s questions that do not fit you.",
            few,
        ) % {"count": few}
    return ""


def _too_few(asked: Asked) -> str:
    return _("Please answer at least %(count)s of the questions.") % {
        "count": asked.measure.answered_at_least or asked.measure.fewest_items()
    }


@dataclass(frozen=True, slots=True)
class CrisisHelp:
    """Where to turn when life is too hard to bear."""

    words: str
    number: str


def crisis_help(knowledge: Library, clinic: Clinic | None) -> CrisisHelp:
    """The words with the emergency number of the clinic's country. Helplines are not named: their
    numbers were not checked."""
    language = page_language()
    code = clinic.country if clinic else knowledge.care.home.code
    country = knowledge.care.countries.get(code)
    # 112 is the number that mobile phones know everywhere.
    number = country.emergency_number if country else "112"
    if clinic and clinic.emergency_number:
        number = clinic.emergency_number
    department = (
        knowledge.care.country_words(language)[code].emergency_department
        if country
        else _("the emergency department")
    )
    words = knowledge.care.words(language).measures.crisis
    return CrisisHelp(words.format(number=number, department=department), number)


def about_minutes(questions: int) -> str:
    """How long so many questions take, as a person reads it."""
    minutes = max(1, round(questions / QUESTIONS_A_MINUTE))
    return ngettext("about %(count)s minute", "about %(count)s minutes", minutes) % {
        "count": minutes
    }
