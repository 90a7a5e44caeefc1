/** A failure that the command line reports in one sentence. Exit code 1: it failed; 2: its arguments were wrong. */
export class CliError extends Error {
  override readonly name = "CliError";
  constructor(
    readonly exitCode: 1 | 2,
    message: string,
  ) {
    super(message);
  }
}
