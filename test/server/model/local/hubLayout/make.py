"""Makes the fixture `onnx/model.onnx`: one attention layer with random weights in the layout of hub models.

It takes `position_ids`, returns the whole cache as `present.*` and scores for every token, all of which the embedded model does not.
Run in this folder: pip install onnx numpy && python make.py
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

VOCABULARY, WIDTH, HEADS, HEAD_SIZE, POSITIONS = 8192, 4, 2, 2, 512
random = np.random.default_rng(7)
nodes, weights = [], []


def weight(name, array):
    weights.append(numpy_helper.from_array(np.asarray(array), name))
    return name


def node(kind, inputs, output, **attributes):
    nodes.append(helper.make_node(kind, inputs, [output], **attributes))
    return output


def integers(name, values):
    return weight(name, np.array(values, dtype=np.int64))


def heads(inputs, name):
    """[1, n, WIDTH] -> [1, HEADS, n, HEAD_SIZE]"""
    matrix = weight(f"{name}_matrix", random.normal(0, 0.7, (WIDTH, WIDTH)).astype(np.float32))
    flat = node("MatMul", [inputs, matrix], f"{name}_flat")
    shaped = node("Reshape", [flat, "split"], f"{name}_split")
    return node("Transpose", [shaped], name, perm=[0, 2, 1, 3])


integers("split", [1, -1, HEADS, HEAD_SIZE])
integers("join", [1, -1, WIDTH])
embedding = weight("embedding", random.normal(0, 1, (VOCABULARY, WIDTH)).astype(np.float32))
position_embedding = weight("positions", random.normal(0, 0.5, (POSITIONS, WIDTH)).astype(np.float32))
tokens = node("Gather", [embedding, "input_ids"], "tokens")
places = node("Gather", [position_embedding, "position_ids"], "places")
x = node("Add", [tokens, places], "x")

keys = node("Concat", ["past_key_values.0.key", heads(x, "new_keys")], "present.0.key", axis=2)
values = node("Concat", ["past_key_values.0.value", heads(x, "new_values")], "present.0.value", axis=2)
scores = node("MatMul", [heads(x, "queries"), node("Transpose", [keys], "keys_t", perm=[0, 1, 3, 2])], "scores")

# Causal: token i sees the places up to its own. The mask's length says how many places there are.
total = node("Shape", ["attention_mask"], "total", start=1, end=2)
scalar = node("Squeeze", [total, integers("axis0", [0])], "total_scalar")
all_places = node("Range", [integers("zero", 0), scalar, integers("one", 1)], "all_places")
own_places = node("Unsqueeze", ["position_ids", integers("axes", [1, 3])], "own_places")
is_later = node("Greater", [all_places, own_places], "is_later")
masked = node(
    "Where", [is_later, weight("minus", np.array(-1e9, dtype=np.float32)), scores], "masked"
)
attention = node("MatMul", [node("Softmax", [masked], "shares", axis=-1), values], "attention")
joined = node("Reshape", [node("Transpose", [attention], "back", perm=[0, 2, 1, 3]), "join"], "joined")
mixed = node("Add", [x, joined], "mixed")
node("MatMul", [mixed, node("Transpose", [embedding], "embedding_t", perm=[1, 0])], "logits")


def tensor(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def cache(name, rows):
    return [tensor(f"{name}.0.{part}", TensorProto.FLOAT, [1, HEADS, rows, HEAD_SIZE]) for part in ("key", "value")]


graph = helper.make_graph(
    nodes,
    "hub-layout",
    [
        tensor("input_ids", TensorProto.INT64, [1, "n"]),
        tensor("attention_mask", TensorProto.INT64, [1, "total"]),
        tensor("position_ids", TensorProto.INT64, [1, "n"]),
        *cache("past_key_values", "past"),
    ],
    [tensor("logits", TensorProto.FLOAT, [1, "n", VOCABULARY]), *cache("present", "total")],
    weights,
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, "onnx/model.onnx")
