/** Return a filter whose address names one of its values, and no filter for anything else. */
export function oneOf<Name extends string, Value extends string>(
  name: Name,
  text: string,
  values: readonly Value[],
): { [Key in Name]?: Value } {
  const value = values.find((one) => one === text);
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };
}
