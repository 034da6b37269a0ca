"""Word error rate: substitutions, deletions and insertions over the words of the reference."""

import re

SPELLED = {"mr": "mister", "mrs": "missus", "dr": "doctor"}


def words(text: str) -> list[str]:
    found = re.findall(r"\w+(?:['’]\w+)*", text.casefold().replace("-", " "))
    return [SPELLED.get(word, word) for word in found]


def word_error_rate(reference: str, heard: str) -> float:
    left, right = words(reference), words(heard)
    row = list(range(len(right) + 1))
    for i, word in enumerate(left, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (word != other))
    return row[-1] / max(len(left), 1)
