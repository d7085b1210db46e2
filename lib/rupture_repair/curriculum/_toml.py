"""Read a TOML file of the curriculum into frozen dataclasses, and refuse what does not fit."""

from __future__ import annotations

import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from importlib import resources
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

__all__ = ["CurriculumError", "pick", "read_records"]

Record = TypeVar("Record")


class CurriculumError(ValueError):
    """A row of the curriculum's data is wrong; the message says where and what to do."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"curriculum/{file}, [{key}]: {problem}")


def read_records(file: str, kind: type[Record]) -> Mapping[str, Record]:
    """Return the records of `file` by key, in the file's order.

    file: path below `curriculum/`; each top-level table of it is one record.
    kind: a frozen dataclass with a field `key`; the other fields are the table's.
    Raises CurriculumError for a file that is not TOML, a field that is missing or unknown, a value
    of the wrong type, and whatever `kind` itself refuses with ValueError.
    """
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CurriculumError(file, "whole file", f"not valid TOML: {error}.") from None
    return types.MappingProxyType(
        {key: _record(file, key, row, kind) for key, row in tables.items()}
    )


def pick(file: str, records: Mapping[str, Record], key: str) -> Record:
    """Return the record called `key`, or raise KeyError with the keys that exist."""
    try:
        return records[key]
    except KeyError:
        known = ", ".join(records)
        raise KeyError(
            f"curriculum/{file} has no entry {key!r}. Correct the key, or add the entry. "
            f"The keys are: {known}."
        ) from None


def _record(file: str, key: str, row: Any, kind: type[Record]) -> Record:
    if not isinstance(row, dict):
        raise CurriculumError(file, key, "must be a table: write [key] above its fields.")
    hints = get_type_hints(kind)
    wanted = {field.name: field for field in fields(kind) if field.name != "key"}  # type: ignore
    for name in row:
        if name not in wanted:
            raise CurriculumError(
                file, key, f"unknown field {name!r}; remove it, or use one of {', '.join(wanted)}."
            )
    for name, field in wanted.items():
        required = field.default is MISSING and field.default_factory is MISSING
        if required and name not in row:
            raise CurriculumError(file, key, f"the field {name!r} is missing; add it.")
    values = {}
    for name, value in row.items():
        try:
            values[name] = _fit(value, hints[name])
        except TypeError as error:
            raise CurriculumError(file, key, f"{name} {error}.") from None
    try:
        return kind(key=key, **values)
    except ValueError as error:
        raise CurriculumError(file, key, str(error)) from None


def _fit(value: Any, hint: Any) -> Any:
    """Return `value` as the type `hint` says, or raise TypeError with what it must be."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _fit(value, next(arg for arg in args if arg is not types.NoneType))
    if origin is Literal:
        if value in args:
            return value
        raise TypeError(f"must be one of {', '.join(map(repr, args))}, got {value!r}")
    if origin is tuple and isinstance(value, list):
        if args[-1] is Ellipsis:
            return tuple(_fit(part, args[0]) for part in value)
        if len(value) == len(args):
            return tuple(map(_fit, value, args))
        raise TypeError(f"must have {len(args)} parts, got {len(value)}")
    if origin is Mapping and isinstance(value, dict):
        return types.MappingProxyType({name: _fit(part, args[1]) for name, part in value.items()})
    if origin is None and hasattr(hint, "_fields") and isinstance(value, list):
        if len(value) == len(hint._fields):
            return hint(*map(_fit, value, get_type_hints(hint).values()))
        raise TypeError(f"needs parts {', '.join(hint._fields)}, got {len(value)} of them")
    if hint is float and type(value) in (int, float):
        return float(value)
    if origin is None and type(value) is hint:
        if value == "":
            raise TypeError("is empty; fill it in or leave the field out")
        return value
    raise TypeError(f"must be {getattr(origin or hint, '__name__', hint)}, got {value!r}")
