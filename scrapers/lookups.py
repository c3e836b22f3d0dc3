"""Codes of a source turned into words: an unknown code is an error, never a guess."""

from collections.abc import Mapping


class UnknownValueError(LookupError):
    """A code that source.yml does not list."""

    def __init__(self, table: str, code: str) -> None:
        super().__init__(
            f"the table {table!r} of source.yml does not list the code {code!r}: add it there"
        )
        self.table = table
        self.code = code


class Lookup:
    """One table of source.yml."""

    def __init__(self, name: str, table: Mapping[str, str]) -> None:
        self.name = name
        self.table = {str(code): value for code, value in table.items()}

    def __getitem__(self, code: str) -> str:
        """The words for `code`. Raises UnknownValueError when it is not listed."""
        if code not in self.table:
            raise UnknownValueError(self.name, code)
        return self.table[code]
