"""The feasibility check: runs every rule."""

from __future__ import annotations

from app.services.jobs.feasibility import media, speech, translation, voices
from app.services.jobs.feasibility.problem import JobRequest, Problem, refusal


def check(asked: JobRequest) -> list[Problem]:
    """What of the job cannot be delivered although the rest can: some of several target languages.

    Raises one Invalid that names every field which makes the whole job impossible.
    """
    fatal = [*media.problems(asked), *speech.problems(asked)]
    impossible, others = translation.problems(asked)
    told = {problem.field for problem in impossible}
    fatal += [*impossible, *(found for found in voices.problems(asked) if found.field not in told)]
    if fatal:
        raise refusal(fatal)
    return others
