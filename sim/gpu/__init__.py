"""Networks on an NVIDIA GPU, to be measured: the same spikes, by the clock and the meter of the card."""
