"""What finding a runner needs of Elasticsearch's query language; the rest is refused, not ignored."""

from __future__ import annotations

from ecctl.platform.responses import bad_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Test = Callable[[Any], bool]


class Query:
    """A QueryContainer of the API description. `code` is the error code of what is refused."""

    def __init__(self, container: object, code: str) -> None:
        self._code = code
        self._test = self._container(container)

    def finds(self, document: dict[str, Any]) -> bool:
        """Whether a document matches."""
        return self._test(document)

    def _container(self, container: object) -> Test:
        """All of a container's clauses must hold."""
        if not isinstance(container, dict):
            raise self._refusal("a query is an object")
        tests = [self._clause(kind, clause) for kind, clause in container.items() if clause is not None]
        return lambda document: all(test(document) for test in tests)

    def _clause(self, kind: str, clause: Any) -> Test:
        if not isinstance(clause, dict):
            raise self._refusal(f"[{kind[:40]}] must be an object")
        if kind in {"match_all", "match_none"}:
            return lambda _: kind == "match_all"
        if kind == "bool":
            return self._bool(clause)
        if kind == "exists":
            field = self._text(clause, "field")
            return lambda document: bool(values_at(document, field))
        if kind == "nested":
            return self._container(clause.get("query"))
        if kind in {"query_string", "simple_query_string"}:
            return self._query_string(self._text(clause, "query"))
        if kind in {"term", "match", "prefix"} and len(clause) == 1:
            return self._comparison(kind, *next(iter(clause.items())))
        raise self._refusal(f"[{kind[:40]}] is not a query that this platform can answer")

    def _bool(self, clause: dict[str, Any]) -> Test:
        must = self._many(clause, "must") + self._many(clause, "filter")
        must_not = self._many(clause, "must_not")
        should = self._many(clause, "should")
        least = clause.get("minimum_should_match")
        if least is None:
            least = 0 if must or not should else 1
        if type(least) is not int:
            raise self._refusal("minimum_should_match must be a whole number")
        return lambda document: (
            all(test(document) for test in must)
            and not any(test(document) for test in must_not)
            and sum(test(document) for test in should) >= least
        )

    def _many(self, clause: dict[str, Any], name: str) -> list[Test]:
        containers = clause.get(name) or []
        return [
            self._container(each) for each in (containers if isinstance(containers, list) else [containers])
        ]

    def _comparison(self, kind: str, field: str, wanted: Any) -> Test:
        if isinstance(wanted, dict):
            wanted = wanted.get("query" if kind == "match" else "value")
        if isinstance(wanted, bool):
            wanted = str(wanted).lower()
        if not isinstance(wanted, (str, int, float)):
            raise self._refusal(f"[{kind}] needs a text")
        text = str(wanted)
        if kind == "prefix":
            return lambda document: any(value.startswith(text) for value in values_at(document, field))
        return lambda document: text in values_at(document, field)

    def _query_string(self, query: str) -> Test:
        """Terms with blanks between: all must hold; `field:value` looks in a field, a word anywhere."""
        tests: list[Test] = []
        for term in query.split():
            field, colon, wanted = term.partition(":")
            if any(char in term for char in '()[]{}"^~\\/?') or term in {"AND", "OR", "NOT"}:
                raise self._refusal("a query string is made of words and field:value")
            tests.append(self._word(field, wanted) if colon else self._word("", term))
        return lambda document: all(test(document) for test in tests)

    def _word(self, field: str, wanted: str) -> Test:
        if wanted.endswith("*"):
            start = wanted[:-1]
            return lambda document: any(value.startswith(start) for value in values_at(document, field))
        return lambda document: wanted in values_at(document, field)

    def _text(self, clause: dict[str, Any], name: str) -> str:
        text = clause.get(name)
        if not isinstance(text, str):
            raise self._refusal(f"[{name}] must be a text")
        return text

    def _refusal(self, message: str) -> Exception:
        return bad_request(message[:200], self._code)


def values_at(value: Any, path: str) -> list[str]:
    """Every text, number or boolean at a dotted path, as texts, lists looked through; at "" all there are."""
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


def ordered(documents: list[dict[str, Any]], sort: object, code: str) -> list[dict[str, Any]]:
    """The documents sorted by fields, the first leads: names, or {name: "desc"}, or {name: {"order": …}}."""
    if sort is None:
        return documents
    if not isinstance(sort, list):
        raise bad_request("sort must be a list", code, "sort")
    for entry in reversed(sort):
        field, order = next(iter(entry.items()), ("", None)) if isinstance(entry, dict) else (entry, None)
        if isinstance(order, dict):
            order = order.get("order")
        known = order is None or (isinstance(order, str) and order in {"asc", "desc"})
        if not isinstance(field, str) or not field or not known:
            raise bad_request("sort must name fields, and asc or desc", code, "sort")
        documents = sorted(
            documents, key=lambda document: values_at(document, field), reverse=order == "desc"
        )
    return documents
