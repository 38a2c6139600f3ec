"""What a vendor's multipliers would make of a baseline; nothing is simulated."""

from __future__ import annotations

from sim.cost_report import CostReport, EnergyTerm
from sim.errors import SpecError
from sim.estimate import Estimate
from sim.hardware.profile import ClaimedProfile, Profile


def claimed(profile: Profile, baseline_report: CostReport) -> CostReport:
    """Divide the energy and time of a baseline by the vendor's multipliers.

    Parameters
    ----------
    profile : Profile
        Of family ``claimed``.
    baseline_report : CostReport
        Of the GPU the claim is applied to.

    Returns
    -------
    CostReport
        Basis ``claimed``, grade ``vendor`` (or the baseline's, if that is weaker).

    Raises
    ------
    SpecError
        If the profile is a chip, or the report is not of a baseline.
    """
    if not isinstance(profile, ClaimedProfile):
        raise SpecError(f"hardware {profile.name!r} is a chip, not a claim; use price()")
    if baseline_report.basis == "claimed":
        raise SpecError(f"{baseline_report.device!r} is itself a claim; give a GPU or CPU report")
    claim = profile.claim
    energy = _divided(baseline_report.energy_j, claim.energy.estimate())
    latency = _divided(baseline_report.latency_s, claim.speed.estimate())
    said = f"{claim.energy.nominal}x less energy, {claim.speed.nominal}x the speed"
    note = f"{said} than {baseline_report.title}"
    return CostReport(
        device=profile.name,
        title=profile.title,
        basis="claimed",
        boundary=baseline_report.boundary,
        duration_s=baseline_report.duration_s,
        terms=(EnergyTerm("claimed", "other", 1.0, "run", energy, energy, note),),
        energy_j=energy,
        latency_s=latency,
        synaptic_ops=baseline_report.synaptic_ops,
        spikes=baseline_report.spikes,
        missing=tuple(
            f"the claim is relative to {baseline_report.title}; {reason}"
            for reason in baseline_report.missing
        ),
        notes=(
            f"Claim: {note}.",
            f"Boundary ({baseline_report.boundary}): that of {baseline_report.title}, since the "
            "vendor stated none.",
            *_other_baseline(profile, baseline_report),
            *profile.notes,
        ),
    )


def _divided(value: Estimate | None, multiplier: Estimate) -> Estimate | None:
    return None if value is None else value.over(multiplier)


def _other_baseline(profile: ClaimedProfile, report: CostReport) -> tuple[str, ...]:
    if report.device == profile.claim.baseline:
        return ()
    return (f"Applied to {report.device}; the profile names {profile.claim.baseline}.",)
