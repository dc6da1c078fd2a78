/** Bytes as people read them, in their language. Pure. */
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

export function sized(bytes: number, language: string): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** step;
  const unit = UNITS[step] ?? "byte";
  const maximumFractionDigits = value < 10 && step > 0 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits }).format(
    value,
  );
}
