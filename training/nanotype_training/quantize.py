"""Block quantization as ONNX Runtime's `MatMulNBits` computes with it."""

from dataclasses import dataclass

import numpy as np

BLOCK = 32


@dataclass(frozen=True)
class QuantizedMatrix:
    """A matrix `[out, in]` in whole numbers: `packed` bytes `[out, blocks, bytes]` and `scales` `[out, blocks]`."""

    packed: np.ndarray
    scales: np.ndarray
    bits: int

    def restored(self) -> np.ndarray:
        """Returns the matrix that the runtime computes with, `[out, in]`."""
        numbers = self.packed.astype(np.float32)
        if self.bits == 4:
            numbers = np.stack([self.packed & 15, self.packed >> 4], -1).reshape(*self.packed.shape[:2], -1).astype(np.float32)
        restored = (numbers - 2 ** (self.bits - 1)) * self.scales[:, :, None]
        return restored.reshape(len(restored), -1)


def quantize(matrix: np.ndarray, bits: int) -> QuantizedMatrix:
    """
    Rounds a matrix `[out, in]` to 8 or 4 bits, with one scale for each 32 numbers of a row and no offset.

    No number moves by more than its block's scale, and by more than half of it only where it is cut off at the range's end.
    Raises ValueError if `in` is no multiple of 32.
    """
    rows, columns = matrix.shape
    if columns % BLOCK != 0:
        raise ValueError(f"A row of {columns} numbers isn't made of blocks of {BLOCK}.")
    blocks = matrix.astype(np.float32).reshape(rows, columns // BLOCK, BLOCK)
    middle = 2 ** (bits - 1)
    # The number farthest from zero becomes the range's negative end, which is one longer than the positive one.
    extreme = np.take_along_axis(blocks, np.abs(blocks).argmax(-1, keepdims=True), -1)[..., 0]
    scales = -extreme / middle
    safe = np.where(scales == 0, 1, scales)
    numbers = np.clip(np.rint(blocks / safe[..., None]) + middle, 0, 2 * middle - 1).astype(np.uint8)
    packed = numbers if bits == 8 else numbers[..., 0::2] | (numbers[..., 1::2] << 4)
    return QuantizedMatrix(packed, scales.astype(np.float32), bits)
