import json

import pytest

from nanotype_training.__main__ import main
from nanotype_training.evaluate import compare_scores, cut_lines, figures_of, memorised_share, score_lines
from nanotype_training.generate import functions


def test_a_trained_model_beats_its_start_line_by_line(tiny, tmp_path, capsys):
    figures = tmp_path / "figures.json"
    base = tmp_path / "untrained"
    rows = ["--rows", str(tiny / "rows.npy"), "--validation", str(tiny / "rows.npy")]
    still = ["--steps", "1", "--batch", "2", "--accumulate", "1", "--rate", "0", "--matrix-rate", "0"]
    assert main(["train", str(tiny / "start"), *rows, *still, "--out", str(base)]) == 0
    checkpoint, corpus = str(tiny / "checkpoint"), str(tiny / "corpus")
    assert main(["evaluate", checkpoint, corpus, "--lines", "40", "--base", str(base), "--out", str(figures)]) == 0
    measured = json.loads(figures.read_text())
    assert measured["differences"]["saved"][1] > 0.05 and measured["differences"]["loss"][2] < -1
    assert measured["figures"]["python"]["lines"] == 40
    assert "exact lines" in capsys.readouterr().out
    # A program whose test passes with the line that the tiny model knows by heart, and one that no line makes pass.
    (name, line, text), before, after = functions()[0], functions()[7][2], functions()[13][2]
    prompt = f"{before}\n\n{text[: text.index(line)]}"
    case = {"prompt": prompt, "suffix": f"\n\n\n{after}", "canonical_solution": line, "entry_point": name}
    called, number = line.split()[1].split("(")[0], line.split(", ")[1][:-1]
    given = f"def {called}(first, second):\n    return second\n"
    cases = [
        {**case, "task_id": "a", "test": f"{given}def check(candidate):\n    assert candidate(1) == {number}\n"},
        {**case, "task_id": "b", "test": "def check(candidate):\n    assert False\n"},
    ]
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(one) + "\n" for one in cases))
    asked = ["--cases", str(tmp_path / "cases.jsonl"), "--set", "own", "--count", "2", "--out", str(figures)]
    assert main(["evaluate-server", str(tiny / "model"), *asked]) == 0
    assert json.loads(figures.read_text())["server"]["own"]["pass"][0] == 0.5
    memory = ["memorised", str(tiny / "model"), corpus, corpus, "--lines", "8", "--out", str(figures)]
    assert main(memory) == 0
    card = ["card", str(tiny / "model"), "--corpus", str(tiny / "corpus"), "--figures", str(figures)]
    assert main([*card, "--history", str(tiny / "checkpoint.state" / "history.json")]) == 0
    text = (tiny / "model" / "MODEL_CARD.md").read_text()
    assert "nanotype/generated" in text and "MIT 100%" in text
    assert "| own | 2 | 50.0 % (" in text and "of 8 greedy continuations" in text


def test_intervals_hold_the_value_and_nothing_differs_from_itself(tiny):
    lines = cut_lines(tiny / "corpus", 30)
    scores = score_lines(tiny / "checkpoint", lines)
    figures = figures_of(scores)
    for value, low, high in (figures.loss, figures.token_accuracy, figures.exact, figures.saved):
        assert low <= value <= high
    assert compare_scores(scores, scores) == {"loss": (0, 0, 0), "exact": (0, 0, 0), "saved": (0, 0, 0)}


def test_a_model_that_knows_its_corpus_by_heart_is_found_out(tiny):
    lines = cut_lines(tiny / "corpus", 16)
    assert memorised_share(tiny / "model", "q8", lines, tiny / "corpus") > 0.1


def test_says_what_went_wrong(tmp_path, capsys):
    (tmp_path / "sources").mkdir()
    assert main(["corpus", str(tmp_path / "sources"), "--out", str(tmp_path / "out")]) == 1
    assert "permissive licence" in capsys.readouterr().err


def test_every_stage_explains_itself(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "prune-vocabulary" in capsys.readouterr().out
