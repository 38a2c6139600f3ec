"""GPUs and CPUs to compare with: modelled, published, and the one at hand.

Design
------
A clocked machine pays for every neuron in every step, for starting the step at
all, and for the computer around it; none of that shows in a table of joules per
multiplication. So time is modelled first (launching, neurons, events), power
second (idle, working, host), and energy is their product, term by term.

What a *program* asks of any card (cycles per neuron and per event, kernels per
step) stands in ``scenarios/baselines/simulators``; what a *card* offers stands in
``scenarios/baselines``. The former is fitted on kernel timings of three cards,
so that all rows of whole runs on other cards test the transfer:
`validate_baselines` reports every one, and the split is declared in the data.

Two questions are kept apart. What would the *same spiking network* cost, time-stepped
on another machine: `baseline`. And what would a person run *instead*: the ANN that does the
same task, one inference at a time or in batches: `price_inferences`, for networks that
have such an ANN. Neither answers the other.

Several dated cards, never one flattering one. Nominal is the best published
program for the card, not the average one; slower programs are in the range.
"""

from sim.baselines.ann_bill import price_inferences
from sim.baselines.ann_devices import ann_machine, list_ann_devices
from sim.baselines.ann_profile import AnnDevice, AnnMachine, AnnProgram
from sim.baselines.bill import baseline, price_workload
from sim.baselines.host_cpu import cpu_from_run
from sim.baselines.measured import Measured, measured, measured_family
from sim.baselines.profile import (
    Baseline,
    CpuBaseline,
    GpuBaseline,
    GpuSimulator,
    HostCpu,
    list_baselines,
    load_baseline,
    load_host_cpu,
)
from sim.baselines.published import (
    InferenceRow,
    InferenceTable,
    PublishedNetwork,
    PublishedRow,
    PublishedTable,
    inference_table,
    list_inference_tables,
    published_rows,
    published_table,
)
from sim.baselines.validate import RowError, validate_baselines, validate_inferences
from sim.baselines.workload import Workload, workload

__all__ = [
    "AnnDevice",
    "AnnMachine",
    "AnnProgram",
    "Baseline",
    "CpuBaseline",
    "GpuBaseline",
    "GpuSimulator",
    "HostCpu",
    "InferenceRow",
    "InferenceTable",
    "Measured",
    "PublishedNetwork",
    "PublishedRow",
    "PublishedTable",
    "RowError",
    "Workload",
    "ann_machine",
    "baseline",
    "cpu_from_run",
    "inference_table",
    "list_ann_devices",
    "list_baselines",
    "list_inference_tables",
    "load_baseline",
    "load_host_cpu",
    "measured",
    "measured_family",
    "price_inferences",
    "price_workload",
    "published_rows",
    "published_table",
    "validate_baselines",
    "validate_inferences",
    "workload",
]
