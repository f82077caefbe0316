"""What must hold of the whole knowledge before anything is decided with it.

``library.load`` refuses what cannot be read; this module refuses what can be read but is wrong:
rules without source, example or question, words missing in a language, a flag nobody reads.
``check`` is called when the server starts, by ``lumbar knowledge check`` and by the suite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from lumbar.clinical import schema
from lumbar.clinical.conditions import Condition, Not, Truths, leaves
from lumbar.clinical.errors import KnowledgeError
from lumbar.clinical.library import Library
from lumbar.clinical.progress_schema import HurtInExercise
from lumbar.clinical.values import AnswerError
from lumbar.clinical.words import LANGUAGES


def check(library: Library) -> None:
    """Raise if anything is wrong.

    Raises:
        KnowledgeError: everything that is wrong, one line each.
    """
    wrong = list(problems(library))
    if wrong:
        raise KnowledgeError("\n".join(wrong))


def problems(library: Library) -> Iterator[str]:
    """Everything that is wrong with a library that could be loaded, in words."""
    checks: tuple[Callable[[Library], Iterator[str]], ...] = (
        _sources,
        _questions,
        _screens,
        _rules,
        _examples,
        _exercises,
        _sets,
        _evening,
        _progress,
        _words,
    )
    for one in checks:
        yield from one(library)


def _sources(library: Library) -> Iterator[str]:
    def cited(what: str, source: Iterable[str]) -> Iterator[str]:
        ids = list(source)
        if not ids:
            yield f"{what} has no source"
        for id in ids:
            if id not in library.sources:
                yield f"{what} cites an unknown source {id!r}"

    for question in library.questions.values():
        yield from cited(f"question {question.id}", question.source)
    for rule in library.rules.values():
        yield from cited(f"rule {rule.id}", rule.source)
    for pattern in library.patterns.values():
        for feature in pattern.feature:
            yield from cited(f"pattern {pattern.id}", feature.source)
    for root in library.roots.values():
        yield from cited(f"root {root.id}", root.source)
    for flag in library.flags.values():
        yield from cited(f"flag {flag.id}", flag.source)
    for gate in library.gates.values():
        yield from cited(f"gate {gate.id}", gate.source)
    for exercise_set in library.sets:
        yield from cited(f"set {exercise_set.id}", exercise_set.source)
    for stop in library.stop_rules.values():
        yield from cited(f"stop rule {stop.id}", stop.source)
    yield from cited("the evening", library.evening.source)
    for progress in library.progress.rule:
        yield from cited(f"progress rule {progress.id}", progress.source)
    yield from cited("how far down a leg", library.progress.reach.source)
    yield from cited("the time after recovery", library.progress.stay_well.source)
    for cap in library.angles.values():
        yield from cited(f"angle {cap.id}", cap.source)
    for exercise in library.exercises.values():
        yield from cited(f"exercise {exercise.id}", exercise.source)
        yield from cited(f"dose of {exercise.id}", exercise.dose.source)
        for variant in exercise.variant:
            if variant.dose is not None:
                yield from cited(f"dose of {exercise.id}:{variant.id}", variant.dose.source)


def _questions(library: Library) -> Iterator[str]:
    for question in library.questions.values():
        if question.kind in ("one", "many") and len(question.options) < 2:
            yield f"question {question.id} offers no choice"
        if question.kind not in ("one", "many") and question.options:
            yield f"question {question.id} of kind {question.kind} cannot have options"
        if question.kind == "number" and (question.minimum is None or question.maximum is None):
            yield f"question {question.id} needs a minimum and a maximum"
        # Where and how long are read by the planner and the routine themselves.
        read = question.id in library.compiled.reads or question.id in ("place", "minutes")
        if not read and question.used_by == "decision":
            yield f"question {question.id} is asked, but nothing reads it"


def _screens(library: Library) -> Iterator[str]:
    asked: dict[str, str] = {}
    for screen in library.compiled.screens:
        for question in screen.screen.questions:
            if question not in library.questions:
                yield f"screen {screen.screen.id} asks an unknown question {question!r}"
            elif question in asked:
                yield f"{question} is asked on both {asked[question]} and {screen.screen.id}"
            asked.setdefault(question, screen.screen.id)
        for leaf in _leaves(library, screen.screen.ask_when):
            if leaf not in asked:
                yield f"screen {screen.screen.id} depends on {leaf}, which is asked later"
    for question in library.questions:
        if question not in asked:
            yield f"question {question} is on no screen"


def _leaves(library: Library, data: schema.ConditionData | None) -> Iterator[str]:
    from lumbar.clinical.compiled import LibraryVocabulary
    from lumbar.clinical.conditions import parse

    if data is not None:
        for leaf in leaves(parse(data, LibraryVocabulary(library))):
            yield leaf.question


def _rules(library: Library) -> Iterator[str]:
    danger = {question.id for question in library.questions.values() if question.danger}
    for rule in library.compiled.rules:
        for suspect in rule.suspects:
            if suspect not in library.suspicions:
                yield f"rule {rule.id} suspects an unknown {suspect!r}"
        conflict = library.rules[rule.id].conflict
        if conflict is not None and conflict not in library.care.conflicts:
            yield f"rule {rule.id} names an unknown conflict {conflict!r}"
        # A danger sign may only ever make a rule fire. That is what keeps "one more danger sign"
        # from lowering a level, whatever else was answered.
        excused = sorted(rule.exception_reads & danger)
        if excused:
            yield f"rule {rule.id}: a danger sign cannot excuse it ({', '.join(excused)})"
        absent = sorted(
            {leaf.question for leaf in leaves(rule.tree) if "no" in leaf.options} & danger
        )
        if absent:
            yield f"rule {rule.id}: a danger sign cannot count as a no ({', '.join(absent)})"
        denied = sorted(set(_denied(rule.tree)) & danger)
        if denied:
            yield f"rule {rule.id}: a danger sign cannot stand under 'not' ({', '.join(denied)})"


def _denied(condition: Condition) -> Iterator[str]:
    """The questions under a ``not``."""
    if isinstance(condition, Not):
        for leaf in leaves(condition.of):
            yield leaf.question
    elif hasattr(condition, "of"):
        for part in condition.of:
            yield from _denied(part)


def _examples(library: Library) -> Iterator[str]:
    compiled = library.compiled

    def read(data: dict[str, object]) -> Truths:
        return compiled.table.read(library.answers(data).facts)

    def tried(
        what: str, examples: list[schema.Example], fires: Callable[[dict[str, object]], bool]
    ) -> Iterator[str]:
        if not any(example.fires for example in examples):
            yield f"{what} has no example that makes it fire: it may be unreachable"
        if not any(not example.fires for example in examples):
            yield f"{what} has no example that must not make it fire"
        for example in examples:
            try:
                fired = fires(example.answers)
            except AnswerError as error:
                yield f"{what}: an example has an impossible answer: {error}"
                continue
            if fired != example.fires:
                verb = "should fire on" if example.fires else "should not fire on"
                yield f"{what} {verb} {example.answers}"

    for id, rule in library.rules.items():
        yield from tried(
            f"rule {id}",
            rule.example,
            lambda data, id=id: compiled.by_rule[id].fires(read(data)),  # type: ignore[misc]
        )
    for kind, items, table in (
        ("flag", library.flags, dict(compiled.flags)),
        ("gate", library.gates, dict(compiled.gates)),
    ):
        for id, item in items.items():
            yield from tried(
                f"{kind} {id}",
                item.example,
                lambda data, when=table[id]: when(read(data)) is not False,  # type: ignore[misc]
            )


def _exercises(library: Library) -> Iterator[str]:
    read: set[str] = set()
    for slug, exercise in library.exercises.items():
        if len({variant.id for variant in exercise.variant}) != len(exercise.variant):
            yield f"exercise {slug} has a variant twice"
        for avoid in (exercise.avoid, *(v.avoid for v in exercise.variant if v.avoid is not None)):
            for item in avoid:
                read.add(item.flag)
                if item.flag not in library.flags:
                    yield f"exercise {slug} names an unknown flag {item.flag!r}"
        for pose in (*exercise.pose, *(p for v in exercise.variant for p in v.pose or ())):
            for joint, angles in pose.joints.items():
                for motion, degrees in angles.items():
                    cap = library.angles.get(f"{_plain(joint)}.{motion}")
                    if cap is None:
                        yield f"exercise {slug}: there is no joint {joint}.{motion}"
                    elif not cap.least <= degrees <= cap.most:
                        yield f"exercise {slug}: {joint}.{motion} = {degrees} is beyond its cap"
    for flag in sorted(set(library.flags) - read):
        yield f"flag {flag}: no exercise reads it"


def _plain(joint: str) -> str:
    """``moving-hip`` and ``other-hip`` are hips."""
    return joint.removeprefix("moving-").removeprefix("other-")


def _sets(library: Library) -> Iterator[str]:
    for exercise_set in library.sets:
        for reference in (*exercise_set.first, *exercise_set.never, *library.fill):
            slug, _, variant = reference.partition(":")
            exercise = library.exercises.get(slug)
            if exercise is None:
                yield f"set {exercise_set.id} names an unknown exercise {slug!r}"
            elif variant and variant not in {v.id for v in exercise.variant}:
                yield f"set {exercise_set.id}: {slug} has no variant {variant!r}"
        for pattern in exercise_set.pattern:
            if pattern not in library.patterns:
                yield f"set {exercise_set.id} names an unknown pattern {pattern!r}"
    last = library.sets[-1]
    if last.when is not None or last.pattern or last.places:
        yield "the last set must fit everyone"


def _evening(library: Library) -> Iterator[str]:
    evening = library.evening
    postures = [posture.id for posture in evening.posture]
    filed = [position for posture in evening.posture for position in posture.positions]
    for exercise in library.exercises.values():
        for variant in exercise.variant:
            position = variant.position or exercise.position
            if filed.count(position) != 1:
                yield f"{exercise.id}:{variant.id}: position {position!r} is not of one posture"
    for one, other in combinations(postures, 2):
        there, back = evening.effort.get(one, {}), evening.effort.get(other, {})
        if (other in there) == (one in back):
            yield f"the effort between {one} and {other} has to be told once"
    for asleep in library.care.sleep_positions.position:
        if asleep.id not in postures:
            yield f"sleeping position {asleep.id!r} is no posture"
    for slug in (*evening.first, *evening.bad_night.breathing, *evening.bad_night.rest):
        if slug not in library.exercises:
            yield f"the evening names an unknown exercise {slug!r}"
    if set(evening.speed) != set(LANGUAGES):
        yield f"the voice needs a speed for each of {LANGUAGES}"


def _progress(library: Library) -> Iterator[str]:
    progress = library.progress
    groups = {region.group for region in library.body_map}
    for group in (group for step in progress.reach.step for group in step):
        if group not in groups:
            yield f"how far down a leg names an unknown area {group!r}"
    for slug in progress.stay_well.first:
        if slug not in library.exercises:
            yield f"the time after recovery names an unknown exercise {slug!r}"
    known = {exercise.direction for exercise in library.exercises.values()}
    for direction in progress.neutral:
        if direction not in known:
            yield f"no exercise moves in the direction {direction!r}"
    if len({rule.id for rule in progress.rule}) != len(progress.rule):
        yield "a progress rule is there twice"
    for rule in progress.rule:
        for answer in getattr(rule.signal, "answers", ()):
            if answer not in library.stop_rules:
                yield f"progress rule {rule.id} names an unknown answer {answer!r}"
        if rule.topic is not None and rule.topic not in library.care.topics:
            yield f"progress rule {rule.id} names an unknown topic {rule.topic!r}"
        if rule.change == "hold-exercise" and not isinstance(rule.signal, HurtInExercise):
            yield f"progress rule {rule.id} cannot know which exercise to hold back"


def _words(library: Library) -> Iterator[str]:
    for language in LANGUAGES:
        try:
            library.words(language)
        except KnowledgeError as error:
            yield str(error)
