/** What keys open, subject by subject: how a person chooses it, and how it is told. No calls, no drawing. */
import type { Account, SiteRight } from "@/api/accounts";
import type { KeySubject, Scope } from "@/api/myself";

/** Whoever writes somewhere also reads there: a program that may change what it cannot see helps nobody. */
export type Extent = "none" | "read" | "write";
export type Extents = Readonly<Partial<Record<KeySubject, Extent>>>;

/** Rights without which a subject opens nothing; absent = everybody with an account. */
const NEEDS: Readonly<Partial<Record<KeySubject, SiteRight>>> = { people: "see_directory", admin: "manage_site" };
const SUBJECTS: readonly KeySubject[] = ["meetings", "calendar", "chat", "profile", "people", "admin"];

/** What this person's keys can open, in the order in which it is offered. */
export function subjectsFor(me: Account): KeySubject[] {
  return SUBJECTS.filter((subject) => {
    const right = NEEDS[subject];
    return right === undefined || me.rights.includes(right);
  });
}

export function scopesOf(extents: Extents): Scope[] {
  return SUBJECTS.flatMap((subject): Scope[] => {
    const extent = extents[subject] ?? "none";
    if (extent === "none") return [];
    return extent === "read" ? [`${subject}:read`] : [`${subject}:read`, `${subject}:write`];
  });
}

/** The other way round: each subject that the scopes open, and how far. */
export function extentsOf(scopes: readonly Scope[]): [KeySubject, Exclude<Extent, "none">][] {
  return SUBJECTS.flatMap((subject): [KeySubject, Exclude<Extent, "none">][] => {
    if (scopes.includes(`${subject}:write`)) return [[subject, "write"]];
    return scopes.includes(`${subject}:read`) ? [[subject, "read"]] : [];
  });
}
