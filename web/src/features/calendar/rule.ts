/** How a meeting repeats, between the few choices of the form and RFC 5545. Pure. */

export type Repeat = "never" | "daily" | "workdays" | "weekly" | "fortnightly" | "monthly" | "other";
export const REPEATS: readonly Repeat[] = ["never", "daily", "workdays", "weekly", "fortnightly", "monthly"];

const RULES: Partial<Record<Repeat, string>> = {
  daily: "FREQ=DAILY",
  workdays: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  weekly: "FREQ=WEEKLY",
  fortnightly: "FREQ=WEEKLY;INTERVAL=2",
  monthly: "FREQ=MONTHLY",
};

/** The rule of a choice. `last` = the last day, `2027-03-01`; empty = without end. */
export function ruleOf(repeat: Repeat, last: string): string {
  const rule = RULES[repeat];
  if (rule === undefined) return "";
  return last === "" ? rule : `${rule};UNTIL=${last.replaceAll("-", "")}`;
}

/** Which choice a rule is, and its last day; what another program planned may be "other". */
export function choiceOf(rule: string): { repeat: Repeat; last: string } {
  if (rule === "") return { repeat: "never", last: "" };
  const parts = rule.split(";");
  const until = parts.find((part) => part.startsWith("UNTIL="));
  const rest = parts.filter((part) => part !== until).join(";");
  const known = REPEATS.find((repeat) => RULES[repeat] === rest) ?? "other";
  const day = /^UNTIL=(\d{4})(\d{2})(\d{2})/.exec(until ?? "");
  return { repeat: known, last: day ? `${day[1]}-${day[2]}-${day[3]}` : "" };
}

/** Workdays begin on one: the first day that fits, from `day` on (`2027-03-01T09:00`). */
export function fittingStart(repeat: Repeat, local: string): string {
  if (repeat !== "workdays") return local;
  const [date = "", time = ""] = local.split("T");
  const day = new Date(`${date}T12:00:00Z`);
  while (day.getUTCDay() === 0 || day.getUTCDay() === 6) day.setUTCDate(day.getUTCDate() + 1);
  return `${day.toISOString().slice(0, 10)}T${time}`;
}
