/** A key, printed on what it presses. Screen readers hear `aria-keyshortcuts` instead. */
export function Key({ name }: { name: string }) {
  return (
    <span className="key" aria-hidden="true">
      <kbd>{name}</kbd>
    </span>
  );
}
