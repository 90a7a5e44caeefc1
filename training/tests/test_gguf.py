import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from nanotype_training.checkpoint import load_network
from nanotype_training.export import export
from nanotype_training.gguf_format import read_gguf, write_gguf
from nanotype_training.model import logits_of, positions
from nanotype_training.prompt import PromptLayout
from nanotype_training.tokenizer import add_special_tokens

# The environment with llama.cpp, see deploy/local/setup.sh.
ENGINES = Path(__file__).parents[2] / ".cache" / "engines" / "bin" / "python3"

# Prints what llama.cpp writes after the given ids, one token at a time: its id and its log probability.
ASK = """
import json, sys, urllib.request, xllamacpp
settings = xllamacpp.CommonParams()
settings.model.path, settings.n_ctx, settings.n_parallel, settings.verbosity = sys.argv[1], 512, 1, 0
settings.cpuparams.n_threads = 1
server = xllamacpp.Server(settings)
asked = {"prompt": json.loads(sys.argv[2]), "n_predict": 12, "temperature": 0, "n_probs": 1, "ignore_eos": False}
request = urllib.request.Request(server.listening_address + "/completion", json.dumps(asked).encode())
answer = json.load(urllib.request.urlopen(request))
print(json.dumps([[one["id"], one["logprob"]] for one in answer["completion_probabilities"]]))
"""


@pytest.fixture
def cut_like_smollm(tiny, tmp_path):
    """The tiny model, with text cut by GPT-2's rule and single digits."""
    folder = tmp_path / "smollm"
    shutil.copytree(tiny / "checkpoint", folder)
    definition = json.loads((folder / "tokenizer.json").read_text())
    digits = {"type": "Digits", "individual_digits": True}
    pieces = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    definition["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [digits, pieces]}
    (folder / "tokenizer.json").write_text(json.dumps(definition))
    return folder


def test_what_was_written_as_gguf_is_read_alike(cut_like_smollm, tmp_path):
    write_gguf(cut_like_smollm, tmp_path / "model.gguf", "F32")
    read_gguf(tmp_path / "model.gguf", tmp_path / "read")
    first, second = load_network(cut_like_smollm), load_network(tmp_path / "read")
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))
    tokenizers = [Tokenizer.from_file(str(folder / "tokenizer.json")) for folder in (cut_like_smollm, tmp_path / "read")]
    text = "def find1234(größe):\r\n\treturn [größe]<|endoftext|>"
    assert tokenizers[0].encode(text).ids == tokenizers[1].encode(text).ids
    # All tokens of prompts are there, so only the layout is added.
    assert add_special_tokens(tmp_path / "read", tmp_path / "extended") == 0
    assert PromptLayout(tmp_path / "extended").padding == 4


def test_a_vocabulary_that_is_cut_otherwise_is_refused(tiny, tmp_path):
    write_gguf(tiny / "checkpoint", tmp_path / "model.gguf")
    with pytest.raises(ValueError, match="qwen2"):
        read_gguf(tmp_path / "model.gguf", tmp_path / "read")


@pytest.mark.skipif(not ENGINES.exists(), reason="llama.cpp is not installed: run deploy/local/setup.sh")
@pytest.mark.parametrize(("weights", "tolerance"), [("F32", 0.01), ("Q8_0", 0.2)])
def test_llama_cpp_writes_what_torch_writes(tiny, tmp_path, weights, tolerance):
    file = tmp_path / "model.gguf"
    if weights == "Q8_0":
        export(tiny / "checkpoint", tmp_path / "model", ["q8"], with_gguf=True)
        file = tmp_path / "model" / "model.gguf"
    else:
        write_gguf(tiny / "checkpoint", file, weights)
    layout, network = PromptLayout(tiny / "checkpoint"), load_network(tiny / "checkpoint")
    prompt = layout.causal("app/routes.py", layout.encode("def find"))
    command = [str(ENGINES), "-c", ASK, str(file), json.dumps(prompt)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    theirs = json.loads(answer)
    ids = list(prompt)
    for number, log_probability in theirs:
        with torch.no_grad():
            said = logits_of(network, torch.tensor([ids]), positions(network.shape, len(ids)))[0, -1].log_softmax(-1)
        # Between texts that are almost as likely, 8-bit weights may choose otherwise.
        assert float(said.max() - said[number]) <= 2 * tolerance
        assert log_probability == pytest.approx(float(said[number]), abs=tolerance)
        ids.append(number)
    assert len(theirs) > 5 and np.unique([number for number, _ in theirs]).size > 3
