"""A contact: the responsible person of a unit or a form, and the telephone number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from scoring.scheme import Scheme
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.faults import WrongCall

Kind = Literal["unit", "form"]

LONGEST_PERSON, LONGEST_TELEPHONE = 40, 40
_TELEPHONE = re.compile(r"[0-9+()\-\s转,;、/]+")
_ONE = re.compile(r"[0-9+()\-\s]+")
"""One of several numbers, or an extension."""
LEAST_DIGITS, MOST_DIGITS = 3, 15
"""Digits of one number: more are no telephone number, but an identity or a card number."""
SHORTEST_MASKED, LONGEST_LOCAL = 4, 8
SHOWN_BEFORE, SHOWN_AFTER = 3, 4
HIDDEN = "*"


@dataclass(frozen=True)
class Subject:
    """What a contact is for: a unit by its name, or a form by its key."""

    kind: Kind
    name: str


@dataclass(frozen=True)
class Contact:
    """A contact; `telephone` is as the office wrote it, in half-width characters."""

    subject: Subject
    person: str
    telephone: str

    @property
    def masked(self) -> str:
        """The telephone number with most of its digits hidden."""
        return mask_telephone(self.telephone)


def make_contact(scheme: Scheme, subject: Subject, person: str, telephone: str) -> Contact:
    """Return a contact from typed texts; WrongCall, without the number, if it cannot be one."""
    if subject not in list_subjects(scheme):
        raise WrongCall(f"方案里没有这个单位或报表：{subject.name}。")
    cleaned = clean_typed_text(person.strip(), "责任人", LONGEST_PERSON)
    number = unicodedata.normalize("NFKC", telephone).strip()
    if not cleaned:
        raise WrongCall("请填写责任人。")
    _check_telephone(number)
    return Contact(subject, cleaned, number)


def list_subjects(scheme: Scheme) -> list[Subject]:
    """Return what may have a contact: the scheme's units, then its forms."""
    return [
        *(Subject("unit", unit.name) for unit in scheme.units),
        *(Subject("form", form.key) for form in scheme.datasets),
    ]


def mask_telephone(telephone: str) -> str:
    """Return a telephone number of which only the first and the last digits are shown.

    Of several numbers each is masked; short ones, such as extensions, stay.
    """
    return _ONE.sub(lambda one: _mask_one(one.group()), telephone)


def _mask_one(number: str) -> str:
    places = [place for place, sign in enumerate(number) if sign.isdigit()]
    if len(places) <= SHORTEST_MASKED:
        return number
    before = SHOWN_BEFORE if len(places) > LONGEST_LOCAL else 0
    hidden = set(places[before : len(places) - SHOWN_AFTER])
    return "".join(HIDDEN if place in hidden else sign for place, sign in enumerate(number))


def _check_telephone(number: str) -> None:
    sizes = [sum(map(str.isdigit, one)) for one in _ONE.findall(number)]
    is_fine = (
        len(number) <= LONGEST_TELEPHONE
        and _TELEPHONE.fullmatch(number)
        and LEAST_DIGITS <= max(sizes, default=0) <= MOST_DIGITS
    )
    if not is_fine:
        raise WrongCall("电话号码只能由数字、+、-、括号和“转”组成，例如 0000-6543210转8。")
