"""Write what an edition says of every promise as a table, driven by the description alone.

    python outcomes.py https://portal.example.org --lang ru --edition 1 > outcomes.csv

It needs Python 3.11 and `requests`. Addresses and arguments come from `/api/openapi.json`, so that
the script says at once when it asks for something that the portal does not know.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from typing import Any

import requests

Json = dict[str, Any]


class Portal:
    """A portal, asked by the names of its operations."""

    def __init__(self, root: str) -> None:
        self.root = root.rstrip("/")
        self.http = requests.Session()
        description = self.get(f"{self.root}/api/openapi.json")
        self.operations = {
            methods["get"]["operationId"]: (path, methods["get"])
            for path, methods in description["paths"].items()
        }

    def get(self, address: str, **arguments: Any) -> Json:
        """An answer. An error ends the script with the sentence that the portal gives."""
        answer = self.http.get(address, params=arguments, timeout=60)
        if not answer.ok:
            problem = answer.json()
            sys.exit(f"{problem['title']}: {problem['detail']} {problem.get('errors', '')}")
        found: Json = answer.json()
        return found

    def every(self, operation: str, **arguments: Any) -> Iterator[tuple[Json, Json]]:
        """All rows of a list, each with the state of the answer that it came in."""
        path, told = self.operations[operation]
        known = {one["name"] for one in told["parameters"]}
        unknown = arguments.keys() - known
        if unknown:
            sys.exit(f"{operation} takes {sorted(known)}, and not {sorted(unknown)}")
        page = self.get(self.root + path, **arguments)
        while True:
            for row in page["data"]:
                yield row, page["state"]
            if page["links"]["next"] is None:
                return
            page = self.get(page["links"]["next"])


def text(texts: Json | None, lang: str) -> str:
    """A text in one language, or in the next one that it is known in."""
    known = texts or {}
    return next((known[one] for one in (lang, "kk", "ru", "en") if known.get(one)), "")


def main() -> None:
    """Write the table to the standard output."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("root", help="the address of the portal")
    reader.add_argument("--lang", default="kk", choices=("kk", "ru", "en"))
    reader.add_argument("--edition", type=int, help="without it, today")
    reader.add_argument("--deputy", help="one deputy alone, by slug")
    asked = reader.parse_args()
    wanted = {"edition": asked.edition, "deputy": asked.deputy}
    arguments = {name: value for name, value in wanted.items() if value is not None}
    table = csv.writer(sys.stdout)
    table.writerow(["edition", "district", "deputy", "number", "promise", "outcome", "page"])
    for row, state in Portal(asked.root).every("listTheses", page_size=200, **arguments):
        stated = row["stated"] or {}
        counted = row["excluded"] is None
        table.writerow(
            [
                state["stated"]["number"] if state["stated"] else "",
                row["deputy"]["district"],
                text(row["deputy"]["name"], asked.lang),
                row["number"],
                text(row["text"], asked.lang),
                stated.get("outcome", "") if counted else row["excluded"],
                row["pages"][asked.lang],
            ]
        )


if __name__ == "__main__":
    main()
