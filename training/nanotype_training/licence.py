"""Tells permissive licences by their text."""

import re

_BLOCKED = re.compile(
    r"GNU (?:LESSER |AFFERO |LIBRARY )?GENERAL PUBLIC LICENSE|Mozilla Public License|Eclipse Public License"
    r"|Server Side Public License|Business Source License|Elastic License|Creative Commons|Common Development and Distribution"
    r"|Commons Clause|Redis Source Available",
    re.IGNORECASE,
)

# The first phrase that a licence's text holds names it. Blanks and line ends of the text count as one blank.
_PERMISSIVE = (
    ("Apache-2.0", "Apache License Version 2.0"),
    ("PostgreSQL", "without a written agreement is hereby granted"),
    ("ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose"),
    ("ISC", "Permission to use, copy, modify, and distribute this software for any purpose"),
    ("MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"),
    ("MIT", "The MIT License"),
    ("BSL-1.0", "Boost Software License"),
    ("BSD-3-Clause", "Neither the name"),
    ("BSD-2-Clause", "Redistribution and use in source and binary forms"),
    ("Zlib", "This software is provided 'as-is', without any express or implied warranty"),
    ("curl", "COPYRIGHT AND PERMISSION NOTICE"),
    ("Unlicense", "free and unencumbered software released into the public domain"),
)

LICENCE_FILE = re.compile(r"(?:MIT-|BSD-|APACHE-)?(?:LICEN[CS]E|COPYING|UNLICENSE)[^/]*", re.IGNORECASE)


def permissive_licence(texts: list[str]) -> str | None:
    """
    Returns the SPDX name of the licence that the texts of a repository's licence files give.

    None if there is none, if none of them is known to be permissive, or if any names a licence that isn't.
    """
    plain = [" ".join(text.split()) for text in texts]
    # An Apache licence's appendix and notices name others; what a file's beginning names is its licence.
    if any(_BLOCKED.search(text[:3000]) for text in plain):
        return None
    for name, phrase in _PERMISSIVE:
        if any(phrase.lower() in text.lower() for text in plain):
            return name
    return None
