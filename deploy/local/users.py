"""The people of a team and their keys: adds, lists and removes them in users.json, which LiteLLM reads again at the next request.

The file knows keys by their SHA-256 only. A new key is written to a file that only you may read; hand it over and delete it.
"""
import argparse
import hashlib
import json
import os
import pathlib
import secrets
import tempfile

# Limits of a person, as users.json names them. Source: at most 20 requests per 100 keys, 4 keys a second. // guess
USUAL_LIMITS = {"requestsPerMinute": 240, "requestsAtOnce": 8}


def write_private(path: pathlib.Path, content: object) -> None:
    """Replaces a file by text, or by JSON (which is YAML), at once; only its owner may read it."""
    text = content if isinstance(content, str) else json.dumps(content, indent=2) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent)  # with mode 0600
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.replace(temporary, path)


def make_key(path: pathlib.Path, prefix: str = "sk-") -> str:
    """Returns the key in a file; makes it the first time."""
    if not path.exists():
        write_private(path, prefix + secrets.token_urlsafe(32))
    return path.read_text()


def add_user(users: pathlib.Path, key: str, user: dict) -> None:
    """Adds a person; the same key gets new limits."""
    people = json.loads(users.read_text()) if users.exists() else {}
    people[hashlib.sha256(key.encode()).hexdigest()] = user
    write_private(users, people)


def make_keys(keys: pathlib.Path, users: pathlib.Path) -> None:
    """Makes what the programs need, where it is missing: their keys, each in a file, and a key that reads LiteLLM's figures only."""
    for name in ("operator", "redis", "model-server"):
        make_key(keys / name)
    if not (keys / "prometheus").exists():
        add_user(users, make_key(keys / "prometheus"), {"name": "prometheus", "routes": ["/metrics/"]})


def remove_user(users: pathlib.Path, name: str) -> int:
    """Removes all keys of a person; returns their number."""
    people = json.loads(users.read_text())
    kept = {key_hash: user for key_hash, user in people.items() if user["name"] != name}
    write_private(users, kept)
    return len(people) - len(kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("users", type=pathlib.Path, help="the file, such as .cache/team/litellm/users.json")
    commands = parser.add_subparsers(required=True, dest="command")
    commands.add_parser("list")
    add = commands.add_parser("add", help="makes a key; a second one for the same person lets him change over")
    add.add_argument("name")
    add.add_argument("--key-file", type=pathlib.Path, required=True, help="new file for the key")
    add.add_argument("--requests-per-minute", type=int, dest="requestsPerMinute")
    add.add_argument("--tokens-per-minute", type=int, dest="tokensPerMinute")
    add.add_argument("--requests-at-once", type=int, dest="requestsAtOnce")
    add.add_argument("--dollars-per-day", type=float, dest="dollarsPerDay")
    add.add_argument("--expires", metavar="YYYY-MM-DD", help="last day of the key, in UTC")
    commands.add_parser("init", help="makes the programs' keys").add_argument("keys", type=pathlib.Path, help="their folder")
    commands.add_parser("remove", help="removes all keys of a person").add_argument("name")
    options = parser.parse_args()

    if options.command == "list":
        for key_hash, user in json.loads(options.users.read_text()).items():
            print(key_hash[:8], json.dumps(user))
    elif options.command == "init":
        make_keys(options.keys, options.users)
    elif options.command == "remove":
        print(f"{options.name} had {remove_user(options.users, options.name)} keys.")
    elif options.key_file.exists():
        parser.error(f"{options.key_file} exists already.")
    else:
        asked = ("requestsPerMinute", "tokensPerMinute", "requestsAtOnce", "dollarsPerDay", "expires")
        limits = {name: getattr(options, name) for name in asked if getattr(options, name) is not None}
        add_user(options.users, make_key(options.key_file), {"name": options.name, **USUAL_LIMITS, **limits})
        print(f"The key of {options.name} is in {options.key_file}.")


if __name__ == "__main__":
    main()
