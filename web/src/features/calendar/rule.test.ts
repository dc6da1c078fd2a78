import { describe, expect, it } from "vitest";
import { choiceOf, choices, fittingStart, moved, ONCE, type Repetition, ruleOf, shownDays, toggled } from "./rule";

/** A Tuesday, the second of its month. */
const TUESDAY = "2026-12-08T09:00";
/** A Friday, the last of its month and its fourth. */
const FRIDAY = "2026-12-25T09:00";
const ZONE = "Asia/Jakarta";

describe("rules", () => {
  it("come back as the choice that made them", () => {
    const parts: Partial<Repetition>[] = [{}, { ends: "until", last: "2027-03-01" }, { ends: "count", times: 6 }];
    for (const repeat of choices(FRIDAY))
      for (const part of parts) {
        const made: Repetition = { ...ONCE, repeat, ...(repeat !== "never" && part) };
        const back = choiceOf(ruleOf(made, FRIDAY), FRIDAY, ZONE);
        expect({ ...back, days: [] }).toEqual(made);
      }
  });

  it("say several days of every third week, the second Tuesday and the last Friday", () => {
    const days = { ...ONCE, repeat: "weekly", every: 3, days: ["TU", "TH"] } as const;
    expect(ruleOf(days, TUESDAY)).toBe("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH");
    expect(choiceOf("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH", TUESDAY, ZONE)).toEqual(days);
    expect(ruleOf({ ...ONCE, repeat: "numbered" }, TUESDAY)).toBe("FREQ=MONTHLY;BYDAY=2TU");
    expect(ruleOf({ ...ONCE, repeat: "last", every: 2 }, FRIDAY)).toBe("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR");
  });

  it("stay as they are where the form has no words for them", () => {
    const strange = ["FREQ=YEARLY", "FREQ=MONTHLY;BYMONTHDAY=1", "FREQ=MONTHLY;BYDAY=1TU,3TU", "FREQ=DAILY;INTERVAL=2"];
    for (const rule of [...strange, "FREQ=WEEKLY;INTERVAL=13", "FREQ=DAILY;BYDAY=MO"])
      expect(choiceOf(rule, TUESDAY, ZONE).repeat).toBe("other");
    expect(choiceOf("FREQ=MONTHLY;BYDAY=3TU", TUESDAY, ZONE).repeat).toBe("other");
  });

  it("end on the day of the meeting's zone, whatever day it is in UTC", () => {
    expect(choiceOf("FREQ=WEEKLY;UNTIL=20270302T045959Z", TUESDAY, "America/New_York").last).toBe("2027-03-01");
    expect(choiceOf("FREQ=WEEKLY;UNTIL=20270301T165959Z", TUESDAY, ZONE).last).toBe("2027-03-01");
  });

  it("begin on one of the days that are meant", () => {
    const workdays = { ...ONCE, repeat: "workdays" } as const;
    expect(fittingStart(workdays, "2026-11-28T09:00")).toBe("2026-11-30T09:00");
    expect(fittingStart({ ...ONCE, repeat: "weekly" }, "2026-11-28T09:00")).toBe("2026-11-28T09:00");
    expect(fittingStart({ ...ONCE, repeat: "weekly", days: ["TH"] }, TUESDAY)).toBe("2026-12-10T09:00");
  });

  it("keep at least one day when days are pressed", () => {
    const weekly: Repetition = { ...ONCE, repeat: "weekly" };
    expect(shownDays(weekly, TUESDAY)).toEqual(["TU"]);
    expect(toggled(weekly, "MO", TUESDAY)).toEqual(["MO", "TU"]);
    expect(toggled(weekly, "TU", TUESDAY)).toEqual(["TU"]);
  });

  it("follow the start to another day", () => {
    expect(moved({ ...ONCE, repeat: "weekly", days: ["TU"] }, TUESDAY, FRIDAY).days).toEqual([]);
    expect(moved({ ...ONCE, repeat: "last" }, FRIDAY, TUESDAY).repeat).toBe("numbered");
    expect(moved({ ...ONCE, repeat: "numbered" }, TUESDAY, "2026-12-29T09:00").repeat).toBe("last");
    expect(choices(TUESDAY)).not.toContain("last");
    expect(choices("2026-12-29T09:00")).not.toContain("numbered");
  });
});
