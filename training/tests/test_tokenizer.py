import json
from pathlib import Path

from tokenizers import Tokenizer

from nanotype_training.checkpoint import load_network
from nanotype_training.corpus import read_corpus
from nanotype_training.tokenizer import SPECIAL_TOKENS, add_special_tokens, prune_vocabulary

ODD = ["", "\0\x01\x7f", "größe = 'ß🙂👩‍👧'", "\t\r\n  \r\n", "日本語\u200b\ufeff", "a" * 200, "<|fim_middle|>"]


def read(folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def ids(tokenizer: Tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False).ids


def test_odd_bytes_survive_the_round_trip(tiny):
    tokenizer = read(tiny / "start")
    for text in ODD:
        assert tokenizer.decode(ids(tokenizer, text), skip_special_tokens=False) == text


def test_special_tokens_come_first(tiny):
    tokenizer = read(tiny / "start")
    assert [tokenizer.token_to_id(token) for token in SPECIAL_TOKENS] == list(range(len(SPECIAL_TOKENS)))


def test_a_pruned_vocabulary_cuts_its_own_texts_as_the_full_one(tiny, tmp_path):
    before, after = prune_vocabulary(tiny / "checkpoint", tiny / "corpus", tmp_path / "pruned", min_count=20)
    full, pruned = read(tiny / "checkpoint"), read(tmp_path / "pruned")
    assert after < before
    same = 0
    for document in read_corpus(tiny / "corpus"):
        old, new = ids(full, document.text), ids(pruned, document.text)
        assert pruned.decode(new, skip_special_tokens=False) == document.text
        known = [full.id_to_token(number) for number in old]
        if all(pruned.token_to_id(token) is not None for token in known):
            same += 1
            assert [pruned.id_to_token(number) for number in new] == known
    assert same > 0
    for text in ODD:
        assert pruned.decode(ids(pruned, text), skip_special_tokens=False) == text
    network, smaller = load_network(tiny / "checkpoint"), load_network(tmp_path / "pruned")
    for token in ("<|fim_middle|>", "a", "Ġ"):
        row = smaller.embedding[pruned.token_to_id(token)]
        assert row.equal(network.embedding[full.token_to_id(token)])


def test_adds_the_tokens_that_a_pretrained_vocabulary_lacks(tiny, tmp_path):
    start = tmp_path / "pretrained"
    start.mkdir()
    for file in (tiny / "checkpoint").iterdir():
        (start / file.name).write_bytes(file.read_bytes())
    definition = json.loads((start / "tokenizer.json").read_text())
    gone = ("<|diff|>", "<|message|>")
    definition["added_tokens"] = [token for token in definition["added_tokens"] if token["content"] not in gone]
    for token in gone:
        del definition["model"]["vocab"][token]
    (start / "tokenizer.json").write_text(json.dumps(definition))
    assert add_special_tokens(start, tmp_path / "out") == 2
    tokenizer = read(tmp_path / "out")
    assert ids(tokenizer, "a<|diff|>b")[1] == tokenizer.token_to_id("<|diff|>")
    assert tokenizer.token_to_id("<|diff|>") < len(load_network(tmp_path / "out").embedding)
