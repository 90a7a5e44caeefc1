import itertools
import random
import subprocess
from collections import Counter

import numpy as np

from nanotype_training.commits import Commit
from nanotype_training.corpus import Document, build_corpus, read_commits
from nanotype_training.prompt import PromptLayout
from nanotype_training.samples import Mix, RowBuilder, build_rows, choose_hole

TEXT = "".join(f"// Step {i}.\nfunction step{i}(value: number) {{\n  return call(value, [{i}]);\n}}\n\n" for i in range(240))


def rows_of(tiny, text, mix, tokens=512):
    layout = PromptLayout(tiny / "start")
    builder = RowBuilder(layout, tokens, mix, random.Random(1))
    builder.add(Document("a/b", "src/lib/steps.ts", "typescript", text))
    return layout, builder.finish()


def test_every_token_is_where_it_belongs(tiny):
    layout, rows = rows_of(tiny, TEXT, Mix(infill=1, crlf=0, tabs=0))
    decode = lambda ids: layout.tokenizer.decode(list(ids), skip_special_tokens=False)  # noqa: E731
    separator, prefix, middle, suffix = (
        layout.special(f"<|{name}|>") for name in ("file_sep", "fim_prefix", "fim_middle", "fim_suffix")
    )
    seen = 0
    for row in rows.tolist():
        starts = [at for at, number in enumerate(row) if number == separator] + [len(row)]
        for start, end in itertools.pairwise(starts):
            sample = row[start:end]
            while sample[-1] == layout.padding:
                sample.pop()
            at_prefix, at_middle = sample.index(prefix), sample.index(middle)
            assert decode(sample[1:at_prefix]) == "lib/steps.ts\n"
            assert sample[at_prefix + 1] == suffix
            after = decode(sample[at_prefix + 2 : at_middle])
            ended = sample[-1] == layout.end
            assert ended or len(sample) - at_middle > 160
            # What comes before the suffix is one piece of the document: the prefix with the middle behind it.
            before = decode(sample[at_middle + 1 : -1] if ended else sample[at_middle + 1 :])
            assert before in TEXT
            assert not ended or before + after in TEXT
            seen += 1
    assert seen > 5


def test_texts_without_a_hole_end_with_the_end_token(tiny):
    layout, rows = rows_of(tiny, TEXT[:400], Mix(infill=0, crlf=0, tabs=0))
    ids = [number for number in rows[0].tolist() if number != layout.padding]
    assert ids[0] == layout.special("<|file_sep|>") and ids[-1] == layout.end
    assert layout.tokenizer.decode(ids, skip_special_tokens=True) == "lib/steps.ts\n" + TEXT[:400]


def test_line_ends_and_tabs_vary(tiny):
    layout, rows = rows_of(tiny, TEXT.replace("  return", "    return"), Mix(infill=0, crlf=1, tabs=1))
    text = layout.tokenizer.decode(rows[0].tolist())
    assert "\r\n\treturn" in text and "\r\n    return" not in text


def test_carets_are_where_people_have_them():
    draw = random.Random(0)
    kinds = Counter()
    for _ in range(800):
        hole = choose_hole(TEXT[:1500], "a.ts", "typescript", draw, Mix())
        line = hole.prefix.rsplit("\n", 1)[-1]
        whole_line = line + hole.middle.split("\n")[0]
        kinds["start"] += line.strip() == ""
        kinds["inside a word"] += line[-1:].isalnum() and hole.middle[:1].isalnum()
        kinds["bracket"] += line[-1:] in tuple("([{")
        kinds["comment"] += whole_line.startswith("//")
        kinds["several lines"] += "\n" in hole.middle
        assert TEXT.startswith(hole.prefix + hole.middle)
        assert TEXT[len(hole.prefix + hole.middle) :].startswith(hole.suffix)
    assert min(kinds.values()) > 20, kinds
    assert 200 < kinds["start"] < 500


def test_the_same_seed_gives_the_same_rows_with_any_number_of_processes(tiny, tmp_path):
    for processes in (1, 2):
        build_rows(tiny / "corpus", tiny / "start", tmp_path / f"{processes}.npy", 128, seed=3, processes=processes)
    first, second = (np.load(tmp_path / f"{processes}.npy") for processes in (1, 2))
    assert np.array_equal(first, second) and first.shape[1] == 129


def text_of(layout, ids):
    return layout.tokenizer.decode(list(ids), skip_special_tokens=False)


def test_a_piece_of_another_file_comes_first_in_the_servers_form(tiny):
    layout = PromptLayout(tiny / "start")
    builder = RowBuilder(layout, 512, Mix(infill=1, crlf=0, tabs=0, other_file=1), random.Random(1))
    other = "\n".join(f"const unlike{n} = {n};" for n in range(30)) + "\nexport function call(value, list) {\n  return list;\n}\n"
    builder.add(Document("a/b", "src/lib/call.ts", "typescript", other))
    first = len(builder.finish())
    builder.add(Document("a/b", "src/lib/steps.ts", "typescript", TEXT[:1200]))
    builder.add(Document("c/d", "src/lib/alone.ts", "typescript", TEXT[:1200]))
    texts = [text_of(layout, row) for row in builder.finish().tolist()[first:]]
    samples = [f"<|repo_name|>{sample}" for text in texts for sample in text.split("<|repo_name|>")[1:]]
    # One for each hole of the second file, and none for the repository without another file.
    assert 0 < len(samples) == sum(text.count("lib/steps.ts\n<|fim_prefix|>") for text in texts)
    assert any("lib/alone.ts" in text for text in texts)
    for sample in samples:
        # The piece that has words of the steps: the function that they call.
        assert sample.startswith("<|repo_name|>project\n<|file_sep|>lib/call.ts\n")
        assert "export function call" in sample.split("<|file_sep|>")[1]
        assert sample.split("<|file_sep|>")[2].startswith("lib/steps.ts\n<|fim_prefix|><|fim_suffix|>")


def test_commits_teach_their_message_and_the_next_edit(tiny, tmp_path):
    root = tmp_path / "sources" / "a+b"
    root.mkdir(parents=True)
    lines = [f"def step_{n}(value):\n    return value * {n}\n" for n in range(20)]
    (root / "LICENSE").write_text("Permission is hereby granted, free of charge, to any person obtaining a copy of this software")
    (root / "steps.py").write_text("\n".join(lines))
    commit(root, "Add the steps")
    changed = [line.replace("value *", "value +") if number in (2, 15) else line for number, line in enumerate(lines)]
    (root / "steps.py").write_text("\n".join(changed))
    commit(root, "Add instead of multiplying")
    build_corpus([tmp_path / "sources"], [], tmp_path / "corpus", 1_000_000, commits=5)
    layout = PromptLayout(tiny / "start")
    builder = RowBuilder(layout, 512, Mix(), random.Random(1))
    for one in read_commits(tmp_path / "corpus"):
        builder.add_commit(one)
    text = "".join(text_of(layout, row) for row in builder.finish().tolist())
    samples = {sample for sample in text.replace("<|fim_pad|>", "").split("<|endoftext|>") if sample}
    old, new = "-    return value * {n}\n+    return value + {n}\n", "def step_{n}(value):\n"
    hunks = ["".join(f" {new}{old}".format(n=n)) for n in (2, 15)]
    message = next(sample for sample in samples if sample.endswith("<|message|>Add instead of multiplying"))
    assert message.startswith("<|diff|>steps.py\n") and all(hunk in message for hunk in hunks)
    (edit,) = (sample for sample in samples if sample.startswith("<|file_sep|>"))
    header, before, after = edit.split("<|diff|>")
    assert header == "<|file_sep|>steps.py\n" and hunks[0] in before and hunks[1] in after
    assert "@@" not in edit and hunks[1] not in before


def commit(root, message):
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", message]):
        subprocess.run(["git", *command], cwd=root, check=True)


def test_a_change_that_is_too_long_for_a_row_is_left_out_and_a_long_diff_is_cut_before_its_message(tiny):
    layout = PromptLayout(tiny / "start")
    builder = RowBuilder(layout, 64, Mix(), random.Random(1))
    long = "+    return value\n" * 40
    builder.add_commit(Commit("a/b", "Return the value", [("a.py", [long, long])]))
    (row,) = builder.finish().tolist()
    assert len(row) == 65 and text_of(layout, row).endswith("<|message|>Return the value<|endoftext|>")
