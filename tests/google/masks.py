"""Partial responses: the `fields` parameter of Google's APIs, for reading answers and for writing cells."""

from collections.abc import Iterator


def parse(mask: str) -> dict:
    """`a,b(c,d.e)` as a tree; an empty tree takes everything below it."""
    tree, rest = _parse(mask.replace(" ", ""))
    assert rest == "", f"mask not understood: {rest!r} of {mask!r}"
    return tree


def _parse(mask: str) -> tuple[dict, str]:
    tree: dict = {}
    while mask and mask[0] != ")":
        end = next((at for at, char in enumerate(mask) if char in ",()"), len(mask))
        path, mask = mask[:end].replace("/", ".").split("."), mask[end:]
        node = tree
        for name in path:
            node = node.setdefault(name, {})
        if mask.startswith("("):
            inner, mask = _parse(mask[1:])
            assert mask.startswith(")"), "mask not closed"
            mask = mask[1:]
            node.update(inner)
        mask = mask.removeprefix(",")
    return tree, mask


def apply(document: object, tree: dict) -> object:
    """Only what the mask names; a name that is absent is left out, as Google does."""
    if not tree or "*" in tree:
        return document
    if isinstance(document, list):
        return [apply(one, tree) for one in document]
    if not isinstance(document, dict):
        return document
    return {name: apply(document[name], inner) for name, inner in tree.items() if name in document}


def leaves(tree: dict, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths a write mask names."""
    for name, inner in tree.items():
        if inner:
            yield from leaves(inner, (*above, name))
        else:
            yield (*above, name)
