"""What the description has besides schemas: an example of every answer, and words of addresses."""

from collections.abc import Iterator, Mapping
from typing import Any

import marshmallow as ma

Spec = dict[str, Any]
#: What the parts of an address are; arguments are told by `app.web.api.arguments`.
IN_ADDRESSES: Mapping[str, tuple[str, Any]] = {
    "slug": ("The deputy, by `slug`.", "nurlan-abdirov"),
    "key": ("The item, by `key`.", "parlam-html/2"),
}
NUMBERS = {
    "theses": "The promise, by `id`.",
    "verdicts": "The promise, by `id`.",
    "districts": "The number of the district.",
    "editions": "The number of the edition.",
}
#: Examples of fields by their names, where the type alone would say too little.
VALUES: Mapping[str, Any] = {
    "slug": "nurlan-abdirov", "key": "some-key", "term": "kz-mazhilis-8", "kk": "Қазақша",
    "ru": "По-русски", "en": "In English", "lang": "ru", "name": "I", "page": 1, "last": 1,
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "audit_head": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
}  # fmt: skip
BY_FORMAT = {
    "date": "2023-10-17",
    "date-time": "2023-10-17T05:30:00+00:00",
    "uri": "https://portal.example.org/en/",
}
PROBLEM = {
    "type": "/api/#wrong-arguments", "title": "Wrong arguments", "status": 422,
    "detail": "Mend the arguments named in `errors`; /api/openapi.json describes each of them.",
    "instance": "/api/v1/deputies", "errors": {"partty": ["There is no such argument here."]},
}  # fmt: skip


def completed(spec: Spec) -> Spec:
    """The description with examples of all answers, and with what its addresses are made of."""
    schemas = spec["components"]["schemas"]
    for path, methods in spec["paths"].items():
        for parameter in methods.get("parameters", ()):
            parameter.update(_in_address(path, parameter["name"]))
        for operation in methods.values():
            if isinstance(operation, dict):
                _with_examples(operation, schemas)
    schemas.pop("PaginationMetadata", None)
    about = {shape.__name__: shape.__doc__ for shape in shapes(ma.Schema)}
    for name, schema in schemas.items():
        schema["description"] = about.get(name) or ""
    spec["paths"] = dict(sorted(spec["paths"].items()))
    names = sorted({tag for m in spec["paths"].values() for tag in m["get"]["tags"]})
    spec["tags"] = [{"name": name} for name in names]
    return spec


def shapes(of: type[ma.Schema]) -> Iterator[type[ma.Schema]]:
    """All shapes that are made out of `of`."""
    for shape in of.__subclasses__():
        yield shape
        yield from shapes(shape)


def _in_address(path: str, name: str) -> Spec:
    if name == "number":
        return {"description": NUMBERS[path.split("/")[3]], "example": 1}
    about, example = IN_ADDRESSES[name]
    return {"description": about, "example": example}


def _with_examples(operation: Spec, schemas: Spec) -> None:
    for status, response in operation["responses"].items():
        for content in response.get("content", {}).values():
            known = PROBLEM if status != "200" else example(content["schema"], schemas)
            content["example"] = known


def example(schema: Spec, schemas: Spec, name: str = "") -> Any:
    """A value that fits a schema of ours."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas, name)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], schemas, name)
    if "example" in schema or "enum" in schema:
        return schema.get("example") or schema["enum"][0]
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        fields = schema.get("properties", {})
        return {key: example(field, schemas, key) for key, field in fields.items()}
    if kind == "array":
        return [example(schema["items"], schemas, name)]
    return _plain(kind, schema.get("format"), name)


def _plain(kind: str, form: str | None, name: str) -> Any:
    if kind == "string":
        value = VALUES.get(name)
        return BY_FORMAT.get(form or "") or (value if isinstance(value, str) else "…")
    return {"integer": 1, "number": 0.85, "boolean": True}[kind]
