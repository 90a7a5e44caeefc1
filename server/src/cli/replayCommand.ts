import { Command, InvalidArgumentError } from "commander";

const help = `
Plays a recorded session again, on a clock of its own and without any model: the backends say what the recording has of them, and
all else is computed anew. Compares every answer with the recorded one, and ends with exit code 1 if one differs. Opens no
connection and reads no other file. Answers that held a secret aren't compared: the recording hasn't their text.

The setting nanotype.record names a folder into which each editor session is recorded; docs/replay.md says what it holds.

With --json it holds one object on one line:
  keys, requests, offers   how many changes, requests and answers with a suggestion were played
  withheld                 answers that held a secret
  differences              request, atMs, recorded and replayed items of answers that differ
  digest                   a hash of every answer

Examples:
  nanotype replay session.jsonl
  nanotype replay session.jsonl --speed 10`;

function speed(text: string): number {
  const factor = Number(text);
  if (!(factor > 0 && factor <= 1_000)) throw new InvalidArgumentError("It must be a number up to 1000.");
  return factor;
}

/** Makes the verb `nanotype replay`, whose work is loaded when it runs. */
export function replayCommand(): Command {
  return new Command("replay")
    .summary("play a recorded session again, and compare its suggestions")
    .description("Plays a recorded session again, and compares every suggestion with the recorded one.")
    .argument("<FILE>", "the recording")
    .option("--speed <N>", "play N times as fast as it was typed; without it as fast as possible", speed)
    .option("--json", "print one JSON object instead", false)
    .addHelpText("after", help)
    .action(async (file: string, options: { speed?: number; json: boolean }) =>
      (await import("./replay")).replay(file, options),
    );
}
