"""Spikes played on the map of the neurons, drawn in the browser."""
