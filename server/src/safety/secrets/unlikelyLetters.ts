/**
 * For each letter from `a` on, the letters that hardly ever follow it in the words of code: fewer than 6 of 10,000 pairs. Counted over 5,000
 * words of identifiers, comments and docs of rails, spring-boot, tokio, prometheus, laravel, requests, gin, supabase-js, minio-go and starlette.
 */
const unlikely =
  "aefhjoqxz bcdfghjkmnpqtvwxyz bdfgjmnpqvwxyz bcfghjkmnpqtvwxyz hjkoyz bcdghjkmnpqstvwxz bcdfjklmpqtvwxyz bcdfghjklmnpqsuvwxyz hijkquwy " +
  "abcdfghijklmnopqrstuvwxyz abcdfghjklmnopqrtuvwxyz bcfghjkmnpqrvwxz cdfghjklnqrtvwxyz bhjlmpqrwxyz ehjqxyz bcdfgjkmnqvwxyz abcdefghijklmnopqrstvwxyz " +
  "bfhjpqwxz bdfgjnqrvwxz bdfgjkmnpqvwxz dfghjkoquvwxyz bcdfghjklmnpqrstuvwxyz bcdfgjklmpqtuvwxyz abcdfghijklmnoqrsuvwxyz abcdfghijklmnoqrtuvwxyz abcdfghijklmnopqrstuvwxyz";
const following = unlikely.split(" ");

/** Fewest and most letters that are evidence. // guess: shorter ones are abbreviations too often, longer ones are data */
const [minLetters, maxLetters] = [8, 60];
/** Share of unlikely pairs from which letters aren't words: chance has two thirds, 2 of 1,000 longer words of code as many as this. */
const minShare = 0.4;

/** Reports whether letters are random, as a password manager's: `tgrbdtrmtq`. Near miss: `rootpassword`. */
export function isLettersByChance(value: string): boolean {
  if (value.length < minLetters || value.length > maxLetters || !/^[A-Za-z]+$/.test(value)) return false;
  // `AKIAXXXXXXXX`, `htpasswd`.
  if (/(.)\1\1|passwd/i.test(value)) return false;
  const letters = value.toLowerCase();
  let count = 0;
  for (let at = 1; at < letters.length; at++)
    if (following[letters.charCodeAt(at - 1) - 97].includes(letters[at])) count++;
  return count >= minShare * (letters.length - 1);
}
