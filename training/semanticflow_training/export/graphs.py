"""The two graphs that the app runs: `encoder` once a pair, `step` once an iteration and chunk of points."""

from __future__ import annotations

from pathlib import Path

import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from semanticflow_training.network.configuration import PRIOR_CHANNELS
from semanticflow_training.network.network import CELL_RATIO, SemanticFlowNetwork, flat
from semanticflow_training.network.pillars import FEATURES, Grid
from semanticflow_training.network.published import PublishedNetwork
from semanticflow_training.network.refinement import GridPlace, PointState

OPSET = 18
ENCODER_INPUTS = ("canvas0", "canvas1")
ENCODER_OUTPUTS = ("own", "target", "start")
STEP_INPUTS = ("own", "target", "points", "prior", "hidden", "flow", "mask")
STEP_OUTPUTS = ("next_hidden", "next_flow", "next_mask")


def map_cells(grid: Grid) -> int:
    """Cells a side of the maps over a grid of pillars."""
    return grid.cells // CELL_RATIO


class EncoderGraph(nn.Module):
    """canvas0, canvas1: 1 x 8 x S x S -> own, target, start: (S / 2)^2 x C, one row a cell of 0.4 m."""

    def __init__(self, network: SemanticFlowNetwork) -> None:
        super().__init__()
        self.encoder = network.encoder

    def forward(self, canvas0: Tensor, canvas1: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        maps = self.encoder(canvas0, canvas1)
        return flat(maps.own), flat(maps.target), flat(maps.start)


class StepGraph(nn.Module):
    """One iteration for any number of points of the grid; exact in chunks."""

    def __init__(self, network: SemanticFlowNetwork, grid: Grid) -> None:
        super().__init__()
        self.step = network.step
        self.map_cells = map_cells(grid)
        self.register_buffer("corner", torch.tensor([[grid.x, grid.y]]))

    def forward(
        self, own: Tensor, target: Tensor, points: Tensor, prior: Tensor, hidden: Tensor, flow: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        place = GridPlace(self.corner, self.map_cells, None)
        return tuple(self.step(own, target, points, prior, PointState(hidden, flow, mask), place))


def export_graphs(network: SemanticFlowNetwork, folder: Path, grid: Grid | None = None) -> dict[str, Path]:
    """Writes encoder.onnx and step.onnx; float32 weights, int32 indices."""
    network.eval()
    grid = grid or Grid.full()
    folder.mkdir(parents=True, exist_ok=True)
    configuration = network.configuration
    encoder, step = EncoderGraph(network).eval(), StepGraph(network, grid).eval()
    paths = {"encoder": folder / "encoder.onnx", "step": folder / "step.onnx"}
    canvas = torch.zeros(1, FEATURES, grid.cells, grid.cells)
    rows, count = map_cells(grid) ** 2, 64
    step_inputs = (
        torch.zeros(rows, configuration.own + configuration.target),
        torch.zeros(rows, configuration.target),
        torch.zeros(count, 3),
        torch.zeros(count, PRIOR_CHANNELS),
        torch.zeros(count, configuration.hidden),
        torch.zeros(count, 3),
        torch.zeros(count, configuration.outputs),
    )
    with torch.no_grad():
        _export(encoder, (canvas, canvas), paths["encoder"], ENCODER_INPUTS, ENCODER_OUTPUTS, {})
        of_points = {name: {0: "points"} for name in (*STEP_INPUTS[2:], *STEP_OUTPUTS)}
        _export(step, step_inputs, paths["step"], STEP_INPUTS, STEP_OUTPUTS, of_points)
    # The exporter can leave modules in training mode; what is exported has to be what is evaluated.
    network.eval()
    return paths


class PublishedGraph(nn.Module):
    """The published network as one graph: canvases and points -> flow and slots after `iterations`."""

    def __init__(self, network: PublishedNetwork, iterations: int) -> None:
        super().__init__()
        self.network, self.iterations = network, iterations

    def forward(self, canvas0: Tensor, canvas1: Tensor, points: Tensor) -> tuple[Tensor, Tensor]:
        corner = torch.full((1, 2), Grid.full().x)
        prior = torch.zeros(1, points.shape[1], PRIOR_CHANNELS)
        state = self.network(canvas0, canvas1, points, prior, corner, self.iterations)[-1]
        return state.flow, state.mask


def export_published(path: Path, points: int, iterations: int = 4) -> None:
    """Random weights: what it costs does not depend on them. For benchmarks; 27 MB."""
    network = PublishedNetwork().eval()
    canvas = torch.zeros(1, FEATURES, 512, 512)
    path.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        _export(
            PublishedGraph(network, iterations).eval(),
            (canvas, canvas, torch.zeros(1, points, 3)),
            path,
            ("canvas0", "canvas1", "points"),
            ("flow", "slots"),
            {},
        )


def _export(module: nn.Module, inputs: tuple, path: Path, names: tuple, outputs: tuple, axes: dict) -> None:
    torch.onnx.export(
        module,
        inputs,
        str(path),
        input_names=list(names),
        output_names=list(outputs),
        dynamic_axes=axes,
        opset_version=OPSET,
        do_constant_folding=True,
        dynamo=False,
    )
    _fold(path)
    onnx.checker.check_model(onnx.load(str(path)))


def _fold(path: Path) -> None:
    """Static shapes become constants: what is left is arithmetic on maps, all of it standard ONNX."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(path)
    options.log_severity_level = 3
    content = path.read_bytes()
    onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


RUNS_ON_WEBGPU = frozenset(
    "Add Cast Clip Concat Constant Conv Div Exp Expand Flatten Floor Gather Gemm Identity MatMul Max Min Mul Neg Pad "
    "Pow ReduceMax ReduceSum Relu Reshape Resize Sigmoid Slice Softmax Split Sqrt Squeeze Sub Tanh Transpose "
    "Unsqueeze".split()
)
"""Operators that the native WebGPU provider has. Not Shape: arithmetic on shapes runs on the processor."""


def operators(path: Path) -> dict[str, int]:
    """How often each operator is in a graph."""
    counts: dict[str, int] = {}
    for node in onnx.load(str(path)).graph.node:
        counts[node.op_type] = counts.get(node.op_type, 0) + 1
    return counts


def foreign_operators(path: Path) -> list[str]:
    """Operators outside RUNS_ON_WEBGPU."""
    return sorted(set(operators(path)) - RUNS_ON_WEBGPU)


def gather_index_types(path: Path) -> set[str]:
    """Element types of the indices of all Gathers over maps (constants of shapes left out)."""
    model = onnx.shape_inference.infer_shapes(onnx.load(str(path)))
    types = {value.name: value.type.tensor_type.elem_type for value in model.graph.value_info}
    constants = {i.name for i in model.graph.initializer}
    constants |= {o for node in model.graph.node if node.op_type == "Constant" for o in node.output}
    return {
        onnx.TensorProto.DataType.Name(types.get(node.input[1], 0))
        for node in model.graph.node
        if node.op_type == "Gather" and node.input[1] not in constants
    }
