"""Number the terms of a graph so that equal terms have one number and are computed once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any

from scoring.terms.terms import Bits, Extreme, Flag, Input, Junction, Product, Sum, Term

_UNORDERED = (Sum, Product, Extreme, Junction, Bits)
"""Operations whose result does not depend on the order of their terms."""


@dataclass(frozen=True)
class Node:
    """A term, and the numbers of the terms it is made of, in their order."""

    term: Term
    parts: tuple[int, ...]


@dataclass
class Graph:
    """The terms below some roots, each after its parts; a node's number is its index."""

    nodes: list[Node] = field(default_factory=list)
    _by_key: dict[tuple[object, ...], int] = field(default_factory=dict)
    _by_id: dict[int, int] = field(default_factory=dict)
    _kept: list[Term] = field(default_factory=list)

    def number(self, root: Term) -> int:
        """Return the number of a term, after numbering what it is made of."""
        waiting = [root]  # no recursion: a year's terms are deeper than Python's stack
        while waiting:
            term = waiting[-1]
            if id(term) in self._by_id:
                waiting.pop()
                continue
            parts, settings = _part(term)
            missing = [part for part in parts if id(part) not in self._by_id]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            self._enter(term, settings, tuple(self._by_id[id(part)] for part in parts))
        return self._by_id[id(root)]

    def _enter(self, term: Term, settings: tuple[object, ...], parts: tuple[int, ...]) -> None:
        compared = tuple(sorted(parts)) if isinstance(term, _UNORDERED) else parts
        key = (type(term), settings, compared)
        number = self._by_key.setdefault(key, len(self.nodes))
        if number == len(self.nodes):
            self.nodes.append(Node(term, parts))
        self._by_id[id(term)] = number
        self._kept.append(term)  # an id is a term's own only while the term lives


def _part(term: Term) -> tuple[tuple[Term, ...], tuple[object, ...]]:
    """Return the terms that a term is made of, and what else it says.

    Kept with the term, since a term is in the graphs of many plans.
    """
    kept = term.__dict__
    if _PARTED not in kept:
        parts: list[Term] = []
        settings = []
        for value in _values(term):
            if isinstance(value, Term):
                parts.append(value)
            elif _are_terms(value):
                parts += value
            else:
                settings.append(value)
        kept[_PARTED] = (tuple(parts), tuple(settings))
    found: tuple[tuple[Term, ...], tuple[object, ...]] = kept[_PARTED]
    return found


_PARTED = "_parted"


def numbered(roots: Iterable[Term]) -> tuple[Graph, list[int]]:
    """Return the graph below some terms, and their numbers."""
    graph = Graph()
    return graph, [graph.number(root) for root in roots]


def _values(term: Term) -> list[Any]:
    return [getattr(term, name) for name in _names_in(type(term))]


_NAMES: dict[type[Term], tuple[str, ...]] = {}


def _names_in(kind: type[Term]) -> tuple[str, ...]:
    """Return the names of the fields of a kind of terms, looked up once."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(one.name for one in fields(kind))
    return _NAMES[kind]


def _are_terms(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Term)


Signature = tuple[object, ...]


def sign(graph: Graph, roots: Iterable[int]) -> tuple[Signature, tuple[str, ...]]:
    """Return what terms compute, whatever their columns are called, and what they are called.

    Columns that part groups keep their names.
    """
    names: dict[str, int] = {}
    nodes: list[object] = []
    for node in graph.nodes:
        _, settings = _part(node.term)
        if isinstance(node.term, Input | Flag):
            called = _names_of(node.term)
            places = tuple(names.setdefault(name, len(names)) for name in called)
            settings = (places, tuple(one for one in settings if one not in called))
        nodes.append((type(node.term), settings, node.parts))
    return (tuple(nodes), tuple(roots)), tuple(names)


def _names_of(term: Input | Flag) -> tuple[str, ...]:
    if isinstance(term, Input) and term.over is not None:
        return term.name, term.over
    return (term.name,)


def rename(graph: Graph, names: tuple[str, ...]) -> Graph:
    """Return the same graph with columns that are called by their places in `names`.

    Each term keeps its number: no two columns have one name, so no two terms become equal.
    """
    places = {name: column_at(place) for place, name in enumerate(names)}
    made: list[Term] = []
    for node in graph.nodes:
        term, parts = node.term, iter(node.parts)
        changes: dict[str, object] = {}
        if isinstance(term, Input):
            over = None if term.over is None else places[term.over]
            changes = {"name": places[term.name], "over": over}
        elif isinstance(term, Flag):
            changes = {"name": places[term.name]}
        for name in _names_in(type(term)):
            value = getattr(term, name)
            if isinstance(value, Term):
                changes[name] = made[next(parts)]
            elif _are_terms(value):
                changes[name] = tuple(made[next(parts)] for _ in value)
        made.append(replace(term, **changes) if changes else term)
    nodes = zip(made, graph.nodes, strict=True)
    return Graph([Node(term, node.parts) for term, node in nodes])


@contextmanager
def called(names: tuple[str, ...]) -> Iterator[None]:
    """Tell errors about columns by their own names."""
    try:
        yield
    except (TypeError, ValueError) as error:
        message = re.sub(r"column (\d+)", lambda found: names[int(found[1])], str(error))
        if message == str(error):
            raise
        raise type(error)(message) from error


def column_at(place: int) -> str:
    """Return the name of a column by its place."""
    return f"column {place}"
