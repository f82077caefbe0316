"""Knowledge and answers, shaped for the templates. Reads nothing but its arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, gettext, ngettext

from lumbar.check.drawing import VIEWS, Drawing, Shape, drawing
from lumbar.check.forms import NONE_OF_THESE, is_body_map, is_checklist
from lumbar.clinical.conditions import NOT_SURE, SKIPPED
from lumbar.clinical.library import Library
from lumbar.clinical.schema import LevelWords, Question, QuestionWords, Screen
from lumbar.clinical.values import Answers, Assessment, Because, Level, Value
from lumbar.clinical.words import Words
from lumbar.figure.catalogue import BodyName


def language() -> str:
    """The knowledge's name of the language the page is in."""
    return "zh-hant" if (get_language() or "").startswith("zh") else "en"


# --- one screen of the check -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as it is shown."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as it is shown, with what was answered or sent so far."""

    id: str
    kind: str
    ask: str
    help: str
    why: str
    choices: tuple[Choice, ...]
    none_chosen: bool
    unsure: Choice | None
    numbers: tuple[Choice, ...]
    error: str
    optional: bool

    @property
    def described_by(self) -> str:
        """Ids of the elements that explain the question, for ``aria-describedby``."""
        parts = (("help", self.help), ("error", self.error))
        return " ".join(f"{self.id}-{part}" for part, words in parts if words)


@dataclass(frozen=True, slots=True)
class ScreenView:
    """One screen as it is shown."""

    id: str
    title: str
    help: str
    kind: str
    """``checklist``, ``body-map``, ``single`` or ``several``."""
    questions: tuple[QuestionView, ...]

    @property
    def errors(self) -> tuple[QuestionView, ...]:
        return tuple(question for question in self.questions if question.error)

    @property
    def only(self) -> QuestionView:
        """The question of a ``single`` screen."""
        return self.questions[0]


def _error_message(reason: str, kind: str) -> str:
    if reason == "none_and_some":
        return gettext("Tick what fits, or “None of these”, but not both.")
    if reason == "unknown_option":
        return gettext("That answer is not one of the choices. Please choose again.")
    if reason == "out_of_range":
        return gettext("Choose a number from 0 to 10.")
    if reason == "no_area":
        return gettext("Mark where it hurts, or choose “I can’t point to it”.")
    if kind == "number":
        return gettext("Choose a number, or “I’m not sure”.")
    if kind == "many":
        return gettext("Tick what fits, or choose “None of these”.")
    return gettext("Choose the answer that fits best.")


def _question_view(
    question: Question, words: QuestionWords, given: Value | None, error: str
) -> QuestionView:
    sent = given if isinstance(given, tuple) else (str(given),) if given is not None else ()
    if question.kind == "yes_no":
        choices: tuple[Choice, ...] = (
            Choice("yes", gettext("Yes"), chosen="yes" in sent),
            Choice("no", gettext("No"), chosen="no" in sent),
        )
    else:
        choices = tuple(
            Choice(option, words.options[option], words.hints.get(option, ""), option in sent)
            for option in question.options
        )
    numbers: tuple[Choice, ...] = ()
    if question.kind == "number":
        least, most = question.minimum or 0, question.maximum or 10
        numbers = tuple(Choice(str(n), str(n), chosen=given == n) for n in range(least, most + 1))
    unsure = None
    if not question.sure:
        label = (
            gettext("I can’t point to it") if question.kind == "areas" else gettext("I’m not sure")
        )
        unsure = Choice(NOT_SURE, label, chosen=given == NOT_SURE)
    return QuestionView(
        id=question.id,
        kind=question.kind,
        ask=words.ask,
        help=words.help,
        why=words.why,
        choices=choices,
        none_chosen=given == () or NONE_OF_THESE in sent,
        unsure=unsure,
        numbers=numbers,
        error=_error_message(error, question.kind) if error else "",
        optional=question.optional,
    )


def screen_view(
    screen: Screen,
    given: Mapping[str, Value],
    library: Library,
    errors: Mapping[str, str] | None = None,
) -> ScreenView:
    """A screen with what was answered before, or with what was just sent and its errors."""
    words = library.words(language())
    errors = errors or {}
    questions = tuple(
        _question_view(
            library.questions[question],
            words.questions[question],
            given.get(question),
            errors.get(question, ""),
        )
        for question in screen.questions
    )
    if is_checklist(screen, library):
        kind = "checklist"
    elif is_body_map(screen, library):
        kind = "body-map"
    else:
        kind = "single" if len(questions) == 1 else "several"
    screen_words = words.screens[screen.id]
    return ScreenView(screen.id, screen_words.title, screen_words.help, kind, questions)


# --- the body map ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Brush:
    """One kind of feeling to mark: its question and the number of its pattern (1 to 4)."""

    question: str
    number: int
    ask: str
    name: str
    chosen: bool
    marks: tuple[RegionView, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionView:
    """One area of the body as it is shown."""

    id: str
    name: str
    shape: Shape
    feelings: tuple[int, ...]
    """Numbers of the brushes it is marked with."""


@dataclass(frozen=True, slots=True)
class FigureView:
    """The body from one side."""

    view: str
    title: str
    left: str
    right: str
    regions: tuple[RegionView, ...]
    hints: str


@dataclass(frozen=True, slots=True)
class RegionGroup:
    """Areas listed together for those who prefer a list."""

    title: str
    open: bool
    regions: tuple[RegionView, ...]


@dataclass(frozen=True, slots=True)
class BodyMapView:
    """The drawing, what is marked on it, and the feelings it can be marked with."""

    brushes: tuple[Brush, ...]
    figures: tuple[FigureView, ...]
    groups: tuple[RegionGroup, ...]
    drawing: Drawing

    @property
    def brush(self) -> Brush:
        """The feeling in hand."""
        return next(brush for brush in self.brushes if brush.chosen)


_LIST_GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("back", frozenset({"mid_back", "low_back", "flank", "tailbone", "buttock", "hip_side"})),
    ("high", frozenset({"neck", "shoulder_blade", "between_shoulder_blades"})),
    ("thigh", frozenset({"thigh_back", "knee_back", "thigh_front", "thigh_inner", "knee_front"})),
    ("shin", frozenset({"calf", "shin_inner", "shin_outer"})),
    ("foot", frozenset({"heel", "sole", "foot_top", "big_toe", "foot_outer"})),
    ("front", frozenset({"chest", "upper_tummy", "lower_tummy", "groin", "between_legs"})),
    ("arm", frozenset({"arm", "hand"})),
)


def _list_title(group: str) -> str:
    return {
        "back": gettext("Low back and buttocks"),
        "high": gettext("Neck and upper back"),
        "thigh": gettext("Thighs and knees"),
        "shin": gettext("Lower legs"),
        "foot": gettext("Feet"),
        "front": gettext("Chest, tummy and groin"),
        "arm": gettext("Arms and hands"),
    }[group]


def body_map_view(
    questions: Iterable[str],
    given: Mapping[str, Value],
    library: Library,
    brush: str = "",
    body: BodyName = "woman",
) -> BodyMapView:
    """The body map with the areas marked so far; ``brush`` is the question in hand."""
    drawn = drawing(body)
    words = library.words(language())
    ids = list(questions)
    marked = {
        question: frozenset(value)
        if isinstance(value := given.get(question), tuple)
        else frozenset()
        for question in ids
    }
    in_hand = brush if brush in ids else ids[0]
    regions = {
        region.id: RegionView(
            id=region.id,
            name=words.regions[region.id],
            shape=drawn.shape(region.view, region.group, region.side),
            feelings=tuple(n for n, q in enumerate(ids, start=1) if region.id in marked[q]),
        )
        for region in library.body_map
    }
    figures = tuple(
        FigureView(
            view=view,
            title=gettext("From behind") if view == "back" else gettext("From the front"),
            left=gettext("your left") if view == "back" else gettext("your right"),
            right=gettext("your right") if view == "back" else gettext("your left"),
            regions=tuple(regions[r.id] for r in library.body_map if r.view == view),
            hints=drawn.hints[view],
        )
        for view in VIEWS
    )
    groups = []
    for group, members in _LIST_GROUPS:
        listed = tuple(regions[r.id] for r in library.body_map if r.group in members)
        groups.append(
            RegionGroup(
                _list_title(group), group == "back" or any(r.feelings for r in listed), listed
            )
        )
    return BodyMapView(
        brushes=tuple(
            Brush(
                question,
                number,
                words.questions[question].ask,
                feeling_name(question),
                question == in_hand,
                tuple(region for id, region in regions.items() if id in marked[question]),
            )
            for number, question in enumerate(ids, start=1)
        ),
        figures=figures,
        groups=tuple(groups),
        drawing=drawn,
    )


def feeling_name(question: str) -> str:
    """The short name of a feeling, for a chip or a legend."""
    return {
        "pain_areas": gettext("Pain"),
        "tingling_areas": gettext("Pins and needles"),
        "numb_areas": gettext("Numb"),
        "burning_areas": gettext("Burning or cold"),
    }[question]


# --- what was told -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """One question and its answer, as they read back."""

    question: str
    ask: str
    answer: str
    danger: bool
    positive: bool
    """Something to hear: neither "no" nor "none"."""


@dataclass(frozen=True, slots=True)
class ToldScreen:
    """The answers of one screen, with the way back to it."""

    id: str
    title: str
    told: tuple[Told, ...]


def answer_text(question: Question, value: Value, words: Words) -> str:
    """An answer in words."""
    if value == NOT_SURE:
        return gettext("Not sure")
    if value == SKIPPED:
        return gettext("Left out")
    if question.kind == "yes_no":
        return gettext("Yes") if value == "yes" else gettext("No")
    if question.kind == "number":
        return gettext("%(number)s of 10") % {"number": value}
    options = value if isinstance(value, tuple) else (str(value),)
    if not options:
        return gettext("None of these")
    return join(words.option(question.id, option) or option for option in options)


def join(parts: Iterable[str]) -> str:
    """A list within a sentence, in the way of the language."""
    return gettext(", ").join(parts)


def told_screens(answers: Answers, screens: Iterable[Screen], library: Library) -> list[ToldScreen]:
    """All answers of these screens."""
    words = library.words(language())
    return [
        ToldScreen(
            screen.id,
            words.screens[screen.id].title,
            tuple(
                Told(
                    question=id,
                    ask=feeling_name(id)
                    if library.questions[id].kind == "areas"
                    else words.questions[id].ask,
                    answer=answer_text(library.questions[id], answers[id], words),
                    danger=library.questions[id].danger,
                    positive=answers[id] not in NOTHING_TO_HEAR,
                )
                for id in screen.questions
                if id in answers
            ),
        )
        for screen in screens
    ]


NOTHING_TO_HEAR: tuple[Value, ...] = ("no", "not_for_me", (), SKIPPED)
"""Answers that say that something is not there, or does not concern the person."""


def heard(answers: Answers, library: Library) -> list[str]:
    """What was heard, in phrases: everything that was not a "no"."""
    words = library.words(language())
    phrases = []
    for screen in library.screens:
        for id in screen.questions:
            value = answers.get(id)
            if value is None or value in NOTHING_TO_HEAR or screen.part == "tonight":
                continue
            phrases.append(_heard_phrase(library.questions[id], value, words))
    return phrases


def _heard_phrase(question: Question, value: Value, words: Words) -> str:
    text = words.questions[question.id].heard
    answer = answer_text(question, value, words)
    if value == NOT_SURE:
        if "{answer}" in text:
            text = text.replace("{answer}", gettext("not sure"))
            return text
        return gettext("%(heard)s (not sure)") % {"heard": text}
    return text.replace("{answer}", answer)


def because_text(because: Because, library: Library, words: Words) -> str:
    """One reason of a finding, read back in the person's words."""
    question = library.questions[because.question]
    text = words.questions[because.question].heard
    if because.options == (NOT_SURE,):
        return _heard_phrase(question, NOT_SURE, words)
    if question.kind == "yes_no" and because.options == ("no",):
        return gettext("“%(question)s” – no") % {"question": words.questions[because.question].ask}
    options = [words.option(because.question, option) or option for option in because.options]
    return text.replace("{answer}", join(options))


# --- the result --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where a fact comes from."""

    title: str
    year: int | None
    url: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule that fired: what was heard, why it matters, where that comes from."""

    id: str
    level: str
    level_label: str
    name: str
    reason: str
    because: tuple[str, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One answer that would make the result more urgent."""

    heard: str
    level: str
    level_label: str


@dataclass(frozen=True, slots=True)
class PatternView:
    """What the answers resemble."""

    name: str
    like: str
    about: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything a result shows to the person."""

    level: str
    words: LevelWords
    do: tuple[str, ...]
    patterns: tuple[PatternView, ...]
    watch_for: tuple[str, ...]
    not_everything: str
    heard: tuple[str, ...]
    rules: tuple[RuleView, ...]
    changes: tuple[ChangeView, ...]
    gates: tuple[tuple[str, str], ...]
    ask_again: tuple[str, ...]
    may_have_plan: bool
    knowledge_version: str

    @property
    def why_summary(self) -> str:
        """One line over the folded reasons."""
        fired = ngettext(
            "%(count)s rule fits your answers", "%(count)s rules fit your answers", len(self.rules)
        )
        return fired % {"count": len(self.rules)}


def source_view(source_id: str, library: Library) -> SourceView:
    """A source, with a link to follow where there is one."""
    source = library.sources[source_id]
    url = source.url or (f"https://doi.org/{source.doi}" if source.doi else "")
    return SourceView(source.title, source.year, url)


def result_view(
    assessment: Assessment, answers: Answers, library: Library, emergency_number: str
) -> ResultView:
    """The result for the person. Suspicions and nerve levels stay out of it."""
    words = library.words(language())
    level_words = words.levels[assessment.level.value]

    def put_number(text: str) -> str:
        return text.replace("{emergency}", emergency_number)

    do: dict[str, None] = {}
    for pathway in assessment.pathways:
        do.update(dict.fromkeys(put_number(step) for step in words.pathways[pathway].do))
    do.update(dict.fromkeys(put_number(step) for step in level_words.do))
    changes: dict[tuple[str, str], ChangeView] = {}
    for change in assessment.would_change:
        phrase = because_text(Because(change.question, (change.option,)), library, words)
        changes.setdefault(
            (phrase, change.level.value),
            ChangeView(phrase, change.level.value, words.levels[change.level.value].label),
        )
    return ResultView(
        level=assessment.level.value,
        words=level_words,
        do=tuple(do),
        patterns=tuple(
            PatternView(w.name, w.like, w.about)
            for match in assessment.patterns_for_person[:2]
            for w in (words.patterns[match.pattern],)
        ),
        watch_for=tuple(put_number(text) for text in words.watch_for),
        not_everything=put_number(words.not_everything),
        heard=tuple(heard(answers, library)),
        rules=tuple(
            RuleView(
                id=finding.rule,
                level=finding.level.value,
                level_label=words.levels[finding.level.value].label,
                name=words.rules[finding.rule].name,
                reason=words.rules[finding.rule].reason,
                because=tuple(because_text(b, library, words) for b in finding.because),
                sources=tuple(source_view(s, library) for s in library.rules[finding.rule].source),
            )
            for finding in assessment.findings
        ),
        changes=tuple(changes.values()),
        gates=tuple(
            (words.gates[gate].name, words.gates[gate].reason) for gate in assessment.gates
        ),
        ask_again=tuple(words.questions[question].ask for question in assessment.ask_again),
        may_have_plan=assessment.may_have_plan,
        knowledge_version=assessment.knowledge_version,
    )


# --- for the clinician -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RootView:
    """A nerve level the marked areas hint at."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class SummaryView:
    """What a clinician reads: the same result with suspicions, levels and every answer."""

    result: ResultView
    suspicions: tuple[str, ...]
    roots: tuple[RootView, ...]
    stages: tuple[tuple[str, str], ...]
    """Grading of pressure on the cauda equina, when that is a suspicion."""
    patterns: tuple[str, ...]
    screens: tuple[ToldScreen, ...]
    map: BodyMapView | None


CAUDA_EQUINA = "cauda-equina"


def summary_view(
    assessment: Assessment, answers: Answers, library: Library, emergency_number: str
) -> SummaryView:
    """The print-and-take-along page."""
    words = library.words(language())
    map_questions = [q for s in library.screens if is_body_map(s, library) for q in s.questions]
    has_marks = any(isinstance(answers.get(q), tuple) and answers.get(q) for q in map_questions)
    screens = [s for s in library.screens if any(q in answers for q in s.questions)]
    return SummaryView(
        result=result_view(assessment, answers, library, emergency_number),
        suspicions=tuple(words.suspicions[s] for s in assessment.suspicions),
        roots=tuple(
            RootView(words.roots[root].name, words.roots[root].reason) for root in assessment.roots
        ),
        stages=tuple(words.stages.items()) if CAUDA_EQUINA in assessment.suspicions else (),
        patterns=tuple(words.patterns[match.pattern].name for match in assessment.patterns),
        screens=tuple(told_screens(answers, screens, library)),
        map=body_map_view(map_questions, answers, library) if has_marks else None,
    )


LEVELS: tuple[Level, ...] = (
    Level.EMERGENCY,
    Level.SAME_DAY,
    Level.CLINICIAN_SOON,
    Level.SELF_CARE,
)
"""Most urgent first."""
