"""The subset of Elasticsearch's query language that finding runners needs; anything else is rejected.

A query is compiled to one function. Its cost is documents times clauses, on the event loop, so both the number
of clauses and the time are limited.
"""

from __future__ import annotations

from time import perf_counter

from ecctl.platform.responses import HTTPError, bad_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    Document = dict[str, Any]
    Test = Callable[[Any], bool]

MAX_CLAUSES = 64
"""Clauses, words and sort fields of a query."""
MAX_SECONDS = 0.1
"""How long a query may run, besides DOCUMENT_SECONDS for each document."""
DOCUMENT_SECONDS = 5e-6
"""Twice what a query of one clause takes."""


class Query:
    """A QueryContainer of the API description. `code` is the error code of rejected queries."""

    def __init__(self, container: object, code: str) -> None:
        self._code = code
        self._clauses = 0
        self._seconds = MAX_SECONDS
        self._test = self._container(container)

    def find(self, documents: Sequence[Document]) -> list[Document]:
        """Return the documents that match; raise HTTPError 400 if all calls together take too long."""
        self._seconds += len(documents) * DOCUMENT_SECONDS
        started = perf_counter()
        deadline = started + self._seconds
        found = []
        for document in documents:
            if self._test(document):
                found.append(document)
            # The event loop serves nobody else meanwhile.
            if perf_counter() > deadline:
                raise self._error("the query takes too long; use fewer clauses")
        self._seconds -= perf_counter() - started
        return found

    def _count(self) -> None:
        self._clauses += 1
        if self._clauses > MAX_CLAUSES:
            raise self._error(f"a query has at most {MAX_CLAUSES} clauses and words")

    def _container(self, container: object) -> Test:
        """Compile a container: all of its clauses must match."""
        if not isinstance(container, dict):
            raise self._error("a query must be an object")
        tests = [self._clause(type_, clause) for type_, clause in container.items() if clause is not None]
        return lambda document: all(test(document) for test in tests)

    def _clause(self, type_: str, clause: Any) -> Test:
        self._count()
        if not isinstance(clause, dict):
            raise self._error(f"[{type_[:40]}] must be an object")
        if type_ in {"match_all", "match_none"}:
            return lambda _: type_ == "match_all"
        if type_ == "bool":
            return self._bool(clause)
        if type_ == "exists":
            field = self._text(clause, "field")
            return lambda document: bool(values_at(document, field))
        if type_ == "nested":
            return self._container(clause.get("query"))
        if type_ in {"query_string", "simple_query_string"}:
            return self._query_string(self._text(clause, "query"))
        if type_ in {"term", "match", "prefix"} and len(clause) == 1:
            return self._comparison(type_, *next(iter(clause.items())))
        raise self._error(f"[{type_[:40]}] is not a query that this platform supports")

    def _bool(self, clause: Document) -> Test:
        must = self._many(clause, "must") + self._many(clause, "filter")
        must_not = self._many(clause, "must_not")
        should = self._many(clause, "should")
        least = clause.get("minimum_should_match")
        if least is None:
            # Elasticsearch's default for minimum_should_match.
            least = 0 if must or not should else 1
        if type(least) is not int:
            raise self._error("minimum_should_match must be an integer")
        return lambda document: (
            all(test(document) for test in must)
            and not any(test(document) for test in must_not)
            and sum(test(document) for test in should) >= least
        )

    def _many(self, clause: Document, name: str) -> list[Test]:
        containers = clause.get(name) or []
        return [
            self._container(each) for each in (containers if isinstance(containers, list) else [containers])
        ]

    def _comparison(self, type_: str, field: str, wanted: Any) -> Test:
        if isinstance(wanted, dict):
            wanted = wanted.get("query" if type_ == "match" else "value")
        if isinstance(wanted, bool):
            wanted = str(wanted).lower()
        if not isinstance(wanted, (str, int, float)):
            raise self._error(f"[{type_}] needs a string")
        text = str(wanted)
        if type_ == "prefix":
            return lambda document: any(value.startswith(text) for value in values_at(document, field))
        return lambda document: text in values_at(document, field)

    def _query_string(self, query: str) -> Test:
        """Compile terms separated by blanks, all of which must match; `field:value` searches one field."""
        tests: list[Test] = []
        for term in query.split():
            self._count()
            field, colon, wanted = term.partition(":")
            if any(char in term for char in '()[]{}"^~\\/?') or term in {"AND", "OR", "NOT"}:
                raise self._error("a query string consists of words and field:value")
            tests.append(self._word(field, wanted) if colon else self._word("", term))
        return lambda document: all(test(document) for test in tests)

    def _word(self, field: str, wanted: str) -> Test:
        if wanted.endswith("*"):
            start = wanted[:-1]
            return lambda document: any(value.startswith(start) for value in values_at(document, field))
        return lambda document: wanted in values_at(document, field)

    def _text(self, clause: Document, name: str) -> str:
        text = clause.get(name)
        if not isinstance(text, str):
            raise self._error(f"[{name}] must be a string")
        return text

    def _error(self, message: str) -> HTTPError:
        return bad_request(message[:200], self._code)


def values_at(value: Any, path: str) -> list[str]:
    """Return all strings, numbers and booleans at a dotted path, as strings; all there are for path ""."""
    if isinstance(value, list):
        return [found for item in value for found in values_at(item, path)]
    if isinstance(value, dict):
        if not path:
            return [found for item in value.values() for found in values_at(item, "")]
        name, _, rest = path.partition(".")
        return values_at(value.get(name), rest) if name in value else []
    if value is None or path:
        return []
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def sort_documents(documents: list[Document], sort: object, code: str) -> list[Document]:
    """Sort by fields, most significant first: names, or {name: "desc"}, or {name: {"order": …}}."""
    if sort is None:
        return documents
    if not isinstance(sort, list) or len(sort) > MAX_CLAUSES:
        raise bad_request(f"sort must be a list of at most {MAX_CLAUSES} fields", code, "sort")
    deadline = perf_counter() + MAX_SECONDS + len(documents) * DOCUMENT_SECONDS
    for entry in reversed(sort):
        field, order = next(iter(entry.items()), ("", None)) if isinstance(entry, dict) else (entry, None)
        if isinstance(order, dict):
            order = order.get("order")
        known = order is None or (isinstance(order, str) and order in {"asc", "desc"})
        if not isinstance(field, str) or not field or not known:
            raise bad_request("sort must contain fields, with asc or desc", code, "sort")
        documents = sorted(
            documents, key=lambda document: values_at(document, field), reverse=order == "desc"
        )
        if perf_counter() > deadline:
            raise bad_request("sorting takes too long; use fewer fields", code, "sort")
    return documents
