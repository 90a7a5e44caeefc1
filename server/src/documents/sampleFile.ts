/** First line of the sample files that come with Nanotype: `media/walkthrough/tryIt.ts.txt` and those in `scripts/sample`. */
const heading = /^\W{0,8}(?:Nanotype: try it\.|A place to try Nanotype in\b)/;

/** Reports whether a text is one of our own sample files, which belong to none of the user's projects. */
export function isSampleFile(text: string): boolean {
  return heading.test(text.slice(0, 100));
}
