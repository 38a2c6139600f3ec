"""Brian2's loops over neurons, rewritten so that a compiler can vectorise them.

Brian2 generates a loop for the state update and another for the threshold. Text is
changed in four ways, none of which changes a single bit of the results:

- both loops become one, block by block; a block notes who fired as 64-bit numbers,
  the width of the state, and is searched for spikes only if there are any;
- whether a neuron is refractory is a comparison of its last spike with one number,
  found once per step by Brian2's own ``timestep()``, which maps times to
  steps and so is monotonic, instead of a division and a conversion per neuron; where
  each has a refractory period of its own, steps are compared in double precision;
- flags are ``bool``, not ``char``, which do not fit among double-precision lanes;
- the flag of refractoriness is stored only where synapses look at it.

Code of another shape is returned as it is not understood: as None, and the caller
keeps Brian2's loops.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Neurons whose flags are kept while their state is in the nearest cache.
BLOCK = 128

_REFRACTORY = re.compile(
    r"not_refractory = _timestep\(t - lastspike, dt\) >= "
    r"(?:(?P<steps>_lio_\d+)|_timestep\((?P<period>\w+), dt\));"
)
_LOADED_FLAG = re.compile(r"(?:const )?char not_refractory = \w+not_refractory\[_idx\];\s*")
_STORED_FLAG = re.compile(r"\w+not_refractory\[_idx\] = not_refractory;")
_DECLARED = re.compile(r"^\s*const [\w ]+?\b(\w+) = .*;$")

_NOT_USED = re.compile(r"_vectorisation_idx|const int64_t N = |const size_t _num")

# Of Brian2's function the same value, but as a number of the width of the state.
_STEPS = """
static inline double npu_steps(double t, double dt) { return trunc((t + 1e-3*dt)/dt); }
"""

# The last time of a step before this one at which a spike leaves its neuron free now.
_LAST_FREE = """
static inline double npu_last_free(double t, double dt, int64_t refractory_steps)
{
    if (refractory_steps <= 0) return t;
    int64_t step = (int64_t)(t/dt + 0.5) - refractory_steps + 2;
    while (_timestep(t - (double)step*dt, dt) < refractory_steps) --step;
    return (double)step*dt;
}
"""


@dataclass(frozen=True)
class _Stage:
    """The parts of one generated function."""

    support: str
    pointers: list[str]
    scalar: list[str]
    vector: str
    event: str = ""


def fuse(update: str, threshold: str, *, keep_flag: bool) -> str | None:
    """Return one C++ function ``run`` for two stages, or None if they are of another shape.

    Parameters
    ----------
    update, threshold : str
        Source files of the two stages, as `sim.engine.codegen` has prepared them.
    keep_flag : bool
        True when ``not_refractory`` is read outside of these loops.
    """
    first, second = _parse_update(update), _parse_threshold(threshold)
    if first is None or second is None:
        return None
    if not set(second.support.splitlines()) <= set(first.support.splitlines()):
        return None
    scalar = _join_scalar(first.scalar, second.scalar)
    body = _rewrite_flags(first.vector, second.vector, keep_flag)
    if scalar is None or body is None:
        return None
    update_code, threshold_code, last_free = body
    support = first.support + (_LAST_FREE if last_free else _STEPS)
    pointers = [*first.pointers, *(p for p in second.pointers if p not in first.pointers)]
    return _FUNCTION.format(
        support=support,
        pointers="\n".join(pointers),
        scalar="\n".join(scalar),
        last_free=last_free,
        update=update_code,
        threshold=threshold_code,
        event=second.event,
        block=BLOCK,
        keep=_KEEP if keep_flag and "npu_free[" in update_code else "",
    )


_FUNCTION = """{support}
static inline void run(void* const* npu_arrays, const int64_t npu_size)
{{
    const int64_t N = npu_size;
{pointers}
{scalar}
{last_free}
    long _count = 0;
    alignas(64) int64_t npu_fired[{block}], npu_free[{block}];
    for (int64_t npu_begin = 0; npu_begin < N; npu_begin += {block})
    {{
        const int64_t npu_end = npu_begin + {block} < N ? npu_begin + {block} : N;
        int64_t npu_any = 0;
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC ivdep
#endif
        for (int64_t _idx = npu_begin; _idx < npu_end; _idx++)
        {{
{update}
            {{
{threshold}
                const int64_t npu_mark = _cond ? -1 : 0;
                npu_fired[_idx - npu_begin] = npu_mark;
                npu_any |= npu_mark;
            }}
        }}
{keep}
        if (npu_any == 0) continue;
        for (int64_t _idx = npu_begin; _idx < npu_end; _idx++)
            if (npu_fired[_idx - npu_begin])
            {{
{event}
            }}
    }}
    _ptr_array_neurons__spikespace[N] = _count;
}}
"""

_KEEP = """
        for (int64_t _idx = npu_begin; _idx < npu_end; _idx++)
            _ptr_array_neurons_not_refractory[_idx] = (char)npu_free[_idx - npu_begin];
"""


def _parse_update(text: str) -> _Stage | None:
    match = re.fullmatch(
        r"(?P<support>.*?)\bstatic inline void run\(.*?\)\n\{\n(?P<arrays>.*?)"
        r"///// CONSTANTS /+\n(?P<constants>.*?)///// POINTERS /+\n(?P<pointers>.*?)//// MAIN CODE /+\n"
        r"\s*// scalar code\n(?P<scalar>.*?)const int _N = N;\s*"
        r"for\(int _idx=0; _idx<_N; _idx\+\+\)\s*\{\s*// vector code\n(?P<vector>.*)\}\s*\}\s*",
        text,
        re.DOTALL,
    )
    return None if match is None else _stage(match)


def _parse_threshold(text: str) -> _Stage | None:
    match = re.fullmatch(
        r"(?P<support>.*?)\bstatic inline void run\(.*?\)\n\{\n(?P<arrays>.*?)"
        r"///// CONSTANTS /+\n(?P<constants>.*?)///// POINTERS /+\n(?P<pointers>.*?)//// MAIN CODE /+\n"
        r"\s*// scalar code\n(?P<scalar>.*?)long _count = 0;\s*"
        r"for\(size_t _idx=0; _idx<N; _idx\+\+\)\s*\{(?P<vector>.*?)"
        r"if\(_cond\) \{(?P<event>[^{}]*)\}\s*\}\s*"
        r"_ptr_array_neurons__spikespace\[N\] = _count;\s*\}\s*",
        text,
        re.DOTALL,
    )
    return None if match is None else _stage(match)


def _stage(match: re.Match[str]) -> _Stage:
    parts = match.groupdict()
    lines = [*parts["constants"].splitlines(), *parts["scalar"].splitlines()]
    scalar = [ln for ln in lines if ln.strip() and not _NOT_USED.search(ln)]
    pointers = [*parts["arrays"].splitlines(), *parts["pointers"].splitlines()]
    return _Stage(
        _code(parts["support"]),
        [line for line in pointers if line.strip()],
        scalar,
        _code(parts["vector"]),
        parts.get("event", ""),
    )


def _code(text: str) -> str:
    """Leave out comments on lines of their own and the index that nothing uses."""
    lines = (ln for ln in text.splitlines() if ln.strip() and not ln.strip().startswith("//"))
    return "\n".join(ln for ln in lines if "const size_t _vectorisation_idx" not in ln) + "\n"


def _join_scalar(first: list[str], second: list[str]) -> list[str] | None:
    """Join what both stages compute once per step; None if a name has two meanings."""
    renamed = [re.sub(r"\b_lio_", "_threshold_lio_", line) for line in second]
    known = {line.strip() for line in first}
    added = [line for line in renamed if line.strip() not in known]
    names = {name for line in first if (name := _declared(line))}
    if any((name := _declared(line)) is None or name in names for line in added):
        return None
    return [*first, *added]


def _declared(line: str) -> str | None:
    match = _DECLARED.match(line)
    return None if match is None else match[1]


def _rewrite_flags(update: str, threshold: str, keep_flag: bool) -> tuple[str, str, str] | None:
    """Rewrite both loop bodies; the third part finds the last free time, if it is needed."""
    threshold = re.sub(r"\b_lio_", "_threshold_lio_", threshold)
    threshold, n_flags = re.subn(r"\b(const )?char _cond\b", r"\1bool _cond", threshold)
    if n_flags != 1:
        return None
    if "not_refractory" not in update:
        return None if "not_refractory" in threshold else (update, threshold, "")
    refractory = _REFRACTORY.search(update)
    loads, stores = _LOADED_FLAG.findall(update), _STORED_FLAG.findall(update)
    if refractory is None or len(loads) != 1 or len(stores) != 1:
        return None
    update = _LOADED_FLAG.sub("", update)
    free = "lastspike <= npu_rested"
    if refractory["period"]:  # of each neuron its own
        free = f"npu_steps(t - lastspike, dt) >= npu_steps({refractory['period']}, dt)"
    update = _REFRACTORY.sub(f"const bool not_refractory = {free};", update)
    kept = "npu_free[_idx - npu_begin] = not_refractory ? 1 : 0;" if keep_flag else ""
    update = _STORED_FLAG.sub(kept, update)
    if "not_refractory" in update.partition("const bool not_refractory")[0]:
        return None  # it was read before it was set
    threshold = _LOADED_FLAG.sub("", threshold)
    last_free = ""
    if refractory["steps"]:
        last_free = f"    const double npu_rested = npu_last_free(t, dt, {refractory['steps']});"
    return update, threshold, last_free
