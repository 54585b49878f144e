"""The words of a marked sheet: what is called how, and the sentence that sums it up. What a student wrote is data."""

from __future__ import annotations

import re

from bptrace.marking.verdicts import Mark, Verdict
from bptrace.report.document import Part, Parts, say
from bptrace.report.marked_account import Account

_LONGEST_WORD = 30
_LONGEST_TEXT = 300
_LONGEST_FIGURE = _LONGEST_LABEL = 16


def shortened(text: str, longest: int = _LONGEST_WORD) -> str:
    """Return a text without what no line has room for: the ends of its long words, and its end if there is much of it."""
    words = re.sub(rf"\S{{{longest + 1},}}", lambda match: match[0][: longest - 1] + "…", " ".join(text.split()))
    return words if len(words) <= _LONGEST_TEXT else words[:_LONGEST_TEXT] + "…"


def named(mark: Mark) -> Parts:
    """Return what a line is called, with its round where that is not the first."""
    if mark.item is None:
        return say(shortened(mark.key))
    epoch, step, quantity = mark.item
    if step > 1 and quantity.sample is None:
        return say(quantity, f" (epoch {epoch}, update {step})")
    return say(quantity, f" (epoch {epoch})") if epoch > 1 else say(quantity)


def labelled(mark: Mark) -> Parts:
    """Return what a line is called where there is little room."""
    if mark.item is None:
        return say(shortened(mark.key, _LONGEST_LABEL))
    epoch, step, quantity = mark.item
    late = f".{step}" if step > 1 and quantity.sample is None else ""
    return say(quantity, f"@{epoch}{late}") if epoch > 1 or late else say(quantity)


def place(mark: Mark) -> str:
    """Return where a line stands on the sheet, as the end of a phrase."""
    return "" if mark.entry is None else f", line {mark.entry.line}"


def about(mark: Mark) -> str:
    """Return what is written for a line, as far as a table has room for it."""
    if mark.entry is None or not mark.entry.text.strip():
        return ""
    text = " ".join(mark.entry.text.split())
    return text if len(text) <= _LONGEST_FIGURE else text[: _LONGEST_FIGURE - 1] + "…"


def written(mark: Mark) -> Part:
    """Return what is written for a line, within a sentence."""
    return "nothing" if mark.entry is None else shortened(mark.entry.text)


def verdict_of(mark: Mark) -> str:
    """Return the verdict on a line in a word or two."""
    if mark.item is None:
        return "unknown"
    if mark.is_copied and mark.verdict is not Verdict.NOT_ASKED:
        return "given"
    if mark.verdict is Verdict.FOLLOWS and not mark.credited:
        return "follows, worth nothing"
    return mark.verdict.value


def summary(account: Account) -> Parts:
    """Return the one sentence that sums a sheet up."""
    asked = len(account.asked)
    if not asked and account.copied:
        return say("There is nothing on this sheet but what is given, so no line that could be marked.")
    if not asked:
        return say("There is no line on this sheet that could be marked.")
    follows = [mark for mark in account.of(Verdict.FOLLOWS) if mark.credited]
    right = len(account.of(Verdict.CORRECT, Verdict.CARRIED))
    if right == asked:
        return say(_all_right(account))
    also = f", and {len(follows)} follow{'s' * (len(follows) == 1)} from your own figures" if follows else ""
    text = f"{right} of {asked} lines {'is' if right == 1 else 'are'} right{also}"
    if account.groups:
        first = account.groups[0].marks[0]
        at = f"{place(first)} of the sheet" if first.entry is not None else ""
        return say(f"{text}; the first wrong line is ", named(first), f"{at}.")
    return say(f"{text}; {_flaws(account)}.")


def _all_right(account: Account) -> str:
    asked = len(account.asked)
    text = "The one line is right" if asked == 1 else f"All {asked} lines are right"
    return f"{text}. Well done!"


def _flaws(account: Account) -> str:
    """Return what there is to find fault with where no line is wrong."""
    phrases = {
        Verdict.TRUNCATED: "cut off instead of rounded",
        Verdict.TOO_COARSE: "too coarse",
        Verdict.UNREADABLE: "unreadable",
        Verdict.MISSING: "missing",
    }
    counts = {phrase: len(account.of(verdict)) for verdict, phrase in phrases.items()}
    idle = sum(not mark.credited for mark in account.of(Verdict.FOLLOWS))
    parts = [f"{count} {'is' if count == 1 else 'are'} {phrase}" for phrase, count in counts.items() if count]
    if idle:
        parts.append(f"{idle} follow{'s' * (idle == 1)} only from a wrong 0")
    return "none is wrong, but " + ", ".join(parts) if parts else "none is wrong"
