"""The network: a Llama with grouped-query attention and a tied embedding, laid out to train fast on a CPU."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# Target that counts for nothing.
IGNORED = -100
# The matrices of a layer.
LAYER_MATRICES = ("qkv", "output", "gate_up", "down")


@dataclass(frozen=True)
class ModelShape:
    """Sizes of a network, as `config.json` of a Hugging Face Llama names them."""

    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int
    head_dim: int
    max_position_embeddings: int = 2048
    rms_norm_eps: float = 1e-6
    rope_theta: float = 10_000.0

    @property
    def query_size(self) -> int:
        """Width of all queries of a token."""
        return self.num_attention_heads * self.head_dim

    @property
    def key_size(self) -> int:
        """Width of all keys of a token, and of all its values."""
        return self.num_key_value_heads * self.head_dim


class Block(nn.Module):
    """One layer. Matrices, `[out, in]`, that read the same input are one: `qkv` is queries, keys, values; `gate_up` gate, up."""

    def __init__(self, shape: ModelShape) -> None:
        super().__init__()
        width = shape.hidden_size
        self.attention_norm = nn.Parameter(torch.ones(width))
        self.qkv = nn.Parameter(torch.empty(shape.query_size + 2 * shape.key_size, width))
        self.output = nn.Parameter(torch.empty(width, shape.query_size))
        self.mlp_norm = nn.Parameter(torch.ones(width))
        self.gate_up = nn.Parameter(torch.empty(2 * shape.intermediate_size, width))
        self.down = nn.Parameter(torch.empty(width, shape.intermediate_size))


class Network(nn.Module):
    """The weights, started at random; `hidden_states` and `loss_of` compute with them."""

    def __init__(self, shape: ModelShape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Parameter(torch.empty(shape.vocab_size, shape.hidden_size))
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.num_hidden_layers))
        self.final_norm = nn.Parameter(torch.ones(shape.hidden_size))
        into_residual = 1 / math.sqrt(2 * shape.num_hidden_layers)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                scale = into_residual if name.endswith((".output", ".down")) else 1.0
                nn.init.normal_(parameter, std=0.02 * scale)


@dataclass(frozen=True)
class Positions:
    """What the network needs to know of places: rotations `[tokens, 1, head_dim]` and the causal mask `[tokens, tokens]`."""

    cos: Tensor
    sin: Tensor
    mask: Tensor


def rotary_angles(shape: ModelShape, tokens: int) -> Tensor:
    """Returns the angle of each place and pair of dimensions, of shape [tokens, head_dim / 2], in radians."""
    exponents = torch.arange(0, shape.head_dim, 2).float() / shape.head_dim
    return torch.outer(torch.arange(tokens).float(), shape.rope_theta**-exponents)


def positions(shape: ModelShape, tokens: int, dtype: torch.dtype = torch.float32, device: str = "cpu") -> Positions:
    """Makes the positions of rows of `tokens` tokens."""
    angles = rotary_angles(shape, tokens).repeat(1, 2)[:, None]
    mask = torch.full((tokens, tokens), float("-inf")).triu(1)
    return Positions(angles.cos().to(device, dtype), angles.sin().to(device, dtype), mask.to(device))


def hidden_states(network: Network, ids: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
    """Returns what the last layer says of each token, normed: `[rows, tokens, width]` for ids of shape `[rows, tokens]`."""
    x = F.embedding(ids, network.embedding)
    for block in network.blocks:
        x = layer(network.shape, block, x, cos, sin, mask)
    return rms_norm(x, network.final_norm, network.shape.rms_norm_eps)


def layer(shape: ModelShape, block: nn.Module, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
    """Computes one layer on `x` of shape `[rows, tokens, width]`."""
    h = rms_norm(x, block.attention_norm, shape.rms_norm_eps)
    x = x + product(block, "output", attention(shape, product(block, "qkv", h), cos, sin, mask))
    gate, up = product(block, "gate_up", rms_norm(x, block.mlp_norm, shape.rms_norm_eps)).chunk(2, -1)
    return x + product(block, "down", F.silu(gate) * up)


def product(block: nn.Module, name: str, x: Tensor) -> Tensor:
    """Multiplies `x`, `[rows, tokens, in]`, by a matrix of a layer, and by its low-rank change where it has one (lora.py)."""
    result = x @ getattr(block, name).t()
    down = getattr(block, f"{name}_lora_down", None)
    return result if down is None else result + x @ down.t() @ getattr(block, f"{name}_lora_up").t()


def attention(shape: ModelShape, qkv: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
    """
    Lets each token read those before it: `[rows, tokens, query_size + 2 * key_size]` → `[rows, tokens, query_size]`.

    Written out, since the backward pass of torch's own attention is slow on a CPU: the queries that share a key are
    rows of one product.
    """
    rows, tokens, _ = qkv.shape
    heads, keys, size = shape.num_attention_heads, shape.num_key_value_heads, shape.head_dim
    group = heads // keys
    q, k, v = qkv.split([shape.query_size, shape.key_size, shape.key_size], -1)
    q = rotate(q.view(rows, tokens, heads, size), cos, sin)
    k = rotate(k.view(rows, tokens, keys, size), cos, sin)
    v = v.view(rows, tokens, keys, size)
    q = q.view(rows, tokens, keys, group, size).permute(0, 2, 3, 1, 4).reshape(rows * keys, group * tokens, size)
    k = k.permute(0, 2, 3, 1).reshape(rows * keys, size, tokens)
    v = v.permute(0, 2, 1, 3).reshape(rows * keys, tokens, size)
    scores = torch.bmm(q, k).view(rows * keys, group, tokens, tokens)
    shares = torch.softmax(scores.float() * size**-0.5 + mask, -1).to(qkv.dtype)
    read = torch.bmm(shares.view(rows * keys, group * tokens, tokens), v)
    return read.view(rows, keys, group, tokens, size).permute(0, 3, 1, 2, 4).reshape(rows, tokens, shape.query_size)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns each half-pair of `x`, `[rows, tokens, heads, head_dim]`, by its place's angle."""
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


def rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """Scales each token's vector to a mean square of 1, then by `weight`; computed in 32 bits."""
    wide = x.float()
    return (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + eps) * weight.float()).to(x.dtype)


def logits_of(network: Network, ids: Tensor, places: Positions) -> Tensor:
    """Returns the scores of the next token, `[rows, tokens, vocab]`, in 32 bits."""
    return (hidden_states(network, ids, places.cos, places.sin, places.mask) @ network.embedding.t()).float()


def loss_of(network: Network, ids: Tensor, targets: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
    """Returns the mean loss in nats a token over the targets that aren't `IGNORED`; ids and targets are `[rows, tokens]`."""
    hidden = hidden_states(network, ids, cos, sin, mask).reshape(-1, network.shape.hidden_size)
    return F.cross_entropy((hidden @ network.embedding.t()).float(), targets.reshape(-1), ignore_index=IGNORED)
