"""YAML that may come from a stranger: no objects, no bombs, no keys given twice."""

from __future__ import annotations

from typing import Any

import yaml

from sim.errors import SpecError

#: A bound on the expanded size, since aliases let a few lines stand for billions of nodes.
MAX_NODES = 2_000_000
MAX_DEPTH = 40
MAX_CHARACTERS = 5_000_000

#: The C parser where PyYAML was built with it; the same language, several times faster.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str, where: str) -> Any:
    """Parse YAML text into plain Python data.

    Raises
    ------
    SpecError
        If it is no YAML, gives a key twice, refers to itself, or is too large.
    """
    if len(text) > MAX_CHARACTERS:
        raise SpecError(f"{where}: {len(text)} characters, at most {MAX_CHARACTERS}")
    try:
        _check_depth(text, where)
        root = yaml.compose(text, Loader=_LOADER)
        if root is None:
            return None
        _measure(root, {}, set(), where)
        return _LOADER("").construct_document(root)
    except SpecError:
        raise
    except yaml.YAMLError as error:
        raise SpecError(f"{where}: not valid YAML: {_problem(error):.400}") from error
    # PyYAML lets these through for odd scalars, such as an empty "!!int" or year 0.
    except (ValueError, LookupError, AttributeError, TypeError, ArithmeticError) as error:
        raise SpecError(f"{where}: not valid YAML: {error!s:.200}") from error


def _problem(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return str(error)
    return f"line {mark.line + 1}, column {mark.column + 1}: {getattr(error, 'problem', None) or error}"


def _check_depth(text: str, where: str) -> None:
    """Count nesting before anything recurses into it."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise SpecError(f"{where}: nested deeper than {MAX_DEPTH} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _measure(node: yaml.Node, sizes: dict[int, int], open_nodes: set[int], where: str) -> int:
    """Return the number of nodes after expanding aliases; check keys on the way."""
    if id(node) in sizes:
        return sizes[id(node)]
    if id(node) in open_nodes:
        raise SpecError(f"{where}: line {node.start_mark.line + 1}: a value contains itself")
    if len(open_nodes) > MAX_DEPTH:
        raise SpecError(f"{where}: nested deeper than {MAX_DEPTH} levels")
    open_nodes.add(id(node))
    size = 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise SpecError(f"{where}: line {line}: the key {key.value!r} is given twice")
                seen.add(key.value)
            size += 1 + _measure(value, sizes, open_nodes, where)
    elif isinstance(node, yaml.SequenceNode):
        size += sum(_measure(value, sizes, open_nodes, where) for value in node.value)
    open_nodes.discard(id(node))
    if size > MAX_NODES:
        raise SpecError(f"{where}: more than {MAX_NODES} values once its aliases are expanded")
    sizes[id(node)] = size
    return size


def line_of(text: str, path: str) -> int | None:
    """Return the line of a field in YAML text, from 1; of its nearest parent if it is not there.

    Parameters
    ----------
    path : str
        Keys and numbers joined by dots, such as ``populations.exc.neuron.tau_m``; items
        of a list by number, or by their ``name``.

    Returns
    -------
    int or None
        None where not even the first key is there, or the text is no YAML.
    """
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        return None
    line = None
    for key in path.split("."):
        found = _below(node, key)
        if found is None:
            break
        mark, node = found
        line = mark.line + 1
    return line


def _below(node: yaml.Node | None, key: str) -> tuple[yaml.Mark, yaml.Node] | None:
    """Return where a key or item of a node begins, and its value."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if isinstance(name, yaml.ScalarNode) and name.value == key:
                return name.start_mark, value
    if isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            named = _below(item, "name")
            if key == str(i) or (named is not None and named[1].value == key):
                return item.start_mark, item
    return None
