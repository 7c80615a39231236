/** What keeps a ticket from being held, taken up or discarded. */
export function Wrong({ text }: { text: string | null }) {
  return (
    <p className="wrong" role="alert">
      {text}
    </p>
  );
}
