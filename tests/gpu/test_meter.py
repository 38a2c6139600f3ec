"""Energy of a card whose every watt is known."""

import time

import pytest
from made_card import MadeCard, MadeClock

from sim.errors import EngineError, NotAvailable
from sim.gpu.meter import (
    CounterMeter,
    SamplingMeter,
    choose_meter,
    counter_interval_s,
)


def test_the_counter_gives_energy_and_what_its_pace_leaves_open() -> None:
    clock = MadeClock()
    meter = CounterMeter(MadeCard(clock), clock, interval_s=0.1)
    meter.begin()
    clock.sleep(4.0)
    reading = meter.end()
    # 20 W for 4 s; either end may be a tenth of a second late: 2 J.
    assert (reading.wall_s, reading.energy_j) == (4.0, pytest.approx(80.0))
    assert reading.uncertainty_j == pytest.approx(2.0)
    assert reading.power_w == pytest.approx(20.0)


def test_a_counter_that_wraps_goes_on() -> None:
    clock = MadeClock()
    card = MadeCard(clock)
    card.start_mj = 2**64 - 500
    meter = CounterMeter(card, clock, 0.1)
    meter.begin()
    clock.sleep(0.1)  # 2 J: 500 mJ to the end, 1500 from the start
    assert card.energy_mj() == 1500
    assert meter.end().energy_j == pytest.approx(2.0)


def test_a_counter_that_was_set_back_is_no_measurement() -> None:
    clock = MadeClock()
    card = MadeCard(clock)
    meter = CounterMeter(card, clock, 0.1)
    meter.begin()
    clock.sleep(1.0)
    card.start_mj = 0
    card._shown_j = 0.0
    with pytest.raises(EngineError, match="loaded anew"):
        meter.end()


def test_the_pace_of_the_counter_is_found() -> None:
    clock = MadeClock()
    assert counter_interval_s(MadeCard(clock, every_s=0.1), clock) == pytest.approx(0.1, abs=2e-3)
    still = MadeCard(clock)
    still.power_w = 0.0
    assert counter_interval_s(still, clock) is None


def test_samples_are_joined_by_straight_lines() -> None:
    clock = MadeClock()
    card = MadeCard(clock, counter=False)
    meter = SamplingMeter(card, clock, watch=False)
    meter.begin()  # 20 W at 0 s
    for seconds, power_w in ((1.0, 20.0), (0.5, 60.0), (2.0, 60.0)):
        clock.sleep(seconds)
        card.power_w = power_w
        meter.look()
    clock.sleep(0.5)
    reading = meter.end()
    # 20 W for 1 s, 20 to 60 W in half a second, 60 W for 2.5 s: 20 + 20 + 150 J; the rise may have
    # been anywhere in its half second: 0.5 s x 40 W / 2.
    assert (reading.wall_s, reading.energy_j) == (4.0, pytest.approx(190.0))
    assert reading.uncertainty_j == pytest.approx(10.0)


def test_somebody_samples_during_the_work() -> None:
    class Counting(MadeCard):
        looks = 0

        def power_mw(self) -> int:
            self.looks += 1
            return super().power_mw()

    clock = MadeClock()
    card = Counting(clock)
    meter = SamplingMeter(card, clock, interval_s=1e-3)
    meter.begin()
    until = time.monotonic() + 20
    while card.looks < 5 and time.monotonic() < until:
        time.sleep(1e-3)
    clock.sleep(2.0)
    assert meter.end().energy_j == pytest.approx(40.0)
    assert card.looks >= 5


class TestChoice:
    def test_a_counter_that_moves_is_used(self) -> None:
        clock = MadeClock()
        meter = choose_meter(MadeCard(clock, every_s=0.05), clock)
        assert meter.kind == "counter"
        assert meter.interval_s == pytest.approx(0.05, abs=2e-3)

    @pytest.mark.parametrize("counter", [True, False])
    def test_without_one_power_is_sampled(self, counter: bool) -> None:
        clock = MadeClock()
        # The counter is missing, or there and never brought up to date.
        card = MadeCard(clock, counter=counter, every_s=1e9)
        assert choose_meter(card, clock).kind == "sampling"

    def test_a_card_that_shows_neither_is_refused(self) -> None:
        class Silent(MadeCard):
            def power_mw(self) -> int:
                raise NotAvailable("power of the card: Not Supported")

        clock = MadeClock()
        with pytest.raises(NotAvailable, match="power of the card"):
            choose_meter(Silent(clock, counter=False), clock)
