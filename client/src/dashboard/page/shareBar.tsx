/** Draws a share of 0–1 as a bar; the number beside it says the same. */
export function ShareBar({ share }: { share: number }) {
  return (
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="track" width="100" height="8" />
      <rect class="fill" width={100 * Math.min(1, Math.max(0, share))} height="8" />
    </svg>
  );
}
