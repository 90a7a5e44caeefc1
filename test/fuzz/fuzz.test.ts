import { expect, test } from "vitest";
import { fuzzDiff } from "../support/fuzz/fuzzDiff";
import { fuzzFrames } from "../support/fuzz/fuzzFrames";
import { fuzzLsp } from "../support/fuzz/fuzzLsp";
import { fuzzSecrets } from "../support/fuzz/fuzzSecrets";
import { fuzzStream } from "../support/fuzz/fuzzStream";
import { fuzzTyping } from "../support/fuzz/fuzzTyping";

// Always the same cases; `npm run fuzz` goes on with others for as long as told.
const seeds = [1, 2, 3];

/** Runs a fuzzer once to warm up and then for the seeds; what it leaves behind must stay small. */
async function check(fuzz: (seed: number) => unknown, limitMb: number): Promise<void> {
  await fuzz(0);
  const before = process.memoryUsage().heapUsed;
  for (const seed of seeds) await fuzz(seed);
  expect((process.memoryUsage().heapUsed - before) / 1e6).toBeLessThan(limitMb);
}

test("the server completes as ever after messages of every kind", () => check((seed) => fuzzLsp(seed, 400), 100));
test("whatever ends the lines, the model is asked about the text that is there, and what is offered has its line ends", () =>
  check((seed) => fuzzTyping(seed, 150), 100));
test("the built server says nothing of the text in damaged frames, and ends there or with its client", () =>
  fuzzFrames(1, 8));
test("damaged answers of an endpoint give text or a failure that is understood", () =>
  check((seed) => fuzzStream(seed, 100), 100));
test("damaged diffs come to an end", () => check((seed) => fuzzDiff(seed, 1_500), 100));
test("secrets are cut out of texts made to lead the rules astray, and come back", () =>
  check((seed) => fuzzSecrets(seed, 40), 100));
