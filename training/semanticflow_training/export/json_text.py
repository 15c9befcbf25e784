"""JSON as the project's formatter writes it, so that exported files pass the format check as they are."""

from __future__ import annotations

import json

WIDTH = 120


def formatted_json(value, indent: int = 0, lead: int = 0) -> str:
    """
    Objects have one key a line; arrays take one line where they fit, else numbers fill lines and other elements get one
    each. `lead` is what stands before the value on its line, a comma behind it counted.
    """
    if isinstance(value, dict) and value:
        inner = "  " * (indent + 1)
        lines = [
            f"{inner}{json.dumps(key)}: {formatted_json(entry, indent + 1, len(json.dumps(key)) + 2)}"
            for key, entry in value.items()
        ]
        return "{\n" + ",\n".join(lines) + "\n" + "  " * indent + "}"
    if isinstance(value, list) and value:
        return _array(value, indent, lead)
    return _scalar(value)


def _array(value: list, indent: int, lead: int) -> str:
    flat = not any(isinstance(entry, (dict, list)) for entry in value)
    rows_of_several = len(value) > 1 and all(isinstance(entry, list) and len(entry) > 1 for entry in value)
    if not any(isinstance(entry, dict) for entry in value) and not rows_of_several:
        one_line = "[" + ", ".join(formatted_json(entry) for entry in value) + "]"
        if "\n" not in one_line and 2 * indent + lead + len(one_line) + 1 <= WIDTH:
            return one_line
    inner = "  " * (indent + 1)
    if flat and all(isinstance(entry, (int, float)) for entry in value):
        body = _filled([_scalar(entry) for entry in value], inner)
    else:
        body = ",\n".join(inner + formatted_json(entry, indent + 1) for entry in value)
    return "[\n" + body + "\n" + "  " * indent + "]"


def _filled(words: list[str], inner: str) -> str:
    lines, line = [], inner
    for index, word in enumerate(words):
        word += "," if index + 1 < len(words) else ""
        if line != inner and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = inner
        line += word if line == inner else f" {word}"
    return "\n".join([*lines, line])


def _scalar(value) -> str:
    text = json.dumps(value)
    # The formatter writes 1e-05 as 1e-5 and drops a lone .0.
    if isinstance(value, float):
        mantissa, _, exponent = text.partition("e")
        mantissa = mantissa.removesuffix(".0")
        return f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return text
