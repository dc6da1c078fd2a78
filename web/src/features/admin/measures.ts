/** Numbers of the administration as people read them, in the language of the app. Pure. */
const STEP = 1000;
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
/** Three digits are what somebody compares: "4.2 GB", "312 GB". */
const DIGITS = { maximumSignificantDigits: 3 } as const;

/** Bytes in decimal steps, as sellers of disks count: "4.2 GB". */
export function sizeOf(bytes: number, language: string): string {
  let value = Math.max(0, bytes);
  let step = 0;
  while (value >= STEP && step < UNITS.length - 1) {
    value /= STEP;
    step += 1;
  }
  const unit = UNITS[step] ?? "byte";
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", ...DIGITS }).format(value);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something has lasted, by its two largest units: "3 days 4 hr", "12 min". Less than a minute counts as one. */
export function spanOf(milliseconds: number, language: string): string {
  const parts = (unit: string, value: number) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
  const span = Math.max(MINUTE, milliseconds);
  const days = Math.floor(span / DAY);
  const hours = Math.floor((span % DAY) / HOUR);
  const minutes = Math.floor((span % HOUR) / MINUTE);
  if (days > 0) return hours > 0 ? `${parts("day", days)} ${parts("hour", hours)}` : parts("day", days);
  if (hours > 0) return minutes > 0 ? `${parts("hour", hours)} ${parts("minute", minutes)}` : parts("hour", hours);
  return parts("minute", minutes);
}

/** A share of 0…1 as "62 %". */
export function shareOf(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(share);
}
