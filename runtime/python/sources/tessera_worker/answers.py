"""Answers, and JSON as upstream's server spells it."""

import json

from pydantic import BaseModel

JSON = "application/json"


class Answer:
    """Status, type and body of an answer."""

    __slots__ = ("body", "status", "type")

    def __init__(self, status, type_, body):
        self.status = status
        self.type = type_
        self.body = body


def plain_answer(result):
    """The answer of an endpoint without arrays, spelled as FastAPI spells it."""
    if isinstance(result, BaseModel):
        return Answer(200, JSON, result.model_dump_json(by_alias=True).encode())
    return json_answer(200, result)


def json_answer(status, content):
    """An answer in JSON as FastAPI writes it, where it would: what JSON does not know never makes it fail."""
    try:
        text = dumped(content, allow_nan=False)
    except (TypeError, ValueError):
        # exceptions, NaN, bytes
        text = dumped(without_nan(encodable(content)), allow_nan=False)
    try:
        return Answer(status, JSON, text.encode())
    except UnicodeEncodeError:
        # half of a surrogate pair has no bytes, but an escape
        return Answer(status, JSON, json.dumps(json.loads(text), separators=(",", ":")).encode())


def dumped(content, allow_nan):
    """The text of a tree."""
    return json.dumps(content, ensure_ascii=False, allow_nan=allow_nan, separators=(",", ":"))


def encodable(content):
    """Plain values in the place of objects, as FastAPI shows them."""
    from fastapi.encoders import jsonable_encoder

    return jsonable_encoder(content, custom_encoder={bytes: lambda value: value.decode(errors="replace")})


def without_nan(tree):
    """The tree with null for numbers that JSON does not know."""
    return json.loads(dumped(tree, allow_nan=True), parse_constant=lambda _: None)
