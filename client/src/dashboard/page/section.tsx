import type { ComponentChildren } from "preact";

/** Shows a part of the page: a landmark with a heading, and beside it what belongs to the heading. */
export function Section(params: {
  id: string;
  title: string;
  /** Smaller text behind the title, such as the period. */
  note?: string;
  beside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { id, title, note, beside, children } = params;
  return (
    <section aria-labelledby={id}>
      <div class="heading">
        <h2 id={id}>
          {title}
          {note !== undefined && <span class="quiet">{note}</span>}
        </h2>
        {beside}
      </div>
      {children}
    </section>
  );
}
