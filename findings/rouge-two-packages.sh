#!/usr/bin/env bash
# ROUGE from the two usual Python packages: a stutter is perfect, a perfect copy is nothing.
#
# Expected: both packages named for the measure agree up to tokens. Words are counted with their number,
#   so a summary that repeats itself loses precision. An identical text has 1 in any language.
# Seen: rouge 1.0.1 counts each word once: the reference said five times over has ROUGE-1 and ROUGE-L
#   of 1.0, rouge-score 0.1.2 gives 0.333. rouge-score keeps only a-z and 0-9: an identical Russian
#   or Chinese text has 0.0, and "Maß" for "Ma" has 1.0, since the other letters are dropped.
#   "The" and "the" are one word for rouge-score and two for rouge.
# Matters: a model that loops can pass a gate on ROUGE in one pipeline and fail in the other, and a
#   test set in another script has 0.0 whatever the model says. A shown ROUGE needs its package,
#   version and tokenizer, and two runs should not be compared without.
# Needs: bash, python3 >= 3.9.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q --disable-pip-version-check install rouge==1.0.1 rouge-score==0.1.2
cd "$dir"
cat > look.py <<'PY'
from importlib.metadata import version

from rouge import Rouge
from rouge_score.rouge_scorer import RougeScorer

text = "the model failed its gate"
russian, chinese = "модель не прошла проверку", "模型 未 通过 测试"
cases = {
    "identical, English": (text, text),
    "said five times": (text, " ".join([text] * 5)),
    "a capital letter": (text.capitalize(), text),
    "identical, Russian": (russian, russian),
    "identical, Chinese": (chinese, chinese),
    "Maß and Ma": ("Maß", "Ma"),
}


def look(reference, summary):
    one = RougeScorer(["rouge1", "rougeL"]).score(reference, summary)
    other = Rouge().get_scores(summary, reference)[0]
    return tuple(round(float(value), 3) for value in (
        one["rouge1"].fmeasure, one["rougeL"].fmeasure, other["rouge-1"]["f"], other["rouge-l"]["f"],
    ))


print("rouge-score", version("rouge-score"), "rouge", version("rouge"), "- F of ROUGE-1 and ROUGE-L from each")
seen = {name: look(*pair) for name, pair in cases.items()}
for name, row in seen.items():
    print(f"{name:20} rouge-score {row[0]:5} {row[1]:5}   rouge {row[2]:5} {row[3]:5}")
assert list(seen.values()) == [
    (1.0, 1.0, 1.0, 1.0),
    (0.333, 0.333, 1.0, 1.0),
    (1.0, 1.0, 0.8, 0.8),
    (0.0, 0.0, 1.0, 1.0),
    (0.0, 0.0, 1.0, 1.0),
    (1.0, 1.0, 0.0, 0.0),
]
PY
"$dir/venv/bin/python" look.py
