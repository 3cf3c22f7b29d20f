"""The smallest language model: a GGUF file of 115 KB that says one word for ever, so that tests really run llama.cpp.

One block of zeros, all words with the same embedding, and one word that has all the weight of the output. The layout is
that of https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np

WORD = "ha"
WIDTH, INNER = 32, 64
TOKENS = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), f"\u2581{WORD}"]
UNKNOWN, CONTROL, BYTE, NORMAL = 2, 3, 6, 1
UINT32, INT32, FLOAT32, STRING, ARRAY = 4, 5, 6, 8, 9


def write_tiny_gguf(path: Path) -> Path:
    """Write the file."""
    facts = {
        "general.architecture": "llama", "general.name": "tiny", "llama.context_length": 8192,
        "llama.embedding_length": WIDTH, "llama.block_count": 1, "llama.feed_forward_length": INNER,
        "llama.attention.head_count": 1, "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": WIDTH, "tokenizer.ggml.model": "llama", "tokenizer.ggml.tokens": TOKENS,
        "tokenizer.ggml.scores": [0.0] * len(TOKENS),
        "tokenizer.ggml.token_type": [UNKNOWN, CONTROL, CONTROL, *[BYTE] * 256, NORMAL],
        "tokenizer.ggml.bos_token_id": 1, "tokenizer.ggml.eos_token_id": 2, "tokenizer.ggml.unknown_token_id": 0,
    }  # fmt: skip
    output = np.zeros((len(TOKENS), WIDTH))
    output[-1] = 1
    square = np.zeros((WIDTH, WIDTH))
    block = {f"attn_{part}": square for part in ("q", "k", "v", "output")} | {
        "attn_norm": np.ones(WIDTH), "ffn_norm": np.ones(WIDTH), "ffn_gate": np.zeros((INNER, WIDTH)),
        "ffn_up": np.zeros((INNER, WIDTH)), "ffn_down": np.zeros((WIDTH, INNER)),
    }  # fmt: skip
    tensors = {"token_embd": np.ones((len(TOKENS), WIDTH)), "output_norm": np.ones(WIDTH), "output": output}
    tensors |= {f"blk.0.{name}": values for name, values in block.items()}
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts))
    head += b"".join(text(name) + value(fact) for name, fact in facts.items())
    data = b""
    for name, values in tensors.items():
        shape = values.shape[::-1]
        head += text(f"{name}.weight") + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
        data += padded(values.astype("<f4").tobytes())
    path.write_bytes(padded(head) + data)
    return path


def text(words: str) -> bytes:
    return struct.pack("<Q", len(words.encode())) + words.encode()


def value(fact: Any) -> bytes:
    kind, packed = bare(fact)
    return struct.pack("<I", kind) + packed


def bare(fact: Any) -> tuple[int, bytes]:
    """The kind of a value, and the value."""
    match fact:
        case str():
            return STRING, text(fact)
        case float():
            return FLOAT32, struct.pack("<f", fact)
        case list():
            kind = INT32 if isinstance(fact[0], int) else bare(fact[0])[0]
            return ARRAY, struct.pack("<IQ", kind, len(fact)) + b"".join(bare(entry)[1] for entry in fact)
        case _:
            return UINT32, struct.pack("<I", fact)


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 32)
