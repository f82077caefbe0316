"""Answers → assessment, and which screen of the check comes next.

Danger signs decide first. Absence of a danger sign is never "all clear": an assessment carries
what would make it more urgent, and which danger signs were left unanswered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lumbar.clinical import schema
from lumbar.clinical.compiled import Compiled, CompiledRule
from lumbar.clinical.conditions import (
    SKIPPED,
    Condition,
    Fact,
    Facts,
    Leaf,
    Truths,
    true_leaves,
)
from lumbar.clinical.library import Library
from lumbar.clinical.values import (
    Answers,
    Assessment,
    Because,
    Change,
    Finding,
    Level,
    PatternMatch,
)

SUSPICION_POINTS = {0: 0.0, 1: 1.5, 2: 4.0, 3: 9.0}
"""How much a finding of each urgency counts when suspicions are ranked (a design choice)."""
NEXT_SUSPICION = 0.6
"""Part of that for the second-named suspicion of a rule, again for the third, and so on."""


def assess(answers: Answers, library: Library) -> Assessment:
    """Decide how soon to be seen and what the answers resemble.

    Deterministic; the order in which answers were given does not matter. Answers must have been
    checked by ``library.answers``.
    """
    compiled, facts = library.compiled, answers.facts
    truths = compiled.table.read(facts)
    fired = _most_urgent_of_each_row(rule for rule in compiled.rules if rule.fires(truths))
    level = fired[0].level if fired else Level.SELF_CARE
    return Assessment(
        level=level,
        findings=tuple(
            Finding(rule.id, rule.level, rule.suspects, _because(rule.tree, facts))
            for rule in fired
        ),
        pathways=tuple(
            dict.fromkeys(rule.pathway for rule in fired if rule.pathway and rule.level == level)
        ),
        patterns=_patterns(compiled, truths, facts),
        suspicions=_suspicions(fired),
        roots=_roots(compiled, truths),
        would_change=tuple(_changes(compiled, truths, facts, level)),
        ask_again=tuple(_unanswered_danger(compiled, truths, facts)),
        flags=tuple(id for id, raised in compiled.flags if raised(truths) is not False),
        gates=tuple(id for id, closed in compiled.gates if closed(truths) is not False),
        knowledge_version=library.version,
    )


def _most_urgent_of_each_row(fired: Iterable[CompiledRule]) -> list[CompiledRule]:
    """Several rules carry one row of the clinical facts at different urgencies; when the stronger
    one fires, the weaker has nothing to add. Rules come most urgent first."""
    rows: dict[str, CompiledRule] = {}
    for rule in fired:
        rows.setdefault(rule.row, rule)
    return list(rows.values())


def _because(tree: Condition, facts: Facts) -> tuple[Because, ...]:
    heard: dict[Because, None] = {}
    for leaf in true_leaves(tree, facts):
        heard[Because(leaf.question, _heard(leaf, facts))] = None
    return tuple(heard)


def _heard(leaf: Leaf, facts: Facts) -> tuple[str, ...]:
    fact = facts[leaf.question]
    if isinstance(fact, frozenset):
        return leaf.named
    return (str(fact),)


def _patterns(compiled: Compiled, truths: Truths, facts: Facts) -> tuple[PatternMatch, ...]:
    found = []
    for pattern in compiled.patterns:
        if pattern.when is not None and pattern.when(truths) is False:
            continue
        holding = [feature for feature in pattern.features if feature.when(truths)]
        score = sum(feature.weight for feature in holding)
        if score >= pattern.needs:
            heard: dict[Because, None] = {}
            for feature in holding:
                if feature.weight > 0:
                    heard.update(dict.fromkeys(_because(feature.tree, facts)))
            found.append(PatternMatch(pattern.id, round(score, 2), tuple(heard)))
    return tuple(sorted(found, key=lambda match: (-match.score, match.pattern)))


def pattern_scores(answers: Answers, library: Library) -> dict[str, float]:
    """Every pattern with anything speaking for it, also those too faint to mention."""
    truths = library.compiled.table.read(answers.facts)
    scores = {
        pattern.id: sum(feature.weight for feature in pattern.features if feature.when(truths))
        for pattern in library.compiled.patterns
        if pattern.when is None or pattern.when(truths) is not False
    }
    return {id: score for id, score in scores.items() if score > 0}


def suspicion_scores(fired: list[CompiledRule]) -> dict[str, float]:
    """Points per suspicion, for ranking only."""
    scores: dict[str, float] = {}
    for rule in fired:
        points = SUSPICION_POINTS[rule.urgency]
        for suspect in rule.suspects:
            scores[suspect] = scores.get(suspect, 0.0) + points
            points *= NEXT_SUSPICION
    return scores


def _suspicions(fired: list[CompiledRule]) -> tuple[str, ...]:
    scores = suspicion_scores(fired)
    return tuple(sorted(scores, key=lambda suspect: (-scores[suspect], suspect)))


def _roots(compiled: Compiled, truths: Truths) -> tuple[str, ...]:
    scores = {
        id: sum(hint.weight for hint in hints if hint.when(truths)) for id, hints in compiled.roots
    }
    hinted = [id for id, score in scores.items() if score > 0]
    return tuple(sorted(hinted, key=lambda id: (-scores[id], id)))


def _changes(compiled: Compiled, truths: Truths, facts: Facts, level: Level) -> Iterator[Change]:
    """Each single answer that would make the result more urgent, most urgent first."""
    urgency = level.urgency
    seen: set[tuple[str, str]] = set()
    for rule in compiled.rules:
        if rule.urgency <= urgency:
            return
        for leaf in rule.missing(truths) or ():
            change = (leaf.question, leaf.example)
            if change not in seen and (
                rule.unless is None or _would_fire(compiled, rule, truths, facts, leaf)
            ):
                seen.add(change)
                yield Change(leaf.question, leaf.example, rule.level, rule.id)


def _would_fire(
    compiled: Compiled, rule: CompiledRule, truths: Truths, facts: Facts, leaf: Leaf
) -> bool:
    """Whether the rule, its exception included, would fire with that one answer."""
    fact = facts.get(leaf.question)
    changed: Fact = leaf.example
    if leaf.least is not None:
        changed = leaf.least
    elif isinstance(fact, frozenset):
        changed = fact | leaf.options
    then = truths.copy()
    compiled.table.put(then, leaf.question, changed)
    return rule.fires(then)


def unanswered_danger(answers: Answers, library: Library) -> tuple[str, ...]:
    """Danger signs on screens that concern this person and that were not answered."""
    compiled = library.compiled
    facts = answers.facts
    return tuple(_unanswered_danger(compiled, compiled.table.read(facts), facts))


def _unanswered_danger(compiled: Compiled, truths: Truths, facts: Facts) -> Iterator[str]:
    for screen in compiled.screens:
        if screen.danger and screen.asked(truths):
            for question in screen.danger:
                if facts.get(question, SKIPPED) == SKIPPED:
                    yield question


# --- the check, screen by screen ---------------------------------------------------------------


def answered(screen: schema.Screen, answers: Answers) -> bool:
    """Whether every question of a screen has an answer; "not sure" and skipped are answers."""
    return all(question in answers for question in screen.questions)


def asked_screens(answers: Answers, library: Library) -> Iterator[schema.Screen]:
    """The screens of this person's check, in order, up to the first one unanswered or the end.

    The check ends early once an emergency is certain; and once somebody should be seen today,
    only what could still make it an emergency is asked.
    """
    compiled, facts = library.compiled, answers.facts
    truths = compiled.table.read({})
    urgency = 0
    for number, screen in enumerate(compiled.screens):
        if not screen.asked(truths):
            continue
        if urgency == Level.SAME_DAY.urgency and not (
            screen.questions & compiled.read_above[urgency]
        ):
            continue
        yield screen.screen
        if not answered(screen.screen, answers):
            return
        for question in screen.screen.questions:
            compiled.table.put(truths, question, facts[question])
        urgency = _certain_urgency(compiled, truths, number + 1)
        if urgency == Level.EMERGENCY.urgency:
            return


def _certain_urgency(compiled: Compiled, truths: Truths, upcoming: int) -> int:
    """The urgency reached by rules whose exceptions cannot be answered any more."""
    for rule in compiled.rules:
        if rule.fires(truths):
            still_asked = rule.exception_reads and any(
                screen.questions & rule.exception_reads and screen.asked(truths)
                for screen in compiled.screens[upcoming:]
            )
            if not still_asked:
                return rule.urgency
    return 0


def next_screen(answers: Answers, library: Library) -> schema.Screen | None:
    """The first screen still to be answered, or ``None`` when the check is over."""
    for screen in asked_screens(answers, library):
        if not answered(screen, answers):
            return screen
    return None


def previous_screens(answers: Answers, library: Library) -> tuple[schema.Screen, ...]:
    """The screens already answered, in order."""
    return tuple(s for s in asked_screens(answers, library) if answered(s, answers))


def asked_answers(answers: Answers, library: Library) -> Answers:
    """Only the answers to screens this person is asked: what an assessment is made from.

    An edited answer can leave others behind that are no longer asked; they no longer count.
    """
    kept = {q for screen in asked_screens(answers, library) for q in screen.questions}
    return Answers({q: value for q, value in answers.items() if q in kept})


def progress(answers: Answers, library: Library) -> tuple[int, int]:
    """Screens answered, and about how many there will be."""
    done = len(previous_screens(answers, library))
    compiled = library.compiled
    truths = compiled.table.read(answers.facts)
    rest = sum(
        1
        for screen in compiled.screens
        if not answered(screen.screen, answers) and screen.asked(truths)
    )
    return done, done + rest
