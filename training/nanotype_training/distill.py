"""Stage 5, first part: a student learns the teacher's distribution of the next token, beside the token itself."""

import torch
import torch.nn.functional as F
from torch import Tensor

from .model import IGNORED, Network, Positions, logits_of, positions
from .train import Loss


def distillation_loss(teacher: Network, share: float = 0.7) -> Loss:
    """
    Returns a loss for `train`: `share` of it is the cross-entropy to the teacher's distribution, the rest that to the text.

    Teacher and student have the same vocabulary; the teacher stays as it is.
    """
    teacher.requires_grad_(False)
    own_places: dict[int, Positions] = {}

    def loss(student: Network, ids: Tensor, targets: Tensor, places: Positions) -> Tensor:
        tokens = ids.shape[1]
        if tokens not in own_places:
            own_places[tokens] = positions(teacher.shape, tokens, teacher.embedding.dtype, str(ids.device))
        with torch.no_grad():
            wanted = logits_of(teacher, ids, own_places[tokens]).softmax(-1)
        said = logits_of(student, ids, places)
        counts = targets != IGNORED
        from_text = F.cross_entropy(said[counts], targets[counts])
        from_teacher = F.cross_entropy(said[counts], wanted[counts])
        return (1 - share) * from_text + share * from_teacher

    return loss
