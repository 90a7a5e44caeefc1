/** How the files begin that come with Nanotype to be played with: `media/walkthrough/tryIt.ts.txt` and those in `scripts/sample`. */
const heading = /^\W{0,8}(?:Nanotype: try it\.|A place to try Nanotype in\b)/;

/** Whether a text is one of our own sample files: what it says is nobody's project. */
export function isSampleFile(text: string): boolean {
  return heading.test(text.slice(0, 100));
}
