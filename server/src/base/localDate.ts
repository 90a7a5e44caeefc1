/** Returns a date of the user's time zone as `YYYY-MM-DD`. */
export function localDate(at = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
