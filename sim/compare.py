"""The names of `sim.comparison` under the module path `sim.compare`.

A submodule that is imported takes the place of a function of the same name in its
package, so ``sim.compare(...)`` works only where nothing has imported this module:
import from `sim.comparison` instead.
"""

from sim.comparison import Comparison, Pair, Summary, compare

__all__ = ["Comparison", "Pair", "Summary", "compare"]
