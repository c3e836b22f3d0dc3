"""`make bench`: run them all; exit 1 when one is over its limit."""

import sys

from benchmarks import (
    coding,
    deputy_page,
    exports,
    imports,
    nights,
    replay,
    search,
    suggestions,
    weights,
)
from benchmarks.measure import Compared, Measured, Skipped

BENCHMARKS = (
    replay, nights, deputy_page, coding, search, suggestions, exports, imports, weights,
)  # fmt: skip


def main() -> int:
    """Run each benchmark and print a block for it."""
    broken = 0
    for module in BENCHMARKS:
        outcome = module.run()
        if isinstance(outcome, Skipped):
            print(f"{module.__name__.rsplit('.')[-1]}: skipped, {outcome.reason}\n")
            continue
        if isinstance(outcome, Compared):
            show_figures(outcome)
        else:
            show(outcome)
        broken += not outcome.kept
    return 1 if broken else 0


def show(outcome: Measured) -> None:
    """Print what was measured, what it is held against, and how they compare."""
    print(outcome.title)
    print(f"  measured  {outcome.seconds * 1000:10.1f} ms   {outcome.what}")
    print(f"  against   {outcome.against * 1000:10.1f} ms   {outcome.limit_what}")
    verdict = "kept" if outcome.kept else "BROKEN"
    print(f"  ratio     {outcome.ratio:10.1f}      at most {outcome.most}: {verdict}\n")


def show_figures(outcome: Compared) -> None:
    """Print each figure with what it is held against."""
    print(f"{outcome.title}\n  {outcome.what}")
    for row in outcome.rows:
        verdict = "kept" if row.kept else "BROKEN"
        print(f"  {row.what}")
        print(f"    ratio   {row.ratio:10.1f}      at least {row.least}: {verdict}")
    print()


if __name__ == "__main__":
    sys.exit(main())
