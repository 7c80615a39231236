/** What a tender is called; several together, or none yet, by another word. */
export function tenderName(tenders: Readonly<Record<string, string>>, tender: string | null, several = "–"): string {
  return tender === null ? several : (tenders[tender] ?? tender);
}
