"""What the analyst wrote for the report of a period."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Texts:
    """The analyst's own words: paragraphs by section and language."""

    own: Mapping[tuple[str, str], str] = field(default_factory=dict)
