"""Serves a model with llama.cpp's own server on loopback, from `model.gguf` or the graph in its folder. Prints its address, ends with its input."""
import argparse
import json
import pathlib
import sys
import tempfile

import gguf
import numpy
import onnx
import xllamacpp
from onnx import numpy_helper


def read_weights(path: pathlib.Path) -> dict[str, numpy.ndarray]:
    """Reads the graph's initializers; 8- and 4-bit blocks become floats again (value less half their range, times the block's scale)."""
    raw = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}
    weights = {}
    for name, array in raw.items():
        if name.endswith("_Q8"):
            scales = raw[name.removesuffix("_Q8") + "_scales"]
            floats = (array.astype(numpy.float32) - 128) * scales[:, :, None]
            weights[name.removesuffix("_Q8")] = floats.reshape(array.shape[0], -1)
        elif name.endswith("_Q4"):
            halves = numpy.stack([array & 15, array >> 4], axis=-1).reshape(*array.shape[:2], -1)
            floats = (halves.astype(numpy.float32) - 8) * raw[name.removesuffix("_Q4") + "_scales"].reshape(*array.shape[:2], 1)
            weights[name.removesuffix("_Q4")] = floats.reshape(array.shape[0], -1)
        elif array.dtype == numpy.float32 and not name.endswith("_scales"):
            weights[name] = array
    return weights


def interleave(weight: numpy.ndarray, heads: int) -> numpy.ndarray:
    """Reorders the rows of a query or key projection: llama.cpp rotates neighbours, the graph rotates halves."""
    rows, columns = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


def convert(folder: pathlib.Path, target: pathlib.Path) -> None:
    """Writes the model in `folder` as a GGUF file."""
    config = json.loads((folder / "config.json").read_text())
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    eight_bits = folder / "onnx" / "model_quantized.onnx"
    weights = read_weights(eight_bits if eight_bits.exists() else folder / "onnx" / "model_q4.onnx")
    heads, kv_heads, head_dim = config["num_attention_heads"], config["num_key_value_heads"], config["head_dim"]
    layers = config["num_hidden_layers"]

    writer = gguf.GGUFWriter(target, "llama")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(layers)
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_rope_dimension_count(head_dim)
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])

    vocabulary = sorted(tokenizer["model"]["vocab"].items(), key=lambda entry: entry[1])
    special = {token["content"]: token["id"] for token in tokenizer["added_tokens"]}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2" if eight_bits.exists() else "smollm")
    writer.add_token_list([token for token, _ in vocabulary])
    writer.add_token_types([gguf.TokenType.CONTROL if token in special else gguf.TokenType.NORMAL for token, _ in vocabulary])
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in tokenizer["model"]["merges"]])
    writer.add_bos_token_id(config["bos_token_id"])
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_add_bos_token(False)
    for part, token in (("pre", "<|fim_prefix|>"), ("suf", "<|fim_suffix|>"), ("mid", "<|fim_middle|>")):
        if token in special:
            writer.add_uint32(f"tokenizer.ggml.fim_{part}_token_id", special[token])

    def add_matrix(name: str, weight: numpy.ndarray) -> None:
        """Adds a matrix in the bits that it had."""
        if eight_bits.exists():
            writer.add_tensor(name, weight)
        else:
            kind = gguf.GGMLQuantizationType.Q4_0
            writer.add_tensor(name, gguf.quants.quantize(weight, kind), raw_dtype=kind)

    add_matrix("token_embd.weight", weights.get("model.embed_tokens.weight", weights.get("lm_head.MatMul.weight")))
    writer.add_tensor("output_norm.weight", weights[f"model.layers.{layers}.final_norm_layernorm.weight"])
    for layer in range(layers):
        source, name = f"model.layers.{layer}", f"blk.{layer}"
        query, key, value = numpy.split(weights[f"{source}.attn.qkv_proj.MatMul.weight"], [heads * head_dim, (heads + kv_heads) * head_dim])
        writer.add_tensor(f"{name}.attn_norm.weight", weights[f"{source}.input_layernorm.weight"])
        add_matrix(f"{name}.attn_q.weight", interleave(query, heads))
        add_matrix(f"{name}.attn_k.weight", interleave(key, kv_heads))
        add_matrix(f"{name}.attn_v.weight", value)
        add_matrix(f"{name}.attn_output.weight", weights[f"{source}.attn.o_proj.MatMul.weight"])
        writer.add_tensor(f"{name}.ffn_norm.weight", weights[f"{source}.post_attention_layernorm.weight"])
        for part in ("gate", "up", "down"):
            add_matrix(f"{name}.ffn_{part}.weight", weights[f"{source}.mlp.{part}_proj.MatMul.weight"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def serve(folder: pathlib.Path, params: argparse.Namespace) -> xllamacpp.Server:
    """Starts the server, which has mapped the weights when this returns: their file may go."""
    with tempfile.TemporaryDirectory(prefix="nanotype-gguf-") as temporary:
        path = folder / "model.gguf"
        if not path.exists():
            path = pathlib.Path(temporary) / "model.gguf"
            convert(folder, path)
        settings = xllamacpp.CommonParams()
        settings.model.path = str(path)
        settings.model_alias = {folder.name}
        settings.n_ctx = params.slot_tokens * params.slots
        settings.n_parallel = params.slots
        settings.cpuparams.n_threads = params.threads
        settings.port = params.port
        settings.endpoint_metrics = True
        if params.key_file is not None:
            settings.api_keys = [params.key_file.read_text()]
        settings.verbosity = 0
        return xllamacpp.Server(settings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="folder of a model: config.json, tokenizer.json and onnx/")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--slots", type=int, default=1, help="requests at a time")
    parser.add_argument("--slot-tokens", type=int, default=2048, help="context of each request, in tokens")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--key-file", type=pathlib.Path, help="file of the key that every request must have")
    params = parser.parse_args()
    server = serve(params.folder, params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


main()
