"""The sources are valid CUDA: NVIDIA's own compiler turns them into code for old and new cards."""

import ctypes
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.gpu.device import cuda_source

nvidia = pytest.importorskip("nvidia.cuda_nvrtc", reason="NVIDIA's compiler is a Linux test extra")
ROOT = Path(next(iter(nvidia.__path__))).parent


class Nvrtc:
    """As much of NVIDIA's run-time compiler as a test needs."""

    def __init__(self) -> None:
        (library,) = sorted((ROOT / "cuda_nvrtc/lib").glob("libnvrtc.so.*"))
        self._library = ctypes.CDLL(str(library))

    def compile(self, source: str, *options: str) -> SimpleNamespace:
        call, program = self._library, ctypes.c_void_p()
        call.nvrtcCreateProgram(
            ctypes.byref(program), source.encode(), b"kernels.cu", 0, None, None
        )
        given = (ctypes.c_char_p * len(options))(*(option.encode() for option in options))
        status = call.nvrtcCompileProgram(program, len(options), given)
        return SimpleNamespace(
            status=status, log=self._text(program, "ProgramLog"), ptx=self._text(program, "PTX")
        )

    def _text(self, program: ctypes.c_void_p, what: str) -> str:
        size = ctypes.c_size_t()
        if getattr(self._library, f"nvrtcGet{what}Size")(program, ctypes.byref(size)) != 0:
            return ""
        text = ctypes.create_string_buffer(max(1, size.value))
        getattr(self._library, f"nvrtcGet{what}")(program, text)
        return text.value.decode()


@pytest.mark.parametrize("architecture", ["compute_60", "compute_90"])
@pytest.mark.parametrize(
    ("file", "real", "kernels"),
    [
        ("spiking.cu", "float", ("advance_neurons", "deliver_spikes", "restore")),
        ("spiking.cu", "double", ("advance_neurons", "deliver_spikes", "restore")),
        ("dense.cu", "float", ("add_bias", "do_nothing")),
        ("dense.cu", "half_bits", ("add_bias", "do_nothing")),
    ],
)
def test_nvidias_compiler_takes_it(
    file: str, real: str, kernels: tuple[str, ...], architecture: str
) -> None:
    half = "#define HALF\n" if real == "half_bits" else ""
    done = Nvrtc().compile(
        f"#define REAL {real}\n{half}{cuda_source(file)}",
        f"--gpu-architecture={architecture}", "-std=c++17",
    )  # fmt: skip
    assert done.status == 0, done.log
    for kernel in kernels:
        assert f".entry {kernel}(" in done.ptx
    if real == "half_bits":
        assert "cvt.rn.f16.f32" in done.ptx
    if real == "double":
        assert ".add.f64" in done.ptx  # the sums of double precision are atomic as well


def test_what_is_no_cuda_is_refused() -> None:
    done = Nvrtc().compile("__global__ void broken( {", "--gpu-architecture=compute_60")
    assert done.status != 0
    assert "error" in done.log
