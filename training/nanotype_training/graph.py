"""Builds the ONNX graph of a Llama in the form in which Nanotype's server runs it."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .model import Network, rotary_angles
from .quantize import BLOCK, quantize

_MICROSOFT = "com.microsoft"
# Activations are rounded to 8 bits in products, which is fastest by far.
_ACCURACY_LEVEL = 4


class LlamaGraph:
    """
    Collects the nodes and weights of a graph.

    Inputs: `input_ids` and `attention_mask` `[batch, tokens]`, and for each layer `past_key_values.N.key` and `.value`
    `[batch, key heads, past tokens, head size]`. Outputs: `logits` `[batch, 1, vocabulary]` of the last token, and
    `kv_new` `[2 * layers * batch, key heads, tokens, head size]`, the new rows only: all keys, then all values.
    """

    def __init__(self, network: Network, bits: int) -> None:
        """Prepares a graph with matrices of 4, 8 or 32 bits."""
        self._network = network
        self._shape = network.shape
        self._bits = bits
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def build(self) -> onnx.ModelProto:
        """Returns the whole model."""
        shape = self._shape
        angles = rotary_angles(shape, shape.max_position_embeddings)
        self._constant("cos_cache", angles.cos().numpy())
        self._constant("sin_cache", angles.sin().numpy())
        self._lengths()
        residual = self._embed()
        norm = self._constant("model.layers.0.input_layernorm.weight", self._array("blocks.0.attention_norm"))
        hidden = "/norm/0"
        self._node("SimplifiedLayerNormalization", [residual, norm], [hidden], epsilon=shape.rms_norm_eps, axis=-1, stash_type=1)
        for index in range(shape.num_hidden_layers):
            residual, hidden = self._layer(index, residual, hidden)
        self._head(hidden)
        self._new_rows()
        graph = helper.make_graph(self._nodes, "nanotype", self._inputs(), self._outputs(), self._weights)
        opsets = [helper.make_opsetid("", 22), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="nanotype_training")

    def _lengths(self) -> None:
        """Says where the caches end, from the mask: `/past` and `/total`, 32 bits, and the new rows' start and end."""
        one = self._constant("/one", np.array([1], dtype=np.int64))
        self._node("ReduceSum", ["attention_mask", one], ["/sum"], keepdims=0)
        self._node("Sub", ["/sum", one], ["/last"])
        self._node("Cast", ["/last"], ["/past"], to=TensorProto.INT32)
        self._node("Shape", ["attention_mask"], ["/end"], start=1, end=2)
        self._node("Shape", ["input_ids"], ["/count"], start=1, end=2)
        self._node("Sub", ["/end", "/count"], ["/start"])
        self._node("Squeeze", ["/end"], ["/end/scalar"])
        self._node("Cast", ["/end/scalar"], ["/total"], to=TensorProto.INT32)

    def _embed(self) -> str:
        matrix = self._array("embedding")
        if self._bits != 4:
            self._node("Gather", [self._constant("model.embed_tokens.weight", matrix), "input_ids"], ["/embedding"])
            return "/embedding"
        # The head's own matrix, which is the same one, serves as the embedding.
        quantized = quantize(matrix, 4)
        self._constant("lm_head.MatMul.weight_Q4", quantized.packed)
        self._constant("lm_head.MatMul.weight_scales", quantized.scales)
        flat = self._constant("/embedding/shape", np.array([len(matrix), -1], dtype=np.int64))
        self._node("Reshape", ["lm_head.MatMul.weight_Q4", flat], ["/embedding/flat"])
        self._node(
            "GatherBlockQuantized",
            ["/embedding/flat", "input_ids", "lm_head.MatMul.weight_scales"],
            ["/embedding"],
            domain=_MICROSOFT,
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        return "/embedding"

    def _layer(self, index: int, residual: str, hidden: str) -> tuple[str, str]:
        shape, name, block = self._shape, f"model.layers.{index}", f"blocks.{index}."
        qkv = self._product(f"{name}.attn.qkv_proj", hidden, self._array(block + "qkv"))
        read = f"/{name}/attention"
        caches = [f"past_key_values.{index}.key", f"past_key_values.{index}.value"]
        self._node(
            "GroupQueryAttention",
            [qkv, "", "", *caches, "/past", "/total", "cos_cache", "sin_cache"],
            [read, f"present.{index}.key", f"present.{index}.value"],
            domain=_MICROSOFT,
            num_heads=shape.num_attention_heads,
            kv_num_heads=shape.num_key_value_heads,
            scale=shape.head_dim**-0.5,
            do_rotary=1,
            rotary_interleaved=0,
        )
        output = self._product(f"{name}.attn.o_proj", read, self._array(block + "output"))
        residual, hidden = self._skip(f"{name}.post_attention_layernorm", residual, output, block + "mlp_norm")
        gate_up = self._array(block + "gate_up")
        half = len(gate_up) // 2
        gate = self._product(f"{name}.mlp.gate_proj", hidden, gate_up[:half])
        up = self._product(f"{name}.mlp.up_proj", hidden, gate_up[half:])
        self._node("Sigmoid", [gate], [gate + "/sigmoid"])
        self._node("Mul", [gate, gate + "/sigmoid"], [gate + "/silu"])
        self._node("Mul", [gate + "/silu", up], [gate + "/up"])
        down = self._product(f"{name}.mlp.down_proj", gate + "/up", self._array(block + "down"))
        if index + 1 < shape.num_hidden_layers:
            return self._skip(f"model.layers.{index + 1}.input_layernorm", residual, down, f"blocks.{index + 1}.attention_norm")
        return self._skip(f"model.layers.{index + 1}.final_norm_layernorm", residual, down, "final_norm")

    def _skip(self, name: str, residual: str, added: str, norm: str) -> tuple[str, str]:
        """Adds to the residual and norms it; returns the new residual and the normed one."""
        weight = self._constant(f"{name}.weight", self._array(norm))
        outputs = [f"/{name}/normed", "", "", f"/{name}/sum"]
        self._node(
            "SkipSimplifiedLayerNormalization",
            [residual, added, weight],
            outputs,
            domain=_MICROSOFT,
            epsilon=self._shape.rms_norm_eps,
        )
        return outputs[3], outputs[0]

    def _head(self, hidden: str) -> None:
        """Scores the last token only."""
        last = self._constant("/last/index", np.array([-1], dtype=np.int64))
        self._node("Gather", [hidden, last], ["/last/hidden"], axis=1)
        self._product("lm_head", "/last/hidden", self._array("embedding"), "logits")

    def _new_rows(self) -> None:
        axis = self._constant("/rows/axis", np.array([2], dtype=np.int64))
        rows = []
        for kind in ("key", "value"):
            for index in range(self._shape.num_hidden_layers):
                rows.append(f"/rows/{index}/{kind}")
                self._node("Slice", [f"present.{index}.{kind}", "/start", "/end", axis], [rows[-1]])
        self._node("Concat", rows, ["kv_new"], axis=0)

    def _product(self, name: str, source: str, matrix: np.ndarray, target: str | None = None) -> str:
        """Multiplies tokens `[batch, tokens, in]` by a matrix `[out, in]`; returns the name of the result."""
        target = target or f"/{name}/output"
        rows, columns = matrix.shape
        if self._bits == 32:
            weight = self._constant(f"{name}.MatMul.weight", np.ascontiguousarray(matrix.T))
            self._node("MatMul", [source, weight], [target])
            return target
        packed, scales = f"{name}.MatMul.weight_Q{self._bits}", f"{name}.MatMul.weight_scales"
        if not any(weight.name == packed for weight in self._weights):
            quantized = quantize(matrix, self._bits)
            self._constant(packed, quantized.packed)
            self._constant(scales, quantized.scales)
        self._node(
            "MatMulNBits",
            [source, packed, scales],
            [target],
            domain=_MICROSOFT,
            K=columns,
            N=rows,
            bits=self._bits,
            block_size=BLOCK,
            accuracy_level=_ACCURACY_LEVEL,
        )
        return target

    def _inputs(self) -> list[onnx.ValueInfoProto]:
        shape = self._shape
        cache: list[str | int] = ["batch_size", shape.num_key_value_heads, "past_sequence_length", shape.head_dim]
        return [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch_size", "sequence_length"]),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch_size", "total_sequence_length"]),
            *(
                helper.make_tensor_value_info(f"past_key_values.{index}.{kind}", TensorProto.FLOAT, cache)
                for kind in ("key", "value")
                for index in range(shape.num_hidden_layers)
            ),
        ]

    def _outputs(self) -> list[onnx.ValueInfoProto]:
        shape = self._shape
        rows: list[str | int] = ["layers_x2_x_batch", shape.num_key_value_heads, "sequence_length", shape.head_dim]
        return [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch_size", 1, shape.vocab_size]),
            helper.make_tensor_value_info("kv_new", TensorProto.FLOAT, rows),
        ]

    def _array(self, name: str) -> np.ndarray:
        return self._network.state_dict()[name].detach().float().numpy()

    def _constant(self, name: str, array: np.ndarray) -> str:
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def _node(self, kind: str, inputs: list[str], outputs: list[str], **attributes: object) -> None:
        self._nodes.append(helper.make_node(kind, inputs, outputs, **attributes))
